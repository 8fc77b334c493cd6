"""Print jobs: which labels were wanted, under which codes, and whether they are on paper.

A copy or reader without a code gets one minted in the transaction that records the job, so a code that may
have been printed is never given to another book; printing again prints the same code.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from db.codes import mint
from db.errors import NotFound
from db.events.record import Acting, record
from db.labelling.cards import Cardholder, cardholders_by_id
from db.labelling.new_codes import hold_serials, needs_code, with_cards, with_codes
from db.library.identity import identity
from db.marking import N_
from db.models import PrintItem, PrintJob, RelabelCampaign, RelabelItem, SheetInUse, database
from db.stock.choosing import Shelved, copies_by_id
from db.store.batches import batches, insert

JobKind = Literal["spine", "barcode", "combined", "cards"]
SYMBOLS = ("", "ladder", "matrix")
"""Codes on the spine: none, Code 128 along it, Data Matrix."""


@dataclass(frozen=True)
class Sheet:
    """A stock, and the first cell (from 1) that is free on its part-used sheet."""

    stock: str
    row: int = 1
    column: int = 1
    by_columns: bool = False


@dataclass(frozen=True)
class Job:
    """Labels to be printed, in this order.

    Attributes:
        copies, readers: one of them is empty.
        minted: how many got a code with this job.
        out: copies left out, as they are on loan without a label: they would come back under a code that is
            not on them. Their turn comes when they are back.
        printed_at: when it was on paper last, naive UTC; None where it never was.
        symbol: the code on the spine that a camera reads: one of `SYMBOLS`.
    """

    job_id: int
    kind: JobKind
    sheet: Sheet
    copies: tuple[Shelved, ...] = ()
    readers: tuple[Cardholder, ...] = ()
    minted: int = 0
    out: int = 0
    printed_at: datetime | None = None
    symbol: str = ""

    @property
    def labels(self) -> int:
        """How many labels it has."""
        return len(self.copies) + len(self.readers)


def waits_for_return(copy: Shelved) -> bool:
    """Whether a copy is on loan without a label: it comes back by its ISBN, so it gets no code until then."""
    return copy.out and not copy.code


def make(
    kind: JobKind,
    sheet: Sheet,
    acting: Acting,
    *,
    copies: Sequence[Shelved] = (),
    readers: Sequence[Cardholder] = (),
    new_codes: bool = False,
    symbol: str = "",
) -> Job:
    """Record what is to be printed and mint the codes that it needs.

    With `new_codes`, a copy whose label is not of this library's own making gets a new code as well.
    Copies that wait in the open campaign to be printed count as being printed by this job. `symbol` is
    remembered, so that the job is printed again as it was.
    """
    with database.atomic():
        hold_serials()
        fresh = copies_by_id([copy.copy_id for copy in copies])  # another desk may have been quicker
        holders = cardholders_by_id([reader.patron_id for reader in readers])
        here = [copy for copy in fresh if kind == "spine" or not waits_for_return(copy)]
        minted = 0
        if kind != "spine":
            here, of_copies = with_codes(here, new_codes, acting)
            holders, of_readers = with_cards(holders, acting)
            minted = of_copies + of_readers
        job = PrintJob.create(
            made_at=acting.now,
            kiosk=acting.kiosk,
            kind=kind,
            stock=sheet.stock,
            start_row=sheet.row,
            start_column=sheet.column,
            by_columns=sheet.by_columns,
            symbol=symbol,
        )
        items: list[tuple[object, ...]] = [(job.id, n, copy.copy_id, None) for n, copy in enumerate(here)]
        items += [(job.id, n, None, reader.patron_id) for n, reader in enumerate(holders)]
        insert(PrintItem, ("job_id", "position", "copy_id", "patron_id"), items)
        if kind in ("barcode", "combined"):
            _claim(job.id, [copy.copy_id for copy in here], acting)
        record(acting, "print_job", details={"job": job.id, "kind": kind, "labels": len(items)})
    return Job(
        job.id, kind, sheet, tuple(here), tuple(holders), minted, len(fresh) - len(here), symbol=symbol
    )


def rehearsed(
    kind: JobKind,
    sheet: Sheet,
    *,
    copies: Sequence[Shelved] = (),
    readers: Sequence[Cardholder] = (),
    new_codes: bool = False,
) -> Job:
    """The job as `make` would record it, and nothing is: its number is 0.

    Who needs a new code shows the one that is never given to anybody.
    """
    library = identity().number
    here = [copy for copy in copies if kind == "spine" or not waits_for_return(copy)]
    left_out = len(copies) - len(here)
    if kind == "spine":
        return Job(0, kind, sheet, tuple(here), out=left_out)
    bare = sum(needs_code(copy, new_codes, library) for copy in here)
    shown = (
        replace(copy, code=mint("copy", library, 0)) if needs_code(copy, new_codes, library) else copy
        for copy in here
    )
    without_card = sum(not reader.code for reader in readers)
    cards = (replace(reader, code=reader.code or mint("patron", library, 0)) for reader in readers)
    return Job(0, kind, sheet, tuple(shown), tuple(cards), bare + without_card, left_out)


def again(kind: JobKind | None = None, *, number: int = 0, of_campaign: bool = False) -> Job:
    """The last job (of a kind, or of the campaign), or that of a number, to be printed under the same codes.

    Raises NotFound when there is none.
    """
    query = PrintJob.select().order_by(PrintJob.id.desc())
    if number:
        query = query.where(PrintJob.id == number)
    if kind:
        query = query.where(PrintJob.kind == kind)
    if of_campaign:
        query = query.where(PrintJob.id.in_(RelabelItem.select(RelabelItem.job)))
    job = query.first()
    if job is None:
        raise NotFound(N_("Nothing has been printed yet, so there is nothing to print again."))
    items = list(PrintItem.select().where(PrintItem.job == job.id).order_by(PrintItem.position))
    return Job(
        job.id,
        job.kind,
        Sheet(job.stock, job.start_row, job.start_column, job.by_columns),
        tuple(copies_by_id([item.copy_id for item in items if item.copy_id])),
        tuple(cardholders_by_id([item.patron_id for item in items if item.patron_id])),
        printed_at=job.finished_at if job.state == "printed" else None,
        symbol=job.symbol,
    )


def printed(job: Job, following: Sheet, acting: Acting, *, left_out: Collection[int] = ()) -> None:
    """The job is on paper: its copies wait in the campaign to be scanned; the next starts at `following`.

    Copies that were `left_out` still wait to be printed.
    """
    with database.atomic():
        _finish(job, "printed", acting)
        for some in batches(list(left_out)):
            RelabelItem.update(job=None).where(
                RelabelItem.job == job.job_id, RelabelItem.copy.in_(some), RelabelItem.state == "to_print"
            ).execute()
        RelabelItem.update(state="printed", changed_at=acting.now, changed_by=acting.kiosk).where(
            RelabelItem.job == job.job_id, RelabelItem.state == "to_print"
        ).execute()
        begin_next_at(following)


def begin_next_at(following: Sheet) -> None:
    """The next print on this stock begins here."""
    place = {"row": following.row, "column": following.column, "by_columns": following.by_columns}
    SheetInUse.insert(stock=following.stock, **place).on_conflict(
        conflict_target=[SheetInUse.stock],
        update={SheetInUse._meta.fields[name]: value for name, value in place.items()},
    ).execute()


def failed(job: Job, acting: Acting) -> None:
    """The job came to nothing; it stays, to be repeated."""
    _finish(job, "failed", acting)


def next_sheet(stock: str) -> Sheet:
    """Where the next print on this stock begins."""
    kept = SheetInUse.get_or_none(SheetInUse.stock == stock)
    return Sheet(stock, kept.row, kept.column, kept.by_columns) if kept else Sheet(stock)


def last_stock(kind: str) -> str:
    """The stock that labels of this kind were last printed on, or an empty string."""
    job = PrintJob.select().where(PrintJob.kind == kind).order_by(PrintJob.id.desc()).first()
    return str(job.stock) if job else ""


def last_symbol(kind: str) -> str:
    """The code on the spine with which labels of this kind were last printed, one of `SYMBOLS`."""
    job = PrintJob.select().where(PrintJob.kind == kind).order_by(PrintJob.id.desc()).first()
    return str(job.symbol) if job else ""


def _claim(job_id: int, copy_ids: Sequence[int], acting: Acting) -> None:
    running = RelabelCampaign.select(RelabelCampaign.id).where(RelabelCampaign.closed_at.is_null())
    for some in batches(copy_ids):
        RelabelItem.update(job=job_id, changed_at=acting.now, changed_by=acting.kiosk).where(
            RelabelItem.campaign.in_(running),
            RelabelItem.copy.in_(some),
            RelabelItem.state == "to_print",
            RelabelItem.job.is_null(),
        ).execute()


def _finish(job: Job, state: str, acting: Acting) -> None:
    PrintJob.update(state=state, finished_at=acting.now).where(PrintJob.id == job.job_id).execute()
