"""The full screen at the shelf: scanned, said in one word, settled by one key, undone by another."""

import pytest
from school import NOW, Library
from textual.pilot import Pilot
from textual.widgets import Static

from db.answers.shelves.shelf import ShelfRead
from db.events.record import Acting
from db.models import Copy, Loan
from db.shelf.faces import set_face
from db.shelf.reading import ReadingShelves
from kiosk.machine.terminal import tone_of
from kiosk.shelf_screen.app import ShelfScreen
from kiosk.words import speak

pytestmark = pytest.mark.store_in("file")
STAFF = Acting("office", NOW, "staff")


def screen(language: str = "en") -> ShelfScreen:
    return ShelfScreen(ReadingShelves(NOW), lambda: STAFF, speak(language))


async def scan(pilot: Pilot[ShelfRead], code: str) -> list[str]:
    """What is said of it, line by line."""
    await pilot.press(*code, "enter")
    return told(pilot)


def told(pilot: Pilot[ShelfRead]) -> list[str]:
    return str(pilot.app.query_one("#told", Static).content).splitlines()


def test_a_console_has_two_tones_and_any_other_terminal_one() -> None:
    right, wrong = (tone_of(is_right=is_right, is_console=True) for is_right in (True, False))
    assert right != wrong and right.endswith("\a") and wrong.endswith("\a")
    assert (tone_of(is_right=True, is_console=False), tone_of(is_right=False, is_console=False)) == ("", "\a")


@pytest.mark.parametrize("is_console", [False, True])
async def test_the_screen_sounds_as_its_terminal_can(
    library: Library, monkeypatch: pytest.MonkeyPatch, is_console: bool
) -> None:
    monkeypatch.setattr("kiosk.shelf_screen.app.is_plain_console", lambda: is_console)
    library.copy("B1")
    async with screen().run_test(size=(100, 30)) as pilot:
        written: list[str] = []
        assert pilot.app._driver is not None
        monkeypatch.setattr(pilot.app._driver, "write", written.append)
        await scan(pilot, "B1")
        await scan(pilot, "NOBODY")
    sounds = [text for text in written if text.endswith("\a")]
    assert sounds == [
        text for is_right in (True, False) if (text := tone_of(is_right=is_right, is_console=is_console))
    ]


async def test_each_scan_is_one_large_word_and_a_colour(library: Library) -> None:
    set_face("3", "B", 1, "I1", STAFF)
    for number in ("I1/1", "I1/2"):
        library.copy(number.replace("/", "-"), title=library.title(f"[b]{number}", call_number=number))
    async with screen().run_test(size=(100, 30)) as pilot:
        assert await scan(pilot, "%SHELF-1") == ["Shelf", "Started: shelf 3, side B, level 1"]
        assert (await scan(pilot, "I1-2"))[0] == "✓ Right" and pilot.app.screen.has_class("right")
        assert await scan(pilot, "I1-1") == ["! Move", "↔ “[b]I1/1” I1/1: out of order"]
        assert pilot.app.screen.has_class("wrong") and "█" in str(
            pilot.app.query_one("#word", Static).content
        )
        assert (await scan(pilot, "NOBODY"))[0] == "? Unknown"
        assert (await scan(pilot, "%SHELF-7"))[0] == "? Unknown"
        await pilot.press("f10")
    read = pilot.app.return_value
    assert read is not None and (read.scanned, len(read.moves)) == (3, 1)


async def test_what_is_wrong_is_settled_by_one_key_and_undone_by_another(library: Library) -> None:
    lost = library.copy("B1", status="lost")
    library.lend(library.copy("B2"), library.patron("6101"))
    async with screen().run_test(size=(100, 30)) as pilot:
        await scan(pilot, "B1")
        await pilot.press("f5")
        assert told(pilot)[0] == "✓ Settled" and Copy.get_by_id(lost.id).status == "available"
        await pilot.press("f5")
        assert told(pilot)[0] == "✓ Settled", "one key, one book"
        await scan(pilot, "B2")
        await pilot.press("f5")
        assert Loan.get().returned_at is not None
        await pilot.press("f6")
        assert told(pilot) == ["Undone"] and Loan.get().returned_at is None
        await pilot.press("f6")
        assert Copy.get_by_id(lost.id).status == "lost"
        await pilot.press("f6")
        assert told(pilot) == ["Undone"], "nothing is left to undo"


async def test_it_speaks_chinese_and_fits_a_small_terminal(library: Library) -> None:
    library.copy("B1")
    async with screen("zh_CN").run_test(size=(80, 24)) as pilot:
        assert (await scan(pilot, "B1"))[0] == "✓ 正确"
