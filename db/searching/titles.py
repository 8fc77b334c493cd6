"""Titles by any part of what is known of them, and by the pinyin of their names.

`title_search` holds, for each title, one text of lines to look in; whoever writes a title writes it with it.
"""

import re
import sys
from collections.abc import Iterable, Sequence

from db.codes import isbn_13
from db.models import TitleSearch, database
from db.searching.labels import by_ending, by_part
from db.searching.typed import (
    BETWEEN,
    Condition,
    Query,
    Word,
    literally,
    query_of,
    searchable,
    without_marks,
)
from db.store.batches import batches, insert, select_in
from db.store.sql import rows

_KNOWN = "SELECT id, title, author, isbn, identifier, call_number FROM title WHERE id IN"
_AT_ONCE = 500
_FEW = 2000
_NAMES = re.compile(r"\w+")


def keep_titles(title_ids: Iterable[int]) -> None:
    """In the running transaction: let these titles be found as they are now written."""
    for some in batches(title_ids, _AT_ONCE):
        kept = dict(select_in("SELECT title_id, text FROM title_search WHERE title_id IN", some))
        found = [(text_of(cells), id_) for id_, *cells in select_in(_KNOWN, some)]
        changed = [(text, id_) for text, id_ in found if id_ in kept and kept[id_] != text]
        if changed:
            mark = database.param
            database.cursor().executemany(
                f"UPDATE title_search SET text = {mark} WHERE title_id = {mark}", changed
            )
        new = [(id_, text) for text, id_ in found if id_ not in kept]
        insert(TitleSearch, ("title_id", "text"), new)


def drop_title(title_id: int) -> None:
    """In the running transaction, before a title is deleted."""
    TitleSearch.delete().where(TitleSearch.title == title_id).execute()


def text_of(cells: Sequence[str | None]) -> str:
    """What is kept of a title: its name first; `cells` are name, author, ISBN, identifier, call number."""
    from db.searching.pinyin import initials, syllables

    title, author, isbn, identifier, call_number = cells
    lines = [searchable(title or ""), without_marks(title or "")]
    lines += [*initials(title or ""), *syllables(title or "")]
    lines.append(searchable(author or ""))
    for name in _NAMES.findall(author or ""):
        lines += [*initials(name)[:1], *syllables(name)[:1]]
    lines += [isbn or "", _isbn_10(isbn or ""), searchable(identifier or ""), searchable(call_number or "")]
    return BETWEEN + BETWEEN.join(dict.fromkeys(filter(None, lines))) + BETWEEN


def _isbn_10(isbn: str) -> str:
    """The ISBN in ten digits, with a small x; empty where it has no such form."""
    if not isbn.startswith("978"):
        return ""
    digits = isbn[3:12]
    check = sum((10 - at) * int(digit) for at, digit in enumerate(digits)) % 11
    return digits + "0123456789x"[(11 - check) % 11]


def titles_of_number(code: str) -> list[int]:
    """The titles that a whole ISBN or a whole number of the list stands for; `code` is cleaned."""
    return [
        id_
        for (id_,) in rows(
            "SELECT id FROM title WHERE isbn = ? OR identifier = ? ORDER BY id",
            isbn_13(code) or code,
            code,
        )
    ]


def find_titles(text: str) -> list[int]:
    """The ids of the titles that hold every word of the text, the best first.

    A whole ISBN, in any spelling, finds its titles alone. First come titles that are called so, in signs or
    in pinyin, then those that begin with the text, those of which the pinyin, author or a number begins with
    it, and all others; alike ones by their place on the shelf. A word with a digit may also be the code of a
    label, or four or more characters at its end; or any part of one, where nothing is found without that. An
    empty text finds them all.
    """
    return best_titles(text, sys.maxsize)[0]


def best_titles(text: str, most: int) -> tuple[list[int], int]:
    """The first of what `find_titles` finds, at most so many, and how many it finds."""
    query = query_of(text)
    if isbn_13(query.code) and (exact := titles_of_number(query.code)):
        return exact[:most], len(exact)
    found = _found(query)
    mixed = [word for word in query.words if word.parts]
    if mixed:
        as_read = _as_read([id_ for id_, _ in found], mixed)
        found = [one for one in found if one[0] in as_read]
    alike: tuple[list[int], ...] = tuple([] for _ in range(_PLACES))
    for id_, place in found:
        alike[place].append(id_)
    best = _called_first(query, alike[0], most)
    for ids in alike[1:]:
        if len(best) < most:
            best += _by_shelf(ids, most)
    return best[:most], len(found)


