"""The stocktake at the desk: opened, scanned with a telephone, watched, settled list by list, signed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.answers.shelves.stocktake import Answered, Counted, Listed, StocktakeHeard
from db.clock import local_day
from db.codes import clean
from db.errors import BadValue, LibraryError
from db.library.identity import identity
from db.marking import N_, Sentence
from db.roles import Act
from db.stock.choosing import Wanted
from db.stock.shelves import places
from db.stocktake import opening, settling
from db.stocktake.board import board
from db.stocktake.lists import lists_of
from db.stocktake.opening import Found, all_stocktakes
from db.stocktake.scanning import Station
from db.stocktake.statement import close, statement
from kiosk.lists.stock.stocktake_book import statement_sheets
from kiosk.lists.workbook import write_workbook
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.paper.stocktake import cards_paper, second_look_paper, statement_paper
from kiosk.sentences.shelves.stocktake import (
    AREA_STATES,
    COUNTED,
    LARGE,
    LISTS,
    area_name,
    figures_of,
    heard_line,
)

HERE = "/stocktake"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 30
"""Lines of a list on the page; the workbook has them all."""


def list_all(ask: Ask) -> Response:
    """All stocktakes, the newest first, and the form to open another."""
    return page(
        ask,
        "stocktakes.html",
        stocktakes=sorted(all_stocktakes(), key=lambda one: one.opened_at, reverse=True),
        shelves=[("", ask.words(N_("all of them"))), *_shelves()],
    )


def open_one(ask: Ask) -> Response:
    """Open one over the whole stock or a part of it."""
    wanted = Wanted(classes=ask.text("range"), shelf=ask.text("shelf"))
    opened = opening.open_stocktake(ask.text("name"), wanted, ask.acting())
    said = Sentence(
        N_("Stocktake {name}: {copies} books at {areas} shelves. Lending goes on."),
        {"name": ask.text("name"), "copies": opened.copies, "areas": opened.areas},
    )
    return ask.done(f"{HERE}/{opened.stocktake_id}", said)


def show_one(ask: Ask) -> Response:
    """The board, the lists, and the field for the next scan."""
    stocktake, say = _asked(ask), ask.words
    heard = ask.office.kept.get(_heard_key(ask))
    said = heard if isinstance(heard, StocktakeHeard | Sentence) else None
    answered = said.answered if isinstance(said, StocktakeHeard) else None
    is_right = answered in (Answered.COUNTED, Answered.AGAIN)
    is_place = answered in (Answered.AREA, Answered.AREA_DONE)
    return page(
        ask,
        "stocktake.html",
        stocktake=stocktake,
        person=ask.text("person"),
        told="" if said is None else say(said) if isinstance(said, Sentence) else heard_line(said, say),
        word="" if said is None else say(LARGE[answered] if answered else N_("Unknown")),
        tone="" if said is None or is_place else "right" if is_right else "wrong",
        board=lambda: board(stocktake, ask.now),
        area=lambda name: area_name(name, say),
        states=AREA_STATES,
        counted=COUNTED,
        not_seen=Counted.NOT_SEEN,
        lists=lambda: [(kind, LISTS[kind], lines) for kind, lines in lists_of(stocktake).items() if lines],
        missing=Listed.MISSING,
        figures=lambda: figures_of(statement(stocktake).figures, say),
        most=_SHOWN,
    )


def scan(ask: Ask) -> Response:
    """Take one scan in, at the station of whoever scans here."""
    stocktake, code, person = _asked(ask), clean(ask.text("code")), ask.text("person")
    key = ("station", ask.post.patron_id, stocktake.stocktake_id, person)
    if code:
        try:
            station = ask.office.kept.get(key)
            if not isinstance(station, Station):
                station = Station(
                    stocktake, ask.office.settings.name, person or str(ask.post.patron_id or "")
                )
                ask.office.kept[key] = station
            ask.office.kept[_heard_key(ask)] = station.hear(code, ask.now)
        except LibraryError as error:
            ask.office.kept[_heard_key(ask)] = error.sentence
    return ask.done(f"{HERE}/{stocktake.stocktake_id}" + (f"?person={person}" if person else ""))


def settle(ask: Ask) -> Response:
    """Settle a whole list."""
    stocktake = _asked(ask)
    settled = settling.settle(stocktake, _list_named(ask.text("list")), ask.acting())
    back = f"{HERE}/{stocktake.stocktake_id}"
    if settled.waiting:
        text = N_("Books that need a second look first: {n}. Print the list for that.")
        return ask.done(back, Sentence(text, {"n": settled.waiting}), is_trouble=True)
    return ask.done(back, Sentence(N_("Settled: {n}."), {"n": settled.settled}))


def undo(ask: Ask) -> Response:
    """Undo the last list that was settled."""
    stocktake = _asked(ask)
    undone = settling.undo_settling(stocktake, ask.acting())
    said = Sentence(N_("Undone: {n}."), {"n": undone.settled})
    return ask.done(f"{HERE}/{stocktake.stocktake_id}", said, is_trouble=bool(undone.waiting))


def close_one(ask: Ask) -> Response:
    """Close it; its figures are kept for good."""
    stocktake = _asked(ask)
    close(stocktake, ask.acting(), although=bool(ask.text("anyway")))
    return ask.done(f"{HERE}/{stocktake.stocktake_id}", Sentence(N_("Closed.")))


def print_cards(ask: Ask) -> Response:
    """A work card for each bay."""
    shown = board(_asked(ask), ask.now)
    return paper_answer(ask, cards_paper(shown.name, shown.areas, ask.words), "work-cards")


def print_second_look(ask: Ask) -> Response:
    """What was not seen, to take along; only then may it be settled as missing."""
    stocktake = _asked(ask)
    lines = settling.second_look(stocktake, ask.acting())
    return paper_answer(ask, second_look_paper(stocktake.name, lines, ask.words), "second-look")


def print_statement(ask: Ask) -> Response:
    """The page to sign."""
    blocks = statement_paper(statement(_asked(ask)), identity().name, ask.words)
    return paper_answer(ask, blocks, "statement")


def give_workbook(ask: Ask) -> Response:
    """The figures and all lists as a workbook."""
    stocktake = _asked(ask)
    with TemporaryDirectory(prefix="kiosk-book-") as folder:
        file = Path(folder) / "statement.xlsx"
        write_workbook(file, statement_sheets(statement(stocktake), lists_of(stocktake), ask.words))
        content = file.read_bytes()
    name = f"stocktake-{local_day(ask.now)}.xlsx"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_XLSX, headers=headers)


def _asked(ask: Ask) -> Found:
    wanted = ask.row("stocktake")
    for one in all_stocktakes():
        if one.stocktake_id == wanted:
            return one
    raise BadValue(N_("There is no stocktake {name}."), name=wanted)


def _list_named(name: str) -> Listed:
    if name not in {kind.value for kind in Listed}:
        known = ", ".join(kind.value for kind in Listed)
        raise BadValue(N_("{value} is not one of: {known}."), value=name, known=known)
    return Listed(name)


def _heard_key(ask: Ask) -> tuple[str, int | None, int]:
    return ("heard", ask.post.patron_id, ask.row("stocktake"))


def _shelves() -> list[tuple[str, str]]:
    return [(place.name, place.name) for place in places() if not place.is_corner]


_ONE = f"{HERE}/{{stocktake:row}}"
PAGES = (
    Page(HERE, list_all, Act.STATUS),
    Page(HERE, open_one, Act.STATUS, "POST"),
    Page(_ONE, show_one, Act.STATUS),
    Page(f"{_ONE}/scan", scan, Act.STATUS, "POST"),
    Page(f"{_ONE}/settle", settle, Act.STATUS, "POST"),
    Page(f"{_ONE}/undo", undo, Act.STATUS, "POST"),
    Page(f"{_ONE}/close", close_one, Act.STATUS, "POST"),
    Page(f"{_ONE}/cards", print_cards, Act.STATUS),
    Page(f"{_ONE}/second-look", print_second_look, Act.STATUS, "POST"),
    Page(f"{_ONE}/statement", print_statement, Act.STATUS),
    Page(f"{_ONE}/statement.xlsx", give_workbook, Act.STATUS),
)
