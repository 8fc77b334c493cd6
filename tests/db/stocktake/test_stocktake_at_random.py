"""Stocktake and lending together, at random, against a plain model that knows only what happened when."""

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from new_store import new_store
from school import NOW, Library

from db.answers.counter.scans import CheckedIn, CheckedOut
from db.answers.shelves.stocktake import Listed
from db.circulation.lending import check_in, check_out
from db.circulation.undo import undo
from db.events.record import Acting
from db.library.calendar import read_calendar
from db.models import ClosedWeekday
from db.stock.choosing import Wanted
from db.stock.copy_status import mark_copy
from db.stocktake.accounts import read_accounts
from db.stocktake.lists import lists_of
from db.stocktake.opening import find_stocktake, open_stocktake
from db.stocktake.scanning import Station, read_memory
from db.stocktake.settling import second_look, settle, undo_settling
from db.stocktake.statement import figures_of
from db.store.opening import connected

BOOKS = [f"B{number}" for number in range(4)]
BOOK = st.sampled_from(BOOKS)
Happened = tuple[datetime, str, int]


class StocktakeAndLending(RuleBasedStateMachine):
    """What happened to each book, with its time; the model plays it through in the order of time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        new_store(Path(self.folder.name) / "library.db")
        self.held = connected()
        self.held.__enter__()
        ClosedWeekday.delete().execute()
        library = Library("")
        library.policy("pupil", most_loans=99, overdue_block_days=None)
        self.reader = library.patron("6101").id
        self.copies = {code: library.copy(code).id for code in BOOKS}
        library.lend(library.copy("B9"), library.patron("6102"))
        self.now = NOW
        open_stocktake("all", Wanted(codes=tuple(BOOKS)), self.acting())
        self.stations = [Station(find_stocktake("all"), f"kiosk {n}") for n in range(2)]
        self.log: dict[str, list[Happened]] = defaultdict(list)
        self.memory: list[tuple[datetime, str]] = []
        self.last: tuple[str, Happened, tuple[int, ...]] | None = None
        self.batches: list[list[tuple[str, Happened]]] = []
        self.looked: set[str] = set()
        self.count = 0

    def teardown(self) -> None:
        self.held.__exit__(None, None, None)
        self.folder.cleanup()

    def acting(self) -> Acting:
        self.now += timedelta(minutes=1)
        return Acting("kiosk 1", self.now, "staff")

    def happened(self, code: str, what: str, at: datetime | None = None) -> Happened:
        self.count += 1
        entry = (at or self.now, what, self.count)
        self.log[code].append(entry)
        return entry

    def state(self, code: str) -> tuple[str, bool, bool]:
        """What is known, whether it is out by the record, whether it is lost by the record."""
        known, out, lost = "not_seen", False, False
        for _, what, _ in sorted(self.log[code]):
            match what:
                case "scan":
                    known = "seen"
                case "lent":
                    known, out = "on_loan", True
                case "returned":
                    known, out = "seen", False
                case "lost":
                    known, out, lost = "missing", False, True
                case "found":
                    lost = False
        return known, out, lost

    @rule(code=BOOK, station=st.integers(0, 1))
    def scan(self, code: str, station: int) -> None:
        at = self.acting().now
        self.stations[station].hear(code, at)
        self.happened(code, "scan")

    @rule(code=BOOK)
    def scan_with_a_memory(self, code: str) -> None:
        self.memory.append((self.acting().now, code))

    @rule()
    def read_in_the_memory(self) -> None:
        known = {(at, code) for code, log in self.log.items() for at, what, _ in log if what == "scan"}
        new = [scan for scan in self.memory if scan not in known]
        if any(self.state(code)[2] or "found" in {what for _, what, _ in self.log[code]} for _, code in new):
            self.memory = [scan for scan in self.memory if scan in known]
            return  # the record of a lost book is of now: see test_stocktake
        read = read_memory(find_stocktake("all"), self.memory, "memory")
        assert (read.new, read.before, read.too_old) == (len(new), len(self.memory) - len(new), 0)
        for at, code in new:
            self.happened(code, "scan", at)

    @rule(code=BOOK)
    def lend(self, code: str) -> None:
        answer = check_out(self.reader, self.copies[code], self.acting(), read_calendar(NOW.date()))
        if isinstance(answer, CheckedOut):
            self.last = (code, self.happened(code, "lent"), answer.events)

    @rule(code=BOOK)
    def bring_back(self, code: str) -> None:
        answer = check_in(self.copies[code], self.acting())
        if isinstance(answer, CheckedIn):
            self.last = (code, self.happened(code, "returned"), answer.events)

    @rule()
    def undo_the_last(self) -> None:
        if self.last:
            code, entry, events = self.last
            if type(undo(events, self.acting())).__name__ == "Undone":
                self.log[code].remove(entry)
            self.last = None

    @rule(code=BOOK)
    def lose(self, code: str) -> None:
        if not self.state(code)[2]:
            mark_copy(code, "lost", self.acting())
            self.happened(code, "lost")
            self.last = None

    @rule()
    def look_again(self) -> None:
        found = second_look(find_stocktake("all"), self.acting())
        assert {line.code for line in found} == {code for code in BOOKS if self.state(code)[0] == "not_seen"}
        self.looked |= {line.code for line in found}

    @rule(kind=st.sampled_from([Listed.REVIVE, Listed.ON_LOAN, Listed.MISSING]))
    def settle(self, kind: Listed) -> None:
        states = {code: self.state(code) for code in BOOKS}
        expected = {
            Listed.REVIVE: {code for code, (known, _, lost) in states.items() if lost and known == "seen"},
            Listed.ON_LOAN: {code for code, (known, out, _) in states.items() if out and known == "seen"},
            Listed.MISSING: {code for code, (known, _, _) in states.items() if known == "not_seen"},
        }[kind]
        assert {line.code for line in lists_of(find_stocktake("all"))[kind]} == expected
        if kind is Listed.MISSING:
            expected &= self.looked
        settled = settle(find_stocktake("all"), kind, self.acting())
        assert settled.settled == len(expected)
        what = {Listed.REVIVE: "found", Listed.ON_LOAN: "returned", Listed.MISSING: "lost"}[kind]
        if expected:
            self.batches.append([(code, self.happened(code, what)) for code in sorted(expected)])
            self.last = None

    @rule()
    def undo_what_was_settled(self) -> None:
        if not self.batches:
            return
        batch = self.batches[-1]
        if any(self.log[code][-1] != entry for code, entry in batch):
            return  # something happened since: what then can be undone is tried in test_settling
        undo_settling(find_stocktake("all"), self.acting())
        for code, entry in self.batches.pop():
            self.log[code].remove(entry)

    @invariant()
    def the_counts_are_those_of_the_model(self) -> None:
        accounts = read_accounts(find_stocktake("all"))
        assert {one.label: one.counted.value for one in accounts.scope} == {
            code: self.state(code)[0] for code in BOOKS
        }
        figures = figures_of(accounts)
        assert figures.on_record == figures.seen + figures.on_loan + figures.missing + figures.not_seen


@pytest.mark.store_in("file")
def test_stocktake_and_lending_at_random() -> None:
    run_state_machine_as_test(
        StocktakeAndLending, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
    )
