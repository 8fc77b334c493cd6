"""The command line as a librarian uses it: questions, house rules, records, and what is said of mistakes."""

import csv
import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from school import NOW, Library

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused, TurnOpened
from db.events.record import Acting
from db.models import Copy, Event, Location, Patron, Policy
from db.staff.pins import try_pin
from kiosk.cli import main
from kiosk.counter.desk import Desk

Captured = pytest.CaptureFixture[str]


def kiosk(*arguments: str) -> int:
    return main(["--language", "en", *arguments])


@pytest.fixture
def school(library: Library) -> Library:
    ada = library.patron("6101", name="Ada Lovelace", class_name="6A")
    ben = library.patron("6102", name="Ben Smith", class_name="6B")
    library.lend(library.copy("B1", title=library.title("Emma", call_number="I561.45/3")), ada, days_ago=400)
    library.lend(library.copy("B2", title=library.title('=cmd|"calc"')), ben, days_ago=0, days=3000)
    library.copy(title=library.title("夏洛的网", isbn="9787532733415"))
    return library


def test_status_counts_what_there_is(school: Library, capsys: Captured) -> None:
    assert kiosk("status") == 0
    lines = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()[1:])
    assert lines["titles"] == "3" and lines["copies"] == "3" and lines["copies with a label"] == "2"
    assert lines["readers"] == "2" and lines["on loan"] == "2" and lines["overdue"] == "1"


def test_loans_can_be_asked_by_class_and_by_lateness(school: Library, capsys: Captured) -> None:
    assert kiosk("loans", "--overdue") == 0
    out = capsys.readouterr().out
    assert "Emma" in out and "Ben" not in out
    assert kiosk("loans", "--class", "6B") == 0
    assert "Ada" not in capsys.readouterr().out
    assert kiosk("loans", "--class", "9Z") == 1
    assert capsys.readouterr().err == "There is no class 9Z. The classes are: 6A, 6B.\n"


def test_loans_as_csv_hold_no_formula(school: Library, capsys: Captured) -> None:
    assert kiosk("loans", "--csv") == 0
    head, *body = csv.reader(io.StringIO(capsys.readouterr().out))
    title = head.index("title")
    assert [row[title] for row in body] == ["Emma", '\'=cmd|"calc"']


@pytest.mark.parametrize(
    ("text", "found"), [("ada", "6101"), ("6B", "6102"), ("610", "6101"), ("Smith", "6102")]
)
def test_readers_are_found_by_number_name_or_class(
    school: Library, capsys: Captured, text: str, found: str
) -> None:
    assert kiosk("readers", "find", text) == 0
    assert found in capsys.readouterr().out


def test_percent_and_underscore_are_letters_not_wildcards(school: Library, capsys: Captured) -> None:
    assert kiosk("readers", "find", "%") == 1
    assert kiosk("books", "find", "_") == 1
    assert "matches" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["夏洛", "9787532733415", "emma", "I561.45", "b1"])
def test_books_are_found_by_title_isbn_call_number_or_label(
    school: Library, capsys: Captured, text: str
) -> None:
    assert kiosk("books", "find", text.upper()) == 0
    titles, _, copy = capsys.readouterr().out.partition("\n\n")
    assert len(titles.splitlines()) == 2
    assert bool(copy) == (text == "b1")  # a label names its copy, too


def test_a_policy_can_be_changed_and_made(library: Library, capsys: Captured) -> None:
    assert (
        kiosk("policy", "set", "pupil", "--days", "21", "--block-days", "never", "--renew-by-default", "yes")
        == 0
    )
    assert kiosk("policy", "set", "club", "--loans", "9") == 0
    pupil, club = Policy.get_by_id("pupil"), Policy.get_by_id("club")
    assert (pupil.loan_days, pupil.overdue_block_days, pupil.renews_by_default) == (21, None, True)
    assert (club.loan_days, club.most_loans) == (21, 9)
    assert capsys.readouterr().err == "club is a new kind of reader; no reader belongs to it yet.\n"
    assert kiosk("policy", "remove", "club") == 0
    assert kiosk("policy", "remove", "pupil") == 2
    capsys.readouterr()
    assert kiosk("policy", "set", "学生", "--days", "0") == 2
    assert capsys.readouterr().err == "0 is not possible here: choose a number from 1 to 366.\n"


