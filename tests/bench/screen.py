"""The full screen in a real pseudo-terminal, against a minimal Textual app with as many widgets.

    python tests/bench/screen.py [--scans 60] [--starts 5]

Prints, each beside the floor of the same run: from the last key of a scan to its painted answer, from the
start of `kiosk demo` to its first paint, and how many of 300 scans sent back to back were answered.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from big_school import make
from terminal_app import TerminalApp

WIDGETS = 8
"""As many as the counter has."""
BURST = 300


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def tell(label: str, ours: list[float], floor: list[float]) -> None:
    def times(of: list[float]) -> str:
        return f"p50 {1000 * percentile(of, 0.5):6.1f} ms  p99 {1000 * percentile(of, 0.99):6.1f} ms"

    ratio = percentile(ours, 0.5) / percentile(floor, 0.5)
    print(f"{label:<28} kiosk {times(ours)} | minimal {times(floor)} | {ratio:4.1f}x")


def answered(app: TerminalApp, code: str, painted: str) -> float:
    """Seconds from the last key to the paint."""
    before = app.quiet(0.15)
    sent = app.send(code + "\r")
    return app.wait_for(painted, after=before) - sent


def paint(store: Path, scans: int) -> None:
    environment = {"KIOSK_STORE": str(store), "KIOSK_LANGUAGE": "en"}
    kiosk = TerminalApp(["-m", "kiosk", "run"], environment=environment)
    minimal = TerminalApp(["tests/bench/minimal_app.py", str(WIDGETS)])
    kiosk.wait_for("scan your card")
    minimal.wait_for("ready")
    ours: list[float] = []
    floor: list[float] = []
    for number in range(1, scans + 1):
        if number % 10 == 1:
            answered(kiosk, f"R{number}", f"Given {number}")
        ours.append(answered(kiosk, f"B{4 * number}", f"Title {number + 1}"))
        floor.append(answered(minimal, f"B{4 * number}", f"answer B{4 * number}"))
    kiosk.stop()
    minimal.stop()
    tell("last key to painted answer", ours, floor)


def burst(store: Path) -> None:
    environment = {"KIOSK_STORE": str(store), "KIOSK_LANGUAGE": "en"}
    kiosk = TerminalApp(["-m", "kiosk", "run"], environment=environment)
    kiosk.wait_for("scan your card")
    count = "SELECT COUNT(*) FROM loan WHERE returned_at IS NULL"
    with sqlite3.connect(store) as database:
        (before,) = database.execute(count).fetchone()
    started = time.perf_counter()
    kiosk.send("R77\r")
    for number in range(BURST):
        kiosk.send(f"B{5000 + number}\r")
    made = 0
    while made < BURST and time.perf_counter() - started < 60:
        time.sleep(0.02)
        with sqlite3.connect(store) as database:
            made = database.execute(count).fetchone()[0] - before
    seconds = time.perf_counter() - started
    kiosk.stop()
    print(f"{BURST} scans back to back      {made} answered right, {made / seconds:.0f} a second")


def start(starts: int) -> None:
    ours: list[float] = []
    floor: list[float] = []
    our_work: list[float] = []
    floor_work: list[float] = []
    for number in range(starts + 1):
        for arguments, first, times, work in (
            (["-m", "kiosk", "--language", "en", "demo"], "scan your card", ours, our_work),
            (["tests/bench/minimal_app.py", str(WIDGETS)], "ready", floor, floor_work),
        ):
            app = TerminalApp(arguments)
            took = app.wait_for(first) - app.started
            if number:  # the first start compiles
                times.append(took)
                work.append(app.processor_seconds())
            app.stop()
    tell("start to first paint", ours, floor)
    tell("  of it, on a processor", our_work, floor_work)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scans", type=int, default=60)
    parser.add_argument("--starts", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = make(Path(folder), 10_000)
        paint(store, arguments.scans)
        burst(store)
        start(arguments.starts)


if __name__ == "__main__":
    main()
