"""A store that is busy, full or only to be read: every command says so, and nothing is half done."""

import contextlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from full_disk import disk_that_takes
from school import NOW, Library

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused
from db.circulation.undo import undo
from db.events.record import Acting, record
from db.models import TABLES, Copy, Event, Patron
from db.store import sqlite
from db.store.opening import store_at
from db.store.sql import rows
from kiosk.cli import main

Captured = pytest.CaptureFixture[str]

WRITING = (
    "import readers readers.csv",
    "import books books.csv",
    "import books books.csv --dry-run",
    "policy set pupil --days 14",
    "policy remove guest",
    "calendar close 2026-10-01 2026-10-07",
    "calendar term Autumn 2026-09-01 2027-01-22",
    "calendar weekdays mon tue",
    "holds add 6101 9787532733415",
    "readers mark 6101 suspended",
    "books mark B1 repair",
    "library set --name Oak",
    "lesson timetable 6A mon 10:15 10:55",
    "year preview",
    "year apply",
    "year transfer 6101 3A",
    "corner fill 6A --cap 40",
    "corner librarian 6101",
    "privacy days 30",
    "relabel open",
    "staff add 9001 --role librarian",
)


@pytest.fixture
def school(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    library.policy("guest")
    library.patron("6101", class_name="6A")
    library.patron("9001", category="teacher")
    library.copy("B1", title=library.title("夏洛的网", isbn="9787532733415"))
    monkeypatch.chdir(tmp_path)
    Path("readers.csv").write_text("number,name,class\n1,Ada,6A\n2,Bo,6A\n", encoding="utf-8")
    Path("books.csv").write_text("title\nMatilda\nEmil\n", encoding="utf-8")
    Path("scans.csv").write_text("2026-09-07T10:00:00,6101\n2026-09-07T10:00:05,B1\n", encoding="utf-8")
    return library


def everything() -> list[object]:
    return [list(rows(f"SELECT * FROM {table._meta.table_name}")) for table in TABLES]


def refused_with_a_sentence(command: str, captured: Captured) -> str:
    """Run a command; its sentence when it failed, empty when the trouble did not concern it."""
    before = everything()
    code = main(["--language", "en", *command.split()])
    error = captured.readouterr().err
    assert "Traceback" not in error and "made a mistake" not in error, (command, error)
    assert code != 2, (command, error)
    if code == 0:
        return ""
    assert len(error.strip().splitlines()) == 1, (command, error)
    assert everything() == before, command
    return error


@contextlib.contextmanager
def held(url: str) -> Iterator[None]:
    """Another program has begun to write and does not end."""
    with contextlib.closing(sqlite3.connect(url, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.store_in("file")
def test_a_store_that_another_program_holds(
    school: Library, store_url: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PATIENCE", 0)
    with held(store_url):
        said = {command: refused_with_a_sentence(command, capsys) for command in WRITING}
    for command in ("import readers readers.csv", "policy set pupil --days 14", "year apply"):
        assert said[command].startswith("Another program is writing to the library's data"), command
    assert sum(sentence.startswith("Another program") for sentence in said.values()) >= 15, said


@pytest.mark.store_in("file")
def test_a_disk_that_takes_nothing_more(school: Library, store_url: str, capsys: Captured) -> None:
    with contextlib.closing(sqlite3.connect(store_url)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with disk_that_takes(0):
        said = {command: refused_with_a_sentence(command, capsys) for command in WRITING}
    for command in ("import readers readers.csv", "holds add 6101 9787532733415"):
        assert said[command].startswith("The disk is full"), said[command]
    assert sum(sentence.startswith("The disk is full") for sentence in said.values()) >= 15, said


@pytest.mark.store_in("file")
def test_a_store_that_may_only_be_read(school: Library, capsys: Captured) -> None:
    rows("PRAGMA query_only = 1")  # SQLite then answers as it does of a file on a read-only disk
    said = {command: refused_with_a_sentence(command, capsys) for command in WRITING}
    for command in ("import readers readers.csv", "readers mark 6101 suspended"):
        assert "may only be read here" in said[command], said[command]


@pytest.mark.store_in("server")
def test_a_server_whose_turn_another_program_holds(school: Library, store_url: str, capsys: Captured) -> None:
    rows("SET lock_timeout = '200ms'")
    other = store_at(store_url).connector()
    with other.connection_context(), other.atomic():
        other.execute_sql("SELECT 1")  # with which the turn begins
        said = {command: refused_with_a_sentence(command, capsys) for command in WRITING[:4]}
    assert said.pop("import books books.csv --dry-run") == ""  # rehearsed on a copy, it waits for nobody
    assert all(sentence.startswith("Another program is writing") for sentence in said.values()), said


def test_a_fault_of_ours_is_a_sentence_and_its_place_is_in_the_log(school: Library, capsys: Captured) -> None:
    rows("ALTER TABLE hold RENAME TO lost_hold")
    try:
        assert main(["--language", "en", "holds", "list"]) == 1
    finally:
        rows("ALTER TABLE lost_hold RENAME TO hold")
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert len(error.splitlines()) == 1


READING = (
    *("status", "loans", "events", "conflicts", "readers find 61", "books find 978", "check", "check --mend"),
    *("backup made", "restore copy.db --dry-run", "doctor", "privacy purge", "year preview"),
    *("store copy new.db", "readers mark 6101 suspended", "import books books.csv"),
    "labels barcode --all --out labels.pdf",
)
DAMAGES = {
    "the name of a table in the schema": (b"tablepatronpatron", b"table\xff\xfetronpatron"),
    "the statement of a table": (b'CREATE TABLE "patron" ("id"', b'CREATE TABLE "patron" \xff"id"'),
    "the name of an index": (b"indexloan_one_openloan", b"indexloan_\xff\xfe\xfd_openloan"),
    "a name that is no UTF-8": ("夏洛的网".encode(), "夏洛".encode() + b"\xff" * 6),
    "a day that is none": (b"2026-09-19", b"2026-99-19"),
    "a moment that is none": (b"2026-09-04 02:00:00", b"2026-09-04 \0\0:00:00"),
    "a day beyond all time": (b"2026-09-19", b"\xe5\xa4\x8f\xe6\xb4\x9b\xe7\x9a\x84."),
}


def on_a_connection_of_its_own(command: str) -> int:
    """Run a command: the connection of the test still has what was in the file before."""
    with ThreadPoolExecutor(1) as another:
        return another.submit(main, ["--language", "en", *command.split()]).result()


@pytest.mark.store_in("file")
@pytest.mark.parametrize("what", DAMAGES)
def test_a_page_that_holds_what_nobody_wrote(
    school: Library, store_url: str, capsys: Captured, what: str
) -> None:
    school.lend(Copy.get(), Patron.get(Patron.number == "6101"))
    with contextlib.closing(sqlite3.connect(store_url)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    was, is_now = DAMAGES[what]
    file = Path(store_url)
    whole = file.read_bytes()
    assert was in whole and len(was) == len(is_now)
    damaged = whole.replace(was, is_now)
    for command in READING:
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()
        file.write_bytes(damaged)
        file.chmod(0o600)
        Path("copy.db").write_bytes(damaged)
        code = on_a_connection_of_its_own(command)
        said = "".join(capsys.readouterr())
        assert code in (0, 1) and "Traceback" not in said and "made a mistake" not in said, (command, said)
        assert "\ufffd" not in said, (command, said)  # what stands there may have been a name
        if command.startswith(("check", "backup", "restore")):
            assert code == 1 and "damaged" in said, (command, said)
        if code:
            cures = ("kiosk check", "kiosk restore", "damaged", "no library")
            assert any(cure in said for cure in cures), (command, said)
    file.write_bytes(whole)
    assert on_a_connection_of_its_own("check") == 0


@pytest.mark.store_in("file")
def test_events_whose_details_are_unreadable_stop_no_command_and_no_forgetting(
    school: Library, capsys: Captured
) -> None:
    loan = school.lend(Copy.get(), Patron.get(Patron.number == "6101"))
    staff, about = Acting("office", NOW, "staff"), {"copy_id": loan.copy_id, "loan_id": loan.id}
    verbs = ("lent", "returned", "renewed", "conflict", "conflict_settled", "year_begun")
    told = [record(staff, verb, patron_id=loan.patron_id, **about) for verb in verbs]
    leaving = Patron.get(Patron.number == "9001")
    told.append(record(staff, "overridden", patron_id=leaving.id))
    Event.update(details="[[[ Frizzle", flagged=True).where(Event.id.in_(told)).execute()
    assert undo((told[2],), staff) == Refused(Reason.CANNOT_UNDO)
    for command in (*READING, "events --flagged", "conflicts --all", "year undo", "privacy erase 9001 --yes"):
        main(["--language", "en", *command.split()])
        said = "".join(capsys.readouterr())
        assert "made a mistake" not in said and "Traceback" not in said, (command, said)
    assert Patron.get_by_id(leaving.id).number != "9001"
    assert "Frizzle" not in str(rows("SELECT details FROM event WHERE verb = 'overridden'"))


@pytest.mark.store_in("file")
def test_a_rule_of_another_program_in_the_store_is_no_mistake_of_ours(
    school: Library, capsys: Captured
) -> None:
    rows("CREATE TRIGGER odd BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END")
    for command in ("readers mark 6101 suspended", "holds add 6101 9787532733415"):
        assert "kiosk check says more" in refused_with_a_sentence(command, capsys)
    rows("DROP TRIGGER odd")
