"""From a recorded print job to paper: contents and stock to `labels`, the file to where it is wanted.

`labels` gets strings and millimetres only. Nothing is recorded as printed before it is.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db import print_jobs
from db.errors import LibraryError
from db.marking import N_
from db.print_jobs import Job, JobKind, Sheet
from db.printers import Delivery, keep_delivery, misplacement_of
from kiosk.console import Console
from kiosk.printers import send_raw, send_to_cups
from kiosk.progress import Progress
from labels.cards import ReaderCard, reader_card
from labels.design import Design
from labels.errors import LabelError
from labels.files import replacing
from labels.job import Layout, Plan, Start, pages, plan, write, write_pages
from labels.layout import Book, barcode_label, combined_label, spine_label
from labels.marks import Label, Page
from labels.preview import cells, png, svg
from labels.stock import Calibration, Stock


class PrintFailed(LibraryError):
    """A label cannot be made as it was asked for; nothing was printed."""


@dataclass(frozen=True)
class Wish:
    """How labels are wanted.

    Attributes:
        stock, start: what they are printed on, and where on its first sheet they begin.
        design: letters, resolution, kind of barcode.
        out: the file; None when they go to a printer only.
        printer: a queue of CUPS, or empty.
        address: of a label printer that speaks ZPL, or empty.
        proof: read every label back before the file gets its name.
        dry_run: say what would be printed, and change nothing.
    """

    stock: Stock
    start: Start
    design: Design
    out: Path | None = None
    printer: str = ""
    address: str = ""
    proof: bool = True
    dry_run: bool = False

    @property
    def zpl(self) -> bool:
        """Whether the printer's own language is wanted, not a PDF."""
        return bool(self.address) or (self.out is not None and self.out.suffix.lower() == ".zpl")

    @property
    def is_preview(self) -> bool:
        """Whether a picture is wanted: nothing of it is printed or recorded."""
        return self.out is not None and self.out.suffix.lower() in (".svg", ".png")

    @property
    def sheet(self) -> Sheet:
        """Stock and start, as the store keeps them."""
        return Sheet(self.stock.name, self.start.row, self.start.column, self.start.order == "columns")


@contextmanager
def told_as_sentences(console: Console) -> Iterator[None]:
    """What `labels` refuses becomes an error of ours, with the words in its places translated."""
    try:
        yield
    except LabelError as error:
        values = {
            name: console.words.term(str(value)) if name in ("extent", "allowed") else value
            for name, value in error.values.items()
        }
        raise PrintFailed(error.sentence, **values) from error


def contents_of(job: Job) -> tuple[list[Any], Layout[Any]]:
    """What is printed for a job, and how it is laid out."""
    if job.kind == "cards":
        return [
            ReaderCard(reader.code, reader.name, reader.class_name) for reader in job.readers
        ], reader_card
    coded = job.kind != "spine"
    books = [Book(copy.code if coded else "", copy.call_number, copy.title) for copy in job.copies]
    layouts: dict[JobKind, Layout[Book]] = {
        "spine": spine_label,
        "barcode": barcode_label,
        "combined": _combined_where_possible,
    }
    return books, layouts[job.kind]


def run_job(job: Job, wish: Wish, console: Console) -> None:
    """Print a job; it is recorded as printed at the end, and as failed, to be repeated, when it cannot be.

    Raises PrintFailed for labels that cannot be made, PrinterError for a printer that takes nothing.
    """
    acting = console.acting()
    if not (wish.out or wish.printer or wish.address):
        wish = replace(wish, out=Path(f"labels-{job.kind}-{job.job_id}.pdf"))
    contents, layout = contents_of(job)
    try:
        planned = say_plan(len(contents), wish, console)
        warnings = produce(contents, layout, wish, console, planned, f"labels {job.job_id}")
    except BaseException:
        print_jobs.failed(job, acting)
        console.warn(
            N_("Nothing was printed. The labels wait as job {job}: repeat with --again {job}"), job=job.job_id
        )
        raise
    print_jobs.printed(job, following(planned, wish), acting)
    if wish.printer or wish.address:
        design = wish.design
        used = Delivery(wish.printer, wish.address, wish.stock.name, design.dpi, design.symbology.value)
        keep_delivery(job.kind, used)
    for sentence, count, first in warnings:
        console.warn(
            N_("{warning} Labels: {count}, the first is {name}"),
            warning=console.words.term(sentence),
            count=count,
            name=first,
        )


