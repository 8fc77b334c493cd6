"""What a pupil borrowed in a term is a number that no purge changes, and that goes when it has no use."""

import contextlib
import json
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from school import NOW, Library

from db.answers.counter.scans import CheckedOut, Settled, Undone
from db.classes.reading import ClassTerm, classes_compared, not_borrowed
from db.classes.school_year import begin_year
from db.classes.year_undo import undo_year
from db.clock import local_day, utc_now
from db.errors import BadValue
from db.events.record import Acting
from db.lessons.page import term_count
from db.library.terms import remove_term, set_term, term_of
from db.models import TABLES, Event, Loan, Patron, Policy, SchoolClass, Term, TermLoans
from db.privacy import forgetting, purging
from db.reports.loan_counts import counted_loans
from db.reports.term_loans import loans_of_term
from db.safety.backup import back_up
from db.safety.older_backups import age_backups
from db.safety.snapshot import unpack
from db.store.sql import rows
from kiosk.cli import main
from kiosk.counter.desk import Desk

Captured = pytest.CaptureFixture[str]
TODAY = NOW.date()
STAFF = Acting("office", NOW, "staff")
PUPILS = ("6101", "6102")
BOOKS = ("B1", "B2", "B3")
TERMS = ((5, 30), (31, 60))
"""First and last day of each, counted from TODAY."""


def day(number: float) -> datetime:
    return NOW + timedelta(days=number)


def night(number: float) -> Acting:
    return Acting("test kiosk", day(number) + timedelta(hours=10), "system")


def make_school(library: Library) -> None:
    """Two pupils, three books, two terms one after the other."""
    library.policy("pupil", most_loans=9, overdue_block_days=None)
    for number in PUPILS:
        library.patron(number)
    library.patron("T1", category="teacher")
    for code in BOOKS:
        library.copy(code, title=library.title(f"Book {code}", call_number="I287"))
    for position, (first, last) in enumerate(TERMS):
        set_term(f"Term {position}", TODAY + timedelta(days=first), TODAY + timedelta(days=last), STAFF)


def counted(class_id: int = 1) -> dict[str, dict[str, int]]:
    """By term, how many books each pupil borrowed."""
    numbers = {patron.id: patron.number for patron in Patron.select()}
    return {
        term.name: {numbers[id_]: loans for id_, loans in loans_of_term(term, class_id).items()}
        for term in Term.select()
    }


A1 = ("6101", "B1", False)
scans = st.tuples(st.integers(0, 6), st.sampled_from(PUPILS), st.sampled_from(BOOKS), st.booleans())
purges = st.tuples(st.integers(0, 20))


@settings(max_examples=40)
@given(st.lists(st.one_of(scans, purges), max_size=20))
@example([(6, "6101", "B1", False), (1, "6101", "B1", False), (20,), (0, "6101", "B1", False), (1,)])
@example([(6, "6101", "B1", True), (20,)])
@example([(6, *A1), (1, *A1), (1, "6101", "B2", False), (3, "6101", "B2", False), (11,), (5,)])
@example([(6, "6101", "B1", False), (0, "6102", "B1", False), (20,), (20,)])
def test_whatever_the_day_of_the_purge_the_counts_stay_the_same(
    library: Library, steps: list[tuple[object, ...]]
) -> None:
    Event.delete().where(Event.undoes.is_null(False)).execute()
    for table in reversed(TABLES):
        if table is not Policy:
            table.delete().execute()
    make_school(library)
    class_id = SchoolClass.get().id
    desk, now = Desk("test kiosk"), NOW
    expected: dict[str, dict[str, int]] = {"Term 0": {}, "Term 1": {}}
    for gap, *scanned in steps:
        now += timedelta(days=int(str(gap)), minutes=1)
        if not scanned:
            purging.purge(Acting("test kiosk", now, "system"))
        else:
            number, book, undoes = (*map(str, scanned[:2]), bool(scanned[2]))
            desk.scan(number, now)
            answer = desk.scan(book, now + timedelta(seconds=5))
            term = term_of(now.date())
            lent = isinstance(answer, CheckedOut | Settled)
            if undoes:
                lent = not isinstance(desk.scan("%UNDO", now + timedelta(seconds=9)), Undone) and lent
            desk.scan("%DONE", now + timedelta(seconds=12))
            if lent and term:
                expected[term.name][number] = expected[term.name].get(number, 0) + 1
        for name, number_of in counted(class_id).items():
            over = Term.get(Term.name == name).ends_on + timedelta(days=purging.DAYS)
            assert number_of == expected[name] or now.date() > over


@pytest.fixture
def school(library: Library) -> Library:
    """In the first term 6101 borrowed three books and the teacher one; all are back."""
    make_school(library)
    desk = Desk("test kiosk")
    for number, (card, book) in enumerate((("6101", "B1"), ("6101", "B2"), ("6101", "B3"), ("T1", "B1"))):
        for at in (day(6 + number), day(6.2 + number)):
            desk.scan(card, at)
            desk.scan(book, at + timedelta(seconds=5))
            desk.scan("%DONE", at + timedelta(seconds=9))
    return library


