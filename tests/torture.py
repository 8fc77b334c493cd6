"""A kiosk is killed again and again while children scan and backups are made: nothing confirmed is lost.

    python tests/torture.py                     10,000 scans, a SIGKILL every one to four seconds
    python tests/torture.py --scans 600 --seconds 0.5

The suite runs the short one. The kiosk is a process of its own; it tells each answer only once it has it.
"""

import argparse
import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from school import NOW, Library

from db.clock import to_utc
from db.models import database
from db.safety.backup import back_up
from db.safety.checking import check
from db.safety.rotation import backups_in
from db.safety.snapshot import examine, unpack
from db.store.opening import connected, open_store
from kiosk.counter.desk import Desk

READERS = [f"61{number:02}" for number in range(40)]
BOOKS = [f"B{number}" for number in range(200)]
PACE = timedelta(seconds=3)


@dataclass(frozen=True)
class Told:
    """What the kiosk confirmed: the word of the answer and the events that it claims."""

    word: str
    events: tuple[int, ...]


@dataclass(frozen=True)
class Survived:
    """What a run came to; `wrong` is what should not be, in words."""

    scans: int
    kills: int
    loans: int
    backups: int
    wrong: tuple[str, ...]


def torture(folder: Path, *, scans: int, seconds: float, seed: int) -> Survived:
    """Scan until this many answers were confirmed, killing every `seconds` or so, with backups meanwhile."""
    store = _school(folder / "library.db")
    chance = random.Random(seed)
    told: list[Told] = []
    confirmed_before: dict[datetime, int] = {}
    kills = attempts = 0
    while len(told) < scans:
        first = attempts * 1_000_000
        attempts += 1
        kiosk = _start("scan", store, seed + attempts, first)
        backup = _start("back-up", store, folder / "backups", attempts) if attempts % 2 else None
        confirmed_before[_day(attempts)] = max((event for one in told for event in one.events), default=0)
        until = float("inf")  # the time begins with the first answer: a busy machine starts slowly
        assert kiosk.stdout
        os.set_blocking(kiosk.stdout.fileno(), False)
        heard = b""
        while time.monotonic() < until and len(told) + heard.count(b"\n") < scans:
            heard += kiosk.stdout.read() or b""
            if heard and until == float("inf"):
                until = time.monotonic() + seconds * chance.uniform(0.4, 1.6)
            time.sleep(chance.uniform(0, 0.01))
        kiosk.kill()
        if backup and attempts % 4 == 1:
            backup.kill()  # the other ones may finish
        os.set_blocking(kiosk.stdout.fileno(), True)
        heard += kiosk.stdout.read()
        told += [_parsed(line) for line in heard.split(b"\n")[:-1]]  # the last line may be torn
        for process in filter(None, (kiosk, backup)):
            process.communicate()
        kills += kiosk.returncode == -9
    open_store(str(store))
    return Survived(len(told), kills, *_looked_over(store, told, folder / "backups", confirmed_before))


def _looked_over(
    store: Path, told: list[Told], backups: Path, confirmed_before: dict[datetime, int]
) -> tuple[int, int, tuple[str, ...]]:
    now = NOW + timedelta(days=10_000)
    wrong = [f"the store: {f.sentence!s}" for f in check(store, now)]
    with contextlib.closing(sqlite3.connect(store)) as rows:
        verbs = dict(rows.execute("SELECT id, verb FROM event"))
        loans = sorted(loan for (loan,) in rows.execute("SELECT id FROM loan"))
        lent = sorted(loan for (loan,) in rows.execute("SELECT loan_id FROM event WHERE verb = 'lent'"))
        open_copies = [copy for (copy,) in rows.execute("SELECT copy_id FROM loan WHERE returned_at IS NULL")]
    confirmed = [event for one in told for event in one.events]
    wrong += ["confirmed events are missing"] * (not verbs.keys() >= set(confirmed))
    wrong += ["an event was confirmed twice"] * (len(confirmed) != len(set(confirmed)))
    wrong += ["a copy is on loan twice"] * (len(open_copies) != len(set(open_copies)))
    wrong += ["a loan has no record, or two"] * (lent != loans)
    made = backups_in(backups)
    for day, path in made:
        plain = store.with_name(f"{path.name}.plain")
        unpack(path, plain)
        plain.chmod(0o600)
        lacks = examine(plain).events < confirmed_before[day]
        wrong += ["a backup lacks what was confirmed before it began"] * lacks
        wrong += [f"a backup: {f.sentence!s}" for f in check(plain, now)]
    return len(loans), len(made), tuple(wrong)


def _school(store: Path) -> Path:
    open_store(str(store))
    with connected(), database.atomic():
        library = Library(store)
        library.policy("pupil", most_loans=4)
        for number in READERS:
            library.patron(number)
        for code in BOOKS:
            library.copy(code)
    return store


def _start(*arguments: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, str(Path(__file__)), "--as", *map(str, arguments)],
        stdout=subprocess.PIPE,
        env={**os.environ, "TZ": "Asia/Shanghai"},
    )


def _parsed(line: bytes) -> Told:
    word, *events = line.decode().split()
    return Told(word, tuple(int(event) for event in events))


def _scan(store: str, seed: str, first: str) -> None:
    """The kiosk: cards, some books after each, now and then an undo, without end."""
    chance = random.Random(int(seed))
    open_store(store)
    desk, now = Desk("torture"), NOW + timedelta(seconds=int(first))
    with connected():
        while True:
            codes = [chance.choice(READERS)]
            for _ in range(chance.randint(1, 4)):
                codes += [chance.choice(BOOKS), *(["%UNDO"] if chance.random() < 0.2 else [])]
            for code in codes:
                now += PACE
                answer = desk.scan(code, now)
                sys.stdout.write(f"{answer.word} {' '.join(map(str, getattr(answer, 'events', ())))}\n")
                sys.stdout.flush()


def _back_up(store: str, folder: str, number: str) -> None:
    back_up(Path(store), Path(folder), to_utc(_day(int(number))))


def _day(number: int) -> datetime:
    """A day of its own for each backup, so that rotation takes part; local time."""
    return datetime(2026, 9, 1, 12) + timedelta(days=number)


def main() -> int:
    """Run one torture and tell its counts; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scans", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as", dest="role", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.role:
        role, *rest = arguments.role
        {"scan": _scan, "back-up": _back_up}[role](*rest)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        survived = torture(
            Path(folder), scans=arguments.scans, seconds=arguments.seconds, seed=arguments.seed
        )
    print(
        f"{survived.scans} scans confirmed, {survived.kills} kills, {survived.loans} loans, "
        f"{survived.backups} backups made meanwhile"
    )
    print("\n".join(survived.wrong) or "nothing lost, nothing doubled, kiosk check is clean")
    return 1 if survived.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
