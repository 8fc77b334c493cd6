"""Which copies and which readers: choices in shelf order, for labels and for the relabel campaign."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db.callnumber import shelf_range
from db.codes import clean, isbn_13
from db.errors import BadValue, NotFound
from db.finding import containing
from db.identity import identity
from db.lists.batches import select_in
from db.lists.table import read
from db.marking import N_
from db.school_classes import class_id_of
from db.store import rows


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


@dataclass(frozen=True)
class Place:
    """A shelf, or the corner of a class, with the first and last class number on it (empty without any)."""

    name: str
    is_corner: bool
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Cardholder:
    """A reader as a card names them; `code` is the card's, empty while there is none."""

    patron_id: int
    number: str
    name: str
    class_name: str
    code: str


_COPIES = """
    SELECT copy.id, copy.title_id, copy.number, title.title, title.author, title.call_number,
           COALESCE(location.name, ''), COALESCE(title.isbn, title.identifier, ''),
           COALESCE((SELECT barcode.code FROM barcode WHERE barcode.copy_id = copy.id
                     AND barcode.retired_at IS NULL ORDER BY barcode.id DESC LIMIT 1), ''),
           EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
    FROM copy
    JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE copy.status NOT IN ('withdrawn', 'lost')
"""

_CARDHOLDERS = """
    SELECT patron.id, patron.number, patron.name, COALESCE(school_class.name, ''),
           COALESCE((SELECT barcode.code FROM barcode WHERE barcode.patron_id = patron.id
                     AND barcode.retired_at IS NULL ORDER BY barcode.id DESC LIMIT 1), '')
    FROM patron LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE patron.status <> 'left'
"""

_NAMED = 20
"""So many shelves are named to one who has named none of them."""

SHELF_ORDER = "title.shelf_key, title.id, copy.number"
"""`ORDER BY` of everything that is walked along the shelf."""


def copies(wanted: Wanted) -> list[Shelved]:
    """The copies of a choice in shelf order; neither withdrawn nor lost ones.

    Raises BadValue for classes that the library's scheme does not know, NotFound for a shelf or code.
    """
    condition, values = condition_of(wanted)
    return [_shelved(row) for row in rows(f"{_COPIES} AND {condition} ORDER BY {SHELF_ORDER}", *values)]


def copies_by_id(ids: Sequence[int]) -> list[Shelved]:
    """These copies, in the order of the ids; those that were withdrawn or lost since are left out."""
    found = {row[0]: _shelved(row) for row in select_in(f"{_COPIES} AND copy.id IN", ids)}
    return [found[id_] for id_ in ids if id_ in found]


def condition_of(wanted: Wanted) -> tuple[str, list[object]]:
    """A choice as a condition on `copy`, `title` and `location`, with its values. Raises as `copies` does."""
    conditions, values = ["1 = 1"], list[object]()
    if wanted.classes:
        conditions.append("title.shelf_key >= ? AND title.shelf_key < ?")
        values += class_keys(wanted.classes)
    if wanted.shelf:
        if wanted.shelf not in _shelves():
            raise _no_shelf(wanted.shelf)
        conditions.append("location.name = ?")
        values.append(wanted.shelf)
    if wanted.title:
        conditions.append("LOWER(title.title) LIKE ? ESCAPE '!'")
        values.append(containing(wanted.title))
    if wanted.codes is not None:
        ids = _copies_with(wanted.codes)
        conditions.append(f"copy.id IN ({', '.join('?' * len(ids)) or 'NULL'})")
        values += ids
    if wanted.without_label:
        conditions.append("NOT EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id)")
    return " AND ".join(conditions), values


def class_keys(classes: str) -> tuple[bytes, bytes]:
    """Shelf keys `low <= key < high` of a range of classes. Raises BadValue."""
    first, _, last = classes.partition("..")
    scheme = identity().scheme
    try:
        low, high = shelf_range(first, last or first, scheme)
    except ValueError as error:
        raise BadValue(
            N_("{classes} is no class or range of classes. Write it like I287 or I287..I287.9."),
            classes=classes,
        ) from error
    if low >= high:
        raise BadValue(N_("{last} stands before {first} on the shelf."), first=first, last=last)
    return low.encode(), high.encode()


