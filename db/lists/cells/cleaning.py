"""What a cell of a list means. Pure: text in, value out, and whether the value is a guess."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

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
    """One line without invisible characters, single blanks, none at the ends; accents composed."""
    if not raw.isprintable():  # false for all blanks but the plain one, too
        raw = "".join(_visible(character) for character in raw)
    return unicodedata.normalize("NFC", " ".join(raw.split()))[:LONGEST_TEXT]


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


# --- numbers ------------------------------------------------------------------------------------------------

_COUNT = re.compile(r"(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.0+)?\s*(?:本|册|套|件|本书|COPY|COPIES)?")


_YES = frozenset(("YES", "Y", "TRUE", "1", "是", "要", "有"))
_NO = frozenset(("NO", "N", "FALSE", "0", "否", "不要", "没有", "无"))


def yes_or_no(raw: str) -> bool:
    """A choice in either language. Raises BadValue."""
    plain = _folded(raw)
    if plain not in _YES | _NO:
        raise BadValue(N_("{value} is neither yes nor no."), value=raw)
    return plain in _YES


@lru_cache(maxsize=1024)
def count(raw: str, most: int = MOST_COPIES) -> int:
    """A number of copies or of loans (`4`, `4.0`, `４本`). Raises BadValue for anything else or too many."""
    match = _COUNT.fullmatch(_folded(raw))
    if not match:
        raise BadValue(N_("not a whole number"))
    if int(match[1].replace(",", "")) > most:
        raise BadValue(N_("more than {most}"), most=most)
    return int(match[1].replace(",", ""))


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
_AMOUNT = re.compile(rf"(?P<before>{_MARK})?\s*(?P<amount>\d[\d.,'’ ]*\d|\d)\s*(?P<after>{_MARK})?")
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<sign>[.,'’ ])\d{2,3})(?:(?P=sign)\d{2,3})*)(?:[.,](?P<rest>\d{1,2}))?"
)
_PLAIN_AMOUNT = re.compile(r"(?P<whole>\d+)(?:[.,](?P<rest>\d+))?")


@lru_cache(maxsize=4096)
def price(raw: str) -> Cleaned[Price | None]:
    """The first price in a cell (`CNY16.80`, `￥0.40`, `13.80元`, `12,50 €`, `1.280,00`, `1'280.00`).

    None where none can be read. A bare `$` is read as US dollars, a bare `¥` as yuan.
    """
    folded = _folded(raw)
    if not folded:
        return Cleaned(None)
    match = _AMOUNT.search(folded)
    if not match:
        return Cleaned(None, True)
    value, is_certain = _amount(match["amount"])
    if value is None or folded[: match.start()].endswith("-"):
        return Cleaned(None, True)
    amount = int((value * 100).to_integral_value("ROUND_HALF_UP"))
    if amount > LARGEST:
        return Cleaned(None, True)
    mark = match["before"] or match["after"]
    currency = _CURRENCIES[mark] if mark else ""
    return Cleaned(Price(amount, currency), not is_certain or match[0].strip() != folded)


def _amount(written: str) -> tuple[Decimal | None, bool]:
    """A number of whatever country, with thousands signs or not, and whether it has one reading."""
    plain = _PLAIN_AMOUNT.fullmatch(written)
    if plain and len(plain["rest"] or "") != 3:
        return Decimal(f"{plain['whole']}.{plain['rest'] or 0}"), True
    grouped = _GROUPED.fullmatch(written)
    if grouped and len(grouped["whole"].rpartition(grouped["sign"])[2]) == 3:
        whole = grouped["whole"].replace(grouped["sign"], "")
        number = Decimal(f"{whole}.{grouped['rest'] or 0}")
        if plain and grouped["sign"] == ".":  # 16.805: a price by weight, or sixteen thousand in Germany
            return Decimal(written), False
        return number, True
    if plain:
        return Decimal(f"{plain['whole']}.{plain['rest']}"), True
    first = _PLAIN_AMOUNT.match(written)
    return (Decimal(f"{first['whole']}.{first['rest'] or 0}") if first else None), False


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
