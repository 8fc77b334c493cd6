"""Whoever means ill at the desk: other sites' forms, other names, long bodies, guessed PINs, old cookies."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from school import Library
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.testclient import TestClient
from visiting import ACTING, PIN, Clock

from db.models import Event, Patron, StaffMember
from db.roles import Act, Post, Role
from db.staff.members import appoint, dismiss
from db.staff.pins import set_pin
from kiosk.log import Discreet
from kiosk.pages.app import ROOMS, make_app, routes_of
from kiosk.pages.ground import visits
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.office import Office
from kiosk.pages.ground.place import Page
from kiosk.settings import Settings

pytestmark = pytest.mark.store_in("file")
Visitor = Callable[..., TestClient]
PAGES = [page for room in ROOMS for page in room.PAGES]


def address(page: str) -> str:
    """An address that leads to this page, whatever stands in its places."""
    parts = page.split("/")
    return "/".join(
        "nosuch-token" if part.endswith(":token}") else "1" if part.startswith("{") else part
        for part in parts
    )


def test_no_page_answers_a_stranger_but_those_that_let_in(stranger: TestClient) -> None:
    closed = [page for page in PAGES if page.act is not None]
    assert len(closed) >= 6
    for page in closed:
        answer = stranger.request(page.method, address(page.address))
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login"), page


FIELDS = (
    *(
        "q",
        "scan",
        "code",
        "reader",
        "copy",
        "loan",
        "hold",
        "why",
        "chosen",
        "status",
        "kind",
        "degree",
        "lies",
    ),
    *(
        "outcome",
        "title",
        "isbn",
        "price",
        "year",
        "copies",
        "place",
        "new_place",
        "on",
        "other",
        "gone",
        "day",
    ),
    *(
        "event",
        "events",
        "back",
        "class",
        "period",
        "weekday",
        "starts",
        "ends",
        "weeks",
        "first",
        "last",
        "name",
    ),
    *(
        "number",
        "category",
        "kind",
        "list",
        "column",
        "field",
        "title_id",
        "paper",
        "late",
        "book",
        "lent",
        "due",
    ),
    *(
        "shelf",
        "row",
        "into",
        "page",
        "sort",
        "sure",
        "stock",
        "quota",
        "month",
        "text",
        "reason",
        "language",
    ),
)


@pytest.mark.parametrize("odd", ["9999-12-31", "<img src=x onerror=alert(1)>"])
def test_no_field_of_any_page_makes_it_fail_or_comes_back_as_markup(
    library: Library, visitor: Visitor, odd: str
) -> None:
    library.copy("B1")
    library.patron("6101")
    desk, fields = visitor("head"), dict.fromkeys(FIELDS, odd)
    for page in PAGES:
        if page.tries_pin or page.address in ("/logout", "/language"):
            continue
        where = address(page.address)
        if page.method == "GET":
            answer = desk.get(where, params={**fields, "month": odd[:7]})
        else:
            answer = desk.post(where, data=fields)
        assert answer.status_code < 500 and "<img src=x" not in answer.text, (page, answer.text[-300:])
    assert "<img src=x" not in desk.get("/").text, "nor in what is said on the next page"


def test_no_page_opens_to_whom_the_table_of_roles_does_not_let(library: Library, visitor: Visitor) -> None:
    library.patron("6101", class_name="3A")
    teacher = visitor("teacher", "3A")
    post = Post(Role.TEACHER, 1, frozenset({1}))
    for page in PAGES:
        if page.act and not post.may(page.act):
            assert teacher.request(page.method, address(page.address)).status_code == 403, page
    refused = teacher.get(address(closed_to_teachers(teacher)))
    assert refused.status_code == 403 and "Your PIN does not open this page." in refused.text


def closed_to_teachers(browser: TestClient) -> str:
    """A page that is for librarians, laid before the others of this desk."""

    def hidden(ask: Ask) -> Response:
        raise AssertionError("a teacher has opened it")

    application = browser.app
    assert isinstance(application, Starlette)
    application.router.routes[:0] = routes_of(Page("/closed", hidden, Act.SAFETY))
    return "/closed"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_form_of_another_site_changes_nothing(office: Office, headers: dict[str, str], status: int) -> None:
    with TestClient(make_app(office), "http://localhost", follow_redirects=False) as browser:
        answer = browser.post("/language", data={"language": "zh_CN"}, headers=headers)
        assert answer.status_code == status
        assert ("set-cookie" in answer.headers) is (status == 303)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_every_method_but_reading_is_guarded(office: Office, method: str) -> None:
    with TestClient(make_app(office), "http://localhost", follow_redirects=False) as browser:
        assert browser.request(method, "/logout").status_code == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8600", 200),
        ("library.local", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("10.1.2.3", 400),
        ("[::ffff", 400),
        ("", 400),
    ],
)
def test_only_our_own_names_are_answered(
    library: Library, clock: Clock, tmp_path: Path, host: str, status: int
) -> None:
    office = Office(Settings(name="desk"), tmp_path / "log", names=frozenset({"library.local"}), now=clock)
    with TestClient(make_app(office), "http://localhost") as browser:
        answer = browser.get("/login", headers={"Host": host})
    assert answer.status_code == status


def test_every_answer_bears_what_shuts_a_browser(visitor: Visitor) -> None:
    desk = visitor()
    for where in ("/", "/nosuch", "/login", "/static/desk.js", "/handbook/desk", "/jobs/x"):
        headers = desk.get(where).headers
        policy = headers["content-security-policy"]
        assert (
            "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        )
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store" and headers["referrer-policy"] == "same-origin"


def test_a_body_larger_than_a_page_takes_is_refused_whatever_it_says_of_its_length(
    stranger: TestClient, visitor: Visitor
) -> None:
    large = {"card": "x" * 5000, "pin": PIN}
    assert stranger.post("/login", data=large).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(5000):
            yield b"a" * 64

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert visitor().post("/search", content=pieces(), headers=kind).status_code == 413
    many = "&".join(f"a{n}=1" for n in range(3000))
    assert visitor().post("/search", content=many, headers=kind).status_code in (400, 413)


def test_no_file_comes_where_none_is_asked_for(visitor: Visitor) -> None:
    answer = visitor().post("/search", files={"q": ("a.csv", b"1,2")})
    assert answer.status_code == 400 and "could not be read" in answer.text


def test_an_unknown_card_and_a_wrong_pin_say_and_wait_the_same(
    library: Library, visitor: Visitor, clock: Clock, stranger: TestClient
) -> None:
    visitor()
    said: dict[str, list[str]] = {"S0": [], "NOBODY": []}
    for card, answers in said.items():
        for _ in range(5):
            answer = stranger.post("/login", data={"card": card, "pin": "9713"})
            assert answer.status_code == 403
            answers.append(answer.text)
    assert said["S0"] == said["NOBODY"]
    assert "Wait" not in said["S0"][1] and "Wait 5 seconds" in said["S0"][2]
    right = {"card": "S0", "pin": PIN}
    assert stranger.post("/login", data=right).status_code == 403
    clock.now += timedelta(seconds=6)
    assert stranger.post("/login", data=right).status_code == 303


def test_what_is_no_card_of_staff_opens_nothing(
    library: Library, visitor: Visitor, stranger: TestClient
) -> None:
    visitor()
    library.patron("6101")
    for data in (
        {},
        {"pin": PIN},
        {"card": "6101", "pin": PIN},
        {"card": "6101"},
        {"card": "' OR 1=1 --", "pin": PIN},
    ):
        answer = stranger.post("/login", data=data)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert stranger.get("/").status_code == 303


def test_a_visit_is_over_when_its_time_is(visitor: Visitor, clock: Clock) -> None:
    desk = visitor()
    clock.seconds += visits.IDLE + 1
    assert desk.get("/").headers["location"] == "/login"
    desk = visitor()
    for _ in range(visits.LONGEST // 600):
        clock.seconds += 600
        assert desk.get("/handbook").status_code == 200
    clock.seconds += 600
    assert desk.get("/").headers["location"] == "/login"


@pytest.mark.parametrize("what", ["pin", "dismissed", "left", "out"])
def test_a_visit_is_over_when_the_pin_that_opened_it_is(
    visitor: Visitor, library: Library, what: str
) -> None:
    visitor("head")
    desk = visitor()
    secret = desk.cookies["desk"]
    match what:
        case "pin":
            set_pin("9713", ACTING, "S1")
        case "dismissed":
            dismiss("S1", ACTING)
        case "left":
            Patron.update(status="left").where(Patron.number == "S1").execute()
        case "out":
            assert desk.post("/logout").status_code == 303
            desk.cookies.set("desk", secret)
    assert desk.get("/").headers["location"] == "/login"


def test_another_role_counts_from_the_next_click(visitor: Visitor, library: Library) -> None:
    visitor("head")
    desk = visitor()
    assert "What waits for you" in desk.get("/").text
    library.patron("6101", class_name="3A")
    appoint("S1", "teacher", ("3A",), ACTING)
    assert "What waits for you" not in desk.get("/").text


def test_a_visitor_gets_another_secret_each_time_and_the_desk_keeps_none_of_them(
    visitor: Visitor, office: Office, stranger: TestClient
) -> None:
    desk = visitor()
    first = desk.cookies["desk"]
    came = desk.post("/login", data={"card": "S0", "pin": PIN})
    cookie = came.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "max-age" not in cookie
    assert desk.cookies["desk"] != first and len(first) >= 40
    assert first not in str(vars(office.visits)) and desk.cookies["desk"] not in str(vars(office.visits))
    stranger.cookies.set("desk", first)
    assert stranger.get("/").status_code == 303


def test_on_tls_the_cookie_is_for_tls_and_this_host_alone(
    library: Library, office: Office, visitor: Visitor
) -> None:
    visitor()
    origin = {"Origin": "https://localhost"}
    with TestClient(make_app(office), "https://localhost", headers=origin, follow_redirects=False) as desk:
        cookie = desk.post("/login", data={"card": "S0", "pin": PIN}).headers["set-cookie"].lower()
    assert cookie.startswith("__host-desk=") and "secure" in cookie


def test_a_fault_of_ours_is_a_sentence_without_a_name(
    visitor: Visitor, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.pages.front import search

    library.patron("6101", name="Ada Lovelace")
    desk = visitor()
    handler = logging.FileHandler(tmp_path / "kiosk.log")
    handler.setFormatter(Discreet())
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    monkeypatch.setattr(search, "best_titles", lambda words, most: {}[f"Ada Lovelace {words}"])
    answer = desk.get("/search?q=Ada")
    assert answer.status_code == 500 and "The program made a mistake (KeyError)" in answer.text
    assert "Traceback" not in answer.text and "Lovelace" not in answer.text
    handler.close()
    written = (tmp_path / "kiosk.log").read_text()
    assert "KeyError in" in written and "Ada" not in written


ODD = (
    "/search?q=%00",
    "/search?q=%ff%fe",
    f"/search?q={'x' * 5000}",
    "/search?q=%ED%A0%80",
    "/search?q=%25&q=_",
    "/search?scan=1&q=%E2%80%AE",
    "/search?q=a&q=b&scan=1",
    "/handbook/..%2f..%2fsecret",
    "/handbook/%2e%2e",
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    f"/jobs/{'9' * 300}",
    "/login?next=//evil.example",
    "//evil.example/",
)


def test_odd_addresses_are_answered_with_a_sentence(visitor: Visitor) -> None:
    desk = visitor()
    for odd in ODD:
        answer = desk.get(odd)
        assert answer.status_code in (200, 303, 400, 404), odd
        assert "evil.example" not in answer.headers.get("location", ""), odd
        assert "\x00" not in answer.text and "\u202e" not in answer.text


def test_coming_in_leads_to_no_other_site(visitor: Visitor, stranger: TestClient) -> None:
    visitor()
    for there in ("https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/ok"):
        came = stranger.post("/login", data={"card": "S0", "pin": PIN, "next": there})
        assert came.headers["location"] == ("/ok" if there == "/ok" else "/"), there


def test_the_first_pin_is_chosen_by_nobody_without_the_key(stranger: TestClient) -> None:
    for key in ("", "x"):
        assert stranger.post("/first", data={"key": key, "pin": PIN, "again": PIN}).status_code == 404
    assert (
        not StaffMember.select().exists() and not Event.select().where(Event.verb == "pin_changed").exists()
    )
