"""The desk in a real browser: keys, scans, an input method, a telephone, and no request to anywhere else."""

import pytest
from browsing import CARD, PIN, needs_chromium, scan, wrong_with
from playwright.sync_api import Browser, Page, expect

pytestmark = needs_chromium
PAGES = ("/", "/search?q=web", "/handbook", "/handbook/desk", "/nosuch")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_page_is_fit_for_all_and_for_a_telephone(page: Page, address: str, language: str) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    for where in PAGES:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(where)
        assert wrong_with(page) == [], where
        for width in (390, 320):  # a telephone; a window of 640 at 200 %
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)


def test_books_are_found_while_somebody_types(page: Page) -> None:
    page.goto("/handbook")
    page.get_by_role("searchbox", name="Search books").click()
    page.keyboard.type("charlotte", delay=5)
    expect(page.locator("#results")).to_contain_text("Charlotte's Web")
    assert page.url.endswith("/handbook") and page.title() == "Handbook · Library desk"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search")).to_be_visible()
    assert page.url.endswith("/search"), "what was typed may be a name, which no address may keep"


def test_a_scan_anywhere_opens_the_book_though_an_input_method_swallows_the_keys(page: Page) -> None:
    page.goto("/handbook/desk")
    scan(page, "9780064410939", is_swallowed=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Charlotte's Web")


def test_a_slow_hand_is_no_scanner_and_words_are_no_code(page: Page) -> None:
    page.goto("/handbook/desk")
    page.locator("h1").click()
    page.keyboard.type("9780064410939", delay=90)
    page.keyboard.press("Enter")
    page.keyboard.type("somewords\n")
    page.wait_for_timeout(100)
    assert page.url.endswith("/handbook/desk")


def test_the_way_in_the_search_and_the_way_out_work_without_javascript(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/handbook/desk")
    page.get_by_label("Your card or number").fill(CARD)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The librarian's desk")).to_be_visible()
    page.get_by_role("searchbox").fill("charlotte")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("Charlotte's Web")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Your card or number")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Your card or number")).to_be_visible()
    context.close()


def test_on_paper_there_is_the_list_and_nothing_to_click(page: Page) -> None:
    page.goto("/search?q=charlotte")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.locator("#results")).to_be_visible()
    page.emulate_media(media="screen")
