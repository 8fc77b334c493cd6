"""The handbook's pictures of the desk, as they are today: the sample school in Chromium, in both languages.

    python tests/captures.py [NAME ...]

Writes `kiosk/handbook/LANGUAGE/NAME.png` and `.pictures/desk.png`. A picture is 1,120 dots wide and has
32 colours, so that all of them together stay small. Run it after a page has changed that stands there.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "support")]

from browsing import CARD, CHROMIUM, PIN
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from served import running

HANDBOOK = HERE.parent / "kiosk" / "handbook"
WIDTH, COLOURS = 1120, 32


def today(page: Page) -> int:
    page.goto("/")
    return 640


def a_book(page: Page) -> int:
    page.goto("/search?q=xyj")
    with page.expect_navigation():
        page.locator("main .hits a").first.click()
    return 720


def a_box(page: Page) -> int:
    page.goto("/intake")
    page.locator("#content input[name=code]").first.fill("9787544910354")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return 620


def timetable(page: Page) -> int:
    for number, (day, starts, ends, weeks) in enumerate(
        (("0", "08:15", "09:00", "every"), ("2", "09:15", "10:00", "odd"), ("3", "10:15", "11:00", "even"))
    ):
        page.goto("/classes/timetable")
        form = page.locator("#content form[action='/classes/timetable']")
        form.locator("[name=class]").select_option(index=number % 2)
        form.locator("[name=weekday]").select_option(day)
        form.locator("[name=weeks]").select_option(weeks)
        form.locator("[name=starts]").fill(starts)
        form.locator("[name=ends]").fill(ends)
        with page.expect_navigation():
            form.locator("button").first.click()
    page.goto("/classes/timetable")
    return 860


def answer(page: Page) -> int:
    page.goto("/answers/by-letter")
    return 620


def calendar(page: Page) -> int:
    page.goto("/rules/calendar")
    return 640


def the_room(page: Page) -> int:
    for bay, side, level, start in (
        ("1", "A", "1", "A"),
        ("1", "A", "2", "I2"),
        ("1", "B", "1", "I287"),
        ("2", "", "1", "J"),
    ):
        page.goto("/shelves")
        form = page.locator("form[action='/shelves/board']")
        for name, value in {"bay": bay, "side": side, "level": level, "start": start}.items():
            form.locator(f"[name={name}]").fill(value)
        with page.expect_navigation():
            form.locator("button").click()
    for bay in ("1", "2"):
        form = page.locator("form[action='/shelves/bay']")
        form.locator("[name=bay]").select_option(bay)
        form.locator("[name=across]").fill(bay)
        form.locator("[name=down]").fill("1")
        with page.expect_navigation():
            form.locator("button").click()
    page.goto("/shelves")
    return 580


CAPTURES: dict[str, Callable[[Page], int]] = {
    "desk": today,
    "books": a_book,
    "intake": a_box,
    "classes": timetable,
    "answers": answer,
    "rules": calendar,
    "shelf": the_room,
}
"""By the page of the handbook on which it stands: what is opened, and how many dots of it are shown."""


def main(names: list[str]) -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language in ("en", "zh_CN"):
            with running("--language", language, "demo", "--desk") as (_desk, at):
                _capture(browser, at, language, names or list(CAPTURES))
        browser.close()
    return 0


def _capture(browser: Browser, at: str, language: str, names: list[str]) -> None:
    context = browser.new_context(
        base_url=at,
        viewport={"width": WIDTH, "height": 900},
        locale=language.replace("_", "-"),
        color_scheme="light",
    )
    page = context.new_page()
    page.goto("/")
    page.keyboard.type(f"{CARD}\n")
    page.wait_for_timeout(300)
    page.keyboard.type(f"{PIN}\n")
    page.wait_for_selector(".visit form[action='/logout']")
    for name in names:
        height = CAPTURES[name](page)
        page.evaluate("document.activeElement?.blur()")
        shot = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": height}, full_page=True)
        picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        target = HANDBOOK / language / f"{name}.png"
        picture.save(target, optimize=True)
        if (name, language) == ("desk", "en"):
            picture.save(HERE.parent / ".pictures" / "desk.png", optimize=True)
        print(target, target.stat().st_size)
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
