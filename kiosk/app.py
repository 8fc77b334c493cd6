"""The full screen: keys and scanners in, the desk's answers out. It decides nothing about books."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from textual import events, on
from textual.message import Message

from db.answers import TurnEnded
from db.clock import utc_now
from db.codes import clean
from db.errors import StoreError
from db.staff import PinTried
from kiosk.desk import Desk
from kiosk.messages import KeysQuiet, Scanned, SourceChanged, TimePassed
from kiosk.scanner.keyboard import PROMPT, Entry, Keyboard
from kiosk.scanner.source import Scan, Source
from kiosk.screens.counter import Counter
from kiosk.screens.first_run import FirstRun, FirstRunPage, Next
from kiosk.screens.staff import LEAVE_WORD, Choice, Dialog, PinDialog, StaffMenu
from kiosk.service import Picture, Service
from kiosk.settings import Settings
from kiosk.showing import Showing
from kiosk.unbreakable import Unbreakable
from kiosk.words import languages_from

SAMPLE_WANTED = 10
"""What the app returns when the librarian, on the first-run page, wants to see the sample school."""

_COMMANDS = {"f2": "%LANG", "f3": "%UNDO", "f4": "%RENEW", "f9": "%DONE"}
_FUNCTION_KEYS = {f"f{number}" for number in range(1, 13)}
_DIALOG = timedelta(seconds=20)
"""A dialog that nobody types in closes: behind the right PIN lies the way out."""
_TOUCHES = timedelta(seconds=1)
"""Typing is told to the desk this often at most."""
_LONGEST_TYPED = 64
"""A longer text is no code: a book lies on the keyboard, and must not keep anybody's turn open."""
_DAY_CHECK = 30.0


@dataclass(frozen=True)
class Demo:
    """The demonstration: (label, code) to try, and (seconds to wait, code) of a class that comes in."""

    hints: Sequence[tuple[str, str]] = ()
    play: Iterable[tuple[float, str]] = ()


