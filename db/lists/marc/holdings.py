"""The copies that a record names, by a profile of where the library system that wrote it puts them."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from pymarc import Field, Record

from db.codes import clean
from db.errors import BadValue
from db.lists.cells.cleaning import MOST_COPIES
from db.marking import N_
from db.plain_files import content_of

_SHIPPED = Path(__file__).with_name("copies.toml")
_MOST_BYTES = 1024 * 1024
_LONGEST_RANGE = 1_000
_RANGE = re.compile(r"(.*?)(\d+)\s*[-~～—]+\s*(\d+)")
_COUNT = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class Place:
    """Where the copies stand in records of one system; see `copies.toml`."""

    name: str
    tag: str
    barcode: tuple[str, ...] = ()
    accession: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    call_number: tuple[str, ...] = ()
    class_number: tuple[str, ...] = ()
    book_number: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    price: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    first: str = ""
    each: bool = False
    ranges: bool = False


@dataclass(frozen=True)
class Held:
    """The copies that stand at one place under one call number. `copies` None where none are counted."""

    location: str
    call_number: str
    barcodes: tuple[str, ...]
    copies: int | None
    price: str = ""
    accession: str = ""
    """The number of the school's own register, where it is one copy."""


@cache
def shipped() -> tuple[Place, ...]:
    """The places of the systems that are known."""
    return _places(tomllib.loads(_SHIPPED.read_text(encoding="utf-8")), _SHIPPED)


def profile_of(path: Path | None) -> tuple[Place, ...]:
    """The places that a school's own file names, or those that are known. Raises BadValue and BadList."""
    if path is None:
        return shipped()
    try:
        return _places(tomllib.loads(content_of(path, _MOST_BYTES).decode()), path)
    except (OSError, ValueError) as error:
        raise BadValue(
            N_("{file} does not say in which fields the copies are: {why}."), file=path, why=error
        ) from None


def _places(read: dict[str, Any], path: Path) -> tuple[Place, ...]:
    known = {field.name for field in fields(Place)}
    found = []
    for table in read.get("copies", ()):
        odd = sorted(set(table) - known) if isinstance(table, dict) else ["copies"]
        if odd or not re.fullmatch("[0-9A-Z]{3}", str(table.get("tag", ""))):
            why = ", ".join(odd) or "tag"
            raise BadValue(
                N_("{file} does not say in which fields the copies are: {why}."), file=path, why=why
            )
        codes = {
            name: tuple(map(str, value)) if isinstance(value, list) else value
            for name, value in table.items()
        }
        found.append(Place(**{"name": table["tag"], **codes}))
    if not found:
        raise BadValue(
            N_("{file} does not say in which fields the copies are: {why}."), file=path, why="[[copies]]"
        )
    return tuple(found)


def held(record: Record, places: Sequence[Place]) -> list[Held]:
    """The copies of a record by place and call number; nothing where it names none."""
    for place in places:
        parts = [part for field in record.get_fields(place.tag) for part in _parts(field, place.first)]
        found = [one for part in parts if (one := _held(part, place))]
        if found:
            return found
        if parts and all(_is_gone(part, place) for part in parts):
            numbers = (value for code, value in parts[0] if code in place.call_number)
            return [Held("", next(numbers, ""), (), 0)]
    return []


def _parts(field: Field, begins: str) -> Iterator[list[tuple[str, str]]]:
    """The copies of a field: several where a subfield begins each."""
    part: list[tuple[str, str]] = []
    for code, value in field.subfields:
        if begins and code == begins and any(other == begins for other, _ in part):
            yield part
            part = []
        part.append((code, value.strip()))
    if part:
        yield part


def _held(part: list[tuple[str, str]], place: Place) -> Held | None:
    def of(codes: Sequence[str]) -> list[str]:
        return [value for wanted in codes for code, value in part if code == wanted and value]

    def one(codes: Sequence[str]) -> str:
        return next(iter(of(codes)), "")

    if _is_gone(part, place):
        return None
    count = one(place.copies)
    copies = min(int(count), MOST_COPIES) if _COUNT.fullmatch(count) else None
    written = of(place.barcode)
    codes = tuple(written)
    if place.ranges and copies != len(written):
        codes = tuple(code for text in written for code in in_range(text))
    number = one(place.call_number) or "/".join(
        filter(None, (one(place.class_number), one(place.book_number)))
    )
    if copies is None:
        copies = len(codes) or None
    if copies is None and not (place.each or number or one(place.location)):
        return None
    count_of_it = copies if copies is not None else 1
    accession = one(place.accession) if count_of_it == 1 else ""
    return Held(one(place.location), number, codes, count_of_it, one(place.price), accession)


def _is_gone(part: list[tuple[str, str]], place: Place) -> bool:
    return any(code in place.gone and value not in ("", "0") for code, value in part)


def in_range(text: str) -> list[str]:
    """The labels of a range, whose end is only its last digits: `20295403-5408`, `D040394-5`.

    What is no range, runs backwards or is too long is one label.
    """
    match = _RANGE.fullmatch(clean(text))
    if not match:
        return [text]
    front, first, tail = match.groups()
    last = first[: len(first) - len(tail)] + tail
    if len(tail) > len(first) or not int(first) < int(last) < int(first) + _LONGEST_RANGE:
        return [text]
    return [f"{front}{number:0{len(first)}}" for number in range(int(first), int(last) + 1)]
