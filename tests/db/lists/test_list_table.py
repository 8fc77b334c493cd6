"""Files as they come: encodings, delimiters, workbooks, and what is no list at all."""

import contextlib
import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import BadList
from db.lists.files import table
from db.lists.files.table import Row, Sheet, read
from db.lists.files.text import text_rows

ROWS = [
    ["题名", "作者", "价格"],
    ["夏洛的网", "E.B.怀特", "25.00"],
    ["小王子, 插图本", "圣埃克苏佩里", "12.50"],
]


def cells(path: Path) -> list[list[str]]:
    (sheet,) = read(path)
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_file_is_read_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "list.csv"
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
    path.write_bytes(text.encode(encoding))
    assert cells(path) == ROWS


def test_rows_keep_the_line_on_which_they_begin(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('a,b\n\n"two\nlines",c\n , \nlast,d\n', encoding="utf-8")
    assert list(read(path)) == [
        Sheet("", [Row(1, ["a", "b"]), Row(3, ["two\nlines", "c"]), Row(6, ["last", "d"])])
    ]


def test_commas_inside_unquoted_text_do_not_hide_the_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("title;price\nOne, two, three;12,50\nFour;9,80\n", encoding="utf-8")
    assert cells(path) == [["title", "price"], ["One, two, three", "12,50"], ["Four", "9,80"]]


@given(st.lists(st.lists(st.text("abc 题名,;\"\n'", max_size=6), min_size=2, max_size=2), max_size=5))
def test_what_a_spreadsheet_program_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([["first", "second"], ["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"], *rows])
    read_back = [row.cells for row in text_rows(text.getvalue(), "list.csv")]
    assert read_back[5:] == [row for row in rows if any(cell.strip() for cell in row)]


def test_a_workbook_gives_what_its_cells_show(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ISBN", "number", "day", "moment", "price", "empty", "text"])
    sheet.append(
        [9787806041574.0, 1, date(2026, 9, 1), datetime(2026, 9, 1, 8, 5), 16.1 + 0.7, None, " 6101 "]
    )
    sheet["B2"].number_format = "0000"
    book.create_sheet("second").append(["x", "y"])
    book.save(tmp_path / "list.csv")  # told by its bytes, not by its name
    first, second = read(tmp_path / "list.csv")
    assert first.rows[1] == Row(
        2, ["9787806041574", "0001", "2026-09-01", "2026-09-01T08:05:00", "16.8", "", " 6101 "]
    )
    assert second == Sheet("second", [Row(1, ["x", "y"])])


def refusal(path: Path) -> str:
    with pytest.raises(BadList) as caught:
        list(read(path))
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\r\n \r\n", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx"),
        (b"%PDF-1.7 ...", "not a table"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "not a table"),
        (bytes(range(256)), "not a table"),
        (b"PK\x03\x04 torn", "damaged workbook"),
        ("title,author\nLe Petit Prince,\u00c9ditions Gall\u00e9\n".encode("cp1252"), "line 2"),
        (
            "書名,作者\n紅樓夢,曹雪芹\n\u99ac\u514b\u5410\u6eab,\u99ac\n".encode("big5"),
            "neither UTF-8 nor GB18030",
        ),
        (b'title,author\n"Emma,Austen\n' + b"x,y\n" * 500, "begins in line 2"),
        (b"title,author\n" + b"x" * 200_000 + b",y\n", "Line 2"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    said = refusal(path)
    assert sentence in said
    assert "list.csv" in said


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "none.csv")
    assert "is a folder" in refusal(tmp_path)


def test_a_packed_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "not a table" in refusal(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "list.xlsx")
    with zipfile.ZipFile(tmp_path / "list.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", bytes(3_000_000))
    monkeypatch.setattr(table, "MOST_BYTES", 1_000_000)
    assert (tmp_path / "list.xlsx").stat().st_size < 100_000
    assert "too large" in refusal(tmp_path / "list.xlsx")


@settings(max_examples=60)
@given(st.data())
def test_a_torn_workbook_is_refused_or_read_but_never_a_fault(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["题名", 1, 2.5, date(2026, 9, 1)])
    book.save(folder / "packed.xlsx")
    with (
        zipfile.ZipFile(folder / "packed.xlsx") as packed,
        zipfile.ZipFile(folder / "torn.xlsx", "w") as archive,
    ):
        name = data.draw(st.sampled_from(packed.namelist()))
        part = bytearray(packed.read(name))
        for _ in range(data.draw(st.integers(1, 8))):
            part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.sampled_from(b'<>"/=0Zx&'))
        for other in packed.namelist():
            archive.writestr(other, bytes(part) if other == name else packed.read(other))
    with contextlib.suppress(BadList):
        list(read(folder / "torn.xlsx"))


def test_an_xml_bomb_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "whole.xlsx")
    bomb = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "ha">'
    bomb += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb += ']><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&a9;</workbook>'
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "list.xlsx", "w") as archive,
    ):
        for name in whole.namelist():
            archive.writestr(name, bomb if name == "xl/workbook.xml" else whole.read(name))
    assert "damaged workbook" in refusal(tmp_path / "list.xlsx")
