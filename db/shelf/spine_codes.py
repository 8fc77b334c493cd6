"""The short code on a spine: the end of a copy's own code, for symbols so small that all of it has no room.

A code that we mint is `3`, the library's number, eight digits and a check digit. In one library the first
digits are all alike, so a spine bears the last eight, or the last six while the stock is young; the check
digit is among them. A code that a school already had stands on the spine as it is.

Only what was read on a spine is taken for such an end: at the counter six digits may be anybody's.
"""

from collections.abc import Collection, Iterable, Sequence

from db.codes import has_valid_check_digit
from db.store.batches import select_in
from db.store.sql import rows

LADDER, MATRIX = (8,), (6, 8)
"""How many of the last digits stand on a spine, the best first: 8 are 26 mm of Code 128, Data Matrix 10 x 10
holds 6."""

_MINTED, _START = 14, 5
_STARTS = f"""
    SELECT DISTINCT SUBSTR(code, 1, {_START}) FROM barcode WHERE code LIKE '3%' AND LENGTH(code) = {_MINTED}
"""


def short_codes(codes: Collection[str], lengths: Sequence[int]) -> dict[str, str]:
    """For each code what stands on its spine: its end where that names no other, else all of it."""
    ends = {
        code: [end for length in lengths if _whole(code[:_START], end := code[-length:]) == code]
        for code in codes
        if _is_minted(code)
    }
    meant = _meanings({end for some in ends.values() for end in some})
    return {code: next((end for end in ends.get(code, ()) if meant[end] <= {code}), code) for code in codes}


def whole_codes(read: Iterable[str]) -> dict[str, str]:
    """For what was read on spines and is the end of one copy's code, that code.

    What is a code by itself is left out, and what may be the end of two.
    """
    meant = _meanings({text for text in read if len(text) in MATRIX and text.isascii() and text.isdecimal()})
    return {text: next(iter(codes)) for text, codes in meant.items() if len(codes) == 1 and text not in codes}


def _meanings(ends: Collection[str]) -> dict[str, set[str]]:
    """The codes in the store that each of these ends is, or is the end of."""
    starts = [start for (start,) in rows(_STARTS)] if ends else []
    may_be = {end: {end, *filter(_is_minted, (_whole(start, end) for start in starts))} for end in ends}
    asked = sorted(set().union(*may_be.values()))
    issued = {code for (code,) in select_in("SELECT code FROM barcode WHERE code IN", asked)}
    return {end: codes & issued for end, codes in may_be.items()}


def _whole(start: str, end: str) -> str:
    return start + end.rjust(_MINTED - _START, "0")


def _is_minted(code: str) -> bool:
    return len(code) == _MINTED and code[0] == "3" and has_valid_check_digit(code)
