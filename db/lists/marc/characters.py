"""The text of a record: UTF-8, GB18030 or MARC-8, whatever its leader says, also two of them in one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pymarc.marc8 import MARC8ToUnicode

from db.lists.files.encoding import reads_as_chinese
from db.lists.files.familiar import FAMILIAR
from db.lists.marc.pieces import DELIMITER, END_OF_FIELD


@dataclass(frozen=True)
class Signs:
    """What a whole file is in.

    Attributes:
        legacy: what those records are in that are not UTF-8.
        usual: what most records are in, empty where none says.
    """

    legacy: Literal["gb18030", "marc8"] = "gb18030"
    usual: Literal["gb18030", "utf-8", ""] = ""


_ESCAPE = re.compile(rb"\x1b(?:\$[1,\-]|[(,)\-][0-9A-Z!]|[sbpg])")
"""Chooses another set of signs in MARC-8; Chinese is written in ASCII so."""
_CHINESE = re.compile(rb"[\x80-\xff]{4}")
"""Two signs of GB18030 side by side; MARC-8 has a letter of ASCII between its accents."""
_LOOKED_AT = 200_000
_LINE = re.compile(r"[\x00-\x1f]")


def signs_of(pieces: Sequence[bytes]) -> Signs:
    """What the records of a file are in. A leader of CNMARC has one blank at its end."""
    foreign_pieces = [piece for piece in pieces if not _is_utf_8(piece)]
    utf_8 = sum(map(_is_surely_utf_8, pieces))
    fields = (field for piece in foreign_pieces for field in piece.split(END_OF_FIELD)[1:])
    foreign = b"\n".join(field for field in fields if not _is_utf_8(field))[:_LOOKED_AT]
    text = _LINE.sub("", foreign.decode("gb18030", "replace"))
    is_chinese = any(piece[20:24] == b"450 " for piece in foreign_pieces) or _CHINESE.search(foreign)
    if not is_chinese and not reads_as_chinese(text, foreign):
        return Signs("marc8")
    if len(foreign_pieces) == utf_8:
        return Signs()
    return Signs("gb18030", "gb18030" if len(foreign_pieces) > utf_8 else "utf-8")


def said_by(leader: bytes, fields: Sequence[tuple[str, bytes]]) -> str:
    """What a record says it is in. Many say wrong: it is believed only where nothing else decides."""
    if leader[9:10] == b"a":
        return "utf-8"
    general = next((data[30:32] for tag, data in fields if tag == "100"), b"")
    return {b"50": "utf-8", b"01": "gb18030"}.get(general, "")


def texts(fields: Sequence[bytes], signs: Signs, said: str = "") -> tuple[list[str], bool]:
    """The text of each field, and whether a character of them cannot be read.

    Each subfield is looked at for itself; one that may be either is in what the others are in.
    """
    escapes = all(field.isascii() for field in fields) and any(map(_ESCAPE.search, fields))
    if escapes or (signs.legacy == "marc8" and not all(map(_is_utf_8, fields))):
        return [_marc_8(field) for field in fields], False
    parts = [field.split(DELIMITER) for field in fields]
    whole = [part for field in parts for part in field]
    chinese = sum(not _is_utf_8(part) and _decoded(part, "gb18030") is not None for part in whole)
    utf_8 = sum(_is_surely_utf_8(part) for part in whole)
    usual = (signs.usual or said) if chinese == utf_8 else "gb18030" if chinese > utf_8 else "utf-8"
    found = [[_text(part, usual) for part in field] for field in parts]
    return ["\x1f".join(field) for field in found], any("\ufffd" in part for field in found for part in field)


def _text(part: bytes, usual: str) -> str:
    """The text of a subfield; `usual` is what the others are in, empty where none says."""
    if part.isascii() or _is_surely_utf_8(part):
        return part.decode()
    if not usual:
        chinese = _decoded(part, "gb18030") or ""
        usual = "gb18030" if all(sign.isascii() or sign in FAMILIAR for sign in chinese) else "utf-8"
    other = "utf-8" if usual == "gb18030" else "gb18030"
    text = _decoded(part, usual)
    text = _decoded(part, other) if text is None else text
    return part.decode(usual, "replace") if text is None else text


def _is_surely_utf_8(part: bytes) -> bool:
    """Whether it is UTF-8 with a sign of three bytes, which GB18030 makes by chance once in thousands."""
    text = _decoded(part, "utf-8")
    return text is not None and any(sign > "\u07ff" for sign in text)


def _is_utf_8(field: bytes) -> bool:
    return _decoded(field, "utf-8") is not None


def _decoded(field: bytes, encoding: str) -> str | None:
    try:
        return field.decode(encoding)
    except UnicodeDecodeError:
        return None


def _marc_8(field: bytes) -> str:
    """MARC-8, each subfield for itself: the sets of signs that one has chosen do not hold in the next."""
    return "\x1f".join(map(_of_marc_8, field.split(DELIMITER)))


def _of_marc_8(part: bytes) -> str:
    try:
        return str(MARC8ToUnicode(quiet=True).translate(part))  # type: ignore[no-untyped-call]
    except (IndexError, KeyError, TypeError, ValueError):  # pymarc stumbles over an escape that is cut off
        return part.decode("ascii", "replace")
