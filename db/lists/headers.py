"""Which column holds what: the headers that schools, Koha, Libib and Chinese districts write."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.errors import BadList, BadValue
from db.marking import N_

if TYPE_CHECKING:
    from db.lists.table import Row, Sheet

Kind = Literal["books", "readers"]


def _headers(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


HEADERS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    "books": {
        "isbn": _headers("ISBN, 国际标准书号, 标准书号, ISBN号, 书号, EAN"),
        "isbn_13": _headers("ISBN13, ean_isbn13"),
        "isbn_10": _headers("ISBN10, upc_isbn10"),
        "title": _headers(
            "书籍名称, 题名, 书名, 正题名, 图书名称, 书刊名, 题名书名, title, book title, name"
        ),
        "author": _headers("作者, 著者, 责任者, 第一责任者, 主要责任者, 编著者, author, authors, creators"),
        "publisher": _headers("出版社, 出版者, 出版单位, 出版发行者, publisher"),
        "year": _headers(
            "出版日期, 出版年, 出版时间, 出版年月, 出版年份, year, publication year, publish_date, "
            "original_publication_year, date published, published, copyright date"
        ),
        "pages": _headers("页数, 页码, pages, number of pages, num_pages, page count, length"),
        "price": _headers("价格, 定价, 单价, 书价, 价钱, price, list price, cost, replacement price"),
        "subject": _headers("主题, 主题词, 关键词, subject, subjects, keywords, tags"),
        "language": _headers("语种, 语言, language, language_code"),
        "copies": _headers(
            "馆藏本数, 册数, 本数, 复本数, 复本, 复本量, 数量, 馆藏数量, 馆藏册数, copies, quantity, "
            "qty, number of copies, copy count"
        ),
        "call_number": _headers(
            "索书号, 索取号, 排架号, call number, call_numbers, call no., itemcallnumber, shelfmark"
        ),
        "class_number": _headers(
            "分类号, 中图分类号, 中图法分类号, 图书分类号, classification, class number, dewey, "
            "dewey decimal, ddc"
        ),
        "book_number": _headers("种次号, 书次号, 著者号, book number, cutter"),
        "location": _headers(
            "书籍位置, 馆藏地, 馆藏地点, 馆藏位置, 位置, 存放位置, 书架, 书架号, 架位, 架位号, "
            "location, shelf, shelving location, permanent_location"
        ),
        "barcode": _headers(
            "条码号, 条码, 条形码, 图书条码, 图书条码号, 文献条码, 册条码号, barcode, item barcode, "
            "copy barcode"
        ),
    },
    "readers": {
        "number": _headers(
            "借书号, 证号, 读者证号, 借书证号, 读者号, 读者编号, 学号, 编号, 卡号, number, "
            "reader number, card number, student number, student id, patron id, "
            "borrower number, id"
        ),
        "barcode": _headers("条码号, 读者条码, 读者条码号, 证条码, barcode, card barcode, patron barcode"),
        "name": _headers("姓名, 读者姓名, 学生姓名, name, full name, student name, reader name"),
        "given_name": _headers("名, 名字, given name, first name, forename, preferred name"),
        "surname": _headers("姓, 姓氏, surname, last name, family name"),
        "class": _headers("单位, 班级, 班级名称, 所在班级, 班, 部门, class, class name, homeroom, form"),
        "grade": _headers("年级, grade, year, year level, year group, grade level"),
        "status": _headers("借书权限, 状态, 读者状态, 证状态, 借阅状态, status"),
        "quota": _headers(
            "借书额度, 额度, 可借册数, 可借数, 最大借书数, 借阅上限, quota, limit, loan limit, max loans"
        ),
        "category": _headers(
            "读者类型, 读者类别, 类别, 类型, 身份, category, categorycode, patron type, borrower type, role"
        ),
        "language": _headers("语言, language"),
    },
}
"""Field to the headers that name it. Case, width, blanks, marks and what stands in brackets do not matter."""

REQUIRED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    "books": (("title",),),
    "readers": (("number",), ("name", "given_name")),
}
"""Of each group one column must be there."""

SEARCHED_ROWS = 20
"""How many rows are searched for the header: above it a list may have its name, a date, the school."""


@dataclass(frozen=True)
class Columns:
    """Where each field stands, and what was not used.

    Attributes:
        of: field to the column's index from 0.
        names: the header row as written.
        unused: headers of columns that no field takes.
    """

    of: Mapping[str, int]
    names: tuple[str, ...]
    unused: tuple[str, ...]


def fold(header: str) -> str:
    """One spelling for a header: `＊ 价格（元）` and `价格` are the same, so are `Call No.` and `call_no`."""
    text = unicodedata.normalize("NFKC", header).casefold()
    outside, _, rest = text.partition("(")
    if outside.strip():
        text = outside + rest.partition(")")[2]
    return "".join(character for character in text if character.isalnum())


_FIELD_OF: Mapping[Kind, Mapping[str, str]] = {
    kind: {fold(header): field for field, headers in table.items() for header in headers}
    for kind, table in HEADERS.items()
}


def parse_mapping(kind: Kind, pairs: Sequence[str]) -> dict[str, str]:
    """`COLUMN=FIELD` as a person typed it, as folded header to field.

    Raises BadValue for anything else.
    """
    mapping = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        field = field.strip()
        if not equals or not fold(column):
            raise BadValue(N_("--map takes COLUMN=FIELD, not {pair}."), pair=pair)
        if field not in HEADERS[kind]:
            raise BadValue(
                N_("There is no field {field}. Fields are: {fields}."),
                field=field or '""',
                fields=", ".join(HEADERS[kind]),
            )
        mapping[fold(column)] = field
    return mapping


def recognise(kind: Kind, cells: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Which of these cells name a field: first those of `mapping`, then the leftmost known column of each."""
    folded = [fold(cell) for cell in cells]
    of: dict[str, int] = {}
    for field_of in (mapping, _FIELD_OF[kind]):
        for index, header in enumerate(folded):
            if header not in field_of or index in of.values():
                continue
            of.setdefault(field_of[header], index)
    unused = (cell.strip() for index, cell in enumerate(cells) if index not in of.values())
    return Columns(of, tuple(cells), tuple(cell for cell in unused if cell))


