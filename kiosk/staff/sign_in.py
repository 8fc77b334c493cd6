"""Who comes into staff mode: the dialogs that ask for a card and a PIN, and what the store says to them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from db.answers.counter.pin import PinAsked, PinTried
from db.answers.counter.scans import Refused
from db.errors import LibraryError, StoreError
from db.roles import Act
from db.store.opening import store_at
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scanner.source import Scan
from kiosk.scene.stand import Stand
from kiosk.screens.staff.dialog import Dialog
from kiosk.screens.staff.pin import LEAVE_WORD, NewPinDialog, PinDialog, Step
from kiosk.staff.known_pins import KnownPins
from kiosk.staff.line import StaffLine
from kiosk.staff.menu import MenuActions
from kiosk.staff.mode import StaffMode

if TYPE_CHECKING:  # tables and rules are loaded by the desk's thread, once the screen is there
    from kiosk.staff.store_calls import StaffCalls

Member = tuple[int, str]
"""A member of staff: their reader's id and number."""


class SignIn:
    """Opens staff mode to whoever shows what is asked for, and takes new PINs."""

    def __init__(self, stand: Stand, staff: StaffMode, relabel: RelabelSwitch) -> None:
        self._stand = stand
        self._scene = stand.scene
        self._now = stand.now
        self._staff = staff
        self._known = KnownPins(store_at(stand.service.store), stand.steady)
        self._line = StaffLine(stand.service, stand.settings.name, self._known)
        self._menu = MenuActions(stand, staff, self._line, relabel)

    async def open(self) -> None:
        """Ask who it is; where it is open already, go in."""
        if self._staff.dialog:
            return
        if self._staff.post:
            await self._menu.show()
            return
        showing = self._scene.showing
        self._staff.refused = showing.answer if isinstance(showing.answer, Refused) else None
        reader = showing.conversation.turn.reader.patron_id if showing.conversation.turn else None
        try:
            asked, card = await self._line.ask(lambda calls: calls.asked_of(reader))
        except StoreError:  # the librarian must get at the machine, and nobody else
            asked, card = self._known.kept.asked(), None
        if self._staff.dialog is None:
            dialog = PinDialog(showing.words, asked, card)
            await self._staff.push(dialog, lambda _none: self._scene.paint())

    def takes(self, scan: Scan) -> bool:
        """A code was scanned. Returns False unless a dialog is open that wants a card.

        A card of staff is for the dialog; all else is served, and staff mode is locked.
        """
        dialog = self._staff.dialog
        if dialog and dialog.hears(scan.code):
            self._staff.touch()
            return True
        find = self._find(dialog, scan.code)
        if find is None:
            return False
        is_closed = self._scene.showing.is_closed
        found = self._line.ask_if_there(find) if is_closed else self._line.ask_or_serve(find, scan)
        if isinstance(dialog, PinDialog):
            found = self._or_known(found, scan.code)
        self._stand.errands.begin(self._take_card(dialog, found))
        return True

    async def _or_known(self, found: Awaitable[Member | None], code: str) -> Member | None:
        """Whose card this is; by what the machine keeps, where the store cannot say."""
        member = await found
        if member is None and self._scene.showing.unavailable:
            return self._known.kept.of_card(code)
        return member

    async def _take_card(self, dialog: Dialog | None, found: Awaitable[Member | None]) -> None:
        member = await found
        if member is None:
            self._staff.lock()
        else:
            self._show_card(dialog, member)

    def _show_card(self, dialog: Dialog | None, member: Member) -> bool:
        """Returns False when the dialog that wanted it is closed."""
        if dialog is not self._staff.dialog or not isinstance(dialog, PinDialog | NewPinDialog):
            return False
        dialog.show_card(*member)
        self._staff.touch()
        self._scene.paint()
        return True

    def _find(self, dialog: Dialog | None, code: str) -> "Callable[[StaffCalls], Member | None] | None":
        """How to find whose card this is; None where the dialog wants none."""
        if isinstance(dialog, PinDialog):
            return lambda calls: calls.of_card(code)
        if isinstance(dialog, NewPinDialog) and self._staff.allows(Act.STAFF):
            return lambda calls: calls.member_of_card(code)
        return None

    async def judge(self, text: str) -> None:
        """What was typed into the dialog is checked by the store."""
        dialog = self._staff.dialog
        if isinstance(dialog, NewPinDialog):
            await self._set_pin(dialog, text)
        elif isinstance(dialog, PinDialog) and dialog.wants_card:
            member = await self._member_of(text)
            if member:
                self._show_card(dialog, member)
            elif dialog is self._staff.dialog:
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
            await self._menu.show()

    async def _member_of(self, code: str) -> Member | None:
        try:
            return await self._line.ask(lambda calls: calls.of_card(code))
        except StoreError:
            return self._known.kept.of_card(code)

    async def _try(self, dialog: PinDialog, text: str) -> PinTried:
        now, card = self._now(), dialog.card
        if card is None and dialog.asked is PinAsked.WORD:
            if text != LEAVE_WORD:
                return PinTried(False)
            opened = await self._line.ask_if_there(lambda calls: calls.open_by_word(now))
            return opened or self._known.open_by_word()
        tried = await self._line.ask_if_there(lambda calls: calls.try_pin(text, card, now))
        if tried is None:
            tried = await asyncio.to_thread(self._known.try_alone, text, card, now)
        return tried

    async def _set_pin(self, dialog: NewPinDialog, pin: str) -> None:
        now, card, staff_id = self._now(), dialog.card, self._staff.staff_id
        words = self._scene.showing.words
        if staff_id is None:
            return  # it was locked meanwhile
        try:
            if dialog.step is Step.PRESENT:
                tried = await self._line.ask(lambda calls: calls.confirm_pin(pin, staff_id, now))
                dialog.let_in(None if tried.right else tried.wait_seconds)
                return
            if dialog.step is Step.NEW:
                await self._line.ask(lambda calls: calls.check_new_pin(pin, card))
                dialog.take(pin)
                return
            await self._line.ask(lambda calls: calls.set_pin(pin, card, now, staff_id))
        except StoreError:
            dialog.refuse(words("That cannot be saved just now. Please try again later."))
        except LibraryError as error:
            dialog.refuse(words(error.sentence))
        else:
            if dialog is self._staff.dialog:
                self._staff.lock()
