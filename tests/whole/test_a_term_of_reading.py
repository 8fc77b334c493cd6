"""A term of the real school: 3,000 loans, a list shown in week 5, an essay, lessons, visits, purges."""

import json
import random
import sqlite3
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from new_store import new_store
from report_by_hand import by_hand, names_of_children
from school_lists import DATA

from db.class_names import grade_of
from db.events.record import Acting
from db.library.terms import set_term
from db.lists.books import import_books
from db.lists.people.readers import import_readers
from db.models import ClosedWeekday, Copy, Loan, Patron, SchoolClass
from db.privacy.purging import purge
from db.reading import activities, lessons, slips, visits
from db.reading.lessons import Held
from db.store.opening import connected, open_store
from db.store.sql import rows
from db.term_report.kept import sign, standing
from db.term_report.lists import listed
from db.term_report.periods import term_period
from db.term_report.shape import OPENING
from db.title_lists.lines import Line
from db.title_lists.making import Plan, make_list
from db.title_lists.shipped.lists import shipped
from db.title_lists.showing import show_since
from kiosk.cli import main
from kiosk.term_report.as_data import as_data
from kiosk.term_report.rendered import lines_of
from kiosk.term_report.said import said as in_words
from kiosk.words import speak, visible_json

FIRST, LAST = date(2026, 9, 1), date(2027, 1, 20)
SHOWN = date(2026, 9, 28)
"""The Monday of the fifth week."""
LOANS = 3000
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real school's lists lie outside the repository"
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store after the term, before anything was purged."""
    path = tmp_path_factory.mktemp("term") / "library.db"
    new_store(path)
    chance = random.Random(16)
    acting = Acting("office", datetime(2026, 9, 1, 1), "command")
    with connected():
        ClosedWeekday.delete().execute()
        import_books(DATA / "school-books.csv", acting=acting)
        import_readers(DATA / "school-readers.csv", acting=acting)
        set_term("Autumn", FIRST, LAST, acting)
        wanted = [
            Line(0, row.title, row.author, also=row.also)
            for one in shipped()
            if one.force == "textbook"
            for row in one.rows
        ]
        list_id, filled = make_list(Plan("Forty-two"), wanted, acting)
        assert filled.added == 42
        show_since(list_id, SHOWN, acting)
        _lend(chance)
        essay = activities.add_activity(
            "Essay", "essay", date(2026, 11, 1), date(2026, 11, 30), acting, list_id
        )
        _days(chance, essay)
    return path


def _lend(chance: random.Random) -> None:
    """Loans of two weeks each; after the list is shown, every fourth is of it."""
    of_list = {id_ for (id_,) in rows("SELECT title_id FROM title_list_title")}
    listed = [copy.id for copy in Copy.select() if copy.title_id in of_list]
    others = [copy.id for copy in Copy.select() if copy.title_id not in of_list]
    readers = [patron.id for patron in Patron.select()]
    days = (LAST - FIRST).days - 10
    lent = sorted((chance.randrange(days), n) for n in range(LOANS))
    made = []
    busy: dict[int, date] = {}
    for day, _n in lent:
        on = FIRST + timedelta(days=day)
        pool = listed if chance.random() < (0.25 if on >= SHOWN else 0.03) else others
        copy = chance.choice(pool)
        while busy.get(copy, FIRST) > on:
            copy = chance.choice(pool)
        back = on + timedelta(days=chance.randrange(1, 20))
        busy[copy] = back + timedelta(days=1)
        at = datetime(on.year, on.month, on.day, 2)
        made.append(
            {
                "copy": copy,
                "patron": chance.choice(readers),
                "lent_at": at,
                "lent_on": on,
                "due_on": on + timedelta(days=15),
                "kiosk": "k",
                "returned_at": None if back > LAST else at + (back - on),
                "voided": back <= LAST and chance.random() < 0.01,
            }
        )
    for at in range(0, len(made), 500):
        Loan.insert_many(made[at : at + 500]).execute()


def _days(chance: random.Random, essay: int) -> None:
    names = [row.name for row in SchoolClass.select() if grade_of(row.name)]
    for week in range(20):
        acting = Acting("office", datetime(2026, 9, 2, 4) + timedelta(weeks=week), "command")
        for name in names:
            lessons.log_lesson(Held(name, present=chance.randrange(20, 30)), [], acting)
            visits.count_class(name, chance.randrange(1, 9), "Hall", acting)
    for number, (loan_id,) in enumerate(
        rows(
            "SELECT id FROM loan WHERE returned_at IS NOT NULL AND NOT voided AND copy_id NOT IN"
            " (SELECT copy_id FROM loan WHERE returned_at IS NULL) ORDER BY id LIMIT 60"
        )
    ):
        loan = Loan.get_by_id(loan_id)
        acting = Acting("office", datetime(2026, 11, 10, 2), "command")
        ((label,),) = rows(
            "SELECT COALESCE((SELECT code FROM barcode WHERE copy_id = ?),"
            " (SELECT isbn FROM title JOIN copy ON copy.title_id = title.id WHERE copy.id = ?))",
            loan.copy_id,
            loan.copy_id,
        )
        if label and number % 2 == 0:
            slip = slips.slip_for(label, acting)
            if not rows(
                "SELECT 1 FROM review_slip WHERE handed_on IS NOT NULL AND loan_id = ?",
                int(slip.code.split("-")[1]),
            ):
                slips.hand_in(slip.code, acting, essay)
    for name in names:
        activities.count_entries(
            essay, name, len(name), Acting("office", datetime(2026, 11, 30, 2), "command")
        )


@pytest.fixture
def of_my_own(played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store after the term, for one test to purge."""
    path = tmp_path / "library.db"
    with sqlite3.connect(played) as source, sqlite3.connect(path) as target:
        source.backup(target)
    monkeypatch.setenv("KIOSK_STORE", str(path))
    open_store(str(path))
    return path


