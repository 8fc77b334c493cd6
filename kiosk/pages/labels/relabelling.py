"""The relabelling of a whole stock: opened, printed sheet by sheet, seen shelf by shelf, ended."""

from dataclasses import replace

from starlette.responses import Response

from db.answers.relabel import Line, State
from db.errors import BadValue, NotFound
from db.labelling import campaign
from db.labelling.campaign import CampaignKind, running_campaign
from db.labelling.jobs import last_symbol
from db.marking import N_, Sentence
from db.roles import Act
from db.stock.choosing import Wanted
from db.stock.shelves import places
from kiosk.label_printing.order import known_stocks, order
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.asking import Question, asked
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.pages.labels.choice import SYMBOLS, symbol_of
from kiosk.pages.labels.printing import Made, made
from kiosk.paper.printing.printers import queues
from kiosk.relabel.next_labels import next_possible
from kiosk.sentences.relabel.desk import STATES
from kiosk.typed import plain

_HERE = "/labels/relabelling"
_STATES: tuple[State, ...] = ("to_print", "printed", "closed", "not_found")
_MOST = 9999


def show_relabelling(ask: Ask) -> Response:
    """How far it is, shelf by shelf; or how it is begun."""
    try:
        running = running_campaign()
    except NotFound:
        shelves = [("", ask.words(N_("the whole stock"))), *((place.name, place.name) for place in places())]
        return page(ask, "relabelling_begin.html", shelves=shelves)
    wanted, symbol = order(running.kind), last_symbol(running.kind) or "none"
    return page(
        ask,
        "relabelling.html",
        running=running,
        progress=campaign.progress(),
        shelves=campaign.shelf_progress(),
        stocks=[(stock.name, stock.say(ask.words.catalogue)) for stock in known_stocks().values()],
        stock=wanted.stock.name,
        sheetful=wanted.sheetful,
        symbols=[(word, ask.words(name)) for word, name in SYMBOLS.items()],
        symbol=symbol,
        states=[(state, STATES[state]) for state in _STATES],
        places=[("", ask.words(N_("the whole stock"))), *((place.name, place.name) for place in places())],
        printers=queues(),
    )


def begin(ask: Ask) -> Response:
    """Put books on the worklist."""
    kind: CampaignKind | None = None
    if ask.text("kind"):
        kind = "barcode" if ask.text("kind") == "barcode" else "combined"
    opened = campaign.open_campaign(
        Wanted(classes=plain(ask.text("range")), shelf=ask.text("shelf")),
        ask.acting(),
        kind=kind,
        new_codes=bool(ask.text("new_codes")) if kind else None,
    )
    return ask.done(
        _HERE,
        Sentence(
            N_("Added to the worklist: {added}; {total} in all."),
            {"added": opened.added, "total": opened.total},
        ),
    )


def print_next(ask: Ask) -> Response:
    """Make the next labels of the worklist; those that cannot be made hold up no others."""
    kind, count = running_campaign().kind, ask.whole("count", 0)
    symbol = symbol_of(ask.text("symbol") or "none") if kind == "combined" else None
    wanted = order(kind, stock=ask.text("stock") or None, symbol=symbol)
    wanted = replace(wanted, printer=ask.text("printer"))
    count = count or wanted.sheetful
    if not 1 <= count <= _MOST:
        raise BadValue(N_("{value} must lie between {low} and {high}."), value=count, low=1, high=_MOST)
    acting = ask.acting()

    def work(report: Report) -> Made:
        refused = next_possible(wanted, count)
        job = campaign.print_next(count, wanted.sheet, acting, without=refused, symbol=wanted.symbol)
        done = made(job, wanted, acting, report)
        return replace(
            done, printed=replace(done.printed, refused=(*refused.values(), *done.printed.refused))
        )

    return ask.begin(Sentence(N_("Labels: {n}"), {"n": count}), work, then="/labels/made/{job}")


def list_books(ask: Ask) -> Response:
    """The worklist in shelf order: all of it, or one state, or one shelf."""
    state = next((one for one in _STATES if one == ask.text("state")), None)
    shelf = ask.text("shelf")
    lines = [
        line for line in campaign.worklist((state,) if state else ()) if shelf in ("", line.book.shelf or "-")
    ]
    columns = (
        Column[Line](N_("call number"), lambda line: line.book.call_number),
        Column[Line](N_("title"), lambda line: line.book.title, lambda line: f"/books/{line.title_id}"),
        Column[Line](N_("copy"), lambda line: line.number, is_number=True),
        Column[Line](N_("shelf"), lambda line: line.book.shelf),
        Column[Line](N_("state"), lambda line: ask.words(STATES[line.state])),
        Column[Line](N_("code"), lambda line: line.code),
    )
    return table_answer(ask, "relabelling_list.html", columns, lines)


def ask_to_end(ask: Ask) -> Response:
    """Say what ending means."""
    reached = campaign.progress()
    question = Question(
        Sentence(N_("End the relabelling?")),
        (
            Sentence(N_("Done: {n} of {total}."), {"n": reached.closed, "total": reached.total}),
            Sentence(N_("All labels stay valid. What is not done yet is taken off the worklist.")),
        ),
        f"{_HERE}/end",
        (),
        Sentence(N_("End it")),
        _HERE,
    )
    return asked(ask, question)


def end(ask: Ask) -> Response:
    """End it."""
    campaign.end_campaign(ask.acting())
    return ask.done(_HERE, Sentence(N_("The relabelling has ended.")))


PAGES = (
    Page(_HERE, show_relabelling, Act.PRINT),
    Page(f"{_HERE}/begin", begin, Act.PRINT, "POST"),
    Page(f"{_HERE}/print", print_next, Act.PRINT, "POST"),
    Page(f"{_HERE}/list", list_books, Act.PRINT, is_table=True),
    Page(f"{_HERE}/end", ask_to_end, Act.PRINT),
    Page(f"{_HERE}/end", end, Act.PRINT, "POST"),
)
