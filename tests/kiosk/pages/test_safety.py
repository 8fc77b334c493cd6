"""Safety at the desk: backups, the check, what happened, conflicts, children's data."""

import gzip
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from school import NOW, Library
from starlette.testclient import TestClient
from visiting import ACTING, Clock

from db.answers.alone.conflict import Kind
from db.events.conflicts import conflicts, file_conflict
from db.events.record import record
from db.events.report import events, flagged_count
from db.models import Event, Loan
from db.privacy.purging import days_kept
from db.store.opening import transaction
from kiosk.pages.ground.office import Office

Visitor = Callable[..., TestClient]


def over(desk: TestClient, job: str) -> str:
    """The page with what came of a job."""
    until = time.monotonic() + 40
    while "data-job" in (page := desk.get(job).text):
        assert time.monotonic() < until
        time.sleep(0.02)
    found = re.search(r'href="([^"]+)" data-go', page)
    assert found and "trouble" not in page, page
    return desk.get(found[1]).text


def test_a_backup_is_made_taken_away_and_compared(library: Library, visitor: Visitor, clock: Clock) -> None:
    library.lend(library.copy("B1"), library.patron("6101", name="Ada Li"))
    desk = visitor()
    assert "There is no backup yet." in desk.get("/safety").text
    made = over(desk, desk.post("/safety/backup").headers["location"])
    assert "made and tested" in made
    (name,) = set(re.findall(r"/safety/backups/([^\"]+)", desk.get("/safety").text))
    taken = desk.get(f"/safety/backups/{name}")
    assert (
        gzip.decompress(taken.content).startswith(b"SQLite format 3")
        and "no-store" in taken.headers["cache-control"]
    )
    assert Event.select().where(Event.verb == "backup_taken").count() == 1
    clock.now += timedelta(hours=1)
    with transaction():
        for _ in range(3):
            record(ACTING.__class__("door", clock.now, "reader"), "lent")
    compared = over(desk, desk.post("/safety/compare", data={"name": name}).headers["location"])
    if library.is_file:  # a server's own clock has said when the librarian came in
        assert "books lent: 3, returned: 0" in compared
    assert "kiosk restore" in compared and name in compared


@pytest.mark.store_in("file")
def test_no_other_file_is_given_out(library: Library, visitor: Visitor, office: Office) -> None:
    folder = Path(library.path).with_name("backups")
    folder.mkdir()
    (folder / "secret.txt").write_text("secret")
    (folder / "library-20260907-100000.db.gz").symlink_to(library.path)
    desk = visitor()
    for name in ("secret.txt", "..%2Flibrary.db", "%2e%2e", "library-20260907-100000.db.gz", "library.db"):
        assert desk.get(f"/safety/backups/{name}").status_code in (404, 405)
        assert desk.post("/safety/compare", data={"name": name}).status_code == 404


