"""Label stock as a school writes it down, with a sentence for each line that is not as it should be."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from labels.errors import N_, StockError
from labels.stock import Stock, check

_MEANING = {
    "name": N_('what it is called: name = "school-21"'),
    "page": N_('the paper: page = "A4", "A5", "Letter", or its width and height in mm: page = [210, 297]'),
    "label": N_("width and height of one label in mm: label = [63.5, 38.1]"),
    "grid": N_("how many columns and rows: grid = [3, 7]"),
    "first": N_(
        "the distance from the paper's left and top edge to the first label in mm: first = [7.2, 15.1]"
    ),
    "pitch": N_(
        "the distance from one label's left (top) edge to the next one's in mm: pitch = [66.0, 38.1]"
    ),
    "title": N_("what is printed on the packet, in quotation marks"),
    "note": N_('a remark: note = "roll"'),
    "check": N_("whether to print on plain paper first: check = true"),
    "cut": N_("whether lines to cut along are printed: cut = true"),
}
"""What each line of a stock says, for whoever has written something else."""


def read_stocks(own: Path | None = None) -> dict[str, Stock]:
    """All stock by name: what comes with the program, and the school's `own` file over it.

    Raises StockError, naming the file, for one that cannot be read or a stock that does not fit its page.
    """
    stocks: dict[str, Stock] = {}
    for path in (Path(__file__).with_name("stocks.toml"), own):
        if path is not None:
            stocks |= {stock.name: stock for stock in _read(path)}
    return stocks


def _read(path: Path) -> Iterator[Stock]:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise StockError(
            N_("The label stock file {file} cannot be used: {reason}."), file=path.name, reason=reason
        ) from problem
    entries = written.get("stock")
    if set(written) != {"stock"} or not isinstance(entries, list):
        raise StockError(
            N_("{file}: each stock begins with a line [[stock]], and nothing may come before the first."),
            file=path.name,
        )
    for number, entry in enumerate(entries, start=1):
        yield check(_stock(entry, number, path.name))


def _stock(entry: dict[str, object], number: int, file: str) -> Stock:
    """One stock of a file. Raises StockError, saying what the line that is wrong or missing should be."""
    name = str(entry.get("name", number))
    for key in entry:
        if key not in _MEANING:
            raise StockError(
                N_("{file}: {stock} has an unknown line {key}; the lines of a stock are {known}."),
                file=file,
                stock=name,
                key=key,
                known=", ".join(_MEANING),
            )
    for key in ("name", "page", "label"):
        if key not in entry:
            raise StockError(
                N_("{file}: {stock} has no line {key}. It gives {meaning}."),
                file=file,
                stock=name,
                key=key,
                meaning=_MEANING[key],
            )
    try:
        stock = msgspec.convert(entry, Stock)
    except msgspec.ValidationError as problem:
        found = re.search(r"\$\.(\w+)", str(problem))
        raise StockError(
            N_("{file}: the line {key} of {stock} is wrong. It gives {meaning}."),
            file=file,
            stock=name,
            key=found[1] if found else "?",
            meaning=_MEANING[found[1]] if found else str(problem),
        ) from problem
    if any(count > 1 and step == 0 for count, step in zip(stock.grid, stock.pitch, strict=True)):
        raise StockError(
            N_("{file}: {stock} has no line {key}. It gives {meaning}."),
            file=file,
            stock=name,
            key="pitch",
            meaning=_MEANING["pitch"],
        )
    return stock


def choose(stocks: dict[str, Stock], name: str) -> Stock:
    """The stock of this name (capitals do not matter). Raises StockError, naming those there are."""
    by_name = {known.casefold(): stock for known, stock in stocks.items()}
    if name.casefold() not in by_name:
        raise StockError(
            N_("There is no label stock “{name}”. Choose from: {known}."), name=name, known=", ".join(stocks)
        )
    return by_name[name.casefold()]
