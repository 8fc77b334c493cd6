"""Backups: made in use, tried, rotated, never through a link; a disk or stick that fails is a sentence."""

import contextlib
import gzip
import os
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from full_disk import disk_that_takes
from hypothesis import given
from hypothesis import strategies as st
from new_store import new_store
from school import NOW, Library

from db.errors import NewerStore, StoreError
from db.events.record import Acting, record
from db.models import Loan, Setting, database
from db.privacy import forgetting
from db.safety.backup import back_up
from db.safety.restoring import difference, restore
from db.safety.rotation import backups_in, to_keep
from db.safety.snapshot import BadBackup, examine, pack, unpack
from db.store.opening import connected, open_store
from db.store.sql import rows
from kiosk.cli import main

pytestmark = pytest.mark.store_in("file")

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def school(library: Library) -> Library:
    with database.atomic():
        ada = library.patron("6101", name="Ada Lovelace")
        for number in range(60):
            library.copy(f"B{number}", title=library.title("x" * 300 + os.urandom(900).hex()))
        loan = library.lend(library.copy("LENT"), ada)
        record(Acting("k", NOW), "lent", patron_id=ada.id, copy_id=loan.copy_id, loan_id=loan.id)
    return library


def kiosk(*arguments: str) -> int:
    return main(["--language", "en", *arguments])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_made_while_somebody_borrows_can_be_opened_and_counts_the_same(
    school: Library, tmp_path: Path
) -> None:
    with database.atomic():
        Setting.create(key="unfinished", value="1")  # uncommitted: not in the backup
        made = back_up(school.path, tmp_path / "backups", NOW)
    assert names(tmp_path / "backups") == ["library-20260907-100000.db.gz"]
    assert made.path.stat().st_mode & 0o077 == 0
    assert (made.contents.copies, made.contents.readers, made.contents.open_loans) == (61, 1, 1)
    unpack(made.path, tmp_path / "again.db")
    assert examine(tmp_path / "again.db") == made.contents
    with contextlib.closing(sqlite3.connect(tmp_path / "again.db")) as copy:
        assert copy.execute("SELECT * FROM setting").fetchall() == []


def test_a_link_in_place_of_the_folder_is_refused_and_one_in_place_of_the_file_not_followed(
    school: Library, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (tmp_path / "link").symlink_to(victim)
    with pytest.raises(StoreError, match="is a link to another place"):
        back_up(school.path, tmp_path / "link", NOW)
    precious = victim / "precious"
    precious.write_text("precious")
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "library-20260907-100000.db.gz").symlink_to(precious)
    made = back_up(school.path, folder, NOW)
    assert precious.read_text() == "precious" and not made.path.is_symlink()
    assert names(victim) == ["precious"]


def test_a_stick_that_is_not_plugged_in_is_a_sentence_and_a_new_folder_elsewhere_is_told(
    school: Library, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kiosk("backup", str(tmp_path / "new")) == 0
    assert f"The folder {tmp_path / 'new'} was made" in capsys.readouterr().out
    assert kiosk("backup", str(tmp_path / "new")) == 0
    assert "was made." not in capsys.readouterr().out
    monkeypatch.setattr("db.safety.backup._FOR_STICKS", (tmp_path,))
    stick = tmp_path / "librarian" / "STICK"
    assert kiosk("backup", str(stick)) == 1
    assert f"No stick or disk is mounted at {stick}" in capsys.readouterr().err
    assert not stick.exists()
    stick.mkdir(parents=True)  # what is left when the stick was pulled out
    assert kiosk("backup", str(stick)) == 1
    assert kiosk("backup", str(tmp_path / "new")) == 0  # has backups: it was meant so
    monkeypatch.setattr(Path, "is_mount", lambda path: path == stick)
    assert kiosk("backup", str(stick / "library")) == 0


@pytest.mark.parametrize("size", [0, 4096, 60_000])
def test_a_full_disk_is_a_sentence_and_leaves_the_former_backup_and_nothing_half(
    school: Library, tmp_path: Path, size: int
) -> None:
    folder = tmp_path / "backups"
    back_up(school.path, folder, NOW)
    before = names(folder)
    with disk_that_takes(size), pytest.raises(StoreError, match=r"No backup was made in .*as it was"):
        back_up(school.path, folder, NOW + timedelta(days=1))
    assert names(folder) == before


def test_a_stick_that_is_pulled_out_is_a_sentence_at_the_command_line(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "gone").write_text("no folder here any more")
    assert kiosk("backup", str(tmp_path / "gone")) == 1
    assert capsys.readouterr().err.startswith("No backup was made in ")


def test_a_damaged_store_makes_no_backup_and_keeps_the_good_one(school: Library, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    back_up(school.path, folder, NOW)
    rows("PRAGMA wal_checkpoint(truncate)")
    with school.path.open("r+b") as store:
        store.seek(5 * 4096)
        store.write(os.urandom(20 * 4096))
    with pytest.raises(StoreError):
        back_up(school.path, folder, NOW + timedelta(days=1))
    assert names(folder) == ["library-20260907-100000.db.gz"]


def test_a_year_of_backups_keeps_seven_days_five_weeks_twelve_months() -> None:
    first = datetime(2026, 1, 1, 18, 30)
    every_day = [first + timedelta(days=day) for day in range(400)]
    kept = sorted(to_keep(every_day), reverse=True)
    assert kept[:7] == every_day[:-8:-1]
    assert len({(day.year, day.month) for day in kept}) == 12
    assert 7 + 4 <= len({day.isocalendar()[:2] for day in kept}) <= 7 + 12
    assert len(kept) <= 7 + 5 + 12


@given(
    st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), max_size=60),
    st.datetimes(datetime(2028, 1, 1, 1), datetime(2028, 2, 1)),
)
def test_rotation_keeps_the_newest_and_rotating_again_lets_nothing_more_go(
    moments: list[datetime], newest: datetime
) -> None:
    kept = to_keep([*moments, newest])
    assert newest in kept and kept <= {*moments, newest}
    assert to_keep(kept) == kept
    last_of_days = sorted({m.date() for m in [*moments, newest]})[-7:]
    assert {m.date() for m in kept} >= set(last_of_days)


