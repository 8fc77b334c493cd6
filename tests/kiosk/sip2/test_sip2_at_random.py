"""Machines and the counter at random on one store, compared with the counter's own paper register."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from machines import DAY, NO_DAY, SELF
from new_store import new_store
from paper_library import Paper
from school import NOW, Library

from db.answers.counter.scans import Refused
from db.models import ClosedWeekday, Term, database
from db.store.sql import rows
from kiosk.counter.desk import Desk
from kiosk.sip2.dialect import Dialect
from kiosk.sip2.message import read
from kiosk.sip2.peers import Terminal
from kiosk.sip2.worker import Worker

READERS = {"6101": 2, "6102": 1, "6103": 3}
BOOKS = ("B1", "B2", "B3", "B4")
END_OF_TERM = date(2027, 1, 22)
readers, books = st.sampled_from(list(READERS)), st.sampled_from(BOOKS)


class Machines(RuleBasedStateMachine):
    """What a message asks for is what these scans at the counter would do: the register says what follows."""

    @initialize()
    def open_the_library(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = str(Path(self.folder.name) / "library.db")
        new_store(self.path)
        database.connect()
        library = Library(self.path)
        with database.atomic():
            ClosedWeekday.delete().execute()
            library.policy("pupil")
            Term.create(name="autumn", starts_on=date(2026, 9, 1), ends_on=END_OF_TERM)
            for weekday in (5, 6):
                ClosedWeekday.create(weekday=weekday)
            for number, quota in READERS.items():
                library.patron(number, quota=quota)
            for code in BOOKS:
                library.copy(code, title=library.title(code))
        database.close()
        self.now = NOW
        self.worker = Worker(self.path, "library")
        self.terminals = [Terminal(SELF, name, "en") for name in ("door", "hall")]
        self.desk = Desk("counter")
        self.paper = Paper(READERS, dict.fromkeys(BOOKS, 1), END_OF_TERM)

    def teardown(self) -> None:
        self.worker._working.close()
        self.worker.close()
        if not database.is_closed():
            database.close()
        self.folder.cleanup()

    def ask(self, text: str, at: int = 0) -> str:
        """The machine's answer; what it did is on the store, and the register's day goes on."""
        reply = self.worker.answer(read(text), self.terminals[at], self.now)
        return reply.text(Dialect())

    def on_paper(self, *codes: str) -> str:
        """The last answer of the register, each scan three seconds after the other, when all had gone."""
        said = ""
        for code in (*codes, "%DONE"):
            last, self.now = said, self.now + timedelta(seconds=3)
            said = self.paper.scan(code, self.now, (self.now + timedelta(hours=8)).date())
        self.now += timedelta(minutes=5)
        return last

    def has(self, reader: str, book: str) -> bool:
        return any((loan.reader, loan.code) == (reader, book) for loan in self.paper.loans)

    @rule(reader=readers, book=books, at=st.integers(0, 1), renews=st.booleans())
    def a_machine_lends(self, reader: str, book: str, at: int, renews: bool) -> None:
        said = self.ask(f"11{'Y' if renews else 'N'}N{DAY}{NO_DAY}AO|AA{reader}|AB{book}|AC|", at)
        if not self.has(reader, book):
            assert (said[:3] == "121") == (self.on_paper(reader, book) in ("lent", "settled"))
        elif renews:
            assert (said[:4] == "121Y") == (self.on_paper(reader, "%RENEW", book) == "renewed")
        else:
            assert said[:3] == "120"

    @rule(book=books, at=st.integers(0, 1))
    def a_machine_takes_back(self, book: str, at: int) -> None:
        assert self.ask(f"09N{DAY}{DAY}AP|AO|AB{book}|AC|", at)[:3] == "101"
        assert self.on_paper(book) in ("returned", "shown")

    @rule(reader=readers, book=books)
    def a_machine_renews(self, reader: str, book: str) -> None:
        said = self.ask(f"29NN{DAY}{NO_DAY}AO|AA{reader}|AB{book}|")
        if self.has(reader, book):
            assert (said[:4] == "301Y") == (self.on_paper(reader, "%RENEW", book) == "renewed")
        else:
            assert said[:3] == "300"

    @rule(reader=readers)
    def a_machine_renews_all(self, reader: str) -> None:
        held = [loan.code for loan in self.paper.loans if loan.reader == reader]
        said = self.ask(f"65{DAY}AO|AA{reader}|")
        done = [self.on_paper(reader, "%RENEW", book) for book in sorted(held)].count("renewed")
        assert said[:11] == f"661{done:04}{len(held) - done:04}"

    @rule(reader=readers)
    def a_machine_asks(self, reader: str) -> None:
        held = sorted(loan.code for loan in self.paper.loans if loan.reader == reader)
        said = self.ask(f"63001{DAY}  Y       AO|AA{reader}|")
        assert sorted(piece[2:] for piece in said.split("|") if piece.startswith("AU")) == held
        assert said[45:49] == f"{len(held):04}"

    @rule(reader=readers, taken=st.lists(books, max_size=3))
    def a_child_comes_to_the_counter(self, reader: str, taken: list[str]) -> None:
        for code in (reader, *taken, "%DONE"):
            self.now += timedelta(seconds=3)
            with database.connection_context() if database.is_closed() else database.atomic():
                answer = self.desk.scan(code, self.now)
            today = (self.now + timedelta(hours=8)).date()
            expected = self.paper.scan(code, self.now, today)
            assert expected == (answer.reason.value if isinstance(answer, Refused) else answer.word)
        self.now += timedelta(minutes=5)

    @rule(days=st.sampled_from([1, 7, 16, 24]))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def the_store_says_what_the_register_says(self) -> None:
        with database.connection_context() if database.is_closed() else database.atomic():
            stored = rows(
                "SELECT title.title, patron.number, due_on, renewals FROM loan"
                " JOIN copy ON copy.id = copy_id JOIN title ON title.id = title_id"
                " JOIN patron ON patron.id = patron_id WHERE returned_at IS NULL"
            )
            lent = rows("SELECT COUNT(*) FROM event WHERE verb = 'lent'")
            made = rows("SELECT COUNT(*) FROM loan")
        paper = [(p.code, p.reader, p.due_on.isoformat(), p.renewals) for p in self.paper.loans]
        assert sorted((code, who, str(day), renewed) for code, who, day, renewed in stored) == sorted(paper)
        assert lent == made


TestMachines = Machines.TestCase
TestMachines.settings = settings(max_examples=15, stateful_step_count=25)
