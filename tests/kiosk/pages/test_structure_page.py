"""The structure of the stock at the desk and by command: each figure opens its list."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from desk_pages import said, text_of
from openpyxl import load_workbook
from school import Library
from starlette.testclient import TestClient

from db.models import Loan, Patron, Title
from kiosk.cli import main

Visitor = Callable[..., TestClient]


@pytest.fixture
def stocked(library: Library) -> Library:
    """Seven of one title, one without a class, one science book that was lent."""
    reader = library.patron("6101")
    story = library.title("Momo", call_number="I516/1", year=1973)
    for number in range(7):
        library.copy(f"I{number}", title=story)
    library.copy("X1", title=library.title("=Bare <i>"))
    library.lend(library.copy("P1", title=library.title("Stars", call_number="P1/1")), reader, days_ago=3)
    return library


@pytest.mark.store_in("file")
def test_every_figure_opens_its_list(stocked: Library, visitor: Visitor) -> None:
    desk = visitor()
    page = desk.get("/stock/structure?profile=shandong").text
    assert "山东省" in page and "First classify 1 copy" in text_of(page)
    links = {unescape(link) for link in re.findall(r'href="(/stock/titles\?[^"]+)"', page)}
    assert len(links) > 20
    for link in links:
        opened = desk.get(link)
        assert opened.status_code == 200 and "<i>" not in opened.text.partition("<main")[2], link
    in_groups = desk.get("/stock/titles?of=group&value=C-K").text
    assert "Momo" in in_groups and "Stars" not in in_groups
    sheet = desk.get("/stock/titles.csv?of=unclassified").content.decode("utf-8-sig").splitlines()
    assert len(sheet) == 2 and "'=Bare" in sheet[1]
    assert page.count("<svg") == 3
    for of in ("shares", "age", "use"):
        assert desk.get(f"/stock/structure/picture?of={of}").content.startswith(b"\x89PNG")
    for wrong in ("/stock/titles?of=x", "/stock/titles?of=group&value=L", "/stock/structure/picture?of=x"):
        assert desk.get(wrong).status_code == 404
    assert desk.get("/stock/structure?profile=mars").status_code == 400
    assert visitor("teacher", "3A").get("/stock/structure").status_code == 403


@pytest.mark.store_in("file")
def test_advice_waits_until_books_have_been_lent_for_months(stocked: Library, visitor: Visitor) -> None:
    desk, advice = visitor(), re.compile(r"<td>(buy more|weed or promote)</td>")
    began = desk.get("/stock/structure").text
    assert not advice.search(began) and "No advice yet" in began
    stars = stocked.copy("P2", title=Title.get(Title.title == "Stars"))
    loan = stocked.lend(stars, Patron.get(), days_ago=89)
    assert "No advice yet" in desk.get("/stock/structure").text
    Loan.update(lent_on=loan.lent_on - timedelta(days=1)).where(Loan.id == loan.id).execute()
    later = desk.get("/stock/structure").text
    assert set(advice.findall(later)) == {"buy more", "weed or promote"} and "No advice yet" not in later


@pytest.mark.store_in("file")
def test_a_title_is_marked_as_a_class_set_and_no_longer(stocked: Library, visitor: Visitor) -> None:
    desk = visitor()
    momo = Title.get(Title.title == "Momo")
    told = said(desk, "/stock/class-sets", of="surplus", chosen=momo.id)
    assert "Titles that are now class sets: 1" in told and Title.get_by_id(momo.id).class_set
    assert "Momo" not in desk.get("/stock/titles?of=surplus").text
    assert "no longer class sets: 1" in said(desk, "/stock/class-sets", of="class-sets", chosen=momo.id)
    assert desk.post("/stock/class-sets", data={"of": "surplus"}).status_code == 400


@pytest.mark.store_in("file")
def test_the_command_says_the_same(
    stocked: Library, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    def run(*arguments: str) -> str:
        assert main(["--language", "en", "stock", *arguments]) == 0
        return capsys.readouterr().out

    told = json.loads(run("structure", "--json", "--profile", "hebei"))
    assert (told["copies"], told["classed"], told["unclassified"], told["norm"]["name"]) == (9, 8, 1, "hebei")
    assert told["groups"][2]["percent_of_classed"] == 87.5 and told["groups"][2]["norm_percent"] == 64
    shown = run("structure", "--profile", "hebei")
    assert "Copies with a class: 8, of 9 in all." in shown and "This standard names no shares" in shown
    assert "“Momo” is a class set." in run("class-set", "I1") and "(0)" in run("titles", "surplus")
    assert "“Momo” is no longer a class set" in run("class-set", "I1", "--no")
    assert run("titles", "class", "I").startswith("titles of the class I (1)")
    assert main(["stock", "structure", "--profile", "mars"]) == 2


@pytest.mark.store_in("file")
def test_what_to_buy_is_shown_ordered_and_kept_in_lists(stocked: Library, visitor: Visitor) -> None:
    desk = visitor()
    files = {"file": ("list.csv", "title,class number\nEverything,Z2\n<b>,P2\n,P3\n", "text/csv")}
    kept = desk.post("/reading/new", data={"name": "2026", "kind": "bookseller", "titles": ""}, files=files)
    page = text_of(desk.get(kept.headers["location"]).text)
    assert "Titles put on the list: 2, in the library: 0, missing: 2." in page
    assert "Rows without a title: 1, the first is row 4." in page
    page = desk.get("/stock/buy").text
    assert "a bookseller&#39;s offer" in page and kept.headers["location"] in page and "<b>," not in page
    order = desk.get("/stock/buy/order.xlsx?profile=shandong")
    rows = list(load_workbook(io.BytesIO(order.content)).worksheets[0].values)
    assert [row[2] for row in rows[1:]] == ["<b>", "Everything"]
    assert "Removed: 2026" in said(desk, f"{kept.headers['location']}/remove")
    wrong = desk.post("/reading/new", data={"name": "x", "kind": "block", "titles": ""}, files=files)
    assert wrong.status_code == 400
