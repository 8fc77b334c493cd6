"""What is typed into fields that several pages have, and into a form that two people may have open."""

from collections.abc import Iterable, Mapping

from db.errors import BadValue
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from db.registers.entering import Acquired
from db.registers.funds import fund_named
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.refilled import SEEN
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


def corrected(ask: Ask, names: Iterable[str], now: Mapping[str, str]) -> dict[str, str]:
    """What was typed into these fields otherwise than the form showed it; `now` is what is known of each.

    A field of which the form does not say what it showed counts as typed. Raises BadValue where somebody
    else has changed a field since the form was opened, and to something else.
    """
    typed: dict[str, str] = {}
    for name in names:
        if name not in ask.form:
            continue
        text, seen = ask.text(name), ask.text(SEEN + name)
        if SEEN + name in ask.form and text == seen:
            continue
        if SEEN + name in ask.form and now[name] not in (seen, text):
            raise BadValue(
                N_("Somebody has changed this meanwhile: it said “{old}” and now says “{new}”. Look again."),
                old=seen,
                new=now[name],
            )
        typed[name] = text
    return typed
