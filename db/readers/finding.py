"""Readers found by a part of their number, name or class, or by the pinyin of their name."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.class_names import class_key, class_order
from db.errors import BadValue
from db.marking import N_
from db.readers.readers import patron_of
from db.searching.names import known_signs, pinyin_of_name
from db.searching.typed import query_of, searchable
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
    """Readers of whom every word of the text is in number, name, class or card, or in the name's pinyin.

    Who has exactly this number or card comes alone. First come those whose name or number begins with the
    text, in full or in pinyin; alike ones by class and number. Case, width and accents do not matter.
    """
    query = query_of(text)
    class_names = dict(rows("SELECT id, name FROM school_class"))
    spelled = _spelled(class_names)
    if query.code:
        exact = [one[0] for one in spelled if query.code in (one[1], one[4])]
        if exact:
            return _rows_of(exact[:1])
    keys = {id_: class_key(name) for id_, name in class_names.items()}
    hits = list(spelled.items())
    for word in query.words:
        fits = {
            at for spelling in word.spellings for at, (_one, known) in enumerate(hits) if spelling in known
        }
        key = class_key(word.code)
        of_key = {id_ for id_, own in keys.items() if own == key}
        if of_key:
            fits |= {at for at, (one, _known) in enumerate(hits) if one[3] in of_key}
        if word.parts:
            fits |= {at for at, (_one, known) in enumerate(hits) if word.is_read_in(known.split("\n"))}
        hits = [hits[at] for at in sorted(fits)]

    def place(hit: tuple[_Reader, str]) -> tuple[object, ...]:
        reader, known = hit
        named, of_class = known.split("\n")[2:], class_names.get(reader[3] or 0, "")
        return (
            not any(line.startswith(query.beginning) for line in named),
            of_class != "",
            class_order(of_class),
        )

    return _rows_of([one[0] for one, _known in sorted(hits, key=place)])


_CARDS = """
    SELECT patron_id, code FROM barcode WHERE patron_id > 0 AND retired_at IS NULL ORDER BY barcode.id
"""
"""`> 0` and not `IS NOT NULL`: so the index of readers is used, and no label of a book is looked at."""
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
_Reader = tuple[int, str, str, int | None, str]
_kept: tuple[object, dict[_Reader, str]] = (None, {})


def _spelled(class_names: Mapping[int, str]) -> dict[_Reader, str]:
    """What each reader is found by, a line each: class, card, and then name, number and the name's pinyin.

    Kept in memory from one search to the next, since somebody types a letter at a time and there may be
    2,000 readers. Only of those who are there now: nobody's name outlives them by more than a search.
    """
    global _kept
    signs, cards = known_signs(), rows(_CARDS)
    readers = rows("SELECT id, number, name, school_class_id FROM patron ORDER BY number")
    now = (readers, cards, signs, class_names)
    kept, spelled = _kept
    if kept != now:
        card_of = dict(cards)
        here: list[_Reader] = [(*one, card_of.get(one[0], "")) for one in readers]
        spelled = {one: _lines_of(one, signs, class_names) for one in here}
        _kept = (now, spelled)
    return spelled


def _lines_of(reader: _Reader, signs: Mapping[str, list[str]], class_names: Mapping[int, str]) -> str:
    _id, number, name, class_id, card = reader
    beside = [searchable(class_names[class_id] if class_id else ""), searchable(card)]
    return "\n".join([*beside, searchable(name), searchable(number), *pinyin_of_name(name, signs)])


def _rows_of(patron_ids: list[int]) -> list[ReaderRow]:
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
