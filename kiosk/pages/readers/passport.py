"""A reader's passport at the desk: begun and ended by wish, stamped, printed; and the booklets of classes."""

from starlette.responses import Response

from db.answers.classes.passport import PassportPage
from db.clock import local_day
from db.errors import BadValue, NotFound
from db.marking import N_, Sentence
from db.reading import passports
from db.registering.page import ReaderPage
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.readers.reader import asked_reader
from kiosk.paper.passport import passport_paper, passport_strip, print_strip
from kiosk.sentences.classes.passport import heading, standing_lines


def show_passport(ask: Ask) -> Response:
    """What stands in it, or that nobody wishes for one."""
    reader = asked_reader(ask, Act.REGISTER)
    found = _passport(ask, reader) if passports.has_passport(reader.patron_id) else None
    return page(
        ask,
        "passport.html",
        reader=reader,
        passport=found,
        heading=heading(found, ask.words) if found else "",
        told=standing_lines(found, ask.words) if found else [],
        has_receipts=bool(ask.office.settings.receipts.printer),
    )


def set_wish(ask: Ask) -> Response:
    """Begin or end it."""
    reader = asked_reader(ask, Act.REGISTER)
    wanted = bool(ask.text("wanted"))
    passports.wish(reader.number, wanted, ask.acting())
    said = N_("The reading passport has begun.") if wanted else N_("The reading passport has ended.")
    return ask.done(_at(reader), Sentence(said))


def stamp(ask: Ask) -> Response:
    """Stamp the books that are ticked."""
    reader = asked_reader(ask, Act.REGISTER)
    chosen = [int(one) for one in ask.chosen("loan") if one.isdecimal() and len(one) < 19]
    if not chosen:
        raise BadValue(N_("First tick a book."))
    number = passports.stamp(reader.number, chosen, ask.text("checker"), ask.acting())
    return ask.done(_at(reader), Sentence(N_("New stamps: {n}."), {"n": number}))


def print_passport(ask: Ask) -> Response:
    """Pages of it."""
    reader = asked_reader(ask, Act.REGISTER)
    blocks = passport_paper([_passport(ask, reader)], ask.library_words)
    return paper_answer(ask, blocks, "passport", paper="A5")


def print_receipt(ask: Ask) -> Response:
    """The same as a strip."""
    reader = asked_reader(ask, Act.REGISTER)
    print_strip(passport_strip(_passport(ask, reader), ask.library_words), ask.office.settings)
    return ask.done(_at(reader), Sentence(N_("Printed.")))


def print_booklet(ask: Ask) -> Response:
    """Those of a class, to be handed out."""
    name = ask.text("class")
    found = passports.passports_of_class(name, local_day(ask.now))
    if not found:
        raise NotFound(N_("Nobody in {name} keeps a reading passport."), name=name)
    return paper_answer(ask, passport_paper(found, ask.library_words), "passports", paper="A5")


def _passport(ask: Ask, reader: ReaderPage) -> PassportPage:
    return passports.passport_of(reader.number, local_day(ask.now))


def _at(reader: ReaderPage) -> str:
    return f"/readers/{reader.patron_id}/passport"


PAGES = (
    Page("/readers/{reader:row}/passport", show_passport, Act.REGISTER),
    Page("/readers/{reader:row}/passport/wish", set_wish, Act.REGISTER, "POST"),
    Page("/readers/{reader:row}/passport/stamp", stamp, Act.REGISTER, "POST"),
    Page("/readers/{reader:row}/passport/paper", print_passport, Act.REGISTER),
    Page("/readers/{reader:row}/passport/receipt", print_receipt, Act.REGISTER, "POST"),
    Page("/readers/passports", print_booklet, Act.REGISTER),
)
