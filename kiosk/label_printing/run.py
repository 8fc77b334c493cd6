"""From a recorded print job to paper: contents and stock to `labels`, the file to where it is wanted.

`labels` gets strings and millimetres only. Nothing is recorded as printed before it is.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db.events.record import Acting
from db.labelling import jobs
from db.labelling.jobs import Job
from db.labelling.printers import Delivery, keep_delivery, misplacement_of
from db.marking import N_, Sentence
from kiosk.label_printing.contents import contents_of
from kiosk.label_printing.order import PrintOrder, as_library_error, values_of
from kiosk.label_printing.preview import paint_page
from kiosk.paper.printing.printers import send_raw, send_to_cups
from labels.errors import CodeError, FitError, LabelError
from labels.ink.marks import Page
from labels.job import Layout, Plan, unprintable, write_possible
from labels.stock import Calibration, medium_of
from labels.writing import write_pages

OnProgress = Callable[[int, int], None]
"""Called with how many steps are done, and how many there are."""


@dataclass(frozen=True)
class Warned:
    """What is not as it should be about printed labels: a marked sentence, how many, the first one's name."""

    sentence: str
    labels: int
    first: str


@dataclass(frozen=True)
class Refused:
    """A label that was left out: the number of its copy or reader, why, and what would help."""

    item_id: int
    reason: Sentence
    cure: Sentence


@dataclass(frozen=True)
class Printed:
    """Labels or a page are on paper, or in a file.

    Attributes:
        order: how they were wanted, the file named where one was written.
        planned: what they took; None for a page that is no labels.
        cups_job: CUPS' name of the job, empty where it went elsewhere.
        picture: whether it is only to look at.
        warnings: what is not as it should be.
        refused: labels that were left out, as they cannot be made, each with the reason.
    """

    order: PrintOrder
    planned: Plan | None = None
    cups_job: str = ""
    picture: bool = False
    warnings: tuple[Warned, ...] = ()
    refused: tuple[Refused, ...] = ()


def refused_of(job: Job, order: PrintOrder) -> list[Refused]:
    """The labels of a job of copies that cannot be made as ordered."""
    contents, layout = contents_of(job, order.design)
    found = unprintable(contents, layout, order.stock, order.design)
    return [refused_for(job.copies[place].copy_id, error) for place, error in found.items()]


def print_job(
    job: Job,
    order: PrintOrder,
    acting: Acting,
    on_progress: OnProgress | None = None,
    *,
    refused: tuple[Refused, ...] = (),
) -> Printed:
    """Print a job; it is recorded as printed at the end, and as failed, to be repeated, when it cannot be.

    `refused`: labels that were left out of the job before, for the answer.
    Raises PrintFailed for labels that cannot be made, PrinterError for a printer that takes nothing.
    """
    order = order.for_file(Path(f"labels-{job.kind}-{job.job_id}.pdf"))
    contents, layout = contents_of(job, order.design)
    try:
        printed = produce(contents, layout, order, f"labels {job.job_id}", on_progress)
    except BaseException:
        jobs.failed(job, acting)
        raise
    assert printed.planned is not None
    items = [copy.copy_id for copy in job.copies] or [reader.patron_id for reader in job.readers]
    now_refused = tuple(replace(one, item_id=items[one.item_id]) for one in printed.refused)
    left_out = {one.item_id for one in now_refused} if job.copies else set[int]()
    jobs.printed(job, order.following(printed.planned), acting, left_out=left_out)
    if order.printer or order.address:
        design = order.design
        used = Delivery(order.printer, order.address, order.stock.name, design.dpi, design.symbology.value)
        keep_delivery(job.kind, used)
    return replace(printed, refused=(*refused, *now_refused))


def produce(
    contents: Sequence[Any],
    layout: Layout[Any],
    order: PrintOrder,
    title: str,
    on_progress: OnProgress | None = None,
) -> Printed:
    """Write the labels where they are wanted. Raises as `print_job`."""
    planned = order.planned(len(contents))
    steps = planned.sheets * (2 if order.proof else 1)
    done = 0

    def step(_stage: str, _page: int) -> None:
        nonlocal done
        done += 1
        if on_progress:
            on_progress(done, steps)

    with _target(order) as target, as_library_error():
        written = write_possible(
            target,
            contents,
            layout,
            order.stock,
            order.design,
            start=order.start,
            calibration=_calibration_of(order.printer),
            proof=order.proof,
            zpl=order.zpl,
            progress=step,
        )
        cups_job = _deliver(target, order, title, order.stock.paper, planned.sheets)
    return Printed(
        order,
        written.plan,
        cups_job,
        warnings=tuple(Warned(*one) for one in written.warnings),
        refused=tuple(refused_for(place, error) for place, error in written.refused),
    )


def refused_for(item_id: int, error: LabelError) -> Refused:
    """Why this label cannot be made, and what would help."""
    match error:
        case CodeError() if not str(error.values.get("code", "")).isascii():
            cure = N_(
                "Scanners do not read such a code reliably: use one with English letters and digits only."
            )
        case CodeError():
            cure = N_("Another kind of barcode may take it: --code code128, or --code qr.")
        case FitError():
            cure = N_("A larger label has room for it: --stock NAME.")
        case _:
            cure = N_("Try a larger label (--stock NAME) or another kind of barcode (--code).")
    return Refused(item_id, Sentence(error.sentence, values_of(error)), Sentence(cure))


def produce_page(page: Page, order: PrintOrder, title: str) -> Printed:
    """Write a single page that is no job (check sheet, test page). Raises as `print_job`."""
    if order.is_preview:
        paint_page([page], order)
        return Printed(order, picture=True)
    with _target(order) as target, as_library_error():
        write_pages(target, [page], order.design.typeface, order.design.dpi, proof=order.proof, zpl=order.zpl)
        return Printed(order, cups_job=_deliver(target, order, title, (page.width, page.height), 1))


def _calibration_of(printer: str) -> Calibration:
    """How a printer misplaces ink; for one that was never measured, as files are printed."""
    kept = misplacement_of(printer)
    return Calibration((kept.offset_x, kept.offset_y), (kept.scale_x, kept.scale_y))


@contextmanager
def _target(order: PrintOrder) -> Iterator[Path]:
    """The file that is wanted, or one that is thrown away when the printer has it."""
    if order.out:
        yield order.out
        return
    with TemporaryDirectory(prefix="labels-") as folder:
        yield Path(folder) / ("labels.zpl" if order.zpl else "labels.pdf")


def _deliver(file: Path, order: PrintOrder, title: str, paper: tuple[float, float], sheets: int) -> str:
    """Hand a finished file on to its printer, if it has one; CUPS' name of the job. Raises PrinterError."""
    if order.address:
        send_raw(file.read_bytes(), order.address)
    if order.printer:
        return send_to_cups(file, order.printer, title, medium_of(*paper), patience=60.0 + 10.0 * sheets)
    return ""