def say_plan(count: int, wish: Wish, console: Console) -> Plan:
    """Say “42 labels, 1 sheet, starts at row 3 column 2”, before anything is written."""
    with told_as_sentences(console):
        planned = plan(count, wish.stock, wish.start)
    catalogue = console.words.catalogue
    print(f"{planned.say(catalogue)} ({wish.stock.say(catalogue)})", file=console.out)
    return planned


def produce(
    contents: Sequence[Any],
    layout: Layout[Any],
    wish: Wish,
    console: Console,
    planned: Plan,
    title: str,
) -> tuple[tuple[str, int, str], ...]:
    """Write the labels where they are wanted, and say where. Returns the warnings. Raises as `run_job`."""
    calibration = calibration_of(wish.printer)
    steps = planned.sheets * (2 if wish.proof else 1)
    bar = Progress(console.err)
    done = 0

    def tell(_stage: str, _page: int) -> None:
        nonlocal done
        done += 1
        bar.show(done, steps)

    with _target(wish) as target, told_as_sentences(console):
        try:
            written = write(
                target,
                contents,
                layout,
                wish.stock,
                wish.design,
                start=wish.start,
                calibration=calibration,
                proof=wish.proof,
                zpl=wish.zpl,
                progress=tell,
            )
        finally:
            bar.clear()
        deliver(target, wish, console, title, planned.sheets)
    return written.warnings


def produce_page(page: Page, wish: Wish, console: Console, title: str) -> None:
    """Write a single page that is no job (check sheet, test page) where it is wanted. Raises as `run_job`."""
    if wish.is_preview:
        _picture([page], wish, console)
        return
    with _target(wish) as target, told_as_sentences(console):
        write_pages(target, [page], wish.design.typeface, wish.design.dpi, proof=wish.proof, zpl=wish.zpl)
        deliver(target, wish, console, title, 1)


def deliver(file: Path, wish: Wish, console: Console, title: str, sheets: int) -> None:
    """Hand a finished file on to its printer, if it has one, and say where it is. Raises PrinterError."""
    if wish.printer:
        job = send_to_cups(file, wish.printer, title, patience=60.0 + 10.0 * sheets)
        console.say(N_("Printed on {printer} as {job}."), printer=wish.printer, job=job)
    if wish.address:
        send_raw(file.read_bytes(), wish.address)
        console.say(N_("Sent to the label printer at {address}."), address=wish.address)
    if wish.out:
        console.say(N_("Written: {file}"), file=wish.out)


def preview(contents: Sequence[Any], layout: Layout[Any], wish: Wish, console: Console) -> None:
    """Paint the first sheet: into a picture when one is wanted, else its cells as text."""
    planned = say_plan(len(contents), wish, console)
    if wish.is_preview:
        with told_as_sentences(console):
            first = list(islice(pages(contents, layout, wish.stock, wish.design, wish.start), 1))
        _picture(first, wish, console)
    elif wish.stock.cells > 1:
        for line in cells(planned, wish.stock):
            print(line, file=console.out)


def calibration_of(printer: str) -> Calibration:
    """How a printer misplaces ink; for one that was never measured, as files are printed."""
    kept = misplacement_of(printer)
    return Calibration((kept.offset_x, kept.offset_y), (kept.scale_x, kept.scale_y))


def _combined_where_possible(book: Book, design: Design, width: float, height: float) -> Label:
    """A book without a call number gets its barcode all the same."""
    chosen: Callable[..., Label] = combined_label if book.call_number.strip() else barcode_label
    return chosen(book, design, width, height)


def following(planned: Plan, wish: Wish) -> Sheet:
    """Where the next print on this stock begins."""
    after = planned.next_start
    return Sheet(wish.stock.name, after.row, after.column, after.order == "columns")


@contextmanager
def _target(wish: Wish) -> Iterator[Path]:
    """The file that is wanted, or one that is thrown away when the printer has it."""
    if wish.out:
        yield wish.out
        return
    with TemporaryDirectory(prefix="labels-") as folder:
        yield Path(folder) / ("labels.zpl" if wish.zpl else "labels.pdf")


def _picture(sheets: Sequence[Page], wish: Wish, console: Console) -> None:
    """A picture of the first page: nothing of it counts as printed."""
    assert wish.out is not None
    design = wish.design
    with told_as_sentences(console), TemporaryDirectory(prefix="labels-") as folder:
        if wish.out.suffix.lower() == ".svg":
            with replacing(wish.out) as (file, _):
                file.write(svg(sheets[0], design.dpi).encode())
        else:
            pdf = Path(folder) / "preview.pdf"
            write_pages(pdf, sheets, design.typeface, design.dpi, proof=wish.proof)
            png(pdf, wish.out)
    console.say(N_("A picture to look at, not to be printed: {file}"), file=wish.out)
