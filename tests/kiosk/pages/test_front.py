"""The first pages: the way in, today, the search, the handbook; on both stores where SQL differs."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from school import NOW, Library
from starlette.applications import Starlette
from starlette.testclient import TestClient
from visiting import ACTING, ORIGIN, PIN, Clock

from db.circulation.holds import place_hold
from db.lessons.timetable import add_period
from db.models import Event, Hold, Loan
from db.staff.pins import set_pin
from kiosk.pages.app import make_app
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.office import Office
from kiosk.pages.ground.tables import Column, table_answer

Visitor = Callable[..., TestClient]


def figures(page: str) -> dict[str, int]:
    """The figures of a page, by their names."""
    return {name.strip(): int(number) for number, name in re.findall(r"<strong>(\d+)</strong>([^<]*)", page)}


def searched(desk: TestClient, words: str) -> str:
    """What is found for words that no address keeps."""
    assert desk.post("/search", data={"q": words}).headers["location"] == "/search"
    return desk.get("/search").text


@pytest.fixture
def school(library: Library) -> Library:
    for number, class_name in (("6101", "3A"), ("6102", "3B")):
        library.patron(number, name=f"Child{number}", class_name=class_name)
    add_period("3A", 0, "10:00", "10:40", ACTING)
    add_period("3B", 1, "11:00", "11:40", ACTING)
    return library


def test_today_counts_what_is_out_and_what_waits(school: Library, visitor: Visitor) -> None:
    children = [school.patron("6103"), school.patron("6104")]
    school.lend(school.copy("B1"), children[0], days_ago=30)
    school.lend(school.copy("B2"), children[1])
    wanted = school.title("Wanted", isbn="9787020002207", call_number="I242.4/1")
    school.copy("B3", title=wanted)
    place_hold("6101", "B3", ACTING)
    school.copy()
    page = visitor().get("/").text
    assert figures(page) == {
        "on loan": 2,
        "overdue": 1,
        "flagged at the kiosk": 0,
        "holds that have come": 1,
        "conflicts to settle": 0,
        "copies without a label": 1,
        "titles without a call number": 3,
    }
    assert re.search(r'10:00-10:40 <a href="/classes/\d+"><b>3A</b></a>', page) and "3B" not in page
    assert "There is no backup yet." in page
    Hold.delete().execute()
    Loan.update(returned_at=NOW).execute()
    assert figures(visitor().get("/").text)["holds that have come"] == 0


def test_a_new_library_is_led_to_the_lists_that_it_lacks(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    assert "/lists?kind=books" in (page := desk.get("/").text) and "/lists?kind=readers" not in page
    assert '<option value="readers" selected>' in desk.get("/lists?kind=readers").text
    library.title("A book")
    assert "Begin here" not in desk.get("/").text


def test_a_teacher_sees_their_own_classes_and_nothing_else(school: Library, visitor: Visitor) -> None:
    mine, other = school.patron("6103"), school.patron("6104", name="Zoe Other", class_name="3B")
    school.lend(school.copy("B1"), mine)
    school.lend(school.copy("B2"), other)
    teacher = visitor("teacher", "3A")
    page = teacher.get("/").text
    assert figures(page) == {"on loan": 1, "overdue": 0} and "Kiosks" not in page
    assert "Other" not in searched(teacher, "Zoe")
    assert "Zoe Other" in searched(visitor(), "Zoe")
    assert "Book B2" in teacher.get("/search?q=b2").text


def test_what_is_searched_comes_as_a_page_or_as_a_part_of_one(library: Library, visitor: Visitor) -> None:
    title = library.title("Charlotte's <b>Web</b>", isbn="9780064400558", author="E. B. White")
    library.copy("B1", title=title)
    desk = visitor()
    whole = desk.get("/search", params={"q": "charlotte"}).text
    part = desk.get("/search", params={"q": "978-0-06-440055-8"}, headers={"X-Part": "results"}).text
    for page in (whole, part):
        assert "Charlotte&#39;s &lt;b&gt;Web&lt;/b&gt;" in page and "1 of 1 on the shelf" in page
    assert "<html" in whole and "<html" not in part
    assert "Nothing was found" in desk.get("/search?q=nosuch").text


def test_both_languages_are_spoken_as_the_browser_chooses(visitor: Visitor) -> None:
    desk = visitor()
    chosen = desk.post("/language", data={"language": "zh_CN", "back": "/handbook"})
    assert chosen.headers["location"] == "/handbook"
    page = desk.get("/handbook/desk").text
    assert 'lang="zh-CN"' in page and "馆员工作台" in page and "退出" in page
    for back in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1", "x"):
        assert desk.post("/language", data={"language": "en", "back": back}).headers["location"] == "/"


def test_a_chinese_browser_is_spoken_to_in_chinese_from_the_first_page_on(stranger: TestClient) -> None:
    wanted_and_said = (("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("de,en-GB;q=0.7,zh;q=0.3", "en"), ("fr", "en"))
    for wanted, lang in wanted_and_said:
        page = stranger.get("/login", headers={"Accept-Language": wanted}).text
        assert f'lang="{lang}"' in page


def test_the_handbook_is_searched_and_read(visitor: Visitor) -> None:
    desk = visitor()
    assert "/handbook/desk" in desk.get("/handbook?words=scan").text
    assert "No page of the handbook" in desk.get("/handbook?words=zebra").text
    assert "<strong>Search</strong>" in desk.get("/handbook/desk").text
    assert desk.get("/handbook/nosuch").status_code == 404


@pytest.mark.store_in("file")
def test_the_first_pin_is_chosen_by_whoever_started_the_desk(library: Library, clock: Clock) -> None:
    from kiosk.settings import Settings

    office = Office(Settings(name="desk"), library.path, first_key="a-secret", now=clock)
    with TestClient(make_app(office), "http://localhost", headers=ORIGIN, follow_redirects=False) as desk:
        assert 'name="pin"' not in desk.get("/login").text
        assert 'name="pin"' not in desk.get("/first/wrong").text
        assert desk.post("/first", data={"key": "wrong", "pin": PIN, "again": PIN}).status_code == 404
        assert 'name="again"' in desk.get("/first/a-secret").text
        for pin, again, why in ((PIN, "2581", "are not the same"), ("12", "12", "digits")):
            typed = {"key": "a-secret", "next": "/lists", "pin": pin, "again": again}
            refused = desk.post("/first", data=typed)
            above, _form, form = refused.text.partition('<form class="card" action="/first"')
            assert refused.status_code == 400 and why in above
            assert 'value="a-secret"' in form and 'value="/lists"' in form and f'value="{pin}"' not in form
        came = desk.post("/first", data={"key": "a-secret", "pin": PIN, "again": PIN})
        assert came.status_code == 303 and desk.get("/").status_code == 200
        desk.post("/logout")
        assert (
            desk.post("/first", data={"key": "a-secret", "pin": "9713", "again": "9713"}).status_code == 404
        )
        assert desk.post("/login", data={"pin": PIN}).status_code == 303
        assert desk.get("/").status_code == 200
    assert {event.actor for event in Event.select().where(Event.verb == "staff_mode")} == {"staff"}


@pytest.mark.store_in("file")
def test_a_shared_pin_opens_nothing_once_somebody_has_their_own(
    library: Library, stranger: TestClient, visitor: Visitor
) -> None:
    set_pin("4917", ACTING)
    assert stranger.post("/login", data={"pin": "4917"}).status_code == 303
    assert stranger.get("/").status_code == 200
    visitor()
    assert stranger.get("/").headers["location"] == "/login"


@pytest.mark.store_in("file")
def test_a_table_is_the_same_on_the_page_and_in_both_files(visitor: Visitor) -> None:
    desk = visitor()
    application = desk.app
    assert isinstance(application, Starlette)
    rows = [("=1+1", NOW.date(), 7), ("明", NOW.date(), 8)] * 40
    columns = (
        Column[tuple[str, object, int]]("title", lambda row: row[0]),
        Column[tuple[str, object, int]]("due on", lambda row: row[1]),
        Column[tuple[str, object, int]]("number", lambda row: row[2], is_number=True),
    )

    def listed(ask: Ask) -> object:
        return table_answer(ask, "handbook.html", columns, rows, words="", topics=())

    from db.roles import Act
    from kiosk.pages.app import routes_of
    from kiosk.pages.ground.place import Page

    application.router.routes[:0] = routes_of(Page("/listed", listed, Act.DESK, is_table=True))  # type: ignore[arg-type]
    csv = desk.get("/listed.csv")
    assert csv.content.startswith("\ufefftitle,due on,number\n'=1+1,2026-09-07,7\n明,2026-09-07,8".encode())
    assert 'filename="listed-2026-09-07.csv"' in csv.headers["content-disposition"]
    sheet = load_workbook(io.BytesIO(desk.get("/listed.xlsx").content)).active
    assert sheet is not None
    values = list(sheet.iter_rows(values_only=True))
    assert len(values) == 81 and values[1][0] == "=1+1" and values[1][2] == 7
    assert sheet["A2"].data_type == "s" and values[1][1] is not None
    assert desk.get("/listed").status_code == 200


@pytest.mark.store_in("file")
def test_while_the_store_is_away_every_page_says_so_and_comes_back_by_itself(
    library: Library, visitor: Visitor
) -> None:
    desk = visitor()
    away = library.path.with_name("away.db")
    library.path.rename(away)
    for where in ("/", "/loans", "/books/1", "/answers/by-month", "/search?q=x"):
        page = desk.get(where)
        assert page.status_code == 503 and page.headers["refresh"] == "10", where
        assert "library.db" in page.text and "Traceback" not in page.text
    failed = desk.post("/intake/scan", data={"code": "9787020002207"})
    assert failed.status_code == 503 and "refresh" not in failed.headers, "nothing is sent twice"
    assert not library.path.exists(), "no empty library in its place"
    away.rename(library.path)
    assert desk.get("/").status_code == 200, "whoever had come in is still in"


def test_a_visit_goes_on_while_somebody_works(visitor: Visitor, clock: Clock) -> None:
    desk = visitor()
    for _ in range(5):
        clock.seconds += 14 * 60
        assert desk.get("/").status_code == 200
    clock.now += timedelta(hours=1)
    clock.seconds += 16 * 60
    assert desk.get("/handbook").headers["location"] == "/login?next=/handbook"
    assert desk.get("/search?q=x", headers={"X-Part": "results"}).status_code == 401


@pytest.mark.store_in("file")
def test_every_page_of_the_stock_and_of_loans_is_found_from_its_link_at_the_top(visitor: Visitor) -> None:
    desk = visitor()
    for way, pages in {
        "/stock/structure": ("/registers", "/periodicals", "/compliance", "/stock/weeding"),
        "/loans": ("/holds",),
        "/shelves": ("/stocktake", "/repairs"),
    }.items():
        first = desk.get(way).text
        for address in pages:
            assert f'href="{address}"' in first, address
            assert f'<a href="{way}" aria-current="page">' in desk.get(address).text.partition("</header>")[0]
    links = re.findall(r'<li><a href="([^"]+)"', desk.get("/").text.partition("</header>")[0])
    assert len(set(links)) <= 14 and "/registers" not in links
