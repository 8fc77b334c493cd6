"""What is typed into fields that several pages have."""

from db.cataloguing.copies import Acquired
from db.errors import BadValue
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from kiosk.pages.ground.ask import Ask
from kiosk.typed import day as typed_day


def acquired_of(ask: Ask) -> Acquired:
    """How copies came to the library. Raises BadValue for a price or day that cannot be read."""
    day = ask.text("on")
    on = typed_day(day) if day else None
    return Acquired(on, price_of(ask.text("price")), ask.text("source"), ask.text("voucher"))


def price_of(text: str) -> int | None:
    """A price in hundredths, or None for none. Raises BadValue."""
    price = cleaning.price(text)
    if price.guessed:
        raise BadValue(N_("{value} cannot be read as {field}."), value=text, field=Sentence("price"))
    return price.value.amount if price.value else None
