"""The full screen: keys and scanners in, the desk's answers out. It decides nothing about books.

Here its parts are put together, started and stopped, and each message finds the part that it is for.
"""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from logging import getLogger
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual import events, on

from db.clock import utc_now
from db.errors import BadValue
from kiosk.camera.aiming import Aiming
from kiosk.counter.conversation import Conversation
from kiosk.demo.demonstration import Demo, Demonstration
from kiosk.find.switch import FindSwitch
from kiosk.full_screen.key_presses import KeyPresses
from kiosk.full_screen.keys import Keys
from kiosk.full_screen.messages import (
    Answered,
    CameraSeen,
    KeysQuiet,
    Scanned,
    SourceChanged,
    StaffCalled,
    TimePassed,
)
from kiosk.full_screen.routing import Routing
from kiosk.full_screen.timekeeper import DAY_CHECK, LESSON_CHECK, Timekeeper
from kiosk.full_screen.unbreakable import Unbreakable
from kiosk.machine import terminal, watchdog
from kiosk.machine.key_signs import PROOF
from kiosk.paper.printing.page_printer import PagePrinter
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scanner.source import Scan, Source
from kiosk.scene.errands import Errands
from kiosk.scene.messages import DayConfirmed, Locked, Painted, StaffDone
from kiosk.scene.scene import Scene
from kiosk.scene.seen import view_of
from kiosk.scene.showing import Showing
from kiosk.scene.stand import Stand
from kiosk.screens.counter.screen import Counter
from kiosk.service.desk_state import DeskState
from kiosk.service.service import Service
from kiosk.settings import Settings, SoundSettings
from kiosk.settings_file import Slip
from kiosk.staff.mode import StaffMode
from kiosk.words import languages_from

if TYPE_CHECKING:
    from db.store.opening import Store
    from kiosk.receipts.printer import Receipts
    from kiosk.screens.first_run import FirstRun, FirstRunPage, Next
    from kiosk.screens.staff.dialogs import Dialog
    from kiosk.sound.hearing import (
        Hearing,  # what the first picture does not need is loaded when it is needed
    )

SAMPLE_WANTED = 10
"""What the app returns when the librarian, on the first-run page, wants to see the sample school."""
TERMINATED = 15
"""What it returns when the machine has asked it to end."""


