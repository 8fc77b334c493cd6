"""A list of readers into the store: who is new is added, who has changed is brought up to date.

A reader is known by their number. A blank cell leaves what the store knows, and a reader who is not in the
list stays as they are: a class list must not sign off the rest of the school.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db import codes
from db.errors import BadValue
from db.events.record import Acting
from db.lists import cleaning, people
from db.lists.headers import Columns, locate, parse_mapping
from db.lists.report import Imported, OnProgress, Refused, Tally
from db.lists.table import Row, read
from db.marking import N_
from db.models import Barcode, Patron, SchoolClass, database
from db.readers.roster_numbers import number_rosters
from db.store.batches import batches, ids_of_names, insert, insert_returning, rehearsed, select_in
from db.store.sql import rows

_LONGEST = {"number": 64, "name": 120, "given_name": 120, "class": 64, "language": 16}
_MOST_QUOTA = 999


@dataclass(frozen=True, slots=True)
class _Reader:
    """A reader of the list; `""` and None are what the list does not say."""

    row: Row
    number: str
    name: str
    given_name: str
    class_name: str
    category: str
    status: str
    quota: int | None
    language: str
    code: str


def import_readers(
    path: Path,
    *,
    acting: Acting,
    mapping: Sequence[str] = (),
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> Imported:
    """Bring the store up to a list of readers. `mapping` holds `COLUMN=FIELD`; a connection must be open.

    The code of a reader's card is the barcode that the list gives, else the number. A class called `教师` or
    `Teachers` makes a teacher without a class. Each batch is a transaction; with `dry_run` all of it is taken
    back. Raises BadList when the file is no such list and BadValue for a mapping that makes no sense.
    """
    columns, rows_ = locate("readers", read(path), parse_mapping("readers", mapping), path.name)
    tally = Tally()
    categories = {category for (category,) in rows("SELECT category FROM policy")}
    readers = _readers(columns, rows_, categories, tally)
    done = len(rows_) - len(readers)
    with rehearsed(dry_run):
        for batch in batches(readers):
            _write(batch, tally, acting.now)
            done += len(batch)
            if on_progress:
                on_progress(done, len(rows_))
        with database.atomic():
            number_rosters()
        tally.record("readers", acting)
    return tally.closed("readers", len(rows_), columns, dry_run=dry_run)


def _readers(columns: Columns, rows_: Sequence[Row], categories: set[str], tally: Tally) -> list[_Reader]:
    readers: dict[str, _Reader] = {}
    bearers: dict[str, str] = {}
    for row in rows_:
        try:
            reader = _reader(columns, row, categories)
            first = readers.get(reader.number)
            if first is not None and first.row.cells != row.cells:
                raise Refused(
                    row,
                    "number",
                    reader.number,
                    BadValue(N_("line {line} has this number"), line=first.row.line),
                )
            if bearers.setdefault(reader.code, reader.number) != reader.number:
                raise Refused(
                    row,
                    "barcode",
                    reader.code,
                    BadValue(N_("an earlier row gives this code to another reader")),
                )
        except Refused as refused:
            tally.rejected.append(refused.rejected)
            continue
        tally.repeated += first is not None
        readers.setdefault(reader.number, reader)
    return list(readers.values())


def _reader(columns: Columns, row: Row, categories: set[str]) -> _Reader:
    """One row, cleaned. Raises Refused with the first value that cannot be used."""

    def cell(field: str) -> str:
        index = columns.of.get(field, len(row.cells))
        return cleaning.text(row.cells[index]) if index < len(row.cells) else ""

    surname, given = cell("surname"), cell("given_name")
    name = cell("name") or people.full_name(surname, given)
    number = codes.clean(cell("number"))
    class_name = people.class_name(cell("grade"), cell("class"))
    for field, value in (("number", number), ("name", name)):
        if not value:
            raise Refused(row, field, "", BadValue(N_("empty")))
    values = {
        "number": number, "name": name, "given_name": given, "class": class_name, "language": cell("language")
    }  # fmt: skip
    for field, value in values.items():
        if len(value) > _LONGEST[field]:
            raise Refused(
                row, field, value, BadValue(N_("longer than {most} characters"), most=_LONGEST[field])
            )
    code = codes.clean(cell("barcode")) or number
    if len(code) > codes.LONGEST_CODE:
        raise Refused(
            row, "barcode", code, BadValue(N_("longer than {most} characters"), most=codes.LONGEST_CODE)
        )
    category = cell("category")
    if category and category not in categories:
        known = people.category(category)
        if known is None or known not in categories:
            raise Refused(
                row,
                "category",
                category,
                BadValue(N_("no policy for it (there are {known})"), known=", ".join(sorted(categories))),
            )
        category = known
    if people.category(class_name) == "teacher":
        category, class_name = category or "teacher", ""
    try:
        status = people.status(cell("status")) if cell("status") else ""
    except BadValue as reason:
        raise Refused(row, "status", cell("status"), reason) from None
    try:
        quota = cleaning.count(cell("quota"), _MOST_QUOTA) if cell("quota") else None
    except BadValue as reason:
        raise Refused(row, "quota", cell("quota"), reason) from None
    return _Reader(row, number, name, given, class_name, category, status, quota, cell("language"), code)


_COLUMNS = (
    "name", "given_name", "school_class_id", "category", "status", "quota", "language", "roster_number"
)  # fmt: skip


def _write(readers: Sequence[_Reader], tally: Tally, now: datetime) -> None:
    """Write these readers in one transaction."""
    with database.atomic():
        numbers = [reader.number for reader in readers]
        select = f"SELECT number, id, {', '.join(_COLUMNS)} FROM patron WHERE number IN"
        known = {number: (id_, tuple(values)) for number, id_, *values in select_in(select, numbers)}
        bearers = {
            code: patron_id or 0
            for code, patron_id in select_in(
                "SELECT code, patron_id FROM barcode WHERE code IN", [reader.code for reader in readers]
            )
        }
        accepted = []
        for reader in readers:
            id_, _ = known.get(reader.number, (None, ()))
            if reader.code in bearers and bearers[reader.code] != id_:
                reason = BadValue(N_("this code is a book's, or another reader's"))
                tally.rejected.append(Refused(reader.row, "barcode", reader.code, reason).rejected)
            else:
                accepted.append(reader)
        classes = ids_of_names(SchoolClass, (reader.class_name for reader in accepted))
        changed = _update(accepted, known, classes)
        ids = _add([reader for reader in accepted if reader.number not in known], classes)
        ids |= {number: id_ for number, (id_, _) in known.items()}
        labels = [(reader.code, ids[reader.number], now) for reader in accepted if reader.code not in bearers]
        insert(Barcode, ("code", "patron_id", "issued_at"), labels)
        changed |= {patron_id for _, patron_id, _ in labels}
    for reader in accepted:
        new = reader.number not in known
        tally.added += new
        tally.changed += not new and ids[reader.number] in changed
        tally.same += not new and ids[reader.number] not in changed
        if not new:
            tally.known.append(reader.number)
        tally.own_limits += reader.quota is not None
        if reader.class_name:
            tally.classes.add(reader.class_name)


def _update(
    readers: Sequence[_Reader], known: Mapping[str, tuple[int, tuple[Any, ...]]], classes: Mapping[str, int]
) -> set[int]:
    """Bring readers up to date; the ids of those that were not."""
    changes = []
    for reader in readers:
        if reader.number not in known:
            continue
        id_, old = known[reader.number]
        name, given, class_id, category, status, quota, language, roster_number = old
        kept = given if reader.name == name else ""
        given = people.called(reader.given_name or kept, reader.name)
        now_in = classes.get(reader.class_name, None if reader.category == "teacher" else class_id)
        new = (
            reader.name,
            given,
            now_in,
            reader.category or category,
            reader.status or status,
            quota if reader.quota is None else reader.quota,
            reader.language or language,
            roster_number if now_in == class_id else None,
        )
        if new != old:
            changes.append((*new, id_))
    if changes:
        columns = ", ".join(f"{column} = {database.param}" for column in _COLUMNS)
        database.cursor().executemany(f"UPDATE patron SET {columns} WHERE id = {database.param}", changes)
    return {change[-1] for change in changes}


def _add(readers: Sequence[_Reader], classes: Mapping[str, int]) -> dict[str, int]:
    """Insert readers; their ids by number."""
    values = [
        (
            reader.number,
            reader.name,
            people.called(reader.given_name, reader.name),
            classes.get(reader.class_name),
            reader.category or "pupil",
            reader.status or "active",
            reader.quota,
            reader.language or None,
            None,
        )
        for reader in readers
    ]
    return dict(insert_returning(Patron, ("number", *_COLUMNS), values, ("number", "id")))
