"""The list of a case (剔旧清册): a line a copy, sums by class and ground, copies without a price apart."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from db.callnumber.groups import letter_of
from db.errors import NotFound
from db.marking import N_
from db.models import CODE_OF_COPY
from db.store.sql import rows
from db.weeding.cases import Case


@dataclass(frozen=True)
class SignedLine:
    """One copy. `price` in hundredths, None where nobody knows it; `number` is the accession number."""

    number: int | None
    code: str
    title: str
    author: str
    publisher: str
    year: int | None
    call_number: str
    price: int | None
    ground: str
    why: str
    copy_id: int
    title_id: int


@dataclass(frozen=True)
class SignedList:
    """The list of a case. `library` approvals and the disposal stand with the case."""

    lines: tuple[SignedLine, ...]

    def by_class(self) -> dict[str, tuple[int, int]]:
        """Copies and their sum by the letter of the class; an empty letter for no class."""
        return self._sums(lambda line: letter_of(line.call_number))

    def by_ground(self) -> dict[str, tuple[int, int]]:
        """Copies and their sum by ground."""
        return self._sums(lambda line: line.ground)

    def _sums(self, of: Any) -> dict[str, tuple[int, int]]:
        sums: dict[str, tuple[int, int]] = {}
        for line in self.lines:
            copies, amount = sums.get(of(line), (0, 0))
            sums[of(line)] = (copies + 1, amount + (line.price or 0))
        return dict(sorted(sums.items(), key=lambda one: (one[0] == "", one[0])))

    @property
    def total(self) -> int:
        """The sum of all prices that are known."""
        return sum(line.price or 0 for line in self.lines)

    @property
    def without_price(self) -> tuple[SignedLine, ...]:
        """The copies whose price nobody knows: they are in no sum."""
        return tuple(line for line in self.lines if line.price is None)

    def as_data(self) -> list[Mapping[str, Any]]:
        """As it is kept once it is signed."""
        return [asdict(line) for line in self.lines]


_LINES = f"""
    SELECT accession.number, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''), title.title,
           title.author, title.publisher, title.year, title.call_number, title.price,
           withdrawal_copy.ground, withdrawal_copy.why, copy.id, title.id
    FROM withdrawal_copy JOIN copy ON copy.id = withdrawal_copy.copy_id
    JOIN title ON title.id = copy.title_id LEFT JOIN accession ON accession.copy_id = copy.id
    WHERE withdrawal_copy.case_id = ? ORDER BY title.shelf_key, title.id, copy.number
"""


def list_of(case: Case) -> SignedList:
    """The list as it was signed; of an open case as it is now, in shelf order. Raises NotFound."""
    kept = rows("SELECT signed FROM withdrawal_case WHERE id = ?", case.case_id)
    if not kept:
        raise NotFound(N_("There is no case {name}."), name=case.name)
    if kept[0][0]:
        return SignedList(tuple(SignedLine(**line) for line in json.loads(kept[0][0])))
    return SignedList(tuple(SignedLine(*row) for row in rows(_LINES, case.case_id)))
