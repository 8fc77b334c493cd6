"""Which titles of the stock the lines of a list may mean: by ISBN, else by the core of the title.

Of what is blocked nothing may be missed, and nothing may be bought twice: so more is found here than
`meaning` counts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from db.store.sql import rows
from db.title_lists.core import LEAST, core_of, folded_title, same_author
from db.title_lists.lines import Line

_TITLES = "SELECT id, title, author, isbn FROM title ORDER BY shelf_key, id"


@dataclass(frozen=True)
class Match:
    """A title that a line means. `how`: by its `isbn`, its core `title`, or as `part` of a longer title.

    Only a person can say whether a `part` is the book that is meant.
    """

    line: Line
    title_id: int
    how: str


def matches(lines: Sequence[Line]) -> list[Match]:
    """The titles that each line means, lines in their order, titles in shelf order.

    Where titles bear the ISBN of a line, no others are looked at beside those whose core is the same.
    """
    by_isbn: dict[str, list[int]] = defaultdict(list)
    by_core: dict[str, list[tuple[int, str]]] = defaultdict(list)
    whole: list[tuple[int, str, str]] = []
    for title_id, title, author, isbn in rows(_TITLES):
        if isbn:
            by_isbn[isbn].append(title_id)
        by_core[core_of(title)].append((title_id, author))
        whole.append((title_id, folded_title(title), author))
    found: list[Match] = []
    for line in lines:
        how: dict[int, str] = {}
        for title_id in by_isbn.get(line.isbn, ()) if line.isbn else ():
            how[title_id] = "isbn"
        core = core_of(line.title) if line.title else ""
        for title_id, author in by_core.get(core, ()) if core else ():
            how.setdefault(title_id, "title" if same_author(line.author, author) else "part")
        if len(core) >= LEAST and not any(by == "isbn" for by in how.values()):
            for title_id, text, author in whole:
                if core in text and same_author(line.author, author):
                    how.setdefault(title_id, "part")
        found += [Match(line, title_id, by) for title_id, by in how.items()]
    return found
