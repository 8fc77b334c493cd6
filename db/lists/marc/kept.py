"""What a record says beyond the columns of a title: kept with the title, with where it came from and when."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from pymarc import Record

from db.lists.marc.description import series_of
from db.lists.marc.record import Dialect, control, dialect_of, field_of, record_of
from db.models import TitleRecord, database
from db.store.batches import insert, select_in
from db.store.sql import day

OWN = "(school-library-kiosk)"
"""In field 035: a record that was written from our columns alone, so that there is nothing to keep of it."""
_LONGEST_SOURCE = 120
_LONGEST_SERIES = 200


class Kept(NamedTuple):
    """The record of a title as the store has it; `content` is empty where only its source is known."""

    dialect: str
    content: str
    series: str
    source: str
    taken_on: date


@dataclass(frozen=True)
class ToKeep:
    """What is to be kept of one record."""

    dialect: Dialect | Literal[""]
    content: str
    series: str


def to_keep(record: Record, without: Iterable[str]) -> ToKeep | None:
    """What to keep of a record, without the fields of its copies; None of one that we wrote ourselves."""
    if any((value or "").startswith(OWN) for f in record.get_fields("035") for value in f.get_subfields("a")):
        return None
    dialect, left_out = dialect_of(record), set(without)
    fields: list[list[Any]] = []
    for field in record.fields:
        if field.tag in left_out:
            continue
        if field.is_control_field():
            fields.append([field.tag, field.data])
        else:
            parts = [[code, value] for code, value in field.subfields]
            if field.tag == "100" and dialect == "cnmarc" and parts:
                parts[0][1] = in_unicode(parts[0][1])
            fields.append([field.tag, "".join(field.indicators or "  "), parts])
    leader = str(record.leader)
    leader = f"00000{leader[5:9]}{'a' if dialect == 'marc21' else ' '}2200000{leader[17:]}"
    content = json.dumps([leader, fields], ensure_ascii=False, separators=(",", ":"))
    return ToKeep(dialect, content, series_of(record)[:_LONGEST_SERIES])


def in_unicode(general: str, signs: str = "50  ") -> str:
    """Field 100 of CNMARC with this set of signs: `50` is Unicode, `01` and `20` are ISO 646 and GB 2312."""
    return general[:26].ljust(26) + signs + general[30:] if general else general


def record_from(content: str) -> Record:
    """The record that `to_keep` has kept."""
    leader, fields = json.loads(content)
    return record_of(
        leader,
        (control(*field) if len(field) == 2 else field_of(*field) for field in fields),
    )


def kept_of(title_ids: Iterable[int]) -> dict[int, Kept]:
    """What is kept of these titles."""
    found = select_in(
        "SELECT title_id, dialect, content, series, source, taken_on FROM title_record WHERE title_id IN",
        list(title_ids),
    )
    return {
        title_id: Kept(dialect, content, series, source, day(on))
        for title_id, dialect, content, series, source, on in found
    }


def keep(found: Mapping[int, ToKeep], source: str, today: date) -> None:
    """In the running transaction: keep these records; one that is the same already stays of its day."""
    known = kept_of(found)
    columns = ("dialect", "content", "series", "source", "taken_on")
    changed, new = [], []
    for title_id, record in found.items():
        row = (record.dialect, record.content, record.series, source[:_LONGEST_SOURCE], today)
        if title_id not in known:
            new.append((*row, title_id))
        elif known[title_id][:3] != row[:3]:
            changed.append((*row, title_id))
    insert(TitleRecord, (*columns, "title_id"), new)
    if changed:
        marks = ", ".join(f"{column} = {database.param}" for column in columns)
        database.cursor().executemany(
            f"UPDATE title_record SET {marks} WHERE title_id = {database.param}", changed
        )


def take_away(title_id: int) -> dict[str, str] | None:
    """In the running transaction, before a title is deleted: drop what is kept of it; what that was."""
    kept = kept_of([title_id]).get(title_id)
    TitleRecord.delete().where(TitleRecord.title == title_id).execute()
    return {name: str(value) for name, value in kept._asdict().items()} if kept else None


def give_back(title_id: int, taken: Mapping[str, str]) -> None:
    """In the running transaction: keep again what `take_away` took, unless there is something by now."""
    if not TitleRecord.select().where(TitleRecord.title == title_id).exists():
        TitleRecord.insert(
            title=title_id, **{**taken, "taken_on": date.fromisoformat(taken["taken_on"])}
        ).execute()
