"""Readers found by a part of their number, name or class, or by the pinyin of their name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from db.class_names import class_key, class_order
from db.errors import BadValue
from db.marking import N_
from db.readers.readers import patron_of
from db.searching.typed import BETWEEN, Condition, Word, query_of, searchable
from db.store.batches import select_in
from db.store.sql import rows


@dataclass(frozen=True)
class ReaderRow:
    """One reader, as the librarian reads it."""

    number: str
    name: str
    class_name: str
    category: str
    status: str
    on_loan: int
    limit: int
    patron_id: int = 0


def find_readers(text: str) -> list[ReaderRow]:
    """The readers that `ids_of_readers` finds, in its order."""
    return readers_of(ids_of_readers(text))


def ids_of_readers(text: str, class_ids: Collection[int] | None = None) -> list[int]:
    """Readers of whom every word of the text is in number, name, class or card, or in the name's pinyin.

    With `class_ids` only readers of these classes. Who has exactly this number or card comes alone. First
    come those whose name, number or card begins with the text, in full or in pinyin; alike ones by class and
    number. Case, width and accents do not matter.
    """
    query = query_of(text)
    if query.code and (exact := rows(_EXACT, query.code, query.code)):
        ((id_, class_id),) = exact
        return [id_] if class_ids is None or class_id in class_ids else []
    class_names = dict(rows("SELECT id, name FROM school_class"))
    conditions, values = ["1 = 1"], list[object]()
    for word in query.words:
        condition, sought = _in_reader(word, class_names)
        if word.parts:
            each = [_in_reader(Word((part,), part), class_names) for part in word.parts]
            condition = f"({condition} OR {' AND '.join(one for one, _ in each)})"
            sought += [value for _, some in each for value in some]
        conditions.append(condition)
        values += sought
    found = rows(f"{_FOUND} WHERE {' AND '.join(conditions)}", *values)
    for word in query.words:
        if word.parts:
            meant = _classes_meant(word, class_names)
            found = [one for one in found if one[3] in meant or word.is_read_in(_lines_of(one, class_names))]
    if class_ids is not None:
        found = [one for one in found if one[3] in class_ids]
    if not found:
        return []
    orders = {id_: class_order(name) for id_, name in class_names.items()}
    begins = BETWEEN + query.beginning

    def place(one: _Found) -> tuple[object, ...]:
        _id, number, known, class_id = one
        return (
            bool(query.beginning) and begins not in known,
            class_id is not None,
            orders.get(class_id or 0, _NO_CLASS),
            number,
        )

    return [one[0] for one in sorted(found, key=place)]


_Found = tuple[int, str, str, int | None]
_FOUND = "SELECT id, number, found_by, school_class_id FROM patron"
_EXACT = """
    SELECT id, school_class_id FROM patron
    WHERE number = ? OR id IN (
        SELECT patron_id FROM barcode WHERE code = ? AND patron_id > 0 AND retired_at IS NULL)
    ORDER BY number LIMIT 1
"""
_ROWS = """
    SELECT patron.id, patron.number, patron.name, COALESCE(school_class.name, ''), patron.category,
           patron.status,
           (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL),
           COALESCE(patron.quota, policy.most_loans)
    FROM patron
    JOIN policy ON policy.category = patron.category
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE patron.id IN
"""
_NO_CLASS = class_order("")


def _in_reader(word: Word, class_names: Mapping[int, str]) -> Condition:
    condition, values = word.stands_in("found_by")
    if of_class := _classes_meant(word, class_names):
        condition = f"({condition} OR school_class_id IN ({', '.join(map(str, of_class))}))"
    return condition, values


def _classes_meant(word: Word, class_names: Mapping[int, str]) -> list[int]:
    key = class_key(word.code)
    return [
        id_
        for id_, name in class_names.items()
        if class_key(name) == key or any(one in _spelled(name) for one in word.spellings)
    ]


@lru_cache(maxsize=1024)
def _spelled(class_name: str) -> str:
    return searchable(class_name)


def _lines_of(found: _Found, class_names: Mapping[int, str]) -> list[str]:
    _id, _number, known, class_id = found
    return [_spelled(class_names.get(class_id or 0, "")), *known.strip(BETWEEN).split(BETWEEN)]


def readers_of(patron_ids: Sequence[int]) -> list[ReaderRow]:
    """These readers, in this order."""
    known = {
        id_: ReaderRow(number, name, class_name, category, status, on_loan, limit, id_)
        for id_, number, name, class_name, category, status, on_loan, limit in select_in(_ROWS, patron_ids)
    }
    return [known[id_] for id_ in patron_ids]


def number_meant(text: str) -> str:
    """The number of the reader whose card, number or whole name this is; a part will do where it fits one.

    Raises NotFound, and BadValue where it fits several.
    """
    found = find_readers(text) if text else []
    named = [row for row in found if searchable(row.name) == searchable(text)] or found
    if len(named) > 1:
        raise BadValue(
            N_("Several readers match “{text}” ({n}): type the number, or scan the card."),
            text=text,
            n=len(named),
        )
    return named[0].number if named else str(patron_of(text).number)
