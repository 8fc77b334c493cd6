"""One print job: contents, a stock, a design; where it starts, what is said before, and the finished file."""

import gettext
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import TypeVar

import msgspec

from labels.content.design import Design
from labels.errors import N_, LabelError, StockError
from labels.ink.marks import Area, Label, Page, Placed
from labels.ink.proof import reason
from labels.stock import Calibration, Order, Stock
from labels.writing import Misprinted, Progress, write_pages

Content = TypeVar("Content")

_HAIRLINE = 0.1

Layout = Callable[[Content, Design, float, float], Label]
"""`barcode_label`, `spine_label`, `combined_label`, `reader_card`, `command_card`, `sign`."""


@dataclass(frozen=True)
class Start:
    """The first free cell of a part-used sheet, counted from 1, and the way the sheet is filled."""

    row: int = 1
    column: int = 1
    order: Order = "rows"


@dataclass(frozen=True)
class Plan:
    """What a job will use.

    Attributes:
        labels: how many.
        sheets: how many pages, a part-used first one counted.
        start: where it begins.
        next_start: the next free cell afterwards; the first of a new sheet when the last one is full.
        on_roll: each label is a page of its own, so there are no sheets to count.
    """

    labels: int
    sheets: int
    start: Start
    next_start: Start
    on_roll: bool = False

    def say(self, language: gettext.NullTranslations | None = None) -> str:
        """“42 labels, 1 sheet, starts at row 3 column 2”, in this language."""
        t = language or gettext.NullTranslations()
        labels = t.ngettext("{count} label", "{count} labels", self.labels).format(count=self.labels)
        if self.on_roll:
            return labels
        return t.gettext("{labels}, {sheets}, starts at row {row} column {column}").format(
            labels=labels,
            sheets=t.ngettext("{count} sheet", "{count} sheets", self.sheets).format(count=self.sheets),
            row=self.start.row,
            column=self.start.column,
        )


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        plan: what it took, and where the next job may start.
        warnings: each sentence (marked for translation), how many labels it is true of, the first one's name.
        refused: labels that were left out, by their number from 0, and why.
    """

    plan: Plan
    warnings: tuple[tuple[str, int, str], ...]
    refused: tuple[tuple[int, LabelError], ...] = ()


def plan(labels: int, stock: Stock, start: Start | None = None) -> Plan:
    """What this number of labels will use of this stock. Raises StockError when the start is not on it."""
    start = start or Start()
    first = stock.number(start.row, start.column, start.order)
    end = first + labels
    row, column = stock.place(end % stock.cells, start.order)
    sheets = -(-end // stock.cells) if labels else 0
    return Plan(labels, sheets, start, Start(row, column, start.order), on_roll=stock.cells == 1)


def pages(
    contents: Iterable[Content],
    layout: Layout[Content],
    stock: Stock,
    design: Design,
    start: Start | None = None,
    calibration: Calibration | None = None,
) -> Iterator[Page]:
    """The sheets of a job one after another. Raises what the layout raises, and StockError for the start."""
    width, height = stock.label
    labels = (layout(content, design, width, height) for content in contents)
    return _sheets(labels, stock, start or Start(), calibration or Calibration())


def _sheets(labels: Iterable[Label], stock: Stock, start: Start, calibration: Calibration) -> Iterator[Page]:
    cell = stock.number(start.row, start.column, start.order)
    number, remaining = 0, iter(labels)
    while batch := list(islice(remaining, stock.cells - cell)):
        placed = []
        for label in batch:
            row, column = stock.place(cell, start.order)
            x, y = calibration.ask_for(*stock.corner(row, column))
            placed.append(Placed(x, y, _to_cut(label) if stock.cut else label, row, column))
            cell += 1
        number, cell = number + 1, 0
        yield Page(number, *stock.paper, tuple(placed))


def _to_cut(label: Label) -> Label:
    """The label with hairlines along its four edges."""
    wide, high, thin = label.width, label.height, _HAIRLINE
    edges = (
        Area(0, 0, wide, thin),
        Area(0, high - thin, wide, thin),
        Area(0, 0, thin, high),
        Area(wide - thin, 0, thin, high),
    )
    return msgspec.structs.replace(label, marks=(*label.marks, *edges))


def write(
    target: Path,
    contents: Iterable[Content],
    layout: Layout[Content],
    stock: Stock,
    design: Design,
    *,
    start: Start | None = None,
    calibration: Calibration | None = None,
    proof: bool = True,
    zpl: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write the job as PDF, or as ZPL for a roll, each label proved to scan before the file gets its name.

    Any LabelError means that nothing was written. `contents` is read once, page by page, so it may be as
    long as one likes.
    """
    number, warnings = 0, _Warnings()

    def counted() -> Iterator[Page]:
        nonlocal number
        for page in pages(contents, layout, stock, design, start, calibration):
            number += len(page.placed)
            warnings.note(page)
            yield page

    if zpl and stock.cells > 1:
        raise StockError(
            N_("{stock} is a sheet of {cells} labels; a ZPL printer needs a roll."),
            stock=stock.name,
            cells=stock.cells,
        )
    write_pages(target, counted(), design.typeface, design.dpi, proof=proof, zpl=zpl, progress=progress)
    return Written(plan(number, stock, start), warnings.all())


