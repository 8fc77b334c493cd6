"""Headers as schools write them."""

import pytest

from db.errors import BadList, BadValue
from db.lists.cells.header_names import HEADERS, Kind, fold
from db.lists.files.table import Row, Sheet
from db.lists.headers import locate, parse_mapping, recognise


def sheet(*rows: list[str]) -> list[Sheet]:
    return [Sheet("", [Row(line, cells) for line, cells in enumerate(rows, start=1)])]


def test_case_width_blanks_and_brackets_do_not_matter() -> None:
    assert fold("＊ 价格（元）") == fold("价格")
    assert fold("Call No.") == fold("CALL_NO") == "callno"
    assert fold("(ISBN)") == "isbn"


@pytest.mark.parametrize("kind", ["books", "readers"])
def test_every_header_names_one_field_and_no_other(kind: Kind) -> None:
    named = [(fold(header), field) for field, headers in HEADERS[kind].items() for header in headers]
    assert len(dict(named)) == len(named)
    for field, headers in HEADERS[kind].items():
        for header in headers:
            assert recognise(kind, ["?", header], {}).of == {field: 1}


def test_the_header_is_found_below_a_heading_and_on_a_later_sheet() -> None:
    sheets = [
        Sheet("notes", [Row(1, ["2026"])]),
        *sheet(["希望小学图书目录"], ["书名", "备注", "册数"], ["小王子", "x", "3"]),
    ]
    located = locate("books", sheets, {}, "list.xlsx")
    assert located.columns.of == {"title": 0, "copies": 2}
    assert located.columns.unused == ("备注",)
    assert located.sections[0].rows == [Row(3, ["小王子", "x", "3"])]
    assert located.unread == ("notes",)


def test_the_leftmost_column_of_a_field_counts_and_a_mapping_goes_over_it() -> None:
    header = ["Title", "Book title", "Stock"]
    columns = locate("books", sheet(header), {}, "list.csv").columns
    assert columns.of == {"title": 0}
    assert columns.unused == ("Book title", "Stock")
    mapping = parse_mapping("books", ["book TITLE=title", "Stock = copies"])
    columns = locate("books", sheet(header), mapping, "list.csv").columns
    assert columns.of == {"title": 1, "copies": 2}


def test_a_list_without_headers_is_told_which_would_do() -> None:
    with pytest.raises(BadList, match=r"No header row .* 书籍名称"):
        locate("books", sheet(["小王子", "3"]), {}, "list.csv")
    with pytest.raises(BadList, match=r"no column for number.* 学号.*--map COLUMN=number"):
        locate("readers", sheet(["姓名", "班级"]), {}, "list.csv")


def test_a_mapping_that_makes_no_sense_is_refused() -> None:
    for pair in ("copies", "=copies", "Stock=", "Stock=stock"):
        with pytest.raises(BadValue):
            parse_mapping("books", [pair])
    with pytest.raises(BadList, match="no column stock"):
        locate("books", sheet(["Title"]), parse_mapping("books", ["Stock=copies"]), "list.csv")
