"""What the library keeps of one reader, as a page for their family."""

from collections.abc import Sequence
from datetime import date, datetime

from db.clock import to_local
from db.marking import N_
from db.privacy.export import Held, Record, Value
from kiosk.sentences.catalogue import YES_OR_NO
from kiosk.sentences.events import STATUSES, VERBS
from kiosk.words import Words, visible_json
from labels.content.blocks import Block, Grid, Heading, Line

_ELSEWHERE = {
    "class_librarian": N_("as a class librarian"),
    "staff_member": N_("as a member of staff, with a PIN that nobody can read"),
    "staff_class": N_("as the teacher of a class"),
    "print_item": N_("in a list of cards to be printed"),
    "has_borrowed": N_("as somebody who has borrowed before, without any book"),
    "title_list_reader": N_("as somebody who borrowed something from a list, without the book"),
    "star": N_("as a star of the month"),
    "one_book": N_("as somebody who may borrow one book at a time for a while"),
    "passport": N_("as somebody who keeps a reading passport"),
}
"""Other places at which a reader may stand, by the name of their table."""


def family_paper(held: Held, library: str, today: date, words: Words) -> list[Block]:
    """Everything, in words that a family reads; a part in which there is nothing is said to be empty."""
    _ = words
    blocks: list[Block] = [
        Heading(_("What {library} keeps about {name}", library=library, name=held.reader["name"])),
        Line(_("All that the library keeps about this reader, on {day}.", day=words.dated(today))),
        Grid((_("what"), _("value")), _facts(held, words), (4, 10)),
    ]
    blocks += _part(
        _("Cards"),
        (_("code"), _("given out"), _("ended")),
        (6, 4, 4),
        [(one["code"], one["issued_at"], one["retired_at"]) for one in held.cards],
        words,
    )
    loans = [
        (one["title"], one["author"], one["lent_at"], one["due_on"], one["returned_at"], one["renewals"])
        for one in held.loans
    ]
    head = (_("title"), _("author"), _("lent"), _("due on"), _("returned"), _("renewed"))
    blocks += _part(_("Books borrowed, and books returned"), head, (8, 5, 4, 4, 4, 2), loans, words)
    blocks += _part(
        _("Books borrowed in a term, counted without their titles"),
        (_("term"), _("books")),
        (8, 3),
        [(one["term"], one["loans"]) for one in held.of_terms],
        words,
    )
    blocks += _part(
        _("Waiting for books"),
        (_("title"), _("since"), _("until")),
        (8, 4, 4),
        [(one["title"], one["placed_at"], one["closed_at"]) for one in held.holds],
        words,
    )
    blocks += _happened(_("What happened at the kiosk and at the desk"), held.events, words)
    if held.done_as_staff:
        blocks += _happened(_("Done as staff"), held.done_as_staff, words)
    if held.elsewhere:
        named = (words.term(_ELSEWHERE[table]) for table in held.elsewhere)
        blocks += [Heading(_("Also kept")), *(Line(place) for place in named)]
    return blocks


def _facts(held: Held, words: Words) -> tuple[tuple[str, str], ...]:
    _ = words
    reader = held.reader
    facts = (
        (_("number"), reader["number"]),
        (_("name"), reader["name"]),
        (_("given name"), reader["given_name"]),
        (_("class"), reader["class"]),
        (_("roster number"), reader["roster_number"]),
        (_("category"), words.term(str(reader["category"]))),
        (_("status"), words.term(STATUSES[str(reader["status"])])),
        (_("most books at a time"), reader["quota"]),
        (_("language"), reader["language"]),
        (_("pinyin at the kiosk"), _yes_or_no(reader["pinyin"], words)),
    )
    return tuple((name, _shown(value, words)) for name, value in facts if value is not None)


def _yes_or_no(value: Value, words: Words) -> str | None:
    return None if value is None else words(YES_OR_NO["yes" if value else "no"])


def _happened(heading: str, events: Sequence[Record], words: Words) -> list[Block]:
    cells = [
        (one["at"], words.term(VERBS.get(str(one["verb"]), str(one["verb"]))), one["kiosk"]) for one in events
    ]
    return _part(heading, (words("when"), words("what"), words("kiosk")), (5, 7, 4), cells, words)


def _part(
    heading: str,
    head: tuple[str, ...],
    shares: tuple[int, ...],
    cells: Sequence[Sequence[Value]],
    words: Words,
) -> list[Block]:
    if not cells:
        return [Heading(heading), Line(words("Nothing."))]
    shown = tuple(tuple(_shown(value, words) for value in row) for row in cells)
    return [Heading(heading), Grid(head, shown, shares)]


def _shown(value: Value, words: Words) -> str:
    if isinstance(value, datetime):
        return f"{to_local(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def as_json(held: Held) -> str:
    """The same for programs: named fields, days and times (naive UTC) in ISO 8601."""
    return visible_json({name: _plain(part) for name, part in vars(held).items()}, indent=2) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
