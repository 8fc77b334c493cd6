"""The desk's connection to a store: held from scan to scan, let go of when the store is in trouble."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from db.errors import StoreError
from db.store.opening import Store, connected, open_store
from db.store.trouble import is_of_store, is_trouble
from kiosk.faults import note


class StoreConnection:
    """One connection at a time, to one store or another. Made and used on one thread."""

    def __init__(self, on_opened: Callable[[], None]) -> None:
        """`on_opened` is done first on each new connection; trouble that it meets is the store's."""
        self._on_opened = on_opened
        self._held = ExitStack()
        self._opened: tuple[Store, int | None] | None = None
        self._is_open = False
        self._is_awaited = False

    def is_alive(self) -> bool:
        """Whether it is open, to the store that is there now. Raises StoreError where the store is gone.

        SQLite would go on writing into a file that was deleted, and make a new one where it is missing:
        every loan of the day would then be lost without a word.
        """
        if self._opened is None:
            return False
        store, mark = self._opened
        now = store.mark()
        if self._is_open and now == mark:
            return True
        self.close()
        if now is None:
            raise StoreError("unavailable")
        return False

    def open(self, where: str | Path | Store, *, may_make: bool = True) -> None:
        """Connect to this store, migrated where needed. Raises StoreError.

        After trouble none is made in the place of one that is missing: it is being mended.
        """
        with self.used():
            self._open(where, may_make=may_make and not self._is_awaited)

    @contextmanager
    def used(self) -> Iterator[None]:
        """While work is done on it. Raises StoreError when the store is in trouble, and has let go of it."""
        try:
            yield
        except Exception as error:
            if not is_trouble(error):
                raise
            self.let_go(error)
            raise StoreError("unavailable") from error

    def let_go(self, error: Exception) -> None:
        """The store is in this trouble."""
        note(error)
        self._is_awaited = True
        self.close()

    def leave(self) -> None:
        """The next one is to another store, whatever became of this one."""
        self.close()
        self._opened = None

    def close(self) -> None:
        """Leave nothing open."""
        self._is_open = False
        try:
            self._held.close()
        except Exception as error:
            if not is_of_store(error):
                raise
            note(error)

    def _open(self, where: str | Path | Store, *, may_make: bool) -> None:
        store = open_store(where, may_make=may_make)
        self._held.enter_context(connected())
        self._opened = store, store.mark()
        self._on_opened()
        self._is_open = True
