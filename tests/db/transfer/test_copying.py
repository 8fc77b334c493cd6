"""A school moves from a file to a server and back: whole, of one moment, into an empty store; or not."""

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
import pytest
from busy_school import make_busy_school, stock_the_rest
from hypothesis import given, settings
from hypothesis import strategies as st
from postgresql import Cluster, cluster
from processes import start
from school import NOW

from db.answers.counter.scans import CheckedOut
from db.errors import StoreError
from db.events.record import Acting, record
from db.models import Event, Patron, Printer, Setting, Title, database
from db.safety.checking import check
from db.store.opening import Store, connected, open_store, opened, store_at
from db.store.sql import rows
from db.store.sqlite import SqliteStore
from db.transfer.copying import copy
from db.transfer.portable import ORDER, Tally, snapshot, tally
from kiosk.cli import main
from kiosk.counter.desk import Desk

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture
def empty(server: Cluster) -> Iterator[Store]:
    """A new database, in which nothing is yet."""
    yield store_at(server.create("moved"))
    server.drop("moved")


@pytest.fixture
def school(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "school.db")
    with connected():
        make_busy_school(NOW)
        stock_the_rest(NOW)
        rows("INSERT INTO title_record (title_id, source, taken_on) VALUES (1, 'cn.iso', '2026-09-07')")
        rows("INSERT INTO known_book (isbn, title, taken_on) VALUES ('9780141439587', 'E', '2026-09-07')")
        rows("INSERT INTO author_number VALUES ('AI', '100')")
        rows("INSERT INTO report_words VALUES ('term:A', 'loans', 'Own words')")
        rows("INSERT INTO signed_report VALUES ('term:A', '2027-01-20 02:00:00', 'Li', '{}')")
    return store


def held(store: Store) -> Tally:
    with opened(store, may_make=False) as there, snapshot(there):
        return tally(there)


def moved(source: Store, target: Store, **options: Any) -> Tally:
    with opened(source, may_make=False) as here, opened(target) as there:
        return copy(here, there, **options)


def test_every_table_of_a_store_is_copied(school: Store) -> None:
    with connected():
        tables = {name for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {table._meta.table_name for table in ORDER} == tables - {"schema_migration", "sqlite_sequence"}


def test_a_school_moves_to_a_server_and_back_and_is_the_same(
    school: Store, empty: Store, tmp_path: Path
) -> None:
    before = held(school)
    filled = {table for table, number in before.rows.items() if number}
    never = {"loan_count", "closure", "open_day", "term_loans"}
    assert filled >= {table._meta.table_name for table in ORDER} - never
    back = SqliteStore(tmp_path / "back.db")
    assert moved(school, empty) == moved(empty, back) == before == held(school)
    with sqlite3.connect(f"file:{tmp_path}/school.db?mode=ro", uri=True) as was:
        was.execute("ATTACH DATABASE ? AS back", (str(tmp_path / "back.db"),))
        for table in ORDER:  # not only the same to our own eyes
            name = f'"{table._meta.table_name}"'
            assert was.execute(f"SELECT * FROM {name} EXCEPT SELECT * FROM back.{name}").fetchall() == []
    was.close()
    later = NOW + timedelta(days=1)
    assert check(empty, later) == check(back, later) == []


def test_a_moved_school_goes_on_lending_with_numbers_that_are_free(school: Store, empty: Store) -> None:
    moved(school, empty)
    open_store(empty)
    with connected():
        last = Event.select(Event.id).order_by(Event.id.desc()).first().id
        desk = Desk("door", ("en",))
        later = NOW + timedelta(hours=5)
        free = Title.get_by_id(50).isbn
        desk.scan(Patron.get(Patron.category == "teacher").number, later)
        answer = desk.scan(free, later + timedelta(seconds=3))
    assert isinstance(answer, CheckedOut) and min(answer.events) > last


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2300, 1, 1))


