"""What stands in a message: the fixed part, then fields of two letters in any order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.sip2.dialect import Dialect, value_of

_DIGIT, _DATE = r"[0-9 ]", r"[0-9 ]{8}[A-Z ]{4}[0-9 ]{6}"
_LANGUAGE, _SUMMARY = r"[0-9 ]{3}", r"[YN ]{10}"
_LAYOUTS: dict[str, tuple[str, ...]] = {
    "93": (_DIGIT, _DIGIT),
    "99": (_DIGIT, r"[0-9 ]{3}", r".{4}"),
    "23": (_LANGUAGE, _DATE),
    "63": (_LANGUAGE, _DATE, _SUMMARY),
    "11": (r"[YN ]", r"[YN ]", _DATE, _DATE),
    "09": (r"[YN ]", _DATE, _DATE),
    "29": (r"[YN ]", r"[YN ]", _DATE, _DATE),
    "17": (_DATE,),
    "35": (_DATE,),
    "37": (_DATE, r"[0-9 ]{2}", r"[0-9 ]{2}", r"[A-Za-z ]{3}"),
    "97": (),
    "19": (_DATE,),
    "25": (_DATE,),
    "15": (r"[-+*]", _DATE),
    "65": (_DATE,),
    "01": (r"[YN ]", _DATE),
}
"""The fixed part of each request. One that is missing is passed over: fields begin with two letters."""

_FIELD = re.compile(r"[A-Z][A-Z0-9]", re.IGNORECASE)
MOST_OF_ONE = 200
"""How often a field may stand in one message of ours: what is longer, no machine takes."""


@dataclass(frozen=True)
class Request:
    """One request, as far as it could be read.

    Attributes:
        code: its two digits.
        fixed: the parts of fixed length, empty where they are missing.
        fields: the first value of each field, trimmed.
    """

    code: str
    fixed: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """A field's value; empty where it is blank or missing."""
        return self.fields.get(name, "")

    @property
    def is_known(self) -> bool:
        """Whether there is such a request."""
        return self.code in _LAYOUTS


def read(text: str) -> Request:
    """A request out of its text. Nothing that a machine writes is an error here."""
    code, rest = text[:2], text[2:]
    fixed = []
    for pattern in _LAYOUTS.get(code, ()):
        found = re.match(pattern, rest)
        fixed.append(found[0] if found else "")
        rest = rest[len(fixed[-1]) :]
    fields: dict[str, str] = {}
    for piece in rest.split("|"):
        if _FIELD.match(piece):
            fields.setdefault(piece[:2].upper(), piece[2:].strip())
    return Request(code, tuple(fixed), fields)


@dataclass(frozen=True)
class Reply:
    """An answer: its two digits with the fixed part, and fields in the order in which they are written."""

    head: str
    fields: tuple[tuple[str, str], ...] = ()

    def text(self, dialect: Dialect) -> str:
        """As it is written, without the checksum; values are cut to what one may have."""
        return self.head + "".join(
            f"{name}{value_of(value, dialect.encoding)}|" for name, value in self.fields
        )


def fields(*always: tuple[str, str], **more: str | Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Fields that are there though they are empty, then those that say something, which may be several."""
    said: list[tuple[str, str]] = list(always)
    for name, value in more.items():
        values = [value] if isinstance(value, str) else list(value)[:MOST_OF_ONE]
        said.extend((name, one) for one in values if one)
    return tuple(said)