def write_possible(
    target: Path,
    contents: Sequence[Content],
    layout: Layout[Content],
    stock: Stock,
    design: Design,
    *,
    start: Start | None = None,
    calibration: Calibration | None = None,
    proof: bool = True,
    zpl: bool = False,
    progress: Progress | None = None,
) -> Written:
    """As `write`, but a label that cannot be made, or would not scan, is left out and told in the answer.

    It takes no place on the sheet. Raises its LabelError when there is no other label.
    """
    refused = unprintable(contents, layout, stock, design)
    while True:
        some = [content for place, content in enumerate(contents) if place not in refused]
        if refused and not some:
            raise next(iter(refused.values()))
        try:
            written = write(
                target,
                some,
                layout,
                stock,
                design,
                start=start,
                calibration=calibration,
                proof=proof,
                zpl=zpl,
                progress=progress,
            )
        except Misprinted as found:
            places = [place for place in range(len(contents)) if place not in refused]
            cells = {cell: place for place, cell in zip(places, _cells(stock, start), strict=False)}
            for wrong in found.wrong:
                refused[cells[wrong.page, wrong.label.row, wrong.label.column]] = reason(wrong)
        else:
            return replace(written, refused=tuple(sorted(refused.items(), key=lambda one: one[0])))


def unprintable(
    contents: Sequence[Content], layout: Layout[Content], stock: Stock, design: Design
) -> dict[int, LabelError]:
    """Which of the labels (by their number, from 0) cannot be made on this stock, and why."""
    refused: dict[int, LabelError] = {}
    for place, content in enumerate(contents):
        try:
            layout(content, design, *stock.label)
        except LabelError as error:
            refused[place] = error
    return refused


def _cells(stock: Stock, start: Start | None) -> Iterator[tuple[int, int, int]]:
    """Page, row and column of each label of a job, one after the other."""
    start = start or Start()
    for number in count(stock.number(start.row, start.column, start.order)):
        page, cell = divmod(number, stock.cells)
        yield (page + 1, *stock.place(cell, start.order))


class _Warnings:
    """Each warning with the number of labels it is true of, and the first of them."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}

    def note(self, page: Page) -> None:
        for placed in page.placed:
            for sentence in placed.label.warnings:
                count, first = self._found.get(sentence, (0, placed.label.name))
                self._found[sentence] = count + 1, first

    def all(self) -> tuple[tuple[str, int, str], ...]:
        return tuple((sentence, count, first) for sentence, (count, first) in self._found.items())
