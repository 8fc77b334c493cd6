"""The full screen: keys and scanners in, the desk's answers out. It decides nothing about books.

Here its parts are put together, started and stopped, and each message finds the part that it is for.
"""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on
from textual.message import Message

from db.clock import utc_now
from kiosk.camera.aiming import Aiming
from kiosk.counter.conversation import Conversation
from kiosk.demo.demonstration import Demo, Demonstration
from kiosk.full_screen.key_presses import KeyPresses
from kiosk.full_screen.keys import Keys
from kiosk.full_screen.messages import CameraSeen, KeysQuiet, Scanned, SourceChanged, TimePassed
from kiosk.full_screen.routing import Serving
from kiosk.full_screen.timekeeper import DAY_CHECK, LESSON_CHECK, Timekeeper
from kiosk.full_screen.unbreakable import Unbreakable
from kiosk.machine import watchdog
from kiosk.paper.page_printer import PagePrinter
from kiosk.receipts.printer import open_receipts
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scanner.source import Scan, Source
from kiosk.scene.scene import Scene
from kiosk.scene.showing import Showing
from kiosk.screens.counter import Counter
from kiosk.screens.staff import Dialog
from kiosk.screens.view import View
from kiosk.service.picture import Picture
from kiosk.service.service import Service
from kiosk.service.work_queue import Jobs
from kiosk.settings import Settings
from kiosk.staff.line import StaffLine
from kiosk.staff.menu import StaffChoices
from kiosk.staff.mode import StaffMode
from kiosk.staff.sign_in import StaffDoor
from kiosk.words import languages_from

if TYPE_CHECKING:  # the page needs input fields, which cost time; most starts never show it
    from db.store.opening import Store
    from kiosk.relabel.session import RelabelSession
    from kiosk.screens.first_run import FirstRun, FirstRunPage, Next

SAMPLE_WANTED = 10
"""What the app returns when the librarian, on the first-run page, wants to see the sample school."""

_FIRST_PAINT = 0.03
"""Seconds until the desk's thread starts: its imports would hold the first paint up."""


