"""Periodicals at the desk: scanned in, a month at a glance, claimed, bound, ordered."""

from starlette.responses import Response

from db.clock import local_day
from db.errors import LibraryError
from db.library.identity import identity
from db.marking import N_, Sentence
from db.periodicals.aids import aids, set_aid
from db.periodicals.arriving import Arrived, arrived_today, check_in, claim, lose, take_back
from db.periodicals.binding import bind, volumes
from db.periodicals.issues import issue_of, issues
from db.periodicals.subscribing import Wanted, cancel, current_titles, subscribe, subscription, subscriptions
from db.registers.funds import fund_names
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.typed import price_of
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.paper.stock.periodicals import aids_paper, claim_paper, month_grid, order_paper
from kiosk.paper.stock.registers import money
from kiosk.sentences.stock.periodicals import FOR_WHOM, FREQUENCIES, ISSUE_STATES, PAYERS
from kiosk.typed import day, month_of, weekdays

HERE = "/periodicals"


def show_month(ask: Ask) -> Response:
    """The field for the next issue, the month, the subscriptions, and what is bound."""
    today = local_day(ask.now)
    first, last = month_of(ask.text("month"), today)
    found = issues(today, first, last)
    days, lines = month_grid(found, first)
    known = subscriptions(today, first.year)
    return page(
        ask,
        "periodicals.html",
        month=f"{first:%Y-%m}",
        before=f"{first.replace(day=1).fromordinal(first.toordinal() - 1):%Y-%m}",
        after=f"{last.fromordinal(last.toordinal() + 1):%Y-%m}",
        days=days,
        lines=lines,
        year=first.year,
        known=[(one, money(one.price)) for one in known],
        late=sum(one.late for one in known),
        titles=len(current_titles(today)),
        states=ISSUE_STATES,
        frequencies=[(own, ask.words(name)) for own, name in FREQUENCIES.items()],
        payers=[(own, ask.words(name)) for own, name in PAYERS.items()],
        readers=[(own, ask.words(name)) for own, name in FOR_WHOM.items()],
        funds=[("", ""), *((name, name) for name in fund_names())],
        volumes=volumes(),
        aids=[(one, money(one.price), money(one.amount)) for one in aids(first.year)],
    )


def scan(ask: Ask) -> Response:
    """Check in the issue whose bars were scanned; what is wrong is said on the same page."""
    if not ask.text("code"):
        return ask.done(HERE)
    try:
        return _came(ask, check_in(ask.text("code"), ask.acting()))
    except LibraryError as error:
        return ask.done(HERE, error.sentence, is_trouble=True)


def came_today(ask: Ask) -> Response:
    """All copies of today's issue of a subscription, or of the one that was to come on the day clicked."""
    on = day(ask.text("on")) if ask.text("on") else None
    return _came(ask, arrived_today(ask.whole("subscription"), ask.acting(), on))


def _came(ask: Ask, arrived: Arrived) -> Response:
    said = Sentence(
        N_("“{title}”, issue {number}: {received} of {copies}."),
        {
            "title": arrived.title,
            "number": arrived.number,
            "received": arrived.received,
            "copies": arrived.copies,
        },
    )
    return ask.done(HERE, said, undo=Undo(f"{HERE}/take-back", (("issue", str(arrived.issue_id)),)))


def take_one_back(ask: Ask) -> Response:
    """One copy of an issue was checked in by mistake."""
    return _changed(ask, take_back(ask.whole("issue"), ask.acting()).state)


def mark_lost(ask: Ask) -> Response:
    """An issue is lost, or was found again."""
    issue = issue_of(ask.whole("subscription"), ask.whole("number"))
    return _changed(ask, lose(issue, ask.acting(), found_again=bool(ask.text("found"))).state)


def _changed(ask: Ask, state: str) -> Response:
    return ask.done(HERE, Sentence(N_("The issue is now: {state}"), {"state": Sentence(ISSUE_STATES[state])}))


def claim_late(ask: Ask) -> Response:
    """Claim what is late; the slip for the post."""
    found = claim(ask.acting())
    if not found:
        return ask.done(HERE, Sentence(N_("Nothing is late.")))
    return paper_answer(ask, claim_paper(found, identity().name, local_day(ask.now), ask.words), "claim")


