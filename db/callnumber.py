"""Where a call number stands on the shelf.

Three schemes are known: the Chinese Library Classification (中图法), Dewey, and the Library of Congress
classification in brief. A call number becomes a *shelf key*, a string whose plain comparison, code point by
code point (SQLite `BINARY`, PostgreSQL `COLLATE "C"`), is shelf order; so it can be stored and indexed.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Field: TypeAlias = int | str | tuple[str, ...]
Fields: TypeAlias = tuple[Field, ...]


@dataclass(frozen=True)
class Scheme:
    """How one library files its books.

    Attributes:
        kind: the classification.
        runs: shelf runs of their own in shelf order, each with the spellings of its prefix
            (`(("E",), ("F", "FIC"))`, `(("绘本",),)`). The run `("",)` says where call numbers without a
            prefix stand; left out, they come first.
        running_numbers_first: (Chinese) running numbers (种次号) stand before author numbers (著者号).
        short_suffixes_first: (Chinese) `Z763Y` before `Z763AA`.
        author_digits_are_decimals: (Chinese) the digits of an author number count as a fraction
            (`A10` before `A9`), as with Cutter numbers.
    """

    kind: Literal["clc", "dewey", "lc"]
    runs: tuple[tuple[str, ...], ...] = ()
    running_numbers_first: bool = True
    short_suffixes_first: bool = True
    author_digits_are_decimals: bool = False


CLC = Scheme("clc")
DEWEY = Scheme("dewey", runs=(("",), ("E",), ("F", "FIC"), ("SC",), ("B", "BIO"), ("REF",), ("PRO",)))
LC = Scheme("lc")


def shelf_key(call_number: str, scheme: Scheme) -> str:
    """The string by which `call_number` is ordered among all others of the same scheme.

    Width, spacing and case of the input make no difference (but for the Chinese scheme's final `a`,
    which is a mark of its own). What is not understood comes last, by its text.
    """
    fields = parse(call_number, scheme)
    return _encode((1, _clean(call_number).upper()) if fields is None else (0, *fields))


def shelf_range(first: str, last: str, scheme: Scheme) -> tuple[str, str]:
    """Keys `low <= key < high` of everything from class `first` to the end of class `last`.

    The end of a class takes in its subdivisions: `I287` to `I287` is all of I287, I287-49 and I287.45/12.
    Book numbers in `first` and `last` are ignored. Raises ValueError when one of them is not understood.
    """
    return _class_start(first, scheme), _class_start(last, scheme) + "~"


def parse(call_number: str, scheme: Scheme) -> Fields | None:
    """The call number as fields which compare in shelf order, or None when it does not follow the scheme.

    The first field is the place of its run; the rest differs from scheme to scheme.
    """
    place, rest = _run(_clean(call_number), scheme.runs)
    match scheme.kind:
        case "clc":
            fields = _parse_clc(rest, scheme)
        case "dewey":
            plain = place == 0 or "" in scheme.runs[place - 1]
            fields = _parse_dewey(rest.upper(), number_needed=plain)
        case "lc":
            fields = _parse_lc(rest.upper())
    return None if fields is None else (place, *fields)


# Text in, one spelling out

_SAME = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("“”„〝〞", '"'), **dict.fromkeys("〈《", "<")}
    | {**dict.fromkeys("〉》", ">"), "。": ".", "\\": "/"}
)


def _clean(text: str) -> str:
    """Half-width, one kind of each mark, lines parted by `/`, single blanks, nothing invisible."""
    folded = unicodedata.normalize("NFKC", text).translate(_SAME)
    visible = "".join(c for c in folded if c.isspace() or not unicodedata.category(c).startswith("C"))
    lines = re.sub(r"\s*/\s*", "/", "/".join(visible.strip().splitlines()))
    return " ".join(re.sub(r"/+", "/", lines).split()).strip("/")


def _run(text: str, runs: Sequence[Sequence[str]]) -> tuple[int, str]:
    """The place of the run that the text's prefix names, counted from 1, and the text behind the prefix.

    A prefix ends where no letter or digit follows; one in Chinese may be followed by the number at once.
    """
    spellings = sorted(
        ((spelling.upper(), place) for place, run in enumerate(runs, 1) for spelling in run),
        key=lambda known: -len(known[0]),
    )
    for spelling, place in spellings:
        rest = text[len(spelling) :]
        ends = not spelling or not spelling.isascii() or not rest[:1].isalnum()
        if text.upper().startswith(spelling) and ends:
            return place, rest.lstrip(" /:-") if spelling else text
    return 0, text


# Chinese Library Classification

_CLC_STEM = r"(?:T[B-V]?|DF|[A-KN-SUVXZ])"
"""The letters of a class: L, M, W and Y are not used; only T and the law table DF have a second one."""

_IN = r"[A-Z\d.:=-]+"
_CLC_PART = rf"""{_CLC_STEM}[\d.]*+(?:(?<=\d)[A-Z]{{1,2}})?(?:[-=]?[\d.]|\({_IN}\)|"{_IN}"|<{_IN}>)*+"""
_CLC_CLASS = re.compile(rf"{_CLC_PART}(?:[:+]{_CLC_PART})*", re.ASCII)

_CLC_MARKS = '-("=<:+'
"""The marks in filing order: general subdivision, country, people, period, place or person, relation, union.

