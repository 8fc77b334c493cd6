"""What the librarian types into the fields of a title, read as a list's cells are, and nothing guessed."""

from collections.abc import Mapping
from typing import Any

from db.codes import LONGEST_CODE, clean, isbn_13
from db.errors import BadValue
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from db.models import Title

FIELDS = (
    "isbn", "identifier", "title", "author", "publisher", "year", "pages", "price", "subject", "language",
    "call_number",
)  # fmt: skip
"""The fields of a title that are typed; with the price comes its currency."""

_LONGEST = {"call_number": 120, "language": 16}
_SMALLEST_YEAR, _LATEST_YEAR = -9999, 9999


def columns_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """The columns of `Title` that these fields give. Raises BadValue for what makes no sense there.

    An empty text takes away what is known. A price may bear its currency (`CNY16.80`).
    """
    columns: dict[str, Any] = {}
    for field, text in typed.items():
        if field not in FIELDS:
            raise BadValue(
                N_("There is no field {field}. The fields are: {fields}."),
                field=field,
                fields=", ".join(FIELDS),
            )
        if field == "price":
            price = cleaning.price(text)
            _certain(field, text, guessed=price.guessed)
            columns["price"], columns["currency"] = price.value or (None, "")
        else:
            columns[field] = _value(field, text)
    if columns.get("title", "x") == "":
        raise BadValue(N_("A title is needed."))
    return columns


def shown(field: str, value: object) -> str:
    """A value as the librarian reads and types it."""
    if field == "price" and value is not None:
        return f"{int(str(value)) / 100:.2f}"
    return "" if value is None else str(value)


def typed_of(title: Title) -> dict[str, str]:
    """All fields of a title as they would be typed."""
    fields = {field: shown(field, getattr(title, field)) for field in FIELDS}
    if title.price is not None:
        fields["price"] = f"{title.currency}{fields['price']}"
    return fields


def _value(field: str, text: str) -> object:
    if field == "isbn":
        number = isbn_13(clean(text))
        if text.strip() and number is None:
            raise BadValue(N_("{value} is not an ISBN: a digit is wrong or missing."), value=text)
        return number
    if field == "identifier":
        code = clean(text)
        if len(code) > LONGEST_CODE:
            raise BadValue(N_("A number has at most {most} characters."), most=LONGEST_CODE)
        return code or None
    if field in ("year", "pages"):
        number_of = cleaning.year(text) if field == "year" else cleaning.pages(text)
        _certain(field, text, guessed=number_of.guessed)
        return number_of.value
    plain = cleaning.title(text) if field == "title" else cleaning.text(text)
    most = _LONGEST.get(field)
    if most and len(plain) > most:
        raise BadValue(N_("{field} has at most {most} characters."), field=_named(field), most=most)
    return plain


def _certain(field: str, text: str, *, guessed: bool) -> None:
    if guessed:
        raise BadValue(N_("{value} cannot be read as {field}."), value=text, field=_named(field))


def _named(field: str) -> Sentence:
    return Sentence(field.replace("_", " "))