def _found(query: Query) -> list[tuple[int, int]]:
    """The titles that hold every word, each with its place: 0 to be shown first."""
    begins = BETWEEN + literally(query.beginning) + "%"
    whole, *others = (f"%{BETWEEN}{literally(one)}{BETWEEN}%" for one in _wholes(query))
    like = "text LIKE ? ESCAPE '!'"
    is_another = " ".join([f"WHEN {like} THEN 0"] * len(others))
    select = (
        f"SELECT title_id, CASE {is_another} WHEN NOT {like} THEN 3 WHEN {like} THEN 0 WHEN {like} THEN 1"
        " ELSE 2 END FROM title_search WHERE "
    )
    before = (*others, "%" + begins, whole, begins)
    words = sorted(query.words, key=_commonness)
    condition, values = _all([word.stands_in("text") for word in words])
    found = dict(rows(select + condition, *before, *values))
    numbers = [word for word in words if _has_digit(word)]
    for of_label in (by_ending, by_part) if numbers else ():
        # Only of titles with such a label is the rest asked: of all of them it would take as long again.
        condition, values = _any([of_label(word.code) for word in numbers])
        if len(words) > 1:
            rest = [
                _any([word.stands_in("text"), *([of_label(word.code)] if word in numbers else [])])
                for word in words
            ]
            condition, values = _all([(condition, values), *rest])
        found |= dict(rows(select + condition, *before, *values))
        if found:
            break
    return list(found.items())


def _all(conditions: Sequence[Condition]) -> Condition:
    return " AND ".join(["1 = 1", *(one for one, _ in conditions)]), _values(conditions)


def _any(conditions: Sequence[Condition]) -> Condition:
    return f"({' OR '.join(one for one, _ in conditions)})", _values(conditions)


def _values(conditions: Sequence[Condition]) -> list[object]:
    return [value for _, some in conditions for value in some]


_PLACES = 4


def _has_digit(word: Word) -> bool:
    return word.code.isascii() and any(sign.isdigit() for sign in word.code)


def _commonness(word: Word) -> tuple[bool, int]:
    """Sorts words that few titles will have before others: the next is only looked for in what is left."""
    return not _has_digit(word), -len(word.code)


def _by_shelf(title_ids: Sequence[int], most: int) -> list[int]:
    """The first of these titles, at most so many, in the order of the shelves."""
    if not title_ids:
        return []
    if len(title_ids) <= _FEW:
        marks = ", ".join("?" * len(title_ids))
        some = rows(f"SELECT id FROM title WHERE id IN ({marks}) ORDER BY shelf_key, id", *title_ids)
        return [id_ for (id_,) in some[:most]]
    wanted, found, at, step = set(title_ids), list[int](), 0, _FEW
    while len(found) < min(most, len(wanted)):  # among so many, the first soon come by themselves
        some = rows("SELECT id FROM title ORDER BY shelf_key, id LIMIT ? OFFSET ?", step, at)
        if not some:
            break
        found += [id_ for (id_,) in some if id_ in wanted]
        at, step = at + step, 4 * step
    return found[:most]


def _wholes(query: Query) -> list[str]:
    """All of the text as it may be a whole line; with one word also as an input method would have it."""
    more = query.words[0].spellings if len(query.words) == 1 else ()
    return list(dict.fromkeys((query.beginning, *more)))


def _called_first(query: Query, title_ids: Sequence[int], most: int) -> list[int]:
    """In the order of the shelves, but first those that are themselves called as was typed.

    The lines of a title stand before its author's: who types czh wants 长征 before the books of 陈志宏.
    """
    ids = _by_shelf(title_ids, max(most, _AT_ONCE))
    sought = set(_wholes(query))
    named = (
        "SELECT title_search.title_id, title_search.text, title.author FROM title_search JOIN title"
        " ON title.id = title_search.title_id WHERE title.id IN"
    )
    called = {
        id_
        for id_, text, author in select_in(named, ids[:_AT_ONCE])
        if sought & set(_lines_before(text.split(BETWEEN), searchable(author or "")))
    }
    return sorted(ids, key=lambda id_: id_ not in called) if called else ids


def _lines_before(lines: Sequence[str], author: str) -> Sequence[str]:
    return lines[: lines.index(author)] if author and author in lines else lines


def _as_read(ids: list[int], words: Sequence[Word]) -> set[int]:
    """Those of these titles that read as the mixed words do: only their parts were asked for."""
    lines = {
        id_: text.strip(BETWEEN).split(BETWEEN)
        for id_, text in select_in("SELECT title_id, text FROM title_search WHERE title_id IN", ids)
    }
    return {id_ for id_ in ids if all(word.is_read_in(lines[id_]) for word in words)}


def titles_called(text: str) -> list[int]:
    """The ids of the titles whose name holds every word of the text."""
    words = [word.spellings[0] for word in query_of(text).words]
    named = rows("SELECT id, title FROM title ORDER BY id")
    return [id_ for id_, title in named if all(word in searchable(title) for word in words)]