class Kiosk(Unbreakable, inherit_bindings=False):
    """One machine at which children borrow and return.

    Keys and pastes are caught here, before any widget: a scan neither presses a button nor gets lost
    while a dialog opens. Scans go through one queue and are answered in order.
    """

    CSS_PATH = "kiosk.tcss"

    def __init__(
        self,
        settings: Settings,
        *,
        store: Path | str,
        demo: Demo | None = None,
        first_run: FirstRun | None = None,
        sources: Sequence[Source] = (),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`store` has been made ready. `now` gives naive UTC; tests let it run as they need."""
        super().__init__()
        self._demo = demo
        self._first_run = first_run
        self._sources = sources
        self._now = now
        desk = Desk(settings.name, languages_from(settings.language))
        self._service = Service(store, desk)
        hints = tuple(demo.hints) if demo else ()
        self._showing = Showing(desk.conversation, hints=hints, is_demo=demo is not None)
        self._keyboard = Keyboard(settings.scanner.suffix)
        self._jobs: asyncio.Queue[Callable[[], Awaitable[Picture | None]]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._wake: asyncio.TimerHandle | None = None
        self._quiet: asyncio.TimerHandle | None = None
        self._touched_at: datetime | None = None
        self._dialog_until: datetime | None = None
        self._is_ticking = False

    # Beginning and end

    async def on_mount(self) -> None:
        """Open the counter, then whatever brings scans."""
        await self.push_screen(Counter(self._showing.view(self._now())))
        self._tasks.append(asyncio.create_task(self._answer_in_order()))
        self._ask(self._look_at_the_day)
        self.set_interval(_DAY_CHECK, partial(self._ask, self._look_at_the_day))
        if not self.is_headless:
            with suppress(
                NotImplementedError, RuntimeError, ValueError
            ):  # not in the main thread, or Windows
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, 0)
        if self._first_run:
            page = FirstRunPage(self._showing.words, self._first_run)
            await self.push_screen(page, self._after_first_run)
        for source in self._sources:
            source.start(lambda scan: self._post(Scanned(scan)), self._source_changed)
        if self._demo and self._demo.play:
            self._tasks.append(asyncio.create_task(self._play(self._demo.play)))
        self.is_up = True

    async def on_unmount(self) -> None:
        """Leave nothing running."""
        for source in self._sources:
            source.stop()
        for task in self._tasks:
            task.cancel()
        for handle in (self._wake, self._quiet):
            if handle:
                handle.cancel()
        await self._service.close()

    def recover(self) -> None:
        """After a fault: a fresh counter that asks for the librarian; the next scan is served."""
        self._showing = self._showing.after_fault(self._now())
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(Counter(self._showing.view(self._now())))
        self._plan()

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes before any widget can; only the first-run page has fields to type in."""
        is_input = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        page = self.screen if is_input and isinstance(self.screen, FirstRunPage) else None
        if isinstance(event, events.Key) and page and event.key in page.KEYS:
            page.pressed(event.key)
        elif not is_input or page:
            await super().on_event(event)
        elif isinstance(event, events.Paste):
            self._entered(self._keyboard.paste(event.text), event.time)
        elif isinstance(event, events.Key):
            self._pressed(event)

    def _pressed(self, event: events.Key) -> None:
        key, dialog = event.key, self._dialog
        if self._demo and key in ("f10", "ctrl+c"):
            self.exit(0)
        elif dialog and (key in _FUNCTION_KEYS or (key == "escape" and not self._keyboard.text)):
            dialog.pressed(key)
        elif key == "f10":
            self._ask(self._ask_for_pin)
        elif key in _COMMANDS:
            self._serve(_COMMANDS[key], self._now())
        else:
            self._entered(self._keyboard.key(key, event.character, event.time), event.time)

    def _entered(self, entries: Sequence[Entry], at: float) -> None:
        """Serve what is complete, show what is not. `at` is the steady clock's time of the last key."""
        for entry in entries:
            dialog = self._dialog
            if dialog and entry.by_hand:
                dialog.entered(clean(entry.text))
            else:
                read = self._now() - timedelta(seconds=max(0.0, monotonic() - at))
                self._serve(entry.text, read)
        self._show_typed(at)
        self._watch_keys(at)

    def _show_typed(self, at: float) -> None:
        typed, dialog, now = self._keyboard.typed(at), self._dialog, self._now()
        if dialog:
            dialog.keyed(typed)
            if typed:
                self._dialog_until = now + _DIALOG
            return
        if typed == self._showing.typed:
            return
        self._showing = replace(self._showing, typed=typed)
        is_new = self._touched_at is None or not timedelta(0) <= now - self._touched_at < _TOUCHES
        if 0 < len(typed) <= _LONGEST_TYPED and is_new and self._showing.conversation.touched_at:
            self._touched_at = now
            self._ask(partial(self._service.touch, now))
        self._show()

    def _watch_keys(self, at: float) -> None:
        """Come back when the keyboard has been silent; one handle, moved only to an earlier moment."""
        due = self._keyboard.deadline
        if due is None:
            return
        if self._keyboard.typed(at) != self._keyboard.text:
            due = min(due, at + PROMPT)
        if self._quiet is None or due < self._quiet.when():
            if self._quiet:
                self._quiet.cancel()
            self._quiet = asyncio.get_running_loop().call_at(due, self._keys_quiet, due)

    def _keys_quiet(self, due: float) -> None:
        self._quiet = None
        now = monotonic()
        if now - due > PROMPT:  # the screen was busy: keys that were read meanwhile have yet to arrive here
            loop = asyncio.get_running_loop()
            self._quiet = loop.call_at(now + PROMPT, self._keys_quiet, now + PROMPT)
        else:
            self._post(KeysQuiet())

    @on(KeysQuiet)
    def end_by_silence(self) -> None:
        """A scanner without a suffix has sent its code, or somebody has left off typing."""
        now = monotonic()
        self._entered(self._keyboard.tick(now), now)

    # Scans and answers

    @on(Scanned)
    def serve_scan(self, event: Scanned) -> None:
        """Whoever read it, a scan is served."""
        if not isinstance(self.screen, FirstRunPage):
            self._serve(event.scan.text, event.scan.at)

    def _serve(self, text: str, at: datetime) -> None:
        self._close_dialog()
        if not self._showing.is_closed:
            self._ask(partial(self._service.scan, text, at))

    def _ask(self, job: Callable[[], Awaitable[Picture | None]]) -> None:
        self._jobs.put_nowait(job)

    async def _answer_in_order(self) -> None:
        """Do what was asked for, one after the other; scans wait here while one is being answered."""
        while True:
            job = await self._jobs.get()
            try:
                picture = await job()
                if picture:
                    self._take(picture)
            except Exception as error:  # the outermost handler of this task
                self._handle_exception(error)
            finally:
                self._jobs.task_done()

    def _take(self, picture: Picture) -> None:
        self._showing = self._showing.after(picture, self._now())
        if isinstance(picture.answer, TurnEnded):
            self._close_dialog()
        self._show()

    def _show(self) -> None:
        now = self._now()
        self._showing = self._showing.at(now)
        view = self._showing.view(now)
        for screen in self.screen_stack:
            if isinstance(screen, Counter):
                screen.show(view)
        self._plan()

    # Time

    def _plan(self) -> None:
        """Wake up when something is to look different, and not before."""
        now = self._now()
        waits = [] if self._is_ticking else [self._showing.next_change(now)]
        if self._dialog and self._dialog_until:
            waits.append(self._dialog_until - now)
        if self._wake:
            self._wake.cancel()
        first = min((wait for wait in waits if wait is not None), default=None)
        if first is None:
            self._wake = None
        else:
            loop = asyncio.get_running_loop()
            self._wake = loop.call_later(max(0.02, first.total_seconds()), self._post, TimePassed())

    @on(TimePassed)
    def let_time_pass(self) -> None:
        """The countdown goes on, an answer has stood long enough, a turn ends."""
        now = self._now()
        if self._dialog_until and now >= self._dialog_until:
            self._close_dialog()
        if self._showing.wants_tick(now) and not self._is_ticking:
            self._is_ticking = True
            self._ask(self._tick)
        self._show()

    async def _tick(self) -> Picture:
        try:
            return await self._service.tick(self._now())
        finally:
            self._is_ticking = False

    async def _look_at_the_day(self) -> None:
        today = await self._service.today(self._now())
        if today != self._showing.today:
            self._showing = replace(self._showing, today=today)
            self._show()

    # The librarian

    @property
    def _dialog(self) -> Dialog | None:
        return self.screen if isinstance(self.screen, Dialog) else None

    async def _ask_for_pin(self) -> None:
        try:
            has_pin = await self._service.pin_is_set()
        except StoreError:  # no PIN can be checked, and the librarian must get at the machine
            has_pin = False
        if not isinstance(self.screen, Dialog):
            await self._open(PinDialog(self._showing.words, has_pin=has_pin))

    async def _open(self, dialog: Dialog) -> None:
        self._forget_typed()
        self._dialog_until = self._now() + _DIALOG
        await self.push_screen(dialog, self._chosen)
        self._show()

    def _close_dialog(self) -> None:
        if self._dialog:
            self._forget_typed()
            self._dialog.dismiss(None)

    @on(PinDialog.Entered)
    def check_pin(self, event: PinDialog.Entered) -> None:
        """In line with the scans, since it takes the desk's thread a moment."""
        self._ask(partial(self._check_pin, event.text))

    async def _check_pin(self, text: str) -> None:
        dialog = self._dialog
        if not isinstance(dialog, PinDialog):
            return  # it was closed meanwhile
        if dialog.has_pin:
            tried = await self._service.try_pin(text, self._now())
        else:
            tried = PinTried(text == LEAVE_WORD)
        if not tried.right:
            dialog.refuse(tried.wait_seconds)
        elif dialog is self._dialog:
            dialog.dismiss(None)
            await self._open(StaffMenu(self._showing.words, is_closed=self._showing.is_closed))

    def _chosen(self, choice: Choice | None) -> None:
        if choice is Choice.LEAVE:
            self.exit(0)
        elif choice:
            if choice is Choice.CLOSE and self._showing.conversation.turn:
                self._ask(partial(self._service.scan, _COMMANDS["f9"], self._now()))
            self._showing = replace(self._showing, is_closed=choice is Choice.CLOSE)
        self._show()

    def _forget_typed(self) -> None:
        """Clear what somebody typed by hand; a scan that is just coming in is left alone."""
        if self._keyboard.typed(monotonic()):
            self._keyboard.clear()
        self._showing = replace(self._showing, typed="")

    def _after_first_run(self, following: Next | None) -> None:
        if following is Next.SAMPLE:
            self.exit(SAMPLE_WANTED)
        elif following is Next.LEAVE:
            self.exit(0)

    # Other sources

    def _post(self, message: Message) -> None:
        """From any thread."""
        self.post_message(message)

    def _source_changed(self, name: str, status: str) -> None:
        self._post(SourceChanged(name, status))

    @on(SourceChanged)
    def show_source(self, event: SourceChanged) -> None:
        """A lost scanner is told in the top line, and the others go on."""
        self._showing = self._showing.after_source(event.name, event.status, self._now())
        self._show()

    async def _play(self, visit: Iterable[tuple[float, str]]) -> None:
        for seconds, code in visit:
            await asyncio.sleep(seconds)
            self._post(Scanned(Scan(code, self._now(), "replay")))
