"""The librarian relabels at the full screen: scans and keys go to the relabelling desk and lend nothing."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.app import App

from db.answers.counter import Fault
from db.answers.relabel import (
    Closed,
    MarkedMissing,
    Progress,
    Queued,
    RelabelAnswer,
    SameAgain,
    ShelfProgress,
    TakenBack,
)
from db.errors import LibraryError, NotFound, StoreError
from db.events.record import Acting
from db.labelling import campaign
from db.stock.choosing import Wanted, copies
from kiosk.faults import note
from kiosk.relabel.desk import RelabelDesk
from kiosk.screens.relabel import RelabelPage, RelabelView
from kiosk.screens.stage import unavailable
from kiosk.screens.view import View
from kiosk.sentences import relabel_page as tellings
from kiosk.sentences.counter import say
from kiosk.sentences.relabel import say_relabel
from kiosk.sentences.said import Said
from kiosk.service.picture import Picture
from kiosk.service.service import Service
from kiosk.service.work_queue import Ask
from kiosk.settings import Settings
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.relabel.next_labels import CameOut

Result = TypeVar("Result")


class RelabelSession:
    """From the staff menu to Esc. All that is asked of the store goes in line with the scans."""

    def __init__(
        self,
        app: App[int],
        service: Service,
        settings: Settings,
        ask: Ask[Picture],
        now: Callable[[], datetime],
        on_change: Callable[[], None],
        on_close: Callable[[], None],
    ) -> None:
        """`on_change`: there is something new to show; `on_close`: the counter serves again."""
        self._app = app
        self._service = service
        self._settings = settings
        self._ask = ask
        self._now = now
        self._on_change = on_change
        self._on_close = on_close
        self._desk = RelabelDesk(Acting(settings.name, now()))
        self._page: RelabelPage | None = None
        self._words: Words | None = None
        self._say: Callable[[Words], Said] = tellings.ready
        self._to_begin: int | None = None
        self._has_campaign = True
        self._progress: Progress | None = None
        self._shelves: tuple[ShelfProgress, ...] = ()
        self._printing: asyncio.Task[None] | None = None
        self._say_print: Callable[[Words], Said] | None = None

    def show(self, view: View) -> None:
        """Show the page, or what is new on it; `view` is what the counter would show."""
        self._words = view.words
        seen = RelabelView(
            words=view.words,
            today=view.today,
            is_open=view.is_open,
            typed=view.typed,
            locks_in=view.locks_in,
            lost=view.lost,
            dropped=view.dropped,
            said=self._say(view.words),
            has_campaign=self._has_campaign,
            progress=self._progress,
            shelves=self._shelves,
            note=self._note(view.words),
        )
        if self._page:
            self._page.show(seen)
        else:
            self._page = RelabelPage(seen)
            self._app.push_screen(self._page)
            self._ask(self._look)

    def scan(self, text: str, at: datetime) -> None:
        """A code was read."""
        self._to_begin = None  # an Enter that follows it is the scanner's
        self._ask(partial(self._answer, lambda: self._desk.scan(text, at)))

    def pressed(self, key: str, *, is_typing: bool) -> bool:
        """Do what a key stands for. Returns False for one that may be part of a code."""
        now = self._now()
        verbs = {"f3": self._desk.undo, "f4": self._desk.want_label, "f5": self._desk.missing}
        if key == "escape" and not is_typing:
            if self._to_begin is None:
                self._desk, self._say = RelabelDesk(self._desk.acting), tellings.ready
                self._on_close()
            else:
                self._tell(tellings.not_begun)
        elif key == "enter" and not is_typing and self._to_begin is not None:
            self._to_begin = None
            self._ask(self._begin)
        elif key == "f2":
            self._ask(partial(self._service.scan, "%LANG", now))
        elif key == "f6" and not self._has_campaign:
            self._ask(self._count)
        elif key in verbs and self._has_campaign:
            self._ask(partial(self._answer, partial(verbs[key], now)))
        elif key == "f8" and self._has_campaign:
            self._print()
        elif not (key[:1] == "f" and key[1:].isdecimal()):
            return False
        return True

    def work_for(self, staff_id: int | None) -> None:
        """What is done from now on is done by this member of staff."""
        self._desk.acting = self._desk.acting.by_staff(staff_id)

    def hide(self) -> None:
        """Take the page off the screen; what is being printed is printed."""
        if self._app.screen is self._page:
            self._app.pop_screen()
        self._page = None

    def _tell(self, say: Callable[[Words], Said], *, to_begin: int | None = None) -> None:
        self._say, self._to_begin = say, to_begin
        self._on_change()

    async def _answer(self, work: Callable[[], RelabelAnswer]) -> None:
        """Have the desk answer; the last answer stands while the scanner repeats itself."""
        answer = await self._from_store(work)
        if answer is None or isinstance(answer, SameAgain):
            return
        self._tell(partial(say_relabel, answer, by_key=True))
        if not self._has_campaign or isinstance(answer, Closed | Queued | MarkedMissing | TakenBack):
            await self._look()

    async def _look(self) -> None:
        """See how far the campaign is, and whether there is one."""
        found = await self._from_store(lambda: (campaign.progress(), tuple(campaign.shelf_progress())))
        if found:
            self._has_campaign = True
            self._progress, self._shelves = found
            self._on_change()

    async def _count(self) -> None:
        stock = await self._from_store(lambda: len(copies(Wanted())))
        if stock is not None:
            self._tell(partial(tellings.ask_to_begin, stock), to_begin=stock)

    async def _begin(self) -> None:
        acting = self._desk.acting.at(self._now())
        opened = await self._from_store(lambda: campaign.open_campaign(Wanted(), acting))
        if opened:
            self._tell(partial(tellings.begun, opened.total))
            await self._look()

    async def _from_store(self, work: Callable[[], Result]) -> Result | None:
        """What the store says; None where it says nothing, and then the page says why."""
        try:
            return await self._service.with_store(work)
        except StoreError:
            self._tell(unavailable)
        except NotFound:
            self._has_campaign, self._progress, self._shelves = False, None, ()
            self._tell(tellings.not_begun)
        except LibraryError as error:
            why = error.sentence
            self._tell(lambda words: tellings.refused(words(why), words))
        except Exception as error:  # the outermost handler: the next book is in the librarian's hand
            note(error)
            self._tell(partial(say, Fault()))
        return None

    def _print(self) -> None:
        if self._printing is None and self._words:
            self._say_print = None
            self._tell(tellings.printing)
            self._printing = asyncio.create_task(self._print_next(self._words))

    async def _print_next(self, words: Words) -> None:
        """On a thread of its own: a printer may take a minute, and the desk's thread has scans to answer."""
        came = await asyncio.to_thread(_print_next_labels, self._settings, words)
        self._printing = None
        self._say_print = partial(tellings.came_out, came.is_printed, came.lines)
        if self._say is tellings.printing:
            self._tell(self._say_print)
        self._ask(self._look)

    def _note(self, words: Words) -> str:
        """What came of the last print, once the stage says something else."""
        if self._say_print in (None, self._say):
            return ""
        said = self._say_print(words)
        return f"{said.big}: {' '.join(said.lines)}"


def _print_next_labels(settings: Settings, words: Words) -> "CameOut":
    from kiosk.relabel.next_labels import print_next_labels  # drawing and proof take long to import

    return print_next_labels(settings, words)
