"""After a quiet minute: books, lists, the day and a tip in large letters; then the first scan is served."""

from datetime import date
from pathlib import Path

import pytest
from full_screen import standing_at, within
from new_store import new_store
from school import NOW, Library

from db.answers.counter.idle import Idle
from db.events.record import Acting
from db.lessons.timetable import add_period
from db.models import Accession, AccessionBatch, ClosedWeekday, Loan
from db.reading.idle import idle_on, turn
from db.reading.lists import Plan, Wish, add_list, add_rows, show_since
from db.store.opening import connected
from kiosk.screens.pane import fold
from kiosk.sentences.counter.idle import idle_pages
from kiosk.sentences.counter.tips import TIPS
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
        list_id = add_list(Plan("Month", "month"), ACTING)
        add_rows(list_id, [Wish("Momo")], ACTING)
        show_since(list_id, date(2026, 9, 7), ACTING)
        add_period("3A", 0, "10:15", "10:55", ACTING)
    return path


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
        await kiosk.app._time.look_at_the_day()
        welcome = kiosk.text
        await kiosk.wait(59)
        assert kiosk.text == welcome
        seen = []
        for _ in range(5):
            await kiosk.wait(12)
            assert within(kiosk.lines, *size) and "Adalbert" not in kiosk.text and "6101" not in kiosk.text
            assert sum(map(kiosk.text.count, "█▀▄")) > 40, "large letters"
            seen.append(kiosk.text)
        assert len(set(seen)) == 5 and "Momo" in seen[0]
        pages = [page(speak(language)) for page in idle_pages(kiosk.app.scene.showing.today.idle)]  # type: ignore[union-attr,arg-type]
        for text, page in zip(seen, pages, strict=True):
            assert page.lines[-1].split()[0] in text
        await kiosk.scan("6101")
        assert "Adalbert" in kiosk.text
        await kiosk.scan("B1")
        with connected():
            assert Loan.select().where(Loan.returned_at.is_null()).count() == 2
        await kiosk.wait(21)
        assert "Momo" not in kiosk.text
        await kiosk.wait(10)
        assert kiosk.text == welcome


async def test_what_is_typed_or_shown_keeps_it_away(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.app._time.look_at_the_day()
        await kiosk.type("61")
        await kiosk.wait(100)
        assert kiosk.app.scene.showing.view(kiosk.clock()).idle is None
