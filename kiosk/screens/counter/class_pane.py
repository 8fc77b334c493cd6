"""The part of the screen that shows a class in its lesson; how it looks is loaded when a lesson begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from db.marking import Sentence
from kiosk.screens.pane import Pane
from kiosk.screens.view import View
from kiosk.words import Words

if TYPE_CHECKING:  # the first picture shows no lesson
    from db.answers.classes.lesson import LessonPage, Roster


@dataclass(frozen=True)
class Class:
    """A lesson that is on, or the page of one that is over."""

    words: Words
    roster: "Roster | None"
    page: "LessonPage | None"
    printing: Sentence | None = None


class ClassPane(Pane[Class]):
    """One widget for all tiles, so that a scan repaints one thing. No titles: other children read this."""

    def look(self, view: View) -> Class:
        if view.notice:
            return Class(view.words, None, None)
        return Class(view.words, None if view.page else view.roster, view.page, view.printing)

    def draw(self, seen: Class, columns: int, rows: int) -> Sequence[Content]:
        if seen.page is None and seen.roster is None:
            return []
        from kiosk.screens.counter.tiles import draw_class

        return draw_class(seen.roster, seen.page, seen.printing, seen.words, columns, rows)
