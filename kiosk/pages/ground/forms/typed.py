"""What is typed into fields that several pages have."""

from db.errors import BadValue
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from db.registers.entering import Acquired
from db.registers.funds import fund_named
from kiosk.pages.ground.ask import Ask
from kiosk.typed import day as typed_day


def acquired_of(ask: Ask) -> Acquired:
    """How copies came to the library. Raises BadValue for a price or day that cannot be read."""
    day = ask.text("on")
    on = typed_day(day) if day else None
    fund = fund_named(ask.text("fund")) if ask.text("fund") else None
    price, kind = price_of(ask.text("price")), ask.text("kind")
    return Acquired(on, price, ask.text("source"), ask.text("voucher"), kind, fund)


def price_of(text: str) -> int | None:
    """A price in hundredths, or None for none. Raises BadValue."""
    price = cleaning.price(text)
    if price.guessed:
        raise BadValue(N_("{value} cannot be read as {field}."), value=text, field=Sentence("price"))
    return price.value.amount if price.value else None
