"""How the library was kept open in a period: days, readers, cards, visits."""

from datetime import date, timedelta

from db.compliance.lines import opening_hours
from db.library.calendar import read_calendar
from db.models import CODE_OF_READER
from db.reading.visits import visits
from db.roles import STAFF_CATEGORIES
from db.store.sql import rows
from db.term_report.parts.ground import Counts, Ground, known, moments, ratio
from db.term_report.values import Period, Table

_A_DAY = timedelta(days=1)


def open_days(period: Period, ground: Ground) -> list[date]:
    """The days of terms within the period on which the library opened."""
    calendar = read_calendar(period.first_day)
    last = min(period.last_day, ground.today)
    days = [period.first_day + n * _A_DAY for n in range((last - period.first_day).days + 1)]
    return [
        day
        for day in days
        if calendar.is_open(day) and any(first <= day <= end for first, end in calendar.terms)
    ]


def counts(period: Period, ground: Ground) -> Counts:
    """The figures of a period in which the library was there."""
    came = visits(period.first_day, period.last_day)
    days, visited = len(open_days(period, ground)), sum(one.visits for one in came)
    ((replaced,),) = rows(
        "SELECT COUNT(*) FROM event WHERE at >= ? AND at < ? AND verb = 'card_replaced'", *moments(period)
    )
    return known(
        open_days=days or None,
        visits=visited,
        visits_noon=sum(one.visits for one in came if one.part == "noon"),
        visits_per_day=ratio(visited, days),
        cards_replaced=int(replaced),
    )


def counts_today(period: Period) -> Counts:
    """What is only known of today: readers, their cards, and how long the library is open."""
    ((readers, staff, with_card),) = rows(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN category IN"
        f" {STAFF_CATEGORIES} THEN 1 ELSE 0 END), 0),"
        f" COALESCE(SUM(CASE WHEN {CODE_OF_READER} IS NOT NULL THEN 1 ELSE 0 END), 0)"
        " FROM patron WHERE status <> 'left'"
    )
    ((issued,),) = rows(
        "SELECT COUNT(*) FROM barcode WHERE patron_id IS NOT NULL AND issued_at >= ? AND issued_at < ?",
        *moments(period),
    )
    return known(
        opening_hours=opening_hours(),
        readers=int(readers),
        staff_readers=int(staff),
        cards_issued=int(issued),
        card_rate=ratio(int(with_card), int(readers), 100),
    )


def visits_table(period: Period) -> Table:
    """Visits by room and part of the day."""
    counted: dict[tuple[str, str], int] = {}
    for one in visits(period.first_day, period.last_day):
        counted[one.room, one.part] = counted.get((one.room, one.part), 0) + one.visits
    return Table(
        "visits", ("room", "part", "visits"), tuple((*key, number) for key, number in sorted(counted.items()))
    )