def test_rotation_touches_only_files_that_are_backups(school: Library, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 28):
        (folder / f"library-202501{day:02}-183000.db.gz").write_bytes(b"old")
    for other in ("holiday.jpg", "library-20250101-183000.db.gz.txt", "library-x.db.gz"):
        (folder / other).write_text("mine")
    made = back_up(school.path, folder, NOW)
    assert {"holiday.jpg", "library-20250101-183000.db.gz.txt", "library-x.db.gz"} <= set(names(folder))
    assert backups_in(folder)[0][1] == made.path
    assert len(made.removed) == 27 - 8  # six more days, and two Sundays for the weeks before


@pytest.mark.parametrize(
    "name",
    ["99999999-999999", "20261399-183000", "00000000-000000", "20260230-120000", "２０２６０９０１-183000"],
)
def test_an_oddly_named_file_stops_no_backup_and_no_forgetting(
    school: Library, tmp_path: Path, capsys: Captured, name: str
) -> None:
    folder = school.path.with_name("backups")
    back_up(school.store, folder, NOW)
    odd = folder / f"library-{name}.db.gz"
    odd.write_bytes(b"")
    assert kiosk("backup", str(folder)) == 0
    assert kiosk("privacy", "purge") == 0
    with database.atomic():
        Loan.update(returned_at=NOW).execute()
    assert kiosk("privacy", "erase", "6101", "--yes") == 0
    assert f"also in the backups in {folder}" in capsys.readouterr().out
    for _, path in backups_in(folder):
        unpack(path, tmp_path / path.name)
        assert b"Ada Lovelace" not in (tmp_path / path.name).read_bytes()
    assert odd.exists()


