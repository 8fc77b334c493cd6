"""A class on paper: its sheet of codes for forgotten cards."""

from collections.abc import Sequence

from db.classes.sheet import Pupil
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line


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
