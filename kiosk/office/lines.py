"""What the office at the kiosk shows: a few lines for what was found, a title, one copy, a reader."""

from collections.abc import Sequence

from textual.content import Content

from db.cataloguing.page import Borrower
from db.clock import local_day
from db.marking import N_
from db.readers.finding import ReaderRow
from db.stock.finding import BookRow
from kiosk.machine.desk_notice import DeskNotice
from kiosk.office.calls import BookSeen, Hits, ReaderSeen, Seen
from kiosk.screens.pane import cut
from kiosk.screens.staff.dialog import WIDTH
from kiosk.sentences.catalogue import READER_STATUSES
from kiosk.sentences.shelves.shelf import STATES, place_of, state_note
from kiosk.words import Words

MOST = 9
"""Numbered lines in a box of 24 rows."""


def lines_of(seen: Seen, words: Words) -> list[Content]:
    """The box without its keys and its prompt."""
    match seen:
        case Hits():
            return _hits(seen, words)
        case BookSeen():
            return _copy(seen, words) if seen.copy else _book(seen, words)
        case ReaderSeen():
            return _reader(seen, words)


def desk_lines(served: DeskNotice | None, _: Words) -> list[Content]:
    """Where other machines reach the desk, and the fingerprint that their browsers are to show."""
    if served is None:
        return []
    told = [_("The desk is at {address}", address=address) for address in served.addresses[:2]]
    lines = [Content(""), *map(Content, told)]
    if served.fingerprint:
        half = len(served.fingerprint) // 2 + 1
        lines += [Content(_("Its certificate (SHA-256):"))]
        lines += [Content(part) for part in (served.fingerprint[:half], served.fingerprint[half:])]
    return lines


def _hits(found: Hits, _: Words) -> list[Content]:
    if not found.rows:
        return [_bold(_("Nothing was found for “{text}”.", text=found.text))]
    lines = [_bold(_("Found for “{text}”: {n}", text=found.text, n=found.total))]
    return [*lines, *_numbered([_hit(row, _) for row in found.rows], found.total, _)]


def _hit(row: BookRow | ReaderRow, _: Words) -> str:
    if isinstance(row, ReaderRow):
        return _("{number} {name} {class_name}", number=row.number, name=row.name, class_name=row.class_name)
    left = _("{n} of {all} on the shelf", n=row.on_shelf, all=row.copies)
    return _apart(f"{row.title}  {row.author}", f"{row.call_number}  {left}")


def _book(seen: BookSeen, _: Words) -> list[Content]:
    fields, copies = seen.book.fields, list[str]()
    for copy in seen.book.copies:
        state, who = seen.states[copy.copy_id], seen.borrowers.get(copy.copy_id)
        said = _(STATES[state.state])
        copies.append(
            _apart(f"{said}  {_who(who, _)}" if who else f"{said}  {state_note(state, _)}", copy.place)
        )
    head = [
        _bold(seen.book.title),
        Content(cut(f"{fields['call_number']}  {fields['author']}".strip(), WIDTH)),
    ]
    return [*head, *_numbered(copies, len(copies), _)]


def _copy(seen: BookSeen, _: Words) -> list[Content]:
    copy = seen.copy
    assert copy
    state, who = seen.states[copy.copy_id], seen.borrowers.get(copy.copy_id)
    about = "  ".join(
        part
        for part in (
            _("Copy {n}", n=copy.number),
            copy.code,
            seen.book.fields["call_number"],
            place_of(copy.place, _) if copy.place else "",
        )
        if part
    )
    said = " · ".join(part for part in (_(STATES[state.state]), state_note(state, _)) if part)
    lines = [_bold(seen.book.title), Content(cut(about, WIDTH)), Content(cut(said, WIDTH))]
    if who:
        lines += [
            _bold(_who(who, _)),
            Content(_("since {day}, due on {due}", day=local_day(who.lent_at), due=who.due_on)),
        ]
    return lines


def _reader(seen: ReaderSeen, _: Words) -> list[Content]:
    reader = seen.reader
    head = f"{reader.number}  {reader.name}  {reader.class_name}"
    status = "" if reader.status == "active" else _(READER_STATUSES[reader.status])
    held = _("{n} of {most} books on loan", n=len(reader.loans), most=reader.limit)
    loans = [
        _apart(
            loan.title,
            _("due on {day}", day=loan.due_on)
            + (f" ({_('{n} days late', n=loan.days_late)})" if loan.days_late else ""),
        )
        for loan in reader.loans
    ]
    return [
        _bold(head),
        Content(" · ".join(part for part in (held, status) if part)),
        *_numbered(loans, len(loans), _),
    ]


def _who(who: Borrower, _: Words) -> str:
    return _("{number} {name} {class_name}", number=who.number, name=who.name, class_name=who.class_name)


def _numbered(lines: Sequence[str], total: int, _: Words) -> list[Content]:
    shown = [
        Content.assemble((f" {number} ", "bold reverse"), " ", line)
        for number, line in enumerate(lines[:MOST], start=1)
    ]
    more = total - len(shown)
    return [Content(""), *shown, *([Content(_("and {more} more", more=more))] if more > 0 else [])]


def _bold(text: str) -> Content:
    return Content.styled(cut(text, WIDTH), "bold")


def _apart(left: str, right: str) -> str:
    """Two parts of a line of which the second is whole, and the first is cut."""
    from rich.cells import cell_len

    room = WIDTH - 4 - cell_len(right) - 1
    return f"{cut(left.strip(), max(10, room))} {right}".rstrip()


KEYS = {
    "f2": N_("Open the desk in a window"),
    "f3": N_("It has come back: return it"),
    "f4": N_("Renew it"),
    "f5": N_("It is lost"),
    "f6": N_("It is damaged: put it aside to be mended"),
    "f7": N_("It is here: it can be lent again"),
    "f8": N_("Print a slip"),
    "f9": N_("Undo that"),
}
"""What is done at the beginning, and then with a copy, by its key."""
