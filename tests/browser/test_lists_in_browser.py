"""Lists, answers, rules, safety in a real browser: a telephone, paper, no scripts, nothing axe finds."""

import re
from pathlib import Path

import pytest
from browsing import CARD, PIN, needs_chromium, wrong_with
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = needs_chromium
PAGES = (
    "/lists", "/answers", "/answers/by-month", "/answers/most-read", "/rules", "/rules/staff",
    "/rules/calendar?day=2026-10-10", "/safety", "/safety/events", "/safety/events?flagged=1",
    "/safety/conflicts", "/safety/privacy", "/handbook/commands",
)  # fmt: skip
BOOKS = "书名,ISBN,册数,我的列\n新书一,9787532733415,2,x\n,9787532733422,many,y\n"


def come_in(context: BrowserContext, where: str) -> Page:
    page = context.new_page()
    page.goto(where)
    page.get_by_label("Your card or number").fill(CARD)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.keyboard.press("Enter")
    expect(page.locator("nav").first).to_be_visible()
    return page


def look_at(page: Page, *, with_axe: bool = True) -> None:
    """The page as it is, for everybody and on a telephone."""
    page.set_viewport_size({"width": 1280, "height": 800})
    assert not with_axe or wrong_with(page) == [], page.url
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_page_is_fit_for_all_and_for_a_telephone(page: Page, address: str, language: str) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    for where in PAGES:
        page.goto(where)
        look_at(page, with_axe=language == "en")  # what it finds is in no language


def test_a_list_comes_in_without_javascript(browser: Browser, address: str, tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    file.write_text(BOOKS, encoding="utf-8")
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = come_in(context, "/lists")
    page.goto("/lists")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Look at the list").click()
    follow(page)
    expect(page.get_by_role("heading", name="What this list would do")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("nothing has been changed yet")).to_be_visible()
    page.get_by_role("button", name="Import the list").click()
    follow(page)
    expect(page.get_by_role("heading", name="The list is imported")).to_be_visible(timeout=60_000)
    with page.expect_download() as rejected:
        page.get_by_role("link", name="Download all rejected rows").click()
    assert "many" in Path(rejected.value.path()).read_text(encoding="utf-8-sig")
    context.close()


def follow(page: Page) -> None:
    """Look again, as a page without scripts says, until the work is over."""
    again, on = (page.get_by_role("link", name=name) for name in ("Look again", "Continue"))
    expect(again.or_(on)).to_be_visible(timeout=60_000)
    while not on.count():
        again.click()
        expect(again.or_(on)).to_be_visible(timeout=60_000)
    on.click()


def test_the_preview_is_fit_for_all_and_comes_by_itself(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    file.write_text(BOOKS.replace("9787532733415,2", "9780064410939,1"), encoding="utf-8")
    been = list[str]()
    page.on("framenavigated", lambda frame: been.append(frame.url))
    page.goto("/lists")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Look at the list").click()
    preview = page.get_by_role("heading", name="What this list would do")
    expect(preview).to_be_visible(timeout=60_000)
    look_at(page)
    page.goto(next(where for where in been if "/jobs/" in where))  # work that is over when its page comes
    expect(preview).to_be_visible()


def test_an_answer_on_paper_is_its_chart_and_its_table(page: Page) -> None:
    page.goto("/answers/by-weekday")
    page.emulate_media(media="print")
    expect(page.locator("svg.chart")).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    bars = page.locator("svg.chart rect")
    assert bars.count() and bars.first.evaluate("bar => getComputedStyle(bar).fill") == "rgb(0, 0, 0)"
    assert re.fullmatch(r"Loans by weekday · Library desk", page.title(), re.IGNORECASE)
    page.emulate_media(media="screen")
