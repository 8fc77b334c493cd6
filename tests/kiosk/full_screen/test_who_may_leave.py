"""Nobody leaves without the PIN where there was one: not while the store is away, not by a new store."""

from pathlib import Path

import pytest
from full_screen import standing_at
from new_store import new_store
from school import NOW, Library

from db.events.record import Acting
from db.models import Event, StaffMember
from db.staff.members import appoint
from db.staff.pins import set_pin
from db.store.opening import Store, connected, open_store
from kiosk.screens.staff.menu import StaffMenu

ACTING = Acting("office", NOW, "command", account="anna")
PIN, WRONG = "271828", "864201"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A librarian, who has no PIN of their own yet."""
    path = new_store(tmp_path / "data" / "library.db")
    with connected():
        library = Library(path)
        library.policy("teacher")
        library.patron("9001", name="Lina Moss", class_name="Staff room", category="teacher")
        appoint("9001", "librarian", (), ACTING)
    return path


@pytest.fixture
def shared(store: Store) -> Store:
    with connected():
        set_pin(PIN, ACTING)
    return store


@pytest.fixture
def own(store: Store) -> Store:
    with connected():
        set_pin(PIN, ACTING, "9001")
    return store


def away(store: Store) -> Path:
    """The disk with the store is gone."""
    return store.path.parent.rename(store.path.parent.with_name("unmounted"))


async def test_without_the_store_the_shared_pin_is_asked_and_the_word_opens_nothing(shared: Store) -> None:
    async with standing_at(shared) as kiosk:
        away(shared)
        await kiosk.press("f10")
        assert "Staff PIN:" in kiosk.text and "No staff PIN is set" not in kiosk.text
        await kiosk.type("LEAVE\r")
        assert "That was not right." in kiosk.text
        await kiosk.type(PIN + "\r")
        assert isinstance(kiosk.app.screen, StaffMenu) and "Leave the kiosk" in kiosk.text


async def test_without_the_store_a_card_and_its_own_pin_are_asked(own: Store) -> None:
    async with standing_at(own) as kiosk:
        away(own)
        await kiosk.press("f10")
        assert "Scan your staff card" in kiosk.text
        await kiosk.type("9001\r")
        assert "Your PIN:" in kiosk.text
        await kiosk.type(PIN + "\r")
        assert isinstance(kiosk.app.screen, StaffMenu)
        await kiosk.press("escape")
        await kiosk.press("f10")
        await kiosk.scan("9001")
        assert "Your PIN:" in kiosk.text


async def test_the_word_typed_at_an_older_question_opens_nothing_once_there_is_a_pin(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        assert "No staff PIN is set" in kiosk.text
        with connected():
            set_pin(PIN, ACTING)
        await kiosk.type("LEAVE\r")
        assert not isinstance(kiosk.app.screen, StaffMenu) and kiosk.app.staff.post is None


async def test_a_new_empty_store_in_its_place_asks_for_the_pin_that_was(shared: Store) -> None:
    async with standing_at(shared):
        pass
    away(shared)
    open_store(str(shared.path))
    async with standing_at(shared) as kiosk:
        await kiosk.press("f10")
        await kiosk.type("LEAVE\r")
        assert kiosk.app.staff.post is None
        await kiosk.type(PIN + "\r")
        assert isinstance(kiosk.app.screen, StaffMenu)


async def test_where_no_pin_was_ever_seen_the_word_opens_without_the_store_too(store: Store) -> None:
    async with standing_at(store) as kiosk:
        away(store)
        await kiosk.press("f10")
        await kiosk.type("LEAVE\r")
        assert isinstance(kiosk.app.screen, StaffMenu)


async def test_what_is_kept_of_a_pin_is_a_hash_for_its_owner_alone_and_garbage_lets_nobody_in(
    shared: Store, tmp_path: Path
) -> None:
    async with standing_at(shared):
        pass
    (file,) = (tmp_path / ".local/state/school-library-kiosk").glob("pins-*")
    assert file.stat().st_mode & 0o777 == 0o600 and PIN not in file.read_text()
    away(shared)
    for garbage in (b"{", b"[]", b"\xff\x00", b'{"asked": "word"}x', b'{"asked": "shared", "pins": [1]}'):
        file.write_bytes(garbage)
        async with standing_at(shared) as kiosk:
            await kiosk.press("f10")
            await kiosk.type("LEAVE\r")
            assert kiosk.app.staff.post is None


async def test_wrong_pins_are_counted_through_outages_and_starts_and_the_store_hears_of_them(
    shared: Store,
) -> None:
    looked_at = 0
    for _ in range(4):  # each start with the store away, as when a cable is pulled
        async with standing_at(shared):
            pass
        gone = away(shared)
        async with standing_at(shared) as kiosk:
            await kiosk.press("f10")
            for _ in range(2):
                await kiosk.type(WRONG + "\r")
                looked_at += "Wait" not in kiosk.text
        gone.rename(shared.path.parent)
    assert looked_at <= 2
    async with standing_at(shared) as kiosk:
        await kiosk.press("f10")
        await kiosk.type(PIN + "\r")
        assert "That was not right. Wait" in kiosk.text
        await kiosk.wait(900)
    with connected():
        assert StaffMember.get(StaffMember.patron.is_null()).wrong_tries >= 3
        assert Event.select().where(Event.verb == "pin_wrong", Event.flagged).count() >= 1
