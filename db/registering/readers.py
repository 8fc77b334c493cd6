"""A reader added and corrected by the librarian. Each change is an event, which names fields and no child."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.codes import LONGEST_CODE, clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.lists.cells import cleaning, people
from db.marking import N_, Sentence
from db.models import Barcode, Patron, Policy, SchoolClass, database
from db.readers.classes import class_id_of
from db.readers.codes_of_books import numbers_of_books
from db.readers.readers import patron_of
from db.readers.roster_numbers import number_rosters
from db.searching.names import keep_signs
from db.store.sql import rows

FIELDS = ("name", "given_name", "class", "category", "quota", "language", "pinyin")
"""The fields of a reader that are typed. Number, card and status change by verbs of their own."""
_MOST_QUOTA = 999
_LONGEST = 120


@dataclass(frozen=True)
class ReaderAdded:
    """The new reader and the code of their card."""

    patron_id: int
    number: str
    code: str


@dataclass(frozen=True)
class ReaderChanged:
    """What was changed of a reader: field, before, now; nothing where all was as it is typed."""

    patron_id: int
    number: str
    changes: tuple[tuple[str, str, str], ...]


def add_reader(
    number: str, typed: Mapping[str, str], acting: Acting, *, code: str = "", new_class: bool = False
) -> ReaderAdded:
    """Add a reader with this number. `typed` are the fields as text; a pupil, unless the category says else.

    The card bears the `code`, or the number where none is given. Raises BadValue for a number or code that is
    or was somebody's or some book's, for no name and for a field that makes no sense; NotFound for a class
    that there is not, unless it is a `new_class`.
    """
    number, code = clean(number), clean(code) or clean(number)
    with database.atomic():
        for one in (number, code):
            _refuse_code(one)
        if Patron.get_or_none(Patron.number == number):
            raise BadValue(N_("There is a reader {number} already."), number=number)
        given = {"category": "pupil", **{field: text for field, text in typed.items() if text.strip()}}
        columns = _columns_of(given, new_class=new_class)
        if not columns.get("name"):
            raise BadValue(N_("A reader needs a name."))
        called = people.called(columns.get("given_name", ""), columns["name"], columns["category"])
        patron = Patron.create(**{**columns, "number": number, "given_name": called})
        Barcode.create(code=code, patron=patron.id, issued_at=acting.now)
        keep_signs([patron.name])
        number_rosters()
        record(acting, "reader_added", patron_id=patron.id)
        return ReaderAdded(patron.id, number, code)


def edit_reader(
    number: str, typed: Mapping[str, str], acting: Acting, *, new_class: bool = False
) -> ReaderChanged:
    """Correct fields of a reader; an empty text takes away what is known, but not the name.

    With another name, and no given name beside it, what they are called follows from it. Raises as
    `add_reader` does, and NotFound for a reader that there is not, or who was erased.
    """
    with database.atomic():
        patron = patron_of(number)
        if not patron.name:
            raise NotFound(N_("There is no reader {number}."), number=number)
        columns = _columns_of(typed, new_class=new_class)
        if columns.get("name", "x") == "":
            raise BadValue(N_("A reader needs a name."))
        if {"name", "given_name", "category"} & columns.keys():
            name, category = columns.get("name", patron.name), columns.get("category", patron.category_id)
            kept = "" if "name" in columns or "category" in columns else patron.given_name
            columns["given_name"] = people.called(columns.get("given_name", kept), name, category)
        before = {column: _now(patron, column) for column in columns}
        changed = {column: value for column, value in columns.items() if before[column] != value}
        changes = tuple(
            (_FIELD_OF.get(column, column), _shown(column, before[column]), _shown(column, value))
            for column, value in changed.items()
        )
        if not changed:
            return ReaderChanged(patron.id, patron.number, ())
        moved = {"roster_number": None} if "school_class" in changed else {}
        Patron.update(**changed, **moved).where(Patron.id == patron.id).execute()
        keep_signs([str(columns.get("name", ""))])
        number_rosters()
        details: dict[str, object] = {"fields": [field for field, *_ in changes]}
        if "school_class" in changed:
            details |= {"was": before["school_class"], "class": changed["school_class"]}
        record(acting, "reader_changed", patron_id=patron.id, details=details)
        return ReaderChanged(patron.id, patron.number, changes)


_FIELD_OF = {"school_class": "class"}


def _now(patron: Patron, column: str) -> Any:
    if column == "school_class":
        return patron.school_class_id
    return patron.category_id if column == "category" else getattr(patron, column)


def _shown(column: str, value: object) -> str:
    if value is None:
        return ""
    if column == "pinyin":
        return "yes" if value else "no"
    return str(SchoolClass.get_by_id(value).name) if column == "school_class" else str(value)


def _refuse_code(code: str) -> None:
    if not code or len(code) > LONGEST_CODE or code.startswith(("%", "#", "(")):
        raise BadValue(N_("{value} cannot be the number or card of a reader."), value=code or '""')
    if rows("SELECT 1 FROM barcode WHERE code = ?", code):
        raise BadValue(N_("The code {code} is taken. A new card needs a code of its own."), code=code)
    if numbers_of_books([code]):
        raise BadValue(N_("The code {code} is a book's. A card needs a code of its own."), code=code)


def _columns_of(typed: Mapping[str, str], *, new_class: bool) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for field, text in typed.items():
        if field not in FIELDS:
            raise BadValue(
                N_("There is no field {field}. The fields are: {fields}."),
                field=field,
                fields=", ".join(FIELDS),
            )
        plain = cleaning.text(text)
        if len(plain) > _LONGEST:
            raise BadValue(
                N_("{field} has at most {most} characters."),
                field=Sentence(field.replace("_", " ")),
                most=_LONGEST,
            )
        columns[{"class": "school_class"}.get(field, field)] = _value(field, plain, new_class=new_class)
    return columns


def _value(field: str, text: str, *, new_class: bool) -> object:
    match field:
        case "name" | "given_name":
            return people.name(text)
        case "class":
            return _class_of(text, new=new_class) if text else None
        case "category":
            category = people.category(text) or text
            known = sorted(policy.category for policy in Policy.select())
            if text in known or category in known:
                return text if text in known else category
            raise BadValue(N_("{value} is not one of: {known}."), value=text, known=", ".join(known))
        case "quota":
            return cleaning.count(text, _MOST_QUOTA) if text else None
        case "pinyin":
            return cleaning.yes_or_no(text) if text else None
    return text or None


def _class_of(name: str, *, new: bool) -> int:
    if new and len(name) <= 64:
        found, _ = SchoolClass.get_or_create(name=name)  # type: ignore[no-untyped-call]
        return int(found.id)
    return class_id_of(name)
