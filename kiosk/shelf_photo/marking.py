"""The picture as it comes back: each spine framed, and numbered where something is to be done."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from kiosk.shelf_photo.reading import Mark, MarkedPhoto, MarkedSpine, PhotosRead

_INK = {
    Mark.RIGHT: (0, 150, 60),
    Mark.MOVE: (230, 120, 0),
    Mark.STRANGER: (210, 20, 40),
    Mark.CHECK: (120, 40, 180),
    Mark.UNREAD: (0, 90, 200),
}
_QUARTERS = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


def marked_picture(marked: MarkedPhoto, *, longest: int = 0) -> Image.Image:
    """The photograph upright, with a frame round each symbol; its longer side at most `longest` pixels.

    Not by colour alone: what is right has a thin frame, a move a number in a circle, a stranger one in a
    square, what is to be looked at one in a diamond, and what could not be read a number and a question mark.
    """
    picture = marked.photo.picture
    turn = _QUARTERS[marked.turns % 4]
    picture = picture.transpose(turn) if turn is not None else picture.copy()
    scale = min(1.0, longest / max(picture.size)) if longest else 1.0
    if scale < 1:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(picture)
    unit = max(2, round(max(picture.size) / 700))
    for spine in sorted(marked.spines, key=lambda one: one.number):
        _frame(draw, spine, scale, unit)
    for spine in marked.spines:
        if spine.number:
            _number(draw, spine, scale, unit)
    return picture


@dataclass(frozen=True)
class MarkedPicture:
    """A marked picture as a file. `name` is that of the one that was sent."""

    name: str
    width: int
    height: int
    jpeg: bytes


def marked_pictures(read: PhotosRead, *, longest: int = 0) -> tuple[MarkedPicture, ...]:
    """All pictures of a reading, marked; see `marked_picture`."""
    made = []
    for photo in read.photos:
        picture = marked_picture(photo, longest=longest)
        made.append(MarkedPicture(photo.photo.name, picture.width, picture.height, _as_jpeg(picture)))
    return tuple(made)


def _as_jpeg(picture: Image.Image) -> bytes:
    """The picture as the bytes of a JPEG, without what its camera noted about time and place."""
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()


def _frame(draw: ImageDraw.ImageDraw, spine: MarkedSpine, scale: float, unit: int) -> None:
    corners = [(x * scale, y * scale) for x, y in spine.seen.corners]
    wide = unit if spine.mark is Mark.RIGHT else 2 * unit
    draw.line([*corners, corners[0], corners[1]], fill=_INK[spine.mark], width=wide, joint="curve")


def _number(draw: ImageDraw.ImageDraw, spine: MarkedSpine, scale: float, unit: int) -> None:
    text = f"{spine.number}?" if spine.mark is Mark.UNREAD else str(spine.number)
    x = spine.seen.middle[0] * scale
    top = min(y for _, y in spine.seen.corners) * scale
    half = 9 * unit
    y = max(half, top - half)
    ink = _INK[spine.mark]
    box = (x - half, y - half, x + half, y + half)
    match spine.mark:
        case Mark.MOVE | Mark.UNREAD:
            draw.ellipse(box, fill=ink, outline="white", width=unit)
        case Mark.CHECK:
            draw.polygon(
                [(x, y - 1.3 * half), (x + 1.3 * half, y), (x, y + 1.3 * half), (x - 1.3 * half, y)], ink
            )
        case _:
            draw.rectangle(box, fill=ink, outline="white", width=unit)
    font = ImageFont.load_default(size=(9 if len(text) > 2 else 12) * unit)
    draw.text((x, y), text, fill="white", font=font, anchor="mm")
