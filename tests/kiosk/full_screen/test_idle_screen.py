"""After a quiet minute: books, lists, the day and a tip in large letters; then the first scan is served."""

import asyncio
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from full_screen import standing_at, within
from new_store import new_store
from school import NOW, Library

from db.answers.counter.idle import Idle
from db.events.record import Acting
from db.lessons.timetable import add_period
from db.models import Accession, AccessionBatch, ClosedWeekday, Loan
from db.reading.idle import has_pinyin, idle_on, set_pinyin, turn
from db.store.opening import connected, store_at
from db.title_lists.lines import Line
from db.title_lists.making import Plan, make_list
from db.title_lists.showing import show_since
from kiosk.lettering.large import draw_large
from kiosk.lettering.letters import big
from kiosk.lettering.pictures import picture
from kiosk.scene.seen import view_of
from kiosk.screens.idle_page import draw_idle
from kiosk.screens.pane import fold
from kiosk.sentences.counter.idle import idle_pages
from kiosk.sentences.counter.tips import TIPS
from kiosk.sentences.said import Said, Tone
from kiosk.service.idle_count import IdleCount
from kiosk.words import speak

ACTING = Acting("office", NOW)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    new_store(path)
    with connected():
        ClosedWeekday.delete().execute()
        library = Library(path)
        library.policy("pupil")
        ada = library.patron("6101", name="Adalbert Wolfe", class_name="3A")
        momo = library.copy("B1", title=library.title("Momo"))
        library.lend(library.copy("B2", title=library.title("Emma")), ada, days_ago=2)
        batch = Accession.get(Accession.copy == momo.id).batch_id
        AccessionBatch.update(came_on=date(2026, 9, 1)).where(AccessionBatch.id == batch).execute()
        list_id, _filled = make_list(Plan("Month", "month"), [Line(1, "Momo")], ACTING)
        show_since(list_id, date(2026, 9, 7), ACTING)
        add_period("3A", 0, "10:15", "10:55", ACTING)
    return path


async def seen_the_day(kiosk: Any) -> None:
    """The day is looked at, what there is to show is counted, and that is seen with the next look."""
    await kiosk.app._time.look_at_the_day()
    await kiosk.app._service.idle_counted()
    await kiosk.app._time.look_at_the_day()


def is_large(said: str, text: str) -> bool:
    """Whether it stands on the screen in letters of eight rows, thin or heavy."""
    return any(
        len(drawn) > 1 and all(row.strip() in text for row in drawn)
        for drawn in (big(said, 200, 8), draw_large("", said, 200, 10))
    )


def test_sixty_tips_are_short_in_both_languages() -> None:
    assert len(set(TIPS)) == 60
    for language in ("en", "zh_CN"):
        words = speak(language)
        assert all(len(fold(words(tip), 76, 9)) <= 2 for tip in TIPS)
    assert not {tip for tip in TIPS if speak("zh_CN")(tip) == tip}


