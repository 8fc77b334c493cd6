"""The real program in a pseudo-terminal, for tests that need the whole of it."""

import fcntl
import os
import pty
import select
import sqlite3
import struct
import subprocess
import sys
import termios
import threading
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 40
"""Seconds; the machines that run this are shared."""


class Terminal:
    """`kiosk run` (or another command) in a pseudo-terminal whose output is read all the time."""

    def __init__(
        self,
        store: Path,
        folder: Path,
        *command: str,
        columns: int = 80,
        rows: int = 24,
        **variables: str,
    ) -> None:
        self.store = store
        self._folder = folder
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
            **variables,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *(command or ("run",))],
            cwd=ROOT,
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.output = b""
        self._has_hung_up = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while not self._has_hung_up:
            if not select.select([self._master], [], [], 0.1)[0]:
                continue
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
        self.until(lambda: text in self.output[since:], f"{text!r} did not appear")

    def wait_for_log(self, text: str) -> None:
        def is_told() -> bool:
            return any(text in log.read_text("utf-8") for log in self._folder.rglob("kiosk.log"))

        self.until(is_told, f"{text!r} is not in the log")

    def wait_for_loans(self, titles: list[str]) -> None:
        """Until these, and no others, are on loan, in this order."""
        self.until(lambda: len(self.loans()) >= len(titles), f"only {len(self.loans())} loans")
        assert self.loans() == titles

    def loans(self) -> list[str]:
        with closing(sqlite3.connect(self.store)) as store:
            found = store.execute(
                "SELECT title.title FROM loan JOIN copy ON copy.id = loan.copy_id"
                " JOIN title ON title.id = copy.title_id WHERE returned_at IS NULL ORDER BY loan.id"
            )
            return [title for (title,) in found]

    def memory(self) -> int:
        """The most bytes that the program has held so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(status.partition("VmHWM:")[2].split()[0])

    def left(self) -> int:
        return self.process.wait(PATIENCE)

    def hang_up(self) -> None:
        """The terminal goes away, as when its window is closed or its line is cut."""
        self._has_hung_up = True
        self._reader.join()
        os.close(self._master)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if not self._has_hung_up:
            self.hang_up()

    def until(self, wanted: "object", failed: str = "it did not come about") -> None:
        assert callable(wanted)
        end = time.monotonic() + PATIENCE
        while not wanted():
            assert time.monotonic() < end, failed
            assert self.process.poll() is None, "the kiosk has ended"
            time.sleep(0.05)
