"""Where a code goes: to the staff's dialog, to the relabelling, to the printer, or to the desk."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from db.codes import clean
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scene.scene import Scene
from kiosk.service.picture import Picture
from kiosk.service.service import Service
from kiosk.service.work_queue import Ask
from kiosk.staff.mode import StaffMode
from kiosk.staff.sign_in import StaffDoor


class Serving:
    """Serves codes in the order in which they came, whoever read them."""

    def __init__(
        self,
        scene: Scene,
        staff: StaffMode,
        door: StaffDoor,
        relabel: RelabelSwitch,
        service: Service,
        ask: Ask[Picture],
        forget_typed: Callable[[], None],
    ) -> None:
        """`forget_typed`: what somebody has typed by hand is not to stay on the screen."""
        self._scene = scene
        self._staff = staff
        self._door = door
        self._relabel = relabel
        self._service = service
        self._ask = ask
        self._forget_typed = forget_typed

    def serve(self, text: str, at: datetime, *, by_key: bool = False) -> None:
        """Serve a code that was read then (naive UTC); `by_key`: a command whose key was pressed."""
        if self._staff.dialog and not by_key:
            self._ask(partial(self._offer, text, at))
        elif self._relabel.scan(text, at):
            self._staff.touch()
        elif clean(text) != "%PRINT" or not self._scene.print_page():
            self._staff.lock()
            if not self._scene.showing.is_closed:
                self._ask(partial(self._service.scan, text, at, by_key=by_key))

    async def _offer(self, text: str, at: datetime) -> Picture | None:
        """A scan while a dialog is open: a card of staff is for the dialog, and all else is served."""
        if await self._door.offer_card(text):
            return None
        self._forget_typed()
        self._staff.lock()
        return None if self._scene.showing.is_closed else await self._service.scan(text, at)
