"""Readers found by a part of their number, name or class, or by the pinyin of their name."""

import re
from dataclasses import dataclass

from db.class_names import class_key, class_order
from db.errors import BadValue
from db.marking import N_
from db.models import CODE_OF_READER
from db.readers.readers import patron_of
from db.searching.names import known_signs, pinyin_of_name
from db.searching.typed import Query, Word, query_of, searchable
from db.store.sql import rows

_LETTER = re.compile("[a-z]")


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
    found = rows(
        f"""
        SELECT patron.number, patron.name, COALESCE(school_class.name, ''), patron.category, patron.status,
               (SELECT COUNT(*) FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL),
               COALESCE(patron.quota, policy.most_loans), patron.id, COALESCE({CODE_OF_READER}, '')
        FROM patron
        JOIN policy ON policy.category = patron.category
        LEFT JOIN school_class ON school_class.id = patron.school_class_id
        ORDER BY patron.number
        """
    )
    query = query_of(text)
    signs = known_signs() if _LETTER.search(query.beginning) else {}
    classes = {name: (searchable(name), class_key(name)) for name in {row[2] for row in found}}
    words = [(word, class_key(word.code)) for word in query.words]
    ranked: list[tuple[bool, ReaderRow]] = []
    for *cells, card in found:  # 2,000 readers at each key that somebody types: what can wait waits
        number, name, class_name = cells[:3]
        if query.code and query.code in (number, card):
            return [ReaderRow(*cells)]
        named = [searchable(name), searchable(number), *pinyin_of_name(name, signs)]
        class_said, own_key = classes[class_name]
        fields = [*named, class_said] if card == number else [*named, class_said, searchable(card)]
        known = "\n".join(fields)
        for word, key in words:
            if not _fits(word, known, fields) and (own_key != key or not class_name):
                break
        else:
            ranked.append((not _begins(query, named), ReaderRow(*cells)))
    ranked.sort(key=lambda pair: (pair[0], pair[1].class_name != "", class_order(pair[1].class_name)))
    return [row for _, row in ranked]


def number_meant(text: str) -> str:
    """The number of the reader whose card, number or whole name this is; a part will do where it fits one.

    Raises NotFound, and BadValue where it fits several.
    """
    found = find_readers(text) if text else []
    named = [row for row in found if searchable(row.name) == searchable(text)] or found
    if len(named) > 1:
        raise BadValue(
            N_("Several readers fit “{text}” ({n}): type the number, or scan the card."),
            text=text,
            n=len(named),
        )
    return named[0].number if named else str(patron_of(text).number)


def _fits(word: Word, known: str, fields: list[str]) -> bool:
    """`known` is all fields, a line each: a spelling has no line break, so that it lies within one."""
    for spelling in word.spellings:
        if spelling in known:
            return True
    return bool(word.parts) and word.is_read_in(fields)


def _begins(query: Query, named: list[str]) -> bool:
    return any(name.startswith(query.beginning) for name in named)
