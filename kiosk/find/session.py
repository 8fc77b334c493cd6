"""Somebody looks for a book at the full screen: the page, and the keys and cards that are for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from db.answers.shelves.finding import WaitsFor
from db.circulation.holds import wait_by_card
from db.circulation.lookup import find
from db.codes import clean
from db.events.record import Acting
from kiosk.find.search import Search
from kiosk.receipts.slip import way_slip
from kiosk.scanner.source import Scan
from kiosk.scene.stand import Stand
from kiosk.screens.find import FindPage, FindView, Looking
from kiosk.screens.view import View
from kiosk.sentences.shelves.find import SLIP, waits_sentence

_LONGEST = 60
"""Signs that may be typed."""


class FindSession:
    """From the key or card that opens the page until it is left."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._search = Search(stand)
        self._page: FindPage | None = None
        self._typing = ""

    def begin(self) -> None:
        """Begin again with nothing typed."""
        self._typing = ""
        self._search.begin()

    def show(self, view: View, seconds_left: int | None) -> None:
        """Show the page, or what is new on it; `view` is what the counter would show."""
        turn_ends = view.seconds_left if view.seconds_left is not None else seconds_left
        way = self._search.looking.way
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
            looking=self._search.looking,
            typing=self._typing,
        )
        if self._page:
            self._page.show(seen)
        else:
            self._page = FindPage(seen)
            self._stand.app.push_screen(self._page)

    def hide(self) -> None:
        """Take the page off the screen; what is still being asked is dropped."""
        self._search.drop()
        if self._stand.app.screen is self._page:
            self._stand.app.pop_screen()
        self._page = None

    # Keys

    def back(self) -> bool:
        """One step back; False at the first."""
        looking = self._search.looking
        if looking.way:
            self._search.show(replace(looking, way=None, said=None))
        elif looking == Looking():
            return False
        else:
            self.begin()
        return True

    def pressed(self, key: str, *, is_typing: bool) -> bool:
        """Do what a key stands for. Returns False for one that may be part of a code or of a title."""
        looking = self._search.looking
        if key == "f8":
            self.print()
        elif key == "f2":
            self._stand.service.scan("%LANG", self._stand.now())
        elif key == "pagedown":
            self._search.more()
        elif key == "enter" and not is_typing:
            self._search.confirm()
        elif key == "backspace" and not is_typing:
            if looking.way:
                self.back()
            elif looking.query and not looking.heading:
                self._search.look_for(looking.query[:-1])
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
        search = self._search
        query = search.query
        for sign in text:
            digit = "0123456789".find(sign)
            if digit >= 0 and search.chooses(query):
                if query != search.query:
                    search.look_for(query)
                search.choose(digit)
                return
            if search.looking.heads:
                if sign.upper() in search.looking.heads:
                    search.open_class(sign.upper())
                return
            query = (query + sign)[:_LONGEST]
        search.look_for(query)

    def entered(self, text: str, at: datetime, close: Callable[[], None]) -> None:
        """Typed, or sent by a slow scanner, and ended by Enter: a code that is known is served."""
        self._typing = ""
        if not any(sign.isdigit() for sign in text) or len(text) == 1:
            self.typed(text)
            self._search.confirm()
            return

        def unknown() -> bool | None:
            return True if find(clean(text)) is None else None

        async def judge() -> None:
            if await self._stand.service.scan_unless(unknown, clean(text), at):
                self.typed(text)
                self._search.confirm()
            else:
                close()

        self._stand.errands.begin(judge())

    # The way

    @property
    def wants_card(self) -> bool:
        """Whether a card that is scanned now waits for the title."""
        way = self._search.looking.way
        return way is not None and not way.is_here

    def wait(self, scan: Scan, close: Callable[[], None]) -> None:
        """A card waits for the title that is shown; all else is served at the counter, as ever."""
        search = self._search
        way = search.looking.way
        assert way
        acting = Acting(self._stand.settings.name, scan.at)

        def takes() -> WaitsFor | None:
            return wait_by_card(scan.code, way.there.title_id, acting)

        async def ask() -> None:
            answer = await self._stand.service.scan_unless(takes, scan.code, scan.at)
            if answer is None:
                close()
            elif search.looking.way is way:
                search.show(replace(search.looking, said=waits_sentence(answer)))

        self._stand.errands.begin(ask())

    def print(self) -> bool:
        """Print the slip to carry. Returns whether there is one to print."""
        way = self._search.looking.way
        if way is None:
            return False
        words = self._stand.scene.showing.words
        if self._stand.service.prints_slips:
            self._stand.service.print_slip(way_slip(way, words))
            self._search.show(replace(self._search.looking, said=SLIP))
        elif self._stand.scene.prints_pages:
            self._stand.scene.print_way(way, words)
        return True
