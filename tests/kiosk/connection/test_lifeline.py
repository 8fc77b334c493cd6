"""A kiosk whose server goes away goes on with its replica, and tells the server everything once."""

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cable import Cable, at
from outage import begin_kiosk
from postgresql import Shelter
from processes import start
from round_trips import round_trips
from school import NOW, Library

from db.answers.alone.away import Away
from db.answers.counter.pin import PinAsked
from db.answers.counter.scans import BookShown
from db.circulation.lending import check_in, check_out
from db.circulation.lookup import find_barcode
from db.clock import utc_now
from db.errors import StoreError
from db.events.conflicts import conflicts
from db.events.record import Acting, new_uuid, one_scan, record, record_shown
from db.events.report import events
from db.library.calendar import Calendar
from db.library.policies import set_policy
from db.models import Copy, Event, Patron
from db.offline.replica import replica_of
from db.readers.readers import mark_reader, patron_of
from db.safety.checking import check
from db.staff.pins import pin_asked, set_pin, try_pin
from db.store.opening import store_at
from db.store.server.postgresql import PostgresqlStore
from db.store.server.turns import _TURN
from db.store.sql import rows
from kiosk.cli import main
from kiosk.connection import lifeline, teller
from kiosk.service.desk_state import DeskState
from kiosk.service.worker import DeskWorker

pytestmark = pytest.mark.filterwarnings("error")


