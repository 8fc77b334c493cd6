"""What readers' cards can be printed on, as a page offers it."""

from dataclasses import dataclass

from db.errors import LibraryError
from db.labelling.jobs import last_stock
from db.library.identity import identity
from kiosk.label_printing.order import USUAL_STOCK, known_stocks
from kiosk.words import Words
from labels.stock import Stock

_CARD_WIDTH, _CARD_HEIGHT = (80.0, 92.0), (48.0, 58.0)
"""Millimetres that a card is wide and high: CR80 and what is cut or broken out of sheets."""


@dataclass(frozen=True)
class CardSheets:
    """What cards can be printed on: stocks by name and as people call them, and the usual one.

    `is_named`: whether the library has a name, which is printed on them.
    """

    stocks: tuple[tuple[str, str], ...]
    usual: str
    is_named: bool


def card_sheets(words: Words) -> CardSheets:
    """What a page offers; nothing where the school's own list of stocks is wrong, which printing says."""
    try:
        found = [stock for stock in known_stocks().values() if _is_of_cards(stock)]
    except LibraryError:
        found = []
    last = last_stock("cards")
    usual = last if last in {stock.name for stock in found} else USUAL_STOCK["cards"]
    named = tuple((stock.name, stock.say(words.catalogue)) for stock in found)
    return CardSheets(named, usual, bool(identity().name))


def _is_of_cards(stock: Stock) -> bool:
    (width, height), (least_wide, most_wide), (least_high, most_high) = (
        stock.label, _CARD_WIDTH, _CARD_HEIGHT
    )  # fmt: skip
    return least_wide <= width <= most_wide and least_high <= height <= most_high
