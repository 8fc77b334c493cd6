"""Subscriptions: a periodical for a time, who pays, for whom, and the issues that are expected of it."""

import re
from dataclasses import dataclass
from datetime import date

from db.codes import clean, series_of_issn
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import Issue, Subscription, Title, database
from db.periodicals.frequency import FREQUENCIES, expected, printed
from db.registers.funds import fund_named
from db.searching.titles import keep_titles
from db.store.batches import insert
from db.store.sql import day, rows

PAYERS = ("school", "class", "private")
READERS = ("room", "staff", "class")
_CODE = re.compile(r"(\d{1,3})-(\d{1,5})")
_MOST_ISSUES = 400


@dataclass(frozen=True)
class Wanted:
    """A subscription as it is ordered.

    Attributes:
        code: its postal number (邮发代号), as `4-202`.
        issn: with or without hyphen; it makes the bars on the cover known.
        weekdays: for newspapers, the days on which they come, as digits from 0 for Monday.
        first: the number of the first issue, where it is another than the place in the year.
        price: of one copy for the whole time, in hundredths.
        fund: the name of the fund that pays, or empty.
        lends: its issues are lent overnight.
    """

    title: str
    year: int
    frequency: str = "monthly"
    code: str = ""
    cn: str = ""
    issn: str = ""
    weekdays: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    first: int | None = None
    copies: int = 1
    price: int | None = None
    payer: str = "school"
    readers: str = "room"
    class_name: str = ""
    fund: str = ""
    lends: bool = True


@dataclass(frozen=True)
class Subscribed:
    """A subscription as it is kept, with how much of it has come.

    Attributes:
        number: what it is called by.
        is_newspaper: by its postal number, whose first part is odd then; None without one.
        issues: how many are expected; `arrived` of them came whole, `late` should have come by now.
    """

    number: int
    title_id: int
    title: str
    year: int
    code: str
    cn: str
    series: str
    frequency: str
    starts_on: date
    ends_on: date
    copies: int
    price: int | None
    payer: str
    readers: str
    class_name: str
    fund: str
    lends: bool
    issues: int
    arrived: int
    late: int

    @property
    def is_newspaper(self) -> bool | None:
        """Whether the post's own number says so."""
        return is_newspaper(self.code)


def is_newspaper(code: str) -> bool | None:
    """An odd first part is a newspaper's, an even one a magazine's; None where there is no such number."""
    parts = _CODE.fullmatch(code)
    return bool(int(parts[1]) % 2) if parts else None


def order_of(code: str) -> tuple[int, int]:
    """The place of a number of the post in an order list; what has none is last."""
    parts = _CODE.fullmatch(code)
    return (int(parts[1]), int(parts[2])) if parts else (10**6, 0)


def subscribe(wanted: Wanted, acting: Acting) -> Subscribed:
    """Subscribe, and expect the issues. A title that is known by its ISSN or its name is the same.

    Raises BadValue, and NotFound for a fund that there is not.
    """
    starts_on, ends_on = _checked(wanted)
    numbers = expected(wanted.frequency, starts_on, ends_on, wanted.weekdays, wanted.first)
    if not 0 < len(numbers) <= _MOST_ISSUES:
        raise BadValue(N_("That makes {n} issues: check the days and the frequency."), n=len(numbers))
    with database.atomic():
        title = _title(wanted)
        made = Subscription.create(
            title=title,
            year=wanted.year,
            code=clean(wanted.code),
            cn=wanted.cn.strip(),
            frequency=wanted.frequency,
            weekdays=wanted.weekdays,
            starts_on=starts_on,
            ends_on=ends_on,
            copies=wanted.copies,
            price=wanted.price,
            payer=wanted.payer,
            readers=wanted.readers,
            class_name=" ".join(wanted.class_name.split()),
            fund=fund_named(wanted.fund) if wanted.fund else None,
            lends=wanted.lends,
        )
        insert(
            Issue,
            ("subscription_id", "number", "printed", "due_on", "received"),
            [(made.id, number, printed(wanted.frequency, number), due_on, 0) for number, due_on in numbers],
        )
        record(
            acting, "subscribed", details={"subscription": made.id, "title": title, "issues": len(numbers)}
        )
    return subscription(int(made.id))