class Kiosk(Unbreakable, inherit_bindings=False):
    """One machine at which children borrow and return.

    Keys and pastes are caught here, before any widget: a scan neither presses a button nor gets lost
    while a dialog opens. Scans go through one queue and are answered in order.
    Its parts share a `Stand`, and let it know by messages what has happened.

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
        slips: Sequence[Slip] = (),
        beside: tuple[str, ...] = (),
        now: Callable[[], datetime] = utc_now,
        steady: Callable[[], float] = monotonic,
        waiting: Callable[[], float] = monotonic,
    ) -> None:
        """`store` has been made ready; `slips` are the parts of the settings that are left out,
        `beside` the other terminals on which a kiosk of the same store runs.

        `now` gives naive UTC, `steady` the seconds by which keys are timed, `waiting` those by which wrong
        PINs wait; tests let them run as they need.
        """
        super().__init__()
        self._first_run = first_run
        self._first_page: FirstRunPage | None = None
        self._sources = sources
        languages = languages_from(settings.language)
        aiming = Aiming(sources, mirrored=settings.camera.mirror, on_picture=self._camera_seen)
        pages = PagePrinter(settings.paper, self._wake, settings.font_files)
        receipts = _receipts(settings)
        if isinstance(receipts, Slip):
            slips, receipts = (*slips, receipts), None
        self._service = Service(store, settings.name, languages, receipts, pages, post=self._answered)
        showing = Showing(
            Conversation(languages[0]),
            is_demo=demo is not None,
            has_camera=aiming.is_possible,
            can_print=pages.is_known,
            offers_slips=settings.offers.slips and (receipts is not None or pages.is_known),
            left_out=tuple(slip.part for slip in slips),
            beside=beside,
        )
        self.scene = Scene(self, showing, aiming, pages, now)
        self._errands = Errands(self._handle_exception)
        stand = Stand(self, settings, self.scene, self._service, self._errands, now, waiting)
        self._now = now
        self._relabel = RelabelSwitch(stand)
        self.staff = StaffMode(stand, self._relabel)
        self._find = FindSwitch(stand)
        self._time = Timekeeper(stand, self.staff, self._find)
        self._routing = Routing(stand, self.staff, self._relabel, self._find)
        self._keys = Keys(self, settings.scanner.suffix, steady)
        self._key_presses = KeyPresses(
            stand, self._keys, self.staff, self._relabel, self._find, self._routing, steady
        )
        self._sounds = hearing(settings.sound)
        self._demonstration = Demonstration(demo, stand, self._scanned) if demo else None

    # Beginning and end

    async def on_mount(self) -> None:
        """Open the counter, then whatever brings scans."""
        await self.push_screen(Counter(view_of(self.scene.showing, self._now())))
        self.call_after_refresh(self._service.start)  # its imports would hold the first paint up
        if self._demonstration:
            self._errands.begin(self._demonstration.open())
        self._look_at_the_day()
        self.set_interval(LESSON_CHECK, self._time.keep_lesson)
        self.set_interval(DAY_CHECK, self._look_at_the_day)
        if not self.is_headless:
            # Not on Windows, and not outside the main thread.
            with suppress(NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, TERMINATED)
        if self._first_run:
            from kiosk.screens.first_run import FirstRunPage

            self._first_page = FirstRunPage(self.scene.showing.words, self._first_run)
            await self.push_screen(self._first_page, self._after_first_run)
        for source in self._sources:
            source.start(self._scanned, partial(self._source_changed, source))
        self.is_up = True
        watchdog.ready()
        if seconds := watchdog.interval():
            self.set_interval(seconds, self._prove)

    async def on_unmount(self) -> None:
        """Leave nothing running."""
        watchdog.stopping()
        for source in self._sources:
            source.stop()
        if self._demonstration:
            self._demonstration.stop()
        self._keys.stop()
        if self._sounds:
            self._sounds.stop()
        self._time.alarm.stop()
        await self._service.close()
        await self._errands.stop()

    def recover(self) -> None:
        """After a fault: a fresh counter that asks for the librarian; the next scan is served."""
        self.scene.showing = self.scene.showing.after_fault(self._now())
        self._first_page = None
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(Counter(view_of(self.scene.showing, self._now())))
        self._relabel.turn_off()
        self._find.close()
        self.staff.lock()

    async def join(self) -> None:
        """Wait until everything that was asked of the desks is answered."""
        await self._errands.join()
        await self._service.settled()

    def _after_first_run(self, following: "Next | None") -> None:
        from kiosk.screens.first_run import Next

        self._first_page = None
        if following is Next.SAMPLE:
            self.exit(SAMPLE_WANTED)
        elif following is Next.LEAVE:
            self.exit(0)

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes before any widget can; only the first-run page has fields to type in."""
        if isinstance(event, events.Key) and event.character == PROOF:
            self._errands.begin(self._time.prove())
        elif not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._first_page and self.screen is self._first_page:
            if isinstance(event, events.Key) and event.key in self._first_page.HEARD:
                self._first_page.pressed(event.key)
            else:
                await super().on_event(event)
        else:
            self._key_presses.take(event)

    def _prove(self) -> None:
        """Send a sign on the way of all keys; the watchdog is fed once it has come through."""
        if not terminal.prove(self._driver):
            self.post_message(events.Key(PROOF, PROOF))

    @on(KeysQuiet)
    def end_by_silence(self) -> None:
        """A scanner without a suffix has sent its code, or somebody has left off typing."""
        self._key_presses.quiet()

    # Scans and answers

    @on(Scanned)
    def serve_scan(self, event: Scanned) -> None:
        """Whoever read it, a scan is served."""
        if self._first_page is None:
            if event.scan.source == "camera":
                self.scene.showing = self.scene.showing.after_camera_read(self._now())
            self._routing.serve(event.scan)

    @on(Answered)
    def show_answer(self, event: Answered) -> None:
        """The desks have answered, or time has passed for them."""
        if isinstance(event.state, Exception):
            raise event.state
        self.scene.showing = self.scene.showing.after(event.state, self._now())
        self.scene.paint()
        if self._sounds and event.state.answer is not None and event.state.roster is None:
            self._sounds.hear(event.state.answer, self.scene.showing.words)

    @on(Painted)
    def follow(self, event: Painted) -> None:
        """The pages for relabelling and for finding show the same, and the next change comes by itself."""
        self._relabel.show(event.view)
        if self._find.is_on:
            self._find.show(event.view)
        self._time.plan()

    @on(TimePassed)
    def let_time_pass(self) -> None:
        """The countdown goes on, an answer has stood long enough, a turn ends."""
        self._time.pass_time()

    def _look_at_the_day(self) -> None:
        self._errands.begin(self._time.look_at_the_day())

    # The staff

    @on(StaffCalled)
    def ask_who_it_is(self) -> None:
        """Staff mode opens to a card and its PIN."""
        self._errands.begin(self.staff.sign_in.open())

    def on_dialog_entered(self, event: "Dialog.Entered") -> None:
        """What was typed is judged in line with the scans, since it takes the desks' thread a moment."""
        self._errands.begin(self.staff.sign_in.judge(event.text))

    @on(StaffDone)
    def lock(self) -> None:
        """The counter serves again."""
        self.staff.lock()

    @on(Locked)
    def forget_typed(self) -> None:
        """What the staff have typed is gone."""
        self._keys.forget_typed()

    @on(DayConfirmed)
    def confirm_day(self, event: DayConfirmed) -> None:
        """The staff say that the clock is right."""
        self._errands.begin(self._time.confirm_day(event.staff_id))

    # From other threads

    def _wake(self) -> None:
        self.post_message(TimePassed())

    def _answered(self, state: DeskState | Exception) -> None:
        self.post_message(Answered(state))

    def _camera_seen(self, picture: tuple[str, ...]) -> None:
        self.post_message(CameraSeen(picture))

    def _scanned(self, scan: Scan) -> None:
        self.post_message(Scanned(scan))

    def _source_changed(self, source: Source, name: str, status: str) -> None:
        self.post_message(SourceChanged(name, status, source.trouble if status == "lost" else None))

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


def hearing(settings: SoundSettings) -> "Hearing | None":
    """What is heard of answers; None where the settings want nothing, and then nothing is loaded for it."""
    if not (settings.tones or settings.speech):
        return None
    from kiosk.sound.hearing import Hearing

    return Hearing(settings)


def _receipts(settings: Settings) -> "Receipts | Slip | None":
    if not settings.receipts.printer:
        return None
    from kiosk.receipts.printer import open_receipts

    try:
        return open_receipts(settings.receipts, settings.font_files)
    except BadValue as error:
        getLogger("kiosk").error("%s", error)
        return Slip("receipts", error.sentence)