def test_all_backups_of_today_stay_and_tomorrow_the_last_of_them(school: Library, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    morning, noon, evening = (
        back_up(school.store, folder, NOW + timedelta(hours=hours)).path for hours in (0, 2, 4)
    )
    assert {path for _, path in backups_in(folder)} == {morning, noon, evening}
    made = back_up(school.store, folder, NOW + timedelta(days=1))
    assert set(made.removed) == {morning, noon}
    assert {path for _, path in backups_in(folder)} == {evening, made.path}


def test_names_from_the_future_push_no_real_backup_out(school: Library, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    real = [back_up(school.store, folder, NOW - timedelta(days=days)).path for days in (70, 40, 1)]
    for month in range(1, 13):
        for day in (1, 8, 15, 22):
            (folder / f"library-2099{month:02}{day:02}-120000.db.gz").write_bytes(b"x")
    made = back_up(school.store, folder, NOW)
    assert made.removed == () and all(path.exists() for path in (*real, made.path))


def test_a_backup_made_with_a_wrong_clock_is_not_let_go_at_once(school: Library, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 28):
        for month in range(1, 13):
            (folder / f"library-2025{month:02}{day:02}-183000.db.gz").write_bytes(b"old")
    assert back_up(school.path, folder, datetime(1970, 1, 1)).path.exists()


# Restoring


def test_restore_tells_what_would_change_and_changes_nothing_without_a_yes(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    made = back_up(school.path, tmp_path / "backups", NOW)
    record(Acting("k", NOW + timedelta(hours=1)), "lent")
    before = school.path.read_bytes()
    assert kiosk("restore", str(made.path), "--dry-run") == 0
    told = capsys.readouterr().out
    assert "Since the backup, books lent: 1, returned: 0" in told
    assert kiosk("restore", str(made.path)) == 2
    assert "Nobody is here to confirm this" in capsys.readouterr().err
    assert school.path.read_bytes() == before


def test_a_restored_store_is_the_backup_and_the_former_store_lies_beside_it(tmp_path: Path) -> None:
    store = new_store(tmp_path / "s" / "library.db").path
    with connected():
        library = Library(store)
        library.patron("6101")
        made = back_up(store, tmp_path / "backups", NOW)
        library.patron("6102")
    aside = restore(made.path, store, NOW)
    assert aside and aside.name == "library.before-restore-20260907-100000.db"
    assert examine(aside).readers == 2 and examine(store).readers == 1
    assert store.stat().st_mode & 0o777 == 0o600
    assert names(store.parent) == ["library.before-restore-20260907-100000.db", "library.db"]
    open_store(str(store))
    with connected():
        assert rows("PRAGMA journal_mode") == [("wal",)] and rows("SELECT number FROM patron") == [("6101",)]


def test_a_store_that_a_kiosk_has_open_is_not_replaced(school: Library, tmp_path: Path) -> None:
    made = back_up(school.path, tmp_path / "backups", NOW)
    school.patron("6102")
    with pytest.raises(StoreError, match="Close it first"):
        restore(made.path, school.path, NOW)
    assert Loan.select().count() == 1


def test_a_restore_is_taken_back_by_restoring_what_was_laid_aside(tmp_path: Path, capsys: Captured) -> None:
    store = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(store)
        made = back_up(store, tmp_path / "backups", NOW)
        library.policy("club")
    machine = ("--store", str(store))
    assert kiosk(*machine, "restore", str(made.path), "--yes") == 0
    (aside,) = tmp_path.glob("library.before-restore-*")
    assert kiosk(*machine, "restore", str(aside), "--yes") == 0
    assert "The former store is in" in capsys.readouterr().out
    with connected():
        assert ("club",) in rows("SELECT category FROM policy")


def test_the_folder_of_the_settings_is_used_when_none_is_named(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text(f'[backup]\nfolder = "{tmp_path}/elsewhere"\n')
    assert kiosk("--settings", str(settings), "backup") == 0
    assert len(backups_in(tmp_path / "elsewhere")) == 1
    assert kiosk("backup") == 0
    assert len(backups_in(school.path.with_name("backups"))) == 1
    assert "61 copies, 1 reader, 1 on loan" in capsys.readouterr().out


def test_a_damaged_or_missing_store_is_restored_and_its_log_does_not_leak_in(tmp_path: Path) -> None:
    store = new_store(tmp_path / "s" / "library.db").path
    with connected():
        Library(store).patron("6101")
        made = back_up(store, tmp_path / "backups", NOW)
    store.write_bytes(b"damage" * 1000)
    log = store.with_name("library.db-wal")
    log.write_bytes(b"an old log")
    assert difference(made.path, store).present is None
    aside = restore(made.path, store, NOW)
    assert examine(store).readers == 1 and aside and aside.read_bytes().startswith(b"damage")
    assert not log.exists()
    store.unlink()
    assert restore(made.path, store, NOW) is None
    assert examine(store).readers == 1


def test_a_restore_that_would_bring_an_erased_reader_back_says_so(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    school.patron("6102", name="Ben Smith")
    record(Acting("k", NOW), "turn_opened")
    made = back_up(school.path, tmp_path / "elsewhere", NOW)
    assert made.contents.readers == 2
    assert difference(made.path, school.path).erased == ()
    forgetting.forget("6102", Acting("k", NOW))
    assert difference(made.path, school.path).erased == ("6102",)
    assert kiosk("restore", str(made.path), "--dry-run") == 0
    told = capsys.readouterr().out
    assert "1 reader who has been erased since would be back" in told and "    6102\n" in told
    assert examine(school.path).readers == 1  # an empty row is no reader


def test_a_backup_of_another_library_brings_nobody_back(tmp_path: Path) -> None:
    stores = [new_store(tmp_path / "one.db").path]
    with connected():
        Library(stores[0]).patron("6101", name="Ada Lovelace")
        record(Acting("k", NOW), "turn_opened")
    made = back_up(stores[0], tmp_path / "backups", NOW)
    (tmp_path / "elsewhere").mkdir()
    stores.append(new_store(tmp_path / "elsewhere" / "another.db").path)
    with connected():
        Library(stores[1]).patron("7101", name="Zoe")
        record(Acting("k", NOW), "turn_opened")
        forgetting.forget("7101", Acting("k", NOW))
    assert difference(made.path, stores[1]).erased == ()


def test_the_file_that_cannot_be_restored_is_named(school: Library, tmp_path: Path, capsys: Captured) -> None:
    assert kiosk("restore", str(tmp_path / "gone.db.gz"), "--dry-run") == 1
    assert "gone.db.gz cannot be read: No such file" in capsys.readouterr().err
    (tmp_path / "essay.odt").write_text("My holidays")
    assert kiosk("restore", str(tmp_path / "essay.odt"), "--dry-run") == 1
    assert "essay.odt is not a library store" in capsys.readouterr().err


def test_what_was_lent_since_the_backup_is_not_guessed_without_the_store(
    tmp_path: Path, capsys: Captured
) -> None:
    store = new_store(tmp_path / "s" / "library.db").path
    made = back_up(store, tmp_path / "backups", NOW)
    store.write_bytes(b"damage" * 1000)
    assert main(["--language", "en", "--store", str(store), "restore", str(made.path), "--dry-run"]) == 0
    told = "".join(capsys.readouterr())
    assert "What has been lent since the backup is not known: the current store cannot be read." in told
    assert "books lent" not in told


@pytest.mark.parametrize(
    "content", [b"", b"not a backup", gzip.compress(b"not a store", mtime=0), b"\x1f\x8b\x08\x00torn"]
)
def test_what_is_no_backup_is_refused(school: Library, tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "library-20260101-000000.db.gz"
    wrong.write_bytes(content)
    with pytest.raises(BadBackup):
        restore(wrong, school.path, NOW)


def test_a_torn_or_changed_backup_is_refused(school: Library, tmp_path: Path) -> None:
    whole = back_up(school.path, tmp_path / "backups", NOW).path.read_bytes()
    torn, changed = tmp_path / "torn.gz", tmp_path / "changed.gz"
    torn.write_bytes(whole[: len(whole) // 2])
    changed.write_bytes(whole[:2000] + bytes(50) + whole[2050:])
    for bad in (torn, changed):
        with pytest.raises(BadBackup):
            difference(bad, school.path)


def test_a_backup_of_a_newer_program_is_refused(school: Library, tmp_path: Path) -> None:
    made = back_up(school.path, tmp_path / "backups", NOW)
    plain, newer = tmp_path / "plain.db", tmp_path / "newer.gz"
    unpack(made.path, plain)
    with contextlib.closing(sqlite3.connect(plain)) as store, store:
        store.execute("UPDATE schema_migration SET name = '9999_later' WHERE name LIKE '0001%'")
    pack(plain, newer)
    with pytest.raises(NewerStore):
        restore(newer, school.path, NOW)


def test_a_bare_store_is_restored_with_the_log_beside_it(tmp_path: Path) -> None:
    store = new_store(tmp_path / "s" / "library.db").path
    stick = tmp_path / "stick" / "library.db"
    stick.parent.mkdir()
    with connected():
        Library(store).patron("6101")
    with contextlib.closing(sqlite3.connect(store, isolation_level=None)) as reading, connected():
        reading.execute("BEGIN")
        reading.execute("SELECT COUNT(*) FROM patron").fetchall()  # so that the log is not folded in
        Library(store).patron("6102")
        for ending in ("", "-wal"):  # as a power cut leaves them
            stick.with_name(stick.name + ending).write_bytes(
                store.with_name(store.name + ending).read_bytes()
            )
    assert stick.with_name("library.db-wal").stat().st_size > 0
    new = tmp_path / "new" / "library.db"
    assert difference(stick, new).is_new
    assert restore(stick, new, NOW) is None
    assert examine(new).readers == 2
    assert stick.with_name("library.db-wal").exists(), "the stick is as it was"


def test_a_restore_where_nothing_was_says_so(school: Library, tmp_path: Path) -> None:
    made = back_up(school.path, tmp_path / "backups", NOW)
    command = ["--language", "en", "--store", str(tmp_path / "new.db"), "restore", str(made.path), "--yes"]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *command], capture_output=True, text=True, check=True
    )
    assert "There is no store here yet" in done.stdout and "cannot be read" not in done.stdout
