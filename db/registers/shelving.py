"""From arrival to the shelf: new books are to be there within two weeks."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from db.clock import local_day
from db.events.record import STANDS
from db.models import CODE_OF_COPY
from db.store.sql import day, moment, rows

WITHIN = timedelta(days=14)
"""How long new books may take, as the schools' own rules have it."""


@dataclass(frozen=True)
class Waiting:
    """A copy that is still being prepared, and for how many days."""

    number: int
    code: str
    title: str
    came_on: date
    days: int

    @property
    def late(self) -> bool:
        """Longer than two weeks."""
        return self.days > WITHIN.days


@dataclass(frozen=True)
class Shelving:
    """How fast what came between two days got to the shelf.

    Attributes:
        came: copies that came then, other than those of the old stock.
        in_time: of them on the shelf within two weeks; `late`: later, or waiting for longer by now.
        waiting: what is being prepared now, whenever it came, the longest first.
    """

    came: int
    in_time: int
    late: int
    waiting: tuple[Waiting, ...]


_CAME = f"""
    SELECT accession.number, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''), title.title,
           COALESCE(batch.came_on, batch.entered_on), batch.entered_on, copy.status, copy.id
    FROM accession JOIN accession_batch AS batch ON batch.id = accession.batch_id
    JOIN copy ON copy.id = accession.copy_id JOIN title ON title.id = copy.title_id
    WHERE batch.kind <> 'stock' AND COALESCE(batch.came_on, batch.entered_on) IS NOT NULL
    ORDER BY accession.number
"""


def shelving(first: date, last: date, today: date) -> Shelving:
    """The clock of what came from `first` to `last`.

    A copy that was never marked as being prepared was ready on the day on which it was entered.
    """
    ready = _ready_on()
    came = in_time = late = 0
    waiting = []
    for number, code, title, came_on, entered_on, status, copy_id in rows(_CAME):
        on = day(came_on)
        if status == "processing":
            waiting.append(Waiting(number, code, title, on, (today - on).days))
            until = today
        else:
            until = ready.get(copy_id) or max(on, day(entered_on))
        if first <= on <= last:
            came += 1
            in_time += status != "processing" and until - on <= WITHIN
            late += until - on > WITHIN
    return Shelving(came, in_time, late, tuple(sorted(waiting, key=lambda one: (-one.days, one.number))))


def _ready_on() -> dict[int, date]:
    """The day on which each copy was first no longer being prepared."""
    found: dict[int, date] = {}
    for copy_id, at, details in rows(
        "SELECT event.copy_id, event.at, event.details FROM accession"
        " JOIN accession_batch AS batch ON batch.id = accession.batch_id AND batch.kind <> 'stock'"
        " JOIN event ON event.copy_id = accession.copy_id AND event.verb = 'copy_marked'"
        f" WHERE {STANDS} ORDER BY event.id"
    ):
        try:
            told = json.loads(details or "{}")
        except ValueError:
            continue
        if told.get("was") == "processing" and told.get("status") != "processing":
            found.setdefault(copy_id, local_day(moment(at)))
    return found
