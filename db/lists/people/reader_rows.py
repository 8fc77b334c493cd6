"""One row of a list of readers, read and cleaned."""

from dataclasses import dataclass

from db import codes
from db.errors import BadValue
from db.lists.cells import cleaning, identifiers, people
from db.lists.files.table import Row
from db.lists.headers import Columns
from db.lists.report import Refused, Tally
from db.marking import N_

_LONGEST = {"number": 64, "name": 120, "given_name": 120, "class": 64, "language": 16, "barcode": 64}
_MOST_QUOTA = 999


@dataclass(slots=True)
class ListedReader:
    """A reader of the list; `""` and None are what the list does not say.

    `code` is what the card bears; `has_own_code`: the list gives it, else it is the number.
    """

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
    has_own_code: bool


@dataclass
class RowReader:
    """Reads rows of one layout; `categories` are those that have a policy."""

    columns: Columns
    categories: set[str]
    tally: Tally

    def reader(self, row: Row) -> ListedReader:
        """One row, cleaned. Raises Refused with the first value that cannot be used."""
        surname, given = people.name(self._cell(row, "surname")), people.name(self._cell(row, "given_name"))
        name = people.name(self._cell(row, "name")) or people.full_name(surname, given)
        number = self._code(row, "number")
        code = self._code(row, "barcode")
        class_name = self._class_name(row)
        for field, value in (("number", number), ("name", name)):
            if not value:
                raise Refused(row, field, "", BadValue(N_("empty")))
        if number.startswith("("):  # as those of whom nothing is left: see `db.privacy.forgetting`
            raise Refused(
                row, "number", number, BadValue(N_("{value} cannot be a reader's number."), value=number)
            )
        language = self._cell(row, "language")
        values = {
            "number": number, "name": name, "given_name": given, "class": class_name, "language": language,
            "barcode": code,
        }  # fmt: skip
        for field, value in values.items():
            if len(value) > _LONGEST[field]:
                reason = BadValue(N_("longer than {most} characters"), most=_LONGEST[field])
                raise Refused(row, field, value, reason)
        category = self._category(row)
        if people.category(class_name) == "teacher":
            category, class_name = category or "teacher", ""
        return ListedReader(
            row,
            number,
            name,
            given,
            class_name,
            category,
            self._status(row),
            self._quota(row),
            language,
            code or number,
            bool(code),
        )

    def _cell(self, row: Row, field: str) -> str:
        index = self.columns.of.get(field, len(row.cells))
        return cleaning.text(row.cells[index]) if index < len(row.cells) else ""

    def _code(self, row: Row, field: str) -> str:
        index = self.columns.of.get(field, len(row.cells))
        raw = row.cells[index] if index < len(row.cells) else ""
        try:
            found = identifiers.code(raw)
        except BadValue as reason:
            raise Refused(row, field, codes.clean(raw), reason) from None
        if found.guessed:
            self.tally.doubts["mended"].append(row.where)
        return found.value

    def _class_name(self, row: Row) -> str:
        parts = []
        for field in ("grade", "class"):
            cell = self._cell(row, field)
            try:
                found = identifiers.name_of_class(cell)
            except BadValue as reason:
                raise Refused(row, field, cell, reason) from None
            if found.guessed:
                self.tally.doubts["mended"].append(row.where)
            parts.append(cleaning.unless_empty(found.value))
        return people.class_name(*parts)

    def _category(self, row: Row) -> str:
        category = self._cell(row, "category")
        if not category or category in self.categories:
            return category
        known = people.category(category)
        if known is None or known not in self.categories:
            there_are = ", ".join(sorted(self.categories))
            raise Refused(
                row,
                "category",
                category,
                BadValue(N_("no policy for it (policies: {known})"), known=there_are),
            )
        return known

    def _status(self, row: Row) -> str:
        cell = self._cell(row, "status")
        try:
            return people.status(cell) if cell else ""
        except BadValue as reason:
            raise Refused(row, "status", cell, reason) from None

    def _quota(self, row: Row) -> int | None:
        cell = self._cell(row, "quota")
        try:
            return cleaning.count(cell, _MOST_QUOTA) if cell else None
        except BadValue as reason:
            raise Refused(row, "quota", cell, reason) from None
