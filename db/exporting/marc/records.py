"""A title of the library as a record: what was kept of its own record, with what the library knows by now.

A field that still says what the library says goes out as it came in; any other is written afresh.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pymarc import Field, Leader, Record

from db.codes import isbn_13
from db.exporting.lists import InStock, Standing
from db.lists.book import DESCRIPTION
from db.lists.book_rows import RowReader
from db.lists.files.table import Row
from db.lists.marc.description import described
from db.lists.marc.kept import OWN, Kept, record_from
from db.lists.marc.record import BLANK_LEADER, Dialect, control, field_of
from db.lists.marc.rows import CELLS, COLUMNS
from db.lists.report import Tally

AT_ONCE = 500
"""Copies in one record: of more there are further records of the same title."""
_LABELS_IN_FIELD = 50
_GROUPS: dict[Dialect, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "cnmarc": (
        (("isbn", "identifier", "price", "currency"), ("010", "091")),
        (("title", "author"), ("200", "701", "702", "711", "712", "700", "710")),
        (("publisher", "year"), ("100", "210", "214")),
        (("pages",), ("215",)),
        (("subject",), ("606", "610")),
        (("language",), ("101",)),
        (("call_number",), ("690", "692", "686", "676")),
    ),
    "marc21": (
        (
            DESCRIPTION,
            (
                *("008", "020", "024", "041", "050", "082", "084", "090", "092", "100", "110", "111", "245"),
                *("260", "264", "300", "650", "653", "700", "880"),
            ),
        ),
    ),
}
"""Columns of a title, and the tags that say them: where one column is another now, all are written afresh."""
_NOTES = {"300": "500", "327": "505", "330": "520"}
"""General note, contents, summary: the tag of CNMARC and the one of MARC 21."""
_ABOUT = tuple("" if field in ("copies", "class_number", "location", "barcode") else field for field in CELLS)
_CLASS_ENDS = re.compile(r"[/\s]")


def records_of(title: InStock, kept: Kept | None, dialect: Dialect, today: date) -> Iterator[Record]:
    """The record of a title, with its copies; several where it has more copies than a record holds."""
    own = {field: "" if cell is None else str(cell) for field, cell in title.cells.items()}
    for places in _portions(title.places):
        record = _described(own, kept, dialect, today)
        record.add_ordered_field(*_copies(places, own["call_number"], dialect))
        yield record


def _described(own: Mapping[str, str], kept: Kept | None, dialect: Dialect, today: date) -> Record:
    fresh = {"cnmarc": _cnmarc, "marc21": _marc_21}[dialect](own, today)
    if kept is None or kept.dialect != dialect:
        record = Record()
        record.leader = Leader(BLANK_LEADER[dialect])
        more = list(_carried(kept, dialect)) if kept else []
        record.add_field(  # type: ignore[no-untyped-call]
            *sorted((*fresh, field_of("035", "  ", [("a", OWN)]), *(f for f in more if f.get("a"))), key=_tag)
        )
        return record
    record = record_from(kept.content)
    said = described(record)
    now, was = _cleaned(own, ""), _cleaned(said, said["class_number"])
    now["call_number"] = _class_of(own["call_number"])
    for columns, tags in _GROUPS[dialect]:
        if any(now[column] != was[column] for column in columns):
            record.remove_fields(*tags)
            record.add_ordered_field(*(field for field in fresh if field.tag in tags))
            if dialect == "marc21":  # what is written here has no punctuation
                leader = str(record.leader)
                record.leader = Leader(f"{leader[:18]}c{leader[19:]}")
    return record


def _carried(kept: Kept, dialect: Dialect) -> Iterator[Field]:
    """Series, notes, contents and summary of a record of the other dialect: its readers' words."""
    series = {"cnmarc": ("225", "2 "), "marc21": ("490", "0 ")}[dialect]
    yield field_of(*series, [("a", kept.series)])
    for field in record_from(kept.content).fields if kept.content else ():
        here = {were: tag for tag, were in _NOTES.items()} if dialect == "cnmarc" else _NOTES
        text = field.get("a") if field.tag in here else None
        if text:
            yield field_of(here[field.tag], "0 " if here[field.tag] == "505" else "  ", [("a", text)])


