"""How far off a printer prints: a test page, what is measured on it, and what is made of that."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.errors import BadValue
from db.labelling.printers import Misplacement, keep_misplacement, misplacement_of
from db.marking import N_, Sentence
from db.roles import Act
from kiosk.label_printing.order import PrintOrder, as_library_error, known_stocks, order
from kiosk.label_printing.preview import picture_of_page
from kiosk.label_printing.run import produce_page
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import Paper, given
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.paper.printing.printers import queues
from kiosk.typed import plain
from labels.content.pages import calibration_page, crosses
from labels.ink.marks import Page as Sheet
from labels.stock import calibrate

_MEASURES = ("ax", "ay", "bx", "by")


def show_calibration(ask: Ask) -> Response:
    """The way of it in four steps, with a picture of the test page, and what is known so far."""
    wanted = _order(ask)
    (ax, ay), (bx, by) = crosses(wanted.stock)
    return page(
        ask,
        "calibration.html",
        stock=wanted.stock.name,
        stocks=[(stock.name, stock.say(ask.words.catalogue)) for stock in known_stocks().values()],
        drawn=[(name, f"{value:.1f}") for name, value in zip(_MEASURES, (ax, ay, bx, by), strict=True)],
        printers=[("", ask.words(N_("PDF files"))), *((name, name) for name in queues())],
        known=[(name, misplacement_of(name)) for name in ("", *queues())],
        nothing=Misplacement(),
    )


def show_picture(ask: Ask) -> Response:
    """The test page to look at."""
    wanted = _order(ask)
    return Response(picture_of_page([_test_page(ask, wanted)], wanted, 60), media_type="image/png")


def give_test_page(ask: Ask) -> Response:
    """The test page to print."""
    wanted = _order(ask)
    with TemporaryDirectory(prefix="labels-") as folder:
        file = Path(folder) / "calibration.pdf"
        produce_page(_test_page(ask, wanted), replace(wanted, out=file), "calibration")
        return given(ask, Paper("calibration", file.read_bytes()))


def take_measures(ask: Ask) -> Response:
    """Keep what was measured. Raises BadValue, and PrintFailed for measures that cannot be of this page."""
    wanted = _order(ask)
    ax, ay, bx, by = (_millimetres(ask, name) for name in _MEASURES)
    with as_library_error():
        found = calibrate(crosses(wanted.stock), ((ax, ay), (bx, by)))
    printer = ask.text("printer")
    measured = Misplacement(*found.offset, *found.scale)
    keep_misplacement(printer, measured, ask.acting())
    said = Sentence(
        N_("Saved for {printer}: {x} mm to the right, {y} mm down; lengths {across} and {down} %."),
        {
            "printer": printer or Sentence(N_("printed files")),
            "x": f"{measured.offset_x:+.2f}",
            "y": f"{measured.offset_y:+.2f}",
            "across": f"{100 * measured.scale_x:.2f}",
            "down": f"{100 * measured.scale_y:.2f}",
        },
    )
    return ask.done(f"/labels/calibration?stock={wanted.stock.name}", said)


def _order(ask: Ask) -> PrintOrder:
    return order("calibrate", stock=ask.text("stock") or None, new_sheet=True)


def _test_page(ask: Ask, wanted: PrintOrder) -> Sheet:
    return calibration_page(wanted.stock, wanted.design, ask.words.term)


def _millimetres(ask: Ask, name: str) -> float:
    text = plain(ask.text(name)).replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1000:
        raise BadValue(N_("{text} is not a length in millimetres."), text=text or "-")
    return value


PAGES = (
    Page("/labels/calibration", show_calibration, Act.PRINT),
    Page("/labels/calibration.png", show_picture, Act.PRINT),
    Page("/labels/calibration.pdf", give_test_page, Act.PRINT),
    Page("/labels/calibration", take_measures, Act.PRINT, "POST"),
)
