"""Every figure that a profile asks for, ours beside it, and whether it is met."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from db.errors import within
from db.events.record import Acting
from db.library.identity import keep_setting
from db.periodicals.subscribing import current_titles
from db.store.kept import kept
from db.store.sql import rows
from db.structure.growth import ARRIVED
from db.structure.norms import Norm
from db.structure.report import Structure, structure

_HOURS = "library_hours"
_A_YEAR = timedelta(days=365)
_MOST_HOURS = 168


@dataclass(frozen=True)
class Line:
    """One figure of a profile.

    Attributes:
        figure: `books_per_pupil`, `new_per_pupil`, `periodicals`, `reference`, `opening_hours`,
            `spent_per_pupil`, `share` of a group, or `most_copies`.
        of: the group of a share, else empty.
        asked: the least; of `most_copies` the most, of a share per cent.
        ours: None where nobody has said it.
        short: how many are lacking: books, titles, hours, yuan; of `most_copies` the titles that have more.
        met: None where nobody can say.
    """

    figure: str
    of: str
    asked: float
    ours: float | None
    short: int
    met: bool | None


@dataclass(frozen=True)
class Compliance:
    """All of them, and what they are counted from.

    Attributes:
        new: copies that came in the last twelve months; `unpriced` of these have no paid price.
        spent: on them and on the subscriptions of this year that the school pays, in hundredths.
    """

    norm: Norm
    shares: Norm
    pupils: int
    copies: int
    unclassified: int
    new: int
    spent: int
    unpriced: int
    lines: tuple[Line, ...]


def compliance(norm: Norm, today: date) -> Compliance:
    """What this profile asks for, against what there is today. What it is silent about is left out."""
    found = structure(norm, today)
    new, spent, unpriced = _new(today)
    pupils = found.pupils
    lines = []
    if norm.books_per_pupil is not None:
        lines.append(_per_pupil("books_per_pupil", norm.books_per_pupil, found.copies, pupils))
    if norm.new_per_pupil is not None:
        lines.append(_per_pupil("new_per_pupil", norm.new_per_pupil, new, pupils))
    if norm.periodicals is not None:
        lines.append(_count("periodicals", norm.periodicals, len(current_titles(today))))
    if norm.reference is not None:
        lines.append(_count("reference", norm.reference, len(reference_titles())))
    if norm.opening_hours is not None:
        hours = opening_hours()
        lines.append(
            Line("opening_hours", "", norm.opening_hours, None, 0, None)
            if hours is None
            else _count("opening_hours", norm.opening_hours, hours)
        )
    if norm.spent_per_pupil is not None:
        lines.append(_spent(norm.spent_per_pupil, spent, pupils))
    lines += _shares(found)
    if norm.most_copies is not None:
        over = found.surplus.titles
        lines.append(Line("most_copies", "", norm.most_copies, over, over, over == 0))
    return Compliance(
        norm, found.shares, pupils, found.copies, found.unclassified, new, spent, unpriced, tuple(lines)
    )


def _per_pupil(figure: str, asked: float, held: int, pupils: int) -> Line:
    if not pupils:
        return Line(figure, "", asked, None, 0, None)
    short = max(0, math.ceil(asked * pupils - held))
    return Line(figure, "", asked, held / pupils, short, short == 0)


def _count(figure: str, asked: int, held: int) -> Line:
    return Line(figure, "", asked, held, max(0, asked - held), held >= asked)


def _spent(asked: int, spent: int, pupils: int) -> Line:
    if not pupils:
        return Line("spent_per_pupil", "", asked, None, 0, None)
    short = max(0, math.ceil(asked * pupils - spent / 100))
    return Line("spent_per_pupil", "", asked, spent / 100 / pupils, short, short == 0)


def _shares(found: Structure) -> list[Line]:
    """The shares are of the copies whose class is known; the gaps are copies within today's stock."""
    lines = []
    for gap in found.groups:
        ours = 100 * gap.copies / found.classed if found.classed else None
        short = max(0, gap.of_classed)
        lines.append(
            Line("share", gap.group, gap.norm / 10, ours, short, None if ours is None else not short)
        )
    return lines


def _new(today: date) -> tuple[int, int, int]:
    copies = [copy_id for copy_id, _on in rows(ARRIVED, today - _A_YEAR + timedelta(days=1), today)]
    paid = dict(rows("SELECT copy_id, paid FROM accession WHERE copy_id IS NOT NULL"))
    known = [paid[copy_id] for copy_id in copies if paid[copy_id] is not None]
    ((press,),) = rows(
        "SELECT COALESCE(SUM(price * copies), 0) FROM subscription WHERE payer = 'school' AND year = ?",
        today.year,
    )
    return len(copies), sum(known) + int(press), len(copies) - len(known)


def reference_titles() -> list[tuple[int, str, str, int]]:
    """Id, title, call number and copies of the titles of which a copy is for reference, in shelf order."""
    return [
        (int(title_id), str(title), str(call_number), int(copies))
        for title_id, title, call_number, copies in rows(
            "SELECT title.id, title.title, title.call_number, COUNT(*) FROM copy"
            " JOIN title ON title.id = copy.title_id WHERE copy.status = 'reference'"
            " GROUP BY title.id, title.title, title.call_number, title.shelf_key"
            " ORDER BY title.shelf_key, title.id"
        )
    ]


def opening_hours() -> int | None:
    """How many hours a week the library is open, as somebody has said it; None before."""
    said = kept(_HOURS)
    return int(said) if said else None


def set_opening_hours(hours: int, acting: Acting) -> None:
    """Say how many hours a week the library is open. Raises BadValue."""
    within(hours, 0, _MOST_HOURS)
    keep_setting(_HOURS, str(hours), acting)