def _cleaned(said: Mapping[str, str], call_number: str) -> dict[str, object]:
    """The columns of a title that these cells come to."""
    about = {**said, "title": said["title"] or "?", "call_number": call_number}
    book = RowReader(COLUMNS, Tally()).book(Row(0, [about.get(field, "") for field in _ABOUT]))
    return dict(zip(DESCRIPTION, book.values, strict=True))


def _tag(field: Field) -> str:
    return str(field.tag)


def _class_of(call_number: str) -> str:
    return _CLASS_ENDS.split(call_number, maxsplit=1)[0]


def _parts(*parts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(code, text) for code, text in parts if text]


def _number(isbn: str) -> tuple[str, str]:
    """Where a number goes: what is no ISBN into the subfield for wrong ones."""
    return ("a" if isbn_13(isbn) else "z", isbn)


def _cnmarc(own: Mapping[str, str], today: date) -> list[Field]:
    year = own["year"] if own["year"].isdigit() and len(own["year"]) == 4 else "    "
    general = f"{today:%Y%m%d}d{year}    em y0chiy50      ea"
    heads = [part for part in own["subject"].split("; ") if part]
    fields = [
        ("010", "  ", _parts(_number(own["isbn"]), ("d", own["price"]))),
        ("100", "  ", [("a", general)]),
        ("101", "0 ", _parts(("a", own["language"]))),
        ("200", "1 ", _parts(("a", own["title"]), ("f", own["author"]))),
        ("210", "  ", _parts(("c", own["publisher"]), ("d", own["year"]))),
        ("215", "  ", _parts(("a", f"{own['pages']}页" if own["pages"] else ""))),
        *(("606", "0 ", [("a", head)]) for head in heads),
        ("690", "  ", _parts(("a", _class_of(own["call_number"])))),
    ]
    return [field_of(tag, indicators, parts) for tag, indicators, parts in fields if parts]


def _marc_21(own: Mapping[str, str], today: date) -> list[Field]:
    year = own["year"] if own["year"].isdigit() and len(own["year"]) == 4 else "    "
    language = own["language"] if len(own["language"]) == 3 and own["language"].isascii() else "und"
    general = f"{today:%y%m%d}s{year}    xx            000 0 {language} d"
    heads = [part for part in own["subject"].split("; ") if part]
    fields = [
        ("020", "  ", _parts(_number(own["isbn"]), ("c", own["price"]))),
        ("041", "0 ", _parts(("a", own["language"]))),
        ("084", "  ", _parts(("a", shelf := _class_of(own["call_number"])), ("2", "clc" if shelf else ""))),
        ("100", "1 ", _parts(("a", own["author"]))),
        ("245", "10" if own["author"] else "00", _parts(("a", own["title"]), ("c", own["author"]))),
        ("264", " 1", _parts(("b", own["publisher"]), ("c", own["year"]))),
        ("300", "  ", _parts(("a", own["pages"]))),
        *(("650", " 7", [("a", head)]) for head in heads),
    ]
    return [
        control("008", general),
        *(field_of(tag, indicators, parts) for tag, indicators, parts in fields if parts),
    ]


def _portions(places: Sequence[Standing]) -> Iterator[list[Standing]]:
    """The copies, as many at a time as a record holds."""
    portion: list[Standing] = []
    for place in places:
        for start in range(0, max(1, place.copies), AT_ONCE):
            codes = place.codes[start : start + AT_ONCE]
            part = Standing(len(codes) or min(AT_ONCE, place.copies - start), place.name, codes)
            if portion and sum(one.copies for one in portion) + part.copies > AT_ONCE:
                yield portion
                portion = []
            portion.append(part)
    yield portion


def _copies(places: Sequence[Standing], call_number: str, dialect: Dialect) -> Iterator[Field]:
    for copies, name, codes in places:
        if dialect == "cnmarc":
            for start in range(0, len(codes) or 1, _LABELS_IN_FIELD):
                labels = [("b", code) for code in codes[start : start + _LABELS_IN_FIELD]]
                yield field_of(
                    "905",
                    "  ",
                    _parts(("a", name), *labels, ("s", call_number), ("f", str(len(labels) or copies))),
                )
        elif not copies:
            yield field_of("952", "  ", _parts(("0", "1"), ("o", call_number)))
        else:
            for code in codes or ("",) * copies:
                yield field_of("952", "  ", _parts(("0", "0"), ("c", name), ("o", call_number), ("p", code)))
