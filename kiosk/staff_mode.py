"""Staff mode at the kiosk: who it is open for, what they may do, and when it locks itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App

from db.answers import PinAsked, PinTried, Refused
from db.errors import LibraryError, StoreError
from db.refusals import Override
from db.roles import ANYBODY, Act, Post
from kiosk.lock_clock import ALONE, LockClock
from kiosk.screens.pin import LEAVE_WORD, NewPinDialog, PinDialog
from kiosk.screens.staff import Choice, Dialog, ReasonDialog, Refusal, StaffMenu
from kiosk.sentences import for_librarian
from kiosk.service import Service
from kiosk.showing import Picture, Showing

if TYPE_CHECKING:  # tables and rules are loaded by the desk's thread, once the screen is there
    from kiosk.staff_room import StaffRoom

_LEFT_ALONE = timedelta(seconds=20)
"""The question for the PIN closes after this."""

_NOTED = {Choice.LEAVE: "kiosk_left", Choice.CLOSE: "kiosk_closed", Choice.OPEN: "kiosk_opened"}
_LET_IN = PinTried(True, post=ANYBODY)

Ask = Callable[[Callable[[], Awaitable[Picture | None]]], None]
"""Puts something in line behind the scans."""
Result = TypeVar("Result")


class StaffMode:
    """Locked until a card and its PIN open it.

    Attributes:
        post: whom it is open for; None while it is locked.
    """

    def __init__(
        self,
        app: App[int],
        service: Service,
        kiosk: str,
        now: Callable[[], datetime],
        *,
        ask: Ask,
        look: Callable[[], Showing],
        on_choice: Callable[[Choice], None],
        on_lock: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        """`look` tells what the counter shows. `on_choice`: what the menu offers and others do.

        `on_lock`: nothing of the staff's is to stay on the screen; `on_change`: something is shown anew.
        """
        self.post: Post | None = None
        self._app = app
        self._service = service
        self._kiosk = kiosk
        self._now = now
        self._ask = ask
        self._look = look
        self._on_choice = on_choice
        self._on_lock = on_lock
        self._on_change = on_change
        self._refused: Refused | None = None
        self._clock = LockClock(now)
        self._noting: asyncio.Future[None] | None = None

    # What others ask

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open."""
        screen = self._app.screen
        return screen if isinstance(screen, Dialog) else None

    @property
    def staff_id(self) -> int | None:
        """The member of staff, as events name them; None for the PIN that all share."""
        return self.post.patron_id if self.post else None

    def allows(self, act: Act, class_id: int | None = None) -> bool:
        """Whether staff mode is open for somebody who may do this, to this class."""
        return self.post is not None and self.post.may(act, class_id)

    # Time

    def touch(self) -> None:
        """A key or a scan: the time begins anew."""
        if not self.post and not self.dialog:
            return
        was_counting = self.locks_in(self._now()) is not None
        self._clock.begin(ALONE if self.post else _LEFT_ALONE)
        if self.dialog:
            self.dialog.count_down(None)
        if was_counting:
            self._on_change()

    def next_change(self, now: datetime) -> timedelta | None:
        """How long until it locks itself or counts on; None while it is locked."""
        return self._clock.next_change(now) if self.post or self.dialog else None

    def locks_in(self, now: datetime) -> int | None:
        """The seconds of the countdown, once that has begun."""
        return self._clock.counted(now) if self.post else None

    def let_time_pass(self, now: datetime) -> None:
        """Lock what was left alone, also where the clock was set back."""
        if (self.post or self.dialog) and self._clock.is_over(now):
            self.lock()
        if self.dialog:
            self.dialog.count_down(self.locks_in(now))

    def lock(self) -> None:
        """Close every dialog; the next one asks for the PIN again."""
        dialog = self.dialog
        is_shown = self.post is not None or dialog is not None
        self.post = self._refused = None
        if dialog:
            dialog.dismiss(None)
        if is_shown:
            self._on_lock()
        self._on_change()

    # Opening

    async def open(self) -> None:
        """Ask who it is; where it is open, show the menu."""
        if self.dialog:
            return
        showing = self._look()
        if self.post:
            await self._show_menu()
            return
        self._refused = showing.answer if isinstance(showing.answer, Refused) else None
        reader = showing.conversation.turn.reader.patron_id if showing.conversation.turn else None
        try:
            asked, card = await self._service.with_store(lambda: self._room().asked_of(reader), alone=True)
        except StoreError:  # no PIN can be checked, and the librarian must get at the machine
            asked, card = PinAsked.WORD, None
        if self.dialog is None:
            await self._push(PinDialog(showing.words, asked, card), lambda _none: self._on_change())

    async def offer_card(self, code: str) -> bool:
        """A code was scanned while a dialog is open. Returns False when it is not for the dialog."""
        dialog = self.dialog
        if isinstance(dialog, PinDialog):
            card = await self._from_store(lambda: self._room().of_card(code))
            if card is None or dialog is not self.dialog:
                return False
            dialog.show_card(card)
        elif isinstance(dialog, NewPinDialog) and self.allows(Act.STAFF):
            member = await self._from_store(lambda: self._room().member_of_card(code))
            if member is None or dialog is not self.dialog:
                return False
            dialog.show_card(*member)
        else:
            return False
        self.touch()
        self._on_change()
        return True

    async def judge(self, text: str) -> None:
        """What was typed into the dialog is checked by the store."""
        dialog = self.dialog
        if isinstance(dialog, NewPinDialog):
            await self._set_pin(dialog, text)
        elif isinstance(dialog, PinDialog) and dialog.wants_card:
            if not await self.offer_card(text) and dialog is self.dialog:
                dialog.tell(self._look().words("This is no card of staff with a PIN. See kiosk staff list."))
        elif isinstance(dialog, PinDialog):
            tried = await self._try(dialog, text)
            if dialog is not self.dialog:
                return  # it was closed meanwhile
            if tried.post is None:
                dialog.refuse(tried.wait_seconds)
                return
            dialog.dismiss(None)
            self.post = tried.post
            await self._show_menu()

    async def _try(self, dialog: PinDialog, text: str) -> PinTried:
        now, card = self._now(), dialog.card
        if card is None and dialog.asked is PinAsked.WORD:
            if text != LEAVE_WORD:
                return PinTried(False)
            return await self._from_store(lambda: self._room().open_by_word(now)) or _LET_IN
        return await self._from_store(lambda: self._room().try_pin(text, card, now)) or PinTried(False)

    async def _from_store(self, work: Callable[[], Result]) -> Result | None:
        """What the store says; None where it cannot be used."""
        try:
            return await self._service.with_store(work, alone=True)
        except StoreError:
            return None

    def _room(self) -> "StaffRoom":
        from kiosk.staff_room import StaffRoom

        return StaffRoom(self._kiosk)

    # The menu

    async def _show_menu(self) -> None:
        showing = self._look()
        day = showing.today.day if showing.today and showing.today.clock.ask else None
        post = self.post
        if post:
            refusal = self._refusal()
            menu = StaffMenu(
                showing.words,
                post,
                is_closed=showing.is_closed,
                day=day,
                refusal=refusal,
                page_of=showing.page.roster.lesson.class_id if showing.page else None,
            )
            await self._push(menu)

    def _refusal(self) -> Refusal | None:
        refused, words = self._refused, self._look().words
        if refused is None or refused.wanted is None:
            return None
        return Refusal(refused.book, for_librarian(refused.reason, refused.details, words))

    async def _push(
        self, dialog: Dialog, done: Callable[[Choice | Override | None], None] | None = None
    ) -> None:
        await self._app.push_screen(dialog, done or self._done)
        self.touch()
        self._on_change()

    def _done(self, result: Choice | Override | None) -> None:
        """A dialog was closed with this."""
        refused, refusal = self._refused, self._refusal()
        if isinstance(result, Override) and refused and refused.wanted and self.allows(Act.OVERRIDE):
            self._ask(partial(self._lend, refused.wanted, result, self._now(), self.staff_id))
            self.lock()
        elif result is Choice.OVERRIDE and refusal:
            self._app.call_later(self._push, ReasonDialog(self._look().words, refusal))
        elif result is Choice.NEW_PIN and self.staff_id is not None:
            dialog = NewPinDialog(self._look().words, self.staff_id, for_others=self.allows(Act.STAFF))
            self._app.call_later(self._push, dialog)
        elif isinstance(result, Choice):
            if result in _NOTED:
                verb, now, staff_id = _NOTED[result], self._now(), self.staff_id
                # Not in line with the scans: whoever leaves is not to wait for a store that hangs.
                self._noting = asyncio.ensure_future(
                    self._from_store(lambda: self._room().note(verb, now, staff_id))
                )
            self._on_choice(result)
            if result not in (Choice.RELABEL, Choice.TITLES):
                self.lock()
        else:
            self.lock()

    async def _lend(self, *asked: Any) -> Picture | None:
        try:
            return await self._service.override(*asked)
        except StoreError:  # the next scan will tell
            return None

    async def _set_pin(self, dialog: NewPinDialog, pin: str) -> None:
        now, card, staff_id, words = self._now(), dialog.card, self.staff_id, self._look().words
        try:
            await self._service.with_store(lambda: self._room().set_pin(pin, card, now, staff_id))
        except StoreError:
            dialog.refuse(words("That cannot be kept just now. Please try again later."))
        except LibraryError as error:
            dialog.refuse(words(error.sentence, **error.details))
        else:
            if dialog is self.dialog:
                self.lock()
