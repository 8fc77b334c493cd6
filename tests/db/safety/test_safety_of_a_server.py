"""Backups, restores and the check of a school on a server: one kind of backup for both kinds of store."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from busy_school import make_busy_school
from postgresql import Cluster, cluster
from school import NOW

from db.errors import StoreError
from db.events.record import Acting
from db.models import Loan, Patron
from db.privacy import forgetting, purging
from db.safety.backup import back_up
from db.safety.checking import check
from db.safety.restoring import difference, restore
from db.safety.rotation import backups_in
from db.safety.snapshot import unpack
from db.store.opening import Store, connected, open_store, opened, store_at
from db.store.server.postgresql import PostgresqlStore
from db.store.sql import rows
from db.store.sqlite import SqliteStore
from db.transfer.portable import Tally, snapshot, tally
from kiosk.cli import main

Captured = pytest.CaptureFixture[str]
LATER = NOW + timedelta(days=1)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        open_store(made.create("full"))
        with connected():
            make_busy_school(NOW)
        yield made


@pytest.fixture
def url(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A busy school on the server, which the command line finds."""
    made = server.create("library", template="full")
    monkeypatch.setenv("KIOSK_STORE", made)
    open_store(made)
    yield made
    server.drop("library")


@pytest.fixture
def store(url: str) -> PostgresqlStore:
    found = store_at(url)
    assert isinstance(found, PostgresqlStore)
    return found


def held(store: Store) -> Tally:
    with opened(store, may_make=False) as there, snapshot(there):
        return tally(there)


def is_restored(now: Tally, then: Tally) -> bool:
    """Whether a store is what it was then, and one event tells that it was restored."""
    return now.differs_from(then) == ["event"] and now.rows["event"] == then.rows["event"] + 1


def kiosk(*arguments: str) -> int:
    return main(["--language", "en", *arguments])


def test_a_backup_of_a_server_is_a_file_with_the_whole_school(store: PostgresqlStore, tmp_path: Path) -> None:
    made = back_up(store, tmp_path / "backups", LATER)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["library-20260908-100000.db.gz"]
    assert made.path.stat().st_mode & 0o077 == 0
    unpack(made.path, tmp_path / "spare.db")
    (tmp_path / "spare.db").chmod(0o600)
    assert held(SqliteStore(tmp_path / "spare.db")) == held(store)
    assert check(tmp_path / "spare.db", LATER) == []


