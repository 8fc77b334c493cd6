"""Review and block lists at the desk and by command, to the report for Word, also of nothing."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from desk_pages import said, text_of
from openpyxl import load_workbook
from school import Library
from starlette.testclient import TestClient

from db.models import Copy, Title
from kiosk.cli import main

Visitor = Callable[..., TestClient]
HERE = "/stock/review"


@pytest.fixture
def stocked(library: Library) -> Library:
    """A book that is blocked, one that is not."""
    library.copy("B1", title=library.title("Bad <i>", call_number="I1/1"))
    library.copy("G1", title=library.title("Good", call_number="I1/2"))
    return library


@pytest.mark.store_in("file")
def test_a_block_list_ends_in_a_report_at_the_desk(stocked: Library, visitor: Visitor) -> None:
    desk = visitor()
    told = said(desk, f"{HERE}/block", name="2026", source="bureau", pasted="Bad <i>\nNever here")
    assert "Titles on the list: 2; copies affected: 1, kept back: 1." in told
    (here,) = set(re.findall(rf'href="({HERE}/\d+)"', desk.get(HERE).text))
    page = desk.get(here).text
    assert "Bad &lt;i&gt;" in page and "<i>" not in page.partition("<main")[2]
    bad = Copy.get(Copy.status == "frozen")
    assert "kept back: “Good”" in said(desk, f"{here}/found", code="g1")
    assert desk.post(f"{here}/close").status_code == 400
    for number in (2, 3):
        assert f"Pass {number}" in said(desk, f"{here}/done", number=number, checked=2, person="Li")
    assert desk.post(f"{here}/settle", data={"result": "poor"}).status_code == 400
    assert "result: 1" in said(desk, f"{here}/settle", chosen=bad.id, result="illegal", note="handed in")
    good = Copy.get(Copy.id != bad.id)
    said(desk, f"{here}/settle", chosen=good.id, result="cleared")
    assert Copy.get_by_id(good.id).status == "available"
    assert "closed" in said(desk, f"{here}/close")
    assert "Copies affected: 2" in text_of(desk.get(here).text) and "/found" not in desk.get(here).text
    sheets = load_workbook(io.BytesIO(desk.get(f"{here}/report.xlsx").content)).worksheets
    named = [(row[1], row[4]) for row in sheets[2].values][1:]
    assert named == [("Bad <i>", 1), ("Never here", 0)], "also what was not found is reported"
    rows = list(sheets[3].values)
    assert rows[1][0] == "Bad <i>" and rows[1][6:] == ("illegal: handed in", "handed in")
    document = docx.Document(io.BytesIO(desk.get(f"{here}/report.docx").content))
    assert len(document.tables) == 3
    assert desk.get(f"{HERE}/999").status_code == 404
    files = {"list": ("list.csv", "title,ISBN\nGood,\n", "text/csv")}
    assert desk.post(f"{HERE}/block", data={"name": "file"}, files=files).status_code == 303
    assert Copy.get_by_id(good.id).status == "frozen"
    assert desk.post(f"{HERE}/block", data={"name": "x"}).status_code == 400
    assert visitor("teacher", "Staff room").get(HERE).status_code == 403


@pytest.mark.store_in("file")
def test_titles_are_reviewed_by_two_at_the_desk(stocked: Library, visitor: Visitor) -> None:
    desk = visitor()
    assert "on: not lent" in said(desk, f"{HERE}/gate", mode="on", all="yes")
    assert "Good" in desk.get(HERE).text
    good = Title.get(Title.title == "Good").id
    one = {"chosen": good, "basis": "reviewed", "first": "Li"}
    assert desk.post(f"{HERE}/decide", data=one).status_code == 400
    assert "may be lent now: 1" in said(desk, f"{HERE}/decide", **one, second="Wang")
    bad = Title.get(Title.title != "Good").id
    fields = {"ground": "content-8", "first": "Li", "second": "Wang", "refuse": "1"}
    assert "kept back: 1" in said(desk, f"{HERE}/decide", chosen=bad, **fields)
    assert Copy.get(Copy.title == bad).status == "frozen"


def test_by_command_to_a_report_and_to_a_nil_report(
    stocked: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(command: str, code: int = 0, language: str = "en") -> str:
        assert main(["--language", language, "review", *command.split()]) == code, command
        told = capsys.readouterr()
        return told.out + told.err

    (tmp_path / "bad.txt").write_text("Bad <i>\nNever here\n")
    (tmp_path / "none.csv").write_text("title,author\nNever here,Nobody\n")
    assert "copies affected: 1, kept back: 1" in run(
        f"block {tmp_path / 'bad.txt'} --name bad --source bureau"
    )
    assert "I1/1" in run("pick bad") and run(f"pick bad --file {tmp_path / 'pick.xlsx'}")
    assert "Good" in run("found bad G1")
    assert "Pass 2" in run("done bad 2 --checked 2 --person Li") and run("done bad 3 --checked 2")
    assert "lent again" in run("settle bad G1 cleared") and run("settle bad B1 illegal --note gone")
    assert "Copies affected: 2" in run("close bad") and "illegal" in run("report bad")
    assert "copies affected: 0" in run(f"block {tmp_path / 'none.csv'} --name none")
    run("done none 2 --checked 2")
    run("done none 3 --checked 2")
    assert "Nil report" in run("close none")
    word, book = tmp_path / "none.docx", tmp_path / "none.xlsx"
    run(f"report none --docx {word} --xlsx {book}", language="zh_CN")
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(word)).paragraphs)
    assert "零报告" in text and "校长：" in text and book.stat().st_size > 1000
    assert "is off" in run("gate") and "Titles that need a review: 2." in run("gate on --all")
    assert "Good" in run("list") and "may be lent" in run("pass G1 --basis reviewed --first Li --second Wang")
    assert "kept back: 0" in run("refuse B1 --ground content-8 --first Li --second Wang")
    assert main(["reading", "new", "rec", "--file", str(tmp_path / "none.csv")]) == 0
    assert "now: 0" in run("by-list rec") and run("by-list nothing", 1)
