"""Reading on paper: the poster of a list, its sign for a shelf, what is to be bought."""

from db.answers.classes.reading_list import ListFigures
from db.marking import N_
from kiosk.sentences.reading import FORCES, grades_said
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line


def poster_paper(figures: ListFigures, grades: str, words: Words) -> list[Block]:
    """The titles that the library has, each with its call number and a code that the kiosk knows."""
    _ = words
    rows = tuple((row.title, row.author, row.call_number, row.code) for row in figures.titles if row.held)
    return [
        Heading(figures.name),
        Line(f"{grades_said(grades, words)} · {_(FORCES[figures.force])}"),
        *([Line(_(N_("Source: {source}"), source=figures.source))] if figures.source else []),
        Grid(
            (_("title"), _("author"), _("call number"), _("code")),
            rows,
            (7, 4, 4, 6),
            codes=(3,),
            ruled=True,
            height=11.0,
        ),
        Line(_(N_("Scan a code at the kiosk: it says where the book stands."))),
    ]


def sign_paper(figures: ListFigures, words: Words) -> list[Block]:
    """The list's name in large type for the shelf where its books stand, and below it their names."""
    return [
        Heading(figures.name),
        *(Line(f"{row.title}  {row.author}") for row in figures.titles if row.held),
    ]


BUY_HEAD = (N_("title"), N_("author"), "ISBN", N_("list"))
"""The columns of what is to be bought."""
