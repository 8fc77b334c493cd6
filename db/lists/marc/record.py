"""A record in memory, as pymarc has it, and the few questions that are asked of one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from pymarc import Field, Indicators, Leader, Record, Subfield

Dialect = Literal["cnmarc", "marc21"]
DIALECTS: tuple[str, ...] = get_args(Dialect)
BLANK_LEADER: dict[Dialect, str] = {
    "cnmarc": "00000nam0 2200000   450 ",
    "marc21": "00000nam a2200000 c 4500",
}
"""Of a book; of MARC 21 in UTF-8, with the punctuation left out."""
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1e\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 60_000
"""Characters of one subfield: more is no text about a book."""


@dataclass(frozen=True)
class ReadRecord:
    """One record of a file.

    Attributes:
        number: the how-many-th of the file, from 1.
        record: None for a piece that is none.
        mended: something was wrong with its lengths, directory or marks.
        unreadable: a character, or a field, that could not be read.
        raw: what stood there, for a person's eyes.
    """

    number: int
    record: Record | None
    mended: bool = False
    unreadable: bool = False
    raw: str = ""


def control(tag: str, data: str) -> Field:
    """A field without subfields."""
    return Field(tag, data=data)


def field_of(tag: str, indicators: str, subfields: Iterable[tuple[str, str]]) -> Field:
    """A field with subfields."""
    both = indicators.ljust(2)
    return Field(tag, Indicators(both[0], both[1]), [Subfield(code, value) for code, value in subfields])


def field_of_text(tag: str, text: str) -> Field:
    """A field as it stands between its end marks."""
    text = _INVISIBLE.sub("", text)
    if tag.isdigit() and tag < "010":
        return control(tag, text.replace("\x1f", "")[:_LONGEST])
    head, *parts = text.split("\x1f")
    if not parts:  # a field that has lost its subfields is text still
        head, parts = ("  ", [f"a{head[2:] if head[:2].isdigit() or head[:2].isspace() else head}"])
    indicators = "".join(sign if sign.isascii() and sign.isprintable() else " " for sign in head[:2])
    return field_of(
        tag,
        indicators,
        ((part[0], part[1:][:_LONGEST]) for part in parts if part[:1].isascii() and part[:1].isalnum()),
    )


def record_of(leader: str, fields: Iterable[Field]) -> Record:
    """A record of these fields; a leader that is damaged is made readable."""
    record = Record()
    plain = "".join(sign if sign.isascii() and sign.isprintable() else " " for sign in leader)
    record.leader = Leader(plain.ljust(24)[:24])
    record.add_field(*fields)  # type: ignore[no-untyped-call]
    return record


def dialect_of(record: Record) -> Dialect:
    """Whose tags a record has: a book's title stands in 200 of CNMARC, and in 245 of MARC 21."""
    if "245" in record:
        return "marc21"
    return "cnmarc" if "200" in record or not str(record.leader).endswith("00") else "marc21"


def fields(record: Record, *tags: str) -> Iterator[Field]:
    """The fields with these tags, in this order of tags; of MARC 21 in their own script, where 880 has it."""
    for tag in tags:
        own = _in_own_script(record, tag)
        yield from own or record.get_fields(tag)


def _in_own_script(record: Record, tag: str) -> list[Field]:
    if tag == "880" or "880" not in record:
        return []
    return [field for field in record.get_fields("880") if (field.get("6") or "").startswith(tag)]


def values(record: Record, tag: str, *codes: str) -> Iterator[str]:
    """What stands in these subfields, field by field, where anything does."""
    for field in fields(record, tag):
        yield from (value for value in field.get_subfields(*codes) if value.strip())


def first(found: Iterable[str]) -> str:
    """The first of them, or nothing."""
    return next(iter(found), "")
