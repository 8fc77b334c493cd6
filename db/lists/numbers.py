"""The numbers of the school's own register (财产登记号): a column of a list of books, or a list by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode
from db.codes import clean
from db.errors import BadList, BadValue
from db.events.record import Acting
from db.lists.book import Book
from db.lists.cells.header_names import HEADERS, fold
from db.lists.copies import Holding
from db.lists.files.table import Row, read
from db.lists.report import Refused, Tally
from db.marking import N_
from db.registers.numbers import SENTENCES, Given, give_numbers, number_of
from db.store.batches import rehearsed, select_in


@dataclass(frozen=True)
class RefusedLine:
    """A line of a list whose number was not taken, and why."""

    line: int
    code: str
    reason: BadValue


@dataclass(frozen=True)
class NumbersRead:
    """What became of a list of codes and numbers."""

    given: Given
    refused: tuple[RefusedLine, ...]


def bring_numbers(path: Path, acting: Acting, *, dry_run: bool = False) -> NumbersRead:
    """Give copies the numbers of a list with two columns: the label, and the number of the register.

    A line that cannot be is refused, and the others are taken. With `dry_run` nothing is changed. Raises
    BadList for a file without such columns.
    """
    refused: list[RefusedLine] = []
    wanted: dict[int, int] = {}
    lines: dict[int, tuple[int, str]] = {}
    for line, code, number in _lines(path):
        found = find_barcode(clean(code))
        try:
            if not isinstance(found, FoundCopy):
                raise BadValue(N_("no copy has this label"))
            if found.copy_id in wanted:
                raise BadValue(N_("an earlier line names this copy already"))
            wanted[found.copy_id] = number_of(number)
            lines[found.copy_id] = line, code
        except BadValue as reason:
            refused.append(RefusedLine(line, code, reason))
    with rehearsed(dry_run):
        given = give_numbers(wanted, acting)
    refused += [
        RefusedLine(*lines[copy_id], BadValue(SENTENCES[why])) for copy_id, why in given.refused.items()
    ]
    return NumbersRead(given, tuple(sorted(refused, key=lambda one: one.line)))


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """The lines below the headers: line, label, number."""
    labels, numbers = (
        [fold(header) for header in HEADERS["books"][field]] for field in ("barcode", "accession")
    )
    for sheet in read(path):
        for position, row in enumerate(sheet.rows):
            headers = [fold(cell) for cell in row.cells]
            label = next((headers.index(header) for header in labels if header in headers), None)
            number = next((headers.index(header) for header in numbers if header in headers), None)
            if label is None or number is None:
                continue
            for line in sheet.rows[position + 1 :]:
                cells = [*line.cells, *[""] * (max(label, number) + 1)]
                if cells[label].strip() or cells[number].strip():
                    yield line.line, cells[label], cells[number]
            return
    raise BadList(N_("{file} needs two columns, called barcode and accession number."), file=path.name)


def numbers_in(row: Row, cell: str, tally: Tally) -> list[int]:
    """The numbers in a cell of a list of books. What is none is refused, and the row goes in all the same."""
    parts = [part for part in cell.replace("；", ";").replace("、", ";").split(";") if part.strip()]
    try:
        return [number_of(part) for part in parts]
    except BadValue as reason:
        tally.rejected.append(Refused(row, "accession", cell, reason).rejected)
        return []


def take_numbers(
    written: Sequence[tuple[int, Book]], tally: Tally, acting: Acting, *, new_above: int
) -> None:
    """In the running transaction: the numbers that a list of books has for the copies of its titles.

    They go to the copies that bear the row's labels, else to copies of the title that no other row names.
    """
    wanted: dict[int, int] = {}
    row_of: dict[int, tuple[Row, int]] = {}
    labelled = dict(
        select_in(
            "SELECT code, copy_id FROM barcode WHERE copy_id IS NOT NULL AND code IN",
            [code for _, book in written for holding in book.holdings for code in holding.barcodes],
        )
    )
    of_title: dict[int, list[tuple[int, int]]] = {}
    for title_id, copy_id, number in sorted(
        select_in(
            "SELECT copy.title_id, copy.id, accession.number FROM copy"
            " JOIN accession ON accession.copy_id = copy.id WHERE copy.title_id IN",
            [title_id for title_id, book in written if any(holding.numbers for holding in book.holdings)],
        )
    ):
        of_title.setdefault(title_id, []).append((copy_id, number))
    named = set(labelled.values())
    for title_id, book in written:
        free = [pair for pair in of_title.get(title_id, ()) if pair[0] not in named]
        for holding in book.holdings:
            copies = _copies_of(holding, labelled, free)
            if holding.numbers and len(copies) != len(holding.numbers):
                reason = BadValue(N_("not as many accession numbers as copies"))
                tally.rejected.append(Refused(holding.row, "accession", "", reason).rejected)
                continue
            for copy_id, number in zip(copies, holding.numbers, strict=False):
                wanted[copy_id], row_of[copy_id] = number, (holding.row, number)
    given = give_numbers(wanted, acting, new_above=new_above)
    tally.numbers_given += given.given
    for copy_id, why in given.refused.items():
        row, number = row_of[copy_id]
        tally.rejected.append(Refused(row, "accession", str(number), BadValue(SENTENCES[why])).rejected)


def _copies_of(holding: Holding, labelled: dict[str, int], free: list[tuple[int, int]]) -> list[int]:
    """The copies of a row: those with its labels, else such as have its numbers already, else any others."""
    if holding.barcodes:
        return [labelled[code] for code in holding.barcodes if code in labelled]
    found = []
    for number in holding.numbers:
        same = next((pair for pair in free if pair[1] == number), None)
        chosen = same or next(iter(free), None)
        if chosen:
            free.remove(chosen)
            found.append(chosen[0])
    return found
