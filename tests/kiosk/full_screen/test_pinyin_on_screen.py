"""The pinyin above the characters: for whom it is set, and how far the window has room."""

from pathlib import Path

import pytest
from full_screen import standing_at, within
from new_store import new_store
from school import NOW, Library

from db.events.record import Acting
from db.readers.pinyin import set_class_pinyin
from db.registering.readers import edit_reader
from db.store.opening import connected

STAFF = Acting("office", NOW, "staff")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.patron("1101", name="王 小明", given_name="小明", class_name="一年级1班")
        library.patron("1102", name="李 子涵", given_name="子涵", class_name="一年级1班")
        library.copy("B1", title=library.title("长大以后去银行"))
        set_class_pinyin("一年级1班", True, STAFF)
        edit_reader("1102", {"pinyin": "否"}, STAFF)
    return path


@pytest.mark.parametrize("sixths", ["1", "0"])
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)])
async def test_title_and_word_have_their_pinyin_in_the_turns_of_small_readers(
    store: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], sixths: str
) -> None:
    monkeypatch.setenv("KIOSK_SIXTHS", sixths)
    async with standing_at(store, size=size, language="zh_CN") as kiosk:
        assert "sǎo" not in kiosk.text
        await kiosk.scan("1101", "B1")
        told = kiosk.text.split()
        assert {"zhǎng", "dà", "yín", "háng"} <= set(told)
        assert "jiè" in told or sixths == "1"  # drawn, where there is room
        assert "█" in kiosk.text and within(kiosk.lines, *size)
        await kiosk.wait(3)
        await kiosk.scan("1102", "B1")
        assert "zhǎng" not in kiosk.text


async def test_who_has_never_borrowed_reads_the_next_step_with_its_pinyin(store: Path) -> None:
    async with standing_at(store, size=(160, 45), language="zh_CN") as kiosk:
        await kiosk.scan("1101")
        assert "xiǎo" in kiosk.text.split() and "sǎo" in kiosk.text.split()
        assert within(kiosk.lines, 160, 45)


async def test_english_has_none(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await kiosk.scan("1101")
        assert "Nice to see you, 小明." in kiosk.text
        assert "xiǎo" not in kiosk.text


@pytest.mark.parametrize("size", [(80, 24), (20, 6)])
@pytest.mark.parametrize("title", ["床" * 100, "👩‍👩‍👧‍👦 书", "مكتبة 书", "\x1b[2J书", "的" + "，" * 50])
async def test_any_title_leaves_the_layout_whole(store: Path, title: str, size: tuple[int, int]) -> None:
    with connected():
        Library(store).copy("B2", title=Library(store).title(title))
    async with standing_at(store, size=size, language="zh_CN") as kiosk:
        await kiosk.scan("1101", "B2")
        assert within(kiosk.lines, *size)
