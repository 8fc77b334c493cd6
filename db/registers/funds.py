"""The money of a year: what there is, and what of it is spent on books and subscriptions."""

import re
from dataclasses import dataclass

from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import AccessionBatch, Fund, database
from db.store.sql import rows

_LONGEST = 60


@dataclass(frozen=True)
class FundState:
    """A fund of a year. Amounts in hundredths.

    Attributes:
        spent: on copies that have a paid price, and on subscriptions.
        unpriced: copies bought from it whose paid price nobody knows: what they cost is not in `spent`.
    """

    year: int
    name: str
    amount: int
    spent: int
    copies: int
    unpriced: int

    @property
    def left(self) -> int:
        """What is not spent; below nothing where more was spent than there is."""
        return self.amount - self.spent


def set_fund(year: int, name: str, amount: int, acting: Acting) -> None:
    """Add a fund, or say what it holds. Raises BadValue."""
    name = _named(name)
    within(year, 1900, 9999)
    within(amount, 0, 2**31 - 1, is_money=True)
    with database.atomic():
        Fund.insert(year=year, name=name, amount=amount).on_conflict(
            conflict_target=[Fund.year, Fund.name], update={Fund.amount: amount}
        ).execute()
        record(acting, "fund_set", details={"year": year, "name": name, "amount": amount})


def remove_fund(year: int, name: str, acting: Acting) -> None:
    """Take a fund away from which nothing was bought. Raises NotFound, and BadValue."""
    with database.atomic():
        fund = Fund.get_or_none(Fund.year == year, Fund.name == _named(name))
        if fund is None:
            raise _no_fund(f"{year} {name}")
        if AccessionBatch.select().where(AccessionBatch.fund == fund).exists() or _other_use(fund.id):
            raise BadValue(
                N_("Something has been bought from {fund}, so it cannot be removed."), fund=f"{year} {name}"
            )
        fund.delete_instance()
        record(acting, "fund_removed", details={"year": year, "name": fund.name})


def funds(year: int | None = None) -> list[FundState]:
    """The funds of a year, or of all years, the newest first."""
    return [
        FundState(year_, name, amount, int(spent or 0), int(copies), int(copies) - int(priced))
        for year_, name, amount, spent, copies, priced in rows(_FUNDS)
        if year in (None, year_)
    ]


_FUNDS = """
    SELECT fund.year, fund.name, fund.amount,
           COALESCE(SUM(accession.paid), 0)
           + COALESCE((SELECT SUM(subscription.price * subscription.copies) FROM subscription
                       WHERE subscription.fund_id = fund.id), 0),
           COUNT(accession.copy_id), COUNT(accession.paid)
    FROM fund LEFT JOIN accession_batch AS batch ON batch.fund_id = fund.id
    LEFT JOIN accession ON accession.batch_id = batch.id AND accession.copy_id IS NOT NULL
    GROUP BY fund.id ORDER BY fund.year DESC, fund.name
"""


def fund_names() -> list[str]:
    """The funds as `fund_named` reads them, the newest year first."""
    return [f"{one.year} {one.name}" for one in funds()]


def fund_named(text: str) -> int:
    """The id of a fund by `YEAR NAME`, or by a name that only one has. Raises NotFound."""
    text = " ".join(text.split())
    parts = re.fullmatch(r"(\d{4}) (.+)", text)
    found = (
        rows("SELECT id FROM fund WHERE year = ? AND name = ?", int(parts[1]), parts[2])
        if parts
        else rows("SELECT id FROM fund WHERE name = ?", text)
    )
    if len(found) != 1:
        raise _no_fund(text)
    return int(found[0][0])


def _other_use(fund_id: int) -> bool:
    return bool(rows("SELECT 1 FROM subscription WHERE fund_id = ? LIMIT 1", fund_id))


def _no_fund(text: str) -> NotFound:
    return NotFound(
        N_("There is no fund {fund}. Give its year and its name; to make a new one: {command}"),
        fund=text,
        command="kiosk registers fund 2026 NAME AMOUNT",
    )


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST:
        raise BadValue(N_("A name has at most {most} characters."), most=_LONGEST)
    return name
