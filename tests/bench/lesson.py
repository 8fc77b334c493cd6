"""A lesson on the full screen in a real pseudo-terminal, with 50 tiles, beside a minimal Textual app.

    python tests/bench/lesson.py [--pupils 50] [--seconds 6]

Prints: from the last key of a scan to its painted tile, at 3 scans a second; and the highest steady rate at
which the last scan of `--seconds` seconds is painted as soon as at the lowest rate, within half a second.
Aim: p99 under 150 ms at 3 scans a second, and 10 scans a second.
"""

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from big_school import make
from screen import percentile
from terminal_app import TerminalApp

from db.clock import utc_now
from db.events.record import Acting
from db.lessons.lessons import open_lesson
from db.store.opening import connected, open_store

WIDGETS = 9
"""As many as the counter has."""
PACE = 3.0
RATES = (5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100)
BEHIND = 0.5
"""Seconds: a last answer that is painted later than this shows that the screen has fallen behind."""
TILES = 50


@dataclass(frozen=True)
class Scan:
    """One scan, and what is painted in the class's numbers, which are painted with its tile."""

    code: str
    painted: str


def scans() -> Iterator[Scan]:
    """Each pupil of the class comes with a card and borrows two books, and then they all come again."""
    lent = turn = 0
    while True:
        reader = turn % TILES + 1
        turn += 1
        here = min(turn, TILES)
        yield Scan(f"R{reader}", f"{here} of {TILES} here · {lent} lent")
        for _ in range(2):
            lent += 1
            yield Scan(f"B{100 + lent}", f"{here} of {TILES} here · {lent} lent")


def class_of_fifty(folder: Path) -> Path:
    """10,000 books, 500 readers, and a lesson of 50 of them that is on."""
    store = make(folder, 10_000)
    with sqlite3.connect(store) as database:
        database.execute("UPDATE patron SET school_class_id = 2 WHERE id > ?", (TILES,))
        database.execute("UPDATE patron SET school_class_id = 1 WHERE id <= ?", (TILES,))
    open_store(str(store))
    with connected():
        now = utc_now()
        open_lesson(1, Acting("bench", now, "staff"), "command", now + timedelta(minutes=40))
    return store


def at_a_pace(app: TerminalApp, coming: Iterator[Scan], count: int, *, is_floor: bool) -> list[float]:
    """Seconds from the last key of each scan to its paint, `PACE` scans a second."""
    times: list[float] = []
    begun = time.perf_counter()
    for number in range(count):
        time.sleep(max(0.0, begun + number / PACE - time.perf_counter()))
        scan = next(coming)
        before = len(app.text)
        sent = app.send(scan.code + "\r")
        times.append(app.wait_for(f"answer {scan.code}" if is_floor else scan.painted, after=before) - sent)
    return times


def lag(app: TerminalApp, coming: Iterator[Scan], rate: float, seconds: float, *, is_floor: bool) -> float:
    """Seconds from the last key of this many scans to the paint of the last one."""
    before = app.quiet()
    begun = time.perf_counter()
    for number in range(3 * round(rate * seconds / 3)):  # the last is a book: a card may change no number
        time.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        scan = next(coming)
        sent = app.send(scan.code + "\r")
    return app.wait_for(f"answer {scan.code}" if is_floor else scan.painted, after=before, timeout=60) - sent


def highest(app: TerminalApp, coming: Iterator[Scan], seconds: float, *, is_floor: bool) -> str:
    """The highest of the rates that the screen keeps up with, and each with its lag."""
    told = []
    best = 0
    for rate in RATES:
        behind = lag(app, coming, rate, seconds, is_floor=is_floor)
        told.append(f"{rate}: {1000 * behind:.0f} ms")
        if behind > BEHIND:
            break
        best = rate
    return f"{best:3} scans a second (last one painted after, at {', '.join(told)})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pupils", type=int, default=TILES, help="who come at 3 scans a second")
    parser.add_argument("--seconds", type=float, default=6.0, help="for which each rate is held")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = class_of_fifty(Path(folder))
        kiosk = TerminalApp(
            ["-m", "kiosk", "run"], environment={"KIOSK_STORE": str(store), "KIOSK_LANGUAGE": "en"}
        )
        minimal = TerminalApp(["tests/bench/minimal_app.py", str(WIDGETS)])
        try:
            kiosk.wait_for(f"0 of {TILES} here")
            minimal.wait_for("ready")
            for app in (kiosk, minimal):
                app.quiet()
            print(
                f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} a minute ago; {TILES} tiles, 100x30"
            )
            for name, app, is_floor in (("kiosk", kiosk, False), ("minimal", minimal, True)):
                coming = scans()
                times = at_a_pace(app, coming, 3 * arguments.pupils, is_floor=is_floor)
                told = ", ".join(
                    f"p{share} {1000 * percentile(times, share / 100):.1f} ms" for share in (50, 99)
                )
                print(f"{name:<8} to the painted tile at {PACE:.0f} a second: {told}")
                rate = highest(app, coming, arguments.seconds, is_floor=is_floor)
                print(f"{name:<8} steadily: {rate}")
        finally:
            kiosk.stop()
            minimal.stop()


if __name__ == "__main__":
    main()
