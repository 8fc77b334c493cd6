"""Reading on paper: the poster of a list, its sign for a shelf, what is to be bought."""

from collections.abc import Sequence

from db.answers.classes.reading_list import ListFigures
from db.marking import N_
from db.reading.activities import ActivityFigures
from db.reading.classes import ClassReading
from db.reading.slips import Slip
from db.reports.class_terms import per_pupil
from kiosk.sentences.classes.reading import (
    ACTIVITY_KINDS,
    CLASS_HEAD,
    FORCES,
    SLIP_HAND_IN,
    SLIP_QUESTIONS,
    grades_said,
    head_of,
    percent,
)
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line

_ON_A_WALL = 2.5
"""How many times as large as usual the name of a list is that is read from a distance."""
_ROOM, _HIGHEST_ROW = 205.0, 42.0
"""Millimetres of an upright A4 page that the rows of a poster share, and how high one is at most."""


def poster_paper(figures: ListFigures, grades: str, words: Words) -> list[Block]:
    """The titles that the library has, each with its call number and a code that the kiosk knows.

    As large as one page has room for: it hangs on a wall.
    """
    _ = words
    rows = tuple((row.title, row.author, row.call_number, row.code) for row in figures.titles if row.held)
    high = min(_HIGHEST_ROW, _ROOM / max(1, len(rows)))
    return [
        Heading(figures.name, _ON_A_WALL),
        Line(f"{grades_said(grades, words)} · {_(FORCES[figures.force])}"),
        *([Line(_(N_("Source: {source}"), source=figures.source))] if figures.source else []),
        Grid(
            (_("title"), _("author"), _("call number"), _("code")),
            rows,
            (7, 4, 4, 6),
            codes=(3,),
            ruled=True,
            height=max(11.0, high),
            size=max(3.4, high / 6),
            code_height=high,
        ),
        Line(_(N_("Scan a code at the kiosk: it says where the book stands."))),
    ]


def sign_paper(figures: ListFigures, words: Words) -> list[Block]:
    """The list's name in large type for the shelf where its books stand, and below it their names."""
    return [
        Heading(figures.name, _ON_A_WALL),
        *(Line(f"{row.title}  {row.author}") for row in figures.titles if row.held),
    ]


BUY_HEAD = (N_("title"), N_("author"), "ISBN", N_("list"))
"""The columns of what is to be bought."""


def classes_paper(title: str, classes: Sequence[ClassReading], words: Words) -> list[Block]:
    """Classes compared, as it is put on the wall: no pupil is named."""
    _ = words
    loans, pupils = sum(one.loans for one in classes), sum(one.pupils for one in classes)
    return [
        Heading(title),
        Grid(
            head_of(CLASS_HEAD, words),
            tuple(class_row(one) for one in classes),
            (4, 2, 3, 2, 3, 3, 2, 2, 2, 2),
            ruled=True,
            height=8.0,
        ),
        Line(
            _(
                N_("All: {loans} loans, {pupils} pupils, {average} per pupil."),
                loans=loans,
                pupils=pupils,
                average=per_pupil(loans, pupils),
            )
        ),
    ]


def class_row(one: ClassReading) -> tuple[str, ...]:
    """A class in the columns of `CLASS_HEAD`."""
    rate = "-" if one.list_rate is None else percent(one.list_rate)
    return (
        *(one.class_name, str(one.pupils), str(one.borrowers), str(one.loans), str(one.average), rate),
        *(str(one.visits), str(one.lessons), str(one.entries), str(one.score)),
    )


def activity_paper(figures: ActivityFigures, words: Words) -> list[Block]:
    """The sheet of an activity for the file: what, when, who took part, results, prizes."""
    _ = words
    told = (
        (N_("What came of it"), figures.told.results),
        (N_("Prizes"), figures.told.prizes),
        (N_("Photographs"), figures.told.photographs),
    )
    return [
        Heading(figures.name),
        Line(
            _(
                N_("{kind}, {first} to {last}"),
                kind=_(ACTIVITY_KINDS[figures.kind]),
                first=figures.first,
                last=figures.last,
            )
        ),
        *([Line(_(N_("List: {name}"), name=figures.list_name))] if figures.list_name else []),
        Grid(
            (_("class"), _("entries"), _("review slips"), _("all")),
            tuple(
                (one.class_name or _("without a class"), str(one.entries), str(one.slips), str(one.all))
                for one in figures.classes
            ),
            (4, 2, 2, 2),
            ruled=True,
            height=8.0,
        ),
        Line(_(N_("Entries: {n}"), n=figures.entries)),
        *(block for name, text in told for block in _told(_(name), text)),
    ]


def _told(name: str, text: str) -> tuple[Block, ...]:
    return (Heading(name), *(Line(line) for line in (text or " ").split("\n")))


_SLIP_LINES, _SLIP_LINE = 4, 8.0
"""Lines below each question, and millimetres from one to the next: a child's handwriting; all fits on A5."""


def slip_paper(slip: Slip, words: Words) -> list[Block]:
    """Three questions about a book, each with lines to write on, and the code that counts the slip.

    It is in its reader's language; `words` for one who has chosen none.
    """
    _ = words.of_reader(slip.language)
    return [
        Heading(f"{slip.title}  {slip.author}".strip()),
        *(
            Grid((_(question),), (("",),) * _SLIP_LINES, (1,), ruled=True, height=_SLIP_LINE)
            for question in SLIP_QUESTIONS
        ),
        Grid((_("code"),), ((slip.code,),), (1,), codes=(0,)),
        Line(_(SLIP_HAND_IN)),
    ]
