"""Signs for the ends of shelves, for boards, and for the corners of classes."""

from dataclasses import dataclass

from labels.content.cards import CARD_BARS
from labels.content.design import LINE, Design
from labels.content.layout import finish
from labels.content.pictures import picture_marks
from labels.ink.marks import Label, Mark

_GAP = 3.0
"""Millimetres beside a picture."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A shelf end or the corner of a class.

    Attributes:
        heading: the place, in large letters.
        caption: what is there, as a child reads it.
        detail: the same as the librarian reads it, in small letters.
        code: what is scanned there.
        pictures: what is there for those who do not read yet, as `labels.content.pictures` names them.
    """

    heading: str
    caption: str = ""
    detail: str = ""
    code: str = ""
    pictures: tuple[str, ...] = ()


def sign(sign: Sign, design: Design, width: float, height: float) -> Label:
    """The heading as large as it fits, and pictures beside it. Raises FitError and CodeError for its code."""
    if sign.pictures:
        return _pictured(sign, design, width, height)
    inset = max(design.inset, 0.06 * height)
    inner, room = width - 2 * inset, height - 2 * inset
    marks: list[Mark] = []
    bottom = height - inset
    if sign.code:
        high = max(9.0, 0.3 * height)
        marks += design.code_block(sign.code, sign.heading, 0, bottom - high, width, high, CARD_BARS)
        bottom -= high + 0.04 * height
        room = bottom - inset
    caption = max(design.smallest, 0.2 * room) if sign.caption else 0.0
    detail = max(design.smallest, 0.11 * room) if sign.detail else 0.0
    large = min((room - LINE * (caption + detail)) / LINE, 40.0)
    used = min(large, inner / max(design.typeface.width(sign.heading), 0.1))
    top = inset + max(0.0, (room - LINE * (used + caption + detail)) / 2)
    marks.append(design.line(sign.heading, large, inset, top, inner, bold=True))
    if sign.caption:
        marks.append(design.line(sign.caption, caption, inset, top + LINE * used, inner))
    if sign.detail:
        marks.append(design.line(sign.detail, detail, inset, top + LINE * (used + caption), inner))
    return finish(sign.heading, design, width, height, marks, (sign.code,) if sign.code else ())


def _pictured(sign: Sign, design: Design, width: float, height: float) -> Label:
    """Heading and pictures above, what stands there in large letters, its classes in small ones."""
    inset = max(design.inset, 0.06 * height)
    inner = width - 2 * inset
    detail = max(design.smallest, 0.075 * height) if sign.detail else 0.0
    caption = max(design.smallest, 0.15 * height)
    lines = design.fold(sign.caption, inner / caption, 2) if sign.caption else []
    if len(lines) > 1:
        caption *= 0.75
        lines = design.fold(sign.caption, inner / caption, 2)
    top = height - inset - LINE * (detail + caption * len(lines))
    room = top - inset
    side = min(room, 0.42 * inner) if len(sign.pictures) == 1 else min(room, 0.3 * inner)
    across = inner - len(sign.pictures) * (side + _GAP)
    large = min(room / LINE, 60.0)
    used = min(large, across / max(design.typeface.width(sign.heading), 0.1))
    marks: list[Mark] = [
        design.line(sign.heading, large, inset, inset + max(0.0, room - LINE * used) / 2, across, bold=True)
    ]
    for at, name in enumerate(sign.pictures):
        left = inset + across + _GAP + at * (side + _GAP)
        marks += picture_marks(name, left, inset + (room - side) / 2, side)
    for at, text in enumerate(lines):
        marks.append(design.line(text, caption, inset, top + LINE * caption * at, inner, bold=True))
    if sign.detail:
        marks.append(design.line(sign.detail, detail, inset, height - inset - LINE * detail, inner))
    return finish(sign.heading, design, width, height, marks)


def shelf_range(first: str, last: str) -> str:
    """The heading of a shelf end: its first and last class number, once when they are the same."""
    return first if first == last else f"{first} – {last}"
