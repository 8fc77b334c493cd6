"""What a record says of a book, field by field as a list of books would have it; CNMARC and MARC 21."""

import re
from collections.abc import Iterator

from pymarc import Field, Record

from db.codes import clean, isbn_13
from db.lists.marc.record import dialect_of, fields, first, values

_BEFORE = {"e": " : ", "h": ". ", "i": ", ", "c": ". ", "b": " : ", "n": ". ", "p": ", "}
"""What stands before a further part of a title: its subtitle, the number and the name of a part."""
_PUNCTUATION = re.compile(r"\s*[/:;,=]\s*$")
_FULL_STOP = re.compile(r"(?<=\w{3})\.\s*$")
_NO_PUNCTUATION = ("c", "n")
_UNKNOWN_LANGUAGES = frozenset(("und", "zxx", "|||", "   "))


def described(record: Record) -> dict[str, str]:
    """The fields of a list of books that a record fills, by the names of `HEADERS`; empty texts else."""
    return _of_cnmarc(record) if dialect_of(record) == "cnmarc" else _of_marc_21(record)


def series_of(record: Record) -> str:
    """The series that a book is in, without its number there."""
    tags = ("225",) if dialect_of(record) == "cnmarc" else ("490", "440", "830")
    return _plain(first(value for tag in tags for value in values(record, tag, "a")))


def _of_cnmarc(record: Record) -> dict[str, str]:
    numbers = [*values(record, "010", "a"), *values(record, "091", "a"), *values(record, "010", "z")]
    title = next(fields(record, "200"), None)
    author = _joined("; ", values(record, "200", "f", "g")) or first(
        "".join(field.get_subfields("a", "b"))
        for field in fields(record, "701", "711", "702", "712", "700", "710")
    )
    published = "214" if next(values(record, "214", "c", "d"), "") else "210"
    return {
        "isbn": _number(numbers),
        "title": _title(title, "ehic") if title else "",
        "author": author,
        "publisher": first(values(record, published, "c")),
        "year": first(values(record, published, "d")) or _date(record, "100", 9),
        "pages": first(values(record, "215", "a")),
        "price": first(values(record, "010", "d")),
        "subject": _joined("; ", (_heading(field, "ax") for field in fields(record, "606", "610"))),
        "language": first(values(record, "101", "a")),
        "class_number": first(
            value for tag in ("690", "692", "686", "676") for value in values(record, tag, "a")
        ),
    }


def _of_marc_21(record: Record) -> dict[str, str]:
    has_points = str(record.leader)[18] not in _NO_PUNCTUATION

    def plain(text: str) -> str:
        return _plain(text) if has_points else text

    numbers = [*values(record, "020", "a"), *values(record, "024", "a"), *values(record, "020", "z")]
    title = next(fields(record, "245"), None)
    author = first("".join(field.get_subfields("a")) for field in fields(record, "100", "110", "111"))
    author = author or first(values(record, "245", "c")) or first(values(record, "700", "a"))
    published = "264" if next(values(record, "264", "b", "c"), "") else "260"
    return {
        "isbn": _number(numbers),
        "title": _title(title, "bnp", pointed=has_points) if title else "",
        "author": plain(author),
        "publisher": plain(first(values(record, published, "b"))),
        "year": first(values(record, published, "c")).strip("[]()cp©℗. ") or _fixed(record, 7, 11),
        "pages": plain(first(values(record, "300", "a"))),
        "price": first(values(record, "020", "c")),
        "subject": _joined(
            "; ",
            (
                _FULL_STOP.sub("", _heading(field, "ax")) if has_points else _heading(field, "ax")
                for field in fields(record, "650", "653")
            ),
        ),
        "language": first(values(record, "041", "a")) or _language(record),
        "class_number": _class_of_marc_21(record),
    }


def _class_of_marc_21(record: Record) -> str:
    chinese = (f for f in fields(record, "084") if (f.get("2") or "clc").lower() in ("clc", "zdclc", "ztf"))
    found = [first(field.get_subfields("a")) for field in chinese]
    found += [value for tag in ("082", "084", "092", "050", "090") for value in values(record, tag, "a")]
    return first(filter(None, found)).replace("/", "")  # a slash in 082 is no part of the number


def _title(field: Field, parts: str, *, pointed: bool = False) -> str:
    text = ""
    for code, value in field.subfields:
        value = _plain(value) if pointed else value.strip()
        if not value or (code != "a" and code not in parts):
            continue
        text += (_BEFORE.get(code, " ; ") if text else "") + value
    return text


def _heading(field: Field, codes: str) -> str:
    return "--".join(value.strip() for value in field.get_subfields(*codes) if value.strip())


def _plain(text: str) -> str:
    """Without the punctuation that stands before the next part."""
    return _FULL_STOP.sub("", _PUNCTUATION.sub("", text.strip()))


def _number(numbers: list[str]) -> str:
    """The first number that is an ISBN, else the first."""
    return first(number for number in numbers if isbn_13(clean(number.split("(")[0]))) or first(numbers)


def _joined(between: str, parts: Iterator[str]) -> str:
    return between.join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _date(record: Record, tag: str, at: int) -> str:
    year = first(values(record, tag, "a"))[at : at + 4]
    return year if year.isdigit() else ""


def _fixed(record: Record, start: int, end: int) -> str:
    data = first(field.data or "" for field in record.get_fields("008"))[start:end]
    return data if data.isdigit() else ""


def _language(record: Record) -> str:
    code = first(field.data or "" for field in record.get_fields("008"))[35:38]
    return code if code.isalpha() and code not in _UNKNOWN_LANGUAGES else ""
