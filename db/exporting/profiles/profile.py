"""Profiles: how another system wants a list, as data that the library keeps."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.exporting.profiles.rows import FIELDS, Value, rows_of
from db.marking import N_
from db.models import database
from db.store.kept import forget, keep, kept
from db.store.sql import rows

_PREFIX = "export_profile:"
_LONGEST = 40
_MONEY = ("price", "total", "paid")
_BETWEEN = re.compile(r"\s*[;；]\s*")

Encoding = Literal["utf-8", "utf-8-sig", "gb18030", "utf-16"]


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """One column of theirs.

    Attributes:
        header: the word above it.
        field: what of ours stands in it; empty: nothing, or `always`.
        always: the same in each row.
        form: how a day (`%Y/%m/%d`) or a price (`0.00`, `CNY0.00`, `0`) is written, or each part of a text
            that a semicolon parts (`<{}>`).
    """

    header: str
    field: str = ""
    always: str = ""
    form: str = ""


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """How another system wants a list.

    Attributes:
        kind: what a row is: a copy, a title, a reader, a loan, or the figures of the year.
        columns: from left to right.
        file: `csv`, `xlsx` or `txt` (divided by tabs or another sign).
        above: rows of their form above the headers.
        headed: whether the headers are written.
        order: the field by which rows stand; empty: as the library files them.
        only: rows in which a field has this value (`status`: `available`), all of these.
        encoding, delimiter, quoted, ends: of a text file, as theirs has it; `quoted`: every cell.
        closed: whether the last line has an end.
        sheet: the name of a workbook's sheet.
    """

    name: str
    kind: str
    columns: tuple[Column, ...]
    file: Literal["csv", "xlsx"] = "csv"
    above: tuple[tuple[str, ...], ...] = ()
    headed: bool = True
    order: str = ""
    only: dict[str, str] = {}
    encoding: Encoding = "utf-8"
    delimiter: str = ","
    quoted: bool = False
    ends: Literal["\n", "\r\n"] = "\r\n"
    closed: bool = True
    sheet: str = "Sheet1"


def keep_profile(profile: Profile, acting: Acting) -> None:
    """Keep it, in place of one of the same name. Raises BadValue for one that could give nothing out."""
    _check(profile)
    with database.atomic():
        keep(_PREFIX + profile.name, msgspec.json.encode(profile).decode())
        record(acting, "library", details={"export_profile": profile.name})


def drop_profile(name: str, acting: Acting) -> None:
    """Keep it no longer. Raises NotFound."""
    with database.atomic():
        profile_named(name)
        forget(_PREFIX + name)
        record(acting, "library", details={"export_profile": name, "dropped": True})


def profile_named(name: str) -> Profile:
    """The profile of this name: the library's own, else one that comes with the program. Raises NotFound."""
    found = kept(_PREFIX + name)
    if found is not None:
        return msgspec.json.decode(found, type=Profile)
    shipped = next((one for one in SHIPPED if one.name == name), None)
    if shipped is None:
        raise NotFound(
            N_("There is no export profile {name}. The profiles are: {known}."),
            name=name,
            known=", ".join(one.name for one in all_profiles()),
        )
    return shipped


def all_profiles() -> list[Profile]:
    """The library's own by name, then those that come with the program."""
    found = rows("SELECT value FROM setting WHERE key LIKE ? ORDER BY key", f"{_PREFIX}%")
    own = [msgspec.json.decode(value, type=Profile) for (value,) in found]
    return [*own, *(one for one in SHIPPED if one.name not in {mine.name for mine in own})]


def is_own(profile: Profile) -> bool:
    """Whether the library made it."""
    return kept(_PREFIX + profile.name) is not None


def cells_of(profile: Profile, now: datetime) -> Iterator[list[str]]:
    """The rows of the list, without what stands above them, each cell as it is written."""
    found = [
        row
        for row in rows_of(profile.kind, now)
        if all(_is(field, row.get(field), wanted) for field, wanted in profile.only.items())
    ]
    if profile.order:
        found.sort(key=lambda row: _key(row.get(profile.order)))
    for row in found:
        yield [
            written(row.get(column.field), column.form) if column.field else column.always
            for column in profile.columns
        ]


def written(value: Value, form: str = "") -> str:
    """A value as it is written."""
    if value is None:
        return ""
    if isinstance(value, tuple) or "{}" in form:
        parts = value if isinstance(value, tuple) else _BETWEEN.split(str(value))
        return "".join(form.replace("{}", part) for part in parts if part) if form else ";".join(parts)
    if isinstance(value, date):
        return value.strftime(form) if form else value.isoformat()
    if isinstance(value, int) and "0" in form:
        money, _, decimals = form.rpartition("0.") if "." in form else (form[:-1], "", "")
        return money + (f"{value / 100:.{len(decimals)}f}" if decimals else str(round(value / 100)))
    return str(value)


def _is(field: str, value: Value, wanted: str) -> bool:
    """Whether a row has this value; a price as it is said (`16.80`), or in hundredths."""
    said = {written(value), written(value, "0.00") if field in _MONEY else written(value)}
    return wanted.strip().casefold() in {one.casefold() for one in said}


def _key(value: Value) -> tuple[bool, bool, float, str]:
    is_number = isinstance(value, int)
    value = ";".join(value) if isinstance(value, tuple) else value
    return (value is None or value == "", not is_number, float(value) if is_number else 0.0, str(value))  # type: ignore[arg-type]


def _check(profile: Profile) -> None:
    fields = FIELDS.get(profile.kind)
    if fields is None:
        raise BadValue(
            N_("{value} is not a kind of list. Choose one of: {known}."),
            value=profile.kind,
            known=", ".join(FIELDS),
        )
    if not profile.name.strip() or len(profile.name) > _LONGEST or not profile.name.isprintable():
        raise BadValue(N_("A profile needs a name of at most {most} characters."), most=_LONGEST)
    used = [column.field for column in profile.columns if column.field]
    if not used:
        raise BadValue(N_("Choose what goes into at least one column."))
    for field in (*used, *profile.only, *([profile.order] if profile.order else [])):
        if field not in fields:
            raise BadValue(
                N_("Such a list has no field {value}. Choose from: {known}."),
                value=field,
                known=", ".join(fields),
            )


def _shipped() -> tuple[Profile, ...]:
    told = msgspec.toml.decode(Path(__file__).with_name("shipped.toml").read_bytes())
    return tuple(
        msgspec.convert({**one, "columns": [_column(text) for text in one["columns"]]}, Profile)
        for one in told["profile"]
    )


def _column(text: str) -> dict[str, str]:
    """`HEADER=FIELD:FORM`, or `HEADER=:TEXT`, as a column."""
    header, _, told = text.partition("=")
    field, _, rest = told.partition(":")
    return {"header": header, "field": field, "form" if field else "always": rest}


SHIPPED = _shipped()
"""What comes with the program; a sample of theirs wins."""
