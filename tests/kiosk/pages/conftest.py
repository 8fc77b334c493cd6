"""A desk over a test's own store, and visitors who have come in."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from school import Library
from starlette.routing import BaseRoute
from starlette.testclient import TestClient
from visiting import ACTING, ORIGIN, PIN, Clock

from db.staff.members import appoint
from db.staff.pins import set_pin
from kiosk.pages import app
from kiosk.pages.app import make_app, routes_of
from kiosk.pages.ground.office import Office
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.visits import Visits
from kiosk.settings import Settings


@cache
def _routes_of(page: Page) -> tuple[BaseRoute, ...]:
    """Those of a page know no office: the desks of all tests have the same, made once."""
    return tuple(routes_of(page))


app.routes_of = _routes_of  # type: ignore[assignment]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(library: Library, clock: Clock, tmp_path: Path) -> Office:
    """A desk over the test's library, on Monday 7 September 2026 at ten."""
    settings = Settings(name="test desk", store=str(library.where), language="en")
    return Office(settings, tmp_path / "kiosk.log", now=clock, visits=Visits(lambda: clock.seconds))


@pytest.fixture
def stranger(office: Office) -> Iterator[TestClient]:
    """A browser in which nobody has come in."""
    with TestClient(make_app(office), "http://localhost", headers=ORIGIN, follow_redirects=False) as browser:
        yield browser


Visitor = Callable[..., TestClient]


@pytest.fixture
def visitor(library: Library, office: Office) -> Iterator[Visitor]:
    """`visitor()`, `visitor("teacher", "3A")`: a browser in which such a member of staff is in."""
    opened = []

    def come_in(role: str = "librarian", *classes: str) -> TestClient:
        number = f"S{len(opened)}"
        library.policy("librarian")
        library.patron(
            number, category="librarian" if role != "teacher" else "teacher", class_name="Staff room"
        )
        appoint(number, role, classes, ACTING)
        set_pin(PIN, ACTING, number)
        browser = TestClient(make_app(office), "http://localhost", headers=ORIGIN, follow_redirects=False)
        browser.__enter__()
        opened.append(browser)
        came = browser.post("/login", data={"card": number, "pin": PIN})
        assert (came.status_code, came.headers["location"]) == (303, "/")
        return browser

    yield come_in
    for browser in opened:
        browser.__exit__(None, None, None)
