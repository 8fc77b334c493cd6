"""Small pictures of our own for the screen, drawn with half blocks in colours.

One column is one pixel wide, one text row is two pixels high, as for letters. `pictures.txt` has for each a
name and then its rows of pixels, a letter for each colour and a dot where nothing is.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_COLOURS = {
    "w": "#f5f5f0",
    "y": "#f5c518",
    "r": "#e4572e",
    "b": "#3fa7d6",
    "g": "#59c36a",
    "o": "#f28c28",
    "p": "#f7a1c4",
    "n": "#8a5a33",
    "s": "#f2c9a0",
    "k": "#101018",
    "d": "#1d5c9e",
}
"""Those of `pictures.txt`: on a console of 16 colours each falls on one that tells it from its neighbours."""

Cell = tuple[str, str]
"""A sign, and its style; no style where nothing is drawn."""


@dataclass(frozen=True)
class Picture:
    """Equally wide rows of cells."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> int:
        """How wide it is."""
        return len(self.rows[0])


@cache
def picture(name: str, scale: int = 1) -> Picture:
    """The picture of this name, each pixel so many columns wide. Raises KeyError for no such picture."""
    pixels = ["".join(pixel * scale for pixel in row) for row in _source()[name] for _ in range(scale)]
    pairs = zip(pixels[::2], pixels[1::2], strict=True)
    return Picture(tuple(tuple(map(_cell, upper, lower)) for upper, lower in pairs))


def _cell(upper: str, lower: str) -> Cell:
    above, below = _COLOURS.get(upper), _COLOURS.get(lower)
    if above and below:
        return ("█", above) if above == below else ("▀", f"{above} on {below}")
    if above:
        return "▀", above
    return ("▄", below) if below else (" ", "")


@cache
def _source() -> dict[str, tuple[str, ...]]:
    text = Path(__file__).with_name("pictures.txt").read_text(encoding="ascii")
    return {block.split()[0]: tuple(block.split()[1:]) for block in text.strip().split("\n\n")}
