"""A file of records, ISO 2709 or MARCXML, read record by record. None that is damaged loses another."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from db.errors import BadList
from db.lists.files.table import MOST_ROWS, list_content, too_large
from db.lists.marc.characters import Signs, said_by, signs_of, texts
from db.lists.marc.directory import cut
from db.lists.marc.marcxml import records_of_xml
from db.lists.marc.pieces import holds_records, pieces
from db.lists.marc.record import ReadRecord, field_of_text, record_of
from db.marking import N_

_SHOWN = 400
_MARKS = re.compile(r"[\x00-\x1f]+")


def read_records(path: Path) -> Iterator[ReadRecord]:
    """The records of a file. Raises BadList where it holds none, and for what is no file or too large."""
    return records_in(list_content(path), path.name)


def records_in(content: bytes, name: str) -> Iterator[ReadRecord]:
    """The records in what a file called `name` holds. Raises BadList as `read_records` does."""
    if content.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<") or content.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        found = _of_xml(content, name)
    elif holds_records(content):
        found = _of_iso_2709(content)
    else:
        raise _no_records(name)
    return _bounded(found, name)


def _of_iso_2709(content: bytes) -> Iterator[ReadRecord]:
    parts = list(pieces(content))
    signs = signs_of(parts)
    for number, piece in enumerate(parts, 1):
        yield _record(number, piece, signs)


def _record(number: int, piece: bytes, signs: Signs) -> ReadRecord:
    found = cut(piece)
    if found is None:
        (text,), _ = texts([piece[: 4 * _SHOWN]], signs)
        return ReadRecord(number, None, raw=_MARKS.sub(" ", text)[:_SHOWN])
    said = said_by(found.leader, found.fields)
    told, doubtful = texts([data for _, data in found.fields], signs, said)
    fields = [field_of_text(tag, text) for (tag, _), text in zip(found.fields, told, strict=True)]
    record = record_of(found.leader.decode("latin-1"), fields)
    return ReadRecord(number, record, found.mended, doubtful or bool(found.untold))


def _of_xml(content: bytes, name: str) -> Iterator[ReadRecord]:
    for number, found in enumerate(records_of_xml(content, name), 1):
        if isinstance(found, int):
            if number == 1:
                raise _no_records(name)
            yield ReadRecord(number, None, raw=f"XML, {found}")
        else:
            yield ReadRecord(number, found)


def _bounded(found: Iterator[ReadRecord], name: str) -> Iterator[ReadRecord]:
    number = 0
    for one in found:
        number = one.number
        if number > MOST_ROWS:
            raise too_large(name)
        yield one
    if number == 0:
        raise _no_records(name)


def _no_records(name: str) -> BadList:
    return BadList(N_("{file} holds no MARC records, neither ISO 2709 nor MARCXML."), file=name)
