"""The full screen: keys and scanners in, the desk's answers out. It decides nothing about books."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual import events, on
from textual.message import Message

from db.clock import utc_now
from db.codes import clean
from db.roles import Act
from kiosk import watchdog
from kiosk.aiming import Aiming
from kiosk.alarm import Alarm
from kiosk.conversation import Conversation
from kiosk.demonstration import Demo, Demonstration
from kiosk.jobs import Jobs
from kiosk.keys import Keys
from kiosk.messages import CameraSeen, KeysQuiet, Scanned, SourceChanged, TimePassed
from kiosk.page_printer import PagePrinter
from kiosk.receipts import open_receipts
from kiosk.relabel_switch import RelabelSwitch
from kiosk.scanner.keyboard import Entry
from kiosk.scanner.source import Source
from kiosk.screens.counter import Counter
from kiosk.screens.staff import Choice, Dialog
from kiosk.service import Service
from kiosk.settings import Settings
from kiosk.showing import Picture, Showing
from kiosk.staff_mode import StaffMode
from kiosk.unbreakable import Unbreakable
from kiosk.words import languages_from

if TYPE_CHECKING:  # the page needs input fields, which cost time; most starts never show it
    from db.store import Store
    from kiosk.screens.first_run import FirstRun, FirstRunPage, Next

SAMPLE_WANTED = 10
"""What the app returns when the librarian, on the first-run page, wants to see the sample school."""

_COMMANDS = {"f2": "%LANG", "f3": "%UNDO", "f4": "%RENEW", "f9": "%DONE"}
_FUNCTION_KEYS = {f"f{number}" for number in range(1, 13)}
_TOUCHES = timedelta(seconds=1)
"""Typing is told to the desk this often at most."""
_LONGEST_TYPED = 64
"""A longer text is no code: a book lies on the keyboard, and must not keep anybody's turn open."""
_FIRST_PAINT = 0.03
"""Seconds until the desk's thread starts: its imports would hold the first paint up."""
_DAY_CHECK = 30.0
_LESSON_CHECK = 1.0


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
        store: "Path | str | Store",
        demo: Demo | None = None,
        first_run: "FirstRun | None" = None,
        sources: Sequence[Source] = (),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`store` has been made ready. `now` gives naive UTC; tests let it run as they need."""
        super().__init__()
        self._first_run = first_run
        self._first_page: FirstRunPage | None = None
        self._sources = sources
        self._aiming = Aiming(
            sources,
            mirrored=settings.camera.mirror,
            on_picture=lambda picture: self._post(CameraSeen(picture)),
        )
        self._now = now
        languages = languages_from(settings.language)
        receipts = open_receipts(settings.receipts)
        self._pages = PagePrinter(settings.paper, lambda: self._post(TimePassed()))
        self._service = Service(store, settings.name, languages, receipts, self._pages)
        self._showing = Showing(
            Conversation(languages[0]),
            is_demo=demo is not None,
            has_camera=self._aiming.is_possible,
            can_print=self._pages.is_known,
        )
        self._keys = Keys(settings.scanner.suffix, lambda: self._post(KeysQuiet()))
        self._jobs: Jobs[Picture] = Jobs(self._take, self._handle_exception)
        self.staff = StaffMode(
            self,
            self._service,
            settings.name,
            now,
            ask=self._jobs.ask,
            look=lambda: self._showing,
            on_choice=self._chosen,
            on_lock=self._lock,
            on_change=self._show,
        )
        self._relabel = RelabelSwitch(
            self, self._service, settings, self._jobs.ask, now, self._show, self.staff.lock
        )
        self._demonstration = (
            Demonstration(demo, self._service, now, lambda scan: self._post(Scanned(scan))) if demo else None
        )
        self._alarm = Alarm(lambda: self._post(TimePassed()))
        self._touched_at: datetime | None = None
        self._is_ticking = False
        self._is_keeping_time = False

    # Beginning and end

    async def on_mount(self) -> None:
        """Open the counter, then whatever brings scans."""
        await self.push_screen(Counter(self._showing.view(self._now())))
        asyncio.get_running_loop().call_later(_FIRST_PAINT, self._service.start)
        self._jobs.start()
        if self._demonstration:
            self._jobs.ask(partial(self._open_sample, self._demonstration))
        self._jobs.ask(self._look_at_the_day)
        self.set_interval(_LESSON_CHECK, self._keep_time)
        self.set_interval(_DAY_CHECK, partial(self._jobs.ask, self._look_at_the_day))
        if not self.is_headless:
            # Not on Windows, and not outside the main thread.
            with suppress(NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, 0)
        if self._first_run:
            from kiosk.screens.first_run import FirstRunPage

            self._first_page = FirstRunPage(self._showing.words, self._first_run)
            await self.push_screen(self._first_page, self._after_first_run)
        for source in self._sources:
            source.start(lambda scan: self._post(Scanned(scan)), partial(self._source_changed, source))
        self.is_up = True
        watchdog.ready()
        if seconds := watchdog.interval():
            self.set_interval(seconds, watchdog.alive)

    async def on_unmount(self) -> None:
        """Leave nothing running."""
        watchdog.stopping()
        for source in self._sources:
            source.stop()
        if self._demonstration:
            self._demonstration.stop()
        await self._jobs.stop()
        self._keys.stop()
        self._alarm.stop()
        await self._service.close()

    def recover(self) -> None:
        """After a fault: a fresh counter that asks for the librarian; the next scan is served."""
        self._showing = self._showing.after_fault(self._now())
        self._first_page = None
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(Counter(self._showing.view(self._now())))
        self._relabel.turn_off()
        self.staff.lock()

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes before any widget can; only the first-run page has fields to type in."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._first_page and self.screen is self._first_page:
            if isinstance(event, events.Key) and event.key in self._first_page.KEYS:
                self._first_page.pressed(event.key)
            else:
                await super().on_event(event)
        elif isinstance(event, events.Paste) or not self._command(event.key):
            self._entered(self._keys.take(event), event.time)

    def _command(self, key: str) -> bool:
        """Do what a key that is no part of a code stands for. Returns whether it was one."""
        dialog = self.staff.dialog
        if self._demonstration and key in ("f10", "ctrl+c"):
            self.exit(0)
        elif dialog and (key in _FUNCTION_KEYS or (key == "escape" and self._keys.is_empty)):
            dialog.pressed(key)
        elif self._relabel.is_on:
            if not self._relabel.pressed(key, is_typing=not self._keys.is_empty):
                return False
        elif key == "f10":
            self._forget_typed()
            self._jobs.ask(self.staff.open)
        elif key == "f7" and self._showing.roster:
            self._entered(self._keys.take(events.Key("number_sign", "#")), monotonic())
        elif key == "f6" and self._aiming.is_possible:
            self._showing = self._showing.aiming(self._now())
            self._show()
        elif key == "f8" and self._showing.printable:
            self._pages.print(self._showing.printable, self._showing.words)
        elif key in _COMMANDS:
            self._serve(_COMMANDS[key], self._now(), by_key=True)
        else:
            return False
        self.staff.touch()
        return True

    def _entered(self, entries: Sequence[Entry], at: float) -> None:
        """Serve what is complete, show what is not. `at` is the steady clock's time of the last key."""
        for entry in entries:
            self.staff.touch()
            dialog = self.staff.dialog
            # An input method commits as fast as a scanner types, but no code is written in Chinese.
            if dialog and (entry.by_hand or not entry.text.isascii()):
                dialog.entered(entry.text)
            else:
                self._serve(entry.text, self._now() - timedelta(seconds=max(0.0, monotonic() - at)))
        self._show_typed(self._keys.typed(at))
        self._keys.watch(at)

    def _show_typed(self, typed: str) -> None:
        if 0 < len(typed) <= _LONGEST_TYPED:
            self.staff.touch()
        dialog = self.staff.dialog
        if dialog:
            dialog.keyed(typed)
        elif typed != self._showing.typed:
            self._showing = replace(self._showing, typed=typed)
            now = self._now()
            is_new = self._touched_at is None or not timedelta(0) <= now - self._touched_at < _TOUCHES
            if 0 < len(typed) <= _LONGEST_TYPED and is_new and self._showing.conversation.touched_at:
                self._touched_at = now
                self._jobs.ask(partial(self._service.touch, now))
            self._show()

    @on(KeysQuiet)
    def end_by_silence(self) -> None:
        """A scanner without a suffix has sent its code, or somebody has left off typing."""
        self._entered(self._keys.quiet(), monotonic())

    # Scans and answers

    @on(Scanned)
    def serve_scan(self, event: Scanned) -> None:
        """Whoever read it, a scan is served."""
        if self._first_page is None:
            if event.scan.source == "camera":
                self._showing = self._showing.after_camera_read(self._now())
            self._serve(event.scan.text, event.scan.at)

    def _serve(self, text: str, at: datetime, *, by_key: bool = False) -> None:
        if self.staff.dialog and not by_key:
            self._jobs.ask(partial(self._offer, text, at))
        elif self._relabel.scan(text, at):
            self.staff.touch()
        elif self._showing.printable and clean(text) == "%PRINT":
            self._pages.print(self._showing.printable, self._showing.words)
        else:
            self.staff.lock()
            if not self._showing.is_closed:
                self._jobs.ask(partial(self._service.scan, text, at, by_key=by_key))

    async def _offer(self, text: str, at: datetime) -> Picture | None:
        """A scan while a dialog is open: a card of staff is for the dialog, and all else is served."""
        if await self.staff.offer_card(text):
            return None
        self._forget_typed()
        self.staff.lock()
        return None if self._showing.is_closed else await self._service.scan(text, at)

    def _take(self, picture: Picture) -> None:
        self._showing = self._showing.after(picture, self._now())
        self._show()

    def _show(self) -> None:
        now = self._now()
        self._showing = replace(self._showing.at(now), printing=self._pages.said_of(self._showing.printable))
        self._aiming.look(is_wanted=self._showing.aim_until is not None)
        view = replace(self._showing.view(now), locks_in=self.staff.locks_in(now))
        for screen in self.screen_stack:
            if isinstance(screen, Counter):
                screen.show(view)
        self._relabel.show(view)
        self._plan()

    # Time

    def _plan(self) -> None:
        """Wake up when something is to look different, and not before."""
        now = self._now()
        waits = [self.staff.next_change(now)]
        if not self._is_ticking:
            waits.append(self._showing.next_change(now))
        self._alarm.set(waits)

    @on(TimePassed)
    def let_time_pass(self) -> None:
        """The countdown goes on, an answer has stood long enough, a turn ends."""
        now = self._now()
        self.staff.let_time_pass(now)
        if self._showing.wants_tick(now) and not self._is_ticking:
            self._is_ticking = True
            self._jobs.ask(self._tick)
        self._show()

    async def _tick(self) -> Picture:
        try:
            return await self._service.tick(self._now())
        finally:
            self._is_ticking = False

    def _keep_time(self) -> None:
        """A lesson begins and ends while nobody scans."""
        if not self._is_keeping_time:
            self._is_keeping_time = True
            self._jobs.ask(self._look_at_the_lesson)

    async def _look_at_the_lesson(self) -> Picture | None:
        try:
            return await self._service.keep_time(self._now())
        finally:
            self._is_keeping_time = False

    async def _look_at_the_day(self) -> None:
        today = await self._service.today(self._now())
        if today != self._showing.today:
            self._showing = replace(self._showing, today=today)
            self._show()

    async def _confirm_day(self, staff_id: int | None) -> None:
        await self._service.confirm_day(self._now(), staff_id)
        await self._look_at_the_day()

    # The staff

    @on(Dialog.Entered)
    def judge(self, event: Dialog.Entered) -> None:
        """In line with the scans, since it takes the desk's thread a moment."""
        self._jobs.ask(partial(self.staff.judge, event.text))

    def _chosen(self, choice: Choice) -> None:
        if choice is Choice.LEAVE:
            self.exit(0)
        elif choice is Choice.CONFIRM_DAY:
            self._jobs.ask(partial(self._confirm_day, self.staff.staff_id))
        elif choice is Choice.TITLES:
            self._jobs.ask(self._show_titles)
        else:
            if choice is not Choice.OPEN and self._showing.conversation.turn:
                self._jobs.ask(partial(self._service.scan, _COMMANDS["f9"], self._now()))
            if choice is Choice.RELABEL:
                self._relabel.turn_on(self.staff.staff_id)
            else:
                self._showing = replace(self._showing, is_closed=choice is Choice.CLOSE)
        self._show()

    async def _show_titles(self) -> None:
        """The page of the lesson with the titles that are due, until staff mode locks itself."""
        page = self._showing.page
        if page:
            lesson = page.roster.lesson
            titled = await self._service.page_with_titles(lesson.lesson_id, self._now())
            if self._showing.page is page and self.staff.allows(Act.TITLES, lesson.class_id):
                self._showing = replace(self._showing, titled=titled)
                self._show()

    def _lock(self) -> None:
        """Nothing of the staff's stays on the screen; what is being printed is printed."""
        self._forget_typed()
        self._showing = replace(self._showing, titled=None)
        self._relabel.rest()

    def _forget_typed(self) -> None:
        self._keys.forget_typed()
        self._showing = replace(self._showing, typed="")

    def _after_first_run(self, following: "Next | None") -> None:
        from kiosk.screens.first_run import Next

        self._first_page = None
        if following is Next.SAMPLE:
            self.exit(SAMPLE_WANTED)
        elif following is Next.LEAVE:
            self.exit(0)

    # Other sources

    def _post(self, message: Message) -> None:
        """From any thread."""
        self.post_message(message)

    def _source_changed(self, source: Source, name: str, status: str) -> None:
        self._post(SourceChanged(name, status, source.trouble if status == "lost" else None))

    @on(SourceChanged)
    def show_source(self, event: SourceChanged) -> None:
        """A lost scanner is told in the top line, and the others go on."""
        self._showing = self._showing.after_source(event.name, event.status, self._now(), event.trouble)
        if event.name == "camera" and event.status == "lost":
            self._showing = self._showing.without_aim()
        self._show()

    @on(CameraSeen)
    def show_picture(self, event: CameraSeen) -> None:
        """Who aims sees what the camera sees."""
        self._showing = self._showing.after_picture(event.picture)
        self._show()
        for screen in self.screen_stack:
            if isinstance(screen, Counter):
                self._aiming.taken(*screen.aim_room)

    async def _open_sample(self, demonstration: Demonstration) -> None:
        """Make the sample school; scans that come meanwhile wait in the queue."""
        self._showing = replace(self._showing, hints=await demonstration.open())
        self._show()
