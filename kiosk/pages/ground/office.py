"""What all pages of one desk share."""

import threading
from collections import OrderedDict
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
from kiosk.pages.ground.visits import Visits
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


@dataclass(frozen=True)
class Office:
    """One desk.

    Attributes:
        log: where faults of ours are written down.
        names: the names by which browsers may call this machine, beside its addresses.
        first_key: what lets the one who started the desk choose the first PIN; empty where nobody may.
        certificate: what browsers may be told to trust, where the desk speaks TLS.
        kept: what pages keep for somebody beyond their visit, by their reader's id, with a word for what it
            is; gone with the process.
    """

    settings: Settings
    log: Path
    names: frozenset[str] = frozenset()
    first_key: str = ""
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
