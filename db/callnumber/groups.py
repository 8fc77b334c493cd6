"""The five groups of classes of the Chinese Library Classification that the national rule compares."""

import unicodedata

GROUPS = ("A", "B", "C-K", "N-X", "Z")
_LETTERS = {"A": "A", "B": "B", "C-K": "CDEFGHIJK", "N-X": "NOPQRSTUVX", "Z": "Z"}
GROUP_OF = {letter: group for group, letters in _LETTERS.items() for letter in letters}
"""The 22 letters of the Chinese Library Classification, each with its group."""


def letter_of(call_number: str) -> str:
    """The letter of the class, or an empty string for what is in no class: nothing, or another scheme's."""
    first = unicodedata.normalize("NFKC", call_number).strip()[:1].upper()
    return first if first in GROUP_OF else ""
