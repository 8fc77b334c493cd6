"""Several kiosks at once on one store: real processes, each with a desk, children at random before each.

The clock is the real one, so that what one kiosk lends another one can take back later.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from processes import SPAWN, start
from school import Library

from db.clock import utc_now
from db.models import ClosedWeekday, database
from db.safety.checking import check
from db.store.opening import connected, open_store
from db.store.sql import rows
from kiosk.counter.desk import Desk


@dataclass(frozen=True)
class School:
    """The codes that are scanned: each kiosk has readers of its own, books go from hand to hand."""

    readers: Sequence[str]
    books: Sequence[str]


@dataclass(frozen=True)
class Told:
    """What a kiosk answered to one scan: the word, the events that it claims, after how many milliseconds."""

    word: str
    events: tuple[int, ...]
    milliseconds: float


@dataclass(frozen=True)
class Served:
    """All answers of all kiosks, and how many seconds they took together."""

    told: list[Told]
    seconds: float

    def times(self) -> list[float]:
        """Milliseconds of each scan of a book; a card writes nothing."""
        return [one.milliseconds for one in self.told if one.events]

    def loans(self) -> int:
        """How many books lent."""
        return sum(one.word in ("lent", "settled") for one in self.told)


def numbered(readers: int, books: int) -> School:
    """The codes of a school of this size."""
    return School([f"61{n:02}" for n in range(readers)], [f"B{n}" for n in range(books)])


def school_of(store: str, *, readers: int, books: int) -> School:
    """A school in this new store: pupils who may have four books, and no closed day."""
    school = numbered(readers, books)
    open_store(store)
    with connected(), database.atomic():
        library = Library(store)
        library.policy("pupil", most_loans=4)
        ClosedWeekday.delete().execute()
        for number in school.readers:
            library.patron(number)
        for code in school.books:
            library.copy(code)
    return school


def serve(
    store: str, school: School, *, kiosks: int, turns: int, pace: float = 0.0, apart: float = 0.0
) -> Served:
    """Let this many kiosks serve `turns` turns each, a scan every `pace` seconds, or as fast as they can.

    Each begins `apart` seconds after the one before; without that all scan at the same instants.
    """
    start_line = SPAWN.Barrier(kiosks + 1, timeout=60)
    started = [
        start(_serve, store, start_line, number, school, kiosks, turns, pace, apart)
        for number in range(kiosks)
    ]
    start_line.wait()
    begun = time.perf_counter()
    told = [one for _, connection in started for one in connection.recv()]
    seconds = time.perf_counter() - begun
    for process, _ in started:
        process.join(60)
        assert process.exitcode == 0
    return Served(told, seconds)


def _serve(
    connection: "Connection[Any, Any]",
    store: str,
    start_line: Any,
    number: int,
    school: School,
    kiosks: int,
    turns: int,
    pace: float,
    apart: float,
) -> None:
    open_store(store)
    desk, told = Desk(f"kiosk {number}"), []
    codes = children(random.Random(number), school.readers[number::kiosks], school.books, turns)
    with connected():
        start_line.wait()
        time.sleep(number * apart)
        due = time.monotonic()
        for code in codes:
            begun = time.perf_counter()
            answer = desk.scan(code, utc_now())
            took = 1000 * (time.perf_counter() - begun)
            told.append(Told(answer.word, getattr(answer, "events", ()), took))
            if pace:
                due += pace
                time.sleep(max(0.0, due - time.monotonic()))
    connection.send(told)


def children(
    chance: random.Random, readers: Sequence[str], books: Sequence[str], turns: int
) -> Iterator[str]:
    """Turn after turn: a card, the book from the last time, one to three others, now and then an undo."""
    held: dict[str, str] = {}
    for turn in range(turns):
        reader = readers[turn % len(readers)]
        yield reader
        if reader in held:
            yield held[reader]
        for book in chance.sample(books, chance.randint(1, 3)):
            yield book
            held[reader] = book
        if chance.random() < 0.1:
            yield "%UNDO"


def what_is_wrong(store: str, served: Served) -> list[str]:
    """What was lost or doubled, in words; nothing when every answer holds. Opens the store."""
    opened = open_store(store)
    wrong = [str(f.sentence) for f in check(opened, utc_now())]
    with connected():
        stored = dict(rows("SELECT id, verb FROM event"))
        lent = Counter(loan for (loan,) in rows("SELECT loan_id FROM event WHERE verb = 'lent'"))
        doubled = rows(
            "SELECT copy_id FROM loan WHERE returned_at IS NULL GROUP BY copy_id HAVING COUNT(*) > 1"
        )
    claimed = [event for one in served.told for event in one.events]
    wrong += [f"event {event} was confirmed and is not there" for event in claimed if event not in stored]
    wrong += [f"event {event} was confirmed {n} times" for event, n in Counter(claimed).items() if n > 1]
    wrong += [f"loan {loan} was told {n} times" for loan, n in lent.items() if loan is not None and n > 1]
    wrong += [f"copy {copy} is on loan twice" for (copy,) in doubled]
    confirmed = sum(stored.get(event) == "lent" for event in claimed)
    if confirmed != served.loans():
        wrong.append(f"{served.loans()} loans were confirmed, {confirmed} are there")
    return wrong
