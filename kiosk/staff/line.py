"""What staff mode asks of the store, asked on the desk's thread."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from db.errors import StoreError
from kiosk.scanner.source import Scan
from kiosk.service.service import Service

if TYPE_CHECKING:  # tables and rules are loaded by the desk's thread, once the screen is there
    from kiosk.staff.known_pins import KnownPins
    from kiosk.staff.store_calls import StaffCalls

Result = TypeVar("Result")


class StaffLine:
    """Asks in line behind what the desk has to do; `kiosk` is this machine's name in the events.

    `known`: what this machine keeps of the PINs.
    """

    def __init__(self, service: Service, kiosk: str, known: "KnownPins") -> None:
        self._service = service
        self._kiosk = kiosk
        self._known = known

    async def ask(self, work: Callable[["StaffCalls"], Result]) -> Result:
        """What the store says. Raises what it raises, StoreError when the store cannot be used."""
        return await self._service.with_store(lambda: work(self._calls()), alone=True)

    async def ask_if_there(self, work: Callable[["StaffCalls"], Result]) -> Result | None:
        """What the store says; None where the store cannot be used."""
        try:
            return await self.ask(work)
        except StoreError:
            return None

    async def tell(self, work: Callable[["StaffCalls"], object]) -> None:
        """Have something done, where the store can be used."""
        await self.ask_if_there(work)

    def ask_or_serve(
        self, work: Callable[["StaffCalls"], Result | None], scan: Scan
    ) -> Awaitable[Result | None]:
        """What the store says; where that is None, the scan has been served in the same place in line."""
        return self._service.scan_unless(lambda: work(self._calls()), scan.code, scan.at)

    def _calls(self) -> "StaffCalls":
        from kiosk.staff.store_calls import StaffCalls

        return StaffCalls(self._kiosk, self._known)
