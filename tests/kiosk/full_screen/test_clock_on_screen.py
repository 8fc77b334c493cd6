"""A clock that cannot be right: nothing is lent by it, returns are taken, the staff can confirm the day."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from full_screen import Standing, standing_at
from new_store import filled_once, new_store
from school import NOW, Library

from db.events.record import Acting, record
from db.models import Event
from db.store.opening import connected
from kiosk.screens.staff.menu import StaffMenu


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        ada = library.patron("6101", name="Ada Lovelace")
        library.patron("6102", name="Ben Smith", class_name="3B")
        library.lend(library.copy("B1", title=library.title("Emma")), ada)
        library.lend(library.copy("B3", title=library.title("Holes")), ada)
        library.copy("B2", title=library.title("Hamlet"))
    return path


def used(store: Path, at: datetime) -> None:
    with connected():
        record(Acting("another", at), "policy")


async def assert_returns_only(kiosk: Standing, sentence: str) -> None:
    await kiosk.scan("6102")
    assert sentence in kiosk.text and kiosk.tones == {"-stop"}
    await kiosk.scan("B1")
    assert (
        "Put it on the return trolley" in kiosk.text or "Please put it on the return trolley." in kiosk.text
    )
    await kiosk.scan("B2", "6102")  # a card that borrows the book that was shown
    assert kiosk.loans() == [("6101", "Holes")]


async def staff_menu(kiosk: Standing) -> None:
    await kiosk.press("f10")
    await kiosk.type("LEAVE\r")
    assert isinstance(kiosk.app.screen, StaffMenu)


async def test_a_clock_behind_the_record_lends_nothing_until_the_librarian_confirms_the_day(
    store: Path,
) -> None:
    used(store, NOW + timedelta(days=3))
    async with standing_at(store) as kiosk:
        sentence = "My clock says 2026-09-07, but I was used later than that."
        assert sentence in kiosk.text and "Borrow: scan" not in kiosk.text
        await assert_returns_only(kiosk, sentence)
        await staff_menu(kiosk)
        assert "Today is 2026-09-07: the clock is right" in kiosk.text
        await kiosk.press("f8")
        assert "day_confirmed" in kiosk.events()
        with connected():
            assert Event.get(Event.verb == "day_confirmed").actor == "staff"
        await kiosk.wait(20)
        assert "Borrow: scan your card" in kiosk.text
        await kiosk.scan("6102", "B2")
        assert ("6102", "Hamlet") in kiosk.loans()


async def test_a_clock_far_ahead_stays_wrong_after_a_return_and_is_right_again_once_set(store: Path) -> None:
    used(store, NOW)
    async with standing_at(store) as kiosk:
        kiosk.clock.at = NOW + timedelta(days=500)
        await assert_returns_only(kiosk, "a long time after I was last used.")
        await kiosk.wait(120)
        await kiosk.scan("6102")
        assert "a long time after I was last used." in kiosk.text
        kiosk.clock.at = NOW + timedelta(days=2)
        await kiosk.scan("6102", "B2")
        assert ("6102", "Hamlet") in kiosk.loans()


async def test_a_clock_that_was_never_set_cannot_be_confirmed(store: Path) -> None:
    async with standing_at(store) as kiosk:
        kiosk.clock.at = datetime(1970, 1, 1, 0, 1)
        await assert_returns_only(kiosk, "My clock is not set yet: it says 1970-01-01.")
        await kiosk.app._time.look_at_the_day()
        await kiosk.wait(20)
        assert "My clock is not set yet" in kiosk.text
        await staff_menu(kiosk)
        assert "the clock is right" not in kiosk.text
        await kiosk.press("f8")
        assert "day_confirmed" not in kiosk.events()


async def test_a_clock_that_goes_wrong_in_a_turn_ends_it(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102")
        kiosk.clock.at -= timedelta(days=2)
        await kiosk.scan("B2")
        assert "To borrow it, scan your card now." in kiosk.text
        await kiosk.scan("6102")
        assert "My clock says 2026-09-05, but" in kiosk.text
        assert len(kiosk.loans()) == 2
