"""What the kiosk says to any answer: the counter's, or a class corner's."""

from db.answers.classes.corner import CornerAnswer
from db.answers.counter.scans import Answer
from kiosk.sentences.classes.corner import say_corner
from kiosk.sentences.counter.scans import say_counter
from kiosk.sentences.said import Said
from kiosk.words import Words


def say(answer: Answer | CornerAnswer, words: Words) -> Said:
    """Put an answer into words."""
    if isinstance(answer, CornerAnswer):
        return say_corner(answer, words)
    return say_counter(answer, words)