def counted_by_hand() -> dict[str, dict[str, object]]:
    """Each class's figures from the plain rows, by a program that knows nothing of `db/reading`."""
    staff = "('teacher', 'librarian')"
    pupils = dict(
        rows(
            "SELECT c.name, COUNT(*) FROM patron p JOIN school_class c ON c.id = p.school_class_id"
            f" WHERE p.category NOT IN {staff} AND p.status <> 'left' GROUP BY c.name"
        )
    )
    lent = rows(
        "SELECT c.name, p.id, l.lent_on, cp.title_id FROM loan l JOIN patron p ON p.id = l.patron_id"
        " JOIN school_class c ON c.id = p.school_class_id JOIN copy cp ON cp.id = l.copy_id"
        f" WHERE NOT l.voided AND p.category NOT IN {staff} AND l.lent_on BETWEEN '{FIRST}' AND '{LAST}'"
    )
    listed = {id_ for (id_,) in rows("SELECT title_id FROM title_list_title")}
    loans, weeks = Counter[str](), defaultdict[str, Counter[str]](Counter)
    who: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for name, patron_id, lent_on, title_id in lent:
        loans[name] += 1
        who[name]["any"].add(patron_id)
        if title_id in listed:
            day = date.fromisoformat(str(lent_on))
            who[name]["list"].add(patron_id)
            who[name]["since" if day >= SHOWN else "before"].add(patron_id)
            weeks[name][str(day - timedelta(days=day.weekday()))] += 1
    came = dict(rows("SELECT class_name, SUM(visits) FROM visit_count GROUP BY class_name"))
    held = dict(rows("SELECT class_name, COUNT(*) FROM reading_lesson GROUP BY class_name"))
    handed = Counter(dict(rows("SELECT class_name, SUM(entries) FROM activity_class GROUP BY class_name")))
    handed.update(
        dict(rows("SELECT class_name, COUNT(*) FROM review_slip WHERE handed_on IS NOT NULL GROUP BY 1"))
    )
    cent = Decimal("0.01")
    return {
        name: {
            "pupils": number,
            "loans": loans[name],
            "borrowers": len(who[name]["any"]),
            "per_pupil": str((Decimal(loans[name]) / number).quantize(cent, ROUND_HALF_UP)),
            "readers": len(who[name]["list"]),
            "before": len(who[name]["before"]),
            "since": len(who[name]["since"]),
            "weeks": dict(weeks[name]),
            "list_loans": weeks[name].total(),
            "visits": came.get(name, 0),
            "lessons": held.get(name, 0),
            "entries": handed[name],
        }
        for name, number in pupils.items()
    }


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    """The same figures, as the two commands say them."""
    told: dict[str, dict[str, object]] = {}
    for command in (["reading", "rate", "Forty-two"], ["reading", "classes", "--term", "Autumn"]):
        assert main(["--language", "en", *command, "--json"]) == 0
        for one in json.loads(capsys.readouterr().out)["classes"]:
            if "weeks" in one:
                one["list_loans"] = one.pop("loans")
            told.setdefault(one.pop("class"), {}).update(one)
    return told


