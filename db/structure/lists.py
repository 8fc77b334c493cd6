"""The titles behind each figure of the structure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from db.callnumber.groups import GROUPS
from db.errors import NotFound
from db.marking import N_
from db.store.batches import select_in
from db.store.sql import rows
from db.structure.growth import ARRIVED, UNDATED, days_of, school_year, withdrawn_on
from db.structure.norms import Norm, most_copies_of
from db.structure.stock import StockTitle, stock

_KNOWN = "SELECT id, title, author, publisher, call_number, year, isbn FROM title WHERE id IN"


@dataclass(frozen=True)
class ListedTitle:
    """A title on a list. `copies` are those that the figure counts, `loans` those of the last year."""

    title_id: int
    title: str
    author: str
    publisher: str
    call_number: str
    year: int | None
    isbn: str
    copies: int
    loans: int
    class_set: bool = False


_BY_VALUE: dict[str, Callable[[StockTitle, str], bool]] = {
    "all": lambda one, _: True,
    "group": lambda one, value: one.group == value,
    "class": lambda one, value: one.letter == value,
    "unclassified": lambda one, _: not one.letter,
    "decade": lambda one, value: one.year is not None and str(one.year // 10 * 10) == value,
    "without-year": lambda one, value: one.year is None and (not value or one.letter == value),
    "without-price": lambda one, _: one.price is None,
    "never-lent": lambda one, value: (
        one.copies > 0 and not one.ever_lent and (value in ("", "all") or one.letter == value)
    ),
    "class-sets": lambda one, _: one.class_set,
}
LISTS = (*_BY_VALUE, "surplus", "new", "withdrawn", "without-day")
"""What a list can be of. `group`, `class` and `decade` need a value; `new` and `withdrawn` a school year."""


def titles_behind(of: str, value: str, norm: Norm, today: date) -> list[ListedTitle]:
    """The titles of one figure, in shelf order. Raises NotFound for an unknown figure."""
    if of not in LISTS or (of == "group" and value not in GROUPS):
        raise NotFound(N_("There is no such list."))
    titles = stock(today)
    if of == "surplus":
        most = most_copies_of(norm)[0]
        chosen = [(one, one.copies - most) for one in titles if one.copies > most and not one.class_set]
    elif of in _BY_VALUE:
        chosen = [(one, one.copies) for one in titles if _BY_VALUE[of](one, value)]
    else:
        return _by_copies(_copies_of(of, value, today), titles)
    return _described([(one.title_id, copies) for one, copies in chosen], titles)


def _copies_of(of: str, value: str, today: date) -> Sequence[int]:
    if of == "without-day":
        return [copy_id for (copy_id,) in rows(UNDATED)]
    begins = int(value) if value.isdecimal() and len(value) == 4 else school_year(today)
    if of == "new":
        return [copy_id for copy_id, _on in rows(ARRIVED, *days_of(begins))]
    return [copy_id for copy_id, on in withdrawn_on().items() if school_year(on) == begins]


def _by_copies(copy_ids: Sequence[int], titles: Sequence[StockTitle]) -> list[ListedTitle]:
    counted: dict[int, int] = {}
    for title_id, _copy in select_in(
        "SELECT copy.title_id, copy.id FROM copy JOIN title ON title.id = copy.title_id WHERE copy.id IN",
        copy_ids,
    ):
        counted[title_id] = counted.get(title_id, 0) + 1
    return sorted(_described(list(counted.items()), titles), key=lambda one: (one.call_number, one.title_id))


def _described(counted: Sequence[tuple[int, int]], titles: Sequence[StockTitle]) -> list[ListedTitle]:
    known = {row[0]: row[1:] for row in select_in(_KNOWN, [title_id for title_id, _ in counted])}
    in_stock = {one.title_id: one for one in titles}
    found = []
    for title_id, copies in counted:
        title, author, publisher, call_number, year, isbn = known[title_id]
        held = in_stock.get(title_id)
        found.append(
            ListedTitle(
                *(title_id, title, author, publisher, call_number, year, isbn or "", copies),
                *(held.loans if held else 0, held.class_set if held else False),
            )
        )
    return found
