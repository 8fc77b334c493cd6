"""What happened, chosen by reader, book, staff and day; and conflicts that wait to be settled."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from db.clock import to_utc
from db.errors import BadValue
from db.events.conflicts import conflicts, settle, settle_all
from db.events.report import EventRow, Wanted, events, see_events
from db.marking import N_, Sentence
from db.readers.readers import patron_of
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.sentences.conflicts import told
from kiosk.sentences.events import ACTORS, verb_of, why_of
from kiosk.typed import day

_HERE = "/safety/events"
_DAYS = 7
"""Days back, where nobody says more."""
_EVER = datetime(2000, 1, 1)


def show_events(ask: Ask) -> Response:
    """A table of what happened; flagged ones can be ticked off."""
    flagged = ask.text("flagged") == "1"
    chosen = day(ask.text("day")) if ask.text("day") else None
    wanted = Wanted(ask.text("reader"), ask.text("book"), ask.text("staff"))
    since = _EVER
    if chosen:
        since, before = _bounds(chosen)
        wanted = Wanted(wanted.reader, wanted.book, wanted.staff, before)
    elif not (flagged or wanted.reader or wanted.book or wanted.staff):
        since = ask.now - timedelta(days=_DAYS)
    return table_answer(
        ask,
        "events.html",
        _columns(ask),
        events(since=since, flagged=flagged, wanted=wanted),
        key=(lambda row: row.id) if flagged else None,
        flagged=flagged,
        wanted=wanted,
        chosen=chosen,
        days=_DAYS,
    )


def choose_events(ask: Ask) -> Response:
    """To the events that are asked for. A number that nobody has, such as a name, gets into no address."""
    fields = {name: ask.text(name) for name in ("reader", "staff", "book", "day")}
    for who in ("reader", "staff"):
        if fields[who]:
            patron_of(fields[who])
    if fields["day"]:
        fields["day"] = day(fields["day"]).isoformat()
    if ask.text("flagged") == "1":
        fields["flagged"] = "1"
    return RedirectResponse(f"{_HERE}?{urlencode({k: v for k, v in fields.items() if v})}", 303)


def tick_off(ask: Ask) -> Response:
    """The chosen ones, or all, have been looked at."""
    if ask.text("all") == "yes":
        see_events(ask.acting())
        return ask.done(f"{_HERE}?flagged=1", Sentence(N_("What was flagged is ticked off.")))
    chosen = [int(text) for text in ask.chosen("chosen") if text.isdecimal() and len(text) < 19]
    if not chosen:
        raise BadValue(N_("First tick the events that you have looked at."))
    see_events(ask.acting(), chosen)
    return ask.done(f"{_HERE}?flagged=1", Sentence(N_("Ticked off: {n}"), {"n": len(chosen)}))


def show_conflicts(ask: Ask) -> Response:
    """Each with what happened and what may be done about it."""
    return page(ask, "conflicts.html", conflicts=[(one, *told(one, ask.words)) for one in conflicts()])


def settle_conflicts(ask: Ask) -> Response:
    """Tick one off, or all."""
    if ask.text("all") == "yes":
        n = settle_all(ask.acting())
        return ask.done("/safety/conflicts", Sentence(N_("Settled: {n}"), {"n": n}))
    settle(ask.whole("number"), ask.acting())
    return ask.done("/safety/conflicts", Sentence(N_("It is settled.")))


def _bounds(chosen: date) -> tuple[datetime, datetime]:
    begins = datetime(chosen.year, chosen.month, chosen.day)
    return to_utc(begins), to_utc(begins + timedelta(days=1))


def _columns(ask: Ask) -> tuple[Column[EventRow], ...]:
    words = ask.words

    def who(row: EventRow) -> str:
        return f"{words(ACTORS.get(row.actor, row.actor))} {row.staff or row.account}".strip()

    return (
        Column("when", lambda row: row.at),
        Column("what", lambda row: words.term(verb_of(row.verb, row.details))),
        Column("number", lambda row: row.number),
        Column("title", lambda row: row.title),
        Column("why", lambda row: why_of(row.verb, row.details, row.flag, words)),
        Column("who", who),
        Column("kiosk", lambda row: row.kiosk),
        Column("flagged", lambda row: "!" if row.waits else ""),
    )


PAGES = (
    Page(_HERE, show_events, Act.SAFETY, is_table=True),
    Page(_HERE, choose_events, Act.SAFETY, "POST"),
    Page(f"{_HERE}/seen", tick_off, Act.SAFETY, "POST"),
    Page("/safety/conflicts", show_conflicts, Act.SAFETY),
    Page("/safety/conflicts", settle_conflicts, Act.SAFETY, "POST"),
)
