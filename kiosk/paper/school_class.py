"""A class on paper: its sheet of codes for forgotten cards, and slips about late books to cut and fold."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from db.classes.sheet import Pupil
from db.reports.loans import LoanRow
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line, Slip


def sheet_paper(class_name: str, class_code: str, pupils: Sequence[Pupil], words: Words) -> list[Block]:
    """Roster number, name and code of each pupil below the class's own code, which begins its lesson."""
    _ = words
    return [
        Heading(_("Class sheet of {name}", name=class_name)),
        Line(_("Keep this sheet with the teacher: a code on it is as good as a card.")),
        Grid((_("class"), _("code")), ((class_name, class_code),), (9, 7), codes=(1,)),
        Line(
            _("Scan a teacher's card, then this code: it begins the lesson, and ends it when scanned again.")
        ),
        Grid(
            (_("code"), _("name"), _("code")),
            tuple(_row(number, pupil) for number, pupil in enumerate(pupils)),
            (6, 5, 6),
            codes=(0, 2),
            centred=(1,),
            ruled=True,
            height=_ROW,
        ),
    ]


_ROW = 14.0
"""Millimetres from one pupil to the next."""


def _row(number: int, pupil: Pupil) -> tuple[str, str, str]:
    """The name beside its code; codes stand left and right by turns, so that no hand scans the wrong one."""
    name = " · ".join(filter(None, (str(pupil.position), pupil.name, pupil.number)))
    return (pupil.code, f"◀ {name}", "") if number % 2 == 0 else ("", f"{name} ▶", pupil.code)


def slips_paper(late: Sequence[LoanRow], library: str, today: date, words: Words) -> list[Block]:
    """A strip for each pupil with late books: folded, only the name shows.

    `library`: its name, or empty.
    """
    _ = words
    # Translators: at the foot of a slip; {library} is the library's name, {day} when it was printed.
    foot = _("{library}, {day}", library=library or _("School library"), day=words.day(today))
    slips: list[Block] = []
    for _number, group in groupby(late, key=lambda loan: loan.number):
        loans = list(group)
        lines = [_("These books are late. Please bring them to the library:")]
        lines += [
            words.plural(
                # Straight: Chinese fonts draw curved ones as wide as a character of theirs.
                '"{title}", due on {day}, {n} day late',
                '"{title}", due on {day}, {n} days late',
                loan.days_overdue,
                title=loan.title,
                day=words.day(loan.due_on),
            )
            for loan in loans
        ]
        slips.append(Slip(f"{loans[0].name}  ·  {loans[0].class_name}", (*lines, foot)))
    return slips
