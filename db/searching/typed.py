"""What somebody typed to find something, made ready to be compared with what is kept for searching."""

import re
import unicodedata
from dataclasses import dataclass

from db.codes import clean
from db.store.sql import folded

LONGEST_QUERY = 200
"""What lies behind is not looked at: nobody types more."""

ESCAPE = "!"
_MEANT_LITERALLY = re.compile("([!%_])")
_APOSTROPHES = str.maketrans("", "", "'’‘`ʼ")
_PARTS_OF_ISBN = re.compile(r"\d[\d-]{3,}[\dx]")
_TWO_LETTERS = re.compile("(?<=[zcs])h")
_LETTERS = re.compile("[a-z]+")


@dataclass(frozen=True)
class Word:
    """One word of a query. Any of its `spellings` may stand in the text; `code` may be part of a label."""

    spellings: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Query:
    """A query: what it is as a code, its words, and all of it as the beginning of a text."""

    code: str
    words: tuple[Word, ...]
    beginning: str


def searchable(text: str) -> str:
    """One spelling for what lists hold and people type.

    Without case, width, accents, blanks, apostrophes (which an input method puts between syllables) and what
    is not seen.
    """
    seen = text
    if not text.isprintable():
        seen = "".join(one for one in text if unicodedata.category(one)[0] != "C" or one.isspace())
    return folded(seen).translate(_APOSTROPHES)


def without_marks(text: str) -> str:
    """The same without punctuation, which titles have and people leave out."""
    return "".join(one for one in searchable(text) if one.isalnum())


def query_of(text: str) -> Query:
    """The query that somebody typed or scanned."""
    written = text[:LONGEST_QUERY]
    words = [_word(word) for word in written.split()]
    return Query(clean(written), tuple(word for word in words if word), searchable(written))


def _word(written: str) -> Word | None:
    typed = searchable(written)
    if not typed:
        return None
    spellings = [typed]
    bare = without_marks(written)
    if len(bare) > 1 and not _MEANT_LITERALLY.search(typed):
        spellings.append(bare)
    if _PARTS_OF_ISBN.fullmatch(typed):
        spellings.append(typed.replace("-", ""))
    if _LETTERS.fullmatch(bare) and len(first := _TWO_LETTERS.sub("", bare)) > 1:
        spellings.append(first)  # zzh for zz: an input method takes both
    return Word(tuple(dict.fromkeys(spellings)), clean(written))


def within(text: str) -> str:
    """A pattern of LIKE for a text that holds this one, in a statement with `ESCAPE '!'`."""
    return f"%{literally(text)}%"


def literally(text: str) -> str:
    """The text in a pattern of LIKE, where none of it means anything but itself."""
    return _MEANT_LITERALLY.sub(r"!\1", text)
