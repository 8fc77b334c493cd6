"""The recall on paper: a list for each class, then a slip for each reader, class by class."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from db.reports.loans import LoanRow
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line, Slip, Together


def recall_paper(loans: Sequence[LoanRow], library: str, today: date, words: Words) -> list[Block]:
    """All that is to come back. `loans` stand by class and reader; `library` is its name, or empty."""
    return [*class_lists(loans, today, words), *recall_slips(loans, library, today, words)]


def class_lists(loans: Sequence[LoanRow], today: date, words: Words) -> list[Block]:
    """What each class still has, for its teacher."""
    _ = words
    blocks: list[Block] = []
    for class_name, group in groupby(loans, key=lambda loan: loan.class_name):
        held = list(group)
        grid = Grid(
            (_("number"), _("name"), _("title"), _("code"), _("due on"), _("days late")),
            tuple(
                (one.number, one.name, one.title, one.code, str(one.due_on), str(one.days_overdue or ""))
                for one in held
            ),
            (3, 4, 8, 5, 4, 2),
        )
        name = class_name or _("without a class")
        heading = Heading(_("Books that {name} still has", name=name))
        count = words.plural("{n} book, as of {day}", "{n} books, as of {day}", len(held), day=today)
        blocks.append(Together((heading, Line(count), grid)))
    return blocks


def recall_slips(loans: Sequence[LoanRow], library: str, today: date, words: Words) -> list[Block]:
    """A strip for each reader: folded, only the name shows."""
    _ = words
    foot = _("{library}, {day}", library=library or _("School library"), day=words.day(today))
    slips: list[Block] = []
    for _number, group in groupby(loans, key=lambda loan: (loan.class_name, loan.number)):
        held = list(group)
        lines = [_("Please bring these books back to the library:")]
        lines += [_('"{title}", due on {day}', title=one.title, day=words.day(one.due_on)) for one in held]
        slips.append(Slip(f"{held[0].name}  ·  {held[0].class_name}", (*lines, foot)))
    return slips
