"""A store on a PostgreSQL server: opened by its URL, migrated once, and one sentence where it cannot be."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import peewee
import pytest
from postgresql import Cluster, cluster
from processes import SPAWN, start
from round_trips import round_trips
from school import Library

from db.errors import NewerStore, StoreError
from db.models import TABLES, SchoolClass, database
from db.store import migrating
from db.store.opening import connected, open_store, store_at, transaction
from db.store.sql import rows
from kiosk.cli import main

SECRET = "s3cret%word"
IN_URL = "s3cret%25word"
GUARDED = "host all guarded 127.0.0.1/32 scram-sha-256\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster(hba=GUARDED) as made:
        made.run(f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}' SUPERUSER")
        yield made


@pytest.fixture
def url(server: Cluster, request: pytest.FixtureRequest) -> Iterator[str]:
    """A new, empty database."""
    yield server.create("library")
    server.drop("library")


def columns() -> list[tuple[Any, ...]]:
    """All columns of all tables, with what the database holds them to."""
    return rows(
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable"
        " FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migration'"
        " ORDER BY table_name, column_name"
    )


def constraints() -> list[tuple[Any, ...]]:
    return rows(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'schema_migration'"
        " ORDER BY 1, 2"
    ) + rows(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migration'"
        " ORDER BY 1"
    )


def test_the_migrations_make_the_tables_that_the_program_uses(server: Cluster, url: str) -> None:
    open_store(url)
    with connected():
        migrated = columns(), constraints()
    store = open_store(server.create("plain"))
    with connected():
        for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            rows(f'DROP TABLE "{name}" CASCADE')
        database.create_tables(TABLES)
        store.finish(database)
        plain = columns(), constraints()
    server.drop("plain")
    assert len(migrated[0]) > 100
    assert migrated == plain


def test_names_are_ordered_as_in_a_file_whatever_the_server_speaks(url: str) -> None:
    open_store(url)
    with connected():
        for name in ("b", "A", "a", "B", "é", "三", "-"):
            SchoolClass.create(name=name)
        ordered = [found.name for found in SchoolClass.select().order_by(SchoolClass.name)]
    assert ordered == ["-", "A", "B", "a", "b", "é", "三"]


def test_every_session_keeps_utc_and_does_not_wait_for_ever(url: str) -> None:
    open_store(url)
    with connected():
        assert rows("SHOW timezone") == [("UTC",)]
        assert rows("SHOW lock_timeout") == [("10s",)]
        assert rows("SHOW tcp_user_timeout") == [("4000",)]
        told = database.connection().info.get_parameters()
    assert told["connect_timeout"] == "3" and told["tcp_user_timeout"] == "4000"


def test_a_transaction_begins_with_its_first_statement_and_costs_no_wait_of_its_own(url: str) -> None:
    open_store(url)

    def nothing() -> None:
        with transaction():
            pass

    def one_class() -> None:
        with transaction():
            SchoolClass.create(name="3A")

    def taken_back() -> None:
        with suppress(ValueError), transaction():
            assert rows("SELECT COUNT(*) FROM school_class") == [(1,)]
            SchoolClass.delete().execute()
            raise ValueError

    with connected():
        assert [round_trips(work) for work in (nothing, one_class, taken_back)] == [0, 2, 3]
        assert SchoolClass.select().count() == 1


def test_whoever_waits_too_long_for_the_turn_is_told_and_can_go_on(url: str) -> None:
    store = open_store(url)
    other = store.connector()
    with connected():
        rows("SET lock_timeout = '50ms'")
        with other.connection_context(), other.atomic():
            other.execute_sql("SELECT 1")  # type: ignore[no-untyped-call]
            for first in (
                lambda: SchoolClass.create(name="3A"),
                lambda: database.cursor().execute("SELECT 1"),
            ):
                with pytest.raises(peewee.OperationalError, match="lock timeout"), transaction():
                    first()
        with transaction():
            SchoolClass.create(name="3B")
        assert [found.name for found in SchoolClass.select()] == ["3B"]


def test_tables_follow_from_a_file_to_a_server_and_back(url: str, tmp_path: Path) -> None:
    """As they do where a library moves."""
    for where in (str(tmp_path / "library.db"), url, str(tmp_path / "library.db"), url):
        open_store(where)
        with connected():
            Library(tmp_path).policy("guest")
            SchoolClass.get_or_create(name="3A")
            assert SchoolClass.select().count() == 1
            assert rows("SELECT most_loans FROM policy WHERE category = ?", "guest") == [(2,)]


def add_classes(connection: "Connection[Any, Any]", url: str, start_line: Any, name: str) -> None:
    start_line.wait()
    open_store(url)
    with connected():
        for number in range(20):
            with database.atomic():
                SchoolClass.select().count()
                SchoolClass.create(name=f"{name}{number}")
    connection.send("done")


def test_two_kiosks_open_an_empty_database_at_once(url: str) -> None:
    start_line = SPAWN.Barrier(2, timeout=15)
    working = [start(add_classes, url, start_line, name) for name in "AB"]
    assert [connection.recv() for _, connection in working] == ["done", "done"]
    open_store(url)
    with connected():
        assert SchoolClass.select().count() == 40


def test_a_newer_store_is_refused(url: str) -> None:
    open_store(url)
    with connected():
        rows("INSERT INTO schema_migration (name, applied) VALUES ('0999_houses', now())")
    with pytest.raises(NewerStore, match="newer version"):
        open_store(url)


def test_a_migration_that_breaks_leaves_the_store_as_it_was(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(url)
    for file in migrating.MIGRATIONS.glob("[0-9]*.py"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "0999_houses.py").write_text(
        "def up(migrator, db):\n"
        "    db.execute_sql('ALTER TABLE patron ADD COLUMN house TEXT')\n"
        "    db.execute_sql('no sql')\n"
    )
    with connected():
        before = columns()
    monkeypatch.setattr(migrating, "MIGRATIONS", tmp_path)
    with pytest.raises(StoreError):
        open_store(url)
    with connected():
        assert columns() == before


def test_another_programs_database_is_refused_and_stays(server: Cluster, url: str) -> None:
    server.run("CREATE TABLE photo (id int)", "library")
    with pytest.raises(StoreError, match="/library is the database of another program"):
        open_store(url)
    with connected():
        assert rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [("photo",)]


def test_a_command_that_only_looks_makes_no_library(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", url, "status"]) == 1
    assert "There is no library in postgresql://librarian@127.0.0.1" in capsys.readouterr().err
    with connected():
        assert database.get_tables() == []
    open_store(url)
    assert main(["--store", url, "status"]) == 0


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "EUC_CN"])
def test_a_database_that_cannot_hold_chinese_is_refused(server: Cluster, encoding: str) -> None:
    server.run(f"CREATE DATABASE old ENCODING {encoding} LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0")
    with pytest.raises(
        StoreError, match=rf"has the encoding {encoding}\. Make one.*createdb --encoding=UTF8"
    ):
        open_store(server.url("old"))
    server.drop("old")


def sentence(url: str) -> str:
    with pytest.raises(StoreError) as told:
        open_store(url)
    return str(told.value)


def test_a_database_that_is_not_there_is_said_with_the_command_that_makes_it(server: Cluster) -> None:
    assert "createdb --encoding=UTF8 --template=template0 nowhere" in sentence(server.url("nowhere"))


def test_a_server_that_is_not_there_is_said_with_the_reason(tmp_path: Path) -> None:
    told = sentence("postgresql://librarian@127.0.0.1:1/library")
    assert told.startswith("The server of postgresql://librarian@127.0.0.1:1/library cannot be reached: ")
    assert "Connection refused" in told and "\n" not in told
    assert "cannot be reached" in sentence("postgresql://librarian@no-such-host.invalid/library")
    assert "cannot be reached" in sentence(f"postgresql:///library?host={tmp_path}")


def test_the_right_password_opens_the_store(server: Cluster, url: str) -> None:
    """From the URL, as the settings file may hold it; special characters are written as %XX."""
    open_store(url.replace("librarian@", f"guarded:{IN_URL}@"))
    with connected():
        assert rows("SELECT current_user") == [("guarded",)]


def test_the_password_may_lie_in_the_users_own_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "pgpass"
    kept.write_text(f"127.0.0.1:*:library:guarded:{SECRET}\n")
    kept.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(kept))
    open_store(url.replace("librarian@", "guarded@"))
    with connected():
        assert rows("SELECT current_user") == [("guarded",)]


@pytest.mark.parametrize("given", ["guarded:wr0ngpass@", "guarded@"], ids=["a wrong password", "no password"])
def test_a_wrong_password_is_told_and_not_repeated(
    url: str, given: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        told = sentence(url.replace("librarian@", given))
    assert "refuses the password, or was given none" in told and "~/.pgpass" in told
    assert "wr0ngpass" not in told + caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://",
        "postgresql://host",
        "postgresql://u:pa/wr0ngpass@host/library",
        "postgresql://u:12/wr0ngpass@host/library",
        "postgresql://u:12#wr0ngpass@host/library",
        "postgresql://u:12?wr0ngpass@host/library",
        "postgresql://u:12?x=wr0ngpass@host/library",
        "postgresql://u:a@wr0ngpass@host/library",
        "postgresql://u@host:wr0ngpass/library",
        "postgresql://[wr0ngpass/library",
        "postgresql://u@127.0.0.1/library?wr0ngpass=yes",
    ],
)
def test_a_url_that_makes_no_sense_is_refused_and_nothing_of_it_repeated(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_STORE", url)
    assert main(["status"]) == 1
    told = capsys.readouterr().err
    assert "URL cannot be read: write postgresql://USER@HOST/DATABASE" in told
    assert "wr0ngpass" not in told


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://guarded:{IN_URL}@127.0.0.1/library",
        f"postgresql:///library?password={IN_URL}&user=guarded",
    ],
)
def test_a_password_in_a_command_line_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", url, "status"]) == 2
    told = capsys.readouterr().err
    assert "Do not write a password on the command line" in told and "~/.pgpass" in told
    assert "s3cret" not in told


def test_a_store_never_shows_its_password() -> None:
    store = store_at(f"postgresql://guarded:{IN_URL}@host:5433/%E5%9B%BE%E4%B9%A6?sslmode=require")
    assert store.password == SECRET
    assert str(store) == "postgresql://guarded@host:5433/%E5%9B%BE%E4%B9%A6"
    assert "s3cret" not in repr(store)


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peewee, "psycopg", None)
    assert "pip install -c constraints.txt '.[postgresql]'" in sentence("postgresql://host/library")


def test_what_a_machine_keeps_for_itself_lies_in_the_users_folder() -> None:
    hall, door = store_at("postgresql://u@hall/library"), store_at("postgresql://u@door/library")
    assert (
        hall.beside != door.beside and hall.beside.parent == Path.home() / ".local/share/school-library-kiosk"
    )
