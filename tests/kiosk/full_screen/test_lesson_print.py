"""A lesson's page and a corner's manifest on paper: by a key, a card, by itself; and never in the way."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from full_screen import Standing, standing_at, until
from new_store import new_store
from pdf_text import pages_of
from school import NOW, Library

from db.events.record import Acting
from db.lessons.lessons import close_lesson, open_lesson
from db.models import Patron, SchoolClass
from db.readers.classes import code_of_class
from db.store.opening import connected
from kiosk.cli import main
from kiosk.settings import PaperSettings

Captured = pytest.CaptureFixture[str]
HP = PaperSettings("HP")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = new_store(tmp_path / "library.db")
    monkeypatch.setenv("KIOSK_STORE", str(path))
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.policy("teacher")
        library.copy("B1", title=library.title("Secret"))
        library.lend(
            library.copy("B2", title=library.title("Late Secret")), library.patron("6102"), days_ago=20
        )
        library.patron("6101", name="王小明", given_name="小明")
        library.patron("9001", category="teacher")
    return path


async def hold_lesson(kiosk: Standing) -> None:
    """The teacher opens it, a pupil borrows, the teacher closes it."""
    with connected():
        card = code_of_class(SchoolClass.get().id)
    for code in ("9001", "6101", "B1", "9001", card):
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan(code)
    assert "1 of 2 pupils came" in kiosk.text


@pytest.mark.parametrize("way", ["key", "card"])
async def test_the_page_is_printed_from_the_screen_and_stays_there(store: Path, cups: Path, way: str) -> None:
    async with standing_at(store, size=(80, 24), paper=HP) as kiosk:
        await hold_lesson(kiosk)
        assert " F8  Print" in kiosk.lines[-1] and "printed" not in kiosk.text
        await (kiosk.press("f8") if way == "key" else kiosk.scan("%PRINT"))
        await until(lambda: "The page was printed on HP as HP-7." in kiosk.text)
        assert "1 of 2 pupils came" in kiosk.text
        told = "".join(pages_of(cups / "taken.pdf"))
        assert "Lesson of 3A" in told and "小明" in told and "Secret" not in told
        (cups / "taken.pdf").unlink()
        await kiosk.scan("%PRINT")  # the scanner repeats itself: one page is enough
        assert not (cups / "taken.pdf").exists() and "I do not know" not in kiosk.text
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan("6102")
        assert "F8" not in kiosk.lines[-1] and "HP-7" not in kiosk.text


def test_in_chinese_no_english_word_stands_on_the_page(store: Path, capsys: Captured) -> None:
    with connected():
        Patron.update(name="李红", given_name="小红").where(Patron.number == "6102").execute()
        lesson = open_lesson(SchoolClass.get().id, Acting("office", NOW, "staff"), "command")
        close_lesson(lesson, Acting("office", NOW + timedelta(minutes=40), "staff"))
    assert main(["--language", "zh_CN", "lesson", "show"]) == 0
    told = capsys.readouterr().out
    assert "李红" in told
    assert re.findall("[A-Za-z]{3,}", told.replace("kiosk calendar term", "")) == []


async def test_where_it_is_set_the_page_is_printed_by_itself_at_the_bell(store: Path, cups: Path) -> None:
    with connected():
        acting = Acting("office", NOW, "staff")
        open_lesson(SchoolClass.get().id, acting, "command", NOW + timedelta(seconds=30))
    async with standing_at(store, paper=PaperSettings("HP", lessons=True)) as kiosk:
        await until(lambda: "1 minute left" in kiosk.text)
        kiosk.clock.at = NOW + timedelta(seconds=25)
        await kiosk.scan("6101")
        kiosk.clock.at = NOW + timedelta(seconds=31)  # the bell rings in her turn
        await until(lambda: (cups / "taken.pdf").exists())
        assert "is over" not in kiosk.text
        await kiosk.scan("B1")
        assert ("6101", "Secret") in kiosk.loans()


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (PaperSettings("Brother", lessons=True), "The printer or class does not exist"),
        (PaperSettings(lessons=True), "No printer for pages is named"),
    ],
)
async def test_a_printer_that_is_missing_blocks_nothing(
    store: Path, cups: Path, paper: PaperSettings, said: str
) -> None:
    async with standing_at(store, size=(100, 30), paper=paper) as kiosk:
        await hold_lesson(kiosk)
        await until(lambda: said in kiosk.text)
        await kiosk.press("f8")
        await until(lambda: said in kiosk.text)
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan("6101")
        assert said not in kiosk.text and "小明" in kiosk.text


async def test_a_printer_that_takes_its_time_delays_no_scan(store: Path, cups: Path) -> None:
    (cups / "off").touch()  # it takes the page and prints nothing
    async with standing_at(store, size=(100, 30), paper=HP) as kiosk:
        await hold_lesson(kiosk)
        await kiosk.press("f8", "f8")
        await until(lambda: (cups / "taken.pdf").exists())
        assert "The page is being printed." in kiosk.text
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan("6101")
        assert "小明  ·  3A" in kiosk.text
        (cups / "off").unlink()
        await until(lambda: kiosk.app.scene._pages._printed_at is not None)


async def test_without_a_page_there_is_nothing_to_print(store: Path, cups: Path) -> None:
    async with standing_at(store, paper=HP) as kiosk:
        await kiosk.press("f8")
        assert "F8" not in kiosk.lines[-1] and "Borrow: scan your card" in kiosk.text
        await kiosk.scan("%PRINT")
        assert "There is no page to print. One comes when a lesson ends." in kiosk.text
    assert not (cups / "taken.pdf").exists()


async def test_the_command_line_prints_the_page_of_the_last_lesson(
    store: Path, cups: Path, tmp_path: Path, capsys: Captured
) -> None:
    async with standing_at(store) as kiosk:
        await hold_lesson(kiosk)
    settings = tmp_path / "kiosk.toml"
    settings.write_text('[paper]\nprinter = "HP"\n')
    options = ["--language", "en", "--settings", str(settings)]
    assert main([*options, "lesson", "show", "3A", "--print", "--titles"]) == 0
    assert capsys.readouterr().out == "Printed on HP as HP-7.\n"
    assert "Late Secret" in "".join(pages_of(cups / "taken.pdf"))
    assert main(["--language", "en", "lesson", "show", "--print"]) == 1
    assert "[paper] in kiosk.toml" in capsys.readouterr().err


async def test_a_corner_that_was_filled_by_scans_has_its_manifest_printed(store: Path, cups: Path) -> None:
    with connected():
        card = code_of_class(SchoolClass.get().id)
    async with standing_at(store, paper=HP) as kiosk:
        for code in ("%FILL", "9001", card, "B1", "%DONE"):
            kiosk.clock.at += timedelta(seconds=3)
            await kiosk.scan(code)
        assert "F8" in kiosk.lines[-1]
        await kiosk.wait(40)  # somebody looks for the card
        await kiosk.scan("%PRINT")
        await until(lambda: "The page was printed on HP as HP-7." in kiosk.text)
        told = "".join(pages_of(cups / "taken.pdf"))
        assert "Corner of 3A: 1 book" in told and "Secret" in told and "B1" in told
        await kiosk.wait(30)
        assert "F8" not in kiosk.lines[-1] and "Borrow: scan your card" in kiosk.text
