"""What a cell of a list means. Pure: text in, value out, and whether the value is a guess."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Generic, Literal, NamedTuple, TypeVar

from db import codes
from db.errors import BadValue
from db.marking import N_

Value = TypeVar("Value")

LARGEST = 2**31 - 1
"""Integers in the store have 32 bits (PostgreSQL refuses more)."""

MOST_COPIES = 9_999
"""More copies of one title than this is a price or an ISBN in the wrong column."""

LONGEST_TEXT = 2_000
"""A title or subject is cut after this many characters: a whole summary has slipped into the column."""

LONGEST_NUMBER = 200
"""No price, year or count takes more characters; patterns must not run over a whole summary."""


class Cleaned(NamedTuple, Generic[Value]):
    """A value and whether cleaning had to guess at it; then the original is worth keeping."""

    value: Value
    guessed: bool = False


# --- text ---------------------------------------------------------------------------------------------------


def text(raw: str) -> str:
    """One line without control and invisible characters, single blanks, none at the ends."""
    if not raw.isprintable():  # false for all blanks but the plain one, too
        raw = "".join(_visible(character) for character in raw)
    return " ".join(raw.split())[:LONGEST_TEXT]


_NOTHING = frozenset(("nan", "null", "n/a", "#n/a", "#ref!", "#value!", "#name?", "#div/0!"))


def unless_empty(raw: str) -> str:
    """As `text`, but empty for what a spreadsheet or a program writes into an empty cell (`nan`, `#N/A`)."""
    cleaned = text(raw)
    return "" if cleaned.casefold() in _NOTHING else cleaned


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    # joiners shape Arabic, Indic and emoji; what turns the direction of a whole line does not stay
    invisible = unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\u200c\u200d"
    return "" if invisible else character


def title(raw: str) -> str:
    """A title without the marks `《》` around the whole of it; marks inside stay (`漫画《金刚经》`)."""
    cleaned = text(raw)
    while cleaned.startswith("《") and _closes_at(cleaned) == len(cleaned) - 1:
        cleaned = cleaned[1:-1].strip()
    return cleaned


def _closes_at(marked: str) -> int:
    depth = 0
    for position, character in enumerate(marked):
        depth += (character == "《") - (character == "》")
        if depth == 0:
            return position
    return -1


def call_number(whole: str, class_number: str = "", book_number: str = "") -> str:
    """The call number as it stands, or class and book number joined by `/` (the form of Chinese data)."""
    return text(whole) or "/".join(part for part in (text(class_number), text(book_number)) if part)


# --- identifiers --------------------------------------------------------------------------------------------

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


_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?E\+?(\d{1,2})")
_PREFIX = re.compile(r"ISBN(?:-?1[03](?=[\s:]))?[\s:]*")
_REST = re.compile(r"[/(;,].*")
_WHOLE = re.compile(r"\.0+$")
_FEWEST_DIGITS = 7
"""An ISBN-10 begins with at most three zeros (`000` is a group of English publishers): shorter is no ISBN."""


def isbn(*cells: str) -> FoundIsbn:
    """The ISBN in these cells of one row, the most trusted column first."""
    damaged = False
    identifier = None
    for cell in cells:
        code = codes.clean(cell) if cell else ""
        if not code:
            continue
        found, as_it_stands = _isbn_of(code)
        if found:
            return FoundIsbn(found, None, "recovered" if damaged or not as_it_stands else "good")
        if _SCIENTIFIC.fullmatch(code):
            damaged = True
        elif identifier is None and len(code) <= codes.LONGEST_CODE:
            identifier = _WHOLE.sub("", code)
    if damaged:
        return FoundIsbn(None, identifier, "damaged")
    return FoundIsbn(None, identifier, "not_isbn" if any(cell.strip() for cell in cells) else "absent")


def _isbn_of(code: str) -> tuple[str | None, bool]:
    """The ISBN of one cleaned cell, and whether it is written there as it should be."""
    found = codes.isbn_13(code)
    if found:
        characters = sum(map(str.isalnum, code))
        return found, characters != 9  # stdnum takes nine digits for an ISBN-10 that has lost its zero
    plain = _WHOLE.sub("", _REST.sub("", _PREFIX.sub("", code))).strip()
    scientific = _SCIENTIFIC.fullmatch(plain)
    if scientific:
        first, more, exponent = scientific.groups(default="")
        plain = first + more if len(more) == int(exponent) else ""  # all digits are there, or they are lost
    found = codes.isbn_13(plain)
    if not found and _FEWEST_DIGITS <= len(plain) < 10 and plain.isalnum():
        found = codes.isbn_13(plain.zfill(10))
    return found, False


def barcodes(raw: str) -> list[str]:
    """The codes in a cell: one, or several parted by semicolons, commas or Chinese commas."""
    return list(dict.fromkeys(code for part in re.split("[;,；，、]", raw) if (code := codes.clean(part))))


# --- numbers ------------------------------------------------------------------------------------------------

_COUNT = re.compile(r"(\d{1,9})(?:\.0+)?\s*(?:本|册|套|件|本书|COPY|COPIES)?")


@lru_cache(maxsize=1024)
def count(raw: str, most: int = MOST_COPIES) -> int:
    """A number of copies or of loans (`4`, `4.0`, `４本`). Raises BadValue for anything else or too many."""
    match = _COUNT.fullmatch(_folded(raw))
    if not match:
        raise BadValue(N_("not a whole number"))
    if int(match[1]) > most:
        raise BadValue(N_("more than {most}"), most=most)
    return int(match[1])


class Price(NamedTuple):
    """An amount in hundredths of the currency (fen, cents); `currency` is empty where nothing names it."""

    amount: int
    currency: str


_CURRENCIES = {
    "CNY": "CNY", "RMB": "CNY", "CN": "CNY", "人民币": "CNY", "元": "CNY", "¥": "CNY", "圆": "CNY",
    "HKD": "HKD", "HK$": "HKD", "港币": "HKD", "港元": "HKD", "TWD": "TWD", "NT$": "TWD", "NTD": "TWD",
    "USD": "USD", "US$": "USD", "美元": "USD", "$": "USD", "EUR": "EUR", "€": "EUR", "欧元": "EUR",
    "GBP": "GBP", "£": "GBP", "英镑": "GBP", "JPY": "JPY", "日元": "JPY", "円": "JPY",
}  # fmt: skip
_MARK = "|".join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<before>{_MARK})?\s*(?P<amount>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s*(?P<after>{_MARK})?"
)


@lru_cache(maxsize=4096)
def price(raw: str) -> Cleaned[Price | None]:
    """The first price in a cell (`CNY16.80`, `￥0.40`, `13.80元`, `12,50 €`); None where none can be read.

    A bare `$` is read as US dollars, a bare `¥` as yuan.
    """
    folded = _folded(raw)
    if not folded:
        return Cleaned(None)
    match = _AMOUNT.search(folded)
    if not match:
        return Cleaned(None, True)
    digits = match["amount"]
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    amount = int((Decimal(digits.replace(",", ".")) * 100).to_integral_value("ROUND_HALF_UP"))
    if amount > LARGEST or folded[: match.start()].endswith("-"):
        return Cleaned(None, True)
    mark = match["before"] or match["after"]
    return Cleaned(Price(amount, _CURRENCIES[mark] if mark else ""), match[0].strip() != folded)


_PLAIN_YEAR = re.compile(r"(-?\d{1,4})(?:\.0+)?年?")
_DAY = re.compile(r"(1[4-9]\d\d|20\d\d)(?:年|[-./])(?:\d{1,2}(?:月|[-./])?(?:\d{1,2}日?)?(?: [\d:]+)?)?")
_PACKED_DAY = re.compile(r"(1[4-9]\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?")
_SOME_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


@lru_cache(maxsize=4096)
def year(raw: str) -> Cleaned[int | None]:
    """The year of publication in a cell (`2010`, `2010-10`, `2008.0`, `1999重印`), negative before our era.

    Of several years the first counts. A year of one or two digits is kept but is a guess.
    """
    folded = _folded(raw)
    if not folded:
        return Cleaned(None)
    plain = _PLAIN_YEAR.fullmatch(folded)
    if plain:
        return Cleaned(int(plain[1]), abs(int(plain[1])) < 100)
    day = _DAY.fullmatch(folded) or _PACKED_DAY.fullmatch(folded)
    if day:
        return Cleaned(int(day[1]))
    some = _SOME_YEAR.search(folded)
    return Cleaned(int(some[1]) if some else None, True)


_PLAIN_PAGES = re.compile(r"(\d{1,6})(?:\.0+)?\s*(?:页|P|PP|PAGES)?\.?")
_SIZE_OR_VOLUMES = re.compile(r"[;:+]\s*[^;:)]*?CM.*|\d+\s*(?:册|卷|V\b|VOLS?\b)")


@lru_cache(maxsize=4096)
def pages(raw: str) -> Cleaned[int | None]:
    """How many pages a cell says (`279页`): of several numberings (`14,436页`) the longest, as a guess."""
    folded = _folded(raw)
    if not folded:
        return Cleaned(None)
    plain = _PLAIN_PAGES.fullmatch(folded)
    if plain:
        return Cleaned(int(plain[1]))
    numbers = re.findall(r"(?<!\d)\d{1,6}(?!\d)", _SIZE_OR_VOLUMES.sub("", folded))
    return Cleaned(max(map(int, numbers), default=None), True)


def _folded(raw: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", raw[:LONGEST_NUMBER]).upper().split())
