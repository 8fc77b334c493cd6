"""Offline files: memories of batch scanners whose columns are learnt, Koha's .koc, cards of shelf work."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from school import NOW, Library

from db.clock import to_local
from db.errors import BadList
from db.events.record import Acting
from db.models import Copy, Loan
from db.stock.choosing import Wanted
from db.stocktake.opening import open_stocktake
from db.store.sql import rows
from kiosk.cli import main
from kiosk.lists.memories.scan_layout import learn
from kiosk.lists.memories.scan_memory import memory_of_file

Captured = pytest.CaptureFixture[str]
LATER = datetime(2026, 11, 29, 12, 0)
SAMPLES = {
    "comma": "6101,2026-09-07,10:15:00\n31234000001238,2026-09-07,10:15:04\n",
    "quoted": '"6101","2026/09/07 10:15:00"\n"31234000001238","2026/09/07 10:15:04"\n',
    "device first": "SC01,20260907,101500,6101,1\nSC01,20260907,101504,31234000001238,1\n",
    "kind and count": "6101;CODE128;1;07.09.2026;10:15:00\n31234000001238;EAN13;1;27.09.2026;10:15:04\n",
    "tabs": "条码\t日期\t时间\n6101\t07/13/2026\t10:15:00\n31234000001238\t09/07/2026\t10:15:04\n",
    "blanks": "26-09-07 10:15:00 6101\n26-09-27 10:15:04 31234000001238\n",
    "in one": "20260907101500,6101\n20260907101504,31234000001238\n",
    "swapped": "6101,10:15,2026年9月7日\n31234000001238,10:16,2026年9月7日\n",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_which_column_is_the_code_and_which_the_time_is_learnt_from_the_file(
    name: str, tmp_path: Path
) -> None:
    file = tmp_path / "memory.txt"
    for encoding in ("utf-8-sig", "gb18030"):
        file.write_text(SAMPLES[name], encoding=encoding)
        memory = memory_of_file(file)
        assert [scan.code for scan in memory.scans] == ["6101", "31234000001238"], memory.layout
        times = [to_local(scan.at) for scan in memory.scans]
        assert all((at.year, at.hour) == (2026, 10) and at.minute in (15, 16) for at in times)
        assert memory.bad == []


def test_days_that_can_be_read_in_two_ways_are_asked_about_and_not_guessed() -> None:
    unclear = "6101,05/06/2026,10:15:00\nB1,06/05/2026,10:16:00\n"
    with pytest.raises(BadList) as refused:
        learn(unclear, LATER)
    assert "--days" in str(refused.value.sentence)
    assert learn(unclear, LATER, order="dmy").read(["6101", "05/06/2026", "10:15:00"])[0].month == 6
    sure = learn("6101,11/12/2026,10:15:00\nB1,11/12/2026,10:16:00\n", datetime(2026, 11, 13, 18, 0))
    assert sure.order == "mdy"  # else it would be in December


def test_two_columns_that_could_be_the_code_are_asked_about() -> None:
    text = "6101,A100,2026-09-07,10:15:00\n6102,A200,2026-09-07,10:16:00\n"
    with pytest.raises(BadList) as refused:
        learn(text, LATER)
    assert "1, 2" in str(refused.value.sentence)
    assert learn(text, LATER, columns="-,code,day,time").code == 1
    for wrong in ("code", "day,time", "x,y,z"):
        with pytest.raises(BadList):
            learn(text, LATER, columns=wrong)


@pytest.mark.parametrize("text", ["6101\nB1\n", "one,two\nthree,four\n", "1,2,3\n", "\0\0\n", "," * 500])
def test_a_file_without_times_is_a_sentence(text: str) -> None:
    with pytest.raises(BadList):
        learn(text, LATER)


@pytest.fixture
def school(library: Library) -> Library:
    library.policy("pupil", most_loans=4)
    library.patron("6101", given_name="Ada")
    library.patron("6102", given_name="Ben")
    for number in range(1, 6):
        library.copy(f"B{number}", location=library.shelf(f"A{number}"))
    return library


def replayed(file: Path, capsys: Captured) -> list[str]:
    assert main(["--language", "en", "replay", str(file), "--json"]) in (0, 1)
    return [json.loads(line)["outcome"] for line in capsys.readouterr().out.splitlines()]


def test_a_koc_file_lends_renews_and_returns_and_a_newer_loan_wins(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    ben = 2
    own = school.lend(Copy.get_by_id(1), Loan.patron.rel_model.get_by_id(1), days_ago=10)
    newer = school.lend(Copy.get_by_id(2), Loan.patron.rel_model.get_by_id(ben), days_ago=1)
    from db.events.record import record

    record(Acting("desk", newer.lent_at), "lent", patron_id=ben, copy_id=2, loan_id=newer.id)
    file = tmp_path / "offline.koc"
    file.write_text(
        "Version=1.0\tGenerator=kocTools\tGeneratorVersion=0.2\n"
        "2026-09-03 10:00:00 001\tissue\t6101\tB1\n"
        "2026-09-03 10:00:00 500\tissue\t6101\tB2\n"
        "2026-09-03 10:00:01 000\tissue\t6101\tB3\n"
        "2026-09-03 10:00:02 000\treturn\tB4\n"
        "2026-09-03 10:00:03 000\tissue\t6102\tB5\n"
        "2026-09-03 10:00:04 000\treturn\tB3\n"
        "2026-09-03 10:00:05 000\treturn\tNOSUCH\n"
        "2026-09-03 10:00:06 000\tpayment\t6101\t1.00\n",
        encoding="utf-8",
    )
    assert main(["--language", "en", "replay", str(file), "--dry-run"]) == 0, (
        "a payment is no fault of the file"
    )
    assert "Line 9 is a payment and was skipped" in capsys.readouterr().err
    said = replayed(file, capsys)
    assert [one for one in said if one not in ("turn_opened", "turn_ended")] == [
        "renewed", "older", "lent", "shown", "lent", "returned", "unknown",
    ]  # fmt: skip
    held = rows("SELECT copy_id, patron_id FROM loan WHERE returned_at IS NULL ORDER BY copy_id")
    assert held == [(1, 1), (2, ben), (5, 2)]
    assert Loan.get_by_id(own.id).renewals == 1


@pytest.mark.parametrize("version", ["1.1", "2.0", "", "x" * 400])
def test_another_version_of_koc_is_a_sentence(
    version: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "offline.koc"
    file.write_text(f"Version={version}\tGenerator=x\n")
    with pytest.raises(BadList):
        memory_of_file(file)


@pytest.mark.store_in("file")
def test_books_that_were_scanned_behind_a_work_card_are_counted_and_not_returned(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    school.lend(Copy.get_by_id(2), Loan.patron.rel_model.get_by_id(1))
    opened = open_stocktake("2026", Wanted(), Acting("desk", NOW, "command"))
    card = f"%TAKE-{opened.stocktake_id}-1"
    lines = [f"at,code\n2026-09-07T11:00:00,{card}"]
    for second, code in enumerate(
        ("B1", "B2", "B3", card, "6101", "B4", "%DONE", "%SHELF-99", "B5", "B2"), 5
    ):
        lines.append(f"2026-09-07T11:00:{second:02},{code}")
    file = tmp_path / "memory.csv"
    file.write_text("\n".join(lines) + "\n")
    shelf = "at_the_shelf"
    assert replayed(file, capsys) == [
        *[shelf] * 5, "turn_opened", "lent", "turn_ended", *[shelf] * 3,
    ]  # fmt: skip
    assert rows("SELECT COUNT(*) FROM stocktake_scan WHERE copy_id IS NOT NULL") == [(3,)]
    assert rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL") == [(2,)]
