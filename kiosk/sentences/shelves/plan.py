"""The plan of the room as a small grid in text."""

from collections.abc import Collection, Sequence

from rich.cells import cell_len

from db.answers.shelves.shelf import BayPlaced
from db.marking import N_
from kiosk.words import Words, visible


def plan_squares(bays: Sequence[BayPlaced]) -> list[list[str]]:
    """The rows of the plan, in each square the name of its bay or nothing; none where no bay has a square."""
    placed = {(bay.across, bay.down): bay.name for bay in bays if bay.across and bay.down}
    wide = max((across or 0 for across, _down in placed), default=0)
    high = max((down or 0 for _across, down in placed), default=0)
    return [[placed.get((across, down), "") for across in range(1, wide + 1)] for down in range(1, high + 1)]


def plan_lines(bays: Sequence[BayPlaced], lit: Collection[str], words: Words) -> list[str]:
    """The bays on their squares; those that are `lit` between arrows. No lines where no bay has a square."""
    squares = plan_squares(bays)
    if not squares:
        return []
    width = max(cell_len(visible(name)) for row in squares for name in row)
    lines = [" ".join(_square(name, lit, width) for name in row).rstrip() for row in squares]
    elsewhere = [bay.name for bay in bays if not (bay.across and bay.down)]
    if elsewhere:
        lines.append(words(N_("Not on the plan: {names}"), names=words(", ").join(elsewhere)))
    return lines


def _square(name: str, lit: Collection[str], width: int) -> str:
    name = visible(name)
    left = (width - cell_len(name)) // 2
    inside = " " * left + name + " " * (width - cell_len(name) - left)
    if not name:
        return " " * (width + 4)
    return f"▶ {inside} ◀" if name in lit else f"[ {inside} ]"
