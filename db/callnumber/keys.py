"""Where a call number stands on the shelf.

Three schemes are known: the Chinese Library Classification (中图法), Dewey, and the Library of Congress
classification in brief. A call number becomes a *shelf key*, a string whose plain comparison, code point by
code point (SQLite `BINARY`, PostgreSQL `COLLATE "C"`), is shelf order; so it can be stored and indexed.
"""

import re
import unicodedata
from collections.abc import Sequence

from db.callnumber.clc import clc_parts, parse_clc
from db.callnumber.scheme import Field, Fields, Scheme
from db.callnumber.western import DEWEY_NUMBER, LC_NUMBER, parse_dewey, parse_lc


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
            fields = parse_clc(rest, scheme)
        case "dewey":
            plain = place == 0 or "" in scheme.runs[place - 1]
            fields = parse_dewey(rest.upper(), number_needed=plain)
        case "lc":
            fields = parse_lc(rest.upper())
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
            parts = clc_parts(rest)
            written = parts[0] if parts else ""
        case "dewey":
            found = DEWEY_NUMBER.fullmatch(rest.upper())
            written = rest[: found.start(3)] if found else ""
        case "lc":
            found = LC_NUMBER.fullmatch(rest.upper())
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


# Dewey and Library of Congress


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
