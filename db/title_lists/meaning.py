"""Which titles of the stock a line of a list stands for: by ISBN, or by its core title and its author.

What is counted must be certain. What a list may mean besides, for somebody to look at, `matching` says.

Equality of titles finds few of them (`水浒` is `水浒传`), and containing finds too many (`童年` is in
`常和父母比童年`): so a title counts that is called exactly so, that begins so where the name is long
enough to tell, or that holds the name and is by the same author.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from db.codes import isbn_13
from db.searching.typed import within, without_marks
from db.store.sql import rows

_IN_BRACKETS = re.compile(r"[（(\[【〔].*?[）)\]】〕]")
_SUBTITLE = re.compile(r"[：:]|\s[-－—]+\s|－|——")
_BETWEEN_NAMES = re.compile(r"[,，;；/、&|]|\band\b")
_PARTS_OF_NAME = re.compile(r"[·•\s.．-]+")
_ROLES = re.compile(r"(?:原著|主编|编著|改编|编写|编订|选编|编辑|著|编|译|文|绘|等)+$")
_TELLING = 3
"""Characters of a core title that tell a book without its author where it is called exactly so."""
_TELLING_BEGINNING = 4
"""The same where a title only begins so."""
_SAME_NAME = 3
"""Foreign names are spelt in several ways: `拉格洛夫` and `拉格洛芙` agree as far as this."""


@dataclass(frozen=True)
class Meant:
    """A title of the stock, and by what it was found: `isbn` or `title`."""

    title_id: int
    found_by: str


def core_title(title: str) -> str:
    """What a title is called, without brackets, marks and what stands behind a colon or dash."""
    bare = _IN_BRACKETS.sub("", title)
    return without_marks(_SUBTITLE.split(bare)[0]) or without_marks(title)


def authors_of(author: str) -> frozenset[str]:
    """The names in a statement of authors, in parts: without country, dynasty and role."""
    names = set()
    for name in _BETWEEN_NAMES.split(_IN_BRACKETS.sub("", author)):
        for part in _PARTS_OF_NAME.split(_ROLES.sub("", name.strip())):
            bare = without_marks(_ROLES.sub("", part))
            if len(bare) > 1:
                names.add(bare)
    return frozenset(names)


def is_same_author(one: str, other: str) -> bool:
    """Whether one of the names occurs in both."""
    written = without_marks(_IN_BRACKETS.sub("", other))
    return any(
        name in written or (len(name) > _SAME_NAME and name[:_SAME_NAME] in written)
        for name in authors_of(one)
    )


def is_same_book(core: str, author: str, title: str, by: str) -> bool:
    """Whether a title of the stock is what a row with this core title and author means."""
    called = core_title(title)
    agrees = bool(author) and is_same_author(author, by)
    if called == core:
        return agrees or len(core) >= _TELLING or not (author and by)
    whole = without_marks(title)
    if whole.startswith(core) and len(core) >= _TELLING_BEGINNING:
        return agrees or core.isascii() is False
    return core in whole and agrees


def meant_by(title: str, author: str, isbn: str, also: str = "") -> list[Meant]:
    """The titles of the stock that this row means, those with its ISBN first."""
    number = isbn_13(isbn) or isbn
    found = {
        title_id: Meant(title_id, "isbn")
        for (title_id,) in (rows("SELECT id FROM title WHERE isbn = ? ORDER BY id", number) if number else ())
    }
    for name in filter(None, (title, also)):
        core = core_title(name)
        if not core:
            continue
        for title_id, called, by in _holding(core):
            if title_id not in found and is_same_book(core, author, called, by):
                found[title_id] = Meant(title_id, "title")
    return list(found.values())


def _holding(core: str) -> Iterable[tuple[int, str, str]]:
    return rows(
        "SELECT title.id, title.title, title.author FROM title_search"
        " JOIN title ON title.id = title_search.title_id"
        " WHERE title_search.text LIKE ? ESCAPE '!' ORDER BY title.id",
        within(core),
    )
