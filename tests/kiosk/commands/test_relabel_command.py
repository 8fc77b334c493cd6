"""`kiosk relabel`: a campaign at a terminal or through a pipe; at the end, on the school's real list."""

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from school import NOW, Library
from school_lists import DATA

from db.callnumber.scheme import CLC
from db.events.record import Acting
from db.labelling import campaign
from db.lists.books import import_books
from db.models import Barcode, PrintJob, RelabelItem
from db.stock.filing import filing_key
from db.store.sql import rows
from kiosk.cli import main

Captured = pytest.CaptureFixture[str]
EMMA, MOMO = "9780141439587", "9783522202107"


def kiosk(*arguments: str, language: str = "en") -> int:
    return main(["--language", language, *arguments])


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(line + "\n" for line in lines)))


@pytest.fixture
def stock(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.chdir(tmp_path)
    emma = library.title("Emma", isbn=EMMA, call_number="I561/1")
    library.copy(title=emma, location=library.shelf("10"))
    library.copy(title=emma)
    library.copy(title=library.title("Momo", isbn=MOMO, call_number="I516/3"))
    return library


def test_a_campaign_is_opened_printed_and_closed(
    stock: Library, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kiosk("relabel") == 1
    assert capsys.readouterr().err == "No relabelling is under way. Begin one with: kiosk relabel open\n"
    assert kiosk("relabel", "open", "--range", "I") == 0
    assert kiosk("relabel", "print", "--dry-run") == 0
    assert PrintJob.select().count() == 0
    assert kiosk("relabel", "print", "2", "--out", "labels.pdf") == 0
    assert kiosk("relabel", "print", "--out", "labels.pdf") == 0
    assert kiosk("relabel", "print") == 1
    captured = capsys.readouterr()
    assert "3 labels, 1 sheet, starts at row 1 column 1" in captured.out  # the rehearsal
    assert "2 labels, 1 sheet, starts at row 1 column 1" in captured.out
    assert "1 label, 1 sheet, starts at row 1 column 3" in captured.out
    assert "nothing to print now" in captured.err
    momo, emma, other = (line.code for line in campaign.worklist())
    type_in(
        monkeypatch,
        EMMA,
        momo,
        emma,
        "undo",
        EMMA,
        emma,
        "status",
        momo,
        MOMO,
        EMMA,
        "label",
        "",
        "never read",
    )
    assert kiosk("relabel") == 0
    said = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()[6:]]
    assert said[:6] == ["→ Label?", "✗ Wrong label", "✓ Done", "↩ Undone", "→ Label?", "✓ Done"]
    assert said[8:12] == ["→ Book?", "✓ Done", "→ Label?", "✓ Noted"]
    assert kiosk("relabel", "print", "--out", "labels.pdf") == 0
    type_in(monkeypatch, EMMA, other, "end")
    assert kiosk("relabel", "scan") == 0
    assert "] 100 %" in capsys.readouterr().out
    assert kiosk("relabel", "end") == 0


def test_the_copy_is_chosen_by_its_number(
    stock: Library, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk("relabel", "open")
    kiosk("relabel", "print", "--out", "labels.pdf")
    capsys.readouterr()
    type_in(monkeypatch, EMMA, "label", "2")
    kiosk("relabel")
    out = capsys.readouterr().out.splitlines()
    assert [line[:15] for line in out if line.startswith("    ")] == [
        "    1  copy 1, ",
        "    2  copy 2, ",
        "    Type its nu",
    ]
    assert kiosk("relabel", "list", "--state", "to_print") == 0
    assert "Emma" in capsys.readouterr().out.splitlines()[1]
    assert kiosk("relabel", "list", "--state", "not_found") == 1


def test_shelves_are_painted(stock: Library, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk("relabel", "open")
    kiosk("relabel", "print", "--out", "labels.pdf")
    codes = [line.code for line in campaign.worklist()]
    type_in(monkeypatch, MOMO, codes[0], codes[1], "missing")
    kiosk("relabel")
    capsys.readouterr()
    assert kiosk("relabel", "status", "--shelves") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[1] == "Done 1, printed 1, to print 0, not found 1; 3 in all."
    assert out[-2].split() == ["-", "#" * 20 + "+" * 20, "1", "2"]
    assert out[-1].split() == ["10", "?" * 40, "0", "1"]
    assert kiosk("events", "--flagged") == 0
    assert "book not found" in capsys.readouterr().out


def test_a_print_that_fails_is_repeated_with_again(stock: Library, capsys: Captured) -> None:
    kiosk("relabel", "open")
    assert kiosk("relabel", "print", "--out", "no folder/labels.pdf") == 1
    assert kiosk("relabel", "status") == 0
    assert "Job 1 has not been printed: kiosk relabel print --again 1" in capsys.readouterr().out
    assert kiosk("relabel", "print", "--again", "1", "--out", "labels.pdf") == 0
    assert {item.state for item in RelabelItem.select()} == {"printed"}
    assert kiosk("relabel", "print", "--again", "--stock", "roll-50x30", "--out", "labels.zpl") == 0
    assert kiosk("relabel", "print", "0") == 2


def test_the_conversation_works_in_chinese_and_through_a_pipe(stock: Library) -> None:
    kiosk("relabel", "open")
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "relabel"],
        env={**os.environ, "KIOSK_LANGUAGE": "zh_CN", "PYTHONPATH": str(Path(__file__).parents[3])},
        input=f"{EMMA}\nnonsense\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Emma" in done.stdout


def read_codes(pdf: Path, pages: Sequence[int] | None = None) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = [
        code.text
        for number in pages or range(len(document))
        for code in zxingcpp.read_barcodes(document[number].render(scale=300 / 72).to_pil().convert("L"))
    ]
    document.close()
    return found


@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
def test_the_real_list_all_of_i287_and_a_campaign_of_thirty_books(
    library: Library, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    import_books(DATA / "school-books.csv", acting=Acting("office", NOW, "staff"))
    keys = rows("SELECT call_number, shelf_key FROM title")
    assert all(bytes(key) == filing_key(call_number, CLC) for call_number, key in keys)
    assert kiosk("library", "set", "--name", "育才小学图书馆") == 0
    assert kiosk("labels", "combined", "--range", "I287", "--out", "i287.pdf") == 0
    assert "921 labels, 44 sheets, starts at row 1 column 1" in capsys.readouterr().out
    found = read_codes(Path("i287.pdf"))
    assert sorted(found) == sorted(row.code for row in Barcode.select())
    assert len(found) == 921

    assert kiosk("relabel", "open", "--range", "Q95") == 0
    assert kiosk("relabel", "print", "30", "--out", "thirty.pdf") == 0
    assert len(read_codes(Path("thirty.pdf"))) == 30
    pairs = rows(
        "SELECT title.isbn, barcode.code FROM relabel_item AS item JOIN copy ON copy.id = item.copy_id"
        " JOIN title ON title.id = copy.title_id JOIN barcode ON barcode.copy_id = copy.id"
        " WHERE item.state = 'printed' ORDER BY barcode.code"
    )
    assert len(pairs) == 30
    rows("DELETE FROM relabel_item WHERE state = 'to_print'")  # a worklist of just these thirty
    type_in(monkeypatch, *(code for pair in pairs for code in pair))
    assert kiosk("relabel") == 0
    out = capsys.readouterr().out
    assert out.count("✓ Done") == 30
    assert "] 100 %\nDone 30, printed 0, to print 0, not found 0; 30 in all." in out
