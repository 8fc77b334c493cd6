"""`kiosk replay`: a scanner's memory through the same desk, one answer a line."""

import json
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from school import Library

from db.models import Event, Loan, ReplayedScan, database
from kiosk.cli import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def school(library: Library) -> Library:
    ada = library.patron("6101", name="Ada Lovelace", class_name="6A")
    library.patron("6102", name="Ben Smith", class_name="6A")
    library.lend(library.copy("B1", title=library.title("Emma")), ada)
    library.copy("B2", title=library.title("Heidi"))
    library.title("Momo", isbn="9783522202107")
    library.copy(title=library.title("Matilda", isbn="9780142410370"))
    return library


def scans(folder: Path, *lines: str) -> Path:
    path = folder / "scans.csv"
    path.write_text("at,code\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def answers(capsys: Captured) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_lesson_of_scans_ends_with_the_store_a_librarian_expects(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    path = scans(
        tmp_path,
        "2026-09-07T10:00:00,6101",
        "2026-09-07T10:00:05,B1",
        "2026-09-07T10:00:10,B2",
        "2026-09-07T10:00:15,6102",
        "2026-09-07T10:00:20,978-0-14-241037-0",
        "2026-09-07T10:00:25,no such code",
        "2026-09-07T10:00:30,%DONE",
    )
    assert main(["--language", "en", "replay", str(path), "--json"]) == 0
    told = answers(capsys)
    assert [answer["outcome"] for answer in told] == [
        "turn_opened",
        "returned",
        "lent",
        "turn_opened",
        "lent",
        "unknown",
        "turn_ended",
    ]
    assert told[2] == {
        "at": "2026-09-07T10:00:10+08:00",
        "code": "B2",
        "outcome": "lent",
        "patron": "6101",
        "title": "Heidi",
        "due": "2026-09-22",
        "message": "Borrowed: “Heidi” Bring it back by Tuesday 22 September. You have 1 of 2 books.",
    }
    assert told[4]["patron"] == "6102" and told[4]["title"] == "Matilda"
    assert told[6]["patron"] is None
    assert school.open_loans() == [("6101", "Heidi"), ("6102", "Matilda")]


