"""Somebody looks for a book at the full screen. What is asked of the store goes in line with the scans."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from db.answers.shelves.finding import TitlesSeen, WaitsFor, Way
from db.circulation.holds import wait_by_card
from db.circulation.lookup import find
from db.codes import clean
from db.errors import StoreError
from db.events.record import Acting
from db.marking import N_, Sentence
from db.searching.titles import find_titles
from db.shelf.choosing import class_heads, newest_titles, titles_of_class
from db.shelf.finding import some_of, way_to
from kiosk.receipts.kinds import WaySlip
from kiosk.receipts.slip import way_slip
from kiosk.scanner.source import Scan
from kiosk.scene.stand import Stand
from kiosk.screens.find import FindPage, FindView, Looking
from kiosk.screens.view import View
from kiosk.sentences.shelves.find import LISTS, NOT_REACHED, NOTHING, SLIP, waits_sentence
from kiosk.sentences.shelves.subjects import SUBJECTS

Result = TypeVar("Result")

_MOST = 9
"""Titles on the page: one for each digit; 0 shows the next ones."""
_LONGEST = 60
_SURE = 2
"""Letters after which a digit is meant to choose; after one letter it may be a class number."""


class FindSession:
    """From the key or card that opens the page until it is left."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._page: FindPage | None = None
        self._looking = Looking()
        self._typing = ""
        self._ids: Sequence[int] = ()
        self._start: int | None = None
        self._steps = 0
        self._is_asking = False
        self._digit: int | None = None

    def begin(self) -> None:
        """Begin again with nothing typed."""
        self._steps += 1
        self._ids, self._start, self._typing, self._digit = (), None, "", None
        self._is_asking = False
        self._show(Looking())

    def show(self, view: View, seconds_left: int | None) -> None:
        """Show the page, or what is new on it; `view` is what the counter would show."""
        turn_ends = view.seconds_left if view.seconds_left is not None else seconds_left
        way = self._looking.way
        scene, service = self._stand.scene, self._stand.service
        seen = FindView(
            words=view.words,
            today=view.today,
            is_open=view.is_open,
            library=view.library,
            left_out=view.left_out,
            lost=view.lost,
            beside=view.beside,
            dropped=view.dropped,
            away=view.away,
            seconds_left=turn_ends,
            can_print=service.prints_slips or scene.prints_pages,
            printing=scene.said_of_page(way) if way else None,
            looking=self._looking,
            typing=self._typing,
        )
        if self._page:
            self._page.show(seen)
        else:
            self._page = FindPage(seen)
            self._stand.app.push_screen(self._page)

    def hide(self) -> None:
        """Take the page off the screen; what is still being asked is dropped."""
        self._steps += 1
        if self._stand.app.screen is self._page:
            self._stand.app.pop_screen()
        self._page = None

    # Keys

    def back(self) -> bool:
        """One step back; False at the first."""
        looking = self._looking
        if looking.way:
            self._show(replace(looking, way=None, said=None))
        elif looking == Looking():
            return False
        else:
            self.begin()
        return True

    def pressed(self, key: str, *, is_typing: bool) -> bool:
        """Do what a key stands for. Returns False for one that may be part of a code or of a title."""
        looking = self._looking
        if key == "f8":
            self.print()
        elif key == "f2":
            self._stand.service.scan("%LANG", self._stand.now())
        elif key == "pagedown":
            self._more()
        elif key == "enter" and not is_typing:
            self._confirm()
        elif key == "backspace" and not is_typing:
            if looking.way:
                self.back()
            elif looking.query and not looking.heading:
                self._search(looking.query[:-1])
        else:
            return key[:1] == "f" and key[1:].isdecimal()
        return True

    def typing(self, text: str) -> None:
        """This is being typed, and may be a scan yet."""
        if text != self._typing:
            self._typing = text
            self._stand.scene.paint()

    def typed(self, text: str) -> None:
        """A person has typed this; sign by sign it is part of a title or chooses."""
        self._typing = ""
        query = self._query
        for sign in text:
            digit = "0123456789".find(sign)
            if digit >= 0 and self._chooses(query):
                if query != self._query:
                    self._search(query)
                self._choose(digit)
                return
            if self._looking.heads:
                if sign.upper() in self._looking.heads:
                    self._open_class(sign.upper())
                return
            query = (query + sign)[:_LONGEST]
        self._search(query)

    def entered(self, text: str, at: datetime, close: Callable[[], None]) -> None:
        """Typed, or sent by a slow scanner, and ended by Enter: a code that is known is served."""
        self._typing = ""
        if not any(sign.isdigit() for sign in text) or len(text) == 1:
            self.typed(text)
            self._confirm()
            return

        def unknown() -> bool | None:
            return True if find(clean(text)) is None else None

        async def judge() -> None:
            if await self._stand.service.scan_unless(unknown, clean(text), at):
                self.typed(text)
                self._confirm()
            else:
                close()

        self._stand.errands.begin(judge())

    @property
    def _query(self) -> str:
        return "" if self._looking.heading or self._looking.way else self._looking.query

    def _chooses(self, query: str) -> bool:
        looking = self._looking
        if looking.way:
            return True
        if looking.heads:
            return False
        if looking.heading or (looking.titles is None and not query):
            return True
        is_text = len(query) >= _SURE and not any(sign.isdigit() for sign in query)
        return bool(query) and ((looking.by_digit and query == looking.query) or is_text)

    def _choose(self, digit: int) -> None:
        looking = self._looking
        if looking.way:
            return
        if self._is_asking:
            self._digit = digit
        elif looking.titles is None:
            if digit == 1:
                self._open(Sentence(LISTS[0]), newest_titles)
            elif digit == 2:
                self._ask(class_heads, lambda heads: self._show(Looking(heads=tuple(heads))))
        elif digit == 0:
            self._more()
        elif digit <= len(looking.titles):
            title_id = looking.titles[digit - 1].title_id
            now = self._stand.now()
            self._ask(lambda: way_to(title_id, now), self._show_way)

    def _confirm(self) -> None:
        """Enter: the only title there is, or from now on digits choose."""
        looking = self._looking
        if looking.titles and not looking.way:
            self._show(replace(looking, by_digit=True))
            if len(looking.titles) == 1 and not looking.has_more:
                self._choose(1)

    # Lists

    def _search(self, query: str) -> None:
        if not query.strip():
            self.begin()
            return
        looking = Looking(query=query, titles=self._looking.titles if self._query else None)
        self._show(looking)
        self._fill(looking, lambda: find_titles(query))

    def _open(self, heading: Sentence, ids: Callable[[], Sequence[int]]) -> None:
        self._fill(Looking(heading=heading, by_digit=True), ids)

    def _open_class(self, head: str) -> None:
        now = self._stand.now()
        heading = Sentence(SUBJECTS.get(head, N_("By subject")))
        self._open(heading, lambda: titles_of_class(head, now))

    def _fill(self, looking: Looking, ids: Callable[[], Sequence[int]]) -> None:
        now = self._stand.now()

        def work() -> tuple[Sequence[int], TitlesSeen]:
            found = ids()
            return found, some_of(found, 0, _MOST, now)

        def show(found: tuple[Sequence[int], TitlesSeen]) -> None:
            self._ids, seen = found
            self._show_titles(looking, seen)

        self._ask(work, show)

    def _more(self) -> None:
        """The next titles of the list; behind the last come the first again."""
        looking, start, ids, now = self._looking, self._start or 0, self._ids, self._stand.now()
        if looking.titles and looking.has_more and not looking.way:
            self._ask(lambda: some_of(ids, start, _MOST, now), lambda seen: self._show_titles(looking, seen))

    def _show_titles(self, looking: Looking, seen: TitlesSeen) -> None:
        self._start = seen.following
        query = looking.query
        sure = len(query) >= _SURE and not any(sign.isdigit() for sign in query)
        self._show(
            replace(
                looking,
                titles=seen.titles,
                has_more=seen.following is not None or len(self._ids) > _MOST,
                by_digit=looking.by_digit or sure,
                said=None if seen.titles else NOTHING,
            )
        )
        digit, self._digit = self._digit, None
        if digit is not None:
            self._choose(digit)

    # The way

    @property
    def wants_card(self) -> bool:
        """Whether a card that is scanned now waits for the title."""
        way = self._looking.way
        return way is not None and not way.is_here

    def wait(self, scan: Scan, close: Callable[[], None]) -> None:
        """A card waits for the title that is shown; all else is served at the counter, as ever."""
        way = self._looking.way
        assert way
        acting = Acting(self._stand.settings.name, scan.at)

        def takes() -> WaitsFor | None:
            return wait_by_card(scan.code, way.there.title_id, acting)

        async def ask() -> None:
            answer = await self._stand.service.scan_unless(takes, scan.code, scan.at)
            if answer is None:
                close()
            elif self._looking.way is way:
                self._show(replace(self._looking, said=waits_sentence(answer)))

        self._stand.errands.begin(ask())

    def print(self) -> bool:
        """Print the slip to carry. Returns whether there is one to print."""
        way = self._looking.way
        if way is None:
            return False
        words = self._stand.scene.showing.words
        if self._stand.service.prints_slips:
            self._stand.service.print_slip(self._slip(way))
            self._show(replace(self._looking, said=SLIP))
        elif self._stand.scene.prints_pages:
            self._stand.scene.print_way(way, words)
        return True

    def _slip(self, way: Way) -> WaySlip:
        return way_slip(way, self._stand.scene.showing.words)

    def _show_way(self, way: Way | None) -> None:
        if way:
            self._show(replace(self._looking, way=way, said=None))

    # The store

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
                    self._show(replace(self._looking, said=NOT_REACHED))
                return
            if step == self._steps:
                self._is_asking = False
                done(result)

        self._stand.errands.begin(ask())

    def _show(self, looking: Looking) -> None:
        self._looking = looking
        self._stand.scene.paint()