def test_the_calendar_can_be_written(library: Library, capsys: Captured) -> None:
    assert kiosk("calendar", "term", "Autumn", "2026-09-01", "2027-01-22") == 0
    assert kiosk("calendar", "close", "2026-10-01", "2026-10-07", "--reason", "Holiday") == 0
    assert kiosk("calendar", "open", "2026-10-03") == 0
    assert kiosk("calendar", "weekdays", "mon", "tue", "wed", "thu", "fri", "sat") == 0
    assert capsys.readouterr().out.splitlines()[-5:] == [
        "what    first day   last day    name or reason",
        "term    2026-09-01  2027-01-22  Autumn",
        "closed  2026-10-01  2026-10-02  Holiday",
        "closed  2026-10-04  2026-10-07  Holiday",
        "Closed every week on: Sunday",
    ]
    assert kiosk("calendar", "term", "Winter", "2027-01-20", "2027-06-30") == 2
    assert kiosk("calendar", "close", "soon") == 2
    assert capsys.readouterr().err.splitlines() == [
        "This would overlap the term Autumn (2026-09-01 to 2027-01-22).",
        "soon is not a date. Write it like 2026-09-01 or 2026/9/1.",
    ]


def test_readers_and_copies_can_be_marked(school: Library, capsys: Captured) -> None:
    assert kiosk("readers", "mark", "6101", "suspended") == 0
    assert kiosk("books", "mark", "b1", "repair") == 0
    assert kiosk("books", "mark", "978-7-5327-3341-5", "lost") == 0
    assert Patron.get(Patron.number == "6101").status == "suspended"
    assert sorted(copy.status for copy in Copy.select()) == ["available", "lost", "repair"]
    assert kiosk("readers", "mark", "9999", "active") == 1
    assert kiosk("books", "mark", "nothing", "lost") == 1
    assert capsys.readouterr().err.splitlines() == [
        "There is no reader 9999.",
        "No book nothing can be marked like that.",
    ]


def test_a_hold_can_be_placed_once_and_cancelled(school: Library, capsys: Captured) -> None:
    assert kiosk("holds", "add", "6102", "B1") == 0
    assert "Emma" in capsys.readouterr().out
    assert kiosk("holds", "add", "6102", "B1") == 2
    assert kiosk("holds", "cancel", "6102", "B1") == 0
    assert kiosk("holds", "cancel", "6102", "B1") == 1


def test_what_staff_change_is_an_event(school: Library, capsys: Captured) -> None:
    kiosk("readers", "mark", "6101", "suspended")
    kiosk("policy", "set", "pupil", "--days", "10")
    assert [(event.actor, event.verb) for event in Event.select().order_by(Event.id)] == [
        ("command", "reader_marked"),
        ("command", "policy"),
    ]
    assert kiosk("events") == 0
    assert "reader marked" in capsys.readouterr().out


@pytest.mark.store_in("file")
def test_a_pin_is_set_from_standard_input_and_kept_only_as_a_hash(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("246810\n"))
    assert kiosk("staff", "pin") == 0
    assert try_pin("246810", Acting("test kiosk", NOW)).right
    stored = b"".join(path.read_bytes() for path in library.path.parent.glob("library.db*"))
    assert b"246810" not in stored


@pytest.mark.parametrize("pin", ["123", "abcd", "１２３４", ""])
def test_a_pin_that_is_none_is_refused(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: Captured, pin: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(pin + "\n"))
    assert kiosk("staff", "pin") == 2
    assert capsys.readouterr().err == "A staff PIN has 4 to 12 digits.\n"


@pytest.mark.parametrize(
    "arguments", [["--frob"], ["loans", "--frob"], ["nonsense"], ["policy", "set"], ["--language", "xx"]]
)
def test_wrong_usage_is_exit_2_with_a_sentence(
    library: Library, capsys: Captured, arguments: list[str]
) -> None:
    assert main(arguments) == 2
    assert "error:" in capsys.readouterr().err


def test_when_the_last_head_is_taken_away_it_is_said(library: Library, capsys: Captured) -> None:
    for number in ("9001", "9002"):
        library.patron(number, category="teacher")
        assert kiosk("staff", "add", number, "--role", "head") == 0
    assert kiosk("staff", "remove", "9001") == 0
    assert "There is no head now." not in capsys.readouterr().out
    assert kiosk("staff", "remove", "9002") == 0
    assert "There is no head now." in capsys.readouterr().out


def test_a_slip_in_the_settings_names_file_and_place_and_costs_its_part(
    tmp_path: Path, capsys: Captured
) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text('[scanner]\nsuffix = "blink"\n', encoding="utf-8")
    assert main(["--language", "en", "--settings", str(settings), "status"]) == 0
    error = capsys.readouterr().err
    assert str(settings) in error and "$.scanner.suffix" in error and "blink" in error
    assert "The settings [scanner] have a mistake, so they are not used." in error


