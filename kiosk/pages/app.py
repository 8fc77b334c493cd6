"""The desk as an application: its rooms, its routes, and what stands round every answer."""

from collections.abc import Iterator
from pathlib import Path

import anyio
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from kiosk.pages.answers import answers
from kiosk.pages.books import book, copies, lending, marking, titles
from kiosk.pages.classes import classes, corners, lessons, timetable, year
from kiosk.pages.classes import passports as class_passports
from kiosk.pages.front import handbook, login, search, today, window
from kiosk.pages.ground.door import inside, on_fault, on_http_exception
from kiosk.pages.ground.guard import Guard
from kiosk.pages.ground.office import Office
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.intake import intake
from kiosk.pages.labels import calibrating, choosing, printing, relabelling
from kiosk.pages.lists import bringing_in, giving_out, profiles
from kiosk.pages.loans import holds, loans
from kiosk.pages.loans import papers as loans_papers
from kiosk.pages.readers import campus_cards, cards, family, finding, one_book, passport, reader, registering
from kiosk.pages.reading import activities as reading_activities
from kiosk.pages.reading import comparing as reading_comparing
from kiosk.pages.reading import days as reading_days
from kiosk.pages.reading import filling as reading_filling
from kiosk.pages.reading import lists as reading_lists
from kiosk.pages.registers import compliance, numbers, periodicals, registers
from kiosk.pages.report import files as report_files
from kiosk.pages.report import report
from kiosk.pages.rules import calendar, house_rules, staff
from kiosk.pages.safety import backups, children, happened
from kiosk.pages.shelves import photo, repairs, room, stocktake, way
from kiosk.pages.shelves import reading as shelf_reading
from kiosk.pages.shelves import returns as shelf_returns
from kiosk.pages.stock import buying, review, states, structure, weeding

ROOMS = (
    answers,
    profiles,
    giving_out,
    bringing_in,
    house_rules,
    calendar,
    staff,
    backups,
    happened,
    children,
    handbook,
    login,
    window,
    search,
    today,
    book,
    titles,
    copies,
    marking,
    lending,
    finding,
    registering,
    reader,
    one_book,
    campus_cards,
    cards,
    family,
    passport,
    loans,
    loans_papers,
    holds,
    choosing,
    printing,
    calibrating,
    relabelling,
    room,
    way,
    shelf_returns,
    shelf_reading,
    stocktake,
    repairs,
    intake,
    structure,
    states,
    buying,
    weeding,
    review,
    registers,
    numbers,
    periodicals,
    compliance,
    lessons,
    timetable,
    corners,
    classes,
    class_passports,
    year,
    reading_lists,
    reading_filling,
    reading_comparing,
    reading_days,
    reading_activities,
    report,
    report_files,
    photo,
)
"""The modules that have `PAGES`, by name."""
LARGEST = 20 * MB
"""The most bytes of any request."""
STATIC = Path(__file__).with_name("static")


class RowConvertor(Convertor[int]):
    """The number of a row: `{book:row}`."""

    regex = "[1-9][0-9]{0,8}"

    def convert(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Its digits."""
        return str(value)


class TokenConvertor(Convertor[str]):
    """A secret, or another word without a dot: `{list:token}`."""

    regex = "[A-Za-z0-9_-]{8,40}"

    def convert(self, value: str) -> str:
        """The same."""
        return value

    def to_string(self, value: str) -> str:
        """The same."""
        return value


def make_app(office: Office) -> Starlette:
    """The desk of this office."""
    register_url_convertor("row", RowConvertor())
    register_url_convertor("token", TokenConvertor())
    pages = [page for room in ROOMS for page in room.PAGES]
    app = Starlette(
        routes=[
            *(route for page in pages for route in routes_of(page)),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, names=office.names)],
        exception_handlers={HTTPException: on_http_exception, Exception: on_fault},
        max_body_size=LARGEST,
    )
    app.state.office = office
    app.state.addresses = {}
    app.state.pin_lane = anyio.CapacityLimiter(1)
    return app


def routes_of(page: Page) -> Iterator[BaseRoute]:
    """The route to a page, and to the files of its table."""
    for ending in ("", *(("csv", "xlsx") if page.is_table else ())):
        address = f"{page.address}.{ending}" if ending else page.address
        yield Route(address, inside(page, ending), methods=[page.method], max_body_size=page.largest)
