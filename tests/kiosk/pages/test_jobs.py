"""Long work: done in the desk's other thread, watched from a page, and seen by nobody else."""

import threading
import time
from collections.abc import Callable

import pytest
from school import Library
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.testclient import TestClient

from db.errors import BadValue
from db.marking import N_, Sentence
from db.models import Patron
from db.roles import Act
from kiosk.pages.app import routes_of
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.office import Office
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.visits import Undo

Visitor = Callable[..., TestClient]
NAME = Sentence(N_("Backup"))


def over(desk: TestClient, where: str) -> str:
    """The page of a job once it is over."""
    until = time.monotonic() + 20
    while "data-job" in (page := desk.get(where).text):
        assert time.monotonic() < until
        time.sleep(0.02)
    return page


def laid_in(desk: TestClient, work: Callable[[Report], object]) -> None:
    """A page that begins this work."""
    application = desk.app
    assert isinstance(application, Starlette)

    def begin(ask: Ask) -> Response:
        return ask.begin(NAME, work, then="/handbook")

    application.router.routes[:0] = routes_of(Page("/begin", begin, Act.DESK, "POST"))


def test_how_far_it_is_is_seen_by_whoever_began_it(
    library: Library, visitor: Visitor, office: Office
) -> None:
    go_on = threading.Event()

    def work(report: Report) -> str:
        report(1, 4)
        go_on.wait(20)
        return f"{Patron.select().count()} readers"  # on a connection of the thread's own

    desk = visitor()
    laid_in(desk, work)
    where = desk.post("/begin").headers["location"]
    until = time.monotonic() + 20
    while "25 %" not in (page := desk.get(where).text):
        assert time.monotonic() < until, page
    part = desk.get(where, headers={"X-Part": "job"}).text
    assert "data-job" in part and "<html" not in part
    assert visitor("head").get(where).status_code == 404
    go_on.set()
    page = over(desk, where)
    assert "It is done." in page and 'href="/handbook"' in page
    job = office.jobs.find(where.rpartition("/")[2], Patron.get(Patron.number == "S0").id)
    assert job and job.came == "2 readers" and office.jobs.finish()


@pytest.mark.store_in("file")
def test_what_fails_is_a_sentence_and_the_next_job_is_done(visitor: Visitor, office: Office) -> None:
    failures = iter((BadValue(N_("Choose a file first.")), KeyError("Ada")))

    def work(report: Report) -> None:
        if error := next(failures, None):
            raise error

    desk = visitor()
    laid_in(desk, work)
    said = [over(desk, desk.post("/begin").headers["location"]) for _ in range(3)]
    assert "Choose a file first." in said[0] and "data-go" not in said[0]  # it stays until it is read
    assert "The program made a mistake (KeyError)" in said[1] and "Ada" not in said[1]
    assert "It is done." in said[2] and "data-go" in said[2]
    assert office.jobs.finish()


@pytest.mark.store_in("file")
def test_what_was_done_is_said_once_and_can_be_undone(visitor: Visitor) -> None:
    desk = visitor()
    application = desk.app
    assert isinstance(application, Starlette)

    def do(ask: Ask) -> Response:
        undo = Undo("/undo", (("loan", "7"),))
        return ask.done("/handbook", Sentence(N_("{path} was written."), {"path": "<b>it</b>"}), undo=undo)

    application.router.routes[:0] = routes_of(Page("/do", do, Act.DESK, "POST"))
    assert desk.post("/do").headers["location"] == "/handbook"
    page = desk.get("/handbook").text
    assert "&lt;b&gt;it&lt;/b&gt; was written." in page
    assert 'action="/undo"' in page and 'name="loan" value="7"' in page
    assert "was written" not in desk.get("/handbook").text
