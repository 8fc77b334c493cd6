"""What every command that prints does with an order: print a job, or show what would be printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from db.clock import to_local
from db.codes import mint
from db.labelling.jobs import Job
from db.library.identity import identity
from db.marking import N_
from kiosk.console import Console, Progress

if TYPE_CHECKING:
    from kiosk.label_printing.order import PrintOrder
    from kiosk.label_printing.preview import Preview
    from kiosk.label_printing.run import Printed, Refused

_SHOWN = 20
"""Labels that a rehearsal shows by name."""


_UNCERTAIN = N_(
    "The measurements of {stock} are uncertain: try plain paper first, kiosk labels calibrate --stock {stock}"
)


def say_lines(lines: list[str], console: Console) -> None:
    """Print the lines as answers."""
    for line in lines:
        print(line, file=console.out)


def run_job(job: Job, order: "PrintOrder", console: Console, refused: "tuple[Refused, ...]" = ()) -> int:
    """Print a job and say what came of it: 1 when labels were left out, those `refused` before among them.

    Raises as `print_job`; the job waits then to be repeated.
    """
    from kiosk.label_printing.run import print_job
    from kiosk.label_printing.sentences import plan_line

    if job.printed_at:
        console.say(
            N_("Job {job} was printed already, on {time}."), job=job.job_id, time=_local(job.printed_at)
        )
    if order.stock.check:
        console.warn(_UNCERTAIN, stock=order.stock.name)
    try:
        print(plan_line(order.planned(job.labels), order, console.words), file=console.out)
        with progress_of(console) as show:
            printed = print_job(job, order, console.acting(), show, refused=refused)
    except BaseException:
        console.warn(
            N_("Nothing was printed. The labels are kept as job {job}; to try once more: --again {job}"),
            job=job.job_id,
        )
        raise
    say_printed(printed, console)
    return 1 if printed.refused else 0


def _local(at: datetime) -> str:
    return f"{to_local(at):%Y-%m-%d %H:%M}"


def say_printed(printed: "Printed", console: Console) -> None:
    """Say where labels or a page went, and beside it what is not as it should be."""
    from kiosk.label_printing.sentences import printed_lines, refused_lines, warning_lines

    say_lines(printed_lines(printed, console.words), console)
    for line in (*warning_lines(printed, console.words), *refused_lines(printed, console.words)):
        print(line, file=console.err)


@contextmanager
def progress_of(console: Console) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal as long as something is printed."""
    bar = Progress(console.err)
    try:
        yield bar.show
    finally:
        bar.clear()


def show_job(job: Job, order: "PrintOrder", console: Console) -> None:
    """Say and paint what would be printed; without a picture, the first labels by name."""
    from kiosk.label_printing.contents import contents_of
    from kiosk.label_printing.preview import preview

    say_preview(preview(*contents_of(job, order.design), order), console)
    if order.is_preview:
        return
    _ = console.words
    library = identity().number
    new = {mint("copy", library, 0), mint("patron", library, 0)} if job.minted else set()

    def shown(code: str) -> str:
        """The code; one that is still to be given is new, and no two are the same."""
        return _("new") if code in new else code

    if job.copies:
        console.table(
            (_("call number"), _("shelf"), _("code"), _("title")),
            ((copy.call_number, copy.shelf, shown(copy.code), copy.title) for copy in job.copies[:_SHOWN]),
        )
    else:
        console.table(
            (_("class"), _("number"), _("code")),
            ((reader.class_name, reader.number, shown(reader.code)) for reader in job.readers[:_SHOWN]),
        )
    if job.labels > _SHOWN:
        console.say(N_("and {more} more"), more=job.labels - _SHOWN)


def say_preview(seen: "Preview", console: Console) -> None:
    """Say what would be printed."""
    from kiosk.label_printing.sentences import preview_lines

    say_lines(preview_lines(seen, console.words), console)


def say_spines(job: Job, order: "PrintOrder", console: Console) -> None:
    """Say which books are too thin for the code on their spine, and of which nobody knows."""
    from kiosk.label_printing.spines import fit_of, spine_lines

    if order.design.spine_symbol is not None:
        for line in spine_lines(fit_of(job, order.design), console.words):
            print(line, file=console.err)


def say_job(job: Job, console: Console) -> None:
    """Say how many codes are new, or would be, and what waits until it is back."""
    if job.minted:
        text = N_("New codes: {n}.") if job.job_id else N_("Codes that would be new: {n}.")
        console.say(text, n=job.minted)
    if job.out:
        console.warn(N_("On loan and without a label, to be printed when returned: {n}."), n=job.out)
