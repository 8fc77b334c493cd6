"""What is being looked for and what was found of it. The store is asked in line with the scans."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from db.answers.shelves.finding import TitlesSeen, Way
from db.errors import StoreError
from db.marking import N_, Sentence
from db.searching.titles import find_titles
from db.shelf.choosing import class_heads, newest_titles, titles_of_class
from db.shelf.finding import some_of, way_to
from kiosk.scene.stand import Stand
from kiosk.screens.find import Looking
from kiosk.sentences.shelves.find import LISTS, NOT_REACHED, NOTHING
from kiosk.sentences.shelves.subjects import SUBJECTS

Result = TypeVar("Result")

_MOST = 9
"""Titles on the page: one for each digit; 0 shows the next ones."""
_SURE = 2
"""Letters after which a digit is meant to choose; after one letter it may be a class number."""


class Search:
    """From nothing typed to the way to a book, step by step.

    Attributes:
        looking: the step that is shown.
    """

    def __init__(self, stand: Stand) -> None:
        self.looking = Looking()
        self._stand = stand
        self._ids: Sequence[int] = ()
        self._start: int | None = None
        self._steps = 0
        self._is_asking = False
        self._digit: int | None = None

    def begin(self) -> None:
        """Begin again with nothing typed."""
        self.drop()
        self._ids, self._start, self._digit = (), None, None
        self._is_asking = False
        self.show(Looking())

    def drop(self) -> None:
        """Drop the question that is still being asked."""
        self._steps += 1

    def show(self, looking: Looking) -> None:
        """Show another step."""
        self.looking = looking
        self._stand.scene.paint()

    @property
    def query(self) -> str:
        """What further letters are added to."""
        return "" if self.looking.heading or self.looking.way else self.looking.query

    def chooses(self, query: str) -> bool:
        """Whether a digit after this query chooses, and is no part of it."""
        looking = self.looking
        if looking.way:
            return True
        if looking.heads:
            return False
        if looking.heading or (looking.titles is None and not query):
            return True
        return bool(query) and ((looking.by_digit and query == looking.query) or _is_sure(query))

    def choose(self, digit: int) -> None:
        """Take the digit for what it stands for in the list that is shown, or that is being asked for."""
        looking = self.looking
        if looking.way:
            return
        if self._is_asking:
            self._digit = digit
        elif looking.titles is None:
            if digit == 1:
                self._open(Sentence(LISTS[0]), newest_titles)
            elif digit == 2:
                self._ask(class_heads, lambda heads: self.show(Looking(heads=tuple(heads))))
        elif digit == 0:
            self.more()
        elif digit <= len(looking.titles):
            title_id = looking.titles[digit - 1].title_id
            now = self._stand.now()
            self._ask(lambda: way_to(title_id, now), self._show_way)

    def confirm(self) -> None:
        """Enter: the only title there is, or from now on digits choose."""
        looking = self.looking
        if looking.titles and not looking.way:
            self.show(replace(looking, by_digit=True))
            if len(looking.titles) == 1 and not looking.has_more:
                self.choose(1)

    def look_for(self, query: str) -> None:
        """Look for titles by these letters."""
        if not query.strip():
            self.begin()
            return
        looking = Looking(query=query, titles=self.looking.titles if self.query else None)
        self.show(looking)
        self._fill(looking, lambda: find_titles(query))

    def open_class(self, head: str) -> None:
        """List the titles of a main class."""
        now = self._stand.now()
        heading = Sentence(SUBJECTS.get(head, N_("By subject")))
        self._open(heading, lambda: titles_of_class(head, now))

    def more(self) -> None:
        """The next titles of the list; after the last come the first again."""
        looking, start, ids, now = self.looking, self._start or 0, self._ids, self._stand.now()
        if looking.titles and looking.has_more and not looking.way:
            self._ask(lambda: some_of(ids, start, _MOST, now), lambda seen: self._show_titles(looking, seen))

    def _open(self, heading: Sentence, ids: Callable[[], Sequence[int]]) -> None:
        self._fill(Looking(heading=heading, by_digit=True), ids)

    def _fill(self, looking: Looking, ids: Callable[[], Sequence[int]]) -> None:
        now = self._stand.now()

        def work() -> tuple[Sequence[int], TitlesSeen]:
            found = ids()
            return found, some_of(found, 0, _MOST, now)

        def show(found: tuple[Sequence[int], TitlesSeen]) -> None:
            self._ids, seen = found
            self._show_titles(looking, seen)

        self._ask(work, show)

    def _show_titles(self, looking: Looking, seen: TitlesSeen) -> None:
        self._start = seen.following
        self.show(
            replace(
                looking,
                titles=seen.titles,
                has_more=seen.following is not None or len(self._ids) > _MOST,
                by_digit=looking.by_digit or _is_sure(looking.query),
                said=None if seen.titles else NOTHING,
            )
        )
        digit, self._digit = self._digit, None
        if digit is not None:
            self.choose(digit)

    def _show_way(self, way: Way | None) -> None:
        if way:
            self.show(replace(self.looking, way=way, said=None))

    def _ask(self, work: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Ask on the desks' thread; an answer that comes after another step is dropped."""
        self._steps += 1
        step, self._is_asking = self._steps, True

        async def ask() -> None:
            try:
                result = await self._stand.service.with_store(work, alone=True)
            except StoreError:
                if step == self._steps:
                    self._is_asking = False
                    self.show(replace(self.looking, said=NOT_REACHED))
                return
            if step == self._steps:
                self._is_asking = False
                done(result)

        self._stand.errands.begin(ask())


def _is_sure(query: str) -> bool:
    return len(query) >= _SURE and not any(sign.isdigit() for sign in query)
