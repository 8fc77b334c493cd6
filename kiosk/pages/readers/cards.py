"""A reader's card: a new one in place of a lost one, and its print."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.errors import BadValue
from db.events.record import Acting
from db.labelling import jobs
from db.labelling.cards import Cardholder, cardholders
from db.labelling.jobs import last_stock
from db.labelling.new_card import replace_card
from db.marking import N_, Sentence
from db.roles import Act
from kiosk.label_printing.order import USUAL_STOCK, order
from kiosk.label_printing.run import print_job
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.papers import begin_paper
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.readers.reader import asked_reader
from kiosk.settings import Settings

MARKER_STOCKS = ("a4-markers", "a3-markers")


def show_new_card(ask: Ask) -> Response:
    """Say which cards end, and ask for the code of the new one."""
    return page(ask, "new-card.html", reader=asked_reader(ask, Act.REGISTER))


def give_new_card(ask: Ask) -> Response:
    """Give the new card; the old ones never work again."""
    reader = asked_reader(ask, Act.REGISTER)
    card = replace_card(reader.number, ask.acting(), ask.text("code"))
    text = N_("The new card of reader {number} has the code {code}. The old card no longer works.")
    if card.is_number_ended:
        text = N_(
            "The new card of reader {number} has the code {code}. The old card no longer works, "
            "nor does the number {number} typed at the kiosk: it was the code of the old card."
        )
    said = Sentence(text, {"number": card.number, "code": card.code})
    return ask.done(f"/readers/{reader.patron_id}", said)


def print_card(ask: Ask) -> Response:
    """One reader's card on a new sheet, unless it is the one that was reported lost."""
    reader = asked_reader(ask, Act.PRINT)
    if reader.status == "card_lost":
        raise BadValue(N_("This card was reported lost. Give the reader a new card first."))
    return begin_cards(ask, cardholders(numbers=[reader.number]))


def print_cards_of_class(ask: Ask) -> Response:
    """The cards of a whole class: on the sheets that were chosen, or as marker cards (代书板)."""
    chosen = cardholders(class_name=ask.text("class"))
    if not chosen:
        raise BadValue(N_("There is nobody in this class."))
    return begin_cards(ask, chosen, ask.text("stock") or None)


def begin_cards(ask: Ask, chosen: list[Cardholder], stock: str | None = None) -> Response:
    """Print these readers' cards in the other thread."""
    settings, acting = ask.office.settings, ask.acting()
    name = Sentence(N_("Readers' cards"))
    return begin_paper(
        ask, name, "cards", lambda report: _cards(chosen, stock or _usual_stock(), settings, acting, report)
    )


def _usual_stock() -> str | None:
    """None for what was printed on last; strips that were printed last are no cards of other readers."""
    return USUAL_STOCK["cards"] if last_stock("cards") in MARKER_STOCKS else None


def _cards(
    chosen: list[Cardholder], stock: str | None, settings: Settings, acting: Acting, report: Report
) -> bytes:
    with TemporaryDirectory(prefix="kiosk-cards-") as folder:
        file = Path(folder) / "cards.pdf"
        wanted = order("cards", stock=stock, out=file, new_sheet=True, fonts=settings.font_files)
        job = jobs.make("cards", wanted.sheet, acting, readers=chosen)
        printed = print_job(job, wanted, acting, report)
        if printed.refused and len(printed.refused) == job.labels:
            reason = printed.refused[0].reason
            raise BadValue(reason.text, **reason.details)
        return file.read_bytes()


PAGES = (
    Page("/readers/{reader:row}/card", show_new_card, Act.REGISTER),
    Page("/readers/{reader:row}/card", give_new_card, Act.REGISTER, "POST"),
    Page("/readers/{reader:row}/print", print_card, Act.PRINT, "POST"),
    Page("/readers/print", print_cards_of_class, Act.PRINT, "POST"),
)
