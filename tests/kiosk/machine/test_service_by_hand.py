"""The service as systemd starts it, by hand: on a terminal of its own, with a socket for signs of life."""

import contextlib
import os
import pty
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from new_store import new_store

from db.store.opening import connected
from db.store.sql import rows


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        rows("INSERT INTO school_class (name) VALUES ('3A')")
        rows(
            "INSERT INTO patron (number, name, given_name, category, status)"
            " VALUES ('6101', 'Ada', 'Ada', 'pupil', 'active')"
        )
    return path


def told(systemd: socket.socket, terminal: int, wanted: int, seconds: float = 30) -> list[str]:
    """What the service reports to systemd, until it has said that it is alive this many times."""
    heard: list[str] = []
    end = monotonic() + seconds
    while heard.count("WATCHDOG=1") < wanted and monotonic() < end:
        for ready in select.select([systemd, terminal], [], [], 0.5)[0]:
            if ready is systemd:
                heard.append(systemd.recv(100).decode())
            else:
                try:
                    os.read(terminal, 65536)  # the picture; a terminal that nobody reads would stop it
                except OSError:  # the kiosk has left its terminal
                    systemd.setblocking(False)
                    with contextlib.suppress(BlockingIOError):
                        while True:
                            heard.append(systemd.recv(100).decode())
                    return heard
    return heard


@contextlib.contextmanager
def service(store: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket, int]]:
    """The kiosk as systemd starts it, on a terminal of its own."""
    ours, theirs = pty.openpty()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(folder / "notify"))
        kiosk = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "--store", str(store), "run"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={
                **os.environ,
                "TERM": "linux",
                "NOTIFY_SOCKET": str(folder / "notify"),
                "WATCHDOG_USEC": "400000",
            },
        )
        os.close(theirs)
        try:
            yield kiosk, systemd, ours
        finally:
            kiosk.kill()
            kiosk.wait()
            os.close(ours)


def test_the_service_says_that_it_is_up_and_goes_on_saying_so_until_its_loop_hangs(
    store: Path, tmp_path: Path
) -> None:
    with service(store, tmp_path) as (kiosk, systemd, terminal):
        heard = told(systemd, terminal, 3)
        assert heard[0] == "READY=1" and heard.count("WATCHDOG=1") >= 3
        kiosk.send_signal(signal.SIGSTOP)  # as dead as a loop that hangs; systemd would kill it now
        told(systemd, terminal, 99, 1)
        assert told(systemd, terminal, 1, 1) == []
        kiosk.send_signal(signal.SIGCONT)
        assert "WATCHDOG=1" in told(systemd, terminal, 1)
        kiosk.terminate()
        assert "STOPPING=1" in told(systemd, terminal, 99)


def test_the_service_opens_over_a_damaged_store_instead_of_being_started_again_and_again(
    tmp_path: Path,
) -> None:
    damaged = tmp_path / "library.db"
    damaged.write_bytes(b"damage" * 1000)
    with service(damaged, tmp_path) as (kiosk, systemd, terminal):
        assert told(systemd, terminal, 3)[0] == "READY=1"
        assert kiosk.poll() is None
