"""Copies added, moved and deleted, and the way to their labels."""

from starlette.responses import RedirectResponse, Response

from db.cataloguing.copies import add_copies, delete_copy, move_copies
from db.cataloguing.page import CopyOnPage, book_page
from db.errors import BadValue
from db.marking import N_, Sentence
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.asking import Question, asked
from kiosk.pages.ground.forms.typed import acquired_of
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.visits import Undo


def add(ask: Ask) -> Response:
    """Add copies; undo deletes them, as long as nothing has happened to them."""
    new_place = ask.text("new_place")
    added = add_copies(
        ask.row("book"),
        ask.acting(),
        copies=ask.whole("copies", 1),
        place=new_place or ask.text("place"),
        new_place=bool(new_place),
        acquired=acquired_of(ask),
    )
    said = Sentence(
        N_("“{title}” has {n} more copies, {total} altogether."),
        {"title": added.title, "n": len(added.copies), "total": added.total},
    )
    return ask.done(_page(ask), said, undo=_undo(ask, "delete-copies", added.copies, ("sure", "1")))


def move(ask: Ask) -> Response:
    """Let copies stand on another shelf; undo where they all came from one."""
    copies = ticked(ask)
    new_place = ask.text("new_place")
    moved = move_copies(
        [copy.copy_id for copy in copies],
        new_place or ask.text("place"),
        ask.acting(),
        new_place=bool(new_place),
    )
    said = Sentence(N_("Copies moved to shelf {place}: {n}"), {"place": moved.place, "n": moved.moved})
    before = moved.before
    back = [copy.copy_id for copy in copies if copy.place != moved.place]
    can_go_back = len(before) == 1 and before[0]
    return ask.done(
        _page(ask), said, undo=_undo(ask, "move", back, ("place", before[0])) if can_go_back else None
    )


def delete(ask: Ask) -> Response:
    """Delete copies to which nothing ever happened, when that was asked."""
    copies = ticked(ask)
    if not ask.text("sure"):
        question = Question(
            Sentence(N_("Delete these copies?")),
            (
                Sentence(
                    N_("Copies {numbers} will be deleted, with their labels."),
                    {"numbers": ", ".join(str(copy.number) for copy in copies)},
                ),
                Sentence(N_("This cannot be undone.")),
            ),
            f"{_page(ask)}/delete-copies",
            [("sure", 1), *(("chosen", copy.copy_id) for copy in copies)],
            Sentence(N_("Delete them")),
            _page(ask),
        )
        return asked(ask, question)
    for copy in sorted(copies, key=lambda copy: copy.may_go):  # the first refusal comes before any is gone
        delete_copy(copy.copy_id, ask.acting())
    return ask.done(_page(ask), Sentence(N_("Copies deleted: {n}"), {"n": len(copies)}))


def to_labels(ask: Ask) -> Response:
    """Go on to the labels of these copies."""
    ids = ",".join(str(copy.copy_id) for copy in ticked(ask))
    return RedirectResponse(f"/labels?copies={ids}", 303)


def _page(ask: Ask) -> str:
    return f"/books/{ask.row('book')}"


def ticked(ask: Ask) -> list[CopyOnPage]:
    """The copies that are ticked, all of this title. Raises BadValue where none is."""
    chosen = set(ask.chosen("chosen"))
    copies = [copy for copy in book_page(ask.row("book")).copies if str(copy.copy_id) in chosen]
    if not copies:
        raise BadValue(N_("First tick the copies."))
    return copies


def _undo(ask: Ask, way: str, copy_ids: list[int] | tuple[int, ...], *fields: tuple[str, str]) -> Undo:
    return Undo(f"{_page(ask)}/{way}", (*(("chosen", str(copy_id)) for copy_id in copy_ids), *fields))


PAGES = (
    Page("/books/{book:row}/add-copies", add, Act.CATALOGUE, "POST"),
    Page("/books/{book:row}/move", move, Act.CATALOGUE, "POST"),
    Page("/books/{book:row}/delete-copies", delete, Act.CATALOGUE, "POST"),
    Page("/books/{book:row}/labels", to_labels, Act.PRINT, "POST"),
)