def test_what_is_shown_is_of_books_and_classes_and_of_no_child(store: Path) -> None:
    with connected():
        shown = idle_on(date(2026, 9, 7))
        assert shown and "Momo" in shown.new_books
        assert shown == Idle(
            shown.new_books, "Month", ("Momo",), ("3A", "1.00"), ("3A 10:15-10:55",), False, shown.day
        )
        assert idle_on(date(2027, 4, 22)).reading_week  # type: ignore[union-attr]
        assert not idle_on(date(2027, 4, 29)).reading_week  # type: ignore[union-attr]
        turn(False, ACTING)
        assert idle_on(date(2026, 9, 7)) is None


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_after_a_quiet_minute_it_comes_page_by_page_and_gives_way_to_the_first_scan(
    store: Path, size: tuple[int, int], language: str
) -> None:
    async with standing_at(store, size=size, language=language) as kiosk:
        await seen_the_day(kiosk)
        welcome = kiosk.text
        await kiosk.wait(59)
        assert kiosk.text == welcome
        seen = []
        for _ in range(5):
            await kiosk.wait(12)
            assert within(kiosk.lines, *size) and "Adalbert" not in kiosk.text and "6101" not in kiosk.text
            assert sum(map(kiosk.text.count, "█▀▄")) > 40, "large letters"
            seen.append(kiosk.text)
        newest = kiosk.app.scene.showing.today.idle.new_books[0]  # type: ignore[union-attr]
        assert len(set(seen)) == 5 and is_large(newest, seen[0])
        pages = [page(speak(language)) for page in idle_pages(kiosk.app.scene.showing.today.idle)]  # type: ignore[union-attr,arg-type]
        for text, page in zip(seen, pages, strict=True):
            said = page.lines[0]
            assert said.split()[0] in text or is_large(said, text) or size[0] == 160
            assert is_large(page.big, text) or size[0] == 160, "beside its picture"
        await kiosk.scan("6101")
        assert "Adalbert" in kiosk.text
        await kiosk.scan("B1")
        with connected():
            assert Loan.select().where(Loan.returned_at.is_null()).count() == 2
        await kiosk.wait(21)
        assert "Momo" not in kiosk.text and not is_large("Momo", kiosk.text)
        await kiosk.wait(10)
        assert kiosk.text == welcome


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)])
async def test_it_has_the_pinyin_where_the_library_wants_it(
    store: Path, size: tuple[int, int], language: str
) -> None:
    with connected():
        library = Library(store)
        assert not has_pinyin()
        set_pinyin(True, ACTING)
        new = library.copy("B3", title=library.title("长大以后"))
        batch = Accession.get(Accession.copy == new.id).batch_id
        AccessionBatch.update(came_on=date(2026, 9, 2)).where(AccessionBatch.id == batch).execute()
    async with standing_at(store, size=size, language=language) as kiosk:
        await seen_the_day(kiosk)
        seen = []
        for seconds in (60, 12, 12, 12):
            await kiosk.wait(seconds)
            assert within(kiosk.lines, *size)
            seen.append(kiosk.text)
        assert any({"zhǎng", "dà"} <= set(text.split()) for text in seen) is (language == "zh_CN")


async def test_what_is_typed_or_shown_keeps_it_away(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await seen_the_day(kiosk)
        await kiosk.type("61")
        await kiosk.wait(100)
        assert view_of(kiosk.app.scene.showing, kiosk.clock()).idle is None


async def test_scans_are_served_while_it_is_counted_however_long_that_takes(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(day: date) -> Idle:
        begun.set()
        assert go_on.wait(60)
        return Idle(new_books=("Late news",))

    monkeypatch.setattr("kiosk.service.idle_count.idle_on", slow)
    async with standing_at(store) as kiosk:
        await kiosk.app._time.look_at_the_day()
        assert await asyncio.to_thread(begun.wait, 60)
        await kiosk.scan("6101", "B1")
        with connected():
            assert Loan.select().where(Loan.returned_at.is_null()).count() == 2
        assert kiosk.app.scene.showing.today.idle is None  # type: ignore[union-attr]
        go_on.set()
        await seen_the_day(kiosk)
        assert kiosk.app.scene.showing.today.idle.new_books == ("Late news",)  # type: ignore[union-attr]


def test_it_is_counted_for_each_day_and_a_store_that_is_gone_leaves_what_was_shown(store: Path) -> None:
    count = IdleCount(store_at(store))
    assert count.shown(NOW.date(), NOW) is None
    count.join()
    assert count.shown(NOW.date(), NOW).list_titles == ("Momo",)  # type: ignore[union-attr]
    store.rename(store.with_name("away"))
    assert count.shown(NOW.date(), NOW + timedelta(minutes=6)) is not None
    count.join()
    assert count.shown(NOW.date(), NOW + timedelta(minutes=6)) is not None and not store.exists()
    assert count.shown(NOW.date() + timedelta(days=1), NOW + timedelta(days=1), may_count=False) is None


@pytest.mark.parametrize("name", ["book", "shelf", "cup", "bulb", "calendar", "owl"])
def test_each_picture_has_rows_of_one_width_and_grows_with_its_scale(name: str) -> None:
    small, large = picture(name), picture(name, 2)
    assert {len(row) for row in small.rows} == {small.columns} and len(small.rows) == 10
    assert (large.columns, len(large.rows)) == (2 * small.columns, 20)
    assert sum(sign != " " for row in small.rows for sign, _style in row) > 60


@pytest.mark.parametrize("columns", [*range(12, 40, 2)])
def test_a_window_of_any_width_shows_it(columns: int) -> None:
    """In one narrower than two large signs a text was broken without end."""
    seen = Said(Tone.HELLO, "", "新书", ("重庆长行乐了", "备注", "扫描借书证"), picture="shelf")
    shown = draw_idle(seen, columns, 40)
    assert "扫" in shown[-1].plain
