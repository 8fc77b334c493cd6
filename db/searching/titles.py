"""Titles by any part of what is known of them, and by the pinyin of their names.

`title_search` holds, for each title, one text of lines to look in; whoever writes a title writes it with it.
"""

import re
from collections.abc import Iterable, Sequence

from db.codes import isbn_13
from db.models import TitleSearch, database
from db.searching.typed import Query, Word, literally, query_of, searchable, within, without_marks
from db.store.batches import batches, insert, select_in
from db.store.sql import rows

_BETWEEN = "\n"
"""Stands around every line, and in no query: a word never reaches from one line into the next."""
_KNOWN = "SELECT id, title, author, isbn, identifier, call_number FROM title WHERE id IN"
_AT_ONCE = 500
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
    return _BETWEEN + _BETWEEN.join(dict.fromkeys(filter(None, lines))) + _BETWEEN


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
    it, and all others; alike ones by their place on the shelf. A part of a label's code is looked for where
    the word has a digit. An empty text finds them all.
    """
    query = query_of(text)
    if isbn_13(query.code) and (exact := titles_of_number(query.code)):
        return exact
    conditions, values = ["1 = 1"], list[object]()
    for word in query.words:
        either = ["title_search.text LIKE ? ESCAPE '!'"] * len(word.spellings)
        values += [within(spelling) for spelling in word.spellings]
        if word.parts:
            either.append(f"({' AND '.join([either[0]] * len(word.parts))})")
            values += [within(part) for part in word.parts]
        if word.code.isascii() and any(sign.isdigit() for sign in word.code):
            either.append(_BY_CODE)
            values.append(within(word.code))
        conditions.append(f"({' OR '.join(either)})")
    begins = _BETWEEN + literally(query.beginning) + "%"
    wholes = [f"%{_BETWEEN}{literally(one)}{_BETWEEN}%" for one in _wholes(query)]
    is_whole = " OR ".join(["title_search.text LIKE ? ESCAPE '!'"] * len(wholes))
    found = rows(
        f"SELECT title.id, CASE WHEN {is_whole} THEN 0"
        " WHEN title_search.text LIKE ? ESCAPE '!' THEN 1"
        " WHEN title_search.text LIKE ? ESCAPE '!' THEN 2 ELSE 3 END AS place"
        # Looked through first: by the index of the order each text would be fetched by itself.
        " FROM title_search CROSS JOIN title WHERE title.id = title_search.title_id"
        f" AND {' AND '.join(conditions)} ORDER BY place, title.shelf_key, title.id",
        *wholes,
        begins,
        "%" + begins,
        *values,
    )
    ids = _called_first(query, found)
    mixed = [word for word in query.words if word.parts]
    return _as_read(ids, mixed) if mixed else ids


def _wholes(query: Query) -> list[str]:
    """All of the text as it may be a whole line; with one word also as an input method would have it."""
    more = query.words[0].spellings if len(query.words) == 1 else ()
    return list(dict.fromkeys((query.beginning, *more)))


def _called_first(query: Query, found: Sequence[Sequence[object]]) -> list[int]:
    """In their order, but first those that are themselves called as was typed.

    The lines of a title stand before its author's: who types czh wants 长征 before the books of 陈志宏.
    """
    ids = [int(str(id_)) for id_, _place in found]
    whole = [id_ for id_, (_id, place) in zip(ids, found, strict=True) if place == 0][:_AT_ONCE]
    sought = set(_wholes(query))
    named = (
        "SELECT title_search.title_id, title_search.text, title.author FROM title_search JOIN title"
        " ON title.id = title_search.title_id WHERE title.id IN"
    )
    called = {
        id_
        for id_, text, author in select_in(named, whole)
        if sought & set(_lines_before(text.split(_BETWEEN), searchable(author or "")))
    }
    return sorted(ids, key=lambda id_: id_ not in called) if called else ids


def _lines_before(lines: Sequence[str], author: str) -> Sequence[str]:
    return lines[: lines.index(author)] if author and author in lines else lines


def _as_read(ids: list[int], words: Sequence[Word]) -> list[int]:
    """Those of these titles that read as the mixed words do: only their parts were asked for."""
    lines = {
        id_: text.strip(_BETWEEN).split(_BETWEEN)
        for id_, text in select_in("SELECT title_id, text FROM title_search WHERE title_id IN", ids)
    }
    return [id_ for id_ in ids if all(word.is_read_in(lines[id_]) for word in words)]


_BY_CODE = (
    "title_search.title_id IN (SELECT copy.title_id FROM barcode JOIN copy ON copy.id = barcode.copy_id"
    " WHERE barcode.code LIKE ? ESCAPE '!')"
)
"""Codes are kept cleaned, so in capitals as the word's own: `UPPER` would be half of the work at each key."""


def titles_called(text: str) -> list[int]:
    """The ids of the titles whose name holds every word of the text."""
    words = [word.spellings[0] for word in query_of(text).words]
    named = rows("SELECT id, title FROM title ORDER BY id")
    return [id_ for id_, title in named if all(word in searchable(title) for word in words)]
