"""What is said: one answer in words, its tone, and the pieces that several answers share."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.words import Words

if TYPE_CHECKING:  # the first picture shows no book
    from db.answers.shown import Book


class Tone(Enum):
    """How an answer feels; the colour and the mark follow from it."""

    DONE = "done"
    HELLO = "hello"
    WAIT = "wait"
    STOP = "stop"


@dataclass(frozen=True)
class Said:
    """One answer in words.

    Attributes:
        tone: how it feels.
        mark: one sign that is drawn large in front of the big word.
        big: the word that is read from two metres.
        lines: what a child reads next, the book's title first where there is one.
        day: until when a book may be kept, in few letters.
        title: the book's, without quotation marks.
        held: how many books somebody has, and how many they may have.
        step: for somebody who has never borrowed, the picture of what to do next, where there is room.
        picture: of a page of the idle screen, the name of what is drawn beside the big word.
        pinyin: who reads it wants that above the characters.

    `day`, `title` and `held` are drawn in middle size where there is room; `lines` tells them in any case.
    """

    tone: Tone
    mark: str
    big: str
    lines: tuple[str, ...] = ()
    day: str = ""
    title: str = ""
    held: tuple[int, int] | None = None
    pinyin: bool = False
    step: str = ""
    picture: str = ""


def with_title(book: "Book | None", words: Words, *lines: str) -> tuple[str, ...]:
    return (title_line(book, words), *lines) if book else lines


def title_line(book: "Book | None", words: Words) -> str:
    """The title in quotation marks, empty where there is no book."""
    return words("“{title}”", title=book.title) if book else ""


def shelf_lines(book: "Book", words: Words) -> tuple[str, ...]:
    """Where the book stands, no line where nobody knows."""
    _ = words
    if book.shelf and book.call_number:
        return (_("It belongs on shelf {shelf}, {number}.", shelf=book.shelf, number=book.call_number),)
    if book.shelf:
        return (_("It belongs on shelf {shelf}.", shelf=book.shelf),)
    return (_("It belongs at {number}.", number=book.call_number),) if book.call_number else ()
