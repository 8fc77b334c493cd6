"""Two kiosks, two real processes, one moment: exactly one wins, and the other is told the right thing."""

from collections import Counter
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from processes import SPAWN, start
from school import NOW, Library

from db.answers.counter.scans import Refused
from db.models import Copy, Event, Loan, database
from db.store.opening import connected, open_store
from db.store.sql import rows
from kiosk.counter.desk import Desk

ROUNDS = 60


def scan_in_step(
    connection: "Connection[Any, Any]", store: str, start_line: Any, kiosk: str, rounds: list[tuple[str, str]]
) -> None:
    """In each round show the card, wait for the other kiosk, and scan the book at the same moment."""
    open_store(store)
    desk, answers = Desk(kiosk), []
    with connected():
        for number, (card, book) in enumerate(rounds):
            now = NOW + number * timedelta(minutes=1)
            desk.scan(card, now)
            start_line.wait()
            answer = desk.scan(book, now + timedelta(seconds=3))
            answers.append(answer.reason.value if isinstance(answer, Refused) else answer.word)
    connection.send(answers)


def race(store: str, first: list[tuple[str, str]], second: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the two kiosks answered, round by round."""
    start_line = SPAWN.Barrier(2, timeout=30)
    kiosks = [
        start(scan_in_step, store, start_line, name, rounds)
        for name, rounds in (("hall", first), ("door", second))
    ]
    answers = [connection.recv() for _, connection in kiosks]
    for process, _ in kiosks:
        process.join(30)
        assert process.exitcode == 0
    return list(zip(*answers, strict=True))


def assert_every_loan_is_told_by_one_event(library: Library) -> None:
    told = Event.select(Event.loan).where(Event.verb == "lent").order_by(Event.loan).tuples()
    assert list(told) == list(Loan.select(Loan.id).order_by(Loan.id).tuples())
    if library.is_file:
        assert rows("PRAGMA integrity_check") == [("ok",)]


def test_two_readers_race_for_one_copy(library: Library) -> None:
    with database.atomic():
        for number in ("6101", "6102"):
            library.patron(number, quota=ROUNDS)
        for copy in range(ROUNDS):
            library.copy(f"B{copy}")
    answers = race(
        library.where,
        [("6101", f"B{number}") for number in range(ROUNDS)],
        [("6102", f"B{number}") for number in range(ROUNDS)],
    )
    assert {tuple(sorted(pair)) for pair in answers} == {("lent", "taken_meanwhile")}
    assert Loan.select().count() == ROUNDS
    won = Counter(reader for reader, _ in library.open_loans())
    assert won["6101"] == Counter(first for first, _ in answers)["lent"]
    assert_every_loan_is_told_by_one_event(library)


def test_one_reader_races_at_two_kiosks_for_their_last_place(library: Library) -> None:
    with database.atomic():
        for number in range(ROUNDS):
            reader = library.patron(f"6{number:03}")
            library.lend(library.copy(f"A{number}"), reader)  # one of two places is taken
            library.copy(f"B{number}")
            library.copy(f"C{number}")
        rows(
            "INSERT INTO event (uuid, at, kiosk, actor, verb, flagged, details, loan_id)"
            " SELECT id, lent_at, kiosk, 'staff', 'lent', FALSE, '', id FROM loan"
        )
    answers = race(
        library.where,
        [(f"6{number:03}", f"B{number}") for number in range(ROUNDS)],
        [(f"6{number:03}", f"C{number}") for number in range(ROUNDS)],
    )
    assert {tuple(sorted(pair)) for pair in answers} == {("lent", "limit_reached")}
    assert set(Counter(reader for reader, _ in library.open_loans()).values()) == {2}
    assert_every_loan_is_told_by_one_event(library)


def test_two_readers_race_for_the_copies_of_one_isbn(library: Library) -> None:
    with database.atomic():
        title = library.title(isbn="9780141439587")
        for number in range(ROUNDS):
            library.patron(f"61{number:02}")
            library.patron(f"62{number:02}")
            library.copy(title=title)
            library.copy(title=title)
    answers = race(
        library.where,
        [(f"61{number:02}", "9780141439587") for number in range(ROUNDS)],
        [(f"62{number:02}", "9780141439587") for number in range(ROUNDS)],
    )
    assert set(answers) == {("lent", "lent")}  # there is a copy for everybody, so nobody is refused
    lent = Loan.select(Loan.copy).where(Loan.returned_at.is_null()).distinct().count()
    assert lent == Copy.select().count() == 2 * ROUNDS
