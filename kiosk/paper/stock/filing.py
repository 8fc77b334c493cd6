"""A register page by page, as it is filed: each page with its sums, and what is carried forward."""

from collections.abc import Iterator, Sequence

from db.library.identity import identity
from db.marking import N_
from kiosk.lists.workbook import Sheet
from kiosk.paper.stock.registers import Part, money
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line, Together

ROWS = 16
"""Lines of a register on a page, which stay the same however long a title is."""
_SIZE, _HEIGHT = 2.7, 8.4


def pages_of(part: Part, words: Words, rows: int = ROWS) -> list[Block]:
    """The part as pages of an upright book lying on its side; an empty one as a page of empty lines."""
    name, library = words(part.name), identity().name or words("School library")
    pages = [part.rows[first : first + rows] for first in range(0, len(part.rows), rows)] or [[]]
    carried = (0, 0, 0)
    blocks: list[Block] = []
    for number, some in enumerate(pages, 1):
        first = (number - 1) * rows
        here = _added(part.sums[first : first + rows])
        body = [tuple(str(cell) for cell in row) for row in some]
        body += [("",) * len(part.columns)] * (rows - len(body))
        carried = _added([carried, here])
        sums = list(_sums(here, carried, words)) if part.sums else []
        blocks.append(
            Together(
                (
                    Heading(name),
                    Line(
                        words(
                            N_("{library}; page {number} of {pages}"),
                            library=library,
                            number=number,
                            pages=len(pages),
                        )
                    ),
                    Grid(
                        part.head(words),
                        tuple(body),
                        tuple(share for _name, share in part.columns),
                        ruled=True,
                        height=_HEIGHT,
                        lines=2,
                        size=_SIZE,
                    ),
                    *(Line(line) for line in sums),
                    Line(words(N_("Entered by: ____________  Checked by: ____________"))),
                )
            )
        )
    return blocks


def sheets_of(parts: Sequence[Part], words: Words) -> list[Sheet]:
    """The parts as sheets of a workbook, which print page by page with their head on each."""
    return [Sheet(words(part.name), part.head(words), part.rows, rows_on_page=ROWS) for part in parts]


def _sums(here: tuple[int, int, int], carried: tuple[int, int, int], words: Words) -> Iterator[str]:
    for sentence, (copies, listed, paid) in (
        (N_("This page: {copies} copies, list price {listed}, paid {paid}."), here),
        (N_("Carried forward: {copies} copies, list price {listed}, paid {paid}."), carried),
    ):
        yield words(sentence, copies=copies, listed=money(listed), paid=money(paid) if paid else "–")


def _added(sums: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
    return (sum(one[0] for one in sums), sum(one[1] for one in sums), sum(one[2] for one in sums))
