"""The words of the registers."""

from db.marking import N_, Sentence
from kiosk.sentences.shelves.repairs import OUTCOMES
from kiosk.sentences.stock.weeding import GROUNDS as WRITE_OFF

KINDS = {
    "": N_("not stated"),
    "stock": N_("old stock"),
    "bought": N_("bought"),
    "given": N_("given"),
    "subscribed": N_("subscribed"),
}
"""How books came to the library."""

SAID_KINDS = {own: name for own, name in KINDS.items() if own}
"""Those that somebody can say."""

GROUNDS = {**OUTCOMES, **WRITE_OFF}
"""Why a book was withdrawn, by the word of whoever did it."""

GROUP_NAMES = {
    "A": "A",
    "B": "B",
    "C-K": "C-K",
    "N-X": "N-X",
    "Z": "Z",
    "?": N_("no class"),
}
"""The five groups of classes, and what has none."""


def numbers_said(given: int, same: int, refused: int) -> Sentence:
    """What became of numbers that were brought in."""
    return Sentence(
        N_("Copies with a new number: {given}; with the same as before: {same}; refused: {refused}."),
        {"given": given, "same": same, "refused": refused},
    )
