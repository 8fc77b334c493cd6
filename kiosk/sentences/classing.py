"""A class that is proposed, and the book numbers that may follow it, in words."""

from db.answers.classing import BookNumbers, Proposal
from db.marking import N_, Sentence
from kiosk.words import Words


def proposed(one: Proposal, words: Words) -> Sentence:
    """A class, with the reason: how many of the titles that are alike have it."""
    return Sentence(
        N_("{class_number}: {titles} of {of} by {why}"),
        {"class_number": one.class_number, "titles": one.titles, "of": one.of, "why": words(one.why)},
    )


def book_numbers_said(numbers: BookNumbers, words: Words) -> str:
    """The book numbers that there are, in one line; empty where there is none."""
    named = (
        (N_("next running number {number}"), numbers.running),
        (N_("author's number in the school's table {number}"), numbers.table),
        (N_("Cutter {number}"), numbers.cutter),
    )
    return words("; ").join(words(text, number=number) for text, number in named if number)
