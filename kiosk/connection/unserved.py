"""Scans that no store could answer: what may be a return is kept, and taken in when a store is there."""

from collections.abc import Collection
from datetime import datetime
from logging import getLogger
from pathlib import Path

from db.circulation.afterwards.noted_returns import TakenIn
from db.errors import StoreError
from db.store.opening import Store, store_at
from db.store.trouble import is_trouble
from kiosk.connection import returns_file
from kiosk.connection.machine_memory import memory_file
from kiosk.faults import note

LOG = getLogger("kiosk")


class Unserved:
    """Those of one kiosk. Used on the desk's thread."""

    def __init__(self, store: str | Path | Store, kiosk: str) -> None:
        self._store = store
        self._kiosk = kiosk
        self._has_missed = False
        self.has_kept = False
        """Whether a scan waits that a fault of ours kept from being answered."""

    def keep(self, code: str, at: datetime, lent: Collection[int]) -> bool:
        """Keep one; False where it could be no return, or where no place takes it.

        `lent`: the loans of the turn that is open; a book is not returned in the turn that lent it.
        """
        self._has_missed = True
        return self._kept(code, at, lent)

    def keep_after_fault(self, code: str, at: datetime, lent: Collection[int]) -> bool:
        """Keep one that the store could have answered, but for a fault of ours. Nobody's turn ends by it."""
        try:
            is_kept = self._kept(code, at, lent)
        except Exception as error:  # a second fault, perhaps the same
            note(error)
            return False
        self.has_kept |= is_kept
        return is_kept

    def take_in(self) -> bool:
        """Return on a new connection what was brought back meanwhile, before anything else is served.

        Returns whether any scan had been missed since the last time. Raises what the store raises.
        """
        self._take_in()
        returns_file.reserve(self._places())
        has_missed, self._has_missed = self._has_missed, False
        return has_missed

    def take_in_after_fault(self) -> None:
        """Once, between two turns, return what a fault kept; what meets it again waits for the next start."""
        self.has_kept = False
        self._take_in()

    def _take_in(self) -> None:
        try:
            taken = returns_file.take_in(self._places(), self._kiosk)
            if taken != TakenIn():
                LOG.warning("scans that waited were taken in: %s", taken)
        except Exception as error:
            if is_trouble(error) and not isinstance(error, OSError):
                raise
            note(error)  # a waiting file that cannot be read must not keep the kiosk from serving

    def _kept(self, code: str, at: datetime, lent: Collection[int]) -> bool:
        try:
            return returns_file.note(self._places_now(), code, at, but=lent)
        except (OSError, StoreError) as error:
            note(error)
            return False

    def _places(self) -> tuple[Path, ...]:
        store = store_at(self._store)
        return *returns_file.places(store.beside), memory_file(store, "returns")

    def _places_now(self) -> tuple[Path, ...]:
        """In this machine's own folder first, where nothing is left beside the store.

        What is written under a disk that is not mounted would be hidden when it is back.
        """
        beside, *others = self._places()
        return (beside, *others) if beside.exists() else (*reversed(others), beside)
