"""The full screen: keys and scanners in, the desk's answers out. It decides nothing about books.

Here its parts are started and stopped, and each message finds the part that it is for.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual import events, on

from db.clock import utc_now
from kiosk.demo.demonstration import Demo
from kiosk.full_screen.first_page import FirstPage
from kiosk.full_screen.messages import (
    Answered,
    CameraSeen,
    KeysQuiet,
    Scanned,
    SourceChanged,
    StaffCalled,
    TimePassed,
)
from kiosk.full_screen.parts import Clocks, Parts
from kiosk.full_screen.unbreakable import Unbreakable
from kiosk.machine import terminal, watchdog
from kiosk.machine.key_signs import PROOF
from kiosk.scanner.source import Scan, Source
from kiosk.scene.messages import DayConfirmed, Locked, Painted, StaffDone
from kiosk.scene.seen import view_of
from kiosk.screens.counter.screen import Counter
from kiosk.service.desk_state import DeskState
from kiosk.settings import Settings
from kiosk.settings_file import Slip

if TYPE_CHECKING:  # what the first picture does not need is loaded when it is needed
    from db.store.opening import Store
    from kiosk.screens.first_run import FirstRun
    from kiosk.screens.staff.dialog import Dialog

TERMINATED = 15
"""What the app returns when the machine has asked it to end."""


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
        `beside` the other terminals on which a kiosk of the same store runs. `now`, `steady` and `waiting`
        are as in `Clocks`; tests let them run as they need.
        """
        super().__init__()
        self._first_page = FirstPage(self, first_run)
        self._sources = sources
        parts = Parts(
            self,
            settings,
            Clocks(now, steady, waiting),
            store=store,
            sources=sources,
            slips=slips,
            beside=beside,
            demo=demo,
            on_scan=self._scanned,
            on_answer=self._answered,
            on_fault=self._handle_exception,
        )
        self.scene, self.staff, self._now = parts.scene, parts.staff, now
        self._service, self._errands, self._time = parts.service, parts.errands, parts.time
        self._keys, self._key_presses, self._routing = parts.keys, parts.key_presses, parts.routing
        self._relabel, self._find, self._sounds = parts.relabel, parts.find, parts.sounds
        self._demonstration = parts.demonstration

    # Beginning and end

    async def on_mount(self) -> None:
        """Open the counter, then whatever brings scans."""
        await self.push_screen(Counter(view_of(self.scene.showing, self._now())))
        self.call_after_refresh(self._service.start)  # its imports would hold the first paint up
        if self._demonstration:
            self._errands.begin(self._demonstration.open())
        self._time.begin()
        if not self.is_headless:
            terminal.end_when_asked(partial(self.exit, TERMINATED))
        await self._first_page.open(self.scene.showing.words)
        for source in self._sources:
            source.start(self._scanned, partial(self._source_changed, source))
        self.is_up = True
        self._time.give_signs()

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
        self._first_page.forget()
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

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes before any widget can; only the first-run page has fields to type in."""
        if isinstance(event, events.Key) and event.character == PROOF:
            self._errands.begin(self._time.prove())
        elif not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._first_page.is_in_front:
            if not self._first_page.hears(event):
                await super().on_event(event)
        else:
            self._key_presses.take(event)

    @on(KeysQuiet)
    def end_by_silence(self) -> None:
        """A scanner without a suffix has sent its code, or somebody has left off typing."""
        self._key_presses.quiet()

    # Scans and answers

    @on(Scanned)
    def serve_scan(self, event: Scanned) -> None:
        """Whoever read it, a scan is served."""
        if not self._first_page.is_open:
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

    def _answered(self, state: DeskState | Exception) -> None:
        self.post_message(Answered(state))

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
