"""The desk in its window over the kiosk, in the real browser: as F10 and F2 open it, and how it ends."""

import os
import shlex
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from browsing import CHROMIUM, needs_chromium
from new_store import new_store
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from school import NOW, Library

from db.events.record import Acting
from db.models import Loan
from db.staff.members import appoint
from db.staff.pins import set_pin
from db.store.opening import connected
from db.store.sqlite import SqliteStore
from kiosk.scene.desk_window import DeskWindow
from kiosk.settings import Settings

pytestmark = needs_chromium
ACTING = Acting("office", NOW, "command", account="anna")


def by(end: Callable[[], bool], seconds: float = 60) -> None:
    last = time.monotonic() + seconds
    while not end():
        assert time.monotonic() < last
        time.sleep(0.05)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    """Ann of 3A has Emma; Lina Moss is the librarian."""
    path = new_store(tmp_path_factory.mktemp("store") / "library.db")
    with connected():
        library = Library(path)
        library.policy("teacher")
        library.patron("9001", name="Lina Moss", class_name="Staff room", category="teacher")
        ann = library.patron("6101", name="Ann Lee", class_name="3A")
        library.lend(library.copy("30001", title=library.title("Emma")), ann)
        library.copy("30002", title=library.title("Persuasion"))
        appoint("9001", "librarian", (), ACTING)
        set_pin("271828", ACTING, "9001")
    return path


class Opened:
    """The window, and the browser in it."""

    def __init__(self, window: DeskWindow, browser: Browser, folder: Path) -> None:
        self.window, self.browser, self.folder = window, browser, folder

    @property
    def context(self) -> BrowserContext:
        return self.browser.contexts[0]

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    @property
    def process_id(self) -> int:
        assert self.window._process
        return self.window._process.pid

    def is_gone(self) -> bool:
        """Whether nothing of it is left: no process of its group, and no file."""
        return not self.window.is_open and not any(self.folder.iterdir())


@pytest.fixture
def opened(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Opened]:
    """Opened by the kiosk for Lina Moss; the browser is the real one, without a screen.

    The inspection of its pages, which its profile forbids, is allowed to us, unless `inspected` is 2.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    wanted = getattr(request, "param", {})
    programs = tmp_path / "bin"
    programs.mkdir()
    files = Path(tempfile.mkdtemp(prefix="k-"))  # its sockets have names of at most 107 bytes
    browser, inspected = programs / "chromium", wanted.get("inspected", 1)
    browser.write_text(
        "#!/bin/sh\nfor word; do case $word in --user-data-dir=*) profile=${word#*=};; esac; done\n"
        f'sed -i \'s/"availability": 2/"availability": {inspected}/\' $profile/Default/Preferences\n'
        f'exec {shlex.quote(str(CHROMIUM))} "$@" --headless --no-sandbox'
        f" --ozone-platform=headless --remote-debugging-port={port}\n"
    )
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    monkeypatch.setattr("tempfile.tempdir", str(files))
    window = DeskWindow()
    patron_id, language = 1, wanted.get("language", "en")
    assert window.open(Settings(name="kiosk", store=str(store.path), language=language), patron_id)
    try:
        by(lambda: window.is_in_front or window.has_failed)
        assert not window.has_failed
        with sync_playwright() as playwright:
            there = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            yield Opened(window, there, files)
    finally:
        if window._process:
            window._process.kill()
        by(lambda: not window.is_open)
        shutil.rmtree(files)


def test_who_has_given_their_pin_at_the_kiosk_is_in_and_finds_the_way_back(opened: Opened) -> None:
    page = opened.page
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    assert not opened.window.open(Settings(), None)  # it is open already
    page.get_by_role("button", name="Back to the kiosk").click()
    by(opened.is_gone)
    assert not opened.window.has_failed


def test_a_code_of_the_kiosks_scanner_is_looked_up_and_nothing_is_returned_below(opened: Opened) -> None:
    page = opened.page
    for code, title in (("30001", "Emma"), ("30002", "Persuasion")):
        assert opened.window.takes(code)
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    with connected():
        assert Loan.select().where(Loan.returned_at.is_null()).count() == 1


def test_of_two_pages_one_asks_for_the_codes(opened: Opened) -> None:
    first, asked = opened.page, list[str]()
    opened.context.on(
        "request", lambda request: asked.append(request.url) if "/code?" in request.url else None
    )
    second = opened.context.new_page()
    second.goto(first.url)
    second.wait_for_timeout(2000)
    assert len(asked) < 5
    assert opened.window.takes("30001")
    expect(second.get_by_role("heading", name="Emma")).to_be_visible()
    expect(first.get_by_role("heading", name="What waits for you")).to_be_visible()
    second.close()
    first.mouse.move(9, 9)
    first.mouse.move(99, 99)
    assert opened.window.takes("30002")
    expect(first.get_by_role("heading", name="Persuasion")).to_be_visible()


def test_its_browser_leads_nowhere_else_and_keeps_no_file(opened: Opened) -> None:
    page, desk = opened.page, opened.page.url
    for elsewhere in ("file:///etc/passwd", "chrome://settings/", "http://127.0.0.1:9/"):
        other = opened.context.new_page()
        with suppress(Error):  # where the page that says no is in the way of the one that was asked for
            other.goto(elsewhere)
        expect(other.get_by_text("This page is blocked")).to_be_visible()
        other.close()
    kept = page.request.get(f"{desk}lists/readers.xlsx")
    assert kept.status == 400 and "keeps no files" in kept.text()
    page.evaluate("window.kept = {}; addEventListener('keydown', (e) => kept[e.code] = !e.defaultPrevented)")
    for keys in ("Control+t", "Control+n", "Control+o", "Control+Shift+I", "F12", "Control+c", "a"):
        page.keyboard.press(keys)
    kept_keys = {
        "KeyT": False,
        "KeyN": False,
        "KeyO": False,
        "KeyI": False,
        "F12": False,
        "KeyC": True,
        "KeyA": True,
    }
    assert page.evaluate("kept").items() >= kept_keys.items()


@pytest.mark.parametrize("opened", [{"language": "zh_CN"}], indirect=True)
def test_it_speaks_as_the_kiosk_does(opened: Opened) -> None:
    expect(opened.page.get_by_role("button", name="回到借还页面")).to_be_visible()


@pytest.mark.parametrize("opened", [{"inspected": 2}], indirect=True)
def test_nobody_inspects_its_pages(opened: Opened) -> None:
    assert opened.context.pages == []


def test_whatever_kills_the_desk_its_browser_and_its_profile_go_too(opened: Opened) -> None:
    os.kill(opened.process_id, 9)
    by(opened.is_gone)
    assert opened.window.has_failed and not opened.window.takes("30001")


def test_a_browser_that_breaks_down_takes_the_desk_along(opened: Opened) -> None:
    with pytest.raises(Error):
        opened.browser.new_browser_cdp_session().send("Browser.crash")
    by(opened.is_gone)
    assert opened.window.has_failed
