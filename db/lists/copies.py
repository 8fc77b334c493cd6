"""Copies of a list, written into the store: how many, where, and under which barcodes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import peewee

from db.events.record import Acting, record
from db.lists.report import Tally
from db.lists.table import Row
from db.models import Barcode, Copy, Location, database
from db.store.batches import ids_of_names, insert, insert_returning, select_in


@dataclass(slots=True)
class Holding:
    """What one row says of copies: how many stand where, or which ones by their barcodes."""

    row: Row
    count: int
    location: str
    barcodes: list[str]


class _Copy(NamedTuple):
    """A copy as the store has it."""

    id: int
    title_id: int
    number: int
    location_id: int | None
    in_corner: bool
    withdrawn: bool
    labelled: bool
    on_loan: bool


_SELECT = """
    SELECT copy.id, copy.title_id, copy.number, copy.location_id,
           COALESCE(location.kind, '') = 'corner', copy.status = 'withdrawn',
           EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id),
           EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
    FROM copy LEFT JOIN location ON location.id = copy.location_id
    WHERE copy.title_id IN
"""


@dataclass
class _Changes:
    """What is to be written for a batch of titles, collected so that a statement writes them all."""

    unlabelled: list[tuple[int, int, int | None]] = field(default_factory=list)
    labelled: dict[tuple[int, int], tuple[int | None, str]] = field(default_factory=dict)
    labels: list[tuple[str, int]] = field(default_factory=list)
    moves: list[tuple[int, int]] = field(default_factory=list)
    removals: list[int] = field(default_factory=list)
    titles: set[int] = field(default_factory=set)


def place(
    holdings_of: Sequence[tuple[int, Sequence[Holding]]], known: set[int], tally: Tally, acting: Acting
) -> set[int]:
    """Bring the copies of these titles to what the list says; the ids of titles where something changed.

    Where the list counts, copies are added, or taken away as long as there are some that carry no label and
    are not on loan; those with a history stay as withdrawn. Where it names barcodes, copies without a label
    get them first, and nothing is taken away. A copy in a class corner is not moved.
    """
    location_of = ids_of_names(
        Location, (holding.location for _, holdings in holdings_of for holding in holdings), kind="shelf"
    )
    copies: dict[int, list[_Copy]] = defaultdict(list)
    for row in sorted(select_in(_SELECT, sorted(known)), key=lambda row: row[2]):
        copies[row[1]].append(_Copy(*row))
    codes = [code for _, holdings in holdings_of for holding in holdings for code in holding.barcodes]
    bearer_of = dict(select_in("SELECT code, copy_id FROM barcode WHERE code IN", codes))

    changes = _Changes()
    for title_id, holdings in holdings_of:
        _compare(title_id, holdings, copies[title_id], location_of, bearer_of, changes, tally)
    _write(changes, tally, acting)
    return changes.titles


def _compare(
    title_id: int,
    holdings: Sequence[Holding],
    copies: Sequence[_Copy],
    location_of: Mapping[str, int],
    bearer_of: Mapping[str, int],
    changes: _Changes,
    tally: Tally,
) -> None:
    present = [copy for copy in copies if not copy.withdrawn]
    next_number = max((copy.number for copy in copies), default=0) + 1
    named = {code: location_of.get(h.location) for h in holdings for code in h.barcodes}
    counted = [location_of.get(h.location) for h in holdings if not h.barcodes for _ in range(h.count)]

    by_id = {copy.id: copy for copy in present}
    free = sorted((copy for copy in present if not copy.labelled), key=lambda copy: copy.on_loan)
    for code, location in named.items():
        if code in bearer_of:
            copy = by_id.get(bearer_of[code])
        elif free:
            copy = free.pop(0)
            changes.labels.append((code, copy.id))
            changes.titles.add(title_id)
        else:
            changes.labelled[title_id, next_number] = (location, code)
            next_number += 1
            continue
        if copy:
            _move([copy], [location], changes)

    here = free if named else present
    for location in _move(here, counted, changes):
        changes.unlabelled.append((title_id, next_number, location))
        next_number += 1
    if named:
        return
    surplus = len(present) - len(counted)
    removable = [copy for copy in reversed(free) if not copy.on_loan][: max(surplus, 0)]
    changes.removals += [copy.id for copy in removable]
    if removable:
        changes.titles.add(title_id)
    tally.copies_over += max(surplus, 0) - len(removable)


def _move(copies: Sequence[_Copy], wanted: Sequence[int | None], changes: _Changes) -> Sequence[int | None]:
    """See that copies stand where they are wanted (None: anywhere); the places left without a copy."""
    places = Counter(wanted)
    elsewhere = []
    for copy in copies:
        if places[copy.location_id] > 0:
            places[copy.location_id] -= 1
        else:
            elsewhere.append(copy)
    left = list(places.elements())
    for copy, place in zip(elsewhere, left, strict=False):
        if place is not None and not copy.in_corner:
            changes.moves.append((place, copy.id))
            changes.titles.add(copy.title_id)
    return left[len(elsewhere) :]


def _write(changes: _Changes, tally: Tally, acting: Acting) -> None:
    columns = ("title_id", "number", "location_id", "status")
    insert(Copy, columns, [(*copy, "available") for copy in changes.unlabelled])
    labelled = [
        (title_id, number, location, "available")
        for (title_id, number), (location, _) in changes.labelled.items()
    ]
    for copy_id, title_id, number in insert_returning(Copy, columns, labelled, ("id", "title_id", "number")):
        changes.labels.append((changes.labelled[title_id, number][1], copy_id))
    insert(Barcode, ("code", "copy_id", "issued_at"), [(*label, acting.now) for label in changes.labels])
    if changes.moves:
        database.cursor().executemany(
            f"UPDATE copy SET location_id = {database.param} WHERE id = {database.param}", changes.moves
        )
    for copy_id in changes.removals:
        _remove(copy_id, acting)
    tally.copies_added += len(changes.unlabelled) + len(changes.labelled)
    tally.copies_withdrawn += len(changes.removals)
    changes.titles |= {copy[0] for copy in changes.unlabelled} | {copy[0] for copy in changes.labelled}


def _remove(copy_id: int, acting: Acting) -> None:
    """Delete a copy of which nothing is known but that it was listed; withdraw any other."""
    try:
        with database.atomic():
            Copy.delete().where(Copy.id == copy_id).execute()
    except peewee.IntegrityError:
        was = Copy.get_by_id(copy_id).status
        Copy.update(status="withdrawn").where(Copy.id == copy_id).execute()
        record(acting, "copy_marked", copy_id=copy_id, details={"status": "withdrawn", "was": was})
