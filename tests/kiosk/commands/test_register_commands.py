"""The registers at the command line: a case of withdrawals that was approved elsewhere is in all three."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pdf_text import pages_of
from school import NOW, Library

from db.cataloguing.copies import add_copies
from db.events.record import Acting
from db.registers.entering import Acquired
from kiosk.cli import main


def test_a_write_off_is_in_the_registers_as_soon_as_the_school_approves(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    title = library.title("Emma", isbn="9780141439587", price=1250, currency="CNY", call_number="I561/1")
    acquired = Acquired(price=1000, kind="bought", source="书店", voucher="V1")
    add_copies(title.id, Acting("office", NOW, "command"), copies=20, acquired=acquired)
    library.copy("B1", title=title)

    def say(command: str, typed: str = "") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main(["--language", "en", *command.split()]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    say("weeding open 2026-1 --disposal scrap")
    say("weeding scan --ground worn", "B1\n")
    say("weeding approve --as library")
    assert json.loads(say("registers withdrawals --json")) == [], "nothing is written off before the school"
    say("weeding approve --as school")
    (gone,) = json.loads(say("registers withdrawals --json"))
    assert [gone[key] for key in ("number", "label", "price", "ground", "disposal", "case")] == [
        *(21, "B1", 12.5, "too worn to mend", "scrap", "2026-1")
    ]
    lines = json.loads(say("registers total --json"))
    assert [(line["part"], line["copies"], line["balance_copies"]) for line in lines] == [
        *(("in", 20, 20), ("in", 1, 21), ("out", 1, 20))
    ]
    copies = json.loads(say("registers copies --from 20 --to 21 --json"))
    assert [bool(one["written_off"]) for one in copies] == [False, True]
    say(f"registers copies --pdf {tmp_path / 'c.pdf'} --xlsx {tmp_path / 'c.xlsx'}")
    first, second = pages_of(tmp_path / "c.pdf")
    assert "page 1 of 2" in first and "This page: 16 copies, list price 200.00, paid 160.00." in first
    assert "Carried forward: 21 copies, list price 262.50, paid 200.00." in second
    sheet = load_workbook(tmp_path / "c.xlsx").worksheets[0]
    assert (sheet.max_row, sheet.print_title_rows) == (22, "$1:$1")
    assert [one.id for one in sheet.row_breaks.brk] == [17]
    assert say("check") == "The store is sound.\n"
