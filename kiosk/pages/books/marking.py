"""Copies marked as lost, damaged, mended, found: what the librarian sees of a book, said of the copy."""

from collections.abc import Callable, Sequence

from starlette.responses import Response

from db.cataloguing.page import CopyOnPage
from db.errors import BadValue
from db.marking import N_
from db.roles import Act
from db.stock.copy_status import CopyMarked, mark_this_copy
from db.stock.repairs import Damage, end_repair, put_aside
from kiosk.pages.books.copies import ticked
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.visits import Undo
from kiosk.sentences.catalogue import marked_as


def mark(ask: Ask) -> Response:
    """Mark the ticked copies; a lost one's loan ends with that."""
    status = ask.text("status")
    return _done(ask, ticked(ask), lambda copy_id: mark_this_copy(copy_id, status, ask.acting()))


def damage(ask: Ask) -> Response:
    """Put the ticked copies aside to be mended; a loan goes on."""
    found = Damage(ask.text("kind"), ask.whole("degree", 2), place=ask.text("lies"), note=ask.text("note"))
    return _done(ask, ticked(ask), lambda copy_id: put_aside(copy_id, found, ask.acting()))


def mended(ask: Ask) -> Response:
    """Say how the repair of the ticked copies ended."""
    outcome = ask.text("outcome")
    copies = _of_status(ask, ("repair",), N_("None of the ticked copies is in repair."))
    return _done(ask, copies, lambda copy_id: end_repair(copy_id, outcome, ask.acting()))


def found_again(ask: Ask) -> Response:
    """The ticked copies, which were missing, are here."""
    copies = _of_status(ask, ("lost", "withdrawn"), N_("None of the ticked copies is missing."))
    return _done(ask, copies, lambda copy_id: mark_this_copy(copy_id, "available", ask.acting()))


def _of_status(ask: Ask, statuses: Sequence[str], otherwise: str) -> list[CopyOnPage]:
    copies = [copy for copy in ticked(ask) if copy.status in statuses]
    if not copies:
        raise BadValue(otherwise)
    return copies


def _done(ask: Ask, copies: Sequence[CopyOnPage], work: Callable[[int], CopyMarked]) -> Response:
    """Do it to each copy, say so, and offer to take it back."""
    marked = [work(copy.copy_id) for copy in copies]
    numbers = ", ".join(one.number for one in marked if one.number)
    said = marked_as(marked[0].status, len(marked), numbers)
    page = f"/books/{ask.row('book')}"
    events = " ".join(str(event) for one in marked for event in one.events)
    return ask.done(page, said, undo=Undo("/loans/undo", (("events", events), ("back", page))))


PAGES = (
    Page("/books/{book:row}/mark", mark, Act.STATUS, "POST"),
    Page("/books/{book:row}/damage", damage, Act.STATUS, "POST"),
    Page("/books/{book:row}/mended", mended, Act.STATUS, "POST"),
    Page("/books/{book:row}/found", found_again, Act.STATUS, "POST"),
)
