"""Books, new books and labels in a real browser: what the scanner types, on a telephone, without scripts."""

import re
import time
from pathlib import Path

from browsing import CARD, PIN, needs_chromium, scan, wrong_with
from playwright.sync_api import Browser, Page, expect

pytestmark = needs_chromium
KNOWN, NEW, OTHER = "9780064410939", "9787544270878", "9787020002207"
BOX = (KNOWN, "9780007174164", "9780060256654")
PAGES = (
    "/books/1",
    "/books/1/edit",
    "/books/1/merge?other=title:2",
    "/books/1/delete",
    "/intake",
    "/labels?shelf=A1&row=2&column=2",
    "/labels/calibration",
    "/labels/relabelling",
    "/labels/relabelling/list",
    "/labels/relabelling/end",
)


def test_a_scan_on_any_page_opens_the_book(page: Page) -> None:
    page.goto("/labels/calibration")
    scan(page, KNOWN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Charlotte's Web")
    picture = page.get_by_role("img", name="Spine label")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")


def test_a_box_is_taken_in_by_the_scanner_alone(page: Page) -> None:
    page.goto("/intake")
    started = time.monotonic()
    for number in range(10):
        expect(page.get_by_label("Scan the ISBN")).to_be_focused()
        scan(page, BOX[number % len(BOX)])
    expect(page.get_by_role("heading", name="In this box")).to_contain_text("10")
    assert time.monotonic() - started < 100, "thirty of them in five minutes"


def test_a_new_title_is_typed_and_the_next_scan_is_the_next_book_all_the_same(page: Page) -> None:
    page.goto("/intake")
    scan(page, NEW)
    expect(page.get_by_label(f"What is {NEW} called?")).to_be_focused()
    page.keyboard.type("Momo", delay=80)
    scan(page, OTHER)
    expect(page.get_by_label(f"What is {OTHER} called?")).to_be_focused()
    page.keyboard.type("Dream of the Red Chamber", delay=70)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Named: “Dream of the Red Chamber”.")
    expect(page.get_by_label("Scan the ISBN")).to_be_focused()
    waiting = page.get_by_label(NEW, exact=True)
    expect(waiting).to_be_visible()
    waiting.fill("Momo")
    waiting.press("Enter")
    expect(page.get_by_role("link", name="Momo")).to_be_visible()
    page.get_by_role("button", name="Labels for this box").click()
    expect(page.get_by_role("heading", name="The sheet")).to_be_visible()


def test_labels_are_made_while_the_page_shows_how_far(page: Page) -> None:
    page.goto("/labels?shelf=A1")
    page.get_by_role("button", name="Make the labels").click()
    expect(page.get_by_role("heading", name="The labels are ready")).to_be_visible(timeout=20_000)
    address = page.get_by_role("link", name="Open the PDF").get_attribute("href")
    assert address and page.request.get(address).body().startswith(b"%PDF")


def test_a_book_is_lent_and_that_is_taken_back(page: Page) -> None:
    page.goto("/books/1")
    page.get_by_role("form", name="Lend").or_(page.locator("form[action$='/lend']")).get_by_label(
        "card"
    ).fill(CARD)
    page.locator("form[action$='/lend'] button").click()
    expect(page.get_by_role("status")).to_contain_text(f"Lent to reader {CARD}")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("It is undone.")


def test_every_page_is_fit_for_all_and_for_a_telephone(page: Page, address: str) -> None:
    page.goto("/labels/relabelling")
    page.locator("form[action$='/begin'] button.main").click()
    for number, where in enumerate(PAGES):
        for language, width in (("en", 320), ("zh_CN", 390)):
            page.context.add_cookies([{"name": "language", "value": language, "url": address}])
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(where)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, language)
        if number % 2:
            page.set_viewport_size({"width": 1280, "height": 800})
        assert wrong_with(page) == [], where


def test_on_paper_there_is_the_book_and_nothing_to_click(page: Page, tmp_path: Path) -> None:
    page.goto("/books/1")
    page.emulate_media(media="print")
    assert page.get_by_role("button").filter(visible=True).count() == 0
    expect(page.get_by_role("heading", name="Copies")).to_be_visible()
    page.emulate_media(media="screen")


def test_a_box_and_its_labels_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/intake")
    page.get_by_label("Your card or number").fill(CARD)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Scan the ISBN")).to_be_focused()
    scan(page, "9787539914756")
    expect(page.get_by_label("What is 9787539914756 called?")).to_be_focused()
    scan(page, "9780064400558")
    expect(page.get_by_role("status")).to_contain_text(re.compile("New to the library|one more"))
    page.get_by_role("button", name="Labels for this box").click()
    page.get_by_role("button", name="Make the labels").click()
    for _ in range(40):
        if page.get_by_role("link", name="Continue").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("link", name="Open the PDF")).to_be_visible()
    context.close()
