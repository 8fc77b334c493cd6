"""The real program in a real pseudo-terminal: scans arrive whole, and nothing lets a child out."""

import fcntl
import os
import pty
import select
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from school import Library

from db.store import connected, open_store

ROOT = Path(__file__).parent.parent
F10 = b"\x1b[21~"
BOOKS = 300
PATIENCE = 40
"""Seconds; the machines that run this are shared."""


class Terminal:
    """`kiosk run` in a pseudo-terminal whose output is read all the time."""

    def __init__(self, store: Path, folder: Path, columns: int = 80, rows: int = 24) -> None:
        self.store = store
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "KIOSK_STORE": str(store),
            "KIOSK_LANGUAGE": "en",
            "XDG_STATE_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "TEXTUAL_ALLOW_SIGNALS": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run"],
            cwd=ROOT,
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.output = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # the other end is closed
                return
            if not data:
                return
            self.output += data

    def send(self, data: bytes) -> None:
        """As fast as the terminal takes it."""
        while data:
            select.select([], [self._master], [], PATIENCE)
            data = data[os.write(self._master, data[:1024]) :]

    def type(self, text: str) -> None:
        """At a person's pace."""
        for character in text:
            self.send(character.encode())
            time.sleep(0.08)

    def wait_for(self, text: bytes, since: int = 0) -> None:
        self._until(lambda: text in self.output[since:], f"{text!r} did not appear")

    def wait_for_loans(self, titles: list[str]) -> None:
        """Until these, and no others, are on loan, in this order."""
        self._until(lambda: len(self.loans()) >= len(titles), f"only {len(self.loans())} loans")
        assert self.loans() == titles

    def loans(self) -> list[str]:
        with closing(sqlite3.connect(self.store)) as store:
            found = store.execute(
                "SELECT title.title FROM loan JOIN copy ON copy.id = loan.copy_id"
                " JOIN title ON title.id = copy.title_id WHERE returned_at IS NULL ORDER BY loan.id"
            )
            return [title for (title,) in found]

    def left(self) -> int:
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)

    def _until(self, wanted: "object", failed: str) -> None:
        assert callable(wanted)
        end = time.monotonic() + PATIENCE
        while not wanted():
            assert time.monotonic() < end, failed
            assert self.process.poll() is None, "the kiosk has ended"
            time.sleep(0.05)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    store = open_store(str(tmp_path / "library.db"))
    with connected():
        library = Library(store)
        library.policy("teacher", most_loans=BOOKS + 10)
        library.patron("9001", name="Ms Frizzle", category="teacher")
        for number in range(BOOKS):
            library.copy(f"C-{number:05}", title=library.title(f"Part {number}"))
    made = Terminal(store, tmp_path)
    made.wait_for(b"F10")
    yield made
    made.close()


def codes(*numbers: int, end: str = "\r") -> bytes:
    return "".join(f"C-{number:05}{end}" for number in numbers).encode()


@pytest.mark.parametrize("end", ["\r", "\t", "\r\n"])
def test_three_hundred_scans_back_to_back_all_arrive(terminal: Terminal, end: str) -> None:
    terminal.send(f"9001{end}".encode() + codes(*range(BOOKS), end=end))
    terminal.wait_for_loans([f"Part {number}" for number in range(BOOKS)])


def test_odd_bytes_and_control_keys_neither_end_it_nor_spoil_the_next_scan(terminal: Terminal) -> None:
    terminal.send(b"\xff\xfe\xc3(\r")
    for key in (b"\x11", b"\x03", b"\x1a", b"\x10", b"\x04", b"\x1c", b"\x1d", b"\x02", b"\x00"):
        terminal.send(key)  # Ctrl+Q, C, Z, P, D, \, GS, STX, NUL
    terminal.send(b"9001\r" + codes(0))
    terminal.wait_for_loans(["Part 0"])
    terminal.send(b"\x1b[<0;1;1M\x1b[999~\x1b[1;1R\x1bO")
    time.sleep(0.3)
    terminal.send(b"\r" + codes(1))
    terminal.wait_for_loans(["Part 0", "Part 1"])


def test_a_paste_and_a_scanner_without_suffix(terminal: Terminal) -> None:
    terminal.send(b"9001\n")
    terminal.send(b"\x1b[200~" + codes(0, 1, end="\r\n") + b"\x1b[201~")
    terminal.wait_for_loans(["Part 0", "Part 1"])
    terminal.send(codes(2, end=""))
    terminal.wait_for_loans(["Part 0", "Part 1", "Part 2"])


def test_only_the_librarian_leaves(terminal: Terminal) -> None:
    terminal.send(F10)
    terminal.wait_for(b"LEAVE")
    terminal.type("LEAVE\r")
    terminal.wait_for(b"Leave the kiosk")
    terminal.send(F10)
    assert terminal.left() == 0
    assert terminal.output.rstrip().endswith(b"\x1b[?1004l")


def test_the_machines_shutdown_ends_it_tidily(terminal: Terminal) -> None:
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.left() == 0
    assert b"\x1b[?1049l" in terminal.output
    assert b"Traceback" not in terminal.output


def test_it_does_nothing_at_rest(terminal: Terminal) -> None:
    time.sleep(1)
    painted = len(terminal.output)
    time.sleep(2)
    assert len(terminal.output) == painted
