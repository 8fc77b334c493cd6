"""Call numbers of the Chinese Library Classification (中图法): the class and what stands behind it."""

import re

from db.callnumber.scheme import Field, Fields, Scheme

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


def parse_clc(text: str, scheme: Scheme) -> Fields | None:
    parts = clc_parts(text)
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


def clc_parts(text: str) -> tuple[str, str] | None:
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
    odd = (by_text(rest),) if by_text(rest) else ()
    if is_numbered:
        return (*_clc_book_fields(head, scheme), volume, copy, year, *odd)
    return (_BY_TEXT, by_text(text)) if odd else (0, volume, copy, year)


def _count(text: str) -> int:
    """A number in digits or Chinese (up to 99), or 上 中 下."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE_COUNT[text[0]]
    return 10 * _CHINESE_COUNT.get(tens[:1], 1) + (_CHINESE_COUNT[ones[0]] if ones else 0)


def by_text(text: str) -> tuple[str, ...]:
    """Text to be compared: numbers in it by their value and before words, signs left out."""
    runs = re.findall(r"\d+|[^\W\d_]+", text.upper())
    return tuple(
        f"1{len(run.lstrip('0')):04}{run.lstrip('0')}" if run.isdecimal() else f"2{run}" for run in runs
    )
