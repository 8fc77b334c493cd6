"""Records as bytes: ISO 2709 and MARCXML, in UTF-8 or in GB18030 for old systems of China."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Literal, get_args

from pymarc import Field, Record
from pymarc.marcxml import MARC_XML_NS, record_to_xml_node

from db.lists.marc.kept import in_unicode
from db.lists.marc.pieces import END_OF_FIELD, END_OF_RECORD, LEADER
from db.lists.marc.record import dialect_of

Encoding = Literal["utf-8", "gb18030"]
ENCODINGS: tuple[str, ...] = get_args(Encoding)
_LONGEST_FIELD = 9_999
_LONGEST_RECORD = 99_999
_SIGNS: dict[Encoding, str] = {"utf-8": "50  ", "gb18030": "0120"}
"""What field 100 of CNMARC says of the signs: Unicode, or ISO 646 and the Chinese set of old."""


@dataclass
class Iso2709:
    """Writes records one after the other; `shortened` counts the fields that were too long for one.

    A field has at most 9,999 bytes there and a record 99,999: a text is cut, and a note left out.
    """

    encoding: Encoding
    shortened: int = 0

    def of(self, record: Record) -> bytes:
        """A record, with its lengths in bytes."""
        fields = [(str(field.tag), self._field(field)) for field in record.fields]
        while sum(len(data) + 12 for _, data in fields) + LEADER + 2 > _LONGEST_RECORD:
            notes = [at for at, (tag, _) in enumerate(fields) if tag.startswith(("3", "5"))]
            longest = max(notes or range(len(fields)), key=lambda at: len(fields[at][1]))
            del fields[longest]
            self.shortened += 1
        directory, data = b"", b""
        for tag, field in fields:
            directory += f"{tag:>3}{len(field):04}{len(data):05}".encode()
            data += field
        base = LEADER + len(directory) + 1
        coding = "a" if dialect_of(record) == "marc21" and self.encoding == "utf-8" else " "
        leader = str(record.leader)
        leader = f"{base + len(data) + 1:05}{leader[5:9]}{coding}22{base:05}{leader[17:]}"
        return leader.encode("ascii", "replace") + directory + END_OF_FIELD + data + END_OF_RECORD

    def _field(self, field: Field) -> bytes:
        text = _text(with_signs(field, self.encoding))
        whole = text.encode(self.encoding)
        if len(whole) >= _LONGEST_FIELD:
            self.shortened += 1
            whole = whole[: _LONGEST_FIELD - 1].decode(self.encoding, "ignore").encode(self.encoding)
        return whole + END_OF_FIELD


def with_signs(field: Field, encoding: Encoding) -> Field:
    """Field 100 of CNMARC says which signs a record is in; any other field stays."""
    general = field.get("a") if field.tag == "100" and not field.is_control_field() else None
    if general and len(general) >= 36 and general[:8].isdigit():
        field["a"] = in_unicode(general, _SIGNS[encoding])
    return field


def _text(field: Field) -> str:
    if field.is_control_field():
        return field.data or ""
    return "".join((*(field.indicators or "  "), *(f"\x1f{code}{value}" for code, value in field.subfields)))


def xml_head(encoding: Encoding) -> bytes:
    """What stands before the first record."""
    return (
        f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n<collection xmlns="{MARC_XML_NS}">\n'.encode()
    )


def xml_of(record: Record, encoding: Encoding) -> bytes:
    """A record as MARCXML."""
    for field in record.fields:
        with_signs(field, encoding)
    node = record_to_xml_node(record)  # type: ignore[no-untyped-call]
    return (ET.tostring(node, encoding="unicode") + "\n").encode(encoding)


XML_TAIL = b"</collection>\n"
