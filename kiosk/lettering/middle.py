"""What a child must read besides the word: smaller than the word, several times as large as text.

A terminal that draws sixths of a cell shows a Latin line in four rows and a Chinese one in six, with halves
it takes six and eight. No title is kept.
"""

from functools import lru_cache

from kiosk.lettering.pixels import Pixels, pixels_of, signs_of, widths_of

_ENDS = "（(：:—·，,；;【[－–-/"
"""A title is rather cut before one of these than within its words."""
_SHORTEST = 0.4
"""Of what has room: shorter than that is no title any more."""
_BOOK = Pixels(10, (0b1111111111, *(0b1101111111,) * 11, 0b1111111111))
_FREE = Pixels(10, (0b1111111111, *(0b1010000001,) * 11, 0b1111111111))
_ELLIPSIS = 18
"""Pixels of `…` and the gap before it."""
_MOST_BOOKS = 8
"""More of them are a number."""
_GAP = 12
"""Pixels between two things that stand side by side."""


def room_of(columns: int, *, sixths: bool, scale: int) -> int:
    """Pixels that so many columns have."""
    return columns * (2 if sixths else 1) // scale


def title_pixels(title: str, room: int) -> tuple[Pixels | None, bool]:
    """The title in at most so many pixels, and whether it is whole.

    A long one ends where a subtitle begins, else behind a word, else behind a sign, and says so by `…`.
    None where it has a sign without a bitmap.
    """
    widths = widths_of(title)
    if not widths or not widths[-1]:
        return None, True
    if widths[-1] <= room:
        return pixels_of(title), True
    left = room - _ELLIPSIS
    fitting = next((at for at in range(len(title) - 1, 0, -1) if widths[at - 1] <= left), 0)
    ends = [at for at in range(fitting, 0, -1) if title[at] in _ENDS]
    blanks = [at for at in range(fitting, 0, -1) if title[at].isspace()]
    end = next((at for at in (*ends[:1], *blanks[:1]) if at >= fitting * _SHORTEST), fitting)
    return (pixels_of(title[:end].rstrip() + "…") if end else None), False


@lru_cache(maxsize=32)
def day_pixels(day: str, held: tuple[int, int] | None) -> Pixels | None:
    """The day, and beside it a book for each that one may have: full those that one has."""
    drawn = pixels_of(day) if day else None
    if held is None:
        return drawn
    used, most = held
    if max(used, most) > _MOST_BOOKS:
        books = pixels_of(f"{used}/{most}")
    else:
        books = None
        for at in range(max(used, most)):
            one = _BOOK if at < used else _FREE
            books = one if books is None else books.beside(one, 3)
    if drawn is None or books is None:
        return drawn or books
    return drawn.beside(books, _GAP)


def side_by_side(left: Pixels, right: Pixels) -> Pixels:
    """Two things on one line."""
    return left.beside(right, _GAP)


def draw_middle(picture: Pixels, scale: int, *, sixths: bool) -> tuple[str, ...]:
    """The picture in signs."""
    return signs_of(picture.scaled(scale), sixths=sixths)
