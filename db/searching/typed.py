"""What somebody typed to find something, made ready to be compared with what is kept for searching."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from db.codes import clean
from db.store.sql import folded

LONGEST_QUERY = 200
"""What lies behind is not looked at: nobody types more."""

BETWEEN = "\n"
"""Stands around every line that is kept, and in no query: no word reaches from one line into the next."""
_MEANT_LITERALLY = re.compile("([!%_])")
_APOSTROPHES = str.maketrans("", "", "'’‘`ʼ")
_PARTS_OF_ISBN = re.compile(r"\d[\d-]{3,}[\dx]")
_TWO_LETTERS = re.compile("(?<=[zcs])h")
_LETTERS = re.compile("[a-z]+")
_RUNS = re.compile("[a-z]+|[0-9]+|[^a-z0-9]+")
_SHORTEST_SYLLABLES = 4


Condition = tuple[str, list[object]]
"""A condition of a statement, and the values for its `?`."""


@dataclass(frozen=True)
class Word:
    """One word of a query. Any of its `spellings` may stand in the text; `code` may be part of a label.

    `parts`: of a word in which signs and pinyin are mixed, such as 红lm, the runs of each, in order.
    `wide`: of letters that an input method takes with an h or without, a pattern that both spellings fit.
    """

    spellings: tuple[str, ...]
    code: str
    parts: tuple[str, ...] = ()
    wide: str = ""

    def stands_in(self, column: str) -> Condition:
        """The condition that the word is in this column's text, and its values; `is_read_in` is stricter."""
        like = f"{column} LIKE ? ESCAPE '!'"
        either = " OR ".join([like] * len(self.spellings))
        values = list(map(within, self.spellings))
        if self.wide:  # one look at each text, where there would be two
            return f"({like} AND ({either}))", [self.wide, *values]
        if self.parts:
            either += f" OR ({' AND '.join([like] * len(self.parts))})"
            values += map(within, self.parts)
        return f"({either})", [*values]

    def is_read_in(self, lines: Sequence[str]) -> bool:
        """Whether these lines hold one of the spellings, or read as the mixed word does.

        A line in signs is compared with those of its initials, which are as long; syllables in full have
        only to stand in some line.
        """
        if any(spelling in line for spelling in self.spellings for line in lines):
            return True
        if not self.parts:
            return False
        word, bare = "".join(self.parts), [without_marks(line) for line in lines]
        if any(
            _stands(word, signs, read)
            for signs in bare
            if not signs.isascii()
            for read in bare
            if len(read) == len(signs)
        ):
            return True
        return all(any(part in line for line in bare) for part in self.parts) and any(
            len(part) >= _SHORTEST_SYLLABLES and part.isascii() for part in self.parts
        )


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
    wide = ""
    if _LETTERS.fullmatch(bare) and len(first := _TWO_LETTERS.sub("", bare)) > 1:
        if first != bare == typed:
            wide = f"%{_TWO_LETTERS.sub('%', bare)}%"
        spellings.append(first)  # zzh for zz: an input method takes both
    runs = tuple(_RUNS.findall(bare))
    is_mixed = len(runs) > 1 and any(_LETTERS.fullmatch(run) for run in runs) and not bare.isascii()
    return Word(tuple(dict.fromkeys(spellings)), clean(written), runs if is_mixed else (), wide)


def _stands(word: str, signs: str, read: str) -> bool:
    """Whether the word stands somewhere in a line, each sign as it is or by its initial."""
    return any(
        all(one in (signs[at + number], read[at + number]) for number, one in enumerate(word))
        for at in range(len(signs) - len(word) + 1)
    )


def within(text: str) -> str:
    """A pattern of LIKE for a text that holds this one, in a statement with `ESCAPE '!'`."""
    return f"%{literally(text)}%"


def literally(text: str) -> str:
    """The text in a pattern of LIKE, where none of it means anything but itself."""
    return _MEANT_LITERALLY.sub(r"!\1", text)
