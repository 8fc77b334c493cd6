"""A kiosk is killed at random moments: what it confirmed is there, and nothing is there by half."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from processes import start
from school import NOW, Library

from db.models import database
from db.store.opening import connected, open_store
from kiosk.counter.desk import Desk

pytestmark = pytest.mark.store_in("file")

SCANS = 1000
READERS = [f"61{number:02}" for number in range(20)]
BOOKS = [f"B{number}" for number in range(60)]


def what_children_scan(seed: int) -> Iterator[str]:
    """Cards, three or so books after each, now and then an undo."""
    chance = random.Random(seed)
    while True:
        yield chance.choice(READERS)
        for _ in range(chance.randint(1, 4)):
            yield chance.choice(BOOKS)
            if chance.random() < 0.2:
                yield "%UNDO"


def lend_until_killed(connection: "Connection[Any, Any]", path: Path, seed: int, first: int) -> None:
    """Scan without end; after each answer tell which events it claims."""
    open_store(str(path))
    desk = Desk("test kiosk")
    with connected():
        for number, code in enumerate(what_children_scan(seed), first):
            answer = desk.scan(code, NOW + number * timedelta(seconds=3))
            connection.send((answer.word, getattr(answer, "events", ())))


def confirmed_before_a_kill(
    path: Path, chance: random.Random, first: int
) -> list[tuple[str, tuple[int, ...]]]:
    """What one kiosk confirmed until it was killed, in the middle of whatever it did then."""
    kiosk, connection = start(lend_until_killed, path, chance.randrange(10**6), first)
    confirmed = [connection.recv() for _ in range(chance.randint(40, 90))]
    time.sleep(chance.random() * 0.005)
    kiosk.kill()
    try:
        for _ in count():
            confirmed.append(connection.recv())
    except EOFError:
        kiosk.join()
    assert kiosk.exitcode == -9
    return confirmed


def test_a_thousand_scans_and_many_kills_lose_no_confirmed_loan_and_leave_no_half_one(
    library: Library,
) -> None:
    with database.atomic():
        for number in READERS:
            library.patron(number, quota=4)
        for code in BOOKS:
            library.copy(code)
    confirmed: list[tuple[str, tuple[int, ...]]] = []
    chance, kills = random.Random(2), 0
    while len(confirmed) < SCANS:
        confirmed += confirmed_before_a_kill(library.path, chance, len(confirmed) + kills)
        kills += 1
        with closing(sqlite3.connect(library.path)) as store:
            assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            stored = dict(store.execute("SELECT id, verb FROM event"))
            assert [event for _, events in confirmed for event in events if event not in stored] == []
            assert_no_loan_is_half(store)
    words = {word for word, events in confirmed if events}
    assert words >= {"lent", "returned", "settled", "undone"}
    assert kills >= 11


def assert_no_loan_is_half(store: sqlite3.Connection) -> None:
    """Every loan is in the state that the events, all of them and nothing else, have brought it to."""
    told: dict[int, str] = {}
    verbs: dict[int, str] = {}
    for event, verb, loan, undoes in store.execute(
        "SELECT id, verb, loan_id, undoes_id FROM event ORDER BY id"
    ):
        verbs[event] = verb
        if verb == "lent":
            assert loan not in told
        if verb in ("lent", "returned", "undone"):
            told[loan] = {"lent": "voided", "returned": "lent"}[verbs[undoes]] if verb == "undone" else verb
    states = store.execute(
        "SELECT id, CASE WHEN voided THEN 'voided' WHEN returned_at IS NULL THEN 'lent' ELSE 'returned' END"
        " FROM loan"
    )
    assert told == dict(states)
