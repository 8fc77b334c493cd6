"""A class corner on paper: the manifest of its books, the ledger of a classroom without a kiosk."""

from collections.abc import Sequence
from datetime import date

from db.answers.classes.corner import CornerTime, ManifestLine
from db.corners.ledger_days import code_of_day
from db.corners.report import CornerUse, LogLine
from db.marking import N_
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line, Together

_COLUMNS = 5
"""School days on one ledger page: a week."""


def manifest_paper(class_name: str, lines: Sequence[ManifestLine], words: Words) -> list[Block]:
    """The books of a corner with their barcodes."""
    _ = words
    return [
        Heading(
            words.plural(
                "Corner of {name}: {n} book", "Corner of {name}: {n} books", len(lines), name=class_name
            )
        ),
        Grid(
            ("", _("title"), _("author"), _("call number"), _("code")),
            tuple(
                (str(number), line.book.title, line.book.author, line.book.call_number, line.code)
                for number, line in enumerate(lines, start=1)
            ),
            (1, 7, 4, 4, 8),
            codes=(4,),
        ),
    ]


def ledger_paper(
    corner: CornerTime, lines: Sequence[ManifestLine], days: Sequence[date], words: Words
) -> list[Block]:
    """Titles down, days across, a field for the pupil's roster number in each; codes to scan it back in."""
    _ = words
    blocks: list[Block] = []
    for first in range(0, len(days), _COLUMNS):
        some = days[first : first + _COLUMNS]
        week: tuple[Block, ...] = (
            Heading(_("Book ledger of {name}", name=corner.class_name)),
            Line(
                _("Find your book. Write your number under the day. When you bring the book back, write ✓.")
            ),
            Grid(
                (_("title"), _("code"), *(f"{day.month}/{day.day}" for day in some)),
                tuple((line.book.title, line.code, *("" for _day in some)) for line in lines),
                (6, 7, *(2 for _day in some)),
                codes=(1,),
                ruled=True,
            ),
            # A week of many books needs more than a page, and the codes of its days still stay together.
            Together(
                (
                    Grid(
                        (_("day"), _("code")),
                        (
                            *((words.day(day), code_of_day(day)) for day in some),
                            (_("came back on this day"), "%BACK"),
                        ),
                        (1, 1),
                        codes=(1,),
                    ),
                )
            ),
        )
        blocks.append(Together(week))
    return blocks


_OUTCOMES = {
    "": N_("in the corner"),
    "back": N_("back"),
    "on_loan": N_("on loan"),
    "missing": N_("missing"),
    "swapped": N_("swapped"),
    "mistake": N_("taken out again"),
}


def log_paper(log: Sequence[LogLine], words: Words) -> list[Block]:
    """What came and went in a corner."""
    _ = words
    lines = tuple(
        (str(line.came_on), str(line.left_on or ""), _(_OUTCOMES[line.outcome]), line.title) for line in log
    )
    return [Grid((_("from"), _("to"), _("outcome"), _("title")), lines, (2, 2, 2, 6))]


def use_paper(used: Sequence[CornerUse], words: Words) -> list[Block]:
    """How corners were used, a line for each."""
    _ = words
    return [
        Grid(
            (
                _("class"),
                _("from"),
                _("to"),
                _("days"),
                _("books in all"),
                _("loans"),
                _("per book"),
                _("never borrowed"),
                _("missing"),
            ),
            tuple(
                (
                    one.class_name,
                    str(one.opened_on),
                    str(one.closed_on or ""),
                    str(one.days_out),
                    str(one.books),
                    str(one.loans),
                    f"{one.loans_per_book:.1f}",
                    str(one.never_opened),
                    str(one.missing),
                )
                for one in used
            ),
            (4, 3, 3, 1, 1, 1, 1, 2, 2),
        )
    ]
