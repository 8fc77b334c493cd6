"""The line to the staff room, which answers on the desk's thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from db.errors import StoreError
from kiosk.service.service import Service

if TYPE_CHECKING:  # tables and rules are loaded by the desk's thread, once the screen is there
    from kiosk.staff.store_calls import StaffRoom

Result = TypeVar("Result")


class StaffLine:
    """Asks in line behind what the desk has to do; `kiosk` is this machine's name in the events."""

    def __init__(self, service: Service, kiosk: str) -> None:
        self._service = service
        self._kiosk = kiosk

    async def ask(self, work: Callable[["StaffRoom"], Result]) -> Result:
        """What the room says. Raises what it raises, StoreError when the store cannot be used."""
        return await self._service.with_store(lambda: work(self._room()), alone=True)

    async def ask_if_there(self, work: Callable[["StaffRoom"], Result]) -> Result | None:
        """What the room says; None where the store cannot be used."""
        try:
            return await self.ask(work)
        except StoreError:
            return None

    def _room(self) -> "StaffRoom":
        from kiosk.staff.store_calls import StaffRoom

        return StaffRoom(self._kiosk)