def add_subscription(ask: Ask) -> Response:
    """Subscribe."""
    days = "".join(map(str, sorted(weekdays([ask.text("weekdays")]))))
    made = subscribe(
        Wanted(
            ask.text("title"),
            ask.whole("year"),
            "weekdays" if days else ask.text("frequency"),
            ask.text("post"),
            ask.text("cn"),
            ask.text("issn"),
            days,
            day(ask.text("starts")) if ask.text("starts") else None,
            day(ask.text("ends")) if ask.text("ends") else None,
            copies=ask.whole("copies", 1),
            price=price_of(ask.text("price")),
            payer=ask.text("payer"),
            readers=ask.text("readers"),
            class_name=ask.text("class"),
            fund=ask.text("fund"),
            lends=bool(ask.text("lends")),
        ),
        ask.acting(),
    )
    said = N_("Subscription {number}: “{title}”, issues expected: {n}.")
    told = {"number": made.number, "title": made.title, "n": made.issues}
    undo = Undo(f"{HERE}/cancel", (("subscription", str(made.number)),))
    return ask.done(HERE, Sentence(said, told), undo=undo)


def cancel_one(ask: Ask) -> Response:
    """Cancel a subscription of which nothing came."""
    title = cancel(ask.whole("subscription"), ask.acting())
    return ask.done(HERE, Sentence(N_("Cancelled: “{title}”"), {"title": title}))


def bind_issues(ask: Ask) -> Response:
    """Bind issues into a volume."""
    number, first, last = (ask.whole(name) for name in ("subscription", "first", "last"))
    known = subscription(number)
    name = ask.words(
        N_("{title}, {year}, issues {first}-{last} (bound)"),
        title=known.title,
        year=known.year,
        first=first,
        last=last,
    )
    without = tuple(int(one) for one in ask.text("without").replace(",", " ").split() if one.isdecimal())
    bound = bind(
        *(number, first, last, name, ask.acting()), call_number=ask.text("call_number"), without=without
    )
    said = N_("Bound: “{title}”, accession number {number}; issues in it: {n}.")
    told = {"title": bound.title, "number": bound.accession, "n": len(bound.numbers)}
    return ask.done(HERE, Sentence(said, told))


def print_order(ask: Ask) -> Response:
    """The order list of a year in three copies."""
    year = ask.whole("year")
    found = subscriptions(year=year)
    if not found:
        return ask.done(HERE, Sentence(N_("There are no subscriptions for {year}."), {"year": year}))
    blocks = order_paper(found, year, identity().name, ask.words)
    return paper_answer(ask, blocks, "periodicals-order", landscape=True)


def keep_aid(ask: Ask) -> Response:
    """What a class orders of a teaching aid, and what came of it."""
    kept = set_aid(
        *(ask.whole("year"), ask.text("class"), ask.text("item"), ask.acting()),
        copies=_count(ask, "copies"),
        arrived=_count(ask, "arrived"),
        handed_out=_count(ask, "handed_out"),
        price=price_of(ask.text("price")),
    )
    said = N_("{name}, {item}: ordered {copies}, arrived {arrived}, handed out {out}.")
    told = {
        "name": kept.class_name,
        "item": kept.item,
        "copies": kept.copies,
        "arrived": kept.arrived,
        "out": kept.handed_out,
    }
    return ask.done(HERE, Sentence(said, told))


def _count(ask: Ask, name: str) -> int | None:
    return ask.whole(name) if ask.text(name) else None


def print_aids(ask: Ask) -> Response:
    """An order sheet for each class."""
    year = ask.whole("year")
    found = aids(year)
    if not found:
        return ask.done(HERE, Sentence(N_("No class has ordered anything for {year}."), {"year": year}))
    return paper_answer(ask, aids_paper(found, year, identity().name, ask.words), "teaching-aids")


PAGES = (
    Page(HERE, show_month, Act.CATALOGUE),
    Page(f"{HERE}/scan", scan, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/today", came_today, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/take-back", take_one_back, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/lost", mark_lost, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/claim", claim_late, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/subscribe", add_subscription, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/cancel", cancel_one, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/bind", bind_issues, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/order", print_order, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/aid", keep_aid, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/aids", print_aids, Act.CATALOGUE, "POST"),
)
