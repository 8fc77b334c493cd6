"""What the columns of lists and answers are called. Those of a list are headers that the import knows."""

from db.marking import N_
from kiosk.words import Words

COLUMNS = {
    "isbn": "ISBN",
    "title": N_("title"),
    "author": N_("author"),
    "publisher": N_("publisher"),
    "year": N_("year"),
    "pages": N_("pages of the book"),
    "price": N_("price"),
    "subject": N_("subject"),
    "language": N_("language"),
    "copies": N_("copies"),
    "call_number": N_("call number"),
    "location": N_("shelf"),
    "barcode": N_("barcode"),
    "accession": N_("accession number"),
    "number": N_("number"),
    "name": N_("name"),
    "given_name": N_("given name"),
    "class": N_("class"),
    "category": N_("category"),
    "status": N_("status"),
    "quota": N_("limit"),
    "lent_on": N_("lent on"),
    "due_on": N_("due on"),
    "returned_on": N_("returned on"),
    "renewals": N_("renewals"),
    "loans": N_("times lent"),
    "readers": N_("readers"),
    "titles": N_("titles"),
    "letter": N_("letter"),
    "per_hundred": N_("loans per 100 copies"),
    "month": N_("month"),
    "weekday": N_("weekday"),
    "on_loan": N_("on loan"),
    "late": N_("late"),
    "late_readers": N_("readers with late books"),
    "days_late": N_("most days late"),
}

QUESTION_NAMES = {
    "class-reading": N_("what a class borrowed"),
    "never-borrowed": N_("what nobody borrowed"),
    "most-read": N_("which titles were lent most"),
    "keenest-readers": N_("who borrowed most"),
    "by-letter": N_("titles, copies and loans by letter, A to Z"),
    "by-month": N_("loans by month"),
    "by-weekday": N_("loans by weekday"),
    "late-by-class": N_("what each class has out, and how much of it is late"),
}
"""What the questions of `db.reports.questions` ask."""

_HEADERS = {
    "books": {
        "isbn": "ISBN", "title": "书名", "author": "作者", "publisher": "出版社", "year": "出版年",
        "pages": "页数", "price": "价格", "subject": "主题", "language": "语种", "copies": "册数",
        "call_number": "索书号", "location": "书架", "barcode": "条码号",
    },
    "readers": {
        "number": "借书证号", "name": "姓名", "given_name": "名字", "class": "班级", "category": "读者类型",
        "status": "状态", "quota": "借书额度", "language": "语言", "barcode": "条码号",
    },
}  # fmt: skip
_ENGLISH = {"call_number": "call number", "location": "shelf", "given_name": "given name"}


def header_of(kind: str, field: str, words: Words) -> str:
    """The header of a column of an exported list, which the import reads in either language."""
    if kind not in _HEADERS:
        return column_of(field, words)
    if words.language == "zh_CN":
        return _HEADERS[kind][field]
    return "ISBN" if field == "isbn" else _ENGLISH.get(field, field)


def column_of(column: str, words: Words) -> str:
    """What a column is called where people read it."""
    return words.term(COLUMNS.get(column, column))