def test_the_class_and_its_idle_pupils_are_told_the_same_after_the_purge(school: Library) -> None:
    today = TODAY + timedelta(days=29)
    told = term_count(1, 2, today), not_borrowed(1, today)
    assert told[0] and (told[0].loans, told[0].per_pupil, told[0].reached) == (3, 1.5, 0)
    assert [pupil.number for pupil in told[1] or ()] == ["6102"]
    assert purging.purge(night(29)).loans == 4
    assert Loan.select().where(Loan.patron.is_null(False)).count() == 0
    assert (term_count(1, 2, today), not_borrowed(1, today)) == told
    assert TermLoans.select().count() == 1  # of teachers nobody asks


def test_classes_are_compared_the_same_after_the_purge(school: Library) -> None:
    school.patron("7001", class_name="3B")
    told = classes_compared(TODAY + timedelta(days=29))
    assert told == (
        "Term 0",
        [ClassTerm("3A", 2, 3, reached=0, idle=1, letters=("I",)), ClassTerm("3B", 1, 0, 0, 1, ())],
    )
    purging.purge(night(29))
    assert classes_compared(TODAY + timedelta(days=29)) == told
    assert classes_compared(TODAY) is None


def test_the_command_line_compares_the_classes(school: Library, capsys: Captured) -> None:
    today = local_day(utc_now())
    assert main(["--language", "en", "class"]) == 0
    assert "No term is set for today" in capsys.readouterr().out
    set_term("Now", today - timedelta(days=1), today + timedelta(days=1), STAFF)
    assert main(["--language", "en", "class"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["3A", "2", "0", "0.0", "0", "2"]
    assert main(["--language", "en", "class", "--sheet", "x.pdf"]) == 2


def test_the_number_is_dropped_when_its_term_is_over_as_long_as_names_are_kept(school: Library) -> None:
    purging.purge(night(30))
    purging.purge(night(30 + purging.DAYS))
    assert TermLoans.select().count() == 1
    purging.purge(night(31 + purging.DAYS))
    assert TermLoans.select().count() == 0


def test_a_reader_is_shown_the_number_and_it_goes_with_them(school: Library, tmp_path: Path) -> None:
    purging.purge(night(29))
    page = tmp_path / "page.json"
    assert main(["--language", "en", "privacy", "export", "6101", "--out", str(page)]) == 0
    told = json.loads(page.read_text(encoding="utf-8"))
    assert told["of_terms"] == [{"term": "Term 0", "loans": 3}]
    assert told["loans"] == [] and told["elsewhere"] == ["has_borrowed"]
    forgetting.forget("6101", night(29))
    assert TermLoans.select().count() == 0
    assert sum(count.loans for count in counted_loans(TODAY.replace(day=1), TODAY + timedelta(days=60))) == 4


def test_a_leaver_is_forgotten_with_the_number(school: Library) -> None:
    purging.purge(night(20))
    Patron.update(status="left").where(Patron.number == "6101").execute()
    purging.purge(night(21))
    assert purging.purge(night(29 + purging.DAYS)).readers == 1
    assert TermLoans.select().count() == 0


def test_a_new_year_takes_the_numbers_along_and_its_undo_forgets_none(
    school: Library, tmp_path: Path
) -> None:
    purging.purge(night(29))
    before = counted()
    first = tmp_path / "first.csv"
    first.write_text("number,name,class\nN1,New Pupil,1A\n")
    begin_year(STAFF, new_pupils=first, last_grade=6)
    assert counted() == before
    undo_year(STAFF)
    assert counted() == before
    begin_year(STAFF, new_pupils=first, last_grade=6)
    TermLoans.create(patron=Patron.get(Patron.number == "N1"), term=Term.get(), loans=1)
    with pytest.raises(BadValue):  # who has borrowed is not deleted, though nothing else tells it any more
        undo_year(STAFF)


def test_a_term_that_is_removed_or_becomes_another_one_takes_its_numbers_along(school: Library) -> None:
    purging.purge(night(29))
    set_term("Term 0", TODAY + timedelta(days=1), TODAY + timedelta(days=28), STAFF)
    assert counted()["Term 0"] == {"6101": 3}
    set_term("Term 0", TODAY + timedelta(days=401), TODAY + timedelta(days=428), STAFF)
    assert counted()["Term 0"] == {}
    TermLoans.create(patron=1, term=Term.get(Term.name == "Term 0"), loans=1)
    remove_term("Term 0", STAFF)
    assert TermLoans.select().count() == 0


def test_a_backup_that_forgets_with_the_store_counts_as_the_store_does(
    school: Library, tmp_path: Path
) -> None:
    september = TODAY.replace(day=1), date(2026, 10, 31)
    backups = tmp_path / "backups"
    old = back_up(school.store, backups, day(12)).path
    months = counted_loans(*september)
    for when in (21, 29):  # some loans first, then the rest
        purging.purge(night(when))
        assert age_backups(school.store, backups).changed == 1
    assert age_backups(school.store, backups).changed == 0
    assert counted_loans(*september) == months
    unpack(old, tmp_path / "old.db")
    kept = "SELECT patron_id, term_id, loans FROM term_loans"
    months_kept = "SELECT CAST(month AS TEXT), class_name, letter, loans FROM loan_count"
    with contextlib.closing(sqlite3.connect(tmp_path / "old.db")) as copy:
        assert copy.execute("SELECT COUNT(*) FROM loan WHERE patron_id IS NOT NULL").fetchone() == (0,)
        assert copy.execute(kept).fetchall() == rows(kept) == [(1, 1, 3)]
        assert copy.execute(months_kept).fetchall() == rows(months_kept)
