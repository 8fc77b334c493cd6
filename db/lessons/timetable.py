"""When each class comes every week, in the school's local time."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.clock import to_local, to_utc
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
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

    @property
    def hours(self) -> str:
        """From when to when, as `10:15-10:55`."""
        return "-".join(
            f"{minute // 60:02}:{minute % 60:02}" for minute in (self.starts_minute, self.ends_minute)
        )


@dataclass(frozen=True)
class PeriodToday:
    """A line of the timetable on one day; both times naive UTC."""

    class_id: int
    class_name: str
    starts_at: datetime
    ends_at: datetime


def periods() -> list[Period]:
    """The whole timetable, by weekday and time."""
    query = (
        TimetablePeriod.select(TimetablePeriod, SchoolClass)
        .join(SchoolClass)
        .order_by(TimetablePeriod.weekday, TimetablePeriod.starts_minute, SchoolClass.name)
    )
    return [
        Period(row.school_class.id, row.school_class.name, row.weekday, row.starts_minute, row.ends_minute)
        for row in query
    ]


def periods_now(now: datetime, early: timedelta = timedelta(0)) -> list[PeriodToday]:
    """The periods that are on at this moment (naive UTC), or begin within `early`."""
    local = to_local(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    found = (
        TimetablePeriod.select(TimetablePeriod, SchoolClass)
        .join(SchoolClass)
        .where(TimetablePeriod.weekday == local.weekday())
        .order_by(TimetablePeriod.starts_minute, TimetablePeriod.id)
    )
    today = [
        PeriodToday(
            row.school_class.id,
            row.school_class.name,
            to_utc(midnight + timedelta(minutes=row.starts_minute)),
            to_utc(midnight + timedelta(minutes=row.ends_minute)),
        )
        for row in found
    ]
    return [period for period in today if period.starts_at - early <= now < period.ends_at]


def add_period(class_name: str, weekday: int, starts: str, ends: str, acting: Acting) -> tuple[Period, ...]:
    """Let a class come at this time every week (`10:15`, local); returns when others come meanwhile.

    Two kiosks may serve two classes, so those are for the librarian to judge. One that begins at the same
    time is replaced. Raises NotFound for an unknown class, and BadValue, also where the class itself comes at
    a time that overlaps.
    """
    starts_minute, ends_minute = minute_of_day(starts), minute_of_day(ends)
    if ends_minute <= starts_minute:
        raise BadValue(N_("{ends} is not after {starts}."), starts=starts, ends=ends)
    with database.atomic():
        class_id = class_id_of(class_name)
        meanwhile = tuple(
            other
            for other in periods()
            if other.weekday == weekday
            and other.starts_minute < ends_minute
            and starts_minute < other.ends_minute
        )
        for other in meanwhile:
            if other.class_id == class_id and other.starts_minute != starts_minute:
                raise BadValue(
                    N_("{name} already comes at {hours} on that day. Remove that time first, with --remove."),
                    name=other.class_name,
                    hours=other.hours,
                )
        TimetablePeriod.insert(
            school_class=class_id, weekday=weekday, starts_minute=starts_minute, ends_minute=ends_minute
        ).on_conflict(
            conflict_target=[
                TimetablePeriod.school_class,
                TimetablePeriod.weekday,
                TimetablePeriod.starts_minute,
            ],
            update={TimetablePeriod.ends_minute: ends_minute},
        ).execute()
        record(acting, "timetable", details={"class": class_name, "at": f"{weekday} {starts}-{ends}"})
    return tuple(other for other in meanwhile if other.class_id != class_id)


def remove_period(class_name: str, weekday: int, starts: str, acting: Acting) -> None:
    """Let a class come no longer at this time. Raises NotFound."""
    with database.atomic():
        gone = (
            TimetablePeriod.delete()
            .where(
                TimetablePeriod.school_class == class_id_of(class_name),
                TimetablePeriod.weekday == weekday,
                TimetablePeriod.starts_minute == minute_of_day(starts),
            )
            .execute()
        )
        if not gone:
            raise NotFound(
                N_("The timetable has no {name} at {starts} on that day."), name=class_name, starts=starts
            )
        record(acting, "timetable", details={"class": class_name, "removed": f"{weekday} {starts}"})


def minute_of_day(text: str) -> int:
    """Minutes since midnight for a time as a person types it. Raises BadValue."""
    found = re.fullmatch(r"([0-9]{1,2})[:：]([0-9]{2})", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadValue(N_("{text} is not a time. Write it like 10:15."), text=text)
    return int(found[1]) * 60 + int(found[2])
