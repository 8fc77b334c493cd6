"""Which store the desk works on: the library's own or, while a server is away, this machine's replica."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from db.answers.alone.away import Away
from db.errors import StoreError
from db.events.record import new_uuid, one_scan
from db.store.opening import Store, store_at
from db.store.server.postgresql import PostgresqlStore
from db.store.trouble import is_trouble
from kiosk.connection.connection import StoreConnection
from kiosk.connection.lifeline import Lifeline
from kiosk.connection.machine_memory import was_seen

Result = TypeVar("Result")


class WorkingStore:
    """Made and used on the desk's thread. Work raises StoreError where no store can be used for it."""

    def __init__(
        self,
        store: str | Path | Store,
        kiosk: str,
        on_opened: Callable[[], None],
        lose_turn: Callable[[datetime], None],
        program: str = "",
    ) -> None:
        """`store` is opened when first needed. `kiosk` is this machine's name.

        `on_opened` is done first on each new connection; `lose_turn` where a turn cannot go on alone.
        `program`: whose replica it works with, where that is not the kiosk's.
        """
        self._store = store
        self._kiosk = kiosk
        self._program = program
        self._on_opened = on_opened
        self._lose_turn = lose_turn
        self._connection = StoreConnection(self._begin)
        self._lifeline: Lifeline | None = None

    @property
    def is_alone(self) -> bool:
        """Whether that is the replica now."""
        return self._lifeline is not None and self._lifeline.is_alone

    @property
    def away(self) -> Away | None:
        """Why it is alone; None while it is not."""
        return self._lifeline.away if self._lifeline and self._lifeline.is_alone else None

    @property
    def carries_turns(self) -> bool:
        """Whether a turn that began on the server can go on without it."""
        return self._lifeline is not None and self._lifeline.carries_turns

    def connect(self, at: datetime) -> None:
        """Hold a connection to the store that is there now."""
        if self._connection.is_alive():
            return
        if self._lifeline is None and isinstance(store := store_at(self._store), PostgresqlStore):
            self._lifeline = Lifeline(store, self._kiosk, self._program)
        line = self._lifeline
        try:
            self._connection.open(line.store if line else self._store, may_make=self._may_make)
        except StoreError as error:
            if line is None or line.is_alone:
                raise
            self._go_alone(line, at, error)

    @property
    def _may_make(self) -> bool:
        """A disk that is not there, or a server without its tables, is no new library."""
        return not self.is_alone and not was_seen(store_at(self._store))

    def run(
        self,
        work: Callable[[], Result],
        at: datetime,
        *,
        remember: Callable[[], Callable[[], None]] = lambda: lambda: None,
        alone: bool = True,
    ) -> Result:
        """Do the work; where the line to the server breaks over it, once more and alone.

        `remember` is called once connected, and what it returns before the work is done once more: the same
        scan to both stores. `alone`: whether it can be done on the replica; what cannot, the librarian's
        work, may take as long as it takes.
        """
        self.connect(at)
        line = self._lifeline
        if line is None:
            with self._connection.used():
                return work()
        if line.is_alone and not alone:
            raise StoreError("unavailable")
        scan = new_uuid(at)
        if line.is_alone:
            return self._run_alone(line, work, scan)
        if not alone:
            with self._connection.used(), one_scan(scan):
                return work()
        start_again = remember()
        try:
            with line.deadline():
                line.before_work(at)
                with one_scan(scan):
                    done = work()
                line.after_work(at)
                return done
        except Exception as error:
            if not is_trouble(error):
                raise
            self._connection.let_go(error)
            lost_by = error
        start_again()
        self._go_alone(line, at, lost_by)
        return self._run_alone(line, work, scan)

    def may_come_back(self) -> bool:
        """Whether the server is back and has everything but what happened just now."""
        return self._lifeline is not None and self._lifeline.may_come_back()

    def come_back(self) -> bool:
        """Between two turns, work on the server again; False where it was lost once more."""
        if self._lifeline is None or not self._lifeline.come_back():
            return False
        self._connection.leave()
        return True

    def close(self) -> None:
        """Leave nothing running and nothing open."""
        self._connection.close()
        if self._lifeline:
            self._lifeline.close()

    def _begin(self) -> None:
        line = self._lifeline
        if line is None or line.is_alone:
            return self._on_opened()
        with line.deadline():
            line.begin()
        with line.deadline(is_patient=True):  # hundreds of returns may have waited
            return self._on_opened()

    def _run_alone(self, line: Lifeline, work: Callable[[], Result], scan: str) -> Result:
        with self._connection.used():
            with one_scan(scan):
                done = work()
            line.after_work_alone()
            return done

    def _go_alone(self, line: Lifeline, at: datetime, lost_by: Exception) -> None:
        """The server is lost. Raises StoreError where there is nothing to go on with."""
        carries_turns = line.carries_turns
        if not line.go_alone(at, lost_by):
            raise StoreError("unavailable")
        self._connection.open(line.store, may_make=False)
        if not carries_turns:  # a loan's number would mean another one there
            with self._connection.used():
                self._lose_turn(at)
