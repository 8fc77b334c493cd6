"""PINs: which are taken, how they are kept, how tries are slowed down at every kiosk at once."""

import hashlib
import os
import re
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

import db
from db.answers.counter.pin import PinAsked
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import TABLES, Event, Patron, Setting, StaffMember
from db.privacy.forgetting import forget
from db.privacy.purging import purge
from db.roles import Act, Role
from db.staff import pin_waits
from db.staff.members import appoint, dismiss, members
from db.staff.pin_rules import LONGEST_WAIT, check_pin, fits, hashed, wait_after
from db.staff.pins import pin_asked, set_pin, staff_of_card, try_pin
from db.store.opening import connected, open_store

pytestmark = pytest.mark.usefixtures("pins_as_at_school")

ACTING = Acting("kiosk", NOW, "command", account="anna")
PIN, OTHER = "271828", "314159"


def at(seconds: float) -> Acting:
    return Acting("kiosk", NOW + timedelta(seconds=seconds))


@pytest.fixture
def staff(library: Library) -> Library:
    for number in ("L1", "L2", "H1", "T1"):
        library.patron(number, category="teacher", class_name="Staff room")
    library.patron("6101", class_name="3A")
    appoint("L1", "librarian", (), ACTING)
    appoint("L2", "librarian", (), ACTING)
    appoint("H1", "head", (), ACTING)
    appoint("T1", "teacher", ("3A",), ACTING)
    return library


def card(number: str) -> int:
    return int(Patron.get(Patron.number == number).id)


@pytest.mark.parametrize("pin", ["1234", "4321", "0000", "9012", "210987", "123123", "7777777", "7171"])
def test_a_pin_that_somebody_would_try_first_is_refused(pin: str) -> None:
    with pytest.raises(BadValue, match="too easy"):
        check_pin(pin)


@pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "１２３４", "-123", "12 34"])
def test_a_pin_has_4_to_12_digits(pin: str) -> None:
    with pytest.raises(BadValue, match="4 to 12 digits"):
        check_pin(pin)


def test_a_pin_that_stands_on_the_card_is_refused() -> None:
    check_pin("9164")
    with pytest.raises(BadValue, match="on the card"):
        check_pin("9164", ["29164000000018"])
    with pytest.raises(BadValue, match="on the card"):
        check_pin("900100", ["9001"])


@given(st.text("0123456789", min_size=4, max_size=12))
def test_whatever_is_taken_is_neither_counted_nor_repeated(pin: str) -> None:
    """The rule in other words: no short pattern over and over, no run of digits."""
    counted = any(pin in run for run in ("01234567890123456789012", "21098765432109876543210"))
    repeated = re.fullmatch(r"(\d{1,6})\1+", pin) is not None
    try:
        check_pin(pin)
    except BadValue:
        assert counted or repeated
    else:
        assert not (counted or repeated)


def test_a_hash_is_salted_and_fits_only_its_pin() -> None:
    assert hashed(PIN) != hashed(PIN)
    assert PIN not in hashed(PIN)
    assert fits(PIN, hashed(PIN)) and not fits(OTHER, hashed(PIN))


def test_a_try_costs_a_thief_32_mib() -> None:
    """The costs are not kept with a PIN: with others no PIN that a school has set would open any more."""
    salt, digits = hashed(PIN).split("$")
    cost = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 32}
    assert digits == hashlib.scrypt(PIN.encode(), salt=bytes.fromhex(salt), **cost).hex()


