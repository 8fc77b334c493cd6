"""Children's data: links are cut when they are over, counters stay, one child can be shown and erased."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pdf_text import pages_of
from school import NOW, Library

from db.corners import librarians
from db.errors import BadValue
from db.events.record import Acting
from db.models import (
    Barcode,
    ClassLibrarian,
    Event,
    Hold,
    Loan,
    LoanCount,
    Patron,
    StaffClass,
    StaffMember,
    Term,
    database,
)
from db.privacy import forgetting, purging
from db.reading.classes import name_star
from db.reading.passports import passport_of, stamp, wish
from db.reports.loan_counts import CountedLoans, counted_loans
from db.safety import old_copies
from db.safety.backup import back_up
from db.safety.checking import check
from db.safety.older_backups import age_backups
from db.safety.rotation import backups_in
from db.safety.snapshot import examine, unpack
from db.stock.one_book import agree_one_book, lift_one_book
from db.store.sql import rows
from kiosk.cli import main
from kiosk.counter.desk import Desk

Captured = pytest.CaptureFixture[str]
SECRETS = (b"Wolfeschlegelstein", b"PUPIL-6101")


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def at_night(number: int) -> Acting:
    return Acting("test kiosk", day(number) + timedelta(hours=10), actor="system")


@pytest.fixture
def school(library: Library, desk: Desk) -> Library:
    """Ada read two books and holds one of them again; Ben holds one, another was undone. All by scans."""
    with database.atomic():
        library.policy("pupil", most_loans=9)
        library.patron("PUPIL-6101", name="Adalbert Wolfeschlegelstein", class_name="3A")
        library.patron("6102", name="Ben", class_name="3B")
        for code, number in (("B1", "I287.4/1"), ("B2", "I561.45/3"), ("B3", "k835/2"), ("B4", "")):
            library.copy(code, title=library.title(f"Book {code}", call_number=number))
    turns = [(0, "PUPIL-6101", "B1"), (0, "PUPIL-6101", "B2"), (0, "6102", "B3"), (0, "6102", "B4")]
    turns += [(1, "", "B1"), (2, "", "B2"), (2, "PUPIL-6101", "B1")]
    for number, (when, card, book) in enumerate(turns):
        at = day(when) + timedelta(minutes=number)
        if card:
            desk.scan(card, at)
        desk.scan(book, at + timedelta(seconds=5))
        if (when, book) == (0, "B4"):
            desk.scan("%UNDO", at + timedelta(seconds=9))
    return library


def bytes_of(library: Library) -> bytes:
    return b"".join(path.read_bytes() for path in library.path.parent.glob("library.db*"))


def persons_of_loans() -> list[tuple[str, int | None]]:
    return [(loan.copy.title.title, loan.patron_id) for loan in Loan.select().order_by(Loan.id)]


def test_after_its_days_a_closed_loan_is_nobodys_and_an_open_one_stays(school: Library) -> None:
    assert purging.purge(at_night(13)) == purging.Purged(0, 0, 0, 0)
    purged = purging.purge(at_night(17))
    assert (purged.loans, purged.readers) == (3, 0)
    assert persons_of_loans() == [
        ("Book B1", None),
        ("Book B2", None),
        ("Book B3", 2),
        ("Book B4", None),
        ("Book B1", 1),
    ]
    named = [(e.verb, e.loan_id, e.patron_id) for e in Event.select().where(Event.patron.is_null(False))]
    assert named == [("lent", 3, 2), ("lent", 5, 1)]
    assert check(school.store, day(18)) == []


def test_reports_count_the_same_before_and_after_the_purge(school: Library) -> None:
    september = (date(2026, 9, 1), date(2026, 9, 30))
    before = counted_loans(*september)
    assert before == [
        CountedLoans(date(2026, 9, 1), "3A", "pupil", "I", 3, 0),
        CountedLoans(date(2026, 9, 1), "3B", "pupil", "K", 1, 0),
    ]
    for night in range(12, 40):
        purging.purge(at_night(night))
        assert counted_loans(*september) == before
    assert sum(count.loans for count in LoanCount.select()) == 2


def test_the_number_of_days_is_the_librarys_own(school: Library, capsys: Captured) -> None:
    assert main(["--language", "en", "privacy", "days", "30"]) == 0
    assert "until the loan forgets its reader: 30" in capsys.readouterr().out
    assert purging.purge(at_night(31)).loans == 2
    assert main(["--language", "en", "privacy", "days", "0"]) == 2


def test_purging_twice_does_nothing_more(school: Library) -> None:
    purging.purge(at_night(30))
    events = Event.select().count()
    assert purging.purge(at_night(30)) == purging.Purged(0, 0, 0, 0)
    assert Event.select().count() == events


def test_an_ended_hold_goes_and_an_open_one_stays(school: Library) -> None:
    Hold.create(title=1, patron=1, placed_at=day(0), closed_at=day(1))
    Hold.create(title=2, patron=1, placed_at=day(0))
    assert purging.purge(at_night(20)).holds == 1
    assert [hold.title_id for hold in Hold.select()] == [2]


def test_a_leaver_is_forgotten_when_the_days_are_over_and_nothing_is_held(school: Library) -> None:
    Desk("test kiosk").scan("B3", day(10))
    Patron.update(status="left").execute()  # Ada still holds a book
    assert purging.purge(at_night(20)).readers == 0
    assert purging.purge(at_night(30)).readers == 0
    assert purging.purge(at_night(35)).readers == 1
    ben = Patron.get_by_id(2)
    assert (ben.name, ben.given_name, ben.number, ben.school_class) == ("", "", "(2)", None)
    assert Barcode.get_or_none(Barcode.patron == 2) is None
    assert Patron.get_by_id(1).name
    assert purging.purge(at_night(36)).readers == 0


def test_a_reader_who_left_by_mistake_and_came_back_is_not_forgotten(school: Library) -> None:
    Patron.update(status="left").where(Patron.id == 2).execute()
    purging.purge(at_night(20))
    Patron.update(status="active").where(Patron.id == 2).execute()
    purging.purge(at_night(40))
    Patron.update(status="left").where(Patron.id == 2).execute()
    assert purging.purge(at_night(41)).readers == 0


def test_one_childs_data_can_be_written_for_programs(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "one.json"
    assert main(["--language", "en", "privacy", "export", "pupil-6101", "--out", str(out)]) == 0
    told = json.loads(out.read_text("utf-8"))
    assert told["reader"]["name"] == "Adalbert Wolfeschlegelstein" and told["reader"]["class"] == "3A"
    assert [loan["title"] for loan in told["loans"]] == ["Book B1", "Book B2", "Book B1"]
    assert [card["code"] for card in told["cards"]] == ["PUPIL-6101"]
    assert len(told["events"]) == 8 and told["elsewhere"] == ["has_borrowed"]
    assert Event.select().order_by(Event.id.desc()).get().verb == "privacy"
    assert main(["--language", "en", "privacy", "export", "nobody"]) == 1


@pytest.mark.parametrize("kind", ["", ".pdf", ".html"])
@pytest.mark.parametrize(("language", "words"), [("zh_CN", "应还日期"), ("en", "due on")])
def test_a_family_reads_it_as_a_page_in_its_own_language(
    school: Library, tmp_path: Path, capsys: Captured, kind: str, language: str, words: str
) -> None:
    Patron.update(language=language).where(Patron.id == 1).execute()
    librarians.appoint("PUPIL-6101", Acting("k", NOW))
    out = tmp_path / f"one{kind}"
    command = ["--language", "en", "privacy", "export", "PUPIL-6101", *(["--out", str(out)] if kind else [])]
    assert main(command) == 0
    page = capsys.readouterr().out
    if kind:
        page = "".join(pages_of(out)) if kind == ".pdf" else out.read_text("utf-8")
    for fact in ("Adalbert Wolfeschlegelstein", "3A", "PUPIL-6101", "Book B2", words):
        assert fact.replace(" ", "") in page.replace(" ", "").replace("\n", "")
    assert ("小馆员" in page) is (language == "zh_CN"), "also that the child helps at the class's corner"
    assert "2026-09-09 10:0" in page, "when a book was lent"


def test_a_page_never_takes_the_place_of_something_else(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    before = Event.select().count()
    notes = tmp_path / "notes.html"
    notes.write_text("my notes", "utf-8")
    for out in (notes, tmp_path / "one.txt", tmp_path / "one.csv"):
        assert main(["--language", "en", "privacy", "export", "PUPIL-6101", "--out", str(out)]) == 1
        assert "Choose another name." in capsys.readouterr().err or out != notes
    assert notes.read_text("utf-8") == "my notes" and Event.select().count() == before


@pytest.mark.store_in("file")
def test_an_erased_child_is_in_no_file_any_more_and_not_in_the_backups(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    backups = school.path.with_name("backups")
    first = back_up(school.store, backups, day(3)).path  # the book B1 is on loan in this one
    with pytest.raises(BadValue):
        forgetting.forget("PUPIL-6101", at_night(3))
    Desk("test kiosk").scan("B1", day(4))
    back_up(school.store, backups, day(4))
    assert main(["--language", "en", "privacy", "erase", "PUPIL-6101"]) == 2  # nobody to ask
    assert main(["--language", "en", "privacy", "erase", "PUPIL-6101", "--yes"]) == 0
    assert f"also in the backups in {backups}" in capsys.readouterr().out
    assert [secret for secret in SECRETS if secret in bytes_of(school)] == []
    assert counted_loans(date(2026, 9, 1), date(2026, 9, 30))[0].loans == 3
    for _, path in backups_in(backups):
        plain = tmp_path / f"{path.name}.plain"
        unpack(path, plain)
        assert [secret for secret in SECRETS if secret in plain.read_bytes()] == []
        assert examine(plain).copies == 4
    unpack(first, tmp_path / "first.db")
    assert examine(tmp_path / "first.db").open_loans == 1  # Ben's
    (tmp_path / "first.db").chmod(0o600)
    assert check(tmp_path / "first.db", day(5)) == []


@pytest.mark.store_in("file")
def test_a_name_that_a_reader_of_the_store_keeps_in_the_file_is_said_and_the_purge_removes_it(
    school: Library, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk("test kiosk").scan("B1", day(4))
    monkeypatch.setattr("db.store.sqlite._PATIENCE", 1)
    with contextlib.closing(sqlite3.connect(school.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT COUNT(*) FROM patron").fetchone()
        assert main(["--language", "en", "privacy", "erase", "PUPIL-6101", "--yes"]) == 1
        assert "kiosk privacy purge" in capsys.readouterr().err
        assert any(secret in bytes_of(school) for secret in SECRETS)
        other.execute("COMMIT")
    assert purging.purge(at_night(4)).no_trace
    assert [secret for secret in SECRETS if secret in bytes_of(school)] == []


@pytest.mark.store_in("server")
def test_a_name_that_another_transaction_on_the_server_still_sees_is_said(
    school: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk("test kiosk").scan("B1", day(4))
    monkeypatch.setattr(forgetting, "_PATIENCE", 0.1)
    other = school.store.connector()
    with other.connection_context():
        other.execute_sql("BEGIN ISOLATION LEVEL REPEATABLE READ")
        other.execute_sql("SELECT COUNT(*) FROM patron")
        assert not forgetting.forget("PUPIL-6101", at_night(4))
        other.execute_sql("COMMIT")
        assert purging.purge(at_night(4)).no_trace


@pytest.mark.store_in("file")
def test_erasing_names_the_backups_that_it_could_not_reach(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    backups = school.path.with_name("backups")
    back_up(school.store, backups, day(3))
    torn = backups / "library-20260901-183000.db.gz"
    torn.write_bytes(b"torn")
    Desk("test kiosk").scan("B1", day(4))
    assert main(["--language", "en", "privacy", "erase", "PUPIL-6101", "--yes"]) == 1
    said = capsys.readouterr()
    assert "not in every backup" in said.out and str(torn) in said.err
    assert said.err.count("library-") == 1


def test_backups_forget_with_the_store_and_the_newest_keeps_what_is_open(
    school: Library, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    old = back_up(school.store, backups, day(3)).path
    assert age_backups(school.store, backups).changed == 0
    purging.purge(at_night(18))
    assert age_backups(school.store, backups).changed == 1
    assert age_backups(school.store, backups).changed == 0
    unpack(old, tmp_path / "old.db")
    assert examine(tmp_path / "old.db").open_loans == 2


def test_a_backup_keeps_no_more_of_a_forgotten_reader_than_the_store(school: Library, tmp_path: Path) -> None:
    """Row by row: an older backup, aged, against a backup of the store as it is then."""
    ada, ben = Patron.get(Patron.number == "PUPIL-6101"), Patron.get(Patron.number == "6102")
    for child in (ada, ben):
        told_of_them = {"quota": 3, "language": "zh_CN", "roster_number": child.id}
        Patron.update(told_of_them).where(Patron.id == child.id).execute()
        ClassLibrarian.create(patron=child.id, school_class=child.school_class_id)
        Hold.create(title=1, patron=child.id, placed_at=NOW)
    StaffMember.create(patron=ada.id, role="teacher")
    StaffClass.create(patron=ada.id, school_class=ada.school_class_id)
    Term.create(name="autumn", starts_on=date(2026, 9, 1), ends_on=date(2027, 1, 31))
    Desk("test kiosk").scan("B1", day(3))
    backups = tmp_path / "backups"
    old = back_up(school.store, backups, day(3) + timedelta(hours=1)).path
    purging.purge(at_night(18))
    forgetting.forget("PUPIL-6101", at_night(18))
    assert age_backups(school.store, backups).changed == 1
    new = back_up(school.store, backups, day(19)).path
    aged, present = (_rows_of_persons(path, tmp_path) for path in (old, new))
    assert aged == present
    assert aged["patron"][0][:4] == (ada.id, f"({ada.id})", "", "")
    assert aged["patron"][0].count(None) == 5 and len(aged["class_librarian"]) == len(aged["hold"]) == 1
    assert age_backups(school.store, backups).changed == 0


@pytest.mark.store_in("file")
def test_a_backup_keeps_nothing_about_a_child_that_was_ended_in_the_store(
    school: Library, tmp_path: Path
) -> None:
    """What was agreed over a damaged book and is settled, an ended passport, a star that was taken back."""
    acting = Acting("office", day(2), "command")
    for number in ("PUPIL-6101", "6102"):
        wish(number, True, acting)
        stamp(number, [passport_of(number, day(2).date()).lines[0].loan_id], "Li", acting)
        agree_one_book(number, acting, until=date(2026, 9, 20))
        name_star(number, "reads to her brother", date(2026, 9, 1), acting)
    tables = ("passport", "passport_stamp", "one_book", "star")
    backups = tmp_path / "backups"
    old = back_up(school.store, backups, day(3)).path
    wish("PUPIL-6101", False, acting)
    lift_one_book("PUPIL-6101", acting)
    name_star("PUPIL-6101", "", date(2026, 9, 1), acting, is_one=False)
    assert age_backups(school.store, backups).changed == 1
    unpack(old, tmp_path / "old.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "old.db")) as opened:
        kept = {table: opened.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    assert {table: len(found) for table, found in kept.items()} == dict.fromkeys(tables, 1)
    assert kept == {table: rows(f"SELECT * FROM {table}") for table in tables}
    assert age_backups(school.store, backups).changed == 0


def test_what_is_left_of_a_forgotten_reader_names_every_column_of_one() -> None:
    assert set(forgetting.FORGOTTEN) | {"id", "category"} == set(Patron._meta.columns)


def _rows_of_persons(backup: Path, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the tables say that point at a reader; of events, the person and the details."""
    plain = folder / f"{backup.name}.plain"
    unpack(backup, plain)
    with contextlib.closing(sqlite3.connect(plain)) as opened:
        pointing = opened.execute(
            "SELECT DISTINCT m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) k"
            " WHERE k.\"table\" = 'patron'"
        ).fetchall()
        tables = {name for (name,) in pointing} | {"patron", "loan_count", "term_loans"}
        told = {table: sorted(opened.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}
        told["event"] = opened.execute(
            "SELECT id, patron_id, details FROM event WHERE verb <> 'privacy' ORDER BY id"
        ).fetchall()
    return told


def test_a_new_store_takes_nothing_from_the_backups_of_the_old_one(school: Library, tmp_path: Path) -> None:
    """The disk was changed, the kiosk started afresh, and the stick with the only good backups plugged in."""
    backups = tmp_path / "backups"
    good = back_up(school.store, backups, day(3)).path
    before = good.read_bytes()
    new = tmp_path / "new" / "library.db"
    program = [sys.executable, "-m", "kiosk", "--store", str(new)]
    subprocess.run(
        [sys.executable, "-c", f"from db.store.opening import open_store; open_store({str(new)!r})"],
        check=True,
    )
    subprocess.run([*program, "policy", "set", "pupil", "--loans", "3"], check=True, capture_output=True)
    subprocess.run([*program, "backup", str(backups)], check=True, capture_output=True)
    assert len(backups_in(backups)) == 2 and good.read_bytes() == before


def test_copies_beside_the_store_age_too(school: Library) -> None:
    beside = school.store.beside
    old = beside.with_name(f"{beside.stem}.before-restore-20260101-000000.db")
    new = beside.with_name(f"{beside.stem}.before-update-0001_first.db")
    for path in (old, new):
        path.write_bytes(b"data")
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    os.utime(old, (NOW.timestamp() - 30 * 86_400,) * 2)
    assert old_copies.drop_old_copies(beside, NOW) == [old]
    assert new.exists()


@pytest.mark.store_in("file")
def test_where_there_are_no_backups_none_are_said_to_forget(school: Library, capsys: Captured) -> None:
    Desk("test kiosk").scan("B1", day(4))
    assert main(["--language", "en", "privacy", "erase", "PUPIL-6101", "--yes"]) == 0
    assert "The reader is erased. There is no backup in" in capsys.readouterr().out


@pytest.mark.store_in("file")
def test_the_nightly_command_runs_on_a_store_without_backups(school: Library, capsys: Captured) -> None:
    assert main(["--language", "en", "privacy", "purge"]) == 0
    assert "Readers removed from" in capsys.readouterr().out
    assert rows("SELECT COUNT(*) FROM event WHERE verb = 'privacy'")[0][0] <= 1
