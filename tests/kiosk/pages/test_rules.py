"""Rules at the desk: policies, the calendar and what becomes of due dates, staff and PINs, the library."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from school import Library
from starlette.testclient import TestClient
from visiting import ACTING, PIN

from db.library import first_steps
from db.library.identity import identity
from db.library.terms import closures, open_days, set_closed_weekdays, terms
from db.models import Loan, Patron, Policy, Title
from db.reading import idle
from db.staff.members import members

Visitor = Callable[..., TestClient]
RULE = {"most_loans": "3", "loan_days": "14", "most_renewals": "0", "block_days": "", "renews": "yes"}


def test_a_policy_is_changed_made_and_removed(library: Library, visitor: Visitor) -> None:
    library.patron("6101", quota=9)
    desk = visitor()
    assert "Drop the personal limit of 1 reader" in desk.get("/rules").text
    assert desk.post("/rules/policy", data={"category": "pupil", **RULE, "for_all": "yes"}).status_code == 303
    pupils = Policy.get_by_id("pupil")
    assert (pupils.most_loans, pupils.loan_days, pupils.most_renewals) == (3, 14, 0)
    assert pupils.overdue_block_days is None and pupils.renews_by_default
    assert Patron.get(Patron.number == "6101").quota is None
    desk.post("/rules/policy", data={"category": "guests", **RULE})
    assert "guests" in desk.get("/rules").text
    desk.post("/rules/policy/remove", data={"category": "guests"})
    assert Policy.get_or_none(Policy.category == "guests") is None
    for bad in (
        {"loan_days": "0"},
        {"most_loans": "many"},
        {"loan_days": "--5"},
        {"category": "x" * 40},
        {"category": ""},
    ):
        assert desk.post("/rules/policy", data={"category": "pupil", **RULE, **bad}).status_code == 400


@pytest.mark.store_in("file")
def test_the_settings_of_the_machine_say_what_is_heard_and_offered(visitor: Visitor) -> None:
    page = visitor().get("/rules").text.partition('id="machine"')[2]
    for word in ("sound.tones", "sound.speech", "offers.slips", "paper.lessons"):
        said = re.search(rf'title="{word}">([^<]+)</dt><dd>([^<]+)</dd>', page)
        assert said and said[2] == "no", word


def test_a_closure_says_first_what_becomes_of_due_dates(library: Library, visitor: Visitor) -> None:
    child = library.patron("6101")
    library.lend(library.copy("B1"), child)
    due = Loan.select(Loan.due_on).scalar()
    desk = visitor()
    days = {"first": str(due), "last": str(due), "reason": "<b>Flood"}
    asked = desk.post("/rules/calendar/close", data=days)
    assert asked.status_code == 200 and "Loans that would be due later: 1." in asked.text
    assert not closures() and Loan.select(Loan.due_on).scalar() == due
    done = desk.post("/rules/calendar/close", data={**days, "sure": "yes"})
    page = desk.get(done.headers["location"]).text
    assert "Loans now due later: 1." in page and "&lt;b&gt;Flood" in page
    assert Loan.select(Loan.due_on).scalar() > due and len(closures()) == 1
    assert desk.post("/rules/calendar/open", data={"day": str(due)}).status_code == 303
    assert not closures()
    assert desk.post("/rules/calendar/close", data={"first": "2026-13-01"}).status_code == 400
    assert desk.post("/rules/calendar/open", data={"day": str(due)}).status_code == 404


def test_holidays_and_worked_weekends_are_proposed_and_taken_over(library: Library, visitor: Visitor) -> None:
    set_closed_weekdays(frozenset((5, 6)), ACTING)
    desk = visitor()
    october = desk.get("/rules/calendar?month=2026-10").text
    assert "closed: National Day" in october and "working day: National Day" in october
    desk.post("/rules/calendar/proposals", data={"year": "2026", "day": "2026-10-01"})
    october = desk.get("/rules/calendar?month=2026-10").text
    assert (
        "day-worked" in october
        and october.count('class="day-closed') == 7
        and "Add them to the calendar" not in october
    )
    assert date(2026, 10, 10) in {row.day for row in open_days()}
    assert "not known here yet" in desk.get("/rules/calendar?month=2099-01").text
    for bad in ("month=x", "day=x", "month=2026-99"):
        assert desk.get(f"/rules/calendar?{bad}").status_code == 400


@pytest.mark.store_in("file")
def test_a_term_is_added_moved_and_removed_and_ends_are_recalled(library: Library, visitor: Visitor) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    desk = visitor()
    term = {"name": "Autumn", "first": "2026-09-01", "last": "2026-09-11"}
    assert (
        "Loans due after the term ends on 2026-09-11: 1." in desk.post("/rules/calendar/term", data=term).text
    )
    assert not terms()
    desk.post("/rules/calendar/term", data={**term, "sure": "yes"})
    assert "1 loan is due after the last open day" in desk.get("/rules/calendar").text
    desk.post("/rules/calendar/recall")
    assert Loan.select(Loan.due_on).scalar() == date(2026, 9, 11)
    desk.post("/rules/calendar/term", data={**term, "last": "2027-01-22", "sure": "yes"})
    assert [(row.name, row.ends_on) for row in terms()] == [("Autumn", date(2027, 1, 22))]
    desk.post("/rules/calendar/term/remove", data={"name": "Autumn", "sure": "yes"})
    assert not terms()
    assert desk.post("/rules/calendar/weekdays", data={"sure": "yes"}).status_code == 400
    desk.post("/rules/calendar/weekdays", data={"weekday": ["0", "2"], "sure": "yes"})
    assert len(re.findall(r'name="weekday" value="\d" checked', desk.get("/rules/calendar").text)) == 2


@pytest.mark.store_in("file")
def test_the_library_is_named_and_files_otherwise(library: Library, visitor: Visitor) -> None:
    library.title("Momo", call_number="813.54 END")
    before = Title.select(Title.shelf_key).scalar()
    desk = visitor()
    form = {"name": "育才小学图书馆", "number": "12", "scheme": "dewey", "apart": "F=FIC\n-"}
    desk.post("/rules/library", data=form)
    now = identity()
    assert (now.name, now.number, now.scheme.kind) == ("育才小学图书馆", 12, "dewey")
    assert now.scheme.runs == (("F", "FIC"), ("",)) and Title.select(Title.shelf_key).scalar() != before
    page = desk.get("/rules").text
    assert "育才小学图书馆" in page and "F=FIC" in page and "test desk" in page
    assert desk.post("/rules/library", data={**form, "scheme": "x"}).status_code == 400
    assert desk.post("/rules/library", data={**form, "name": "x" * 61}).status_code == 400


def test_staff_get_roles_and_pins_from_whoever_may(library: Library, visitor: Visitor) -> None:
    library.patron("9001", category="teacher", class_name="Staff room")
    library.patron("6101")
    desk = visitor()
    added = desk.post("/rules/staff/add", data={"number": "9001", "role": "teacher", "class": ["3A"]})
    assert added.status_code == 303 and "none yet" in desk.get("/rules/staff").text
    new = {"number": "9001", "own": PIN, "pin": "4917", "again": "4917"}
    for bad in ({"own": "1111"}, {"again": "4918"}, {"pin": "1234", "again": "1234"}, {"number": "6101"}):
        assert desk.post("/rules/staff/pin", data={**new, **bad}).status_code in (400, 404)
    assert [member.has_pin for member in members() if member.number == "9001"] == [False]
    assert desk.post("/rules/staff/pin", data=new).status_code == 303
    assert "4917" not in desk.get("/rules/staff").text
    assert desk.post("/rules/staff/add", data={"number": "6101", "role": "head"}).status_code == 400
    head = visitor("head")
    for path in ("add", "remove", "pin"):
        assert desk.post(f"/rules/staff/{path}", data=new).status_code == 403
    assert "The head gives roles and PINs." in desk.get("/rules/staff").text
    assert head.post("/rules/staff/remove", data={"number": "9001"}).status_code == 303
    assert "9001" not in {member.number for member in members()}
    own = {"own": PIN, "pin": "9713", "again": "9713"}
    assert desk.post("/rules/staff/own-pin", data=own).headers["location"] == "/login"
    assert desk.get("/rules").headers["location"].startswith("/login")


@pytest.mark.store_in("file")
def test_wrong_pins_wait_at_the_desk_too(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    form = {"own": "1111", "pin": "9713", "again": "9713"}
    pages = [desk.post("/rules/staff/own-pin", data=form).text for _ in range(4)]
    assert "Wait 5 seconds" in pages[-1]
    assert "Wait" in desk.post("/rules/staff/own-pin", data={**form, "own": PIN}).text


@pytest.mark.store_in("file")
@pytest.mark.parametrize("role", ["teacher", ""])
def test_nobody_else_sees_or_changes_the_rules(
    library: Library, visitor: Visitor, stranger: TestClient, role: str
) -> None:
    library.patron("6101")
    browser = visitor("teacher", "3A") if role else stranger
    for path in ("/rules", "/rules/calendar", "/rules/staff"):
        assert browser.get(path).status_code == (403 if role else 303)
    for path in (
        "policy",
        "policy/remove",
        "library",
        "calendar/close",
        "calendar/recall",
        "staff/add",
        "staff/pin",
    ):
        assert browser.post(f"/rules/{path}", data=RULE).status_code == (403 if role else 303)
    assert Policy.get_by_id("pupil").most_loans == 2


@pytest.mark.store_in("file")
def test_what_the_kiosk_shows_beside_lending_is_turned_off_and_on_at_the_desk(
    library: Library, visitor: Visitor
) -> None:
    library.patron("6101", class_name="3A")
    desk = visitor()

    def holds(**ticked: str) -> tuple[bool, bool, bool]:
        assert desk.post("/rules/screen", data=ticked).status_code == 303
        return idle.is_on(), idle.has_pinyin(), first_steps.is_on()

    shown = desk.get("/rules").text
    ticked = [name for name in ("idle", "pinyin", "steps") if _is_ticked(shown, f"screen-{name}")]
    assert ticked == ["idle", "steps"]
    assert holds(idle="on", pinyin="on") == (True, True, False)
    assert holds(first_steps="on") == (False, False, True)
    assert _is_ticked(desk.get("/rules").text, "screen-steps")
    assert visitor("teacher", "3A").post("/rules/screen").status_code == 403


def _is_ticked(page: str, field: str) -> bool:
    return " checked" in page.partition(f'id="{field}"')[2].partition(">")[0]