def test_settings_that_may_hide_the_store_are_refused(tmp_path: Path, capsys: Captured) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text('stor = "library.db"\n', encoding="utf-8")
    assert main(["--language", "en", "--settings", str(settings), "status"]) == 2
    assert "there is no setting stor" in capsys.readouterr().err


def test_a_file_that_is_no_store_is_a_sentence(tmp_path: Path, capsys: Captured) -> None:
    wrong = tmp_path / "letter.txt"
    wrong.write_text("Dear librarian, " * 100, encoding="utf-8")
    assert kiosk("--store", str(wrong), "status") == 1
    assert "is not a library store" in capsys.readouterr().err


def without_terminal(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments],
        env={**os.environ, "KIOSK_LANGUAGE": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_a_terminal_the_demo_prints_the_class_line_by_line() -> None:
    done = without_terminal("demo", "--play")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert sum("Borrowed" in line for line in lines) >= 14
    assert "Goodbye: " in lines[-1] and lines[-1].endswith("See you again!")


def test_without_a_terminal_a_whole_lesson_ends_with_its_page() -> None:
    done = without_terminal("demo", "--play", "lesson")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The lesson of Year 4 Oak has begun." in done.stdout
    answers, _, page = done.stdout.partition("\n\n")
    assert "The lesson of Year 4 Oak is over." in answers.splitlines()[-1]
    assert page.startswith("Lesson of Year 4 Oak")
    assert "Borrowed books (13)" in page and "Did not come (1)\n5 Ethan" in page


def test_the_full_screen_without_a_terminal_says_so() -> None:
    done = without_terminal()
    assert done.returncode == 1
    assert "needs a terminal" in done.stderr and "Traceback" not in done.stderr


def test_a_readers_own_limit_goes_over_the_policys_until_it_is_forgotten(
    library: Library, capsys: Captured
) -> None:
    library.patron("6101", quota=5)
    assert kiosk("policy", "set", "pupil", "--loans", "3") == 0
    assert "Readers who keep a personal limit: 1." in capsys.readouterr().err
    assert Patron.get().quota == 5
    assert kiosk("policy", "set", "pupil", "--for-all") == 0
    assert Patron.get().quota is None


def test_a_wrong_store_is_told_instead_of_showing_an_empty_library(tmp_path: Path, capsys: Captured) -> None:
    wrong = tmp_path / "nowhere" / "x.db"
    assert kiosk("--store", str(wrong), "loans") == 1
    assert "There is no library in" in capsys.readouterr().err
    assert not wrong.parent.exists()


def test_flagged_events_can_be_ticked_off(school: Library, capsys: Captured) -> None:
    school.patron("6103")
    assert kiosk("events", "--days", "-1") == 2
    desk = Desk("test")
    desk.scan("6103", NOW)
    desk.scan("B1", NOW + timedelta(seconds=5))
    kiosk("status")
    assert "flagged for the librarian  2" in capsys.readouterr().out
    assert kiosk("events", "--seen") == 0
    kiosk("status")
    assert "flagged for the librarian  0" in capsys.readouterr().out
    capsys.readouterr()
    assert kiosk("events", "--flagged") == 0
    assert capsys.readouterr().out == "Nothing waits to be looked at.\n"
    # What happened stays, with its reason, but nothing marks it any more.
    assert kiosk("events", "--days", "36500") == 0
    told = capsys.readouterr().out
    assert "It was still on another reader's record" in told and "!" not in told


def test_flagged_events_say_why(school: Library, capsys: Captured) -> None:
    kiosk("books", "mark", "B2", "repair")
    Copy.update(status="lost").where(Copy.number == 1).execute()
    desk = Desk("test")
    school.patron("6103")
    desk.scan("6103", NOW)
    desk.scan("B1", NOW + timedelta(seconds=5))
    desk.scan("%DONE", NOW + timedelta(seconds=8))
    desk.scan("B2", NOW + timedelta(seconds=60))
    capsys.readouterr()
    assert kiosk("events", "--days", "36500") == 0
    _head, *lines = capsys.readouterr().out.splitlines()
    flagged = [line for line in lines if "!" in line]
    assert len(flagged) == 3
    for line in flagged:
        assert "another reader's record" in line or "marked as lost" in line
    assert any("copy marked" in line and "repair" in line for line in lines)


def test_an_erasure_says_whom_and_what_before_it_asks(school: Library, capsys: Captured) -> None:
    cleo = school.patron("6126", name="Cleo Wang", class_name="6B")
    school.lend(school.copy("B7"), cleo, returned_at=NOW)
    assert kiosk("privacy", "erase", "6126") == 2  # nobody is here to answer
    told = capsys.readouterr()
    assert told.out.startswith("Reader 6126: Cleo Wang, class 6B\n")
    assert "cards (1), holds (0), and the links to loans (1)" in told.out
    assert Patron.get(Patron.number == "6126").name == "Cleo Wang"
    # A reader with a book is refused before anything is asked.
    assert kiosk("privacy", "erase", "6101") == 2
    told = capsys.readouterr()
    assert not told.out and "still has books: 1" in told.err
    assert kiosk("privacy", "erase", "6126", "--yes") == 0
    assert not Patron.select().where(Patron.name == "Cleo Wang").exists()


def test_a_lost_card_never_works_again(school: Library, desk: Desk, tmp_path: Path, capsys: Captured) -> None:
    lists = tmp_path / "readers.csv"
    lists.write_text("number,name,class,barcode\n6107,Dora Li,6A,OLD7\n")
    assert kiosk("import", "readers", str(lists)) == 0
    kiosk("readers", "mark", "6107", "card_lost")
    capsys.readouterr()
    assert kiosk("readers", "card", "6107") == 0
    told = capsys.readouterr().out
    code = told.split(" has the code ")[1].split(".")[0]
    assert "These cards never work again: OLD7\n" in told and len(code) == 14
    assert "Nor does the number" not in told  # it was on no card of this reader
    for again in (False, True):
        if again:  # the school's list still has the old one
            assert kiosk("import", "readers", str(lists)) == 0
        old = desk.scan("OLD7", NOW + timedelta(minutes=2 * again))
        assert isinstance(old, Refused) and old.reason is Reason.CARD_REPLACED
        new = desk.scan(code, NOW + timedelta(minutes=2 * again + 1))
        assert isinstance(new, TurnOpened) and new.reader.number == "6107"
        desk.scan("%DONE", NOW + timedelta(minutes=2 * again + 1, seconds=5))
    assert kiosk("readers", "card", "6107", "--code", "new8") == 0
    refused = desk.scan(code, NOW + timedelta(minutes=9))
    assert isinstance(refused, Refused) and refused.reason is Reason.CARD_REPLACED
    assert isinstance(desk.scan("NEW8", NOW + timedelta(minutes=10)), TurnOpened)
    capsys.readouterr()
    for taken in ("OLD7", "NEW8", "B1", "6101", "%DONE", "#3"):
        assert kiosk("readers", "card", "6102", "--code", taken) == 2
        assert "is taken" in capsys.readouterr().err
    kiosk("readers", "mark", "6102", "left")
    assert kiosk("readers", "card", "6102") == 2


def test_a_number_that_was_the_code_of_the_old_card_is_said_to_end(
    school: Library, desk: Desk, capsys: Captured
) -> None:
    assert kiosk("readers", "card", "6101", "--code", "6101-2") == 0
    assert "Nor does the number 6101 typed at the kiosk" in capsys.readouterr().out
    refused = desk.scan("6101", NOW)
    assert isinstance(refused, Refused) and refused.reason is Reason.CARD_REPLACED
    assert isinstance(desk.scan("6101-2", NOW + timedelta(minutes=1)), TurnOpened)


def test_books_that_are_lost_or_in_repair_can_be_seen(school: Library, capsys: Captured) -> None:
    for name in ("1", "2"):
        school.shelf(name)
    title = school.title("Momo", isbn="9783522202558", call_number="I516/1")
    for number, shelf in enumerate(("2", "2", "1", "1")):
        school.copy(f"M{number}", title=title, location=Location.get(Location.name == shelf))
    assert kiosk("books", "find", "momo") == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("4       0")
    kiosk("books", "mark", "M0", "lost")
    kiosk("books", "mark", "M1", "repair")
    kiosk("books", "mark", "M2", "withdrawn")
    capsys.readouterr()
    assert kiosk("books", "find", "momo") == 0
    (_head, line) = capsys.readouterr().out.splitlines()
    assert "I516/1       1 × 1, 2 × 2  Momo" in line
    assert "missing × 1, in repair × 1" in line
    assert kiosk("books", "find", "m0") == 0
    assert capsys.readouterr().out.splitlines()[-1].split()[:2] == ["lost", "I516/1"]
    assert kiosk("books", "find", "B1") == 0
    assert "6101" in capsys.readouterr().out  # who has it, and until when
    assert kiosk("books", "marked") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]] == ["lost", "repair"]
    assert kiosk("books", "marked", "withdrawn") == 0
    assert "M2" in capsys.readouterr().out
    assert kiosk("books", "marked", "reference") == 0
    assert capsys.readouterr().out == "No copy is marked like that.\n"
    kiosk("status")
    out = capsys.readouterr().out
    assert "copies in repair           1" in out and "copies lost                1" in out
