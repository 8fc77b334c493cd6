"""Whole pages that are no labels: the scanner check sheet, and the test page that measures a printer."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec

from labels.content.design import Design
from labels.errors import N_
from labels.ink.bars import Symbology
from labels.ink.marks import Area, Label, Mark, Page, Placed
from labels.stock import PAPERS, Stock

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Check:
    """One code of the check sheet, what it shows, and the width of its modules in mm."""

    symbology: Symbology
    code: str
    purpose: str
    module: float = 0.26


CHECKS = (
    Check(Symbology.CODE_128, "31234000001238", N_("A book label.")),
    Check(Symbology.CODE_128, "21234000000125", N_("A reader's card, with wide bars."), 0.34),
    Check(Symbology.CODE_128, "30001000000002", N_("A book label with the narrowest bars we print."), 0.19),
    Check(
        Symbology.CODE_128,
        "QWERTYZ-AZM/_:+",
        N_("Letters and signs. If others arrive, the scanner is set to another country's keyboard."),
    ),
    Check(Symbology.CODE_128, "aAbBzZ", N_("Small letters. If capitals are swapped, caps lock is on.")),
    Check(Symbology.EAN_13, "9787806041574", N_("The ISBN on a book's cover.")),
    Check(Symbology.CODE_39, "DPB000001", N_("Code 39, on older labels.")),
    Check(Symbology.CODABAR, "A01001302B", N_("Codabar, on older cards; A and B may be missing.")),
    Check(Symbology.QR, "%DONE", N_("A QR code. Laser scanners cannot read it.")),
)
"""The codes of the check sheet in their order; `kiosk doctor` asks for each and compares."""


def check_sheet(design: Design, paper: str = "A4", translate: Translate = str) -> Page:
    """The scanner check sheet: every kind of code, with what it is for."""
    width, height = PAPERS[paper]
    margin, left = 15.0, 70.0
    row = min(30.0, (height - 2 * margin) / len(CHECKS))
    placed = []
    for number, check in enumerate(CHECKS):
        own = replace(design, symbology=check.symbology)
        across = width - 2 * margin
        marks: list[Mark] = []
        for line, text in enumerate(own.fold(translate(check.purpose), (left - 4) / 3.4, 4)):
            centred = own.line(text, 3.4, 0, 4 + line * 4.4, left - 4)
            marks.append(msgspec.structs.replace(centred, x=0.0))
        marks += own.code_block(check.code, check.code, left, 2, across - left, row - 6, check.module)
        marks.append(Area(0, row - 1.5, across, 0.1))
        label = Label(check.code, across, row, tuple(marks), ((check.symbology, check.code),))
        placed.append(Placed(margin, margin + number * row, label, number + 1, 1))
    return Page(1, width, height, tuple(placed))


def crosses(stock: Stock) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the test page has its crosses A and B, from the left and top edge: for `stock.calibrate`."""
    width, height = stock.paper
    x, y = min(15.0, 0.15 * width), min(15.0, 0.15 * height)
    return (x, y), (width - x, height - y)


def calibration_page(stock: Stock, design: Design, translate: Translate = str) -> Page:
    """The corners of every label, to hold against a real sheet, and two crosses to measure with a ruler."""
    width, height = stock.paper
    marks: list[Mark] = []
    for row in range(1, stock.grid[1] + 1):
        for column in range(1, stock.grid[0] + 1):
            marks += _corners(*stock.corner(row, column), *stock.label)
    (ax, ay), (bx, by) = crosses(stock)
    size = min(4.0, height / 24)
    for letter, x, y in (("A", ax, ay), ("B", bx, by)):
        marks += [Area(x - 5, y - 0.05, 10, 0.1), Area(x - 0.05, y - 5, 0.1, 10)]
        marks.append(design.line(letter, size, x + 0.5, y - 1.3 * size, 1.2 * size, bold=True))
    said = (
        N_("{stock}: print on plain paper, at 100%, without “fit to page”."),
        N_("Measure from the left and the top edge of the paper:"),
        N_("A was drawn {ax:.1f} mm from the left, {ay:.1f} mm from the top,"),
        N_("B {bx:.1f} mm from the left, {by:.1f} mm from the top."),
    )
    top = height / 2 - len(said) * 0.75 * size
    for sentence in said:
        text = translate(sentence).format(stock=stock.title or stock.name, ax=ax, ay=ay, bx=bx, by=by)
        marks.append(design.line(text, size, 0.1 * width, top, 0.8 * width))
        top += 1.5 * size
    label = Label(stock.name, width, height, tuple(marks))
    return Page(1, width, height, (Placed(0, 0, label),))


def _corners(x: float, y: float, width: float, height: float) -> list[Area]:
    """A short tick along both sides of each corner."""
    long, thin = min(3.0, width / 4, height / 4), 0.1
    return [
        tick
        for right in (0, 1)
        for low in (0, 1)
        for tick in (
            Area(x + right * (width - long), y + low * (height - thin), long, thin),
            Area(x + right * (width - thin), y + low * (height - long), thin, long),
        )
    ]