@settings(max_examples=25)
@given(
    titles=st.lists(st.tuples(TEXT, TEXT, st.binary(max_size=20), st.none() | st.integers(-9999, 9999))),
    moments=st.lists(MOMENTS, max_size=5, unique=True),
    measures=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=4, max_size=4),
)
def test_any_text_any_moment_any_number_comes_back_as_it_was(
    server: Cluster,
    tmp_path: Path,
    titles: list[tuple[str, str, bytes, int | None]],
    moments: list[datetime],
    measures: list[float],
) -> None:
    first, there, back = tmp_path / "first.db", store_at(server.url("any")), tmp_path / "back.db"
    for file in tmp_path.glob("*.db*"):
        file.unlink()
    open_store(first)
    with connected(), database.atomic():
        for text, author, place, year in titles:
            Title.create(title=text, author=author, shelf_key=place, year=year)
        for moment in moments:
            record(Acting("k", moment), "lent", details={"what": titles[0][0] if titles else ""})
        Printer.create(
            name="", offset_x=measures[0], offset_y=measures[1], scale_x=measures[2], scale_y=measures[3]
        )
    with contextlib.suppress(psycopg.errors.DuplicateDatabase):
        server.create("any")
    here = moved(SqliteStore(first), there, replacing=True)
    assert here == moved(there, SqliteStore(back)) == held(SqliteStore(first))
    open_store(there)
    with connected():
        assert [
            (t.title, t.author, bytes(t.shelf_key), t.year) for t in Title.select().order_by(Title.id)
        ] == (titles)
        assert [event.at for event in Event.select().order_by(Event.id)] == moments
    open_store(first)  # what follows is not to hold the server's tables


def test_a_change_of_one_letter_or_one_second_changes_the_digest(school: Store) -> None:
    before = held(school)
    for change in (
        "UPDATE title SET author = author || '.' WHERE id = 7",
        "UPDATE loan SET due_on = date(due_on, '1 day') WHERE id = 3",
        "UPDATE event SET flagged = NOT flagged WHERE id = 5",
        "DELETE FROM event WHERE id = (SELECT MAX(id) FROM event)",
    ):
        with connected():
            rows(change)
        after = held(school)
        (table,) = before.differs_from(after)
        assert table in change and after.digest != before.digest
        before = after


def test_a_store_that_holds_a_school_is_not_written_over(school: Store, empty: Store, tmp_path: Path) -> None:
    for target in (empty, SqliteStore(tmp_path / "another.db")):
        open_store(target)
        with connected():
            Setting.create(key="name", value="Oak Lane")
        before = held(target)
        with pytest.raises(StoreError, match="is not empty: there are rows in setting"):
            moved(school, target)
        assert held(target) == before
        assert moved(school, target, replacing=True) == held(school)
    open_store(school)


def make_unfit(column: str, value: object) -> Callable[[], None]:
    def do() -> None:
        rows(f"UPDATE title SET {column} = ? WHERE id = 9", value)

    return do


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (make_unfit("title", "Ada\0Lovelace"), "NUL"),
        (make_unfit("year", 99_999), "out of range"),
    ],
)
def test_a_row_that_a_server_does_not_take_is_named_without_what_is_in_it(
    school: Store, empty: Store, spoil: Callable[[], None], reason: str
) -> None:
    with connected():
        spoil()
    with pytest.raises(StoreError, match=f"table title has a row .* key 9: .*{reason}") as told:
        moved(school, empty)
    assert "Lovelace" not in str(told.value)
    assert sum(held(empty).rows.values()) == 4  # the two policies and the weekend of a new store


def test_what_arrives_otherwise_than_it_was_sent_is_told_and_not_kept(school: Store, tmp_path: Path) -> None:
    target = open_store(tmp_path / "another.db")
    with connected():
        rows(
            "CREATE TRIGGER worm AFTER INSERT ON title WHEN NEW.id = 9"
            " BEGIN UPDATE title SET author = 'x' WHERE id = 9; END"
        )
    before = held(target)
    with pytest.raises(StoreError, match=r"not what was read, in: title\. Nothing was copied"):
        moved(school, target)
    assert held(target) == before


