"""MARCXML: records out of XML, in which nothing is expanded and nothing fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from pymarc import Field, Record

from db.errors import BadList
from db.lists.files.encoding import decode
from db.lists.marc.record import control, field_of, record_of
from db.marking import N_

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CHINESE = frozenset(("gb2312", "gbk", "gb18030", "cp936"))
_AT_ONCE = 65_536
_MOST_FIELDS = 5_000
_LONGEST_TEXT = 200_000
_DEEPEST = 50


@dataclass
class _Reader:
    """The state between two tags of the XML."""

    name: str
    records: list[Record] = field(default_factory=list)
    leader: str = ""
    fields: list[Field] = field(default_factory=list)
    tag: str = ""
    indicators: str = ""
    code: str = ""
    subfields: list[tuple[str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    length: int = 0
    depth: int = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.text.clear()
        self.length = 0
        self.depth += 1
        if self.depth > _DEEPEST or len(self.fields) > _MOST_FIELDS:
            self.refuse()
        match name.rpartition(" ")[2]:
            case "record":
                self.leader, self.fields = "", []
            case "controlfield":
                self.tag = attributes.get("tag", "")
            case "datafield":
                self.tag = attributes.get("tag", "")
                self.indicators = (
                    f"{attributes.get('ind1', ' ') or ' ':.1}{attributes.get('ind2', ' ') or ' ':.1}"
                )
                self.subfields = []
            case "subfield":
                self.code = attributes.get("code", "a")[:1]

    def say(self, text: str) -> None:
        self.length += len(text)
        if self.length > _LONGEST_TEXT:
            self.refuse()
        self.text.append(text)

    def end(self, name: str) -> None:
        self.depth -= 1
        text = "".join(self.text)
        match name.rpartition(" ")[2]:
            case "leader":
                self.leader = text
            case "controlfield" if re.fullmatch("[0-9A-Z]{3}", self.tag):
                self.fields.append(control(self.tag, text))
            case "subfield":
                self.subfields.append((self.code, text))
            case "datafield" if re.fullmatch("[0-9A-Z]{3}", self.tag):
                self.fields.append(field_of(self.tag, self.indicators, self.subfields))
            case "record" if self.fields:
                self.records.append(record_of(self.leader, self.fields))
                self.leader, self.fields = "", []
        self.text.clear()

    def refuse(self, *_declaration: object) -> NoReturn:
        """Entities make much out of little, and fetch files: no list of books needs them."""
        raise BadList(
            N_("{file} is XML with a document type or entities, or is far too large, so it was not read."),
            file=self.name,
        )


def records_of_xml(content: bytes, name: str) -> Iterator[Record | int]:
    """The records, in order; at the end the line where the XML breaks off, if it does.

    Raises BadList for XML with a document type or entities, and where it is too deep or a text too long.
    """
    reader = _Reader(name)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.say
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reader.refuse
    text = _DECLARATION.sub("", _text(content, name), count=1).encode()
    for start in range(0, len(text) + 1, _AT_ONCE):
        part = text[start : start + _AT_ONCE]
        try:
            parser.Parse(part, len(part) < _AT_ONCE)
        except expat.ExpatError as error:
            yield from reader.records
            yield int(error.lineno)
            return
        yield from reader.records
        reader.records.clear()


def _text(content: bytes, name: str) -> str:
    declared = _DECLARED.match(content)
    if declared and declared[1].decode().lower() in _CHINESE:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return decode(content, name).removeprefix("\ufeff")
