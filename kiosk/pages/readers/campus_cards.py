"""Campus cards at the desk: one is swiped, and the page says in which ways it is typed, and whose it is."""

from starlette.responses import Response

from db.readers.campus_cards import Learnt, learn, learnt_forms
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page


def show_cards(ask: Ask, learnt: Learnt | None = None) -> Response:
    """The field for a swipe, and what was learnt so far."""
    return page(ask, "campus-cards.html", learnt=learnt, forms=learnt_forms())


def swipe(ask: Ask) -> Response:
    """Remember how this card reader types."""
    return show_cards(ask, learn(ask.text("code"), ask.acting()))


PAGES = (
    Page("/readers/cards", show_cards, Act.REGISTER),
    Page("/readers/cards", swipe, Act.REGISTER, "POST"),
)
