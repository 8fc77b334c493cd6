"""What the kiosk does for its machine: signs of life, one kiosk to a terminal, a clock to be trusted."""

import os
import pty
import socket
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

from db.events.record import Acting, newest_event_at, record
from kiosk.counter.clock import RELEASED_AT, Clock, look_at_clock
from kiosk.machine import watchdog
from kiosk.machine.terminal_lock import AnotherKiosk, only_kiosk, this_terminal


@pytest.mark.parametrize("address", ["{folder}/notify", "@kiosk-test-{pid}"])
def test_signs_of_life_reach_systemds_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    address = address.format(folder=tmp_path, pid=os.getpid())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address.replace("@", "\0"))
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        monkeypatch.setenv("WATCHDOG_USEC", "60000000")
        assert watchdog.interval() == 20.0
        assert watchdog.ready() and watchdog.alive() and watchdog.stopping()
        told = [systemd.recv(100).decode() for _ in range(3)]
    assert told == ["READY=1", "WATCHDOG=1", "STOPPING=1"]
    assert not watchdog.alive()  # systemd is gone, and that is no fault of ours


@pytest.mark.parametrize(("usec", "address"), [("", "/x"), ("0", "/x"), ("soon", "/x"), ("6000", "")])
def test_without_systemd_nothing_happens(monkeypatch: pytest.MonkeyPatch, usec: str, address: str) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    monkeypatch.setenv("WATCHDOG_USEC", usec)
    assert watchdog.interval() is None and not watchdog.ready()


HOLD = """
import sys
from kiosk.machine.terminal_lock import only_kiosk
with only_kiosk(sys.argv[1]):
    print("held", flush=True)
    input()
"""


def another(terminal: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, terminal], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_a_second_kiosk_on_the_same_terminal_says_so_and_one_elsewhere_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    first = another("/dev/tty1")
    try:
        with pytest.raises(AnotherKiosk, match=f"process {first.pid}"), only_kiosk("/dev/tty1"):
            pass
        with only_kiosk("/dev/pts/0") as others:
            assert others == ("/dev/tty1",)
        with only_kiosk("/dev/pts/0", "postgresql://another") as others:
            assert others == (), "a kiosk of another store shares nothing with this one"
    finally:
        first.kill()
        first.communicate()
    with only_kiosk("/dev/tty1") as others:  # the lock went with the process that was killed
        assert others == ()


def test_where_no_lock_can_be_made_the_kiosk_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", "/proc/nowhere")
    with only_kiosk("/dev/tty1") as others:
        assert others == ()


def test_the_terminal_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb"), os.fdopen(theirs, "r+b", buffering=0) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        assert this_terminal() == os.ttyname(terminal.fileno())
    monkeypatch.setattr(sys, "stdin", Path(os.devnull).open())  # noqa: SIM115
    with sys.stdin:
        assert this_terminal() == ""


SET = RELEASED_AT + timedelta(days=100)


@pytest.mark.parametrize(
    ("now", "newest", "confirmed", "clock"),
    [
        (SET, SET - timedelta(days=1), False, Clock.SANE),
        (SET, None, False, Clock.SANE),
        (SET, SET + timedelta(minutes=9), False, Clock.SANE),
        (SET, SET + timedelta(hours=1), False, Clock.BEHIND),
        (SET, SET + timedelta(hours=1), True, Clock.SANE),
        (SET, SET - timedelta(days=500), False, Clock.AHEAD),
        (SET, SET - timedelta(days=500), True, Clock.SANE),
        (datetime(1970, 1, 1), None, True, Clock.NOT_SET),
        (RELEASED_AT - timedelta(seconds=1), SET, True, Clock.NOT_SET),
    ],
)
def test_the_clock_is_judged_by_what_is_known(
    now: datetime, newest: datetime | None, confirmed: bool, clock: Clock
) -> None:
    look = look_at_clock(now, newest, confirmed=confirmed)
    assert look.clock is clock
    assert look.may_lend is (clock is Clock.SANE) is not bool(look.sentence)


@given(st.datetimes(), st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.booleans())
def test_any_clock_at_all_gets_a_judgement(now: datetime, newest: datetime | None, confirmed: bool) -> None:
    look = look_at_clock(now, newest, confirmed=confirmed)
    assert look.may_lend or now < RELEASED_AT or (newest and not confirmed)


def test_the_store_knows_when_it_was_last_used(library: Library) -> None:
    assert newest_event_at() is None
    for hours in (2, 5, 1):
        record(Acting("k", NOW + timedelta(hours=hours)), "policy")
    assert newest_event_at() == NOW + timedelta(hours=5)
