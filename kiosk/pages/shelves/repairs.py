"""Damaged books at the desk: what waits for repair, the longest first; noted and settled without blame."""

from starlette.responses import Response

from db.marking import N_, Sentence
from db.readers.finding import number_meant
from db.roles import Act
from db.stock.repairs import Agreed, Damage, InRepair, asks_for_money, repairs, settle_repair, to_repair
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.typed import price_of
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.sentences.shelves.repairs import (
    DAMAGES,
    DEGREES,
    OUTCOMES,
    WAITS_AND_ONE_BOOK,
    amount_said,
    ways_to_settle,
)
from kiosk.typed import day

HERE = "/repairs"


def list_repairs(ask: Ask) -> Response:
    """The queue, and the forms to put a book aside and to say how its repair ended."""
    say, money = ask.words, asks_for_money()
    columns = (
        Column[InRepair](N_("since"), lambda row: row.since),
        Column[InRepair](N_("days"), lambda row: row.days, is_number=True),
        Column[InRepair](N_("damage"), lambda row: say(DAMAGES[row.damage.kind])),
        Column[InRepair](N_("how bad"), lambda row: say(DEGREES[row.damage.degree])),
        Column[InRepair](N_("where"), lambda row: row.damage.place),
        *((Column[InRepair](N_("to pay"), lambda row: amount_said(row.damage.amount)),) if money else ()),
        Column[InRepair](N_("call number"), lambda row: row.call_number),
        Column[InRepair](N_("title"), lambda row: row.title),
        Column[InRepair](N_("code"), lambda row: row.code),
        Column[InRepair](N_("times"), lambda row: row.times, is_number=True),
        Column[InRepair](N_("proposed"), lambda row: say(N_("better withdraw it")) if row.may_go else ""),
    )
    return table_answer(
        ask,
        "repairs.html",
        columns,
        repairs(ask.now),
        key=lambda row: row.code,
        damages=[(kind, say(name)) for kind, name in DAMAGES.items()],
        degrees=[(degree, say(name)) for degree, name in DEGREES.items()],
        outcomes=[(outcome, say(name)) for outcome, name in ways_to_settle(with_money=money).items()],
        asks_for_money=money,
    )


def put_aside(ask: Ask) -> Response:
    """Put a copy aside to be mended."""
    damage = Damage(
        ask.text("kind"),
        ask.whole("degree", 2),
        bool(ask.text("known")),
        ask.text("place"),
        ask.text("note"),
        price_of(ask.text("amount")),
    )
    number = number_meant(ask.text("reader")) if ask.text("reader") else ""
    marked = to_repair(ask.text("code"), damage, ask.acting(), _agreed(ask, number))
    if marked.until:
        known = {"title": marked.title, "number": number, "day": marked.until}
        return ask.done(HERE, Sentence(WAITS_AND_ONE_BOOK, known))
    return ask.done(HERE, Sentence(N_("A copy of “{title}” waits for repair."), {"title": marked.title}))


def _agreed(ask: Ask, number: str) -> Agreed | None:
    last = ask.text("until")
    return Agreed(number, day(last) if last else None) if number else None


def settle(ask: Ask) -> Response:
    """End the repairs of the ticked copies, all in the same way."""
    outcome = ask.text("outcome")
    codes = ask.chosen("chosen")
    for code in codes:
        settle_repair(code, outcome, ask.acting())
    if not codes:
        return ask.done(HERE, Sentence(N_("First tick at least one line.")), is_trouble=True)
    said = Sentence(N_("Repairs finished: {n}, {outcome}."), {"n": len(codes), "outcome": _said(outcome)})
    return ask.done(HERE, said)


def _said(outcome: str) -> Sentence:
    return Sentence(OUTCOMES[outcome])


PAGES = (
    Page(HERE, list_repairs, Act.STATUS, is_table=True),
    Page(HERE, put_aside, Act.STATUS, "POST"),
    Page(f"{HERE}/settle", settle, Act.STATUS, "POST"),
)