《中图法》第五版使用手册 pp. 82-83, as quoted in dp2's sources.
"""

_CLC_BOOK = re.compile(
    r"(?P<letters>[A-Z]{0,8})(?:(?P<number>\d{1,9})(?P<suffix>[A-Z]{0,3}))?"
    r"(?:-(?P<work>\d{1,9}))?(?:=(?P<edition>\d{1,9}))?"
    r"(?:\((?P<volume>\d{1,9}|[上中下])(?:-\d+)?\)|[:V]\.?(?P<volume_2>\d{1,9}))?"
    r"(?:C\.?(?P<copy>\d{1,9}))?(?:/(?P<year>\d{1,9}))?",
    re.ASCII,
)
_VOLUME_WORDS = {"上": 1, "中": 2, "下": 3}


def _parse_clc(text: str, scheme: Scheme) -> Fields | None:
    if "/" not in text:
        # A blank parts class and book number, unless it stands beside a mark or the class letters.
        text = re.sub(r"(?<=[-=:+(<]) | (?=[-=:+()<>\"])|(?<=^[A-Za-z]) |(?<=^[A-Za-z]{2}) ", "", text)
        text = text.replace(" ", "/", 1)
    class_line, _, book_line = text.replace(" ", "").partition("/")
    recommended = re.search(r"\da$", class_line) is not None
    class_line = class_line[:-1].upper() if recommended else class_line.upper()
    if not _CLC_CLASS.fullmatch(class_line):
        return None
    class_fields = (_clc_tokens(class_line), 0 if recommended else 1)
    if not book_line:
        return (*class_fields, 0)
    book = _CLC_BOOK.fullmatch(re.sub(r"/(?=\D)", "", book_line.upper()))
    if not book or not (book["letters"] or book["number"]):
        return None
    return (*class_fields, *_clc_book_fields(book, scheme))


def _clc_tokens(class_line: str) -> tuple[str, ...]:
    """Runs of letters (1), marks (2) and digits (3): a number is before its marks, they before its digits.

    Digits compare as text, for they are a decimal fraction; dots and closing signs say nothing.
    """
    tokens = re.findall(r'[A-Z]+|\d+|[-("=<:+]', re.sub(r'[.)>]|("[^"]*)"', r"\1", class_line))
    return tuple(
        f"1{token}" if token.isalpha() else f"3{token}" if token.isdigit() else f"2{_CLC_MARKS.index(token)}"
        for token in tokens
    )


def _clc_book_fields(book: re.Match[str], scheme: Scheme) -> Fields:
    letters, suffix = book["letters"], book["suffix"] or ""
    number: Field = int(book["number"] or 0)
    if letters and scheme.author_digits_are_decimals:
        number = book["number"] or ""
    volume = book["volume"] or book["volume_2"] or 0
    return (
        2 if bool(letters) == scheme.running_numbers_first else 1,
        letters,
        number,
        len(suffix) if scheme.short_suffixes_first else 0,
        suffix,
        int(book["work"] or 0),
        int(book["edition"] or 0),
        _VOLUME_WORDS.get(str(volume)) or int(volume),
        int(book["copy"] or 0),
        int(book["year"] or 0),
    )


# Dewey and Library of Congress

_DEWEY = re.compile(r"(?:(\d{3})(?:\.(\d+))?(?![\d.]))?(.*)", re.ASCII)
_LC = re.compile(r"([A-Z]{1,3}) ?(\d{1,4})(?:\.(\d+))?(?!\d)(.*)", re.ASCII)
_LC_CUTTER = re.compile(r"[A-Z]{1,3}\d+[A-Z]{0,3}", re.ASCII)
_PART = re.compile(r"V\.(?P<volume>\d{1,9})|C\.(?P<copy>\d{1,9})|(?P<year>(?:1[4-9]|20)\d\d)[A-Z]?", re.ASCII)


def _parse_dewey(text: str, number_needed: bool) -> Fields | None:
    # Catalogue cards mark where a number may be cut: 823/.914, 398.2/0943.
    found = _DEWEY.fullmatch(re.sub(r"(?<=\d)[/'](?=\.?\d)", "", text))
    if not found or (number_needed and not found[1]):
        return None
    words, *parts = _words_and_parts(re.sub(r"(?<=[A-Z\d]) ([VC])(?=\d+(?: |$))", r" \1.", found[3]))
    words = tuple("".join(filter(str.isalnum, word)) for word in words)
    if not all(word[:1].isalpha() for word in words) or not (found[1] or words):
        return None
    number = int(found[1]) + 1 if found[1] else 0
    return (number, (found[2] or "").rstrip("0"), words, *parts)


def _parse_lc(text: str) -> Fields | None:
    found = _LC.fullmatch(text)
    if not found:
        return None
    cutters, *parts = _words_and_parts(re.sub(r"\.(?=[A-Z])", " ", found[4]))
    if not all(_LC_CUTTER.fullmatch(cutter) for cutter in cutters):
        return None
    return (found[1], int(found[2]), (found[3] or "").rstrip("0"), cutters, *parts)


def _words_and_parts(text: str) -> tuple[tuple[str, ...], int, int, int]:
    """What follows the class: author or cutter words, then year, volume, copy (0 when absent)."""
    marked = re.sub(r"\b(?:([VC])\.|(V)OL\.?|(C)OPY\.?) ?(?=\d)", r" \1\2\3.", text.replace("/", " "))
    words: list[str] = []
    parts = {"year": 0, "volume": 0, "copy": 0}
    for word in re.sub(r"([VC]\.\d+)-\d+", r"\1", marked).split():
        part = _PART.fullmatch(word)
        if part and part.lastgroup:
            parts[part.lastgroup] = int(part[part.lastgroup])
        else:
            words.append(word)
    return tuple(words), parts["year"], parts["volume"], parts["copy"]


# Fields in, key out

_CLASS_FIELDS = {"clc": 2, "dewey": 3, "lc": 4}
"""How many of the fields that `parse` gives belong to run and class."""


def _class_start(call_number: str, scheme: Scheme) -> str:
    fields = parse(call_number, scheme)
    if fields is None:
        raise ValueError(f"{call_number!r} is not a class number of this library's scheme.")
    return _encode((0, *fields[: _CLASS_FIELDS[scheme.kind]])).rstrip(" ")


def _encode(fields: Sequence[Field]) -> str:
    """Fields as text in the same order: the blank that ends a text is less than any sign in one,
    a number (at most 9 digits) begins with the count of its digits."""
    encoded = ""
    for field in fields:
        match field:
            case int():
                encoded += f"{len(str(field))}{field}"
            case str():
                encoded += field + " "
            case _:
                encoded += "".join(f"{text} " for text in field) + " "
    return encoded
