"""A stocktake read whole: each copy with its scans and loans, and what follows from them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from db.answers.shelves.stocktake import Counted
from db.events.record import STANDS
from db.models import CODE_OF_COPY
from db.stock.states import NOTICED
from db.stocktake.opening import Found
from db.stocktake.timeline import Known, Span, counted
from db.store.batches import select_in
from db.store.sql import moment, rows


@dataclass(frozen=True)
class Scan:
    """One scan as it was kept."""

    at: datetime
    station: str
    person: str
    code: str
    copy_id: int | None
    area: str


@dataclass(frozen=True)
class Account:
    """One copy, in the scope of the stocktake or scanned in it."""

    copy_id: int
    title: str
    call_number: str
    key: bytes
    title_id: int
    label: str
    area: str
    in_scope: bool
    known: Known
    counted: Counted
    scans: tuple[Scan, ...] = ()
    old_labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accounts:
    """All of it. `copies` are in shelf order; `other` scans are of nobody's codes, cards and labels."""

    stocktake: Found
    copies: tuple[Account, ...]
    other: tuple[Scan, ...]
    settled: dict[tuple[str, int | None, str], datetime] = field(default_factory=dict)
    """When a line of a list was settled last: by list, copy and code."""

    @property
    def scope(self) -> list[Account]:
        """The copies of the frozen scope that are on record still."""
        return [one for one in self.copies if one.in_scope and one.counted is not Counted.GONE]


def read_accounts(stocktake: Found) -> Accounts:
    """Everything about a stocktake as it is now, by a handful of statements."""
    id_, opened_at = stocktake.stocktake_id, stocktake.opened_at
    scans: dict[int, list[Scan]] = defaultdict(list)
    other = []
    for at, *row in rows(
        "SELECT at, station, person, code, copy_id, area FROM stocktake_scan WHERE stocktake_id = ?"
        " ORDER BY at, id",
        id_,
    ):
        scan = Scan(moment(at), *row)
        if scan.copy_id is None:
            other.append(scan)
        else:
            scans[scan.copy_id].append(scan)
    areas = dict(rows("SELECT copy_id, area FROM stocktake_copy WHERE stocktake_id = ?", id_))
    loans = _loans(opened_at)
    marked = _marked(opened_at)
    old_labels: dict[int, list[str]] = defaultdict(list)
    for copy_id, code in rows(
        "SELECT copy_id, code FROM barcode WHERE copy_id IS NOT NULL AND retired_at IS NOT NULL"
    ):
        old_labels[copy_id].append(code)
    found = []
    for copy_id, title_id, title, call_number, key, status, label, place in select_in(
        _COPIES, sorted({*areas, *scans})
    ):
        own = tuple(scans.get(copy_id, ()))
        known = Known(own[-1].at if own else None, loans.get(copy_id, ()), status, marked.get(copy_id))
        found.append(
            Account(
                copy_id=copy_id,
                title=title,
                call_number=call_number,
                key=bytes(key),
                title_id=title_id,
                label=label,
                area=areas.get(copy_id, place),
                in_scope=copy_id in areas,
                known=known,
                counted=counted(known, opened_at),
                scans=own,
                old_labels=tuple(old_labels.get(copy_id, ())),
            )
        )
    found.sort(key=lambda one: (one.key, one.title_id, one.copy_id))
    settled = {
        (kind, copy_id, code): moment(at)
        for kind, copy_id, code, at in rows(
            "SELECT kind, copy_id, code, MAX(at) FROM stocktake_settling"
            " WHERE stocktake_id = ? AND undone_at IS NULL GROUP BY kind, copy_id, code",
            id_,
        )
    }
    return Accounts(stocktake, tuple(found), tuple(other), settled)


_COPIES = f"""
    SELECT copy.id, title.id, title.title, title.call_number, title.shelf_key, copy.status,
           COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''),
           COALESCE(location.name, '')
    FROM copy JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE copy.id IN
"""


def _loans(opened_at: datetime) -> dict[int, list[Span]]:
    """The loans that were open at some time since then, and were not taken back."""
    found: dict[int, list[Span]] = defaultdict(list)
    for copy_id, lent_at, returned_at in rows(
        "SELECT copy_id, lent_at, returned_at FROM loan"
        " WHERE NOT voided AND (returned_at IS NULL OR returned_at >= ?)",
        opened_at,
    ):
        back = None if returned_at is None else moment(returned_at)
        found[copy_id].append(Span(moment(lent_at), back))
    return found


def _marked(opened_at: datetime) -> dict[int, datetime]:
    """When copies were marked last since then."""
    return {
        copy_id: moment(at)
        for copy_id, at in rows(
            f"SELECT copy_id, MAX(at) FROM event WHERE verb IN ({', '.join(map(repr, NOTICED))})"
            " AND at >= ? AND copy_id IS NOT NULL"
            f" AND {STANDS} GROUP BY copy_id",
            opened_at,
        )
    }
