"""Numbers of a report as they are read: places, money, and how much more or less it is than before."""

import re
from decimal import Decimal

from db.answers.table import Cell
from db.marking import N_
from db.term_report.shape import SHAPES
from db.term_report.values import Figure, Number
from kiosk.term_report.labels import FIGURES, PARTS_OF_FORMULAS
from kiosk.words import Words

MONEY = ("spent", "list_value")
"""Figures in hundredths."""
MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July")),
    *(N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)
_SAME = 0.05
"""Per cent below which nothing has changed."""
_NAME = re.compile("[a-z_]+")


def said_number(value: Number | None, places: int, words: Words) -> str:
    """A number with its decimals; English has a comma at each thousand. A dash for what nobody knows."""
    if value is None:
        return "–"
    return f"{value:,.{places}f}" if words.language == "en" else f"{value:.{places}f}"


def said_value(name: str, value: Number | None, words: Words) -> str:
    """The value of a figure."""
    if value is not None and name in MONEY:
        value /= 100
    return said_number(value, SHAPES[name].places, words)


def said_norm(figure: Figure, words: Words) -> str:
    """What is asked for, without decimals that say nothing."""
    return "–" if figure.norm is None else f"{figure.norm:g}"


def change(value: Number, earlier: Number | None, words: Words) -> str | None:
    """How much more or less in per cent; None where nothing was before."""
    if not earlier or earlier < 0:
        return None
    by = 100 * (value - earlier) / earlier
    if abs(by) < _SAME:
        return words(N_("no more and no fewer"))
    text = N_("{n}% more") if by > 0 else N_("{n}% fewer")
    return words(text, n=f"{abs(by):.1f}")


def formula_said(formula: str, words: Words) -> str:
    """A formula with the names of what it is made of."""
    known = {**FIGURES, **PARTS_OF_FORMULAS}
    told = _NAME.sub(lambda part: words.term(known[part[0]]), formula)
    return told.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")


def cell_said(value: Cell, places: int, words: Words) -> str:
    """A cell of a table of detail, with the decimals of its column."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if value is None or isinstance(value, int | float):
        return said_number(value, places, words)
    return str(value)
