"""The calendar and the new year, as a librarian types them."""

from pathlib import Path

import pytest
from school import Library

from db.clock import local_day, utc_now
from db.library import terms
from db.models import Patron, SchoolClass
from kiosk.cli import main

Captured = pytest.CaptureFixture[str]


def kiosk(*arguments: str | Path) -> int:
    return main(["--language", "en", *map(str, arguments)])


def test_a_make_up_saturday_is_opened_and_shown(library: Library, capsys: Captured) -> None:
    kiosk("calendar", "weekdays", "mon", "tue", "wed", "thu", "fri")
    assert kiosk("calendar", "open", "2026-10-10", "--reason", "调休") == 0
    assert "open  2026-10-10  2026-10-10  调休" in capsys.readouterr().out
    assert kiosk("calendar", "open", "2026-10-12") == 1
    assert capsys.readouterr().err == "2026-10-12 is not a closed day.\n"


def test_a_years_holidays_are_proposed_and_taken_over_when_confirmed(
    library: Library, capsys: Captured
) -> None:
    kiosk("calendar", "weekdays", "mon", "tue", "wed", "thu", "fri")
    assert kiosk("calendar", "propose", "2026", "--dry-run") == 0
    assert terms.closures() == []
    assert kiosk("calendar", "propose", "2026") == 2, "nobody is here to confirm it"
    assert kiosk("calendar", "propose", "2026", "--yes") == 0
    out = capsys.readouterr().out
    assert "closed  2026-10-01  2026-10-07  National Day" in out
    assert "open    2026-10-10  2026-10-10  National Day" in out
    assert kiosk("calendar", "propose", "1990") == 2
    assert "The holidays of 1990 are not known here" in capsys.readouterr().err


def test_a_term_that_ends_earlier_offers_the_recall(library: Library, capsys: Captured) -> None:
    today = local_day(utc_now())
    ada = library.patron("6101", name="Ada")
    library.lend(
        library.copy("B1"), ada, days_ago=0, days=20, lent_on=today, due_on=today.replace(year=today.year + 1)
    )
    first, last = today.replace(day=1), today
    assert kiosk("calendar", "term", "Autumn", first, last) == 0
    assert "1 loan is due after the term ends" in capsys.readouterr().out
    assert kiosk("calendar", "recall", "--dry-run") == 0
    assert "6101" in capsys.readouterr().out
    assert kiosk("calendar", "recall", "--yes") == 0
    assert "1 loan is due on" in capsys.readouterr().out
    assert kiosk("calendar", "recall") == 0
    assert "Nothing is due after" in capsys.readouterr().out


def test_the_preview_of_a_year_names_numbers_and_the_whole_command(
    library: Library, tmp_path: Path, capsys: Captured
) -> None:
    library.patron("1001", class_name="一年级")
    library.patron("2001", class_name="二年级")
    assert kiosk("year", "preview", "--move-numbers", "--last-grade", "2") == 0
    out = capsys.readouterr().out
    assert "1001" in out and "2001" in out
    assert "To do it: kiosk year apply --last-grade 2 --move-numbers" in out
    assert kiosk("year", "apply", "--move-numbers", "--last-grade", "2") == 0
    assert kiosk("year", "apply", "--move-numbers", "--last-grade", "2") == 2
    assert "has begun already" in capsys.readouterr().err
    assert {patron.number for patron in Patron.select() if patron.status != "left"} == {"2001"}


def test_readers_are_renumbered_and_classes_renamed_and_merged(
    library: Library, tmp_path: Path, capsys: Captured
) -> None:
    library.patron("1", class_name="3A")
    library.patron("2", class_name="3B")
    path = tmp_path / "numbers.csv"
    path.write_text("old number,new number\n1,11\n", encoding="utf-8")
    assert kiosk("readers", "renumber", path, "--dry-run") == 0
    assert Patron.get(Patron.number == "1")
    assert kiosk("readers", "renumber", path) == 0
    assert kiosk("year", "rename", "3A", "3 Oak") == 0
    assert kiosk("year", "merge", "3B", "3 Oak") == 0
    assert [row.name for row in SchoolClass.select()] == ["3 Oak"]
    assert "Readers moved: 1." in capsys.readouterr().out


def test_the_loans_of_a_class_say_since_when_they_are_counted(library: Library, capsys: Captured) -> None:
    from datetime import timedelta

    from db.events.record import Acting
    from db.privacy.purging import purge

    now = utc_now()
    today = local_day(now)
    ada = library.patron("6101", name="Ada", class_name="6A")
    loan = library.lend(library.copy("B1"), ada)
    then = now - timedelta(days=60)
    day = local_day(then)
    type(loan).update(lent_at=then, lent_on=day, due_on=day, returned_at=then).execute()
    purge(Acting("office", now, "command"))
    kiosk("calendar", "term", "Autumn", today - timedelta(days=70), today + timedelta(days=30))
    capsys.readouterr()
    assert kiosk("class", "6A") == 0
    assert f"counted only from {day + timedelta(days=1)} on" in capsys.readouterr().out


def test_a_class_gets_its_pinyin(library: Library, capsys: Captured) -> None:
    library.patron("6101", name="Ada", class_name="6A")
    assert kiosk("class", "6A", "--pinyin", "yes") == 0
    assert "For 6A the kiosk now shows pinyin" in capsys.readouterr().out
    assert kiosk("--language", "zh_CN", "class", "6A", "--pinyin", "否") == 0
    assert "6A" in capsys.readouterr().out
    assert kiosk("class", "--pinyin", "yes") == 2
    assert not SchoolClass.get(SchoolClass.name == "6A").pinyin
    assert kiosk("class", "6A", "--pinyin", "perhaps") == 2
