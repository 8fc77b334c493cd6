"""A browser, the desk of the sample school, and a librarian who has come in: once for each module."""

from collections.abc import Iterator

import pytest
from browsing import CARD, CHROMIUM, PIN, wrong_with
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from served import running

expect.set_options(timeout=30_000)  # ms: a busy machine takes its time, which is no fault of what is tried


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


@pytest.fixture(scope="module")
def own_requests() -> tuple[str, ...]:
    """What a request may begin with, beside the desk's own address: what lies in the page or the browser."""
    return ("data:", "chrome://", "chrome-extension://")


@pytest.fixture
def page(
    browser: Browser, address: str, visit: BrowserContext, own_requests: tuple[str, ...]
) -> Iterator[Page]:
    """A window of hers; nothing that a page does may be a fault or go elsewhere."""
    context = browser.new_context(base_url=address)
    context.add_cookies(visit.cookies())  # type: ignore[arg-type]
    opened, faults = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda asked: faults.append(asked.url) if "//127.0.0.1:" not in asked.url else None)
    opened.on("console", lambda said: faults.append(said.text) if "Security Policy" in said.text else None)
    yield opened
    context.close()
    assert [fault for fault in faults if not fault.startswith(own_requests)] == []
