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


def class_of(call_number: str, scheme: Scheme) -> str:
    """The class as it is written, with the prefix of its run; empty where it is not understood."""
    if parse(call_number, scheme) is None:
        return ""
    text = _clean(call_number)
    _place, rest = _run(text, scheme.runs)
    prefix = text[: len(text) - len(rest)]
    match scheme.kind:
        case "clc":
            parts = _clc_parts(rest)
            written = parts[0] if parts else ""
        case "dewey":
            found = _DEWEY.fullmatch(rest.upper())
            written = rest[: found.start(3)] if found else ""
        case "lc":
            found = _LC.fullmatch(rest.upper())
            written = rest[: found.start(4)] if found else ""
    return f"{prefix}{written}".strip(" /")


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
_CLC_HEAD = re.compile(
    r"(?P<letters>[A-Z]{0,8})"
    r"(?:(?P<number>\d{1,9}+)(?P<suffix>(?!(?:V|VOL|C|COPY|NO|BD|PT)\.?\d|(?:VOL|NO|BD|PT)\.)[A-Z]{0,3}|))?"
    r"(?:-(?P<work>\d{1,9}))?(?:=(?P<edition>\d{1,9}))?",
    re.ASCII,
)
_COUNT = "\\d{1,9}|[一二三四五六七八九十]{1,3}"
_CLC_GLUED = re.compile(r"[(\[<]|(?![A-Za-z])[^\W\d_]")
_CLC_TAIL = re.compile(
    rf"(?P<volume>[(\[<]?第?(?P<named>{_COUNT}|[上中下])[册卷辑集部本期编篇季回][)\]>]?"
    rf"|[(\[<](?P<bracketed>{_COUNT}|[上中下])(?:-\d+)?[)\]>]"
    rf"|(?:[:.第卷册]|V(?:OL)?\.?|BD\.?|PT\.?|NO\.?|#)(?P<marked>\d{{1,9}})(?:-\d+)?"
    r"|(?P<alone>[上中下])(?!\w))"
    r"|(?P<copied>(?:C(?:OPY)?\.?|复本?)(?P<copy>\d{1,9}))"
    r"|/(?P<year>\d{1,9})"
    r"|(?P<other>.)"
)
_CHINESE_COUNT = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)} | {
    "上": 1,
    "中": 2,
    "下": 3,
}
_BY_TEXT = 3
"""The place of book numbers that are words, as an author in Chinese: behind running and author numbers."""


def _parse_clc(text: str, scheme: Scheme) -> Fields | None:
    parts = _clc_parts(text)
    if parts is None:
        return None
    class_line, book_line = parts
    recommended = re.search(r"\da$", class_line) is not None
    class_line = class_line[:-1].upper() if recommended else class_line.upper()
    class_fields = (_clc_tokens(class_line), 0 if recommended else 1)
    if not book_line:
        return (*class_fields, 0)
    book_line = re.sub(r"/(?=\D)", "", book_line.upper())
    book = _CLC_BOOK.fullmatch(book_line)
    if book and (book["letters"] or book["number"]):
        volume = book["volume"] or book["volume_2"] or "0"
        parts_of_book = (_count(volume), int(book["copy"] or 0), int(book["year"] or 0))
        return (*class_fields, *_clc_book_fields(book, scheme), *parts_of_book)
    return (*class_fields, *_clc_odd_book(book_line, scheme))


def _clc_parts(text: str) -> tuple[str, str] | None:
    """Class and what follows it; None where the class is not understood.

    Whatever follows: what stands behind a slash or a blank, and words or brackets right behind the class.
    """
    # A blank parts class and book number, unless it stands beside a mark or the class letters.
    text = re.sub(r"(?<=[-=:+(<.]) | (?=[-=:+()<>\".])|(?<=^[A-Za-z]) |(?<=^[A-Za-z]{2}) ", "", text)
    class_line, _, book_line = text.replace(" ", "/", 1).partition("/")
    book_line = book_line.replace(" ", "")
    plain = class_line[:-1] if re.search(r"\da$", class_line) else class_line
    if _CLC_CLASS.fullmatch(plain.upper()):
        return class_line, book_line
    found = _CLC_CLASS.match(plain.upper())
    if not found or not _CLC_GLUED.match(plain, found.end()) or not re.search(r"\d", found[0]):
        return None
    return class_line[: found.end()], "/".join(filter(None, (class_line[found.end() :], book_line)))


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
    """The book number itself: author or running number, which work, which edition."""
    letters, suffix = book["letters"], book["suffix"] or ""
    number: Field = int(book["number"] or 0)
    if letters and scheme.author_digits_are_decimals:
        number = book["number"] or ""
    return (
        2 if bool(letters) == scheme.running_numbers_first else 1,
        letters,
        number,
        len(suffix) if scheme.short_suffixes_first else 0,
        suffix,
        int(book["work"] or 0),
        int(book["edition"] or 0),
    )


