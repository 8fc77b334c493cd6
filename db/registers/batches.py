"""A batch of the total register corrected: its day, source, voucher, fund, and what all of it has cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from db.errors import BadValue, NotFound, within
from db.events.record import Acting, details_of, record
from db.marking import N_
from db.models import AccessionBatch, Event, database
from db.registers.amounts import main_currency
from db.registers.entering import Acquired, check
from db.registers.funds import fund_named
from db.store.sql import day, rows

_LONGEST_NOTE = 200


@dataclass(frozen=True)
class BatchKnown:
    """A batch as it can be corrected; `paid` of all its copies, None while one has no paid price.

    `event`: the correction that has just been made, to be taken back by `undo_change`; 0 where nothing was.
    """

    number: int
    came_on: date | None
    kind: str
    source: str
    voucher: str
    fund: str
    note: str
    copies: int
    paid: int | None
    event: int = 0


@dataclass(frozen=True)
class BatchChange:
    """What is to be written into a batch; None leaves it as it is, an empty text takes it away.

    `fund` is `YEAR NAME` or the name of one fund alone; `paid` is what the whole batch has cost.
    """

    came_on: date | None = None
    kind: str | None = None
    source: str | None = None
    voucher: str | None = None
    fund: str | None = None
    note: str | None = None
    paid: int | None = None


def batch_known(number: int) -> BatchKnown:
    """A batch by its number in the total register. Raises NotFound."""
    found = rows(
        "SELECT batch.came_on, batch.kind, batch.source, batch.voucher,"
        " CASE WHEN fund.id IS NULL THEN '' ELSE CAST(fund.year AS TEXT) || ' ' || fund.name END,"
        " batch.note, COUNT(accession.copy_id), SUM(accession.paid), COUNT(accession.paid)"
        " FROM accession_batch AS batch LEFT JOIN fund ON fund.id = batch.fund_id"
        " LEFT JOIN accession ON accession.batch_id = batch.id AND accession.copy_id IS NOT NULL"
        " WHERE batch.number = ? GROUP BY batch.id, fund.id",
        number,
    )
    if not found:
        raise NotFound(N_("There is no batch {number} in the register."), number=number)
    came_on, kind, source, voucher, fund, note, copies, paid, priced = found[0]
    return BatchKnown(
        *(number, day(came_on) if came_on else None, kind, source, voucher, fund, note, copies),
        int(paid) if copies == priced and copies else None,
    )


def change_batch(number: int, change: BatchChange, acting: Acting) -> BatchKnown:
    """Correct a batch; what it has cost is spread over its copies by their list prices.

    Raises NotFound for a batch or fund that there is not, and BadValue.
    """
    before = batch_known(number)
    check(Acquired(source=change.source or "", voucher=change.voucher or "", kind=change.kind or ""))
    if change.note is not None and len(change.note) > _LONGEST_NOTE:
        raise BadValue(
            N_("{value} is too long: at most {most} characters."), value=change.note, most=_LONGEST_NOTE
        )
    values: dict[str, object] = {
        name: value
        for name in ("came_on", "kind", "source", "voucher", "note")
        if (value := getattr(change, name)) is not None
    }
    if change.fund is not None:
        values["fund"] = fund_named(change.fund) if change.fund else None
    with database.atomic():
        if values:
            AccessionBatch.update(values).where(AccessionBatch.number == number).execute()
        told = _told(values)
        if change.paid is not None:
            told |= {"paid": change.paid, "shares": {str(entry): paid for entry, paid in _shares(number)}}
            _spread(number, change.paid)
        event = 0
        if told:
            was = {name: str(getattr(before, name)) for name in told if name != "shares"}
            event = record(acting, "batch_changed", details={"batch": number, "was": was, **told})
    return replace(batch_known(number), event=event)


def undo_change(event_id: int, acting: Acting) -> BatchKnown:
    """Write back what a correction has changed, each copy's own paid price too.

    Raises NotFound for no such correction, and BadValue where it was undone, or the batch changed, since.
    """
    with database.atomic():
        event = Event.get_or_none(Event.id == event_id, Event.verb == "batch_changed")
        if event is None:
            raise NotFound(N_("There is no event {number}."), number=event_id)
        later = Event.select().where(Event.verb == "batch_changed", Event.id > event_id)
        details = details_of(event)
        number, was = int(details["batch"]), details["was"]
        undone = Event.select().where(Event.undoes == event_id).exists()
        if undone or any(details_of(one).get("batch") == number for one in later):
            raise BadValue(
                N_("Batch {number} has been changed since, so this cannot be undone."), number=number
            )
        values: dict[str, object] = {
            name: value for name, value in was.items() if name in ("kind", "source", "voucher", "note")
        }
        if "came_on" in was:
            values["came_on"] = None if was["came_on"] == "None" else date.fromisoformat(was["came_on"])
        if "fund" in was:
            values["fund"] = fund_named(was["fund"]) if was["fund"] else None
        if values:
            AccessionBatch.update(values).where(AccessionBatch.number == number).execute()
        if "shares" in details:
            _pay(details["shares"].items())
        record(acting, "undone", undoes=event_id)
    return batch_known(number)


def _shares(number: int) -> list[tuple[int, int | None]]:
    """What each copy of a batch has cost, by its number in the register."""
    return [
        (entry, paid)
        for entry, paid in rows(
            "SELECT accession.number, accession.paid FROM accession"
            " JOIN accession_batch AS batch ON batch.id = accession.batch_id"
            " WHERE batch.number = ? AND accession.copy_id IS NOT NULL",
            number,
        )
    ]


def _pay(shares: Iterable[tuple[int | str, int | None]]) -> None:
    database.cursor().executemany(
        f"UPDATE accession SET paid = {database.param} WHERE number = {database.param}",
        [(share, int(entry)) for entry, share in shares],
    )


def _told(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value if value is None else str(value) for name, value in values.items()}


def _spread(number: int, paid: int) -> None:
    """The paid sum over the copies, by their list prices; the fen that are left go to the dearest first.

    Copies without a list price get the mean of the others, or equal shares where none has one.
    """
    within(paid, 0, 2**31 - 1, is_money=True)
    found = rows(
        "SELECT accession.number, CASE WHEN title.currency IN ('', ?) THEN title.price END FROM accession"
        " JOIN accession_batch AS batch ON batch.id = accession.batch_id"
        " JOIN copy ON copy.id = accession.copy_id JOIN title ON title.id = copy.title_id"
        " WHERE batch.number = ? ORDER BY accession.number",
        *(main_currency(), number),
    )
    if not found:
        raise BadValue(N_("Batch {number} has no copies."), number=number)
    shares = spread(paid, [price for _number, price in found])
    _pay((entry, share) for share, (entry, _price) in zip(shares, found, strict=True))


def spread(paid: int, prices: list[int | None]) -> list[int]:
    """Shares of a sum in the proportion of these list prices, whole hundredths that add up to it exactly."""
    known = [price for price in prices if price]
    mean = sum(known) / len(known) if known else 1.0
    weights = [float(mean if price is None else price) if known else 1.0 for price in prices]
    whole = sum(weights)
    exact = [paid * weight / whole for weight in weights]
    shares = [int(one) for one in exact]
    rest = paid - sum(shares)
    for place in sorted(range(len(shares)), key=lambda n: (shares[n] - exact[n], n))[:rest]:
        shares[place] += 1
    return shares
