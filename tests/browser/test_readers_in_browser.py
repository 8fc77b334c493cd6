"""Readers, loans, waits and classes in a real browser: by scanner, by hand, on a telephone, on paper."""

import re

import pytest
from browsing import needs_chromium, scan, wrong_with
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = needs_chromium
PAGES = {
    "en": ("/readers", "/readers/20/edit", "/loans", "/holds/new", "/classes/1", "/classes/year"),
    "zh_CN": ("/readers/20", "/readers/20/forget", "/readers/20/family", "/classes/timetable"),
}
"""Each in one of the languages: looking at a page costs a second."""


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_page_is_fit_for_all_and_for_a_telephone(page: Page, address: str, language: str) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    page.set_viewport_size({"width": 390, "height": 800})
    for where in PAGES[language]:
        answer = page.goto(where)
        assert answer and answer.status == 200, where
        assert wrong_with(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


def test_a_card_is_scanned_anywhere_and_books_are_lent_and_taken_back(page: Page) -> None:
    page.goto("/readers/16")
    number = re.search(r"\d{4}", page.locator(".facts").first.inner_text())
    assert number
    page.goto("/handbook")
    page.locator("main").click()
    page.goto(f"/search?scan=1&q={number[0]}")
    page.wait_for_url("**/readers/16")
    expect(page.get_by_label("Lend a book: scan its label or ISBN")).to_be_focused()
    scan(page, "30001000000010", stops_after=4)  # it goes into the field, also where the scanner stops
    lent = page.get_by_role("status").filter(has_text="Lent to reader")
    expect(lent).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text="It is undone.")).to_be_visible()
    expect(page.get_by_text("This reader has no book at the moment.")).to_be_visible()


def test_what_takes_away_asks_first(page: Page) -> None:
    page.goto("/loans?late=1")
    before = page.locator("tbody tr").count()
    page.locator("tbody input[type=checkbox]").first.check()
    page.on("dialog", lambda asked: asked.dismiss())
    page.get_by_role("button", name="Lost").click()
    page.goto("/loans?late=1")
    expect(page.locator("tbody tr")).to_have_count(before)


def test_without_scripts_a_line_of_the_timetable_moves(
    browser: Browser, address: str, visit: BrowserContext
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    context.add_cookies(visit.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/classes/timetable")
    page.get_by_label("Class", exact=True).select_option(index=0)
    page.get_by_label("Day").select_option("1")
    page.get_by_label("from", exact=True).fill("10:15")
    page.get_by_label("to", exact=True).fill("10:45")
    page.get_by_label("Weeks").select_option("odd")
    page.get_by_role("button", name="Add", exact=True).click()
    line = page.locator("td.period", has_text="10:15-10:45")
    expect(line).to_have_attribute("rowspan", "2")
    line.get_by_role("link").click()
    page.get_by_label("Day").select_option("3")
    page.get_by_label("to", exact=True).fill("11:00")
    page.get_by_role("button", name="Save").click()
    moved = page.locator("td.period", has_text="10:15-11:00")
    expect(moved).to_have_attribute("rowspan", "3")
    context.close()


def test_the_recall_is_written_and_shown(page: Page) -> None:
    page.goto("/loans")
    with page.context.expect_event("response", lambda answer: "/papers/" in answer.url) as given:
        page.get_by_role("button", name="Recall: lists and slips").click()
    assert given.value.headers["content-type"] == "application/pdf"


def test_a_list_prints_without_its_forms(page: Page) -> None:
    page.goto("/loans")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Renew")).to_be_hidden()
    expect(page.get_by_label("Class", exact=True)).to_be_hidden()
    expect(page.locator("table")).to_be_visible()
