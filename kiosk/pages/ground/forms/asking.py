"""A page that says what would follow, and asks: for what is not done in passing, with scripts or without."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from db.marking import Sentence
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.rendering import page


@dataclass(frozen=True)
class Question:
    """What is asked before something is done.

    Attributes:
        title: what would be done, as a heading.
        lines: what follows from it, a sentence for each thing.
        address: where the answer yes is posted, with these `fields`.
        yes: what stands on the button.
        back: the page to go back to for no.
        reasons: where a reason is to be chosen: its value and what it is called.
    """

    title: Sentence
    lines: Sequence[Sentence]
    address: str
    fields: Sequence[tuple[str, object]]
    yes: Sentence
    back: str
    reasons: Sequence[tuple[str, Sentence]] = ()


def asked(ask: Ask, question: Question) -> Response:
    """The page with this question."""
    return page(ask, "question.html", question=question)
