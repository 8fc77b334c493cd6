"""From a recorded print job to paper: contents and stock to `labels`, the file to where it is wanted.

`labels` gets strings and millimetres only. Nothing is recorded as printed before it is.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db.labelling import jobs
from db.labelling.jobs import Job, Sheet
from db.labelling.printers import Delivery, keep_delivery, misplacement_of
from db.marking import N_
from kiosk.console import Console, Progress
from kiosk.label_printing.contents import contents_of
from kiosk.label_printing.order import Wish, say_plan, told_as_sentences
from kiosk.label_printing.preview import paint_page
from kiosk.paper.printers import send_raw, send_to_cups
from labels.job import Layout, Plan, write, write_pages
from labels.marks import Page
from labels.stock import Calibration


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
        jobs.failed(job, acting)
        console.warn(
            N_("Nothing was printed. The labels wait as job {job}: repeat with --again {job}"), job=job.job_id
        )
        raise
    jobs.printed(job, following(planned, wish), acting)
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


def produce(
    contents: Sequence[Any],
    layout: Layout[Any],
    wish: Wish,
    console: Console,
    planned: Plan,
    title: str,
) -> tuple[tuple[str, int, str], ...]:
    """Write the labels where they are wanted, and say where. Returns the warnings. Raises as `run_job`."""
    calibration = _calibration_of(wish.printer)
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
        _deliver(target, wish, console, title, planned.sheets)
    return written.warnings


def produce_page(page: Page, wish: Wish, console: Console, title: str) -> None:
    """Write a single page that is no job (check sheet, test page) where it is wanted. Raises as `run_job`."""
    if wish.is_preview:
        paint_page([page], wish, console)
        return
    with _target(wish) as target, told_as_sentences(console):
        write_pages(target, [page], wish.design.typeface, wish.design.dpi, proof=wish.proof, zpl=wish.zpl)
        _deliver(target, wish, console, title, 1)


def _calibration_of(printer: str) -> Calibration:
    """How a printer misplaces ink; for one that was never measured, as files are printed."""
    kept = misplacement_of(printer)
    return Calibration((kept.offset_x, kept.offset_y), (kept.scale_x, kept.scale_y))


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


def _deliver(file: Path, wish: Wish, console: Console, title: str, sheets: int) -> None:
    """Hand a finished file on to its printer, if it has one, and say where it is. Raises PrinterError."""
    if wish.printer:
        job = send_to_cups(file, wish.printer, title, patience=60.0 + 10.0 * sheets)
        console.say(N_("Printed on {printer} as {job}."), printer=wish.printer, job=job)
    if wish.address:
        send_raw(file.read_bytes(), wish.address)
        console.say(N_("Sent to the label printer at {address}."), address=wish.address)
    if wish.out:
        console.say(N_("Written: {file}"), file=wish.out)
