"""The line to a store that is elsewhere, and what carries the kiosk while it is cut: its replica.

Two threads meet here. The desk's thread serves scans, on the server or alone; one in the background makes the
replica, looks whether the server is back, and sends it what was done offline. The desk never waits for it.
"""

import contextlib
import threading
from datetime import datetime, timedelta
from logging import getLogger

from db.answers.alone.away import Away
from db.clock import utc_now
from db.offline.clock_difference import clock_ahead
from db.offline.replica import Replica, replica_of
from db.store.deadline import ANSWER, deadline
from db.store.migrating import look_at_version
from db.store.opening import Store
from db.store.server.postgresql import PostgresqlStore
from db.store.sql import in_use, rows
from db.store.trouble import is_of_file, is_of_store, trouble
from kiosk.connection.teller import CopyDamaged, Teller
from kiosk.connection.why_away import away_by
from kiosk.faults import note

LOG = getLogger("kiosk")

DEADLINE = ANSWER
"""Seconds that a child waits for the server; then the kiosk goes on alone."""
_LONGER = 20.0
"""Seconds that nobody waits: one step of the work in the background."""
LOOK = 3.0
"""Seconds between two looks whether the server is back."""
_REST = timedelta(minutes=1)
"""A replica that could not be written is left alone for so long."""
_MADE_FOR = timedelta(hours=6)
"""A replica older than this is rebuilt, whatever else is known about it."""


