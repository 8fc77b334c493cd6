"""The PINs that this machine keeps for when the store is away, and those that were tried meanwhile."""

from time import monotonic

from db.clock import utc_now
from db.events.record import Acting
from db.staff.pins import by_the_stores_clock, count_wrong
from db.store.opening import Store
from kiosk.connection.kept_pins import KeptPins
from kiosk.connection.wrong_pins import WrongPins


class PinsHere:
    """Used on the desk's thread, connected to the store."""

    def __init__(self, store: Store, kiosk: str) -> None:
        self._kept = KeptPins(store)
        self._wrong = WrongPins(store, monotonic)
        self._kiosk = kiosk

    def remember(self) -> None:
        """Keep what the store knows of PINs now."""
        self._kept.remember()

    def tell(self) -> None:
        """Tell the store of the wrong PINs that were tried while it was away."""
        for card, (wrong, tries) in self._wrong.untold().items():
            count_wrong(card, wrong, tries, by_the_stores_clock(Acting(self._kiosk, utc_now())))
            self._wrong.told(card, tries)
