"""What the staff choose at the kiosk, and doing it. What each of them may do is for `db.roles`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from textual.app import App

from db.answers.counter import LoanWanted
from db.answers.refusals import Override, Why
from db.errors import StoreError
from db.roles import Act
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scene.scene import Scene
from kiosk.screens.pin import NewPinDialog
from kiosk.screens.staff import Choice, Dialog, ReasonDialog, Refusal, StaffMenu
from kiosk.sentences.counter import for_librarian
from kiosk.service.picture import Picture
from kiosk.service.service import Service
from kiosk.service.work_queue import Ask
from kiosk.staff.line import StaffLine
from kiosk.staff.mode import StaffMode

_NOTED = {Choice.LEAVE: "kiosk_left", Choice.CLOSE: "kiosk_closed", Choice.OPEN: "kiosk_opened"}


class StaffChoices:
    """Shows the menu of staff mode and does what is chosen in it."""

    def __init__(
        self,
        app: App[int],
        staff: StaffMode,
        line: StaffLine,
        service: Service,
        scene: Scene,
        relabel: RelabelSwitch,
        confirm_day: Callable[[int | None], Awaitable[None]],
        ask: Ask[Picture],
        now: Callable[[], datetime],
    ) -> None:
        """`now` gives naive UTC; `confirm_day` takes the number of who says that the clock is right."""
        self._app = app
        self._staff = staff
        self._line = line
        self._service = service
        self._scene = scene
        self._relabel = relabel
        self._confirm_day = confirm_day
        self._ask = ask
        self._now = now
        self._noting: asyncio.Future[None] | None = None

    async def show_menu(self) -> None:
        """What this member of staff may choose; nothing while staff mode is locked."""
        showing, post = self._scene.showing, self._staff.post
        if post:
            menu = StaffMenu(
                showing.words,
                post,
                is_closed=showing.is_closed,
                day=showing.today.day if showing.today and showing.today.clock.ask else None,
                refusal=self._refusal(),
                page_of=showing.page.roster.lesson.class_id if showing.page else None,
            )
            await self._push(menu)

    def _refusal(self) -> Refusal | None:
        refused = self._staff.refused
        if refused is None or refused.wanted is None:
            return None
        if refused.wanted.one_more and self._scene.showing.alone:
            return None  # a copy is made by the store itself, which is out of reach
        sentence = for_librarian(refused.reason, refused.details, self._scene.showing.words)
        return Refusal(refused.book, sentence, refused.wanted.one_more)

    async def _push(self, dialog: Dialog) -> None:
        await self._staff.push(dialog, self._done)

    def _done(self, result: Choice | Override | None) -> None:
        """A dialog was closed with this."""
        staff, words = self._staff, self._scene.showing.words
        refused, refusal = staff.refused, self._refusal()
        if isinstance(result, Override) and refused and refused.wanted and staff.allows(Act.OVERRIDE):
            self._ask(partial(self._lend, refused.wanted, result, self._now(), staff.staff_id))
            staff.lock()
        elif result is Choice.OVERRIDE and refusal and refusal.one_more:
            self._done(Override(Why.MORE_COPIES))
        elif result is Choice.OVERRIDE and refusal:
            self._app.call_later(self._push, ReasonDialog(words, refusal))
        elif result is Choice.NEW_PIN and staff.staff_id is not None:
            dialog = NewPinDialog(words, staff.staff_id, for_others=staff.allows(Act.STAFF))
            self._app.call_later(self._push, dialog)
        elif isinstance(result, Choice):
            self._note(result)
            self._do(result)
            if result not in (Choice.RELABEL, Choice.TITLES):
                staff.lock()
        else:
            staff.lock()

    def _note(self, choice: Choice) -> None:
        """Record what was done. Not in line with the scans: who leaves waits for no store that hangs."""
        if choice in _NOTED:
            verb, now, staff_id = _NOTED[choice], self._now(), self._staff.staff_id
            noting = self._line.ask_if_there(lambda room: room.note(verb, now, staff_id))
            self._noting = asyncio.ensure_future(noting)

    def _do(self, choice: Choice) -> None:
        scene, staff_id = self._scene, self._staff.staff_id
        if choice is Choice.LEAVE:
            self._app.exit(0)
        elif choice is Choice.CONFIRM_DAY:
            self._ask(partial(self._confirm_day, staff_id))
        elif choice is Choice.TITLES:
            self._ask(self._show_titles)
        else:
            if choice is not Choice.OPEN and scene.showing.conversation.turn:
                self._ask(partial(self._service.scan, "%DONE", self._now()))
            if choice is Choice.RELABEL:
                self._relabel.turn_on(staff_id)
            else:
                scene.showing = replace(scene.showing, is_closed=choice is Choice.CLOSE)
        scene.paint()

    async def _show_titles(self) -> None:
        """The page of the lesson with the titles that are due; the menu is locked again behind it."""
        scene, page = self._scene, self._scene.showing.page
        if page:
            lesson = page.roster.lesson
            titled = await self._service.page_with_titles(lesson.lesson_id, self._now())
            if scene.showing.page is page and self._staff.allows(Act.TITLES, lesson.class_id):
                scene.showing = replace(scene.showing, titled=titled)
        self._staff.leave()

    async def _lend(
        self, wanted: LoanWanted, why: Override, at: datetime, staff_id: int | None
    ) -> Picture | None:
        try:
            return await self._service.override(wanted, why, at, staff_id)
        except StoreError:  # the next scan will show it
            return None
