"""All that the librarian sees of one title: its data, each copy with who has it, and who waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.cataloguing.fields import typed_of
from db.cataloguing.past import has_past, is_periodical
from db.cataloguing.titles import title_row
from db.lists.marc.kept import kept_of
from db.models import CODE_OF_COPY, Title
from db.registers.entering import Acquired
from db.store.sql import day, moment, rows


@dataclass(frozen=True)
class Borrower:
    """Who has a copy, since when, and until when; for the eyes of staff. `lent_at` is naive UTC."""

    loan_id: int
    patron_id: int
    number: str
    name: str
    class_name: str
    lent_at: datetime
    due_on: date
    renewals: int


@dataclass(frozen=True)
class CopyOnPage:
    """One copy of a title.

    Attributes:
        number: of this title, from 1.
        code: its label; empty while it has none. `label_seen`: it was scanned, so it sticks on the book.
        older_codes: labels that it had before, and that still stand for it.
        borrower: who has it, or None.
        may_go: nothing ever happened to it, so that it can be deleted.
    """

    copy_id: int
    number: int
    status: str
    place: str
    in_corner: bool
    code: str
    label_seen: bool
    older_codes: tuple[str, ...]
    accession: int | None
    acquired: Acquired
    borrower: Borrower | None
    may_go: bool


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for a title; `since` is naive UTC."""

    hold_id: int
    patron_id: int
    number: str
    name: str
    class_name: str
    since: datetime


@dataclass(frozen=True)
class BookPage:
    """One title as the librarian sees it.

    Attributes:
        fields: what is known of it, as it is typed, by the names of `db.cataloguing.fields.FIELDS`.
        loans: how many times it was ever lent; what was taken back does not count.
        last_lent_on: when that was last, None for never.
        waiting: who waits for it, the next one first.
        alike: other titles with the same ISBN: one book twice, or parts of a set.
        may_go: nothing ever happened to it, so that it can be deleted.
        source, taken_on: the file or the look-up that its description is from, and when, where it is known.
        series: the series that its record names.
    """

    title_id: int
    title: str
    fields: dict[str, str]
    copies: tuple[CopyOnPage, ...]
    loans: int
    last_lent_on: date | None
    waiting: tuple[Waiting, ...]
    alike: tuple[int, ...]
    may_go: bool
    source: str = ""
    taken_on: date | None = None
    series: str = ""


_COPIES = f"""
    SELECT copy.id, copy.number, copy.status, COALESCE(location.name, ''),
           COALESCE(location.kind, '') = 'corner', COALESCE({CODE_OF_COPY}, ''),
           accession.number, batch.came_on, accession.paid, COALESCE(batch.source, ''),
           COALESCE(batch.voucher, ''), COALESCE(batch.kind, ''),
           loan.id, patron.id, patron.number, patron.name, COALESCE(school_class.name, ''),
           loan.lent_at, loan.due_on, loan.renewals
    FROM copy
    LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN accession ON accession.copy_id = copy.id
    LEFT JOIN accession_batch AS batch ON batch.id = accession.batch_id
    LEFT JOIN loan ON loan.copy_id = copy.id AND loan.returned_at IS NULL
    LEFT JOIN patron ON patron.id = loan.patron_id
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE copy.title_id = ? ORDER BY copy.number
"""


def book_page(title_id: int) -> BookPage:
    """The page of a title. Raises NotFound."""
    title = title_row(title_id)
    codes: dict[int, list[tuple[str, bool]]] = {}
    for copy_id, code, unseen in rows(
        "SELECT barcode.copy_id, barcode.code, barcode.unseen FROM barcode"
        " JOIN copy ON copy.id = barcode.copy_id WHERE copy.title_id = ? ORDER BY barcode.id DESC",
        title_id,
    ):
        codes.setdefault(copy_id, []).append((code, not unseen))
    copies = tuple(_copy(row, codes.get(row[0], ())) for row in rows(_COPIES, title_id))
    ((loans, last),) = rows(
        "SELECT COUNT(*), MAX(loan.lent_on) FROM loan JOIN copy ON copy.id = loan.copy_id"
        " WHERE copy.title_id = ? AND NOT loan.voided",
        title_id,
    )
    waiting = waiting_for(title_id)
    kept = kept_of([title_id]).get(title_id)
    return BookPage(
        title_id,
        title.title,
        typed_of(title),
        copies,
        loans,
        day(last) if last else None,
        waiting,
        _alike(title),
        may_go=all(copy.may_go for copy in copies)
        and not _ever_waited(title_id)
        and not is_periodical(title_id),
        source=kept.source if kept else "",
        taken_on=kept.taken_on if kept else None,
        series=kept.series if kept else "",
    )


def _copy(row: Sequence[Any], codes: Iterable[tuple[str, bool]]) -> CopyOnPage:
    copy_id, number, status, place, in_corner, code, accession, on, price, source, voucher, kind, *loan = row
    known = list(codes)
    borrower = None
    if loan[0] is not None:
        loan_id, patron_id, reader, name, class_name, lent_at, due_on, renewals = loan
        borrower = Borrower(
            loan_id, patron_id, reader, name, class_name, moment(lent_at), day(due_on), renewals
        )
    return CopyOnPage(
        copy_id,
        number,
        status,
        place,
        bool(in_corner),
        code,
        dict(known).get(code, False),
        tuple(other for other, _ in known if other != code),
        accession,
        Acquired(day(on) if on else None, price, source, voucher, kind),
        borrower,
        not has_past([copy_id]),
    )


def waiting_for(title_id: int) -> tuple[Waiting, ...]:
    """Who waits for a title, first come first."""
    found = rows(
        "SELECT hold.id, patron.id, patron.number, patron.name, COALESCE(school_class.name, ''),"
        " hold.placed_at FROM hold JOIN patron ON patron.id = hold.patron_id"
        " LEFT JOIN school_class ON school_class.id = patron.school_class_id"
        " WHERE hold.title_id = ? AND hold.closed_at IS NULL ORDER BY hold.placed_at, hold.id",
        title_id,
    )
    return tuple(
        Waiting(hold_id, patron_id, number, name, class_name, moment(since))
        for hold_id, patron_id, number, name, class_name, since in found
    )


def _ever_waited(title_id: int) -> bool:
    return bool(rows("SELECT 1 FROM hold WHERE title_id = ? LIMIT 1", title_id))


def _alike(title: Title) -> tuple[int, ...]:
    found = rows("SELECT id FROM title WHERE isbn = ? AND id <> ? ORDER BY id", title.isbn, title.id)
    return tuple(id_ for (id_,) in found)
