"""When each class comes, every week or every other one, in the school's local time."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast, get_args

from db.clock import local_day, to_local, to_utc
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.lessons.weeks import Weeks, comes_in, week_of
from db.marking import N_
from db.models import SchoolClass, TimetablePeriod, database
from db.readers.classes import class_id_of

EARLY = timedelta(minutes=10)
"""A teacher's card this long before the period opens its lesson already."""


@dataclass(frozen=True)
class Period:
    """One line of the timetable: 0 Monday to 6 Sunday, minutes since local midnight."""

    class_id: int
    class_name: str
    weekday: int
    starts_minute: int
    ends_minute: int
    weeks: Weeks = "every"
    period_id: int = 0

    @property
    def hours(self) -> str:
        """From when to when, as `10:15-10:55`."""
        return f"{clock_time(self.starts_minute)}-{clock_time(self.ends_minute)}"


@dataclass(frozen=True)
class PeriodToday:
    """A line of the timetable on one day; both times naive UTC."""

    class_id: int
    class_name: str
    starts_at: datetime
    ends_at: datetime


def periods(weekday: int | None = None) -> list[Period]:
    """The whole timetable, or that of a weekday, by weekday and time."""
    query = (
        TimetablePeriod.select(TimetablePeriod, SchoolClass)
        .join(SchoolClass)
        .order_by(
            TimetablePeriod.weekday, TimetablePeriod.starts_minute, SchoolClass.name, TimetablePeriod.weeks
        )
    )
    if weekday is not None:
        query = query.where(TimetablePeriod.weekday == weekday)
    return [
        Period(
            row.school_class.id,
            row.school_class.name,
            row.weekday,
            row.starts_minute,
            row.ends_minute,
            cast(Weeks, row.weeks),
            row.id,
        )
        for row in query
    ]


def periods_on(day: date) -> list[Period]:
    """Who comes on this day, by time: in odd weeks, or even ones, those of that week alone."""
    found = periods(day.weekday())
    if all(one.weeks == "every" for one in found):
        return found
    number = week_of(day)
    return [one for one in found if comes_in(one.weeks, number)]


def periods_now(now: datetime, early: timedelta = timedelta(0)) -> list[PeriodToday]:
    """The periods that are on at this moment (naive UTC), or begin within `early`."""
    midnight = to_local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = [
        PeriodToday(
            one.class_id,
            one.class_name,
            to_utc(midnight + timedelta(minutes=one.starts_minute)),
            to_utc(midnight + timedelta(minutes=one.ends_minute)),
        )
        for one in sorted(periods_on(local_day(now)), key=lambda one: (one.starts_minute, one.period_id))
    ]
    return [period for period in today if period.starts_at - early <= now < period.ends_at]


def add_period(
    class_name: str, weekday: int, starts: str, ends: str, acting: Acting, weeks: str = "every"
) -> tuple[Period, ...]:
    """Let a class come at this time (`10:15`, local); returns when others come meanwhile.

    Every week, or in odd or even ones. Two kiosks may serve two classes, so the others are for the librarian
    to judge. One that begins at the same time in the same weeks is replaced. Raises NotFound for an unknown
    class, and BadValue, also where the class itself comes at a time that overlaps.
    """
    with database.atomic():
        class_id = class_id_of(class_name)
        same = TimetablePeriod.get_or_none(
            TimetablePeriod.school_class == class_id,
            TimetablePeriod.weekday == weekday,
            TimetablePeriod.starts_minute == minute_of_day(starts),
            TimetablePeriod.weeks == weeks,
        )
        columns = _columns(class_id, weekday, starts, ends, weeks, same.id if same else 0)
        if same:
            TimetablePeriod.update(**columns).where(TimetablePeriod.id == same.id).execute()
        else:
            TimetablePeriod.create(**columns)
        _record(acting, {"class": class_name, "at": f"{weekday} {starts}-{ends}"}, weeks)
        return _meanwhile(class_id, weekday, starts, ends, weeks)


