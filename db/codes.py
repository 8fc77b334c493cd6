"""What a scanned code is, before the store is asked.

A code is cleaned by `clean` where it is heard: as a `Scan` is made, as a line is read from a file or typed
into a command. What is behind that takes cleaned codes.
"""

import re
import unicodedata
from typing import Literal

LONGEST_CODE = 64
"""A cleaned code has at most this many characters; a longer one is no code of ours."""
_LONGEST_READ = 8192
"""The largest QR code holds 7,089 digits; what lies behind is not looked at, so that no input is slow."""

_BARE_CODABAR = re.compile(r"[0-9$:/.+-]+")
_LETTERED_CODABAR = re.compile(r"[A-D][0-9$:/.+-]+[A-D]")

_ISSUE = re.compile(r"(977[0-9]{10})[ +_,/-]?([0-9]{2})")

_AIM_IDENTIFIERS = re.compile(r"(?:\][A-Z][0-9A-Z])+")
"""ISO/IEC 15424 symbology identifiers (`]C0`), which some scanners put in front."""


def clean(raw: str) -> str:
    """One spelling for everything that a scanner, an input method or a hand can make of a code.

    Full-width becomes half-width (NFKC), control and invisible characters and outer blanks go,
    letters become capitals, an AIM identifier in front is removed. Cleaning twice changes nothing.
    """
    if len(raw) <= _LONGEST_READ and raw.isascii() and raw.isalnum():  # nearly all, and lists hold 100,000
        return raw.upper()
    text = raw[:_LONGEST_READ]
    while True:
        folded = unicodedata.normalize("NFKC", text).upper()
        visible = "".join(c for c in folded if unicodedata.category(c)[0] != "C" or c == " ").strip()
        plain = _AIM_IDENTIFIERS.sub("", visible, count=1) if visible.startswith("]") else visible
        if plain == text:
            return text
        text = plain


def command_of(code: str) -> str | None:
    """The word of a printed command card (`%DONE` has `DONE`), or None. `code` must be cleaned."""
    return code[1:] if code.startswith("%") and len(code) > 1 else None


def isbn_13(code: str) -> str | None:
    """The 13-digit ISBN that this text is, or None.

    Takes ISBN-10 and ISBN-13 with or without hyphens and blanks, and drops an EAN-5 or EAN-2
    add-on (the price code that a scanner may send behind the thirteen digits).
    """
    from stdnum import ean, isbn  # not on the way to the first screen

    if len(code) == 13 and code.isascii() and code.isdigit():
        bookland = code.startswith(("978", "979"))
        return code if bookland and ean.calc_check_digit(code[:12]) == code[12] else None
    digits = isbn.compact(code)
    if len(digits) in (15, 18) and digits.isascii() and digits.isdigit():
        digits = digits[:13]
    if not isbn.is_valid(digits):
        return None
    return str(isbn.to_isbn13(digits))


def issue_number(code: str) -> tuple[str, int] | None:
    """The 13 digits of a series and the number of its issue, of a periodical's bars with two digits beside.

    The bars hold `977`, the ISSN, a variant and a check digit; the digits beside them say which issue.
    Scanners send the two together, or parted by a blank or a sign.
    """
    found = _ISSUE.fullmatch(code)
    if found is None:
        return None
    from stdnum import ean

    series, number = found.groups()
    return (series, int(number)) if ean.is_valid(series) else None


def series_spellings(series: str) -> tuple[str, ...]:
    """A series, and its usual variant where this is another: of a double issue, or since a new price."""
    if len(series) != 13 or not series.startswith("977"):
        return (series,)
    usual = _usual_variant(series[:10])
    return (series,) if usual == series else (series, usual)


def series_of_issn(text: str) -> str | None:
    """The 13 digits on the cover of the series with this ISSN, of the usual variant, or None."""
    from stdnum import issn

    return _usual_variant(f"977{issn.compact(text)[:7]}") if issn.is_valid(text) else None


def _usual_variant(series: str) -> str:
    from stdnum import ean

    return f"{series}00{ean.calc_check_digit(f'{series}00')}"


def codabar_spellings(code: str) -> tuple[str, ...]:
    """The other spellings of a cleaned code, if it may be Codabar; none if not.

    Its start and stop signs, A to D, belong to the bars (EN 798): some scanners send them, most and our
    camera do not, and some lists hold them.
    """
    if _LETTERED_CODABAR.fullmatch(code):
        return (code[1:-1],)
    if _BARE_CODABAR.fullmatch(code):
        return tuple(f"{start}{code}{stop}" for start in "ABCD" for stop in "ABCD")
    return ()


def title_number(code: str) -> str:
    """What a title is known by for which this cleaned code stands: its ISBN-13, else what a list had."""
    return isbn_13(code) or code


def mint(kind: Literal["patron", "copy"], library: int, serial: int) -> str:
    """A 14-digit library code: `2` reader or `3` copy, library number, serial, check digit.

    The last digit is the mod-10 (Luhn) check of North American library cards and labels.
    Raises ValueError when the library number has more than 4 digits or the serial more than 8.
    """
    from stdnum import luhn

    if not 0 <= library <= 9_999:
        raise ValueError(f"library number {library} is not between 0 and 9999")
    if not 0 <= serial <= 99_999_999:
        raise ValueError(f"serial {serial} is not between 0 and 99999999")
    body = f"{2 if kind == 'patron' else 3}{library:04}{serial:08}"
    return body + str(luhn.calc_check_digit(body))


def has_valid_check_digit(code: str) -> bool:
    """Whether the code carries a check digit of a scheme we mint or know (14-digit library code, EAN-13)."""
    from stdnum import ean, luhn

    if len(code) == 14 and code[0] in "23":
        return bool(luhn.is_valid(code))
    return len(code) == 13 and bool(ean.is_valid(code))


def is_of_book(code: str) -> bool:
    """Whether a cleaned code says by its form that it is a book's and nobody's card.

    That is an ISBN of 13 digits, or a label of the kind that we mint.
    """
    if code[:3] in ("978", "979"):
        return isbn_13(code) is not None
    return code[:1] == "3" and len(code) == 14 and has_valid_check_digit(code)
