"""Numbers and codes in a list: undone what a spreadsheet did to them, where that is certain."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from db import codes
from db.errors import BadValue
from db.lists.cells.cleaning import Cleaned, text
from db.marking import N_

_NOTHING = frozenset(("NAN", "NULL", "NONE", "N/A", "#N/A", "-", "--", "/", "无"))
_FORMULA = re.compile(r'=\s*"([^"]*)"')
_WHOLE = re.compile(r"(\d+)(?:\.0+|,00?)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d{1,3})")
_SURELY_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}|\d[.,]\d+E\d{1,3}")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC"
_DAY = re.compile(
    rf"\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}(?:[T ].*)?|\d{{1,2}}([-/.])\d{{1,2}}\2\d{{4}}(?: .*)?"
    rf"|\d{{1,4}}[- ](?:{_MONTHS})[A-Z]*(?:[- ]\d{{2,4}})?|(?:{_MONTHS})[A-Z]*[- ]\d{{1,4}}"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?"
)


def code(raw: str) -> Cleaned[str]:
    """A number or a code as it was before a spreadsheet had it; `guessed` where something was undone.

    `6101.0`, `="00123"`, `'00124` and `6,101` are undone, and so is `3月1日`, which was 3-1. Raises BadValue
    where digits are lost for good (`2.90011E+13`, `####`) or a day stands that was something else.
    """
    cleaned = codes.clean(raw)
    if not cleaned or cleaned in _NOTHING:
        return Cleaned("")
    plain = _unwrapped(cleaned)
    if set(plain) == {"#"}:
        raise BadValue(N_("the column was too narrow when the list was saved, and the number is lost"))
    if _SURELY_SCIENTIFIC.fullmatch(plain):
        whole = _all_digits(plain)
        if not whole:
            raise BadValue(
                N_(
                    "a spreadsheet has cut digits off this number:"
                    " format the column as text and type it again"
                )
            )
        return Cleaned(whole, True)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif match := _WHOLE.fullmatch(plain):
        plain = match[1]
    elif match := _MONTH_AND_DAY.fullmatch(plain):
        plain = f"{match[1]}-{match[2]}"
    elif _DAY.fullmatch(plain):
        raise BadValue(
            N_("a spreadsheet has turned this into a date: format the column as text and type it again")
        )
    return Cleaned(plain, plain != cleaned)


def name_of_class(raw: str) -> Cleaned[str]:
    """The name of a class, from which a spreadsheet may have made a day as from a code. Raises BadValue."""
    cleaned = text(raw)
    folded = unicodedata.normalize("NFKC", cleaned).upper()
    if _MONTH_AND_DAY.fullmatch(folded) or (_DAY.fullmatch(folded) and not folded.endswith("年")):
        return code(folded)
    if (match := _WHOLE.fullmatch(folded)) or _FORMULA.fullmatch(folded):
        return Cleaned(match[1] if match else _unwrapped(cleaned), True)
    return Cleaned(cleaned)


def _unwrapped(cleaned: str) -> str:
    """Without what makes a spreadsheet take digits as text: `="0123"`, `'0123`, `"0123"`."""
    match = _FORMULA.fullmatch(cleaned)
    plain = match[1] if match else cleaned
    if len(plain) > 1 and plain[0] in "'’‘`":
        plain = plain[1:]
    if len(plain) > 2 and plain[0] == plain[-1] == '"':
        plain = plain[1:-1]
    return plain.strip()


def _all_digits(scientific: str) -> str:
    """The number that is written with an exponent, or empty where digits are lost."""
    match = _SCIENTIFIC.fullmatch(scientific)
    first, more, exponent = match.groups(default="") if match else ("", "", "0")
    return first + more if len(more) == int(exponent) else ""


def barcodes(raw: str) -> Cleaned[list[str]]:
    """The codes in a cell, parted by semicolons, commas or Chinese commas. Raises BadValue."""
    if not raw.strip():
        return Cleaned([])
    if _THOUSANDS.fullmatch(codes.clean(raw)):
        raise BadValue(
            N_("this may be one number with a thousands separator or several codes: separate them with ;")
        )
    found = [code(part) for part in re.split("[;,；，、\n]", raw)]
    return Cleaned(
        list(dict.fromkeys(one.value for one in found if one.value)), any(one.guessed for one in found)
    )


# --- ISBN ---------------------------------------------------------------------------------------------------

IsbnQuality = Literal["good", "recovered", "damaged", "not_isbn", "absent"]
"""`good`: valid as it stands. `recovered`: leading zeros given back, or taken from another column or out of
other text. `damaged`: a spreadsheet made it `9.78E+12`, and it is nowhere else. `not_isbn`: something else,
which is kept. `absent`: nothing there."""


class FoundIsbn(NamedTuple):
    """What the ISBN columns of a row say.

    `isbn` has 13 digits or is None; `identifier` is what stands there instead, cleaned as a code.
    """

    isbn: str | None
    identifier: str | None
    quality: IsbnQuality


class NotIsbn(NamedTuple):
    """What a row has in place of an ISBN: its line, the cell, the title; `works` if it can be scanned now."""

    where: int | str
    value: str
    title: str
    works: bool


_PREFIX = re.compile(r"ISBN(?:-?1[03](?=[\s:]))?[\s:]*")
_REST = re.compile(r"[/(;,].*")
_ZEROS = re.compile(r"\.0+$")
_SOMEWHERE = re.compile(r"(?<![0-9A-Z])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dX](?![0-9A-Z])")
"""An ISBN within other words: `isbn:9780…,goodreads:1`, `[0439023483]`, two of them in one cell."""
_WORD_BEFORE = re.compile(r"([A-Z]+)(?:-?1[03])?[\s:=]*$")
_FEWEST_DIGITS = 7
"""An ISBN-10 begins with at most three zeros (`000` is a group of English publishers): shorter is no ISBN."""


def isbn(*cells: str) -> FoundIsbn:
    """The ISBN in these cells of one row, the most trusted column first."""
    damaged = False
    identifier = None
    for cell in cells:
        written = codes.clean(cell) if cell else ""
        if not written or written in _NOTHING:
            continue
        found, as_it_stands = _isbn_of(written)
        if found:
            return FoundIsbn(found, None, "recovered" if damaged or not as_it_stands else "good")
        if _SCIENTIFIC.fullmatch(written):
            damaged = True
        elif identifier is None and len(written) <= codes.LONGEST_CODE:
            identifier = _ZEROS.sub("", _bare(written)) or None
    if damaged:
        return FoundIsbn(None, identifier, "damaged")
    return FoundIsbn(None, identifier, "not_isbn" if any(map(_bare, map(codes.clean, cells))) else "absent")


def _bare(written: str) -> str:
    """Without what exports put around every number, an empty one too: `=""`, `[]`."""
    plain = _unwrapped(written) if written not in ('=""', "[]", '""') else ""
    return "" if plain in _NOTHING else plain


def _isbn_of(written: str) -> tuple[str | None, bool]:
    """The ISBN of one cleaned cell, and whether it is written there as it should be."""
    found = codes.isbn_13(written)
    if found:
        characters = sum(map(str.isalnum, written))
        return found, characters != 9  # stdnum takes nine digits for an ISBN-10 that has lost its zero
    attempts: tuple[Callable[[str], str], ...] = (
        lambda plain: _ZEROS.sub("", _REST.sub("", _PREFIX.sub("", plain))).strip(),
        lambda plain: _all_digits(plain) or plain,
    )
    plain = _bare(written)
    for attempt in attempts:
        plain = attempt(plain)
    found = codes.isbn_13(plain)
    if not found and _FEWEST_DIGITS <= len(plain) < 10 and plain.isalnum():
        found = codes.isbn_13(plain.zfill(10))
    return found or next(_within(written), None), False


def _within(written: str) -> Iterator[str]:
    """The ISBNs in other words, but for the numbers that another word stands before: `OCLC 0439023483`."""
    for match in _SOMEWHERE.finditer(written):
        named = _WORD_BEFORE.search(written, 0, match.start())
        if not named or named[1].endswith("ISBN"):
            found = codes.isbn_13(match[0].strip("- "))
            if found:
                yield found
