"""Codes on spines for a camera: printed by command, and which books are too thin for them."""

from pathlib import Path

import pytest
import zxingcpp
from school import Library

from db.codes import mint
from db.library.identity import identity
from db.models import Barcode
from db.shelf.spine_codes import whole_codes
from kiosk.cli import main
from labels.ink.proof import rasterise

Captured = pytest.CaptureFixture[str]


def codes_on(pdf: Path, pages: int) -> list[str]:
    return [
        found.text
        for number in range(1, pages + 1)
        for found in zxingcpp.read_barcodes(rasterise(pdf, number, 300))
    ]


@pytest.fixture
def stocked(library: Library) -> list[str]:
    """A booklet, a thick book, one without a page count: their codes."""
    codes = [mint("copy", identity().number, number) for number in (11, 12, 13)]
    for code, pages in zip(codes, (24, 300, None), strict=True):
        title = library.title(f"Book {pages}", call_number=f"I287/{pages or 1}", pages=pages)
        library.copy(code, title=title)
    return codes


@pytest.mark.parametrize(
    ("symbol", "stock", "digits"), [("matrix", "[30, 25]", 6), ("ladder", "[30, 60]", 8)]
)
def test_spine_labels_bear_the_end_of_the_code(
    stocked: list[str], tmp_path: Path, capsys: Captured, symbol: str, stock: str, digits: int
) -> None:
    own, out = tmp_path / "stocks.toml", tmp_path / "spine.pdf"
    own.write_text(f'[[stock]]\nname = "own"\npage = {stock}\nlabel = {stock}\n')
    command = f"labels spine --all --symbol {symbol} --stock own --stocks {own} --out {out}"
    assert main(command.split()) == 0
    read = codes_on(out, 3)
    assert sorted(read) == sorted(code[-digits:] for code in stocked)
    assert whole_codes(read) == {code[-digits:]: code for code in stocked}
    said = capsys.readouterr().err
    needed = {"matrix": "7.1", "ladder": "3.0"}[symbol]
    assert (
        f"Too thin, going by their pages, for a code on the spine: 1: “Book 24” I287/24 ({needed} mm)" in said
    )
    assert "No page count, so it is not known whether they are too thin: 1." in said


def test_a_campaign_prints_them_beside_its_barcodes(
    library: Library, tmp_path: Path, capsys: Captured
) -> None:
    for number in (1, 2):
        library.copy(title=library.title(f"Book {number}", call_number=f"I287/{number}"))
    out = tmp_path / "labels.pdf"
    assert main(["relabel", "open"]) == 0
    assert main(f"relabel print 2 --symbol matrix --stock L7160 --out {out}".split()) == 0
    printed = {barcode.code for barcode in Barcode.select()}
    read = set(codes_on(out, 1))
    assert printed <= read and whole_codes(read) == {code[-6:]: code for code in printed}
    assert len(read) == 4
    for command in ("relabel print --again", "labels combined --again"):
        out.unlink()
        assert main(f"{command} --stock L7160 --out {out}".split()) == 0
        assert len(codes_on(out, 1)) == 4, "printed again as it was"
    assert "Left out" not in capsys.readouterr().err


def test_a_book_without_a_label_has_nothing_on_its_spine_yet(
    library: Library, tmp_path: Path, capsys: Captured
) -> None:
    library.copy(title=library.title("Bare", call_number="I287/1", pages=200))
    out = tmp_path / "spine.pdf"
    assert main(f"labels spine --all --symbol matrix --stock roll-30x25 --out {out}".split()) == 0
    assert codes_on(out, 1) == []
    assert "Without a label, and so without a code on the spine: 1." in capsys.readouterr().err