def locate(
    kind: Kind, sheets: Iterable["Sheet"], mapping: Mapping[str, str], file: str
) -> tuple[Columns, "list[Row]"]:
    """The columns of the first sheet that has the required ones, and the rows below its header.

    Raises BadList when no header is found, or a column of `mapping` is not in it.
    """
    nearest = Columns({}, (), ())
    for sheet in sheets:
        for position, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
            columns = recognise(kind, row.cells, mapping)
            if _missing(kind, columns) is None:
                _refuse_unknown(mapping, columns, file)
                return columns, sheet.rows[position + 1 :]
            if len(columns.of) > len(nearest.of):
                nearest = columns
    missing = _missing(kind, nearest) or ()
    accepted = ", ".join(header for field in missing for header in HEADERS[kind][field])
    if not nearest.of:
        raise BadList(
            N_("No row of headers was recognised in {file}. It needs at least one of: {accepted}."),
            file=file,
            accepted=accepted,
        )
    raise BadList(
        N_("{file} has no column for {field}. Call it one of: {accepted}; or say --map COLUMN={field}."),
        file=file,
        field=missing[0],
        accepted=accepted,
    )


def _missing(kind: Kind, columns: Columns) -> tuple[str, ...] | None:
    for group in REQUIRED[kind]:
        if not any(field in columns.of for field in group):
            return group
    return None


def _refuse_unknown(mapping: Mapping[str, str], columns: Columns, file: str) -> None:
    present = {fold(name) for name in columns.names}
    for column, field in mapping.items():
        if column not in present:
            raise BadList(
                N_("{file} has no column {column} to take as {field}. Its columns are: {columns}."),
                file=file,
                column=column,
                field=field,
                columns=", ".join(name.strip() for name in columns.names if name.strip()),
            )
