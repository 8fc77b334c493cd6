"""What all pages of one desk share."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from db.clock import utc_now
from db.errors import LibraryError
from db.staff.pin_rules import LONGEST_WAIT, wait_after
from kiosk.failures import told
from kiosk.pages.ground.forms.uploads import Uploads
from kiosk.pages.ground.jobs import Jobs
from kiosk.pages.ground.visits import Visits, steady
from kiosk.settings import Settings


class WrongCards:
    """Cards that nobody here has, tried at the desk: each waits as a wrong PIN would."""

    _MOST = 5000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tried: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def wait(self, code: str, now: datetime) -> tuple[int, bool]:
        """Count a try with this code: the seconds to wait now, and whether this one is looked at."""
        with self._lock:
            wrong, until = self._tried.pop(code, (0, now))
            is_looked_at = now >= until or until > now + LONGEST_WAIT
            if is_looked_at:
                wrong = min(wrong + 1, 99)
                until = now + wait_after(wrong)
            self._tried[code] = wrong, until
            if len(self._tried) > self._MOST:
                self._tried.popitem(last=False)
            return -int(-(until - now).total_seconds() // 1), is_looked_at


class AnotherAsks(Exception):
    """Another page of the window asks for codes since."""


class Window:
    """The window over the kiosk in which this desk is shown, and nowhere else.

    A code that the kiosk's scanner has read is kept until the page that took it asks for the next one: none
    goes with a page that is just being left.

    Attributes:
        key: by which whoever gave their PIN at the kiosk comes in, once; empty where nobody has.
        patron_id: who that is.
    """

    UNUSED = 120
    """Seconds without a key, a scan or a movement after which it closes: a child may come next."""

    def __init__(
        self,
        key: str = "",
        patron_id: int | None = None,
        *,
        when_shown: Callable[[], object] = lambda: None,
        when_closed: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = steady,
    ) -> None:
        """`when_shown` is called once, when its first page is there; `when_closed` when it is closed."""
        self.key, self.patron_id = key, patron_id
        self._when_shown, self._when_closed = when_shown, when_closed
        self._clock = clock
        self._used = clock()
        self._is_closed = False
        self._codes: deque[tuple[int, str]] = deque()
        self._heard = self._asking = 0
        self._change = threading.Condition()

    @property
    def is_done_with(self) -> bool:
        """Whether it is to be closed: that was asked for, or nobody uses it."""
        return self._is_closed or self._clock() - self._used > self.UNUSED

    def stays(self) -> bool:
        """Whether it is wanted still; one that is not is closed before its browser goes.

        So the kiosk takes the scans again at once.
        """
        if self.is_done_with:
            self.close()
        return not self._is_closed

    def close(self) -> None:
        """Close it."""
        with self._change:
            was_closed, self._is_closed = self._is_closed, True
            self._change.notify_all()
        if not was_closed:
            self._when_closed()

    def hear(self, code: str) -> None:
        """The kiosk's scanner has read this."""
        with self._change:
            self._heard += 1
            self._codes.append((self._heard, code))
            self._change.notify_all()

    def code_after(self, number: int, unused: int, patience: float) -> tuple[int, str] | None:
        """The first code after this one, with its number; None where none comes for `patience` seconds.

        `unused`: for how many seconds nobody has used the page that asks. Of two pages the younger gets it,
        and for the other AnotherAsks is raised: it is to ask again once somebody uses it.
        """
        with self._change:
            self._used = max(self._used, self._clock() - unused)
            self._asking += 1
            mine = self._asking
            if mine == 1:
                self._when_shown()
            self._change.notify_all()
            while self._codes and self._codes[0][0] <= number:
                self._codes.popleft()
            self._change.wait_for(lambda: self._codes or self._is_closed or self._asking != mine, patience)
            if self._asking != mine:
                raise AnotherAsks
            return self._codes[0] if self._codes else None


@dataclass(frozen=True)
class Office:
    """One desk.

    Attributes:
        log: where faults of ours are written down.
        names: the names by which browsers may call this machine, beside its addresses.
        first_key: what lets the one who started the desk choose the first PIN; empty where nobody may.
        window: the one window that it is shown in, where it lies over a kiosk.
        certificate: what browsers may be told to trust, where the desk speaks TLS.
        kept: what pages keep for somebody beyond their visit, by their reader's id, with a word for what it
            is; gone with the process.
    """

    settings: Settings
    log: Path
    names: frozenset[str] = frozenset()
    first_key: str = ""
    window: Window | None = None
    certificate: Path | None = None
    now: Callable[[], datetime] = utc_now
    visits: Visits = field(default_factory=Visits)
    wrong_cards: WrongCards = field(default_factory=WrongCards)
    uploads: Uploads = field(default_factory=Uploads)
    kept: dict[object, object] = field(default_factory=dict)
    jobs: Jobs = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "jobs", Jobs(self.told))

    def told(self, error: BaseException) -> LibraryError:
        """The sentence for whatever went wrong; a fault of ours goes to the log."""
        return told(error, self.settings, self.log)