def _checked(wanted: Wanted) -> tuple[date, date]:
    for value, known in (
        (wanted.frequency, FREQUENCIES),
        (wanted.payer, PAYERS),
        (wanted.readers, READERS),
    ):
        if value not in known:
            raise BadValue(N_("{value} is not one of: {known}."), value=value, known=", ".join(known))
    if not wanted.title.strip():
        raise BadValue(N_("A title is needed."))
    code = clean(wanted.code)
    if code and not _CODE.fullmatch(code):
        raise BadValue(N_("{value} is not a postal number, such as 4-202."), value=wanted.code)
    if wanted.issn and series_of_issn(wanted.issn) is None:
        raise BadValue(N_("{value} is not an ISSN: a digit is wrong or missing."), value=wanted.issn)
    for text, most in ((wanted.title, 200), (wanted.cn, 24), (wanted.class_name, 60)):
        if len(text) > most:
            raise BadValue(N_("{value} is too long: at most {most} characters."), value=text, most=most)
    within(wanted.year, 1900, 9999)
    within(wanted.copies, 1, 999)
    if wanted.first is not None:
        within(wanted.first, 1, 99_999)
    if wanted.price is not None:
        within(wanted.price, 0, 2**31 - 1)
    starts_on = wanted.starts_on or date(wanted.year, 1, 1)
    ends_on = wanted.ends_on or date(wanted.year, 12, 31)
    if ends_on < starts_on:
        raise BadValue(N_("{last} is before {first}."), first=starts_on, last=ends_on)
    return starts_on, ends_on


def _title(wanted: Wanted) -> int:
    """The id of the periodical's title; one is made where there is none."""
    series = series_of_issn(wanted.issn) if wanted.issn else None
    name = " ".join(wanted.title.split())
    found = Title.get_or_none(Title.identifier == series) if series else None
    found = found or Title.get_or_none(Title.title == name, Title.overnight)
    if found is None:
        found = Title.create(title=name, identifier=series, overnight=wanted.lends)
        keep_titles([found.id])
    elif series and found.identifier is None:
        Title.update(identifier=series).where(Title.id == found.id).execute()
    if not found.overnight:
        Title.update(overnight=True).where(Title.id == found.id).execute()
    return int(found.id)


_SUBSCRIBED = """
    SELECT subscription.id, title.id, title.title, subscription.year, subscription.code, subscription.cn,
           COALESCE(title.identifier, ''), subscription.frequency, subscription.starts_on,
           subscription.ends_on, subscription.copies, subscription.price, subscription.payer,
           subscription.readers, subscription.class_name,
           CASE WHEN fund.id IS NULL THEN '' ELSE CAST(fund.year AS TEXT) || ' ' || fund.name END,
           subscription.lends, COUNT(issue.id),
           SUM(CASE WHEN issue.received >= subscription.copies THEN 1 ELSE 0 END),
           SUM(CASE WHEN issue.received < subscription.copies AND issue.due_on < ? AND issue.lost_on IS NULL
               THEN 1 ELSE 0 END)
    FROM subscription JOIN title ON title.id = subscription.title_id
    LEFT JOIN fund ON fund.id = subscription.fund_id
    LEFT JOIN issue ON issue.subscription_id = subscription.id
    GROUP BY subscription.id, title.id, fund.id
"""
_NEVER = date(1, 1, 1)


def subscriptions(today: date = _NEVER, year: int | None = None) -> list[Subscribed]:
    """The subscriptions of a year, or all, by their postal number, then by title."""
    found = [
        Subscribed(*(*row[:8], day(row[8]), day(row[9]), *row[10:16], bool(row[16]), *map(int, row[17:])))
        for row in rows(_SUBSCRIBED, today)
        if year in (None, row[3])
    ]
    return sorted(found, key=lambda one: (order_of(one.code), one.title, one.number))


def subscription(number: int) -> Subscribed:
    """One by its number. Raises NotFound."""
    found = next((one for one in subscriptions() if one.number == number), None)
    if found is None:
        raise NotFound(N_("There is no subscription {number}."), number=number)
    return found


def cancel(number: int, acting: Acting) -> str:
    """Cancel a subscription of which nothing came yet; its title's name. Raises NotFound, and BadValue."""
    with database.atomic():
        known = subscription(number)
        if rows("SELECT 1 FROM issue WHERE subscription_id = ? AND arrived_on IS NOT NULL", number):
            raise BadValue(N_("“{title}” cannot be cancelled: issues have come."), title=known.title)
        Issue.delete().where(Issue.subscription == number).execute()
        Subscription.delete().where(Subscription.id == number).execute()
        record(acting, "subscription_cancelled", details={"subscription": number, "title": known.title_id})
    return known.title


def current_titles(today: date) -> list[str]:
    """The different periodicals to which somebody subscribes today, by name: the rule asks for a number."""
    return [
        str(title)
        for (title,) in rows(
            "SELECT DISTINCT title.title FROM subscription JOIN title ON title.id = subscription.title_id"
            " WHERE subscription.starts_on <= ? AND subscription.ends_on >= ? ORDER BY title.title",
            *(today, today),
        )
    ]