class Lifeline:
    """Says which store the desk works on. What is not said to be otherwise belongs to the desk's thread.

    Attributes:
        is_alone: that is the replica, because the server is away.
        carries_turns: a turn that began on the server can go on alone: the replica knows all of it.
        away: why the server cannot be used, while it is alone.
    """

    def __init__(self, server: PostgresqlStore, kiosk: str, program: str = "") -> None:
        """`program`: whose replica it is, of several that this machine runs; the kiosk's own has no name."""
        replica = replica_of(server, program)
        assert replica is not None
        self._server = server
        self._replica = replica
        self.carries_turns = False
        self.away = Away.NETWORK
        self._looked_at: datetime | None = None
        self._now: datetime | None = None
        self._rests_until: datetime | None = None
        self._outages = 0
        self._teller = Teller(server, replica.store, kiosk)
        self._is_told = threading.Event()
        self._is_wanted = threading.Event()
        self._is_made = threading.Event()
        self._is_over = threading.Event()
        self._wake = threading.Event()
        self._stamp = replica.stamp  # for the background too, in which the replica is not to be asked
        self.is_alone = self._stamp is not None and self._stamp.away_since is not None
        if self.is_alone:
            with contextlib.suppress(OSError):
                self._teller.mark.look(replica.newest)
        elif self._teller.mark.newest() is not None:
            replica.close()  # it held what was done alone, and knows nothing of it
            self._stamp = None
            self._teller.lay_aside()
        self._background = threading.Thread(target=self._tend, name="lifeline", daemon=True)
        self._background.start()

    @property
    def is_tending(self) -> bool:
        """Whether anything is still done in the background."""
        return self._background.is_alive()

    @property
    def store(self) -> Store:
        """What the desk works on now."""
        return self._replica.store if self.is_alone else self._server

    def begin(self) -> None:
        """The desk has connected. Whoever vanishes in the middle of a scan keeps nobody waiting."""
        self._teller.ahead = clock_ahead(in_use(), utc_now())
        rows(f"SET idle_in_transaction_session_timeout = {int(DEADLINE * 2000)}")

    def deadline(self, *, is_patient: bool = False) -> contextlib.AbstractContextManager[None]:
        """Cut a connection on which the server does not answer: packets may be lost without a word."""
        return deadline(_LONGER if is_patient else DEADLINE)

    def before_work(self, now: datetime) -> None:
        """Now and then, whether the server still has this version's tables. Raises what the server raises."""
        if self._looked_at is None or not timedelta() <= now - self._looked_at < _REST:
            look_at_version(in_use(), self._server)
            self._teller.ahead = clock_ahead(in_use(), utc_now())
            self._looked_at = now

    def after_work(self, now: datetime) -> None:
        """The desk has used the server: let the replica follow. Raises what the server raises."""
        self._now = now
        if self._rests_until and now < self._rests_until and not self._is_made.is_set():
            return
        try:
            self._take()
            stamp = self._replica.stamp
            if stamp is None or stamp.away_since or now - stamp.made_at > _MADE_FOR:
                self._want_copy()
            self.carries_turns = stamp is not None and stamp.away_since is None
            if self.carries_turns and not self._replica.follow(now):
                self._want_copy()
        except Exception as error:
            if not is_of_file(error):
                raise
            note(error)  # the disk is full, or the file is damaged: the desk has the server
            self._replica.close()
            self.carries_turns, self._rests_until = False, now + _REST
            self._want_copy()

    def go_alone(self, now: datetime, lost_by: Exception) -> bool:
        """The server was lost by this error. False where no replica can carry us on."""
        if self.is_alone:
            return False
        try:
            self._take()
            if self._replica.stamp is None:
                return False
            self._replica.go_alone(now)
        except Exception as error:
            if not is_of_store(error):
                raise
            note(error)
            return False
        self._stamp = self._replica.stamp
        self._is_told.clear()
        self._looked_at, self.away = None, away_by(lost_by, self._server)
        self._outages += 1
        self.is_alone = True
        self._wake.set()
        LOG.warning("the server is lost; the kiosk goes on alone")
        return True

    def after_work_alone(self) -> None:
        """Keep how far the copy has got, outside of it."""
        ((newest,),) = rows("SELECT MAX(id) FROM event")
        with contextlib.suppress(OSError):  # a full disk: the copy alone must do
            self._teller.mark.put(newest or 0)

    def may_come_back(self) -> bool:
        """Whether the server is back and has everything but what happened just now."""
        return self.is_alone and self._is_told.is_set()

    def come_back(self) -> bool:
        """Send the rest, then work on the server again; False where it was lost once more."""
        try:
            self._tell(DEADLINE)
        except Exception as error:
            if not is_of_store(error):
                raise
            note(error)
            self._is_told.clear()
            return False
        self._teller.mark.clear()
        self.is_alone = self.carries_turns = False
        self._is_made.clear()
        self._replica.close()
        self._want_copy()
        LOG.warning("the server is back and knows of everything")
        return True

    def close(self) -> None:
        """Leave nothing running and nothing open."""
        self._is_over.set()
        self._wake.set()
        self._replica.close()

    def _take(self) -> None:
        if self._is_made.is_set():
            self._is_made.clear()
            self.carries_turns &= not self._replica.take()

    def _want_copy(self) -> None:
        if not self._is_made.is_set() and not self._is_wanted.is_set():
            self._is_wanted.set()
            self._wake.set()

    # In the background

    def _tend(self) -> None:
        while not self._is_over.is_set():
            try:
                if self.is_alone:
                    self._tell_or_salvage()
                    self._is_told.set()
                elif self._is_wanted.is_set() and self._now:
                    self._make(self._now)
            except Exception as error:  # the replica must not be lost for a fault of ours
                if is_of_store(error):
                    self._look_why(error)
                if not self.is_alone or not is_of_store(error):
                    note(error)
            self._wake.wait(LOOK)
            self._wake.clear()

    def _look_why(self, error: Exception) -> None:
        """A server that is away comes back by itself; one that refuses us needs the librarian."""
        away = away_by(error, self._server)
        if away is not self.away and away is not Away.NETWORK:
            LOG.error("%s", trouble(error, self._server) or "the server cannot be used")
        self.away = away

    def _make(self, now: datetime) -> None:
        self._salvage()
        present = Replica(self._replica.store.path)  # the other one is the desk's
        is_damaged = present.store.path.exists() and present.stamp is None
        present.close()
        if is_damaged:
            self._teller.lay_aside()
            self._salvage()
        source, outages = self._server.connector(), self._outages
        with source.connection_context(), deadline(_LONGER, source):
            self._replica.make(source, now)
        self._is_wanted.clear()
        if outages == self._outages:  # else it may lack what was done alone meanwhile
            self._is_made.set()

    def _tell_or_salvage(self) -> None:
        self._salvage()
        try:
            self._tell(_LONGER)
        except CopyDamaged as error:
            note(error)
            self._teller.lay_aside()
            self._stamp = None
            self._salvage()

    def _tell(self, seconds: float) -> None:
        if self._stamp:
            self._teller.tell(self._stamp, seconds)

    def _salvage(self) -> None:
        self._teller.salvage(self._now or utc_now(), _LONGER)
