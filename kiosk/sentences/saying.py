"""What the kiosk says to any answer: the counter's, or a class corner's."""

from dataclasses import replace

from db.answers.classes.corner import CornerAnswer
from db.answers.counter.scans import Answer
from db.answers.shown import Book
from kiosk.sentences.classes.corner import say_corner
from kiosk.sentences.counter.scans import say_counter
from kiosk.sentences.said import Said, title_line
from kiosk.words import Words, visible


def say(answer: Answer | CornerAnswer, words: Words) -> Said:
    """Put an answer into words; where it is about a book, `lines` begins with the book's title."""
    said = say_corner(answer, words) if isinstance(answer, CornerAnswer) else say_counter(answer, words)
    book = getattr(answer, "book", None)
    if isinstance(book, Book) and book.title and said.lines[:1] == (title_line(book, words),):
        return replace(said, title=visible(book.title).strip())
    return said
