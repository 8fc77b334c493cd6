"""Copies of a list, written into the store: how many, where, and under which barcodes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import peewee

from db.events.record import Acting, record
from db.lists.files.table import Row
from db.lists.report import Change, Tally
from db.models import Barcode, Copy, Location, database
from db.registers.entering import STOCK, Acquired, enter, strike
from db.store.batches import ids_of_names, insert, insert_returning, select_in


@dataclass(slots=True)
class Holding:
    """What one row says of copies: how many stand where, or which ones by their barcodes.

    `count` is None where the list does not tell: the row then stands for one copy at least. `numbers` are
    those that the school's own register gave its copies.
    """

    row: Row
    count: int | None
    location: str
    barcodes: list[str]
    numbers: list[int] = field(default_factory=list)


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
    handed: list[tuple[int, int, int]] = field(default_factory=list)
    removals: list[int] = field(default_factory=list)
    titles: set[int] = field(default_factory=set)


@dataclass
class _Placing:
    """The copies of a batch, compared with what the list says of each title."""

    copies: Mapping[int, Sequence[_Copy]]
    location_of: Mapping[str, int]
    bearer_of: Mapping[str, int]
    aliases: Mapping[str, int]
    tally: Tally
    confirmed: bool
    changes: _Changes = field(default_factory=_Changes)


def place(
    holdings_of: Sequence[tuple[int, str, Sequence[Holding]]],
    known: set[int],
    aliases: Mapping[str, int],
    tally: Tally,
    acting: Acting,
    *,
    confirmed: bool,
) -> set[int]:
    """Bring the copies of these titles to what the list says; the ids of titles where something changed.

    Where the list counts, copies are added, or, when that is `confirmed`, taken away as long as there are
    some that carry no label and are not on loan; those with a history stay as withdrawn. Where it names
    barcodes, copies without a label get them first, and nothing is taken away. A copy in a class corner is
    not moved. `aliases` are new codes of copies that have another one.
    """
    location_of = ids_of_names(
        Location, (holding.location for _, _, holdings in holdings_of for holding in holdings), kind="shelf"
    )
    copies: dict[int, list[_Copy]] = defaultdict(list)
    for row in sorted(select_in(_SELECT, sorted(known)), key=lambda row: row[2]):
        copies[row[1]].append(_Copy(*row))
    codes = [code for _, _, holdings in holdings_of for holding in holdings for code in holding.barcodes]
    bearer_of = dict(select_in("SELECT code, copy_id FROM barcode WHERE code IN", codes))
    placing = _Placing(copies, location_of, bearer_of, aliases, tally, confirmed)
    for title_id, title, holdings in holdings_of:
        _compare(title_id, title, holdings, placing)
    _write(placing.changes, tally, acting)
    return placing.changes.titles


def _compare(title_id: int, title: str, holdings: Sequence[Holding], placing: _Placing) -> None:
    changes, tally = placing.changes, placing.tally
    copies = placing.copies.get(title_id, ())
    present = [copy for copy in copies if not copy.withdrawn]
    next_number = max((copy.number for copy in copies), default=0) + 1
    named = {code: placing.location_of.get(h.location) for h in holdings for code in h.barcodes}
    counted = _counted(holdings, 0 if named else len(present), placing.location_of)

    by_id = {copy.id: copy for copy in present}
    free = sorted((copy for copy in present if not copy.labelled), key=lambda copy: copy.on_loan)
    for code, location in named.items():
        bearer = placing.bearer_of.get(code, placing.aliases.get(code))
        if bearer is not None:
            copy = by_id.get(bearer)
            if code not in placing.bearer_of and len(code) > len(code.lstrip("0")):
                changes.labels.append((code, bearer))  # the card or label bears the zeros
                changes.titles.add(title_id)
            elif copy is None and code in placing.bearer_of:
                changes.handed.append((title_id, next_number, bearer))
                next_number += 1
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

    before = len(present)
    here = free if named else present
    added = len(changes.labelled.keys() & {(title_id, number) for number in range(1, next_number)})
    for location in _move(here, counted, changes):
        changes.unlabelled.append((title_id, next_number, location))
        next_number += 1
        added += 1
    where = holdings[0].row.where
    if before and added:
        tally.changes.append(Change(where, title, "copies", str(before), str(before + added)))
    if named:
        return
    surplus = len(present) - len(counted)
    removable = [copy for copy in reversed(free) if not copy.on_loan][: max(surplus, 0)]
    tally.copies_over += max(surplus, 0) - len(removable)
    if removable:
        after, held = str(before - len(removable)), not placing.confirmed
        tally.changes.append(Change(where, title, "copies", str(before), after, held=held))
        if placing.confirmed:
            changes.removals += [copy.id for copy in removable]
            changes.titles.add(title_id)


def _counted(holdings: Sequence[Holding], present: int, location_of: Mapping[str, int]) -> list[int | None]:
    """The places of the copies that rows count; where no row tells a number, of all that there are.

    A row that names barcodes counts those that it has beyond them.
    """
    counted = [
        location_of.get(holding.location)
        for holding in holdings
        for _ in range((1 if holding.count is None else holding.count) - len(holding.barcodes))
    ]
    if any(holding.count is not None or holding.barcodes for holding in holdings):
        return counted
    places = set(counted)
    further = counted[0] if len(places) == 1 else None
    return counted + [further] * (present - len(counted))


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
    bare = insert_returning(
        Copy, columns, [(*copy, "available") for copy in changes.unlabelled], ("id", "title_id", "number")
    )
    labelled = [
        (title_id, number, location, "available")
        for (title_id, number), (location, _) in changes.labelled.items()
    ]
    named = insert_returning(Copy, columns, labelled, ("id", "title_id", "number"))
    order = {copy[:2]: place for place, copy in enumerate((*changes.unlabelled, *labelled))}
    new = sorted((*bare, *named), key=lambda copy: order[copy[1], copy[2]])
    enter([copy_id for copy_id, _title, _number in new], acting, Acquired(kind=STOCK))
    for copy_id, title_id, number in named:
        changes.labels.append((changes.labelled[title_id, number][1], copy_id))
    insert(Barcode, ("code", "copy_id", "issued_at"), [(*label, acting.now) for label in changes.labels])
    if changes.moves:
        database.cursor().executemany(
            f"UPDATE copy SET location_id = {database.param} WHERE id = {database.param}", changes.moves
        )
    if changes.handed:
        database.cursor().executemany(
            f"UPDATE copy SET title_id = {database.param}, number = {database.param}"
            f" WHERE id = {database.param}",
            changes.handed,
        )
        changes.titles |= {title_id for title_id, _, _ in changes.handed}
    for copy_id in changes.removals:
        _remove(copy_id, acting)
    tally.copies_added += len(changes.unlabelled) + len(changes.labelled)
    tally.copies_withdrawn += len(changes.removals)
    changes.titles |= {copy[0] for copy in changes.unlabelled} | {copy[0] for copy in changes.labelled}


def _remove(copy_id: int, acting: Acting) -> None:
    """Delete a copy of which nothing is known but that it was listed; withdraw any other."""
    try:
        with database.atomic():
            strike([copy_id], acting)
            Copy.delete().where(Copy.id == copy_id).execute()
    except peewee.IntegrityError:
        was = Copy.get_by_id(copy_id).status
        Copy.update(status="withdrawn").where(Copy.id == copy_id).execute()
        record(acting, "copy_marked", copy_id=copy_id, details={"status": "withdrawn", "was": was})
