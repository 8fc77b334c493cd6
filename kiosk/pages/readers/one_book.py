"""One book at a time, in the classroom: agreed with a reader over a damaged or lost book, and ended."""

from starlette.responses import Response

from db.marking import Sentence
from db.roles import Act
from db.stock.one_book import agree_one_book, lift_one_book
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.readers.reader import asked_reader
from kiosk.sentences.shelves.repairs import LIFTED, ONE_BOOK
from kiosk.typed import day


def agree(ask: Ask) -> Response:
    """Agree on it, to the end of the term where no other day is typed."""
    reader = asked_reader(ask, Act.STATUS)
    typed = ask.text("until")
    last = agree_one_book(
        reader.number, ask.acting(), code=ask.text("book"), until=day(typed) if typed else None
    )
    return ask.done(
        f"/readers/{reader.patron_id}", Sentence(ONE_BOOK, {"number": reader.number, "day": last})
    )


def lift(ask: Ask) -> Response:
    """End it; a teacher may for the pupils of their own classes."""
    reader = asked_reader(ask, Act.READERS)
    lift_one_book(reader.number, ask.acting())
    return ask.done(f"/readers/{reader.patron_id}", Sentence(LIFTED, {"number": reader.number}))


PAGES = (
    Page("/readers/{reader:row}/one-book", agree, Act.STATUS, "POST"),
    Page("/readers/{reader:row}/lift", lift, Act.READERS, "POST"),
)
