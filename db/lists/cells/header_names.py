"""The headers that schools, Koha, Libib, Goodreads and Chinese districts write, and what they name."""

import unicodedata
from collections.abc import Mapping
from typing import Literal

Kind = Literal["books", "readers"]


def _headers(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


HEADERS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    "books": {
        "isbn": _headers(
            "ISBN, 国际标准书号, 标准书号, ISBN号, ISBNs, ISBN/ISSN, ISBN/UID, 书号, EAN, identifiers, 020$a"
        ),
        "isbn_13": _headers("ISBN13, ean_isbn13, EAN13"),
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
        "accession": _headers(
            "财产登记号, 个别登记号, 财产号, 登记号, 登录号, accession number, accession no., accession"
        ),
    },
    "readers": {
        "number": _headers(
            "借书号, 借书证号, 读者证号, 证号, 读者号, 读者编号, reader number, borrower number, patron id, "
            "学号, student number, student id, pupil number, 学籍号, 卡号, card number, number, 编号, id"
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
"""Field to the headers that name it, the most telling first: where a list has several, that one is taken.

Case, width, blanks, marks and what stands in brackets do not matter.
"""

ON_THE_CARD = frozenset(
    (
        *("卡号", "校园卡号", "一卡通号", "一卡通卡号", "物理卡号", "ic卡号", "芯片号"),
        *("cardnumber", "campuscard", "carduid"),
    )
)
"""Beside another number of a reader these are what the card bears."""

REQUIRED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    "books": (("title",),),
    "readers": (("number",), ("name", "given_name")),
}
"""Of each group one column must be there."""


def fold(header: str) -> str:
    """One spelling for a header: `＊ 价格（元）` and `价格` are the same, so are `Call No.` and `call_no`."""
    text = unicodedata.normalize("NFKC", header).casefold()
    outside, _, rest = text.partition("(")
    if outside.strip():
        text = outside + rest.partition(")")[2]
    return "".join(character for character in text if character.isalnum())


FIELD_OF: Mapping[Kind, Mapping[str, tuple[str, int]]] = {
    kind: {
        fold(header): (field, rank) for field, headers in table.items() for rank, header in enumerate(headers)
    }
    for kind, table in HEADERS.items()
}
"""A folded header to its field, and how telling it is: 0 is the most."""