class Kiosk(Unbreakable, inherit_bindings=False):
    """One machine at which children borrow and return.

    Keys and pastes are caught here, before any widget: a scan neither presses a button nor gets lost
    while a dialog opens. Scans go through one queue and are answered in order.

    Attributes:
        scene: what stands on the screen.
        staff: whether staff mode is open, and for whom.
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
        self._settings = settings
        self._now = now
        self._first_run = first_run
        self._first_page: FirstRunPage | None = None
        self._sources = sources
        self._aiming = Aiming(
            sources,
            mirrored=settings.camera.mirror,
            on_picture=lambda picture: self._post(CameraSeen(picture)),
        )
        languages = languages_from(settings.language)
        pages = PagePrinter(settings.paper, self._wake)
        receipts = open_receipts(settings.receipts)
        self._service = service = Service(store, settings.name, languages, receipts, pages)
        self._jobs: Jobs[Picture] = Jobs(self._take, self._handle_exception)
        ask = self._jobs.ask
        showing = Showing(
            Conversation(languages[0]),
            is_demo=demo is not None,
            has_camera=self._aiming.is_possible,
            can_print=pages.is_known,
        )
        self.scene = scene = Scene(
            self,
            showing,
            self._aiming,
            pages,
            now,
            locks_in=lambda at: self.staff.locks_in(at),
            on_paint=self._painted,
        )
        self.staff = staff = StaffMode(self, scene, now, self._lock)
        self._relabel = relabel = RelabelSwitch(self._begin_relabelling, scene.paint)
        self._time = Timekeeper(service, scene, staff, ask, now, self._wake)
        line = StaffLine(service, settings.name)
        choices = StaffChoices(self, staff, line, service, scene, relabel, self._time.confirm_day, ask, now)
        self._door = StaffDoor(staff, line, scene, now, choices.show_menu)
        self._serving = Serving(scene, staff, self._door, relabel, service, ask, self._forget_typed)
        self._keys = Keys(settings.scanner.suffix, lambda: self._post(KeysQuiet()))
        self._key_presses = KeyPresses(
            self._keys,
            scene,
            staff,
            relabel,
            self._serving,
            service,
            ask,
            now,
            on_staff=lambda: ask(self._door.open),
            on_leave=(lambda: self.exit(0)) if demo else None,
        )
        self._demonstration = Demonstration(demo, service, now, self._scanned) if demo else None

    # Beginning and end

    async def on_mount(self) -> None:
        """Open the counter, then whatever brings scans."""
        await self.push_screen(Counter(self.scene.showing.view(self._now())))
        asyncio.get_running_loop().call_later(_FIRST_PAINT, self._service.start)
        self._jobs.start()
        if self._demonstration:
            self._jobs.ask(partial(self._open_sample, self._demonstration))
        self._jobs.ask(self._time.look_at_the_day)
        self.set_interval(LESSON_CHECK, self._time.keep_lesson)
        self.set_interval(DAY_CHECK, partial(self._jobs.ask, self._time.look_at_the_day))
        if not self.is_headless:
            # Not on Windows, and not outside the main thread.
            with suppress(NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, 0)
        if self._first_run:
            from kiosk.screens.first_run import FirstRunPage

            self._first_page = FirstRunPage(self.scene.showing.words, self._first_run)
            await self.push_screen(self._first_page, self._after_first_run)
        for source in self._sources:
            source.start(self._scanned, partial(self._source_changed, source))
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
        self._time.alarm.stop()
        await self._service.close()

    def recover(self) -> None:
        """After a fault: a fresh counter that asks for the librarian; the next scan is served."""
        self.scene.showing = self.scene.showing.after_fault(self._now())
        self._first_page = None
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(Counter(self.scene.showing.view(self._now())))
        self._relabel.turn_off()
        self.staff.lock()

    def _after_first_run(self, following: "Next | None") -> None:
        from kiosk.screens.first_run import Next

        self._first_page = None
        if following is Next.SAMPLE:
            self.exit(SAMPLE_WANTED)
        elif following is Next.LEAVE:
            self.exit(0)

    async def _open_sample(self, demonstration: Demonstration) -> None:
        """Make the sample school; scans that come meanwhile wait in the queue."""
        hints = await demonstration.open()
        self.scene.showing = replace(self.scene.showing, hints=hints)
        self.scene.paint()

    def _begin_relabelling(self) -> "RelabelSession":
        from kiosk.relabel.session import RelabelSession

        ask, paint, lock = self._jobs.ask, self.scene.paint, self.staff.lock
        return RelabelSession(self, self._service, self._settings, ask, self._now, paint, lock)

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
        else:
            self._key_presses.take(event)

    @on(KeysQuiet)
    def end_by_silence(self) -> None:
        """A scanner without a suffix has sent its code, or somebody has left off typing."""
        self._key_presses.quiet()

    def _forget_typed(self) -> None:
        self._key_presses.forget_typed()

    # Scans and answers

    @on(Scanned)
    def serve_scan(self, event: Scanned) -> None:
        """Whoever read it, a scan is served."""
        if self._first_page is None:
            if event.scan.source == "camera":
                self.scene.showing = self.scene.showing.after_camera_read(self._now())
            self._serving.serve(event.scan.text, event.scan.at)

    def _take(self, picture: Picture) -> None:
        self.scene.showing = self.scene.showing.after(picture, self._now())
        self.scene.paint()

    def _painted(self, view: View) -> None:
        self._relabel.show(view)
        self._time.plan()

    @on(TimePassed)
    def let_time_pass(self) -> None:
        """The countdown goes on, an answer has stood long enough, a turn ends."""
        self._time.pass_time()

    # The staff

    @on(Dialog.Entered)
    def judge(self, event: Dialog.Entered) -> None:
        """In line with the scans, since it takes the desk's thread a moment."""
        self._jobs.ask(partial(self._door.judge, event.text))

    def _lock(self) -> None:
        """Nothing of the staff's stays on the screen; what is being printed is printed."""
        self._forget_typed()
        self.scene.showing = replace(self.scene.showing, titled=None)
        self._relabel.rest()

    # Other sources

    def _post(self, message: Message) -> None:
        """From any thread."""
        self.post_message(message)

    def _wake(self) -> None:
        self._post(TimePassed())

    def _scanned(self, scan: Scan) -> None:
        self._post(Scanned(scan))

    def _source_changed(self, source: Source, name: str, status: str) -> None:
        self._post(SourceChanged(name, status, source.trouble if status == "lost" else None))

    @on(SourceChanged)
    def show_source(self, event: SourceChanged) -> None:
        """A lost scanner is named in the top line, and the others go on."""
        showing = self.scene.showing.after_source(event.name, event.status, self._now(), event.trouble)
        lost_camera = event.name == "camera" and event.status == "lost"
        self.scene.showing = showing.without_aim() if lost_camera else showing
        self.scene.paint()

    @on(CameraSeen)
    def show_camera(self, event: CameraSeen) -> None:
        """Who aims sees what the camera sees."""
        self.scene.paint_camera(event.picture)
