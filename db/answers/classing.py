"""A class that a book may have, and the book numbers that may follow it."""

from dataclasses import dataclass

from db.marking import Sentence


@dataclass(frozen=True)
class Proposal:
    """A class, and why: so many of the titles that are alike in this way have it.

    Attributes:
        why: `series`, `author`, `subject` or `publisher`, in words, with what it is.
        titles: how many of them have this class; `of`: how many of them have any.
    """

    class_number: str
    why: Sentence
    titles: int
    of: int


@dataclass(frozen=True)
class BookNumbers:
    """What may stand behind the class; each is empty where it cannot be told.

    Attributes:
        running: the next running number (种次号) of the class.
        table: the author's number in the table that the school has imported.
        cutter: the Cutter-Sanborn number of an author in Latin letters, with the title's letter.
    """

    running: str
    table: str
    cutter: str
