"""What was said and seen of single copies in a span of time: one reading, for every figure of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from db.events.record import STANDS
from db.store.sql import moment, rows

_LOST_BY = ("not_found", "shelf_missing", "corner_missing")
"""Verbs by which a copy is missing from then on."""
_VERBS = ("copy_marked", *_LOST_BY, "shelf_found", "shelf_moved", "shelved")
_ACTS = f"""
    SELECT event.copy_id, event.at, event.verb, event.details FROM event
    WHERE event.at >= ? AND event.at < ? AND event.copy_id IS NOT NULL
          AND (event.verb IN ({", ".join(map(repr, _VERBS))})
               OR (event.verb = 'returned' AND event.details <> ''))
          AND {STANDS}
    ORDER BY event.id
"""


@dataclass(frozen=True)
class CopyAct:
    """One act.

    Attributes:
        act: `lost`, `found`, `damaged`, `settled`, `shelved` (put back on its shelf), `moved` (found at a
            shelf where it does not belong).
        how: of damage its kind, of a repair its outcome; else empty.
    """

    copy_id: int
    at: datetime
    act: str
    how: str = ""


def copy_acts(since: datetime, until: datetime, wanted: Sequence[str] = ()) -> list[CopyAct]:
    """The acts from one moment to before another (naive UTC) that nobody has taken back, in order."""
    return [
        CopyAct(copy_id, moment(at), act, how)
        for copy_id, at, verb, details in rows(_ACTS, since, until)
        for act, how in _acts_of(verb, details)
        if not wanted or act in wanted
    ]


@lru_cache(maxsize=4096)
def _acts_of(verb: str, details: str) -> tuple[tuple[str, str], ...]:
    """What an event means; a library says the same few things again and again."""
    if verb == "shelved":
        return (("shelved", ""),)
    if verb == "shelf_moved":
        return (("moved", ""),)
    told = _told(details)
    status, was = told.get("status"), told.get("was")
    if verb in _LOST_BY or (status == "lost" and was != "lost"):
        return (("lost", ""),)
    if verb == "returned":
        return (("found", ""),)
    acts = []
    if was == "lost" and status not in ("lost", "withdrawn"):  # at the shelf no status is told
        acts.append(("found", ""))
    if status == "repair" and was != "repair":
        acts.append(("damaged", str(told.get("kind", "other"))))
    if told.get("outcome"):
        acts.append(("settled", str(told["outcome"])))
    return tuple(acts)


def _told(details: str) -> dict[str, object]:
    try:
        told = json.loads(details or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