def copy_until_killed(connection: "Connection[Any, Any]", source: Path, target: str) -> None:
    with opened(SqliteStore(source)) as here, opened(store_at(target)) as there:

        def show(done: int, of: int) -> None:
            if done > of / 2:  # all is written, nothing compared
                connection.send(done)
                connection.recv()

        copy(here, there, on_progress=show)


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_copy_that_is_killed_leaves_the_target_empty(
    school: Store, empty: Store, tmp_path: Path, kind: str
) -> None:
    where = str(tmp_path / "another.db") if kind == "file" else f"postgresql://{_address(empty)}"
    assert isinstance(school, SqliteStore)
    copying, connection = start(copy_until_killed, school.path, where)
    assert connection.recv() > 0
    copying.kill()
    copying.join()
    assert sum(held(store_at(where)).rows.values()) == 4
    assert moved(school, store_at(where)) == held(school)


def _address(store: Store) -> str:
    return str(store).removeprefix("postgresql://")


def lend_meanwhile(store: Store) -> Callable[[int, int], None]:
    """Somebody borrows while the copy is made, on a connection that does not wait."""

    def show(done: int, of: int) -> None:
        with opened(store, may_make=False) as another:
            if another.param == "%s":
                another.execute_sql("SET lock_timeout = '1s'")
            with another.atomic():
                another.execute_sql("UPDATE title SET author = author || '!' WHERE id IN (1, 60)")
                another.execute_sql("INSERT INTO setting VALUES ('s' || (SELECT COUNT(*) FROM setting), 'x')")

    return show


def test_what_is_lent_meanwhile_waits_for_nobody_and_is_not_in_the_copy(
    school: Store, empty: Store, tmp_path: Path
) -> None:
    before = held(school)
    assert moved(school, empty, on_progress=lend_meanwhile(school)) == before
    assert set(held(school).differs_from(before)) == {"setting", "title"}
    back = SqliteStore(tmp_path / "back.db")
    assert moved(empty, back, on_progress=lend_meanwhile(empty)) == before
    assert set(held(empty).differs_from(before)) == {"setting", "title"}


def kiosk(*arguments: str) -> int:
    return main(["--language", "en", *arguments])


def test_the_command_counts_copies_and_compares(
    school: Store, empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    url = f"postgresql://{_address(empty)}"
    assert kiosk("store", "copy", str(school), url, "--dry-run") == 0
    told = capsys.readouterr().out
    assert re.search(r"\ntitle +61\n", told) and "Nothing was changed" in told
    assert kiosk("status") == 0  # this machine's own store, which is another one
    capsys.readouterr()
    monkeypatch.setenv("KIOSK_STORE", url)
    assert kiosk("store", "copy", str(school)) == 0
    told = capsys.readouterr().out
    assert told.endswith(f"Both were read back and are the same:\nSHA-256 {held(school).digest}\n")
    assert kiosk("store", "copy", str(school)) == 1
    assert "is not empty" in capsys.readouterr().err
    assert kiosk("status") == 0
    assert kiosk("store", "copy", url, str(tmp_path / "back.db")) == 0
    assert held(SqliteStore(tmp_path / "back.db")) == held(school)


@pytest.mark.parametrize(
    ("named", "code", "told"),
    [
        (("nothing.db", "new.db"), 1, "There is no library in nothing.db yet"),
        (("same.db", "same.db"), 2, "Both are the same store"),
        (("postgresql://ada:secret@h/library", "new.db"), 2, "Do not write a password on the command line"),
        (("school.db", "postgresql://ada@127.0.0.1:1/library"), 1, "cannot be reached"),
    ],
)
def test_what_cannot_be_copied_is_a_sentence(
    school: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    named: tuple[str, str],
    code: int,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert kiosk("store", "copy", *named) == code
    shown = capsys.readouterr()
    assert told in shown.err and "secret" not in shown.err
    assert not (tmp_path / "new.db").exists() and not (tmp_path / "nothing.db").exists()