class Kiosk:
    """One kiosk at the end of a cable, and its clock."""

    def __init__(self, url: str, name: str = "Kiosk 2") -> None:
        self.room = DeskWorker(url, name, ("en",))
        self.now = NOW
        self.until_it_can_go_alone()

    @property
    def line(self) -> lifeline.Lifeline:
        assert self.room._store._lifeline
        return self.room._store._lifeline

    def scan(self, *codes: str) -> list[str]:
        """The words of the answers."""
        return [self.picture(code).answer.word for code in codes]  # type: ignore[union-attr]

    def picture(self, code: str) -> DeskState:
        self.now += timedelta(seconds=3)
        return self.room.scan(code, self.now)

    def come_back(self) -> None:
        """Nobody is here for a while, and the server is noticed."""
        self.now += timedelta(seconds=30)
        self.until(lambda: not self.room.tick(self.now).alone)

    def until_it_can_go_alone(self) -> None:
        """It has a copy of its own, in which a turn can go on."""
        self.until(lambda: bool(self.room.today(self.now)) and self.room.can_go_alone)

    def until(self, wanted: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not wanted():
            assert time.monotonic() < end
            time.sleep(0.01)


@pytest.fixture
def kiosk(direct: str, cable: Cable) -> Iterator[Kiosk]:
    made = Kiosk(cable.url(direct))
    yield made
    cable.mend()
    made.room.close()


def copy_of(code: str) -> int:
    return find_barcode(code).copy_id  # type: ignore[union-attr]


def loans(direct: str) -> list[tuple[str, str]]:
    with at(direct):
        return Library(direct).open_loans()


def verbs(direct: str) -> list[str]:
    with at(direct):
        return [event.verb for event in Event.select().order_by(Event.at, Event.id)]


def test_a_scan_waits_for_the_server_at_most_eight_times_and_begins_no_thread(kiosk: Kiosk) -> None:
    kiosk.scan("6101", "B0")
    threads = set(threading.enumerate())
    waited = {code: round_trips(lambda code=code: kiosk.scan(code)) for code in ("B1", "6102")}
    print(waited)
    assert min(waited.values()) >= 5 and max(waited.values()) <= 8
    assert set(threading.enumerate()) <= threads


@pytest.mark.parametrize("how", ["cut", "hang", "deafen"])
def test_a_child_in_the_middle_of_a_turn_notices_nothing_but_the_sign(
    direct: str, cable: Cable, kiosk: Kiosk, how: str
) -> None:
    assert kiosk.scan("6101", "B0", "B1") == ["turn_opened", "lent", "lent"]
    getattr(cable, how)()
    seen = kiosk.picture("B2")
    assert seen.alone and not seen.unavailable
    assert seen.conversation.turn and len(seen.conversation.turn.reader.loans) == 3
    assert kiosk.scan("B1", "%UNDO", "%UNDO", "B3", "6101") == [
        *("already_yours", "undone", "undone", "lent", "turn_ended")
    ]
    cable.mend()
    kiosk.come_back()
    assert loans(direct) == [("6101", "Book B0"), ("6101", "Book B3")]
    assert verbs(direct) == ["turn_opened", "lent", "lent", "lent", "undone", "undone", "lent"]
    kiosk.until_it_can_go_alone()  # a busy machine may lose the server once more
    assert kiosk.scan("6101", "B4") == ["turn_opened", "lent"]
    kiosk.come_back()
    assert ("6101", "Book B4") in loans(direct)


@pytest.mark.parametrize("code", ["B2", "B5"])
def test_a_scan_that_was_committed_though_its_answer_got_lost_happens_once(
    direct: str, cable: Cable, kiosk: Kiosk, code: str
) -> None:
    kiosk.scan("6102", "B5", "6102")  # so that B5 is a return, and B2 a loan
    kiosk.scan("6101")
    cable.deafen_at(b"COMMIT")
    seen = kiosk.picture(code)
    assert seen.alone
    before = verbs(direct)  # the server has it
    assert before.count("lent") == 2
    assert [event for event in before if event != "turn_opened"][-1] == "lent"
    cable.mend()
    kiosk.come_back()
    assert verbs(direct) == before
    with at(direct):
        assert conflicts() == []


def test_where_the_answer_got_lost_the_server_may_have_decided_otherwise(
    direct: str, cable: Cable, kiosk: Kiosk
) -> None:
    """The replica does not know yet that the reader was suspended; what the child is told holds."""
    kiosk.scan("6101")
    with at(direct):
        mark_reader("6101", "suspended", Acting("office", kiosk.now))
    cable.deafen_at(b"COMMIT")
    assert kiosk.scan("B2") == ["lent"]
    cable.mend()
    kiosk.come_back()
    assert loans(direct) == [("6101", "Book B2")]
    assert [event for event in verbs(direct) if event in ("lent", "refused")] == ["refused", "lent"]
    with at(direct):
        assert [conflict.kind.value for conflict in conflicts()] == ["lent_despite"]


def test_the_kiosk_comes_back_between_two_turns_and_not_in_one(
    direct: str, cable: Cable, kiosk: Kiosk
) -> None:
    kiosk.scan("6101")
    cable.cut()
    kiosk.scan("B0")
    cable.mend()
    kiosk.until(kiosk.line.may_come_back)
    assert kiosk.picture("B1").alone
    assert loans(direct) == [("6101", "Book B0"), ("6101", "Book B1")] or loans(direct) == [
        ("6101", "Book B0")
    ]
    assert not kiosk.picture("6102").alone
    assert loans(direct) == [("6101", "Book B0"), ("6101", "Book B1")]


def test_a_second_outage_at_once_ends_the_turn_that_the_old_replica_does_not_know(
    direct: str, cable: Cable, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.scan("6101")
    cable.cut()
    kiosk.scan("B0")
    cable.mend()
    monkeypatch.setattr(lifeline.Replica, "make", lambda *_: time.sleep(0.01))
    kiosk.come_back()
    kiosk.scan("6101", "B1")
    cable.cut()
    seen = kiosk.picture("B2")
    assert isinstance(seen.answer, BookShown) and not seen.answer.waits
    assert kiosk.scan("B3", "6102", "B4") == ["shown", "turn_opened", "lent"]  # hers are for no other card
    cable.mend()
    kiosk.come_back()
    assert loans(direct) == [("6101", "Book B0"), ("6101", "Book B1"), ("6102", "Book B4")]
    with at(direct):
        lost = Event.get(Event.verb == "turn_lost")
        assert (lost.patron.number, lost.flagged) == ("6101", True)


def test_what_others_did_before_is_known_alone(direct: str, cable: Cable, kiosk: Kiosk) -> None:
    kiosk.scan("6101", "B0", "6101")
    with at(direct):
        check_in(copy_of("B0"), Acting("Kiosk 1", kiosk.now))
        check_out(patron_of("6102").id, copy_of("B1"), Acting("Kiosk 1", kiosk.now), Calendar())
        set_policy("pupil", Acting("office", kiosk.now, "staff"), most_loans=1)
        mark_reader("6103", "card_lost", Acting("office", kiosk.now, "staff"))
        Library(direct).copy("NEW")
        record(Acting("office", kiosk.now, "staff"), "import")
    made_at = kiosk.line._replica.stamp.made_at  # type: ignore[union-attr]

    def is_made_anew() -> bool:
        kiosk.now += timedelta(seconds=1)
        kiosk.room.keep_time(kiosk.now)
        return kiosk.line._replica.stamp.made_at > made_at  # type: ignore[union-attr]

    kiosk.until(is_made_anew)
    cable.cut()
    assert kiosk.scan("6103", "6102", "B0", "B1", "NEW") == [
        *("refused", "turn_opened", "refused", "returned", "lent")
    ]


def test_what_was_known_of_a_book_came_before_even_where_the_clock_is_behind(
    direct: str, cable: Cable, kiosk: Kiosk
) -> None:
    with at(direct):
        there = Acting("Kiosk 1", kiosk.now + timedelta(minutes=5))
        for code in ("B1", "B2"):
            check_out(patron_of("6102").id, copy_of(code), there, Calendar())
        check_in(copy_of("B1"), there.at(there.now + timedelta(minutes=1)))
    kiosk.scan("6103", "6103")  # the replica follows
    cable.cut()
    assert kiosk.scan("B2", "6101", "B1", "6101") == ["returned", "turn_opened", "lent", "turn_ended"]
    cable.mend()
    kiosk.come_back()
    assert loans(direct) == [("6101", "Book B1")]
    with at(direct):
        assert conflicts() == []
        assert not list(check(direct, NOW + timedelta(days=1)))


@pytest.mark.parametrize("is_switched_off", [False, True])
def test_a_clock_that_is_ahead_while_alone_loses_no_return_at_another_kiosk(
    direct: str, cable: Cable, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, is_switched_off: bool
) -> None:
    wrong = timedelta(minutes=40)
    for module in (lifeline, teller):
        monkeypatch.setattr(module, "utc_now", lambda: utc_now() + wrong)
    kiosk.now += wrong
    assert kiosk.scan("6102", "B5", "6102") == ["turn_opened", "lent", "turn_ended"]
    cable.cut()
    assert kiosk.scan("6101", "B0", "6101", "B5") == ["turn_opened", "lent", "turn_ended", "returned"]
    elsewhere = NOW + timedelta(minutes=5)
    with at(direct), one_scan(new_uuid(elsewhere)):
        record_shown(copy_of("B0"), Acting("Kiosk 1", elsewhere))
    if is_switched_off:
        kiosk.room.close()
        kiosk.room = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
        kiosk.room.tick(kiosk.now)
    cable.mend()
    kiosk.come_back()
    assert loans(direct) == []
    with at(direct):
        told = [row for row in events(since=NOW, flagged=True) if row.verb == "clock_differs"]
        assert [abs(row.details["seconds"] - 2400) < 60 for row in told] == [True]


def test_a_kiosk_starts_alone_and_goes_on_after_it_was_switched_off(
    direct: str, cable: Cable, kiosk: Kiosk
) -> None:
    kiosk.scan("6101", "B0")
    cable.cut()
    kiosk.scan("B1")
    kiosk.room.close()
    again = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    seen = again.scan("6102", NOW + timedelta(minutes=2))
    assert seen.alone and seen.answer and seen.answer.word == "turn_opened"
    again.scan("B2", NOW + timedelta(minutes=2, seconds=3))
    again.close()
    cable.mend()
    third = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    kiosk.until(lambda: not third.tick(NOW + timedelta(minutes=5)).alone)
    third.close()
    assert loans(direct) == [("6101", "Book B0"), ("6101", "Book B1"), ("6102", "Book B2")]


@pytest.mark.parametrize("heard_last", [b"schema_migration", b"server_encoding", b"idle_in_transaction"])
def test_a_server_that_lets_us_in_and_says_nothing_more_is_waited_for_no_longer_than_at_a_scan(
    direct: str, cable: Cable, kiosk: Kiosk, heard_last: bytes
) -> None:
    kiosk.room.close()
    cable.deafen_at(heard_last)
    again = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    began = time.monotonic()
    seen = again.scan("6102", NOW + timedelta(minutes=2))
    assert time.monotonic() - began < 10
    assert seen.alone and seen.answer and seen.answer.word == "turn_opened"
    cable.mend()
    kiosk.until(lambda: not again.tick(NOW + timedelta(minutes=5)).alone)
    again.close()


LOST = {
    "REVOKE ALL ON loan FROM kiosk": ("GRANT ALL ON loan TO kiosk", Away.LACKING),
    "REVOKE INSERT ON event FROM kiosk": ("GRANT INSERT ON event TO kiosk", Away.LACKING),
    "ALTER TABLE event RENAME TO lost": ("ALTER TABLE lost RENAME TO event", Away.LACKING),
    "ALTER TABLE loan RENAME due_on TO lost": ("ALTER TABLE loan RENAME lost TO due_on", Away.LACKING),
    "UPDATE schema_migration SET name = '9999_later' WHERE name LIKE '0001%'": (
        "UPDATE schema_migration SET name = '0001_first' WHERE name = '9999_later'",
        Away.NEWER,
    ),
    "ALTER ROLE kiosk SET default_transaction_read_only = on": (
        "ALTER ROLE kiosk RESET default_transaction_read_only",
        Away.READ_ONLY,
    ),
}


@pytest.mark.parametrize("statement", LOST)
def test_a_server_that_lost_a_table_or_a_right_or_has_become_newer_is_left_alone_until_it_is_mended(
    direct: str, cable: Cable, shelter: Shelter, statement: str
) -> None:
    server, (mended, why) = shelter.server, LOST[statement]
    hang_up = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kiosk'"
    server.run("CREATE ROLE kiosk LOGIN")
    try:
        for kind in ("TABLES", "SEQUENCES"):
            server.run(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO kiosk", "library")
        kiosk = Kiosk(cable.url(server.url("library", user="kiosk")))
        kiosk.scan("6101", "B0")
        server.run(statement, "library")
        if "ROLE" in statement:  # which counts from the next connection on
            server.run(hang_up)
        kiosk.now += timedelta(minutes=2)
        seen = kiosk.picture("6102")
        assert seen.alone and not seen.unavailable
        assert kiosk.scan("B0", "B1") == ["settled", "lent"]
        kiosk.now += timedelta(minutes=2)
        kiosk.until(lambda: kiosk.room.tick(kiosk.now).away is why)
        time.sleep(0.5)
        assert kiosk.room.tick(kiosk.now).away is why  # it does not go back only to be lost again
        server.run(mended, "library")
        kiosk.come_back()
        assert loans(direct) == [("6102", "Book B0"), ("6102", "Book B1")]
        with at(direct):
            assert conflicts() == []
        kiosk.room.close()
    finally:
        server.run(hang_up)
        server.run("DROP OWNED BY kiosk; DROP ROLE kiosk", "library")


def test_without_a_replica_returns_are_noted_as_ever(direct: str, cable: Cable, tmp_path: Path) -> None:
    cable.cut()
    room = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    seen = room.scan("B0", NOW)
    assert seen.unavailable and seen.noted and not seen.alone
    room.close()


def test_the_librarians_work_waits_for_the_server(direct: str, cable: Cable, kiosk: Kiosk) -> None:
    kiosk.scan("6101")
    cable.cut()
    kiosk.scan("B0")
    with pytest.raises(StoreError):
        kiosk.room.with_store(lambda: None)
    assert kiosk.scan("B1") == ["lent"]


def test_the_replica_is_for_the_kiosk_alone_and_tells_of_nobodys_past(
    direct: str, cable: Cable, tmp_path: Path
) -> None:
    with at(direct):
        library, ada = Library(direct), Patron.get(Patron.number == "6101")
        over = library.lend(Copy.get_by_id(1), ada, days_ago=30, returned_at=NOW - timedelta(days=20))
        Event.insert(
            uuid="x",
            at=NOW - timedelta(days=20),
            kiosk="Kiosk 1",
            actor="reader",
            verb="returned",
            patron=ada,
            copy=1,
            loan=over.id,
        ).execute()
        for number in range(70):
            Event.insert(uuid=f"{number}", at=NOW, kiosk="Kiosk 1", actor="staff", verb="policy").execute()
        still = library.lend(Copy.get_by_id(2), ada)
    kiosk = Kiosk(cable.url(direct))
    kiosk.room.close()
    store = store_at(cable.url(direct))
    assert isinstance(store, PostgresqlStore)
    replica = replica_of(store)
    assert replica
    file = replica.store.path
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in file.parent.iterdir() if "replica" in path.name) == [file.name]
    with closing(sqlite3.connect(file)) as rows:
        assert rows.execute("SELECT id FROM loan").fetchall() == [(still.id,)]
        assert rows.execute("SELECT COUNT(*) FROM event WHERE patron_id IS NOT NULL").fetchall() == [(0,)]
        assert rows.execute("SELECT COUNT(*) FROM patron").fetchall() == [(3,)]


def test_a_kiosk_that_is_killed_while_it_tells_the_server_tells_everything_once(
    direct: str, cable: Cable, tmp_path: Path
) -> None:
    url, data = cable.url(direct), str(tmp_path / "data")

    def begun() -> tuple[Any, "Connection[Any, Any]"]:
        return start(begin_kiosk, url, "Kiosk 2", data)

    process, kiosk = begun()
    _ask(kiosk, "begin", "", NOW)
    cable.cut()
    for number in range(120):
        code = ("6101", "B1", "B2", "%UNDO", "6101", "B2")[number % 6]
        _ask(kiosk, "scan", code, NOW + timedelta(seconds=3 * number))
    process.kill()
    process.join()
    replica = replica_of(store_at(url))
    assert replica
    with closing(sqlite3.connect(replica.store.path)) as rows:
        done = rows.execute("SELECT uuid, verb, at FROM event ORDER BY id").fetchall()
    assert len(done) > 90
    cable.mend()
    kills = 0
    while (before := len(verbs(direct))) < len(done):
        process, kiosk = begun()
        kiosk.send(("come back", "", NOW + timedelta(hours=1)))
        while len(verbs(direct)) < min(before + 20, len(done)):
            assert process.is_alive()
            time.sleep(0.002)
        process.kill()
        process.join()
        kills += 1
    process, kiosk = begun()
    assert _ask(kiosk, "come back", "", NOW + timedelta(hours=1))[0] == "back"
    kiosk.close()
    process.join()
    with at(direct):
        assert [(e.uuid, e.verb, str(e.at)) for e in Event.select().order_by(Event.id)] == done
        assert conflicts() == []
    assert kills >= 2


def _ask(kiosk: "Connection[Any, Any]", what: str, code: str, at: datetime) -> Any:
    kiosk.send((what, code, at))
    return kiosk.recv()


def test_the_doctor_tells_of_the_copy_and_the_librarian_settles_conflicts(
    direct: str,
    cable: Cable,
    kiosk: Kiosk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KIOSK_STORE", cable.url(direct))

    def said(*arguments: str) -> str:
        assert main(["--language", "en", *arguments]) == 0
        return capsys.readouterr().out

    kiosk.scan("6101")
    cable.cut()
    kiosk.scan("B0", "B1")
    assert main(["--language", "en", "doctor"]) == 1
    assert "as of 2026-09-07 10:00. Not yet sent to the server: 2\n" in capsys.readouterr().out
    with at(direct):
        check_out(patron_of("6102").id, copy_of("B0"), Acting("Kiosk 1", NOW), Calendar())
        mark_reader("6101", "suspended", Acting("office", NOW))
    cable.mend()
    kiosk.come_back()
    listed = said("conflicts")
    assert "Kiosk 2  B0  Book B0\n    6101 was lent this book; 6102 had had it on loan" in listed
    assert "6101 was lent this book, but the reader is suspended." in listed
    assert "Reader 6101" not in listed
    numbers = [line.split()[0] for line in listed.splitlines() if line[0] != " " and "Kiosk 2" in line]
    assert len(numbers) == 3
    assert "2 conflicts are still waiting." in said("conflicts", "settle", numbers[0])
    assert said("conflicts", "settle", "--all") == "There is no conflict to settle.\n"
    assert said("conflicts", "list") == "There is no conflict to settle.\n"
    assert main(["--language", "en", "conflicts", "settle", numbers[0]]) == 1
    assert main(["--language", "en", "conflicts", "settle"]) == 2


def flagged(direct: str) -> list[dict[str, Any]]:
    with at(direct):
        return [row.details for row in events(since=NOW, flagged=True) if row.verb == "copy_damaged"]


def spoil(file: Path, start: int, length: int) -> None:
    with file.open("r+b") as damaged:
        damaged.seek(start)
        damaged.write(b"\xa5" * length)


@pytest.mark.parametrize("length", [100, 4096])
def test_what_was_done_alone_is_told_from_a_replica_that_was_damaged(
    direct: str, cable: Cable, kiosk: Kiosk, caplog: pytest.LogCaptureFixture, length: int
) -> None:
    kiosk.scan("6102", "B5", "6102")
    cable.cut()
    kiosk.scan("6101", "B0", "B1", "6101")
    file = kiosk.line._replica.store.path
    kiosk.room.close()
    spoil(file, 0, length)
    cable.mend()
    again = Kiosk(cable.url(direct))
    again.room.close()
    assert loans(direct) == [("6101", "Book B0"), ("6101", "Book B1"), ("6102", "Book B5")]
    assert flagged(direct) == [{"told": 3}]
    assert "3 events of it were told" in caplog.text
    kept = file.with_name(f"{file.name}.damaged")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_replica_that_is_damaged_while_the_kiosk_is_alone_is_told_as_far_as_it_goes(
    direct: str, cable: Cable, kiosk: Kiosk
) -> None:
    cable.cut()
    for code in ("B0", "B1", "B2"):
        kiosk.scan("6101", code, "6101")
    file = kiosk.line._replica.store.path
    kiosk.room.close()
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((root,),) = opened.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'event_at'")
    spoil(file, 4096 * (root - 1), 4096)
    again = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    again.tick(kiosk.now)
    cable.mend()
    kiosk.until(lambda: not again.tick(kiosk.now).alone)
    again.close()
    assert len(loans(direct)) == 3
    assert len(flagged(direct)) == 1


def test_a_page_that_only_the_reading_of_rows_finds_unreadable_is_salvaged_like_any_damage(
    direct: str, cable: Cable, kiosk: Kiosk
) -> None:
    cable.cut()
    for number in range(24):
        kiosk.scan(f"610{1 + number % 3}", f"B{number % 8}", "%DONE")
    file = kiosk.line._replica.store.path
    kiosk.room.close()
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        last = max(leaves_of(opened, "event"))
    with file.open("r+b") as damaged:  # the number of cells of the table's last leaf
        damaged.seek(4096 * (last - 1) + 3)
        damaged.write(b"\xff\xff")
    cable.mend()
    again = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    kiosk.until(lambda: not again.tick(kiosk.now).alone)
    again.close()
    assert len(flagged(direct)) == 1
    assert file.with_name(f"{file.name}.damaged").exists()
    assert len(verbs(direct)) > 20  # what stands on the leaves before


def leaves_of(opened: sqlite3.Connection, table: str) -> list[int]:
    """The numbers of the pages that hold a table's rows."""
    ((root,),) = opened.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,))
    file = Path(opened.execute("PRAGMA database_list").fetchall()[0][2]).read_bytes()
    page = file[4096 * (root - 1) : 4096 * root]
    assert page[0] == 5, "the table is too small to have leaves"
    cells = int.from_bytes(page[3:5])
    places = [int.from_bytes(page[12 + 2 * cell : 14 + 2 * cell]) for cell in range(cells)]
    return [int.from_bytes(page[8:12]), *(int.from_bytes(page[place : place + 4]) for place in places)]


@pytest.mark.parametrize("what", ["deleted", "emptied", "log deleted", "log cut short", "rubbish"])
@pytest.mark.parametrize("is_running", [True, False])
def test_a_replica_that_lost_what_was_done_alone_is_flagged_whatever_became_of_its_files(
    direct: str, cable: Cable, kiosk: Kiosk, what: str, is_running: bool
) -> None:
    cable.cut()
    for code in ("B0", "B1", "B2"):
        kiosk.scan("6101", code, "6101")
    file = kiosk.line._replica.store.path
    log = file.with_name(f"{file.name}-wal")
    copies = {path: path.read_bytes() for path in (file, log)}
    if not is_running:
        kiosk.room.close()
        for path, content in copies.items():  # as a power cut leaves them
            path.write_bytes(content)
    if what == "deleted":
        file.unlink()
        log.unlink()
    elif what == "log deleted":
        log.unlink()
    elif what == "log cut short":
        os.truncate(log, len(copies[log]) // 2)
    else:
        file.write_bytes(b"" if what == "emptied" else b"rubbish" * 700)
        log.write_bytes(b"")
    room = kiosk.room if is_running else DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    if is_running and what in ("log deleted", "log cut short"):
        kiosk.room.close()  # while it runs SQLite goes on with the file that it holds
        room = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    cable.mend()

    def is_told() -> bool:
        kiosk.now += timedelta(seconds=3)
        room.keep_time(kiosk.now)
        return bool(flagged(direct)) and not room.tick(kiosk.now).alone

    kiosk.until(lambda: is_told() or len(loans(direct)) == 3)
    found = loans(direct)
    room.close()
    assert len(found) == 3 or flagged(direct), "lost in silence"
    assert len(flagged(direct)) <= 1


def test_each_replica_that_cannot_be_read_is_flagged_and_kept_until_it_is_forgotten(
    direct: str, cable: Cable, kiosk: Kiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk.room.close()
    file = kiosk.line._replica.store.path
    for _ in range(2):
        file.write_bytes(b"nothing of a database " * 1000)
        again = Kiosk(cable.url(direct))
        again.room.close()
    assert flagged(direct) == [{"told": 0}] * 2
    kept = [file.with_name(f"{file.name}.damaged"), file.with_name(f"{file.name}.damaged-2")]
    assert [path.read_bytes()[:7] for path in kept] == [b"nothing"] * 2
    store = ["--language", "en", "--store", cable.url(direct)]
    main([*store, "doctor"])
    out = capsys.readouterr().out
    assert all(f"To delete it: rm {path}" in out for path in kept)
    os.utime(kept[0], (0, 0))
    assert main([*store, "privacy", "purge"]) == 0
    assert [path.exists() for path in kept] == [False, True]
    assert main([*store, "privacy", "erase", "6103", "--yes"]) == 0
    assert not kept[1].exists()


def test_a_replica_that_cannot_be_written_keeps_nobody_from_borrowing(
    direct: str, cable: Cable, kiosk: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(kiosk.line._replica.store.path)) as other:
        other.execute("ALTER TABLE loan RENAME TO broken")
        other.commit()
    before = len(caplog.records)
    assert kiosk.scan("6101", "B0", "B1", "6101") == ["turn_opened", "lent", "lent", "turn_ended"]
    assert len(caplog.records) == before + 1
    assert len(loans(direct)) == 2
    kiosk.now += timedelta(minutes=2)
    kiosk.until(lambda: bool(kiosk.room.today(kiosk.now)) and kiosk.line.carries_turns)
    cable.cut()
    assert kiosk.scan("B1") == ["returned"]


def test_another_kiosk_that_hangs_in_the_middle_of_a_scan_keeps_nobody_waiting(
    direct: str, cable: Cable, kiosk: Kiosk
) -> None:
    kiosk.scan("6101")
    with psycopg.connect(direct) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (_TURN,))  # whose turn it is, and stays
        seen = kiosk.picture("B0")
        assert seen.alone and seen.answer and seen.answer.word == "lent"
    kiosk.come_back()
    assert loans(direct) == [("6101", "Book B0")]
    ((timeout,),) = rows("SHOW idle_in_transaction_session_timeout")
    assert timeout == "1s"


def test_staff_open_with_their_pin_alone_and_nobody_by_a_word(
    direct: str, cable: Cable, kiosk: Kiosk
) -> None:
    with at(direct):
        set_pin("482915", Acting("office", kiosk.now, "staff"))
    kiosk.scan("6101")
    cable.cut()
    kiosk.scan("B0")
    room, acting = kiosk.room, Acting("Kiosk 2", kiosk.now, "staff")
    assert room.with_store(pin_asked, alone=True) is not PinAsked.WORD
    assert not room.with_store(lambda: try_pin("111111", acting), alone=True).right
    assert room.with_store(lambda: try_pin("482915", acting), alone=True).right
    cable.mend()
    kiosk.come_back()
    with at(direct):
        assert conflicts() == []
        assert Event.select().where(Event.verb == "staff_mode").count() == 1
