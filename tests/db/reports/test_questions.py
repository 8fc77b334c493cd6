"""The questions of a librarian's year, answered alike by both kinds of store."""

from datetime import date, timedelta

import pytest
from school import NOW, Library

from db.errors import NotFound
from db.events.record import Acting
from db.models import Term
from db.privacy.purging import purge
from db.reports.questions import AS_OF_TODAY, QUESTIONS, Span
from kiosk.cli import main

TODAY = date(2026, 9, 7)
SPAN = Span(date(2026, 7, 15), TODAY)


@pytest.fixture
def school(library: Library) -> Library:
    """Three titles, of which one is read by two classes and one by nobody."""
    ada, ben = library.patron("6101", name="Ada"), library.patron("6201", name="Ben", class_name="3B")
    emma = library.title("Emma", call_number="I561/1", author="Austen")
    holes = library.title("Holes", call_number="i712/2")
    bare = library.title("Atlas", call_number="")
    shelf = library.shelf("7")
    one, two = library.copy("B1", title=emma), library.copy("B2", title=emma)
    three = library.copy("B3", title=holes)
    library.copy("B4", title=bare, location=shelf)
    library.copy("B5", title=library.title("gone"), status="withdrawn")
    over = NOW - timedelta(days=30)
    library.lend(one, ada, days_ago=40, days=5, returned_at=over, renewals=2)
    library.lend(one, ben, days_ago=20, days=15)
    library.lend(two, ada, days_ago=3)
    library.lend(three, ada, days_ago=3, voided=True, returned_at=NOW)
    library.lend(three, ada, days_ago=300, returned_at=over)
    return library


@pytest.mark.parametrize(
    ("name", "class_name", "rows"),
    [
        ("class-reading", "3A", [("Emma", "Austen", "I561/1", 2)]),
        ("never-borrowed", "", [("Holes", "", "i712/2", 1, ""), ("Atlas", "", "", 1, "7")]),
        ("most-read", "", [("Emma", "Austen", "I561/1", 3, 2)]),
        ("most-read", "3B", [("Emma", "Austen", "I561/1", 1, 1)]),
        ("keenest-readers", "", [("6101", "Ada", "3A", 2), ("6201", "Ben", "3B", 1)]),
        ("by-letter", "", [("I", 2, 3, 3, 100.0), ("", 1, 1, 0, 0.0)]),
        ("by-month", "", [(date(2026, 7, 1), 1, 2), (date(2026, 8, 1), 1, 0), (date(2026, 9, 1), 1, 0)]),
        ("by-weekday", "3A", [(n, {2: 1, 4: 1}.get(n, 0), {2: 2}.get(n, 0)) for n in range(7)]),
        ("late-by-class", "", [("3A", 1, 0, 0, 0), ("3B", 1, 1, 1, 5)]),
    ],
)
def test_each_question_is_answered(school: Library, name: str, class_name: str, rows: object) -> None:
    table = QUESTIONS[name](Span(SPAN.first, SPAN.last, class_name))
    assert list(table.rows) == rows
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_what_has_lost_its_reader_still_counts(school: Library) -> None:
    before = QUESTIONS["most-read"](SPAN).rows[0][3]
    purge(Acting("office", NOW))
    assert QUESTIONS["most-read"](SPAN).rows[0][3] == before
    assert QUESTIONS["class-reading"](Span(SPAN.first, TODAY, "3A")).rows == (
        ("Emma", "Austen", "I561/1", 1),
        (None, None, None, 1),
    )


def test_a_class_that_there_is_not_is_said(school: Library) -> None:
    for name in ("class-reading", "most-read", "by-month"):
        with pytest.raises(NotFound):
            QUESTIONS[name](Span(SPAN.first, TODAY, "9Z"))


@pytest.mark.store_in("file")
def test_the_command_answers_for_the_term(school: Library, capsys: pytest.CaptureFixture[str]) -> None:
    Term.create(name="all", starts_on=date(2026, 1, 1), ends_on=date(2099, 1, 1))
    for name in QUESTIONS:
        given = ["3A"] if name == "class-reading" else []
        assert main(["--language", "en", "answers", name, *given]) == 0
        told = capsys.readouterr().out
        assert ("As of today, " if name in AS_OF_TODAY else "From 2026-01-01 to ") in told
        assert main(["--language", "zh_CN", "answers", name, *given, "--csv"]) == 0
        assert capsys.readouterr().out.count("\n") >= len(told.splitlines()) - 1
    assert main(["answers", "by-month", "--from", "2026-09-02", "--to", "2026-09-01"]) == 2
