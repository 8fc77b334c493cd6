"""Every new copy gets its line in the register; a number is given once and never again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.clock import local_day
from db.errors import BadValue, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import Accession, AccessionBatch, database
from db.registers.numbers import last_number
from db.store.batches import insert, select_in
from db.store.sql import rows

KINDS = ("", "stock", "bought", "given", "subscribed")
"""How a batch came; `stock`: it was there before, and a list has brought it in. Not said: empty."""
STOCK = "stock"


@dataclass(frozen=True)
class Acquired:
    """How copies came to the library; what is not known is empty.

    Attributes:
        on: the day on which they came.
        price: what was paid for one copy, in hundredths.
        kind: one of `KINDS`.
        fund: the id of the fund that paid for them.
    """

    on: date | None = None
    price: int | None = None
    source: str = ""
    voucher: str = ""
    kind: str = ""
    fund: int | None = None


def enter(copy_ids: Sequence[int], acting: Acting, acquired: Acquired | None = None) -> None:
    """In the running transaction: give these new copies the next numbers, in one batch.

    What came on one day, in one way and on one voucher is one batch. Raises BadValue.
    """
    acquired = acquired or Acquired()
    check(acquired)
    if not copy_ids:
        return
    batch = _batch(local_day(acting.now), acquired)
    last = last_number()
    insert(
        Accession,
        ("number", "copy_id", "batch_id", "paid"),
        [(last + n, copy_id, batch, acquired.price) for n, copy_id in enumerate(copy_ids, 1)],
    )


def enter_missing(acting: Acting) -> int:
    """Enter copies that no register has, as another program may have left them; how many they were."""
    with database.atomic():
        missing = [
            copy_id
            for (copy_id,) in rows(
                "SELECT copy.id FROM copy LEFT JOIN accession ON accession.copy_id = copy.id"
                " WHERE accession.number IS NULL"
                " AND copy.id NOT IN (SELECT copy_id FROM issue_copy) ORDER BY copy.id"
            )
        ]
        enter(missing, acting, Acquired(kind=STOCK))
        record(acting, "copies_entered", details={"copies": len(missing)})
    return len(missing)


def check(acquired: Acquired) -> None:
    """Raise BadValue for what makes no sense."""
    for text, most in ((acquired.source, 120), (acquired.voucher, 64)):
        if len(text) > most:
            raise BadValue(N_("{value} is too long: at most {most} characters."), value=text, most=most)
    if acquired.price is not None:
        within(acquired.price, 0, 2**31 - 1, is_money=True)
    if acquired.kind not in KINDS:
        raise BadValue(
            N_("{value} is not one of: {known}."), value=acquired.kind, known=", ".join(filter(None, KINDS))
        )


def strike(copy_ids: Sequence[int], acting: Acting) -> None:
    """In the running transaction: strike copies out that are about to be deleted; their numbers stay used."""
    titles = dict(
        select_in(
            "SELECT copy.id, title.title FROM copy JOIN title ON title.id = copy.title_id WHERE copy.id IN",
            list(copy_ids),
        )
    )
    for copy_id, title in titles.items():
        Accession.update(copy=None, struck_on=local_day(acting.now), struck=title).where(
            Accession.copy == copy_id
        ).execute()


def _batch(today: date, acquired: Acquired) -> int:
    on = acquired.on or (None if acquired.kind == STOCK else today)
    known = AccessionBatch.get_or_none(
        AccessionBatch.entered_on == today,
        AccessionBatch.came_on.is_null() if on is None else AccessionBatch.came_on == on,
        AccessionBatch.kind == acquired.kind,
        AccessionBatch.source == acquired.source,
        AccessionBatch.voucher == acquired.voucher,
        AccessionBatch.fund.is_null() if acquired.fund is None else AccessionBatch.fund == acquired.fund,
    )
    if known:
        return int(known.id)
    ((last,),) = rows("SELECT COALESCE(MAX(number), 0) FROM accession_batch")
    made = AccessionBatch.create(
        number=last + 1,
        entered_on=today,
        came_on=on,
        kind=acquired.kind,
        source=acquired.source,
        voucher=acquired.voucher,
        fund=acquired.fund,
    )
    return int(made.id)