def test_a_bad_line_is_named_and_the_others_are_taken_in(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    path = scans(tmp_path, "2026-09-07T10:00:00,6101", "yesterday,B2", "2026-09-07T10:00:09,B2", "B2")
    assert main(["--language", "en", "replay", str(path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "Line 3: yesterday,B2 is not a time and a code.",
        "Line 5: B2 is not a time and a code.",
    ]
    assert ("6101", "Heidi") in school.open_loans()


def test_a_memory_that_is_loaded_twice_changes_nothing_more(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    path = scans(tmp_path, "2026-09-07T10:00:00,6101", "2026-09-07T10:00:05,B2")
    assert main(["--language", "en", "replay", str(path)]) == 0
    before = (school.open_loans(), Event.select().count())
    assert main(["--language", "en", "replay", str(path)]) == 1
    assert "already" in capsys.readouterr().err
    assert (school.open_loans(), Event.select().count()) == before


def lines(*scanned: str, day: str = "2026-09-07") -> list[str]:
    return [f"{day}T10:00:{5 * second:02},{code}" for second, code in enumerate(scanned)]


@pytest.mark.parametrize("change", ["grown", "CRLF", "no heading", "blank line", "another order"])
def test_a_memory_that_was_not_cleared_brings_only_what_is_new(
    school: Library, tmp_path: Path, capsys: Captured, change: str
) -> None:
    monday = lines("6101", "B2", "%DONE")
    assert main(["--language", "en", "replay", str(scans(tmp_path, *monday))]) == 0
    open_loans = school.open_loans()
    assert ("6101", "Heidi") in open_loans
    path = scans(tmp_path, *monday)
    if change == "CRLF":
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    elif change == "no heading":
        path.write_text("\n".join(monday), encoding="utf-8")
    elif change == "blank line":
        scans(tmp_path, monday[0], "", *monday[1:])
    elif change == "another order":
        scans(tmp_path, *reversed(monday))
    else:
        scans(tmp_path, *monday, *lines("6102", "9780142410370", day="2026-09-08"))
    capsys.readouterr()
    assert main(["--language", "en", "replay", str(path)]) == (0 if change == "grown" else 1)
    new = [("6102", "Matilda")] if change == "grown" else []
    assert sorted(school.open_loans()) == sorted(open_loans + new)
    told = capsys.readouterr().err
    assert ("skipped: 3" if change == "grown" else "already read in") in told


def test_a_scan_older_than_what_is_known_changes_nothing_and_is_a_conflict(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    for day, reader in (("2026-09-08", "6102"), ("2026-09-07", "6101")):
        path = scans(tmp_path, *lines(reader, "B2", "9780142410370", day=day))
        assert main(["--language", "en", "replay", str(path)]) == 0
        capsys.readouterr()
    assert [loan for loan in school.open_loans() if loan[1] in ("Heidi", "Matilda")] == [
        ("6102", "Heidi"),
        ("6102", "Matilda"),
    ]
    assert Loan.select().where(Loan.returned_at < Loan.lent_at).count() == 0
    assert main(["--language", "en", "conflicts"]) == 0
    told = capsys.readouterr().out
    assert told.count("A scan from a file is older than what the library knows of this book") == 2


def test_a_scan_that_could_not_be_served_is_no_scan_read_in(
    school: Library, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scans(tmp_path, *lines("6101", "B2", "%DONE"))
    with monkeypatch.context() as broken:
        broken.setattr("kiosk.counter.actions.check_out", lambda *_, **__: 1 / 0)
        assert main(["--language", "en", "replay", str(path), "--json"]) == 1
    assert [answer["outcome"] for answer in answers(capsys)] == ["turn_opened", "fault", "turn_ended"]
    assert ReplayedScan.select().count() == 2


BOOKS = 60
PROGRAM = [sys.executable, "-m", "kiosk", "--language", "en", "--store"]


@pytest.fixture
def memory(library: Library, tmp_path: Path) -> Path:
    """A long lesson in a scanner's memory: each of many books is lent, to one reader after the other."""
    with database.atomic():
        library.policy("pupil", most_loans=BOOKS)
        cards = [library.patron(f"61{number:02}").number for number in range(4)]
        codes = [library.copy(f"B{number}") and f"B{number}" for number in range(BOOKS)]
    at = datetime(2026, 9, 7, 10)
    lines = [code for number, book in enumerate(codes) for code in (cards[number % 4], book, "%DONE")]
    return scans(
        tmp_path,
        *(f"{(at + timedelta(seconds=3 * second)).isoformat()},{code}" for second, code in enumerate(lines)),
    )


def lent_once_each() -> bool:
    """Whether every book of the memory was lent, and nothing else happened to it."""
    verbs = Counter(event.verb for event in Event.select() if event.copy_id)
    return verbs == {"lent": BOOKS} and len({event.copy_id for event in Event.select()} - {None}) == BOOKS


@pytest.mark.parametrize("after", [1, 40])
def test_after_a_kill_the_rest_of_a_memory_is_taken_in_and_nothing_twice(
    library: Library, memory: Path, after: int
) -> None:
    command = [*PROGRAM, str(library.where), "replay", str(memory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as killed:
        assert killed.stdout
        for _line in range(after):
            assert killed.stdout.readline()
        killed.kill()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert lent_once_each()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_a_second_process_with_the_same_memory_is_refused(library: Library, memory: Path) -> None:
    command = [*PROGRAM, str(library.where), "replay", str(memory)]
    both = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [one.communicate()[1] for one in both]
    assert sorted(one.returncode for one in both) == [0, 1], said
    assert sum("Another program is reading in this file" in one or "already" in one for one in said) == 1
    assert lent_once_each()


def test_lines_out_of_order_are_taken_in_by_their_times(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    path = scans(tmp_path, "2026-09-07T10:00:05,B2", "2026-09-07T02:00:00Z,6101")
    assert main(["--language", "en", "replay", str(path), "--json"]) == 0
    assert [answer["outcome"] for answer in answers(capsys)] == ["turn_opened", "lent"]


def test_a_missing_file_is_a_sentence(library: Library, tmp_path: Path, capsys: Captured) -> None:
    assert main(["--language", "en", "replay", str(tmp_path / "none.csv")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("The file ") and "No such file" in error and "Traceback" not in error


def test_a_dry_run_reads_and_changes_nothing(school: Library, tmp_path: Path, capsys: Captured) -> None:
    path = scans(tmp_path, "2026-09-07T10:00:00,6101", "2026-09-07T10:00:05,B2")
    assert main(["--language", "en", "replay", str(path), "--dry-run"]) == 0
    assert "would be read in: 2" in capsys.readouterr().out
    assert len(school.open_loans()) == 1
    assert main(["--language", "en", "replay", str(path)]) == 0  # it was not kept as taken in
    assert len(school.open_loans()) == 2


def test_a_file_without_any_scan_is_told_once(school: Library, tmp_path: Path, capsys: Captured) -> None:
    path = scans(tmp_path, *(f"row {n},x,y" for n in range(500)))
    assert main(["--language", "en", "replay", str(path)]) == 1
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 12 and "nothing was read in" in told and "More such lines: 490" in told


def test_scans_of_tomorrow_are_a_wrong_clock(school: Library, tmp_path: Path, capsys: Captured) -> None:
    path = scans(tmp_path, "2026-09-07T10:00:00,6101", "2199-01-01T10:00:00,B2")
    assert main(["--language", "en", "replay", str(path)]) == 1
    assert "2199-01-01 10:00:00" in capsys.readouterr().err
    assert len(school.open_loans()) == 1 and not Event.select().exists()


@pytest.mark.parametrize("year", [1970, 1980, 2000, 2010])
def test_a_scanner_whose_clock_was_never_set_is_not_believed(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str], year: int
) -> None:
    library.patron("6101")
    library.copy("B1")
    path = tmp_path / "scans.csv"
    path.write_text(f"{year}-01-02T10:00:00,6101\n{year}-01-02T10:00:05,B1\n", encoding="utf-8")
    assert main(["--language", "en", "replay", str(path)]) == 1
    assert f"Scans of {year}-01-02: the scanner's clock was never set" in capsys.readouterr().err
    assert library.open_loans() == []
