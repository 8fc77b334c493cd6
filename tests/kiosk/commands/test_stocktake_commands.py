"""`kiosk stocktake` from opening to the page that is signed, as the librarian types it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import zxingcpp
from pdf_text import pages_of
from school import Library

from db.clock import to_local, utc_now
from db.models import Copy, StocktakeScan
from db.store.opening import connected
from kiosk.cli import main
from labels.ink.proof import rasterise


def shelved(library: Library, *call_numbers: str) -> None:
    shelf = library.shelf("1")
    for number in call_numbers:
        library.copy(number, title=library.title(f"=Book {number}", call_number=number), location=shelf)


class Scanned:
    """Lines of a scanner; what stands between them happens when they are asked for."""

    def __init__(self, *lines: str | Callable[[], object]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if isinstance(line, str):
                yield f"{line}\n"
            else:
                line()


@pytest.mark.store_in("file")
def test_scans_while_the_store_is_away_wait_and_count_once(
    library: Library,
    say,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shelved(library, "I1/1", "I1/2", "I1/3", "I1/4")
    say("stocktake open 2026")
    store, away = library.path, library.path.with_suffix(".away")

    def scan(*lines: str | Callable[[], object]) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", Scanned(*lines))
        code = main(["--language", "en", "stocktake", "scan", "--person", "Li"])
        written = capsys.readouterr()
        return code, written.out + written.err

    code, out = scan("%TAKE-1-1", "I1/1", lambda: store.rename(away), "I1/2", "I1/2", "I1/3")
    assert code == 1 and "Noted: I1/2. The store cannot be reached" in out
    assert "Scans that wait on this machine: 3." in out
    away.rename(store)
    code, out = scan("I1/4", "%TAKE-1-1")
    assert (code, out.splitlines()[0]) == (0, "✓ “=Book I1/4” I1/4")
    with connected():
        assert {one.area for one in StocktakeScan.select()} == {"1", ""}, "each at its shelf"
        assert {one.area for one in StocktakeScan.select().where(StocktakeScan.code == "I1/3")} == {"1"}
    assert "seen 4, on loan 0, missing 0, not seen 0" in say("stocktake board")[1]
    assert scan("I1/1")[0] == 0
    assert "seen 4" in say("stocktake board")[1]


def test_from_opening_to_the_signed_page(library: Library, say, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert say("stocktake board")[0] == 1, "none is open"
    shelved(library, "I1/1", "I1/2", "I1/3", "K1/1")
    code, out = say("stocktake open 2026 --range I1")
    assert (code, out.splitlines()[0]) == (0, "Stocktake 2026: 3 books at 1 shelf. Lending goes on.")
    assert say(f"stocktake cards --out {tmp_path / 'cards.pdf'}")[0] == 0
    assert "Stocktake 2026: 1" in pages_of(tmp_path / "cards.pdf")[0]
    seen = zxingcpp.read_barcodes(rasterise(tmp_path / "cards.pdf", 1, 300))
    assert [code.text for code in seen] == ["%TAKE-1-1"]
    code, out = say("stocktake scan --person Li", "%TAKE-1-1", "I1/1", "i1/1", "K1/1", "XYZ", "%TAKE-1-1")
    assert (code, out.splitlines()) == (
        0,
        [
            "Started: 1",
            "✓ “=Book I1/1” I1/1",
            "· “=Book I1/1”: already scanned",
            "→ “=Book K1/1” belongs in 1",
            "? Unknown: XYZ",
            "Done: 1",
        ],
    )
    code, out = say("stocktake board")
    assert "Li" in out and "done" in out and "seen 1, on loan 0, missing 0, not seen 2" in out
    code, out = say("stocktake lists")
    assert "missing: not seen (2)" in out and "unknown: unknown codes (1)" in out
    assert say(f"stocktake lists --second-look {tmp_path / 'look.pdf'}")[0] == 0
    assert "I1/2" in pages_of(tmp_path / "look.pdf")[0]
    assert say("stocktake settle missing I1/2") == (0, "Settled: 1. To undo it: kiosk stocktake undo\n")
    assert say("stocktake undo") == (0, "Undone: 1.\n")
    assert Copy.select().where(Copy.status == "lost").count() == 0
    assert say("stocktake close")[0] == 2, "lists are not settled"
    for name in ("missing", "carry", "unknown"):
        assert say(f"stocktake settle {name}")[0] == 0
    assert "Nothing is left to be settled." in say("stocktake lists")[1]
    assert "66.67 %" in say("stocktake close")[1]
    assert say(f"stocktake statement 2026 --out {tmp_path / 'page.pdf'}")[0] == 0
    assert "Statement of the stocktake 2026" in pages_of(tmp_path / "page.pdf")[0]
    assert say("stocktake scan 2026", "I1/1")[0] == 2, "it is closed"


def test_a_scanners_memory_is_read_in_once(library: Library, say, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shelved(library, "I1/1", "I1/2")
    say("stocktake open 2026")
    now = to_local(utc_now()).isoformat()
    file = tmp_path / "memory.csv"
    file.write_text(f"at,code\n2025-06-01T10:00,I1/2\n{now},I1/1\nnonsense\n")
    code, out = say(f"stocktake scan --memory {file}")
    assert code == 1 and out.splitlines() == [
        "Scans counted now: 1; read in earlier: 0.",
        "Line 4: nonsense is not a time and a code.",
        "Older than the stocktake, and left out: 1.",
    ]
    assert "read in earlier: 1" in say(f"stocktake scan --memory {file}")[1]
    file.write_text("2090-01-01T00:00,I1/1\n")
    assert say(f"stocktake scan --memory {file}")[0] == 2
    file.write_text("nonsense\n")
    assert say(f"stocktake scan --memory {file}")[0] == 2


def test_the_workbook_runs_no_formula_and_has_a_sheet_for_each_list(
    library: Library, say, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    shelved(library, "I1/1")
    say("stocktake open 2026")
    file = tmp_path / "all.xlsx"
    assert say(f"stocktake statement --out {file}")[0] == 0
    book = openpyxl.load_workbook(file)
    assert len(book.sheetnames) == 8
    titles = [cell for row in book["missing"].iter_rows() for cell in row if cell.value == "=Book I1/1"]
    assert [cell.data_type for cell in titles] == ["s"]
    other = tmp_path / "notes.xlsx"
    other.write_text("my own")
    assert say(f"stocktake lists --out {other}")[0] == 1 and other.read_text() == "my own"


def test_in_chinese(library: Library, say) -> None:  # type: ignore[no-untyped-def]
    shelved(library, "I1/1")
    assert "清点" in say("--language zh_CN stocktake open 秋季")[1]
    assert "《=Book I1/1》" in say("--language zh_CN stocktake scan", "I1/1")[1]
    assert say("--language zh_CN stocktake settle 缺失")[0] in (0, 1)
