"""Who comes into staff mode: the dialogs that ask for a card and a PIN, and what the store says to them."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from db.answers.counter import Refused
from db.answers.pin import PinAsked, PinTried
from db.errors import LibraryError, StoreError
from db.roles import ANYBODY, Act
from kiosk.scene.scene import Scene
from kiosk.screens.pin import LEAVE_WORD, NewPinDialog, PinDialog, Step
from kiosk.staff.line import StaffLine
from kiosk.staff.mode import StaffMode

_LET_IN = PinTried(True, post=ANYBODY)


class StaffDoor:
    """Opens staff mode to whoever shows what is asked for, and takes new PINs."""

    def __init__(
        self,
        staff: StaffMode,
        line: StaffLine,
        scene: Scene,
        now: Callable[[], datetime],
        on_open: Callable[[], Awaitable[None]],
    ) -> None:
        """`on_open`: it is open now. `now` gives naive UTC."""
        self._staff = staff
        self._line = line
        self._scene = scene
        self._now = now
        self._on_open = on_open

    async def open(self) -> None:
        """Ask who it is; where it is open already, go in."""
        if self._staff.dialog:
            return
        if self._staff.post:
            await self._on_open()
            return
        showing = self._scene.showing
        self._staff.refused = showing.answer if isinstance(showing.answer, Refused) else None
        reader = showing.conversation.turn.reader.patron_id if showing.conversation.turn else None
        try:
            asked, card = await self._line.ask(lambda room: room.asked_of(reader))
        except StoreError:  # no PIN can be checked, and the librarian must get at the machine
            asked, card = PinAsked.WORD, None
        if self._staff.dialog is None:
            dialog = PinDialog(showing.words, asked, card)
            await self._staff.push(dialog, lambda _none: self._scene.paint())

    async def offer_card(self, code: str) -> bool:
        """A code was scanned while a dialog is open. Returns False when it is not for the dialog."""
        dialog = self._staff.dialog
        if isinstance(dialog, PinDialog):
            member = await self._line.ask_if_there(lambda room: room.of_card(code))
            if member is None or dialog is not self._staff.dialog:
                return False
            dialog.show_card(*member)
        elif isinstance(dialog, NewPinDialog) and self._staff.allows(Act.STAFF):
            member = await self._line.ask_if_there(lambda room: room.member_of_card(code))
            if member is None or dialog is not self._staff.dialog:
                return False
            dialog.show_card(*member)
        else:
            return False
        self._staff.touch()
        self._scene.paint()
        return True

    async def judge(self, text: str) -> None:
        """What was typed into the dialog is checked by the store."""
        dialog = self._staff.dialog
        if isinstance(dialog, NewPinDialog):
            await self._set_pin(dialog, text)
        elif isinstance(dialog, PinDialog) and dialog.wants_card:
            if not await self.offer_card(text) and dialog is self._staff.dialog:
                words = self._scene.showing.words
                dialog.tell(words("No member of staff with a PIN has this card. See kiosk staff list."))
        elif isinstance(dialog, PinDialog):
            tried = await self._try(dialog, text)
            if dialog is not self._staff.dialog:
                return  # it was closed meanwhile
            if tried.post is None:
                dialog.refuse(tried.wait_seconds)
                return
            dialog.dismiss(None)
            self._staff.post = tried.post
            await self._on_open()

    async def _try(self, dialog: PinDialog, text: str) -> PinTried:
        now, card = self._now(), dialog.card
        if card is None and dialog.asked is PinAsked.WORD:
            if text != LEAVE_WORD:
                return PinTried(False)
            return await self._line.ask_if_there(lambda room: room.open_by_word(now)) or _LET_IN
        tried = await self._line.ask_if_there(lambda room: room.try_pin(text, card, now))
        return tried or PinTried(False)

    async def _set_pin(self, dialog: NewPinDialog, pin: str) -> None:
        now, card, staff_id = self._now(), dialog.card, self._staff.staff_id
        words = self._scene.showing.words
        if staff_id is None:
            return  # it was locked meanwhile
        try:
            if dialog.step is Step.PRESENT:
                tried = await self._line.ask(lambda room: room.confirm_pin(pin, staff_id, now))
                dialog.let_in(None if tried.right else tried.wait_seconds)
                return
            if dialog.step is Step.NEW:
                await self._line.ask(lambda room: room.check_new_pin(pin, card))
                dialog.take(pin)
                return
            await self._line.ask(lambda room: room.set_pin(pin, card, now, staff_id))
        except StoreError:
            dialog.refuse(words("That cannot be saved just now. Please try again later."))
        except LibraryError as error:
            dialog.refuse(words(error.sentence))
        else:
            if dialog is self._staff.dialog:
                self._staff.lock()
