"""A school's store is damaged again and again: commands say so, the desk keeps returns, nothing is silent.

    python tests/damages.py                         200 damages of the store
    python tests/damages.py --runs 20 --seed 500

The suite runs the short one. Each damage is done to the same school; then some commands are run on it and
books on loan are brought back. What is wrong: a fault of ours in place of a sentence; a return that was
neither taken nor noted; rows that differ from before where `kiosk check` finds nothing. Damages of a kiosk's
own copy of a server: `tests/proofs/test_damaged_copies.py`, with KIOSK_TESTS_DAMAGES=200.
"""

import argparse
import contextlib
import io
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from befalls import KINDS
from busy_school import make_busy_school
from school import NOW

from db.answers.counter.scans import Fault
from db.models import TABLES
from db.safety.backup import back_up
from db.store.opening import connected, open_store
from db.store.sql import rows
from kiosk.cli import main as kiosk
from kiosk.service.worker import DeskWorker

COMMANDS = (
    "status",
    "loans",
    "events",
    "conflicts",
    "readers find 61",
    "books find 978",
    "readers mark 6101 suspended",
    "import books books.csv",
    "import readers readers.csv",
    "policy set pupil --days 14",
    "calendar close 2026-10-01 2026-10-07",
    "class 6A --sheet 6A.pdf",
    "corner show 6A",
    "lesson timetable 6A mon 10:15 10:55",
    "year preview",
    "replay scans.csv",
    "labels spine --all --out spine.pdf",
    "relabel status",
    "privacy purge",
    "privacy erase 6102 --yes",
    "backup made",
    "restore good.db.gz --dry-run",
    "restore library.db --dry-run",
    "check --mend",
    "store copy copied.db",
    "doctor",
)
FAULTS = ("Traceback", "made a mistake")


@dataclass
class Survived:
    """What a run came to; `wrong` is what should not be, in words."""

    damages: int = 0
    commands: int = 0
    found: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, *, runs: int, seed: int) -> Survived:
    """Damage the store that often. The folder becomes the home of all that runs."""
    os.chdir(folder)
    os.environ.update(HOME=str(folder), KIOSK_STORE=str(folder / "library.db"), XDG_STATE_HOME=str(folder))
    whole, on_loan = _school(folder)
    before = _rows(folder / "library.db")
    result = Survived()
    for number in range(seed, seed + runs):
        _lay_out(folder, whole)
        chance = random.Random(number)
        what = chance.choice(KINDS[:-1])  # that a store is gone is told apart: test_store_away
        what(folder / "library.db", chance)
        name = f"seed {number}, {what.__name__}"
        result.damages += 1
        code, said = _told("check")
        result.found += code != 0
        if code == 0 and _rows(folder / "library.db") != before:
            result.outcomes["silent"] += 1
            result.wrong.append(f"{name}: rows are others, and check finds nothing")
        result.wrong += [f"{name}: check: {said[-300:]}"] * any(fault in said for fault in FAULTS)
        damaged = {path: path.read_bytes() for path in folder.glob("library.db*")}
        for command in chance.sample(COMMANDS, 6):
            _lay_out(folder, damaged)
            code, said = _told(command)
            result.commands += 1
            result.outcomes[f"exit {code}"] += 1
            if code not in (0, 1) or any(fault in said for fault in FAULTS):
                result.wrong.append(f"{name}: {command}: {code}: {said[-300:]}")
        _lay_out(folder, damaged)
        came = _brought_back(folder / "library.db", on_loan)
        result.outcomes += came
        if came["lost"]:
            result.wrong.append(f"{name}: a book that was brought back is nowhere")
    return result


def _school(folder: Path) -> tuple[dict[Path, bytes], list[str]]:
    """The files of the store, and the codes of three books that are on loan."""
    store = open_store(str(folder / "library.db"))
    with connected():
        make_busy_school(NOW)
        on_loan = [
            code
            for (code,) in rows(
                "SELECT code FROM barcode JOIN loan ON loan.copy_id = barcode.copy_id"
                " WHERE returned_at IS NULL AND retired_at IS NULL ORDER BY loan.id LIMIT 3"
            )
        ]
    made = back_up(store, folder / "made", NOW)
    shutil.copy(made.path, folder / "good.db.gz")
    shutil.rmtree(folder / "made")
    (folder / "books.csv").write_text("title,isbn\nMatilda,9780141346342\n", encoding="utf-8")
    (folder / "readers.csv").write_text("number,name,class\n6101,Ada,6A\n", encoding="utf-8")
    (folder / "scans.csv").write_text("2026-09-08T10:00:00,6101\n2026-09-08T10:00:05,B1\n", encoding="utf-8")
    with contextlib.closing(sqlite3.connect(folder / "library.db")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {folder / "library.db": (folder / "library.db").read_bytes()}, on_loan


def _lay_out(folder: Path, files: dict[Path, bytes]) -> None:
    for left in folder.glob("library*"):
        left.unlink()
    for path, content in files.items():
        path.write_bytes(content)
        path.chmod(0o600)


def _rows(file: Path) -> object:
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as store:
            names = [table._meta.table_name for table in TABLES]
            return [sorted(map(repr, store.execute(f"SELECT * FROM {name}"))) for name in names]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def _told(command: str) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), _nobody_there():
        code = kiosk(["--language", "en", *command.split()])
    return int(code), said.getvalue()


@contextlib.contextmanager
def _nobody_there() -> Iterator[None]:
    was, sys.stdin = sys.stdin, io.StringIO("")
    try:
        yield
    finally:
        sys.stdin = was


def _brought_back(file: Path, codes: Sequence[str]) -> Counter[str]:
    """Books on loan are scanned at a kiosk where nobody has a card: what each came to."""
    came: Counter[str] = Counter()
    worker = DeskWorker(str(file), "Kiosk 1", ("en",))
    for number, code in enumerate(codes):
        state = worker.scan(code, NOW + timedelta(hours=1, seconds=number * 5))
        if isinstance(state.answer, Fault):
            came["noted after a fault" if state.answer.noted else "lost"] += 1
        elif state.unavailable:
            came["noted" if state.noted else "lost"] += 1
        else:
            came[type(state.answer).__name__] += 1
    worker.close()
    return came


def main() -> int:
    """Run it as the options say; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder).resolve(), runs=options.runs, seed=options.seed)
        os.chdir("/")
    print(f"{result.damages} damages, {result.found} found by kiosk check, {result.commands} commands")
    print(", ".join(f"{what} {n}" for what, n in sorted(result.outcomes.items())))
    for line in result.wrong:
        print(line)
    return bool(result.wrong)


if __name__ == "__main__":
    raise SystemExit(main())
