"""The desk in a real browser: keys, scans, an input method, a telephone, and no request to anywhere else."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from served import running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt install chromium")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
CARD, PIN = "0001", "2580"
PAGES = ("/", "/search?q=web", "/handbook", "/handbook/desk", "/nosuch")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of the module, and no longer: asyncio's tests cannot run beside it."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The desk of the sample school."""
    with running("--language", "en", "demo", "--desk") as (_desk, at):
        yield at


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A librarian who has come in, as she would: the card, Enter, the PIN, Enter."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_label("Your card or number")).to_be_focused()
    assert wrong_with(page) == []
    page.keyboard.type(f"{CARD}\n")
    expect(page.get_by_label("PIN", exact=True)).to_be_focused()
    page.keyboard.type(f"{PIN}\n")
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(visit: BrowserContext) -> Iterator[Page]:
    """A new tab of hers; nothing that a page does may be a fault or go elsewhere."""
    opened = visit.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda asked: faults.append(asked.url) if "//127.0.0.1:" not in asked.url else None)
    opened.on("console", lambda said: faults.append(said.text) if "Security Policy" in said.text else None)
    yield opened
    opened.close()
    visit.clear_cookies(name="language")
    assert [fault for fault in faults if not fault.startswith("data:")] == []


def wrong_with(page: Page) -> list[str]:
    """What axe finds."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


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


def scan(page: Page, digits: str) -> None:
    """What a scanner types, ten milliseconds a key, while an input method is on."""
    devtools = page.context.new_cdp_session(page)
    swallowed = {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229}
    keys = [{**swallowed, "code": f"Digit{digit}"} for digit in digits]
    keys.append({"type": "rawKeyDown", "key": "Enter", "code": "Enter"})
    began = time.time()
    with page.expect_navigation():
        for number, key in enumerate(keys):
            devtools.send("Input.dispatchKeyEvent", {**key, "timestamp": began + number / 100})


def test_a_scan_anywhere_opens_the_search_though_an_input_method_swallows_the_keys(page: Page) -> None:
    page.goto("/handbook/desk")
    scan(page, "9780064410939")
    expect(page.locator("#results")).to_contain_text("Charlotte's Web")


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
    page.get_by_role("button", name="Go out").click()
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
