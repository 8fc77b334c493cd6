"""Which copies and which readers: choices in shelf order, for labels and for the relabel campaign."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lookup import find
from db.codes import clean, title_number
from db.errors import NotFound
from db.marking import N_
from db.models import CODE_OF_COPY, NO_ISSUE, NOT_GONE
from db.searching.titles import titles_called
from db.stock.filing import NOT_UNDERSTOOD, class_keys
from db.stock.shelves import no_such_shelf, shelf_names
from db.store.batches import select_in
from db.store.sql import rows


@dataclass(frozen=True)
class Wanted:
    """A choice of copies; what is given must all hold. Nothing given means the whole stock.

    Attributes:
        classes: one class or a range of classes (`I287`, `I287..I287.9`), with all that is below them.
        shelf: the name of a shelf or corner.
        title: a part of the title.
        codes: labels, ISBNs or a list's own numbers; a number stands for all copies of its titles.
        without_label: only copies that carry no code yet.
    """

    classes: str = ""
    shelf: str = ""
    title: str = ""
    codes: tuple[str, ...] | None = None
    without_label: bool = False


@dataclass(frozen=True)
class Shelved:
    """A copy as a label names it. `code` is its label's, empty while it has none; `out`: it is on loan."""

    copy_id: int
    title_id: int
    number: int
    title: str
    author: str
    call_number: str
    shelf: str
    isbn: str
    code: str
    out: bool


_COPIES = f"""
    SELECT copy.id, copy.title_id, copy.number, title.title, title.author, title.call_number,
           COALESCE(location.name, ''), COALESCE(title.isbn, title.identifier, ''),
           COALESCE({CODE_OF_COPY}, ''),
           EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
    FROM copy
    JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE {NOT_GONE}
"""


SHELF_ORDER = "title.shelf_key, title.id, copy.number"
"""`ORDER BY` of everything that is walked along the shelf."""


def copies(wanted: Wanted) -> list[Shelved]:
    """The copies of a choice in shelf order; neither withdrawn nor lost ones.

    Raises BadValue for classes that the library's scheme does not know, NotFound for a shelf or code.
    """
    condition, values = condition_of(wanted)
    return [_shelved(row) for row in rows(f"{_COPIES} AND {condition} ORDER BY {SHELF_ORDER}", *values)]


@dataclass(frozen=True)
class LeftOut:
    """Copies that a choice by classes cannot take in, as nobody knows their class.

    Attributes:
        bare: how many have no call number.
        odd: how many have one that is not understood.
        examples: the first few such call numbers.
    """

    bare: int = 0
    odd: int = 0
    examples: tuple[str, ...] = ()


_EXAMPLES = 5


def left_out(wanted: Wanted) -> LeftOut:
    """What a choice by classes leaves out though the rest of it holds. Raises as `copies` does."""
    if not wanted.classes:
        return LeftOut()
    condition, values = condition_of(replace(wanted, classes=""))
    found = [
        (call_number, number)
        for call_number, number in rows(
            "SELECT title.call_number, COUNT(*) FROM copy JOIN title ON title.id = copy.title_id"
            " LEFT JOIN location ON location.id = copy.location_id"
            f" WHERE {NOT_GONE} AND title.shelf_key >= ? AND {condition}"
            " GROUP BY title.call_number ORDER BY title.call_number",
            NOT_UNDERSTOOD,
            *values,
        )
    ]
    odd = [(text, number) for text, number in found if text.strip()]
    bare = sum(number for text, number in found if not text.strip())
    examples = tuple(text for text, _ in odd[:_EXAMPLES])
    return LeftOut(bare, sum(number for _, number in odd), examples)


def copies_by_id(ids: Sequence[int]) -> list[Shelved]:
    """These copies, in the order of the ids; those that were withdrawn or lost since are left out."""
    found = {row[0]: _shelved(row) for row in select_in(f"{_COPIES} AND copy.id IN", ids)}
    return [found[id_] for id_ in ids if id_ in found]


def copies_meant(code: str) -> list[int]:
    """The copies that a code as it is typed may mean: the one with this label, or all of a title."""
    found = find(clean(code))
    if isinstance(found, FoundCopy):
        return [found.copy_id]
    if isinstance(found, FoundTitle):
        return [one.copy_id for one in (*found.unlabelled, *found.labelled)]
    return []


def condition_of(wanted: Wanted) -> tuple[str, list[object]]:
    """A choice as a condition on `copy`, `title` and `location`, with its values. Raises as `copies` does."""
    conditions, values = ["1 = 1"], list[object]()
    if wanted.classes:
        conditions.append("title.shelf_key >= ? AND title.shelf_key < ?")
        values += class_keys(wanted.classes)
    if wanted.shelf:
        if wanted.shelf not in shelf_names():
            raise no_such_shelf(wanted.shelf)
        conditions.append("location.name = ?")
        values.append(wanted.shelf)
    if wanted.title:
        named = ", ".join(map(str, titles_called(wanted.title)))
        conditions.append(f"title.id IN ({named or 'NULL'})")
    if wanted.codes is not None:
        ids = _copies_with(wanted.codes)
        conditions.append(f"copy.id IN ({', '.join('?' * len(ids)) or 'NULL'})")
        values += ids
    else:
        conditions.append(NO_ISSUE)
    if wanted.without_label:
        conditions.append("NOT EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id)")
    return " AND ".join(conditions), values


def _copies_with(codes: Sequence[str]) -> list[int]:
    """The copies that these codes stand for. Raises NotFound, naming the first few codes of no book."""
    numbers = {code: title_number(code) for code in codes}
    by_label = dict(
        select_in("SELECT code, copy_id FROM barcode WHERE copy_id IS NOT NULL AND code IN", codes)
    )
    known: set[str] = set(by_label)
    ids = set(by_label.values())
    for column in ("isbn", "identifier"):
        sql = f"SELECT title.{column}, copy.id FROM copy JOIN title ON title.id = copy.title_id"
        unlabelled = [number for code, number in numbers.items() if code not in by_label]
        for number, copy_id in select_in(f"{sql} WHERE title.{column} IN", unlabelled):
            known.add(number)
            ids.add(copy_id)
    unknown = [code for code, number in numbers.items() if code not in known and number not in known]
    if unknown:
        raise NotFound(
            N_("No book is known for these codes ({count}): {codes}."),
            count=len(unknown),
            codes=", ".join(unknown[:5]),
        )
    return sorted(ids)


def _shelved(row: tuple[Any, ...]) -> Shelved:
    return Shelved(*(*row[:-1], bool(row[-1])))
