"""Why a book is withdrawn: the six grounds that schools name, and the twelve of the rule on content. Pure."""

from db.errors import BadValue
from db.marking import N_

SIX = ("outdated", "unborrowed", "surplus", "duplicate", "ordered", "worn")
"""Outdated, long unborrowed, too many copies, duplicate content, ordered to go, beyond repair."""
TWELVE = tuple(f"content-{number}" for number in range(1, 13))
"""The twelve grounds of 教材〔2021〕2号, by their numbers there."""
LOST = "lost"
"""Written off because it is lost."""
GROUNDS = (*SIX, *TWELVE, LOST)


def must_be_ground(ground: str) -> str:
    """The ground. Raises BadValue for another word."""
    if ground not in GROUNDS:
        raise BadValue(N_("{value} is not one of: {known}."), value=ground, known=", ".join(GROUNDS))
    return ground
