"""Books that wait for a name, looked up where the settings say: one request a second, each answer kept."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from db.cataloguing.describing import Described, describe_waiting
from db.clock import local_day
from db.errors import LibraryError
from db.events.record import Acting
from db.known.answers import keep_answer
from db.known.books import known_books
from db.marking import Sentence
from kiosk.lookups.source import SourceAway, ask
from kiosk.settings import LookupSettings

ASKED_AGAIN = timedelta(days=30)
"""What no source knew is asked for again after so long."""
APART = 1.0
"""Seconds between two requests."""


@dataclass(frozen=True)
class LookedUp:
    """What came of it.

    Attributes:
        asked: how many ISBNs a source was asked for; the others were known, or asked for lately.
        named: the titles that have a name now.
        troubles: sources that gave no answer; each is left alone for the rest.
    """

    asked: int
    named: tuple[Described, ...]
    troubles: tuple[Sentence, ...]


@dataclass
class Pace:
    """Waits until the last request is long enough ago."""

    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _last: float | None = field(default=None)

    def keep(self) -> None:
        """Before each request."""
        if self._last is not None and (left := self._last + APART - self.clock()) > 0:
            self.wait(left)
        self._last = self.clock()


def look_up(
    isbns: Sequence[str],
    sources: Sequence[LookupSettings],
    acting: Acting,
    *,
    pace: Pace | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> LookedUp:
    """Ask for these ISBNs, keep what is answered with its source and the day, and name the titles that wait.

    Nothing waits for it: each answer is written by itself, and no transaction is open meanwhile.
    """
    pace = pace or Pace()
    today = local_day(acting.now)
    troubles: dict[str, Sentence] = {}
    asked = 0
    for done, isbn in enumerate(isbns, 1):
        known = known_books([isbn]).get(isbn)
        if known is None or not (known.title or known.taken_on > today - ASKED_AGAIN):
            left = [source for source in sources if source.name not in troubles]
            asked += bool(left)
            for source in left:
                pace.keep()
                try:
                    found = ask(source, isbn)
                    if keep_answer(isbn, found, source.name, today):
                        break
                except SourceAway as error:
                    troubles[source.name] = error.sentence
                except LibraryError:  # an answer that makes no sense is none
                    continue
        if on_progress:
            on_progress(done, len(isbns))
    return LookedUp(asked, tuple(describe_waiting(acting)), tuple(troubles.values()))
