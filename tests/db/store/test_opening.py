"""Opening the store: private, durable, migrated, shared; and one sentence where it cannot be opened."""

import contextlib
import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import peewee
import pytest
from processes import SPAWN, start
from school import Library

from db.errors import NewerStore, StoreError
from db.models import TABLES, SchoolClass, database
from db.store import migrating
from db.store.opening import connected, open_store, store_at
from db.store.sql import rows

pytestmark = pytest.mark.store_in("file")

VERSIONS = sorted(file.stem for file in migrating.MIGRATIONS.glob("[0-9]*.py"))
"""The migrations of this version."""

SECOND_MIGRATION = """
def up(migrator, db):
    db.execute_sql("ALTER TABLE patron ADD COLUMN house TEXT NOT NULL DEFAULT 'none'")
"""


@pytest.fixture
def with_second_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations as a later version of the program would have them."""
    later = tmp_path / "migrations"
    later.mkdir()
    for file in migrating.MIGRATIONS.glob("[0-9]*.py"):
        (later / file.name).write_bytes(file.read_bytes())
    (later / "0999_houses.py").write_text(SECOND_MIGRATION)
    monkeypatch.setattr(migrating, "MIGRATIONS", later)
    return later


def filled(path: Path) -> Path:
    open_store(str(path))
    with connected():
        Library(path).policy("pupil")
        Library(path).patron("6101", name="Ada Lovelace")
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def schema(path: Path) -> dict[str, str]:
    """All of a file's tables and indexes as SQL, without the list of migrations."""
    with contextlib.closing(sqlite3.connect(path)) as opened:
        found = opened.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        return {name: sql for name, sql in found if "schema_migration" not in sql}


def test_only_the_owner_may_read_the_store_and_its_side_files(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        open_store(str(tmp_path / "new folder" / "library.db"))
        with connected():
            SchoolClass.create(name="3A")
            files = sorted((tmp_path / "new folder").iterdir())
            assert [file.name for file in files] == ["library.db", "library.db-shm", "library.db-wal"]
            assert [mode(file) for file in files] == [0o600] * 3
        assert mode(tmp_path / "new folder") == 0o700
    finally:
        os.umask(before)


def test_every_connection_is_durable_and_keeps_the_keys(files_as_at_school: None, library: Library) -> None:
    assert rows("PRAGMA journal_mode") == [("wal",)]
    assert rows("PRAGMA foreign_keys") == [(1,)]
    assert rows("PRAGMA synchronous") == [(2,)]  # FULL
    assert rows("PRAGMA busy_timeout") == [(10_000,)]


def test_the_migrations_make_the_tables_that_the_program_uses(library: Library, tmp_path: Path) -> None:
    plain = peewee.SqliteDatabase(str(tmp_path / "plain.db"))
    with plain.bind_ctx(TABLES), plain:
        plain.create_tables(TABLES)
    plain.close()
    assert schema(library.path) == schema(tmp_path / "plain.db")


def test_opening_a_store_of_this_version_again_changes_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path / "library.db")
    before = path.read_bytes()
    open_store(f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["library.db"]


def test_an_older_store_is_migrated_after_a_private_copy_was_kept(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = filled(tmp_path / "library.db")
    request.getfixturevalue("with_second_migration")
    open_store(str(path))
    with connected():
        assert rows("SELECT number, house FROM patron") == [("6101", "none")]
    kept = tmp_path / f"library.before-update-{VERSIONS[-1]}.db"
    assert mode(kept) == 0o600
    with contextlib.closing(sqlite3.connect(kept)) as old:
        assert old.execute("SELECT number FROM patron").fetchall() == [("6101",)]
        assert old.execute("SELECT name FROM schema_migration").fetchall() == [(name,) for name in VERSIONS]
        assert "house" not in [column for _, column, *_ in old.execute("PRAGMA table_info(patron)")]


def test_a_migration_that_breaks_leaves_the_store_as_it_was(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = filled(tmp_path / "library.db")
    before = schema(path)
    later = request.getfixturevalue("with_second_migration")
    (later / "0999_houses.py").write_text(SECOND_MIGRATION + "    db.execute_sql('no sql')\n")
    with pytest.raises(StoreError):
        open_store(str(path))
    assert schema(path) == before


def test_a_newer_store_is_refused_and_not_a_byte_of_it_changes(
    tmp_path: Path, with_second_migration: Path
) -> None:
    path = filled(tmp_path / "library.db")
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA journal_mode = delete")  # a later version may choose so
    before = path.read_bytes()
    (with_second_migration / "0999_houses.py").unlink()
    with pytest.raises(NewerStore, match="newer version"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_not_a_byte_of_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE photo (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"photos\.db is the database of another program"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear parents, the library opens on Monday." * 99)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"letter\.txt is not a library store, or is damaged"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not a file"):
        open_store(str(tmp_path))


def test_a_file_cannot_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(str(tmp_path / "file" / "library.db"))


@pytest.fixture
def as_an_ordinary_user() -> Iterator[Path]:
    """A folder of somebody whom permissions bind; they do not bind root, as whom tests may run."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.geteuid()
        if before == 0:
            os.chown(folder, 65534, -1)
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(before)


@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_folder_without_permission_is_said_in_a_sentence(as_an_ordinary_user: Path, mode: int) -> None:
    closed = as_an_ordinary_user / "closed"
    closed.mkdir(mode=mode)
    with pytest.raises(StoreError, match="cannot be opened: Permission denied"):
        open_store(str(closed / "library.db"))


@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_store_that_cannot_be_written_is_told_at_once_and_not_at_the_first_scan(
    as_an_ordinary_user: Path, mode: int
) -> None:
    path = filled(as_an_ordinary_user / "library.db")
    path.chmod(mode)
    with pytest.raises(StoreError, match="cannot be opened: Permission denied"):
        open_store(str(path))


@pytest.mark.parametrize("url", ["mysql://librarian:secret@host/library", "sqlite://", "sqlite:///"])
def test_a_store_of_a_kind_we_do_not_speak_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:///PATH") as error:
        store_at(url)
    assert "secret" not in str(error.value)


def test_a_store_is_named_by_a_path_or_a_url() -> None:
    assert store_at("sqlite:///school/library.db").path == Path("school/library.db")
    assert store_at("sqlite:////srv/library.db").path == Path("/srv/library.db")
    assert store_at("school/图书.db").path == Path("school/图书.db")


def add_classes(connection: "Connection[Any, Any]", folder: Path, start_line: Any, name: str) -> None:
    """Open stores that do not exist yet, then count and insert in one transaction, twenty times."""
    for number in range(10):
        start_line.wait()
        open_store(str(folder / f"{number}.db"))
    start_line.wait()
    with connected():
        for number in range(20):
            with database.atomic():
                SchoolClass.select().count()
                SchoolClass.create(name=f"{name}{number}")
    connection.send("done")


def test_two_processes_open_fresh_stores_at_once_and_both_read_then_write(tmp_path: Path) -> None:
    start_line = SPAWN.Barrier(2, timeout=15)
    working = [start(add_classes, tmp_path, start_line, name) for name in "AB"]
    assert [connection.recv() for _, connection in working] == ["done", "done"]
    open_store(str(tmp_path / "9.db"))
    with connected():
        assert SchoolClass.select().count() == 40