def test_every_figure_is_that_of_an_independent_count_before_and_after_the_purge(
    of_my_own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with connected():
        expected = counted_by_hand()
        ((titles, copies),) = rows(
            "SELECT COUNT(DISTINCT t.line_id), COUNT(DISTINCT c.id) FROM title_list_title t"
            " JOIN copy c ON c.title_id = t.title_id AND c.status NOT IN ('lost', 'withdrawn')"
        )
    assert titles == 21 and sum(int(str(one["loans"])) for one in expected.values()) > 2500
    assert any(one["before"] for one in expected.values())
    assert len({week for one in expected.values() for week in dict(one["weeks"])}) > 15  # type: ignore[call-overload]
    for nights in ((), range(12, 200, 7), (230, 400)):
        with connected():
            for night in nights:
                purge(Acting("k", datetime(2026, 9, 1, 15) + timedelta(days=night), "system"))
        told = said(capsys)
        for name, figures in expected.items():
            assert {key: told[name][key] for key in figures} == figures, (name, nights)
        assert main(["--language", "en", "reading", "lists", "--json"]) == 0
        (whole,) = json.loads(capsys.readouterr().out)
        assert (whole["titles"], whole["held"], whole["copies"]) == (42, titles, copies)
        pupils = sum(int(str(one["pupils"])) for one in expected.values())
        readers = sum(int(str(one["readers"])) for one in expected.values())
        assert (whole["pupils"], whole["readers"], whole["rate"]) == (
            pupils,
            readers,
            round(readers / pupils, 4),
        )
    with connected():
        assert Loan.select().where(Loan.patron.is_null(False), Loan.returned_at.is_null(False)).count() == 0
        assert not rows("SELECT 1 FROM title_list_reader") and not rows("SELECT 1 FROM term_loans")


def test_the_report_is_that_of_an_independent_count_and_names_no_child(of_my_own: Path) -> None:
    """Before anything is purged and afterwards; what was signed stays whole for ever."""
    today = LAST + timedelta(days=2)
    expected = by_hand(of_my_own, FIRST, LAST, today)
    children = names_of_children(of_my_own)
    assert len(children) == 313
    for nights in ((), range(12, 150, 7), (230, 400)):
        with connected():
            for night in nights:
                purge(Acting("k", datetime(2026, 9, 1, 15) + timedelta(days=night), "system"))
            period = term_period("Autumn", today)
            found = standing(period, today)
            told = {one.name: one.value for section in found.report.sections for one in section.figures}
            assert told.keys() == expected.keys()
            assert {name: round(float(value), 3) for name, value in told.items()} == {
                name: pytest.approx(value, abs=0.001) for name, value in expected.items()
            }, nights
            text = "\n".join(
                line
                for words in map(speak, ("en", "zh_CN"))
                for line in lines_of(in_words(found, words), words)
            )
            lists = [listed(name, period, today) for name in sorted(OPENING)]
            whole = text + visible_json(as_data(found, speak("zh_CN"))) + repr(lists)
            assert [name for name in children if name in whole] == []
    assert "313" in text
    with connected():
        signed = sign(period, "图书馆", today, Acting("k", datetime(2027, 1, 22), "command"))
        Loan.update(voided=True).where(Loan.returned_at.is_null(False)).execute()
        assert standing(period, today) == signed
