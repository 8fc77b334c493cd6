"""The real browser with which the desk is tried: where it is, who comes in, what axe finds."""

import shutil
import time
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt install chromium")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
CARD, PIN = "0001", "2580"


def wrong_with(page: Page) -> list[str]:
    """What axe finds."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


def scan(page: Page, digits: str, *, is_swallowed: bool = False, stops_after: int | None = None) -> None:
    """What a scanner types, and the page that it leads to; an input method may have swallowed the signs.

    By the keys' own time, as this machine may be too busy to type so fast. After `stops_after` signs the
    scanner stops for a fifth of a second.
    """
    devtools, began = page.context.new_cdp_session(page), time.time()
    keys: list[dict[str, object]] = [
        {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229, "code": f"Digit{digit}"}
        if is_swallowed
        else {"type": "keyDown", "key": digit, "text": digit, "code": f"Digit{digit}"}
        for digit in digits
    ]
    enter: dict[str, object] = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    keys.append(
        {**enter, "type": "rawKeyDown"} if is_swallowed else {**enter, "type": "keyDown", "text": "\r"}
    )
    with page.expect_navigation():
        for number, key in enumerate(keys):
            stopped = 0.2 if stops_after is not None and number >= stops_after else 0.0
            at = began + number / 100 + stopped
            devtools.send("Input.dispatchKeyEvent", {**key, "timestamp": at})
