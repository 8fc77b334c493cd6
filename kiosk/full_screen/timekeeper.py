"""What happens by itself: a turn and a lesson end, a day begins, staff mode locks, the machine shows life."""

from textual import events

from kiosk.find.switch import FindSwitch
from kiosk.full_screen.alarm import Alarm
from kiosk.full_screen.messages import TimePassed
from kiosk.machine import terminal, watchdog
from kiosk.machine.key_signs import PROOF
from kiosk.scene.stand import Stand
from kiosk.staff.mode import StaffMode

_DAY_CHECK = 30.0
"""Seconds between two looks at the day."""
_LESSON_CHECK = 1.0
"""Seconds between two looks at whether a lesson begins or ends."""


class Timekeeper:
    """Lets the desks and the screen know that time has passed."""

    def __init__(self, stand: Stand, staff: StaffMode, find: FindSwitch) -> None:
        self._stand = stand
        self._scene = stand.scene
        self._service = stand.service
        self._now = stand.now
        self._staff = staff
        self._find = find
        self.alarm = Alarm(self._ring)
        self._is_ticking = False
        self._is_looking = False

    def begin(self) -> None:
        """Look at the day, and from now on again and again at the day and the lesson."""
        self._see_the_day()
        self._stand.app.set_interval(_LESSON_CHECK, self.keep_lesson)
        self._stand.app.set_interval(_DAY_CHECK, self._see_the_day)

    def plan(self) -> None:
        """Wake up when something is to look different, and not before."""
        now = self._now()
        waits = [self._staff.next_change(now)]
        if self._find.is_on:
            waits.append(self._find.next_change(now))
        if not self._is_ticking:
            waits.append(self._scene.showing.next_change(now))
        self.alarm.set(waits)

    def pass_time(self) -> None:
        """The countdown goes on, an answer has stood long enough, a turn ends."""
        now = self._now()
        self._staff.let_time_pass(now)
        self._find.let_time_pass(now)
        if self._scene.showing.wants_tick(now) and not self._is_ticking:
            self._is_ticking = True
            self._stand.errands.begin(self._tick())
        self._scene.paint()

    def keep_lesson(self) -> None:
        """A lesson begins and ends while nobody scans."""
        if not self._is_looking:
            self._is_looking = True
            self._stand.errands.begin(self._look_at_the_lesson())

    def give_signs(self) -> None:
        """Say that the kiosk is up, and from now on that it lives, where the watchdog waits for that."""
        watchdog.ready()
        if seconds := watchdog.interval():
            self._stand.app.set_interval(seconds, self._send_sign)

    async def prove(self) -> None:
        """Our own sign was read as a key is; once the desks have answered and all is painted, we live."""
        await self._service.prove(self._now())
        self._stand.app.call_after_refresh(watchdog.alive)

    async def look_at_the_day(self) -> None:
        """See what day it is, whether the library is open, and whether the clock can be believed."""
        today = await self._service.today(self._now())
        if today != self._scene.showing.today:
            self._scene.show(today=today)

    async def confirm_day(self, staff_id: int | None) -> None:
        """The staff say that the clock is right."""
        await self._service.confirm_day(self._now(), staff_id)
        await self.look_at_the_day()

    def _see_the_day(self) -> None:
        self._stand.errands.begin(self.look_at_the_day())

    def _send_sign(self) -> None:
        """Send a sign on the way of all keys; the watchdog is fed once it has come through."""
        app = self._stand.app
        if not terminal.prove(app._driver):
            app.post_message(events.Key(PROOF, PROOF))

    def _ring(self) -> None:
        self._stand.app.post_message(TimePassed())

    async def _tick(self) -> None:
        try:
            await self._service.tick(self._now())
        finally:
            self._is_ticking = False
        self.plan()

    async def _look_at_the_lesson(self) -> None:
        try:
            await self._service.keep_time(self._now())
        finally:
            self._is_looking = False
