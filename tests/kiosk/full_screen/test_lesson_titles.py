"""Which titles are due stands on the end page behind a PIN only, for who may see it, and not for long."""

from datetime import timedelta
from pathlib import Path

import pytest
from full_screen import Standing, standing_at, until
from new_store import filled_once, new_store
from pdf_text import pages_of
from school import NOW, Library

from db.events.record import Acting
from db.models import SchoolClass
from db.readers.classes import code_of_class
from db.staff.members import appoint
from db.staff.pins import set_pin
from db.store.opening import connected
from kiosk.screens.staff.pin import PinDialog
from kiosk.settings import PaperSettings

STAFF = Acting("office", NOW, "staff")
PIN, OTHER_PIN = "271828", "314159"


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db")
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.policy("teacher")
        late = library.copy("B1", title=library.title("Late Secret"))
        library.lend(late, library.patron("6101"), days_ago=20)
        library.patron("7101", class_name="3B")
        library.patron("9001", category="teacher", class_name="3A")
        library.patron("9002", category="teacher", class_name="3B")
        for number, pin in (("9001", PIN), ("9002", OTHER_PIN)):
            appoint(number, "teacher", (), STAFF)
            set_pin(pin, STAFF, number)
    return path


async def hold_lesson(kiosk: Standing) -> None:
    with connected():
        card = code_of_class(SchoolClass.get(SchoolClass.name == "3A").id)
    for code in ("9001", "6101", "9001", card):
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan(code)
    await kiosk.wait(25)
    assert "Still have books that are due (1): 1 Reader · 1 book" in kiosk.text and "Secret" not in kiosk.text


async def open_staff_mode(kiosk: Standing, number: str, pin: str) -> None:
    await kiosk.press("f10")
    await kiosk.scan(number)
    await kiosk.type(f"{pin}\r")


async def test_a_teacher_with_a_pin_sees_the_titles_of_the_own_class_until_the_next_scan(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await hold_lesson(kiosk)
        await open_staff_mode(kiosk, "9001", PIN)
        assert "Secret" not in kiosk.text and "Show which titles are due" in kiosk.text
        await kiosk.press("f7")
        assert "Still have books that are due (1): 1 Reader · 1 book · Late Secret" in kiosk.text
        assert "1 of 1 pupil came" in kiosk.text
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan("6101")
        await kiosk.wait(25)
        assert "Secret" not in kiosk.text


async def test_the_menu_is_locked_again_behind_the_titles(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await hold_lesson(kiosk)
        await open_staff_mode(kiosk, "9001", PIN)
        await kiosk.press("f7")
        assert "Late Secret" in kiosk.text and kiosk.app.staff.post is None
        await kiosk.press("f10")
        assert isinstance(kiosk.app.screen, PinDialog)
        await kiosk.press("f9")
        assert isinstance(kiosk.app.screen, PinDialog)
        await kiosk.press("escape")
        assert "Late Secret" in kiosk.text
        await kiosk.wait(21)
        assert "Secret" not in kiosk.text


async def test_titles_are_gone_after_a_minute_and_the_page_stays(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await hold_lesson(kiosk)
        await open_staff_mode(kiosk, "9001", PIN)
        await kiosk.press("f7")
        await kiosk.wait(55)
        assert "Late Secret" in kiosk.text and "Locks automatically" not in kiosk.text
        await kiosk.wait(6)
        assert "Secret" not in kiosk.text and "Still have books that are due (1)" in kiosk.text


async def test_a_teacher_of_another_class_is_not_offered_them(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await hold_lesson(kiosk)
        await open_staff_mode(kiosk, "9002", OTHER_PIN)
        assert "For the staff" in kiosk.text and "titles" not in kiosk.text
        await kiosk.press("f7", "escape")
        assert "Secret" not in kiosk.text and "Still have books that are due (1)" in kiosk.text


async def test_the_page_is_printed_as_it_is_shown(store: Path, cups: Path) -> None:
    async with standing_at(store, size=(100, 30), paper=PaperSettings("HP")) as kiosk:
        await hold_lesson(kiosk)
        await kiosk.press("f8")
        await until(lambda: "HP-7" in kiosk.text)
        assert "Secret" not in "".join(pages_of(cups / "taken.pdf"))
        await open_staff_mode(kiosk, "9001", PIN)
        await kiosk.press("f7")
        assert "HP-7" not in kiosk.text
        await kiosk.press("f8")
        await until(lambda: "HP-7" in kiosk.text)
        assert "Late Secret" in "".join(pages_of(cups / "taken.pdf")) and "Late Secret" in kiosk.text
