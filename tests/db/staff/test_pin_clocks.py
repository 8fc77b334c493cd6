"""Waits after wrong PINs where clocks differ."""

from datetime import datetime, timedelta
from itertools import cycle

import pytest
from school import NOW, Library

from db.events.record import Acting
from db.staff import pin_waits
from db.staff.members import appoint
from db.staff.pins import set_pin, try_pin
from db.store.opening import store_at
from kiosk.staff.known_pins import KnownPins
from kiosk.staff.store_calls import StaffCalls

ACTING = Acting("kiosk", NOW, "command", account="anna")
PIN, WRONG = "271828", "314159"


@pytest.fixture
def shared(library: Library) -> Library:
    library.patron("L1", category="teacher", class_name="Staff room")
    appoint("L1", "librarian", (), ACTING)
    set_pin(PIN, ACTING)
    return library


def tries_in_a_minute(machines: list[tuple[StaffCalls, timedelta]], steady: list[float]) -> int:
    """How many wrong PINs are looked at when two machines are tried in turn, a try each second."""
    looked_at = 0
    for machine, ahead in cycle(machines):
        now = NOW + timedelta(seconds=steady[0]) + ahead
        looked_at += machine.try_pin(WRONG, None, now).looked_at
        steady[0] += 1
        if steady[0] >= 60:
            return looked_at
    raise AssertionError


@pytest.mark.parametrize("minutes", [0, 20, 600, -20])
def test_clocks_that_differ_give_no_more_tries(
    shared: Library, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One wall clock gives six tries in a minute: three at once, then after 5, 10 and 20 s (and 40)."""
    steady = [0.0]
    monkeypatch.setattr(pin_waits, "steady", lambda: steady[0])
    monkeypatch.setattr(pin_waits, "_SEEN", {})
    known = KnownPins(store_at(shared.store), lambda: steady[0])
    machines = [
        (StaffCalls(f"kiosk {number}", known), timedelta(minutes=minutes * number)) for number in range(2)
    ]
    assert 3 <= tries_in_a_minute(machines, steady) <= 6


@pytest.mark.store_in("file")
def test_a_wait_that_ends_too_far_ahead_is_waited_for_by_the_steady_clock(
    shared: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady = [0.0]
    monkeypatch.setattr(pin_waits, "steady", lambda: steady[0])
    monkeypatch.setattr(pin_waits, "_SEEN", {})
    for second in range(3):
        try_pin(WRONG, Acting("kiosk", NOW + timedelta(seconds=second)))

    def hour_ago(seconds: float) -> datetime:
        return NOW + timedelta(seconds=seconds - 3600)

    assert try_pin(PIN, Acting("kiosk", hour_ago(0))).wait_seconds == 5
    steady[0] = 4.5
    assert not try_pin(PIN, Acting("kiosk", hour_ago(4))).right
    steady[0] = 5.0
    assert try_pin(PIN, Acting("kiosk", hour_ago(5))).right


@pytest.mark.store_in("file")
def test_a_restart_of_the_machine_ends_no_wait_and_a_night_does(
    shared: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady = [5000.0]
    store = store_at(shared.store)
    before = KnownPins(store, lambda: steady[0])
    for _ in range(3):
        before.try_alone(WRONG, None, NOW)
    monkeypatch.setattr("kiosk.connection.wrong_pins._this_start", lambda: "another start")
    after = KnownPins(store, lambda: 10.0)
    assert not after.try_alone(PIN, None, NOW + timedelta(seconds=1)).looked_at
    assert after.try_alone(WRONG, None, NOW + timedelta(hours=15)).wait_seconds == 10
    monkeypatch.setattr("kiosk.connection.wrong_pins._this_start", lambda: "one more")
    assert after.try_alone(PIN, None, NOW).wait_seconds == 10  # the wall clock was set back
