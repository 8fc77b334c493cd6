"""The way to a book: which board it stands on, between which others, or when it should be back."""

from collections.abc import Sequence
from datetime import datetime

from db.answers.shelves.copy_state import State
from db.answers.shelves.finding import READY, TitlesSeen, Way
from db.answers.shelves.shelf import CopyThere, TitleThere
from db.circulation.lookup import titles_of
from db.codes import clean
from db.models import NOT_GONE
from db.searching.titles import find_titles
from db.shelf.faces import Room, bays
from db.stock.states import copies_with_states
from db.store.batches import select_in
from db.store.sql import rows

_STANDING = f"""
    SELECT title.title FROM copy JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE {NOT_GONE} AND copy.status <> 'repair' AND COALESCE(location.name, '') = ?
    AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
"""


def titles_meant(text: str) -> list[int]:
    """The titles that a code stands for, or of which these words or pinyin letters say something."""
    meant, _is_label = titles_of(clean(text))
    return sorted(meant) or find_titles(text)


def where_are(title_ids: Sequence[int], now: datetime) -> list[TitleThere]:
    """The way to each of these titles, in their order; those without a copy that is there are left out."""
    room = Room()
    copies = copies_with_states(title_ids, now)
    titles = {
        id_: (title, author, call_number, bytes(key))
        for id_, title, author, call_number, key in select_in(
            "SELECT id, title, author, call_number, shelf_key FROM title WHERE id IN", title_ids
        )
    }
    found = []
    for id_ in title_ids:
        if id_ not in titles:
            continue
        title, author, call_number, key = titles[id_]
        there = [
            CopyThere(
                one.code,
                one.state,
                one.place if one.in_corner else room.face_for(key, one.place) or one.place,
            )
            for one in copies.get(id_, ())
            if one.state.state is not State.WITHDRAWN
        ]
        there.sort(key=lambda one: one.state.state not in READY)
        ready = [one for one in copies.get(id_, ()) if one.state.state in READY]
        due = [one.state.due_on for one in there if one.state.due_on]
        after, before = _between(id_, key, ready[0].place) if ready else ("", "")
        back_on = min(due) if due and not ready else None
        if there:
            found.append(TitleThere(id_, title, author, call_number, tuple(there), after, before, back_on))
    return found


def some_of(title_ids: Sequence[int], start: int, most: int, now: datetime) -> TitlesSeen:
    """At most so many of these titles, from a place in the list on; those without a copy are passed over."""
    seen: list[TitleThere] = []
    while start < len(title_ids) and len(seen) < most:
        part = title_ids[start : start + most - len(seen)]
        seen += where_are(part, now)
        start += len(part)
    return TitlesSeen(tuple(seen), start if start < len(title_ids) else None)


def way_to(title_id: int, now: datetime) -> Way | None:
    """The way to one title, with the plan; None where no copy is left of it."""
    found = where_are([title_id], now)
    return Way(found[0], tuple(bays())) if found else None


def _between(title_id: int, key: bytes, place: str) -> tuple[str, str]:
    """The titles that stand left and right of it on its shelf now."""
    left = rows(
        f"{_STANDING} AND (title.shelf_key, title.id) < (?, ?)"
        " ORDER BY title.shelf_key DESC, title.id DESC LIMIT 1",
        *(place, key, title_id),
    )
    right = rows(
        f"{_STANDING} AND (title.shelf_key, title.id) > (?, ?) ORDER BY title.shelf_key, title.id LIMIT 1",
        *(place, key, title_id),
    )
    return (left[0][0] if left else "", right[0][0] if right else "")
