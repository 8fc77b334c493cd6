"""The room on paper: the plan of its bays, and the way to a book to carry to the shelf."""

from collections.abc import Collection, Sequence

from db.answers.shelves.finding import Way
from db.answers.shelves.shelf import BayPlaced
from db.marking import N_
from kiosk.sentences.shelves.plan import plan_squares
from kiosk.sentences.shelves.shelf import way_lines
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line


def plan_paper(bays: Sequence[BayPlaced], library: str, words: Words) -> list[Block]:
    """The plan of the room to hang up, and with which call number each board begins."""
    _ = words
    blocks: list[Block] = [Heading(_(N_("Plan of the room"))), Line(library or _("School library"))]
    blocks += _plan(bays, (), _, height=16.0)
    rows = tuple((bay.name, face.side, str(face.level), face.start) for bay in bays for face in bay.faces)
    head = (_(N_("bay")), _(N_("side")), _(N_("level")), _("begins with"))
    if rows:
        blocks.append(Grid(head, rows, (2, 1, 1, 4), ruled=True))
    return blocks


def way_paper(way: Way, words: Words) -> list[Block]:
    """The title, where it stands, and the plan with its bay marked. No reader is named."""
    title, *told = way_lines(way.there, words)
    blocks: list[Block] = [Heading(title), *(Line(line.strip()) for line in told)]
    return [*blocks, *_plan(way.bays, way.lit, words, height=12.0)]


def _plan(bays: Sequence[BayPlaced], lit: Collection[str], words: Words, *, height: float) -> list[Block]:
    squares = plan_squares(bays)
    if not squares:
        return []
    wide = len(squares[0])
    rows = tuple(tuple(_square(name, lit) for name in row) for row in squares)
    columns = tuple(range(wide))
    grid = Grid(("",) * wide, rows, (1,) * wide, centred=columns, ruled=True, height=height)
    elsewhere = [bay.name for bay in bays if not (bay.across and bay.down)]
    if elsewhere:
        return [grid, Line(words(N_("Not on the plan: {names}"), names=words(", ").join(elsewhere)))]
    return [grid]


def _square(name: str, lit: Collection[str]) -> str:
    return f"▶ {name} ◀" if name in lit else name
