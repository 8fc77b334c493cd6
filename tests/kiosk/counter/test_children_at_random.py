"""Children at random before the real desk on a real store, compared with a paper register after each scan."""

import json
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from new_store import new_store
from paper_library import Paper
from postgresql import Shelter
from school import NOW, Library

from db.answers.counter.scans import CheckedIn, Refused
from db.models import ClosedWeekday, Term, database
from db.store.opening import open_store
from db.store.sql import rows
from kiosk.counter.desk import Desk

READERS = {"6101": 2, "6102": 1, "6103": 3}
LOST = "6109"
"""The card of a reader who has lost it: whoever found it is refused."""
NAMES = {"6101": "Ada", "6102": "Ben", "6103": "Eve"}
LABELLED = ("B1", "B2", "B3")
ISBNS = {"9780141439587": 2, "9780306406157": 1, "9787533918453": 3}
END_OF_TERM = date(2027, 1, 22)  # a Friday

SHORT = st.sampled_from([0.2, 1.9, 2, 3, 9.9, 10, 14.9, 15, 19.9, 20, 40])
"""Seconds between two scans: on either side of each of the desk's deadlines."""


class Children(RuleBasedStateMachine):
    @initialize()
    def open_the_library(self) -> None:
        library = Library(self.made_store())
        with database.atomic():
            ClosedWeekday.delete().execute()
            library.policy("pupil")
            Term.create(name="autumn", starts_on=date(2026, 9, 1), ends_on=END_OF_TERM)
            for weekday in (5, 6):
                ClosedWeekday.create(weekday=weekday)
            for number, quota in READERS.items():
                library.patron(number, name=NAMES[number], quota=quota)
            library.patron(LOST, status="card_lost")
            for code in LABELLED:
                library.copy(code, title=library.title(code))
            for isbn, copies in ISBNS.items():
                title = library.title(isbn, isbn=isbn)
                for _ in range(copies):
                    library.copy(title=title)
        self.now = NOW
        self.code = "X"
        self.desk = Desk("test kiosk")
        self.paper = Paper(READERS, dict.fromkeys(LABELLED, 1) | ISBNS, END_OF_TERM)
        self.paper.lost_cards = frozenset({LOST})
        self.events: list[tuple[object, ...]] = []

    def made_store(self) -> str:
        """A new store, connected to."""
        self.folder = tempfile.TemporaryDirectory()
        path = str(Path(self.folder.name) / "library.db")
        new_store(path)
        database.connect()
        return path

    def teardown(self) -> None:
        if not database.is_closed():
            database.close()
        self.folder.cleanup()

    def scan(self, code: str, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.code = code
        today = (self.now + timedelta(hours=8)).date()
        answer = self.desk.scan(code, self.now)
        expected = self.paper.scan(code, self.now, today)
        assert expected == (answer.reason.value if isinstance(answer, Refused) else answer.word)
        if isinstance(answer, CheckedIn):
            assert answer.renewal_offered == (self.paper.offer is not None)

    @rule(card=st.sampled_from([*READERS, LOST]), seconds=SHORT)
    def a_card(self, card: str, seconds: float) -> None:
        self.scan(card, seconds)

    @rule(code=st.sampled_from([*LABELLED, *ISBNS]), seconds=SHORT)
    def a_book(self, code: str, seconds: float) -> None:
        self.scan(code, seconds)

    @rule(
        card=st.sampled_from(list(READERS)),
        books=st.lists(st.sampled_from([*LABELLED, *ISBNS]), min_size=1, max_size=4),
    )
    def a_child_with_books(self, card: str, books: list[str]) -> None:
        for code in (card, *books):
            self.scan(code, 3)

    @rule(command=st.sampled_from(["%UNDO", "%UNDO", "%RENEW", "%DONE", "X"]), seconds=SHORT)
    def a_command(self, command: str, seconds: float) -> None:
        self.scan(command, seconds)

    @rule(
        card=st.sampled_from(list(READERS)),
        books=st.lists(st.sampled_from([*LABELLED, *ISBNS]), min_size=1, max_size=3),
        times=st.integers(1, 4),
    )
    def a_child_takes_it_back(self, card: str, books: list[str], times: int) -> None:
        for code in (card, *books, *["%UNDO"] * times):
            self.scan(code, 3)

    @rule(
        card=st.sampled_from(list(READERS)),
        days=st.sampled_from([0, 1, 14]),
        asked_first=st.booleans(),
        times=st.integers(1, 2),
    )
    def a_child_keeps_a_book(self, card: str, days: int, asked_first: bool, times: int) -> None:
        for _ in range(times):
            self.now += timedelta(days=days)
            held = [loan.code for loan in self.paper.loans if loan.reader == card][:1]
            for code in (card, "%RENEW", *held) if asked_first else (card, *held, "%RENEW"):
                self.scan(code, 3)

    @rule(
        isbn=st.sampled_from(list(ISBNS)),
        seconds=st.sampled_from([2, 3, 14.9, 15]),
        answer=st.sampled_from(["once more", "once more", *READERS, LOST]),
    )
    def a_child_answers_which_way(self, isbn: str, seconds: float, answer: str) -> None:
        self.scan(isbn, 3)
        self.scan(isbn if answer == "once more" else answer, seconds)

    @rule(card=st.sampled_from(list(READERS)), isbn=st.sampled_from(list(ISBNS)), times=st.integers(2, 5))
    def a_reader_takes_several_of_one_title(self, card: str, isbn: str, times: int) -> None:
        for code in (card, *[isbn] * times):
            self.scan(code, 3)

    @rule(times=st.sampled_from([1, 2, 14]))
    def the_scanner_repeats_itself(self, times: int) -> None:
        for _ in range(times):
            self.scan(self.code, 1.5)

    @rule(days=st.sampled_from([1, 7, 16, 24, 60]))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(seconds=SHORT)
    def the_clock_ticks(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.desk.tick(self.now)

    @invariant()
    def the_store_says_what_the_register_says(self) -> None:
        stored = rows(
            "SELECT title.title, patron.number, due_on, renewals FROM loan"
            " JOIN copy ON copy.id = copy_id JOIN title ON title.id = title_id"
            " JOIN patron ON patron.id = patron_id WHERE returned_at IS NULL"
        )
        paper = [(p.code, p.reader, p.due_on.isoformat(), p.renewals) for p in self.paper.loans]
        told = [(code, reader, str(day), renewed) for code, reader, day, renewed in stored]
        assert sorted(told) == sorted(paper)

    @invariant()
    def the_librarian_reads_of_every_book_that_nobody_explained(self) -> None:
        waiting = rows(
            "SELECT COUNT(*) FROM event WHERE verb = 'return_unclear' AND flagged AND NOT EXISTS"
            " (SELECT 1 FROM event AS later WHERE later.undoes_id = event.id)"
        )
        assert waiting == [(self.paper.unclear,)]

    @invariant()
    def no_copy_is_lent_twice_and_nobody_holds_more_than_their_limit(self) -> None:
        held = rows(
            "SELECT copy_id, number, quota FROM loan JOIN patron ON patron.id = patron_id"
            " WHERE returned_at IS NULL"
        )
        assert len({copy for copy, *_ in held}) == len(held)
        holding = [(number, quota) for _, number, quota in held]
        assert all(holding.count(reader) <= reader[1] for reader in holding)

    @invariant()
    def events_are_only_added_and_tell_of_every_loan(self) -> None:
        events = rows(
            "SELECT id, verb, loan_id, undoes_id, details, uuid, at, flagged FROM event ORDER BY id"
        )
        assert events[: len(self.events)] == self.events
        self.events = events
        assert told_by(events) == dict(rows(STATES))

    @invariant()
    def nothing_of_an_ended_turn_is_remembered(self) -> None:
        kept = repr(self.desk.conversation)
        for number, name in NAMES.items():
            present = number == self.paper.reader and self.desk.conversation.turn is not None
            assert (name in kept, number in kept) == (present, present)


STATES = """
    SELECT id, CASE WHEN voided THEN 'voided' WHEN returned_at IS NULL THEN 'open' ELSE 'returned' END
    FROM loan
"""


def told_by(events: list[tuple[object, ...]]) -> dict[object, str]:
    """What the events alone say of each loan: `open`, `returned` or `voided`."""
    verbs = {event[0]: event[1] for event in events}
    loans: dict[object, str] = {}
    for _, verb, loan, undoes, details, *_ in events:
        if verb == "lent":
            assert loan not in loans
            loans[loan] = "open"
        elif verb == "returned":
            assert loans[loan] == "open"
            loans[loan] = "returned"
        elif verb == "renewed":
            assert loans[loan] == "open" and json.loads(str(details))
        elif verb == "undone" and verbs[undoes] != "renewed":
            loans[loan] = {"lent": "voided", "returned": "open"}[str(verbs[undoes])]
    return loans


TestChildren = Children.TestCase
TestChildren.settings = settings(max_examples=50, stateful_step_count=40)


class ChildrenAtServer(Children):
    shelter: ClassVar[Shelter]

    def made_store(self) -> str:
        self.folder = tempfile.TemporaryDirectory()
        url = self.shelter.emptied()
        open_store(url)
        database.connect()
        return url


@pytest.fixture(scope="class")
def at_a_server(shelter: Shelter) -> None:
    ChildrenAtServer.shelter = shelter


@pytest.mark.usefixtures("at_a_server")
class TestChildrenAtServer(ChildrenAtServer.TestCase):
    settings = settings(max_examples=20, stateful_step_count=40)
