"""What is called back or late, on paper: a list for each class, a slip for each reader to cut and fold."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from db.marking import N_
from db.reports.loans import LoanRow
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line, Slip, Together


def recall_paper(
    loans: Sequence[LoanRow], library: str, today: date, words: Words, for_readers: Words
) -> list[Block]:
    """All that is to come back: the lists, and on a page after them the slips.

    `loans` stand by class and reader; `library` is its name, or empty. `words` are those of the lists,
    `for_readers` those of slips for readers who have chosen no language.
    """
    slips = _slips(loans, N_("Please bring these books back to the library:"), library, today, for_readers)
    return [*class_lists(loans, today, words), Together(tuple(slips), is_apart=True)]


def class_lists(loans: Sequence[LoanRow], today: date, words: Words) -> list[Block]:
    """What each class still has, for its teacher: each on pages of its own."""
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
        blocks.append(Together((heading, Line(count), grid), is_apart=True))
    return blocks


def late_slips(late: Sequence[LoanRow], library: str, today: date, for_readers: Words) -> list[Slip]:
    """A strip for each reader with late books. What is given is as for the recall."""
    lead = N_("These books are late. Please bring them to the library:")
    return _slips(late, lead, library, today, for_readers)


def _slips(loans: Sequence[LoanRow], lead: str, library: str, today: date, for_readers: Words) -> list[Slip]:
    """Folded, only the name shows."""
    slips: list[Slip] = []
    for _reader, group in groupby(loans, key=lambda loan: (loan.class_name, loan.number)):
        held = list(group)
        _ = words = for_readers.of_reader(held[0].language)
        # Translators: at the foot of a slip; {library} is the library's name, {day} when it was printed.
        foot = _("{library}, {day}", library=library or _("School library"), day=words.day(today))
        lines = (words(lead), *(_line(one, words) for one in held), foot)
        slips.append(Slip(f"{held[0].name}  ·  {held[0].class_name}", lines))
    return slips


def _line(loan: LoanRow, words: Words) -> str:
    day = words.day(loan.due_on)
    if not loan.days_overdue:
        return words('"{title}", due on {day}', title=loan.title, day=day)
    return words.plural(
        # Straight: Chinese fonts draw curved ones as wide as a character of theirs.
        '"{title}", due on {day}, {n} day late',
        '"{title}", due on {day}, {n} days late',
        loan.days_overdue,
        title=loan.title,
        day=day,
    )
