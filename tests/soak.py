"""A kiosk serves children for a long while: it misses no scan and does not grow.

    python tests/soak.py                            20 minutes, a scan every 0.2 s
    python tests/soak.py --minutes 0.5

The suite runs the short one. Memory, open files and threads are read from the system once the first minute,
or the first quarter of a shorter run, is over, and at the end.
"""

import argparse
import contextlib
import os
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from school import Library
from terminal import Terminal

from db.store.opening import connected, open_store

READERS = [f"61{number:02}" for number in range(40)]
BOOKS = [f"B{number}" for number in range(80)]
PACE = 0.2
MOST_GROWTH = 30_000_000
"""Bytes; a soak of 20 minutes grew by 3 MB."""


@dataclass(frozen=True)
class Held:
    """What the program holds of the machine."""

    memory: int
    files: int
    threads: int


def soak(folder: Path, minutes: float) -> tuple[int, Held, Held, list[str]]:
    """Scan a card, a book and the card again, without end: how many, what is held, what is wrong."""
    store = open_store(str(folder / "library.db")).path
    with connected():
        library = Library(store)
        library.policy("pupil", most_loans=40)
        for number in READERS:
            library.patron(number)
        for code in BOOKS:
            library.copy(code)
    kiosk = Terminal(store, folder)
    kiosk.wait_for(b"F10")
    begun, sent, early = time.monotonic(), 0, None
    try:
        for turn in count():
            for code in (READERS[turn % len(READERS)], BOOKS[turn % len(BOOKS)]):
                kiosk.send(f"{code}\r".encode())
                sent += 1
                time.sleep(PACE)
            passed = time.monotonic() - begun
            early = early or (_held(kiosk.process.pid) if passed > min(60, minutes * 15) else None)
            kiosk.output = b""
            if passed > minutes * 60:
                break
        _settle(kiosk, sent)
        late = _held(kiosk.process.pid)
    finally:
        kiosk.close()
    done = _answered(store)
    early = early or late
    wrong = [f"{sent} were scanned, {done} are in the record"] * (done != sent)
    wrong += ["the memory grows"] * (late.memory - early.memory > MOST_GROWTH)
    wrong += ["open files or threads grow"] * (
        (late.files, late.threads) > (early.files + 2, early.threads + 2)
    )
    return sent, early, late, wrong


def _settle(kiosk: Terminal, sent: int) -> None:
    end = time.monotonic() + 30
    while _answered(kiosk.store) < sent and time.monotonic() < end:
        time.sleep(0.1)


def _answered(store: Path) -> int:
    """The scans that the record knows: each card opens a turn, each book is lent, returned or both."""
    with contextlib.closing(sqlite3.connect(store, timeout=10)) as rows:
        ((cards,),) = rows.execute("SELECT COUNT(*) FROM event WHERE verb = 'turn_opened'")
        ((books,),) = rows.execute(
            "SELECT COUNT(DISTINCT at || copy_id) FROM event WHERE verb IN ('lent', 'returned')"
        )
    return int(cards) + int(books)


def _held(process: int) -> Held:
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    values = dict(line.split(":", 1) for line in told.splitlines())
    memory, threads = int(values["VmRSS"].split()[0]) * 1024, int(values["Threads"])
    return Held(memory, len(list(Path(f"/proc/{process}/fd").iterdir())), threads)


def main() -> int:
    """Run it as the options say; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        sent, early, late, wrong = soak(Path(folder).resolve(), options.minutes)
    grown = (late.memory - early.memory) / 1e6
    print(f"{sent} scans in {options.minutes:g} min: {early.memory / 1e6:.1f} MB, then {grown:+.1f} MB")
    print(f"files {early.files} and {late.files}, threads {early.threads} and {late.threads}")
    print("\n".join(wrong) or "no scan was missed, and nothing grows")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