@pytest.mark.store_in("file")
def test_the_check_says_what_is_wrong(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    assert "The store is sound." in over(desk, desk.post("/safety/check").headers["location"])
    loan = library.lend(library.copy("B1"), library.patron("6101"))
    Loan.update(returned_at=loan.lent_at - timedelta(days=1)).where(Loan.id == loan.id).execute()
    page = over(desk, desk.post("/safety/check").headers["location"])
    assert "Loans that end before they began: 1" in page and "Set the clock." in page


@pytest.fixture
def happened(library: Library) -> Library:
    ada, ben = library.patron("6101", name="Ada Li"), library.patron("6102")
    momo = library.copy("B1", title=library.title("Momo", isbn="9787544270878"))
    other = library.copy("B2", title=library.title("Krabat"))
    with transaction():
        record(ACTING, "lent", patron_id=ada.id, copy_id=momo.id)
        record(ACTING, "lent", patron_id=ben.id, copy_id=other.id)
        record(ACTING, "refused", patron_id=ada.id, copy_id=other.id, flagged=True)
        record(ACTING, "returned", patron_id=ben.id, copy_id=momo.id, flagged=True)
    return library


def asked(desk: TestClient, **fields: str) -> list[str]:
    """The events that a question brings: their verbs and numbers."""
    answer = desk.post("/safety/events", data=fields)
    assert answer.status_code == 303, answer.text
    lines = desk.get(answer.headers["location"].replace("/events?", "/events.csv?"))
    rows = lines.content.decode("utf-8-sig").splitlines()[1:]
    return [f"{row.split(',')[1]} {row.split(',')[2]}" for row in rows]


def test_events_are_chosen_by_reader_book_staff_and_day(happened: Library, visitor: Visitor) -> None:
    desk = visitor()
    assert sorted(asked(desk, reader="6101")) == ["lent 6101", "refused 6101"]
    assert sorted(asked(desk, book="b1")) == ["lent 6101", "returned 6102"]
    assert sorted(asked(desk, book="978-7-5442-7087-8")) == ["lent 6101", "returned 6102"]
    assert asked(desk, book="Krab", reader="6102") == ["lent 6102"]
    assert {row.split()[0] for row in asked(desk, staff="S0")} == {"staff"}
    assert len(asked(desk, day="2026-09-07")) >= 4 and asked(desk, day="2026-09-06") == []
    assert desk.post("/safety/events", data={"reader": "Ada Li"}).status_code == 404
    assert desk.post("/safety/events", data={"day": "someday"}).status_code == 400


def test_flagged_events_are_ticked_off_one_by_one_or_all(happened: Library, visitor: Visitor) -> None:
    desk = visitor()
    page = desk.get("/safety/events?flagged=1").text
    numbers = re.findall(r'name="chosen" value="(\d+)"', page)
    assert len(numbers) == 2 and flagged_count() == 2
    assert desk.post("/safety/events/seen").status_code == 400
    desk.post("/safety/events/seen", data={"chosen": [numbers[0], "x"]})
    assert flagged_count() == 1
    assert [str(row.id) for row in events(since=NOW - timedelta(days=1), flagged=True)] == numbers[1:]
    desk.post("/safety/events/seen", data={"all": "yes"})
    assert flagged_count() == 0
    with transaction():
        record(ACTING, "refused", flagged=True)
    assert flagged_count() == 1


def test_conflicts_are_read_and_settled(happened: Library, visitor: Visitor) -> None:
    for _ in range(3):
        with transaction():
            file_conflict(Kind.NOT_DONE, ACTING, "lent", patron_id=1, copy_id=1)
    desk = visitor()
    numbers = re.findall(r'name="number" value="(\d+)"', desk.get("/safety/conflicts").text)
    assert len(numbers) == 3
    desk.post("/safety/conflicts", data={"number": numbers[0]})
    assert len(conflicts()) == 2
    assert desk.post("/safety/conflicts", data={"number": numbers[0]}).status_code == 404
    desk.post("/safety/conflicts", data={"all": "yes"})
    assert conflicts() == [] and "no conflict to settle" in desk.get("/safety/conflicts").text


def test_what_is_over_is_cut_and_a_family_gets_what_is_kept(
    library: Library, visitor: Visitor, clock: Clock
) -> None:
    ada = library.patron("6101", name="Ada Li")
    loan = library.lend(library.copy("B1"), ada, days_ago=40)
    Loan.update(returned_at=NOW - timedelta(days=20)).where(Loan.id == loan.id).execute()
    desk = visitor()
    answer = desk.post("/safety/privacy/export", data={"number": "6101"})
    assert answer.content.startswith(b"%PDF")
    assert Event.select().where(Event.verb == "privacy", Event.patron == ada.id).count() == 1
    assert "6101" not in answer.headers["content-disposition"]
    assert desk.post("/safety/privacy/export", data={"number": "7777"}).status_code == 404
    assert desk.post("/safety/privacy/days", data={"days": "0"}).status_code == 400
    desk.post("/safety/privacy/days", data={"days": "7"})
    assert days_kept() == 7
    page = over(desk, desk.post("/safety/privacy/purge").headers["location"])
    assert "<strong>1</strong> finished loans" in page
    assert Loan.get_by_id(loan.id).patron_id is None


@pytest.mark.store_in("file")
@pytest.mark.parametrize("role", ["teacher", ""])
def test_nobody_else_comes_near(happened: Library, visitor: Visitor, stranger: TestClient, role: str) -> None:
    browser = visitor("teacher", "3A") if role else stranger
    for path in (
        "",
        "/events",
        "/events.csv",
        "/conflicts",
        "/privacy",
        "/backups/library-20260907-100000.db.gz",
    ):
        assert browser.get(f"/safety{path}").status_code == (403 if role else 303), path
    for path in (
        "/backup",
        "/check",
        "/compare",
        "/events/seen",
        "/conflicts",
        "/privacy/purge",
        "/privacy/export",
    ):
        assert browser.post(f"/safety{path}", data={"number": "6101"}).status_code == (
            403 if role else 303
        ), path
