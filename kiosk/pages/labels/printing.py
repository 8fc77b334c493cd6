"""Labels made in the desk's other thread: proved, then downloaded as a PDF or sent to a printer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.errors import NotFound
from db.events.record import Acting
from db.labelling.jobs import Job, again, make
from db.marking import N_, Sentence
from db.roles import Act
from kiosk.label_printing.fixtures import KINDS, contents_of_kind
from kiosk.label_printing.order import PrintOrder, order
from kiosk.label_printing.run import Printed, print_job, produce
from kiosk.label_printing.sentences import plan_line
from kiosk.label_printing.spines import fit_of, spine_lines
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.papers import Paper, begin_paper, given
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.labels.choice import choice_of, chosen_by, order_for


@dataclass(frozen=True)
class Made:
    """Labels that are made. `content` is the PDF; empty where a printer has it."""

    job: Job
    printed: Printed
    content: bytes


def print_chosen(ask: Ask) -> Response:
    """Make the labels that are chosen."""
    choice = choice_of(ask)
    wanted = _to(ask.text("printer"), order_for(choice))
    chosen = chosen_by(choice)
    return begin_labels(
        ask,
        wanted,
        len(chosen.copies),
        lambda acting: make(choice.kind, wanted.sheet, acting, copies=chosen.copies, symbol=wanted.symbol),
    )


def print_again(ask: Ask) -> Response:
    """The labels of a job once more, with the same codes, on the sheet that is in the printer now."""
    before = again(number=ask.whole("job"))
    wanted = _to(
        ask.text("printer"), order(before.kind, stock=before.sheet.stock, symbol=before.symbol or None)
    )
    return begin_labels(ask, wanted, before.labels, lambda _acting: before)


def print_fixtures(ask: Ask) -> Response:
    """Shelf labels, signs, or the cards that the kiosk obeys, as a PDF on new sheets."""
    kind, settings = ask.text("which"), ask.office.settings
    if kind not in KINDS:
        raise NotFound(N_("There is no such page."))
    contents, layout = contents_of_kind(kind, ask.words, ask.text("only"))

    def work(report: Report) -> bytes:
        with TemporaryDirectory(prefix="kiosk-labels-") as folder:
            file = Path(folder) / f"{kind}.pdf"
            wanted = order(kind, out=file, new_sheet=True, fonts=settings.font_files)
            produce(contents, layout, wanted, f"labels {kind}", report)
            return file.read_bytes()

    return begin_paper(ask, Sentence(N_("Labels")), kind, work)


def begin_labels(ask: Ask, wanted: PrintOrder, labels: int, recorded: Callable[[Acting], Job]) -> Response:
    """Begin to make labels of the job that `recorded` gives; the page with how far it is."""
    acting = ask.acting()

    def work(report: Report) -> Made:
        return made(recorded(acting), wanted, acting, report)

    return ask.begin(Sentence(N_("Labels: {n}"), {"n": labels}), work, then="/labels/made/{job}")


def made(job: Job, wanted: PrintOrder, acting: Acting, report: Report) -> Made:
    """Make them. Raises NotFound where none is left, and as `print_job`."""
    if not job.labels:
        raise NotFound(N_("On loan without a label, to be printed when they are back: {n}."), n=job.out)
    if wanted.printer:
        return Made(job, print_job(job, wanted, acting, report), b"")
    with TemporaryDirectory(prefix="labels-") as folder:
        file = Path(folder) / "labels.pdf"
        printed = print_job(job, replace(wanted, out=file), acting, report)
        return Made(job, printed, file.read_bytes())


def show_made(ask: Ask) -> Response:
    """What came of it: the PDF, what is not as it should be, what was left out."""
    done = _made(ask)
    printed = done.printed
    assert printed.planned is not None
    design = printed.order.design
    return page(
        ask,
        "labels_made.html",
        id=ask.request.path_params["job"],
        job=done.job,
        printed=printed,
        plan=plan_line(printed.planned, printed.order, ask.words),
        refused=[one.reason for one in printed.refused],
        fit=list(spine_lines(fit_of(done.job, design), ask.words)) if design.spine_symbol else [],
    )


def give_pdf(ask: Ask) -> Response:
    """The finished PDF."""
    done = _made(ask)
    if not done.content:
        raise NotFound(N_("There is no such page."))
    return given(ask, Paper(f"labels-{done.job.job_id}", done.content))


def _made(ask: Ask) -> Made:
    job = ask.job(ask.request.path_params["job"])
    if job is None or not isinstance(job.came, Made):
        raise NotFound(N_("These labels are no longer here. Choose them again: their codes stay the same."))
    return job.came


def _to(printer: str, wanted: PrintOrder) -> PrintOrder:
    return replace(wanted, printer=printer)


PAGES = (
    Page("/labels/fixtures", print_fixtures, Act.PRINT, "POST"),
    Page("/labels/print", print_chosen, Act.PRINT, "POST"),
    Page("/labels/again", print_again, Act.PRINT, "POST"),
    Page("/labels/made/{job}", show_made, Act.PRINT),
    Page("/labels/made/{job}/labels.pdf", give_pdf, Act.PRINT),
)
