"""A profile out of a sample of theirs: its columns, its signs, how it writes days and prices."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from db.errors import BadList
from db.exporting.profiles.profile import Column, Encoding, Profile
from db.exporting.profiles.rows import FIELDS
from db.lists.cells.header_names import FIELD_OF, fold
from db.marking import N_

_MOST_BYTES = 20 * 1024 * 1024
_DELIMITERS = ",\t;|"
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%d/%m/%Y", "%d.%m.%Y", "%Y年%m月%d日")
_MONEY = re.compile(r"([^\d.]*)(\d+)(?:\.(\d{1,2}))?")
_MORE = {
    "合计": "total", "总价": "total", "金额": "total", "借出日期": "lent_on", "借书日期": "lent_on",
    "应还日期": "due_on", "归还日期": "returned_on", "还书日期": "returned_on", "文献条码": "barcode",
    "馆藏状态": "status", "itemcallnumber": "call_number", "cardnumber": "barcode", "firstname": "given_name",
    "财产登记号": "accession", "登记号": "accession", "财产号": "accession", "入藏日期": "came_on",
    "入馆日期": "came_on", "登记日期": "came_on", "实价": "paid", "实洋": "paid", "实付价": "paid",
    "checkoutdate": "lent_on", "duedate": "due_on", "memberid": "number", "membername": "name",
}  # fmt: skip
_OURS = {"isbn_13": "isbn", "isbn_10": "isbn"}


def learn_profile(content: bytes, name: str, *, is_workbook: bool, kind: str = "") -> Profile:
    """The profile that a sample shows, with each column that is known by its header filled.

    Raises BadList for a file without a row of headers.
    """
    if len(content) > _MOST_BYTES:
        raise BadList(N_("The sample is too large: a few rows are enough."))
    profile, rows = _of_workbook(content, name) if is_workbook else _of_text(content, name)
    at = _headers_at(rows)
    headers = [cell.strip() for cell in rows[at]]
    example = rows[at + 1] if len(rows) > at + 1 else []
    kind = kind or _kind_of(headers)
    columns = tuple(
        _column(header, example[across] if across < len(example) else "", kind)
        for across, header in enumerate(headers)
    )
    told: dict[str, Any] = {"kind": kind, "columns": columns, "above": tuple(map(tuple, rows[:at]))}
    return _replaced(profile, told)


def with_fields(profile: Profile, chosen: Mapping[str, str]) -> Profile:
    """The same with these headers filled as chosen: by a field, by `=text` in each row, or, empty, not."""
    columns = []
    for column in profile.columns:
        if column.header not in chosen:
            columns.append(column)
            continue
        want = chosen[column.header]
        if want.startswith("="):
            columns.append(Column(column.header, always=want[1:]))
        else:
            form = column.form if want == column.field else _form("", want)
            columns.append(Column(column.header, want, form=form))
    return _replaced(profile, {"columns": tuple(columns)})


def with_rows(profile: Profile, order: str | None = None, only: Mapping[str, str] | None = None) -> Profile:
    """The same with its rows in another order, or only some of them; None leaves that as it is.

    An order or a value that is empty takes the order, or the choice by that field, away.
    """
    told: dict[str, Any] = {} if order is None else {"order": order}
    if only is not None:
        chosen = {**profile.only, **{field: value.strip() for field, value in only.items()}}
        told["only"] = {field: value for field, value in chosen.items() if value}
    return _replaced(profile, told)


def _replaced(profile: Profile, told: dict[str, Any]) -> Profile:
    names = Profile.__struct_fields__
    return Profile(**{name: told.get(name, getattr(profile, name)) for name in names})


def _of_workbook(content: bytes, name: str) -> tuple[Profile, list[list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        page = book.worksheets[0]
        rows = [
            ["" if cell is None else str(cell) for cell in row]
            for row in page.iter_rows(max_row=200, values_only=True)
        ]
    except Exception as error:  # whatever openpyxl makes of a broken file
        raise BadList(N_("The sample cannot be read as an .xlsx workbook.")) from error
    return Profile(name, "copies", (), file="xlsx", sheet=page.title), rows


def _of_text(content: bytes, name: str) -> tuple[Profile, list[list[str]]]:
    encoding: Encoding = "utf-8"
    if content.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        try:
            content.decode()
        except UnicodeDecodeError:
            encoding = "gb18030"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadList(N_("The sample is neither UTF-8 nor GB18030.")) from error
    lines = text.splitlines()
    head = max(lines[:20], key=lambda line: max(map(line.count, _DELIMITERS)), default="")
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = [list(row) for row in csv.reader(lines[:200], delimiter=delimiter)]
    except csv.Error as error:
        raise BadList(N_("The sample cannot be read as a list.")) from error
    cells = head.split(delimiter)
    quoted = len(cells) > 1 and all(cell.startswith('"') and cell.endswith('"') for cell in cells)
    ends = "\r\n" if "\r\n" in text else "\n"
    profile = Profile(
        name,
        "copies",
        (),
        encoding=encoding,
        delimiter=delimiter,
        quoted=quoted,
        ends=ends,  # type: ignore[arg-type]
        closed=text.endswith("\n"),
    )
    return profile, rows


def _headers_at(rows: Sequence[Sequence[str]]) -> int:
    """The row with the most known headers, the first of equals; raises BadList where none has two cells."""
    known = FIELD_OF["books"].keys() | FIELD_OF["readers"].keys() | _MORE.keys()
    hits = [sum(fold(cell) in known for cell in row) for row in rows[:20]]
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:20]]
    if not filled or max(filled) < 2:
        raise BadList(N_("The sample has no header row."))
    return hits.index(max(hits)) if max(hits) else filled.index(max(filled))


def _kind_of(headers: Sequence[str]) -> str:
    folded = {fold(header) for header in headers}
    fields = {_MORE[header] for header in folded & _MORE.keys()}
    if fields & {"lent_on", "due_on", "returned_on"}:
        return "loans"
    readers = len(folded & FIELD_OF["readers"].keys()) + len(fields & {"number", "name", "given_name"})
    if readers > len(folded & FIELD_OF["books"].keys()):
        return "readers"
    of_books = {field for header in folded if (field := FIELD_OF["books"].get(header, ("", 0))[0])}
    return "titles" if "copies" in of_books and "barcode" not in of_books else "copies"


def _column(header: str, example: str, kind: str) -> Column:
    folded = fold(header)
    of = FIELD_OF["readers" if kind == "readers" else "books"]
    field = _MORE.get(folded, "")
    if field not in FIELDS[kind]:
        field = of.get(folded, ("", 0))[0]
        if not field and kind == "loans":
            field = FIELD_OF["readers"].get(folded, ("", 0))[0]
    field = _OURS.get(field, field)
    if field not in FIELDS[kind]:
        return Column(header)
    return Column(header, field, form=_form(example.strip(), field))


def _form(example: str, field: str) -> str:
    if field in ("price", "total", "paid"):
        money = _MONEY.fullmatch(example)
        if not money:
            return "0.00"
        return f"{money[1]}0.{'0' * len(money[3])}" if money[3] else f"{money[1]}0"
    if field in ("lent_on", "due_on", "returned_on", "day", "came_on", "in_a_year"):
        for form in _DAYS:
            try:
                datetime.strptime(example.partition(" ")[0], form)
            except ValueError:
                continue
            return form
    return ""
