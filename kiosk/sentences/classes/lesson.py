"""How a pupil stands in the lesson, by shape and by word: the same on the screen and on paper."""

from db.answers.classes.lesson import TileState
from db.marking import N_

STATES = {
    TileState.NOT_YET: ("·", N_("not yet")),
    TileState.RETURNED: ("↩", N_("returned")),
    TileState.HAS_BOOKS: ("✓", N_("has books")),
    TileState.OVERDUE: ("!", N_("still has overdue books")),
    TileState.HERE: ("→", N_("here")),
}
"""Each state of a tile by shape and by word."""

WEEKS = {"every": N_("every week"), "odd": N_("odd weeks"), "even": N_("even weeks")}
"""In which weeks a class comes."""