def move_period(
    period_id: int, class_name: str, weekday: int, starts: str, ends: str, acting: Acting, weeks: str
) -> tuple[Period, ...]:
    """Let this line say something else; answers and raises as `add_period`, and NotFound for no line."""
    with database.atomic():
        was = find_period(period_id)
        columns = _columns(class_id_of(class_name), weekday, starts, ends, weeks, period_id)
        TimetablePeriod.update(**columns).where(TimetablePeriod.id == period_id).execute()
        at, before = f"{weekday} {starts}-{ends}", f"{was.weekday} {was.hours}"
        _record(acting, {"class": class_name, "at": at, "was": before}, weeks)
        return _meanwhile(int(str(columns["school_class"])), weekday, starts, ends, weeks)


def find_period(period_id: int) -> Period:
    """A line of the timetable. Raises NotFound."""
    for one in periods():
        if one.period_id == period_id:
            return one
    raise NotFound(N_("This line of the timetable is not there any more."))


def drop_period(period_id: int, acting: Acting) -> Period:
    """Remove a line of the timetable, and return what it said. Raises NotFound."""
    with database.atomic():
        gone = find_period(period_id)
        TimetablePeriod.delete().where(TimetablePeriod.id == period_id).execute()
        removed = f"{gone.weekday} {clock_time(gone.starts_minute)}"
        _record(acting, {"class": gone.class_name, "removed": removed}, gone.weeks)
        return gone


def remove_period(class_name: str, weekday: int, starts: str, acting: Acting, weeks: str = "") -> None:
    """Let a class come no longer at this time, in whichever weeks or in these. Raises NotFound."""
    with database.atomic():
        class_id, minute = class_id_of(class_name), minute_of_day(starts)
        gone = [
            one
            for one in periods(weekday)
            if (one.class_id, one.starts_minute) == (class_id, minute) and weeks in ("", one.weeks)
        ]
        if not gone:
            raise NotFound(
                N_("The timetable has no {name} at {starts} on that day."), name=class_name, starts=starts
            )
        for one in gone:
            drop_period(one.period_id, acting)


def minute_of_day(text: str) -> int:
    """Minutes since midnight for a time as a person types it. Raises BadValue."""
    found = re.fullmatch(r"([0-9]{1,2})[:：]([0-9]{2})", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadValue(N_("{text} is not a time. Write it like 10:15."), text=text)
    return int(found[1]) * 60 + int(found[2])


def clock_time(minute: int) -> str:
    """A minute of the day as a person reads it, `10:15`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _columns(
    class_id: int, weekday: int, starts: str, ends: str, weeks: str, own_id: int
) -> dict[str, object]:
    """The columns of a line, once nothing speaks against it."""
    starts_minute, ends_minute = minute_of_day(starts), minute_of_day(ends)
    if ends_minute <= starts_minute:
        raise BadValue(N_("{ends} is not after {starts}."), starts=starts, ends=ends)
    if weeks not in get_args(Weeks):
        raise BadValue(N_("{value} is not one of: {known}."), value=weeks, known=", ".join(get_args(Weeks)))
    for other in _meeting(weekday, starts_minute, ends_minute, weeks):
        if other.class_id == class_id and other.period_id != own_id:
            raise BadValue(
                N_("{name} already has a lesson at {hours} on that day. Remove that time first."),
                name=other.class_name,
                hours=other.hours,
            )
    return {
        "school_class": class_id,
        "weekday": weekday,
        "starts_minute": starts_minute,
        "ends_minute": ends_minute,
        "weeks": weeks,
    }


def _meanwhile(class_id: int, weekday: int, starts: str, ends: str, weeks: str) -> tuple[Period, ...]:
    """When other classes come at that time."""
    found = _meeting(weekday, minute_of_day(starts), minute_of_day(ends), weeks)
    return tuple(one for one in found if one.class_id != class_id)


def _meeting(weekday: int, starts_minute: int, ends_minute: int, weeks: str) -> list[Period]:
    """The lines that have a time of this span, in a week of these."""
    return [
        one
        for one in periods(weekday)
        if one.starts_minute < ends_minute
        and starts_minute < one.ends_minute
        and (one.weeks == weeks or "every" in (weeks, one.weeks))
    ]


def _record(acting: Acting, details: dict[str, object], weeks: str) -> None:
    record(acting, "timetable", details=details if weeks == "every" else {**details, "weeks": weeks})
