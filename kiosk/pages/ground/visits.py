"""Who is at the desk now: kept by this process alone, and gone when it ends."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from db.marking import Sentence
from kiosk.pages.ground.refilled import Refused

IDLE = 15 * 60
"""Seconds without a click after which a visit is over."""
LONGEST = 8 * 3600
MOST = 200
"""Visits at one time; the one that was idle longest makes room."""


def steady() -> float:
    """Seconds of a clock that nobody sets, and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True)
class Undo:
    """What takes it back: the address and the fields to post there."""

    address: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Message:
    """What the next page says at its top."""

    sentence: Sentence
    undo: Undo | None = None
    is_trouble: bool = False


@dataclass
class Visit:
    """Somebody who came in. `mark` is of the PIN that let them in; both times are by the steady clock.

    `searched`: what they looked for last. It may be a child's name, which an address would keep.
    `refused`: the form that was refused last, until they go back to it or elsewhere.
    """

    patron_id: int | None
    mark: str
    began: float
    seen: float
    messages: list[Message] = field(default_factory=list)
    searched: str = ""
    refused: Refused | None = None


class Visits:
    """All visits, each found by a secret of which only the hash is kept."""

    def __init__(self, clock: Callable[[], float] = steady) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._visits: dict[str, Visit] = {}

    def begin(self, patron_id: int | None, mark: str) -> str:
        """Let somebody in; the secret by which they are known from now on."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._visits = {key: one for key, one in self._visits.items() if not self._is_over(one, now)}
            if len(self._visits) >= MOST:
                del self._visits[min(self._visits, key=lambda key: self._visits[key].seen)]
            self._visits[_hashed(secret)] = Visit(patron_id, mark, now, now)
        return secret

    def find(self, secret: str) -> Visit | None:
        """The visit that goes on; None for none, or one that is over."""
        with self._lock:
            visit, now = self._visits.get(_hashed(secret)), self._clock()
            if visit is None:
                return None
            if self._is_over(visit, now):
                del self._visits[_hashed(secret)]
                return None
            visit.seen = now
            return visit

    def end(self, secret: str) -> None:
        """They go."""
        with self._lock:
            self._visits.pop(_hashed(secret), None)

    def _is_over(self, visit: Visit, now: float) -> bool:
        return now - visit.seen > IDLE or now - visit.began > LONGEST


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
