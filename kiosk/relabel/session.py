"""The librarian relabels at the full screen: scans and keys go to the relabelling desk and lend nothing."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from db.answers.campaign import Progress, ShelfProgress
from db.answers.counter.scans import Fault
from db.answers.relabel import Closed, MarkedMissing, Queued, RelabelAnswer, SameAgain, TakenBack
from db.errors import LibraryError, NotFound, StoreError
from db.events.record import Acting
from db.labelling import campaign
from db.marking import Sentence
from db.stock.choosing import Wanted, copies
from kiosk.faults import in_thread, note
from kiosk.relabel.desk import RelabelDesk
from kiosk.scene.messages import StaffDone
from kiosk.scene.stand import Stand
from kiosk.screens.relabel import RelabelPage, RelabelView
from kiosk.screens.stage import unavailable
from kiosk.screens.view import View
from kiosk.sentences.relabel import page as relabel_page
from kiosk.sentences.relabel.desk import say_relabel
from kiosk.sentences.said import Said
from kiosk.sentences.saying import say
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.label_printing.run import Printed

Result = TypeVar("Result")


class RelabelSession:
    """From the staff menu to Esc. All that is asked of the store goes in line with the scans."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._desk = RelabelDesk(Acting(stand.settings.name, stand.now()))
        self._page: RelabelPage | None = None
        self._words: Words | None = None
        self._say: Callable[[Words], Said] = relabel_page.ready
        self._to_begin: int | None = None
        self._has_campaign = True
        self._progress: Progress | None = None
        self._shelves: tuple[ShelfProgress, ...] = ()
        self._is_printing = False
        self._say_print: Callable[[Words], Said] | None = None

    def show(self, view: View) -> None:
        """Show the page, or what is new on it; `view` is what the counter would show."""
        self._words = view.words
        seen = RelabelView(
            words=view.words,
            today=view.today,
            is_open=view.is_open,
            library=view.library,
            left_out=view.left_out,
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
            self._stand.app.push_screen(self._page)
            self._begin_errand(self._look())

    def scan(self, code: str, at: datetime) -> None:
        """A code was read."""
        self._to_begin = None  # an Enter that follows it is the scanner's
        self._begin_errand(self._answer(lambda: self._desk.scan(code, at)))

    def pressed(self, key: str, *, is_typing: bool) -> bool:
        """Do what a key stands for. Returns False for one that may be part of a code."""
        now = self._stand.now()
        verbs = {"f3": self._desk.undo, "f4": self._desk.want_label, "f5": self._desk.missing}
        if key == "escape" and not is_typing:
            if self._to_begin is None:
                self._desk, self._say = RelabelDesk(self._desk.acting), relabel_page.ready
                self._stand.app.post_message(StaffDone())
            else:
                self._tell(relabel_page.not_begun)
        elif key == "enter" and not is_typing and self._to_begin is not None:
            self._to_begin = None
            self._begin_errand(self._begin())
        elif key == "f2":
            self._stand.service.scan("%LANG", now)
        elif key == "f6" and not self._has_campaign:
            self._begin_errand(self._count())
        elif key in verbs and self._has_campaign:
            self._begin_errand(self._answer(partial(verbs[key], now)))
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
        if self._stand.app.screen is self._page:
            self._stand.app.pop_screen()
        self._page = None

    def _begin_errand(self, errand: Coroutine[Any, Any, None]) -> None:
        self._stand.errands.begin(errand)

    def _tell(self, say: Callable[[Words], Said], *, to_begin: int | None = None) -> None:
        self._say, self._to_begin = say, to_begin
        self._stand.scene.paint()

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
            self._stand.scene.paint()

    async def _count(self) -> None:
        stock = await self._from_store(lambda: len(copies(Wanted())))
        if stock is not None:
            self._tell(partial(relabel_page.ask_to_begin, stock), to_begin=stock)

    async def _begin(self) -> None:
        acting = self._desk.acting.at(self._stand.now())
        opened = await self._from_store(lambda: campaign.open_campaign(Wanted(), acting))
        if opened:
            self._tell(partial(relabel_page.begun, opened.total))
            await self._look()

    async def _from_store(self, work: Callable[[], Result]) -> Result | None:
        """What the store says; None where it says nothing, and then the page says why."""
        try:
            return await self._stand.service.with_store(work)
        except StoreError:
            self._tell(unavailable)
        except NotFound:
            self._has_campaign, self._progress, self._shelves = False, None, ()
            self._tell(relabel_page.not_begun)
        except LibraryError as error:
            why = error.sentence
            self._tell(lambda words: relabel_page.refused(words(why), words))
        except Exception as error:  # the outermost handler: the next book is in the librarian's hand
            note(error)
            self._tell(partial(say, Fault()))
        return None

    def _print(self) -> None:
        """On a thread of its own: a printer may take a minute, and the desk's thread has scans to answer."""
        if self._is_printing:
            return
        self._is_printing, self._say_print = True, None
        self._tell(relabel_page.printing)
        acting = self._desk.acting.at(self._stand.now())
        in_thread(
            partial(_print_next_labels, acting, self._stand.settings.font_files),
            lambda came: self._stand.app.call_later(self._printed, came),
            name="labels",
        )

    def _printed(self, came: "Printed | Sentence") -> None:
        self._is_printing = False
        self._say_print = partial(_came_out, came)
        if self._say is relabel_page.printing:
            self._tell(self._say_print)
        self._begin_errand(self._look())

    def _note(self, words: Words) -> str:
        """What came of the last print, once the stage says something else."""
        if self._say_print in (None, self._say):
            return ""
        said = self._say_print(words)
        return f"{said.big}: {' '.join(said.lines)}"


def _print_next_labels(acting: Acting, fonts: Sequence[Path]) -> "Printed":
    from kiosk.relabel.next_labels import print_next_labels  # drawing and proof take long to import

    return print_next_labels(acting, fonts)


def _came_out(came: "Printed | Sentence", words: Words) -> Said:
    if isinstance(came, Sentence):
        return relabel_page.not_printed(came, words)
    from kiosk.label_printing.sentences import all_lines

    return relabel_page.printed(all_lines(came, words), words)
