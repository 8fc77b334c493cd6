"""Cards: readers' cards, and command cards that a kiosk obeys."""

from dataclasses import dataclass

from labels.content.design import Design
from labels.content.layout import finish
from labels.errors import N_
from labels.ink.bars import Symbology
from labels.ink.marks import Area, Label, Mark

CARD_BARS = 0.34
"""Module width in mm that a card has room for (13 mil)."""

COMMANDS = {
    "%DONE": (N_("Done"), N_("I have finished. Next, please.")),
    "%UNDO": (N_("Undo"), N_("Undo the last scan.")),
    "%RENEW": (N_("Renew"), N_("Keep my book longer.")),
    "%LANG": (N_("Language"), N_("中文 / English")),
    "%FIND": (N_("Find"), N_("Which shelf is this book on?")),
    "%PRINT": (
        N_("Print"),
        N_("Print what the screen offers: a review slip, the page of a lesson that is over."),
    ),
    "%LEND": (N_("Lend"), N_("Class librarian: lend from our corner.")),
    "%FILL": (N_("Fill"), N_("Staff: put books into a class corner.")),
    "%SWAP": (N_("Swap"), N_("Staff: two classes exchange their books.")),
    "%CLOSE": (N_("Close"), N_("Staff: collect the books of a corner.")),
    "%LEDGER": (N_("Ledger"), N_("Staff: scan in what a class wrote down.")),
    "%BACK": (N_("Back"), N_("Paper ledger: these books came back.")),
}
"""What each command card says: its own word, by which people call it, and a sentence for those who read."""


@dataclass(frozen=True, slots=True)
class ReaderCard:
    """A reader's card. Sentences about it name the code only."""

    code: str
    reader: str
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class CommandCard:
    """A card that the kiosk obeys: one of the codes of `COMMANDS`, in the words of the school's language."""

    code: str
    word: str
    explanation: str = ""


def reader_card(card: ReaderCard, design: Design, width: float, height: float) -> Label:
    """Library, name, class, and the code. Raises FitError and CodeError."""
    if height >= _STRIP * width:
        return _marker_card(card, design, width, height)
    inset = max(design.inset, 0.05 * height)
    library = min(4.0, 0.075 * height)
    inner = width - 2 * inset
    marks: list[Mark] = []
    top = inset
    if design.library:
        marks.append(design.line(design.library, library, inset, top, inner))
        top += 1.8 * library
    if design.symbology is Symbology.QR:
        side = height - top - inset
        marks += design.code_block(card.code, card.code, width - inset - side, top, side, side)
        inner -= side
        name_top = top + 0.25 * side
    else:
        high = 0.42 * height
        marks += design.code_block(card.code, card.code, 0, height - inset - high, width, high, CARD_BARS)
        name_top = top
    name, group = min(8.5, 0.16 * height), min(4.5, 0.085 * height)
    marks.append(design.line(card.reader, name, inset, name_top, inner, bold=True))
    if card.class_name:
        marks.append(design.line(card.class_name, group, inset, name_top + 1.25 * name, inner))
    return finish(card.code, design, width, height, marks, (card.code,))


_STRIP = 4.0
"""A card so many times as high as it is wide is a marker card (代书板)."""
_SHOWING = 55.0
"""Millimetres of it that stand out between the books."""


def _marker_card(card: ReaderCard, design: Design, width: float, height: float) -> Label:
    """Class and code at the end that shows; the name at the other one, which the books hide."""
    inset = max(design.inset, 2.0)
    inner = width - 2 * inset
    marks: list[Mark] = []
    top, library = inset + 2.0, 3.2
    if design.library:
        marks.append(design.line(design.library, library, inset, top, inner))
        top += 1.8 * library
    if card.class_name:
        marks.append(design.line(card.class_name, 8.0, inset, top, inner, bold=True))
    high = 26.0
    marks += design.code_block(card.code, card.code, 0, _SHOWING - high, width, high, CARD_BARS)
    marks.append(Area(inset, _SHOWING + 2.0, inner, 0.2))
    name = 6.0
    marks.append(design.line(card.reader, name, inset, height - inset - 3 * name, inner, bold=True))
    return finish(card.code, design, width, height, marks, (card.code,))


def command_card(card: CommandCard, design: Design, width: float, height: float) -> Label:
    """A word in large letters above its code. Raises FitError and CodeError."""
    inset = max(design.inset, 0.05 * height)
    inner, word, small = width - 2 * inset, 0.24 * height, max(design.smallest, 0.075 * height)
    marks: list[Mark] = [design.line(card.word, word, inset, inset, inner, bold=True)]
    if card.explanation:
        marks.append(design.line(card.explanation, small, inset, inset + 1.3 * word, inner))
    high = 0.42 * height
    marks += design.code_block(card.code, card.code, 0, height - inset - high, width, high, CARD_BARS)
    return finish(card.code, design, width, height, marks, (card.code,))