def test_waits_double_from_5_seconds_after_three_wrong_pins_to_a_quarter_of_an_hour() -> None:
    told = [int(wait_after(wrong).total_seconds()) for wrong in range(1, 14)]
    assert told == [0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert wait_after(99) == LONGEST_WAIT


def test_tries_wait_and_the_right_pin_begins_anew(staff: Library) -> None:
    set_pin(PIN, ACTING, "L1")
    assert [try_pin(OTHER, at(n), card("L1")).wait_seconds for n in range(3)] == [0, 0, 5]
    told = Event.select().order_by(Event.id.desc()).get()
    assert (told.verb, told.actor, told.patron_id, told.flagged) == ("pin_wrong", "system", card("L1"), True)
    early = try_pin(PIN, at(6.5), card("L1"))
    assert (early.right, early.wait_seconds, early.post) == (False, 1, None)
    assert try_pin(OTHER, at(7), card("L1")).wait_seconds == 10
    right = try_pin(PIN, at(17), card("L1"))
    assert right.right and right.post and right.post.may(Act.OVERRIDE)
    assert try_pin(OTHER, at(18), card("L1")).wait_seconds == 0


def test_the_wait_is_ones_own_and_holds_at_another_kiosk_and_after_a_restart(staff: Library) -> None:
    set_pin(PIN, ACTING, "L1")
    set_pin(OTHER, ACTING, "L2")
    for n in range(3):
        try_pin("0000", at(n), card("L1"))
    open_store(os.environ["KIOSK_STORE"])
    with connected():
        assert not try_pin(PIN, Acting("another kiosk", at(4).now), card("L1")).right
    assert try_pin(OTHER, at(4), card("L2")).right


def test_a_clock_that_was_set_back_does_not_shut_anybody_out(
    staff: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = [0.0]
    monkeypatch.setattr(pin_waits, "steady", lambda: passed[0])
    monkeypatch.setattr(pin_waits, "_SEEN", {})
    set_pin(PIN, ACTING, "L1")
    for n in range(3):
        try_pin("0000", at(n), card("L1"))
    assert try_pin(PIN, at(-3600), card("L1")).wait_seconds == 5  # but all of the wait
    passed[0] = 5
    assert try_pin(PIN, at(-3595), card("L1")).right


def test_tries_at_many_kiosks_at_once_all_count(staff: Library) -> None:
    set_pin(PIN, ACTING, "L1")
    looked_at: list[int] = []

    def guess() -> None:
        with connected():
            looked_at.append(try_pin("0000", at(0), card("L1")).wait_seconds)

    guesses = [threading.Thread(target=guess) for _ in range(8)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join()
    assert looked_at.count(0) <= 2
    assert StaffMember.get(StaffMember.patron == card("L1")).wrong_tries == 3


def test_the_shared_pin_opens_until_a_librarian_has_one_of_their_own(staff: Library) -> None:
    assert pin_asked() is PinAsked.WORD
    set_pin(PIN, ACTING)
    assert pin_asked() is PinAsked.SHARED
    shared = try_pin(PIN, at(0))
    assert shared.post and (shared.post.role, shared.post.patron_id) == (Role.LIBRARIAN, None)
    set_pin(OTHER, ACTING, "T1")
    assert pin_asked() is PinAsked.SHARED and try_pin(PIN, at(1)).right
    set_pin(OTHER, ACTING, "L1")
    assert pin_asked() is PinAsked.CARD
    assert not try_pin(PIN, at(2)).right
    assert not StaffMember.select().where(StaffMember.patron.is_null()).exists()
    with pytest.raises(BadValue, match="kiosk staff pin NUMBER"):
        set_pin(PIN, ACTING)


def test_nothing_opens_again_by_itself_when_the_last_librarian_has_left(staff: Library) -> None:
    set_pin(PIN, ACTING, "L1")
    with pytest.raises(BadValue, match="No other librarian or head has a PIN"):
        dismiss("L1", ACTING)
    with pytest.raises(BadValue, match="No other librarian or head has a PIN"):
        appoint("L1", "teacher", ("3A",), ACTING)
    appoint("L1", "head", (), ACTING)
    assert staff_of_card("L1") == card("L1")
    Patron.update(status="left").where(Patron.number == "L1").execute()
    assert staff_of_card("L1") is None
    for days in (0, 20):
        purge(Acting("kiosk", NOW + timedelta(days=days)))
    assert not StaffMember.select().where(StaffMember.pin.is_null(False)).exists()
    assert pin_asked() is PinAsked.CARD
    set_pin(OTHER, ACTING)  # the machine's owner can, at the command line
    assert pin_asked() is PinAsked.SHARED


def test_the_second_librarian_may_go(staff: Library) -> None:
    set_pin(PIN, ACTING, "L1")
    set_pin(OTHER, ACTING, "H1")
    dismiss("L1", ACTING)
    assert staff_of_card("L1") is None and pin_asked() is PinAsked.CARD
    assert [(one.number, one.role, one.has_pin) for one in members()] == [
        ("H1", "head", True),
        ("L2", "librarian", False),
        ("T1", "teacher", False),
    ]


@pytest.mark.parametrize("number", ["6101", "nobody"])
def test_a_pin_is_for_staff_only(staff: Library, number: str) -> None:
    with pytest.raises(NotFound):
        set_pin(PIN, ACTING, number)


def test_what_is_done_is_an_event_that_holds_no_pin(staff: Library) -> None:
    set_pin(PIN, ACTING, "L1")
    try_pin("987650", at(0), card("L1"))
    try_pin(PIN, at(1), card("L1"))
    told = [(e.verb, e.actor, e.staff_id, e.account) for e in Event.select().order_by(Event.id)]
    assert told[-2:] == [("pin_changed", "command", None, "anna"), ("staff_mode", "staff", card("L1"), "")]
    kept = [str(value) for table in TABLES for row in table.select().tuples() for value in row]
    assert len(kept) > 100 and not [value for value in kept if PIN in value or "987650" in value]


def test_who_is_forgotten_keeps_no_pin_and_their_acts_have_no_name(staff: Library) -> None:
    set_pin(PIN, ACTING, "L1")
    set_pin(OTHER, ACTING, "L2")
    try_pin(PIN, at(1), card("L1"))
    was = card("L1")
    forget("L1", ACTING)
    assert not StaffMember.select().where(StaffMember.patron == was).exists()
    assert Patron.get_by_id(was).name == ""
    assert Event.get(Event.verb == "staff_mode").staff_id == was


def test_the_pin_of_an_older_store_goes_on_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 4 kept the library's one PIN among its settings, in the same words."""
    older = tmp_path / "migrations"
    older.mkdir()
    for file in (Path(db.__file__).parent / "migrations").glob("000[1-4]*.py"):
        (older / file.name).write_text(file.read_text())
    with monkeypatch.context() as then:
        for name in [name for name in sys.modules if hasattr(sys.modules[name], "MIGRATIONS")]:
            then.setattr(f"{name}.MIGRATIONS", older)
        path = open_store(str(tmp_path / "library.db"))
        with connected():
            Setting.create(key="staff_pin", value=hashed("2468"))
            Setting.create(key="staff_pin_tries", value="1 2026-09-07T00:00:00")
    open_store(str(path))
    with connected():
        assert pin_asked() is PinAsked.SHARED
        assert try_pin("2468", at(0)).right
        assert not Setting.select().where(Setting.key.startswith("staff_pin")).exists()