def test_a_spare_machine_serves_the_school_from_its_backup(
    store: PostgresqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert kiosk("backup", str(tmp_path / "backups")) == 0
    ((_, made),) = backups_in(tmp_path / "backups")
    capsys.readouterr()
    monkeypatch.delenv("KIOSK_STORE")
    assert kiosk("restore", str(made), "--yes") == 0
    assert "There is no store here yet" in capsys.readouterr().out
    assert kiosk("loans") == 0
    assert is_restored(held(store_at(None)), held(store))


def test_a_restore_tells_what_would_change_and_keeps_the_former_school_as_a_file(
    url: str, store: PostgresqlStore, tmp_path: Path, capsys: Captured
) -> None:
    then = held(store)
    made = back_up(store, tmp_path / "backups", NOW)
    with connected():
        Patron.update(name="Changed").execute()
        rows(
            "INSERT INTO event (uuid, at, kiosk, actor, verb, flagged, details)"
            " VALUES ('x', '2026-09-30', 'k', 'reader', 'lent', false, '')"
        )
    now = held(store)
    assert kiosk("restore", str(made.path), "--dry-run") == 0
    assert "Since the backup, books lent: 1, returned: 0" in capsys.readouterr().out
    assert held(store) == now
    assert kiosk("restore", str(made.path), "--yes") == 0
    aside = Path(capsys.readouterr().out.splitlines()[-1].removeprefix("The former store is in ").rstrip("."))
    assert is_restored(held(store), then) and held(SqliteStore(aside)) == now
    assert aside.stat().st_mode & 0o777 == 0o600 and aside.parent == store.beside.parent
    assert kiosk("restore", str(aside), "--yes") == 0
    assert is_restored(held(store), now)


def test_a_backup_of_a_file_is_restored_to_a_new_database(
    server: Cluster, store: PostgresqlStore, tmp_path: Path
) -> None:
    made = back_up(store, tmp_path / "backups", NOW)
    another = store_at(server.create("another"))
    assert difference(made.path, another).present is None
    restore(made.path, another, NOW)
    assert held(another) == held(store)
    server.drop("another")


def test_a_store_that_a_kiosk_has_open_is_not_replaced(
    url: str, store: PostgresqlStore, tmp_path: Path
) -> None:
    made = back_up(store, tmp_path / "backups", NOW)
    before = held(store)
    with connected(), pytest.raises(StoreError, match=r"A kiosk has the store .* open\. Close it first"):
        restore(made.path, store, NOW)
    assert held(store) == before
    assert not list(store.beside.parent.glob("*.before-restore-*"))


def test_backups_of_a_server_forget_with_it(url: str, store: PostgresqlStore, tmp_path: Path) -> None:
    made = back_up(store, tmp_path / "backups", NOW)
    later = Acting("k", NOW + timedelta(days=60), "staff")
    with connected():
        assert purging.purge(later).loans > 0
    back_up(store, tmp_path / "backups", later.now)
    unpack(made.path, tmp_path / "aged.db")
    with opened(SqliteStore(tmp_path / "aged.db")) as aged:
        over = "SELECT COUNT(*) FROM loan WHERE returned_at IS NOT NULL AND patron_id IS NOT NULL"
        assert aged.execute_sql(over).fetchone() == (0,)


def test_one_reader_is_erased_on_the_server_and_in_the_backups(
    url: str, store: PostgresqlStore, tmp_path: Path, capsys: Captured
) -> None:
    assert kiosk("backup") == 0
    with connected():
        number, name = next(
            (p.number, p.name)
            for p in Patron.select().order_by(Patron.id.desc())
            if not Loan.select().where(Loan.patron == p, Loan.returned_at.is_null()).exists()
        )
    assert kiosk("privacy", "erase", number, "--yes") == 0
    ((_, made),) = backups_in(store.beside.with_name("backups"))
    unpack(made, tmp_path / "aged.db")
    assert name.encode() not in (tmp_path / "aged.db").read_bytes()


def test_the_servers_statistics_forget_a_reader_too(url: str) -> None:
    named = "SELECT 1 FROM pg_stats WHERE tablename = 'patron' AND ? = ANY (histogram_bounds::text::text[])"
    with connected():
        rows("ANALYZE patron")
        held = [p.number for p in Patron.select().join(Loan).where(Loan.returned_at.is_null())]
        told = [p for p in Patron.select().where(Patron.number.not_in(held)) if rows(named, p.name)]
        assert told
        forgetting.forget(told[0].number, Acting("k", LATER))
        assert not rows(named, told[0].name)


def test_a_full_disk_is_a_sentence_and_leaves_no_half_backup(
    store: PostgresqlStore, tmp_path: Path, capsys: Captured
) -> None:
    from full_disk import disk_that_takes

    with disk_that_takes(60_000):
        assert kiosk("backup", str(tmp_path / "backups")) == 1
    assert "disk" in capsys.readouterr().err
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_server_that_is_away_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, store: PostgresqlStore
) -> None:
    made = back_up(store, tmp_path / "backups", NOW).path
    monkeypatch.setenv("KIOSK_STORE", "postgresql://ada@127.0.0.1:1/library")
    for command in (
        ["backup"],
        ["restore", str(made), "--yes"],
        ["check"],
        ["check", "--mend"],
        ["doctor"],
        ["privacy", "purge"],
        ["status"],
    ):
        assert kiosk(*command) == 1, command
        shown = capsys.readouterr()
        assert "cannot be reached" in shown.out + shown.err


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("DROP INDEX loan_one_open", "lacks the rules loan_one_open"),
        (
            "ALTER TABLE loan DROP CONSTRAINT loan_copy_id_fkey",
            "point at something that does not exist, in: loan",
        ),
        ("UPDATE loan SET returned_at = '2026-12-08' WHERE returned_at IS NULL", "differ from the record"),
        ("UPDATE barcode SET code = lower('X' || code) WHERE id = 3", "Codes that no scan finds"),
        ("UPDATE event SET details = '{' WHERE id = 1", "details cannot be read: 1 (event 1)"),
        ("UPDATE event SET at = '2099-01-01' WHERE id = 1", "recorded on 2099-01-01"),
        ("UPDATE loan SET returned_at = '1970-01-01' WHERE id = 4", "end before they began: 1 (loan 4)"),
        ("INSERT INTO schema_migration (name, applied) VALUES ('9999_x', now())", "newer version"),
        ("DELETE FROM schema_migration WHERE name LIKE '0004%'", "older version"),
    ],
)
def test_every_breach_on_a_server_is_told_with_its_remedy(url: str, harm: str, told: str) -> None:
    assert check(store_at(url), LATER) == []
    with connected():
        rows(harm)
    found = check(store_at(url), LATER)
    assert told in "\n".join(str(finding.sentence) for finding in found)


def test_the_indexes_of_a_server_are_built_anew(url: str, capsys: Captured) -> None:
    assert kiosk("check", "--mend") == 0
    assert capsys.readouterr().out.endswith("The store is sound.\n")


def test_the_doctor_counts_what_is_on_a_server_and_sees_an_empty_database(
    url: str, server: Cluster, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert kiosk("doctor") == 0
    assert "(titles: 60, readers: 60)" in capsys.readouterr().out
    monkeypatch.setenv("KIOSK_STORE", server.create("another"))
    assert kiosk("doctor") == 0
    assert "There is no store at" in capsys.readouterr().out
    server.drop("another")