def _clc_odd_book(text: str, scheme: Scheme) -> Fields:
    """A book number that follows no rule: what is understood of it in its place, the rest by its text."""
    head = _CLC_HEAD.match(text)
    assert head
    is_numbered = bool(head["letters"] or head["number"])
    volume = copy = year = 0
    rest = ""
    for part in _CLC_TAIL.finditer(text, head.end()):
        if part["volume"] and not volume:
            volume = _count(part["named"] or part["bracketed"] or part["marked"] or part["alone"])
        elif part["copied"] and not copy:
            copy = int(part["copy"])
        elif part["year"] and not year:
            year = int(part["year"])
        else:
            rest += part[0]
    odd = (_by_text(rest),) if _by_text(rest) else ()
    if is_numbered:
        return (*_clc_book_fields(head, scheme), volume, copy, year, *odd)
    return (_BY_TEXT, _by_text(text)) if odd else (0, volume, copy, year)


def _count(text: str) -> int:
    """A number in digits or Chinese (up to 99), or 上 中 下."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE_COUNT[text[0]]
    return 10 * _CHINESE_COUNT.get(tens[:1], 1) + (_CHINESE_COUNT[ones[0]] if ones else 0)


def _by_text(text: str) -> tuple[str, ...]:
    """Text to be compared: numbers in it by their value and before words, signs left out."""
    runs = re.findall(r"\d+|[^\W\d_]+", text.upper())
    return tuple(
        f"1{len(run.lstrip('0')):04}{run.lstrip('0')}" if run.isdecimal() else f"2{run}" for run in runs
    )


# Dewey and Library of Congress

_DEWEY = re.compile(r"(?:(\d{3})(?:\.(\d+))?(?![\d.]))?(.*)", re.ASCII)
_LC = re.compile(r"([A-Z]{1,3}) ?(\d{1,4})(?:\.(\d+))?(?!\d)(.*)", re.ASCII)
_PART = re.compile(r"V\.(?P<volume>\d{1,9})|C\.(?P<copy>\d{1,9})|(?P<year>(?:1[4-9]|20)\d\d)[A-Z]?", re.ASCII)


def _parse_dewey(text: str, number_needed: bool) -> Fields | None:
    # Catalogue cards mark where a number may be cut: 823/.914, 398.2/0943.
    found = _DEWEY.fullmatch(re.sub(r"(?<=\d)[/'](?=\.?\d)", "", text))
    if not found or (number_needed and not found[1]):
        return None
    words, parts, odd = _words_and_parts(re.sub(r"(?<=[A-Z\d]) ([VC])(?=\d+(?: |$))", r" \1.", found[3]))
    if not (found[1] or words):
        return None
    number = int(found[1]) + 1 if found[1] else 0
    return (number, (found[2] or "").rstrip("0"), words, *parts, *odd)


def _parse_lc(text: str) -> Fields | None:
    found = _LC.fullmatch(text)
    if not found:
        return None
    cutters, parts, odd = _words_and_parts(re.sub(r"\.(?=[A-Z])", " ", found[4]))
    return (found[1], int(found[2]), (found[3] or "").rstrip("0"), cutters, *parts, *odd)


def _words_and_parts(text: str) -> tuple[tuple[str, ...], tuple[int, int, int], Fields]:
    """What follows the class: author or cutter words; year, volume, copy (0 when absent); whatever else."""
    marked = re.sub(
        r"(?<![^\W_])(?:(V)(?:OL)?|(C)(?:OPY)?|(?:NO|BD|PT)|#)(?:\.| (?=\d)|(?<=#)) ?(?=\d)",
        lambda found: f" {'C' if found[2] else 'V'}.",
        text.replace("/", " "),
    )
    words: list[str] = []
    parts = {"year": 0, "volume": 0, "copy": 0}
    odd: list[str] = []
    for word in re.sub(r"([VC]\.\d+)-\d+", r"\1", marked).split():
        part = _PART.fullmatch(word)
        name = part.lastgroup if part else None
        if part and name and not parts[name]:
            parts[name] = int(part[name])
        elif word[:1].isalpha() and not part and not odd:
            words += filter(None, re.split(r"[\W_]+", word))
        else:
            odd += _by_text(word)
    return tuple(words), (parts["year"], parts["volume"], parts["copy"]), (tuple(odd),) if odd else ()


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