def cardholders(class_name: str = "", numbers: Iterable[str] | None = None) -> list[Cardholder]:
    """Readers of a class, or with these numbers, or all, by class and number; nobody who has left.

    Raises NotFound for a class or a number that there is not.
    """
    if class_name:
        class_id_of(class_name)
    found = [Cardholder(*row) for row in rows(_CARDHOLDERS)]
    if class_name:
        found = [reader for reader in found if reader.class_name == class_name]
    if numbers is not None:
        wanted = {clean(number) for number in numbers}
        unknown = wanted - {reader.number for reader in found}
        if unknown:
            raise NotFound(N_("There is no reader {number}."), number=", ".join(sorted(unknown)))
        found = [reader for reader in found if reader.number in wanted]
    return sorted(found, key=lambda reader: (reader.class_name, reader.number))


def cardholders_by_id(ids: Sequence[int]) -> list[Cardholder]:
    """These readers, in the order of the ids; those who have left since are left out."""
    found = {row[0]: Cardholder(*row) for row in select_in(f"{_CARDHOLDERS} AND patron.id IN", ids)}
    return [found[id_] for id_ in ids if id_ in found]


def places(shelf: str = "") -> list[Place]:
    """Shelves and corners by number and name, with the first and last class on each; or one of them.

    Raises NotFound for a shelf that there is not.
    """
    if shelf and shelf not in _shelves():
        raise _no_shelf(shelf)
    found: dict[str, Place] = {}
    for name, kind, call_number in rows(
        "SELECT location.name, location.kind, COALESCE(title.call_number, '') FROM location"
        " LEFT JOIN copy ON copy.location_id = location.id AND copy.status NOT IN ('withdrawn', 'lost')"
        " LEFT JOIN title ON title.id = copy.title_id ORDER BY title.shelf_key, title.id"
    ):
        of_class = call_number.partition("/")[0].strip()
        place = found.setdefault(name, Place(name, kind == "corner"))
        if of_class:
            found[name] = replace(place, first=place.first or of_class, last=of_class)
    wanted = [place for place in found.values() if shelf in ("", place.name)]
    return sorted(wanted, key=lambda place: by_number(place.name))


def by_number(shelf: str) -> tuple[int, str]:
    """The order of shelf names: by the number in them, `9` before `10`, then by name."""
    digits = "".join(character for character in shelf if character in "0123456789")
    return int(digits[:9] or 0), shelf


def codes_of_list(path: Path) -> tuple[str, ...]:
    """The first cell of every row of a list, as codes; a heading, which has no digit, is passed over.

    Raises BadList.
    """
    cells = [row.cells[0] for sheet in read(path) for row in sheet.rows if row.cells]
    heading = bool(cells) and not any(character.isdigit() for character in cells[0])
    return codes_of_lines(cells[1:] if heading else cells)


def codes_of_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Codes, one a line, each once."""
    return tuple(dict.fromkeys(code for line in lines if (code := clean(line))))


def _copies_with(codes: Sequence[str]) -> list[int]:
    """The copies that these codes stand for. Raises NotFound, naming the first few codes of no book."""
    numbers = {code: isbn_13(code) or code for code in codes}
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
            N_("Of {count} codes no book is known: {codes}."),
            count=len(unknown),
            codes=", ".join(unknown[:5]),
        )
    return sorted(ids)


def _shelves() -> list[str]:
    return [name for (name,) in rows("SELECT name FROM location")]


def _no_shelf(name: str) -> NotFound:
    known = sorted(_shelves(), key=by_number)
    named = ", ".join(known[:_NAMED]) + (", …" if len(known) > _NAMED else "")
    return NotFound(N_("There is no shelf {name}. The shelves are: {known}."), name=name, known=named or "-")


def _shelved(row: tuple[Any, ...]) -> Shelved:
    return Shelved(*(*row[:-1], bool(row[-1])))
