"""Telling the server what this machine did alone, also where its copy can be read only in part."""

from datetime import datetime, timedelta
from logging import getLogger

from db.clock import utc_now
from db.errors import StoreError
from db.events.at_the_kiosk import clock_differs
from db.events.record import Acting
from db.marking import N_
from db.offline import damaged
from db.offline.away_mark import mark_of
from db.offline.catch_up import tell_salvaged, telling
from db.offline.clock_difference import clock_ahead
from db.offline.journal import Entry, journal
from db.offline.replica import Stamp
from db.store.deadline import deadline
from db.store.opening import transaction
from db.store.server.postgresql import PostgresqlStore
from db.store.sql import in_use
from db.store.sqlite import SqliteStore
from db.store.trouble import is_passing, is_trouble
from kiosk.faults import note

LOG = getLogger("kiosk")


class CopyDamaged(StoreError):
    """This machine's copy cannot be read to its end."""


class Teller:
    """Tells one server of one copy. `tell` is safe on several threads at once, all else for one alone."""

    def __init__(self, server: PostgresqlStore, copy: SqliteStore, kiosk: str) -> None:
        """`copy`: the store in which this machine, `kiosk`, goes on alone."""
        self.mark = mark_of(copy.path)
        self.ahead: timedelta | None = None
        """How far this machine's clock was ahead of the server's when it was last there, if known."""
        self._is_clock_told = False
        self._server = server
        self._copy = copy
        self._kiosk = kiosk
        self._told: set[str] = set()

    def tell(self, stamp: Stamp, seconds: float) -> None:
        """Send the server all that it lacks. Safe when interrupted: it takes in nothing twice.

        Each step may take this many seconds. Raises what the server raises, and CopyDamaged.
        """
        with telling(self._server, seconds) as tell:
            if self.ahead is None:  # this machine was switched on while the server was away
                self.ahead = clock_ahead(in_use(), utc_now())
            while entries := self._untold(stamp):
                for entry in entries:
                    try:
                        tell(entry)
                    except Exception as error:
                        if is_trouble(error):
                            raise
                        raise _damaged(self._copy) from error  # no sense can be made of it
                    self._told.add(entry.uuid)
                self._tell_of_clock(entries[-1].acting.now, self.ahead, seconds)

    def lay_aside(self) -> None:
        """The copy is damaged or gone: what is left of it waits to be salvaged."""
        damaged.lay_aside(self._copy.path)
        self.mark.clear()

    def salvage(self, at: datetime, seconds: float) -> None:
        """Send the server what can still be read of a damaged copy, and that there was one.

        Raises what the server raises, and OSError where this machine's disk takes nothing.
        """
        untold = damaged.waiting(self._copy.path)
        if untold is None:
            return
        told = tell_salvaged(self._server, untold, Acting(self._kiosk, at, "system"), seconds)
        kept = damaged.keep(untold)
        LOG.error("this machine's copy was damaged: %d events of it were told; it is kept in %s", told, kept)

    def _tell_of_clock(self, at: datetime, ahead: timedelta, seconds: float) -> None:
        """That the times of what was told were put right, once: the librarian may look after the clock."""
        if not ahead or self._is_clock_told:
            return
        with deadline(seconds), transaction():
            clock_differs(ahead, Acting(self._kiosk, at))
        self._is_clock_told = True

    def _untold(self, stamp: Stamp) -> list[Entry]:
        must_reach = self.mark.newest() or 0  # first: the desk goes on meanwhile
        if not self._copy.path.exists():  # SQLite would make one
            raise _damaged(self._copy)
        copy = self._copy.connector()
        try:
            entries = journal(copy, stamp, self.ahead or timedelta())
            with copy.connection_context():
                ((newest,),) = copy.execute_sql("SELECT MAX(id) FROM event").fetchall()  # type: ignore[no-untyped-call]
        except Exception as error:  # in a damaged page anything may stand
            if is_passing(error):
                raise
            note(error)
            raise _damaged(self._copy) from error
        if (newest or 0) < must_reach:
            raise _damaged(self._copy)
        return [entry for entry in entries if entry.uuid not in self._told]


def _damaged(copy: SqliteStore) -> CopyDamaged:
    return CopyDamaged(
        N_("{path} is not a library store, or is damaged. Restore a backup or choose another file."),
        path=copy,
    )
