"""The rows of a class that goes, given to the class that it becomes a part of."""

from db.models import ClassLibrarian, Corner, Lesson, Location, Patron, StaffClass, TimetablePeriod


def move_rows(from_id: int, into_id: int) -> int:
    """Move readers, lessons, corners, timetable and staff; how many readers that were.

    Raises peewee.IntegrityError where both have a lesson or a corner open.
    """
    same_time = TimetablePeriod.alias()
    doubled = (
        TimetablePeriod.select(TimetablePeriod.id)
        .join(
            same_time,
            on=(
                (same_time.school_class == into_id)
                & (same_time.weekday == TimetablePeriod.weekday)
                & (same_time.starts_minute == TimetablePeriod.starts_minute)
                & (same_time.weeks == TimetablePeriod.weeks)
            ),
        )
        .where(TimetablePeriod.school_class == from_id)
    )
    TimetablePeriod.delete().where(TimetablePeriod.id.in_([row.id for row in doubled])).execute()
    there = StaffClass.select(StaffClass.patron).where(StaffClass.school_class == into_id)
    StaffClass.delete().where(StaffClass.school_class == from_id, StaffClass.patron.in_(there)).execute()
    for table in (TimetablePeriod, StaffClass, ClassLibrarian, Lesson, Corner, Location):
        table.update(school_class=into_id).where(table.school_class == from_id).execute()
    moved: int = (
        Patron.update(school_class=into_id, roster_number=None)
        .where(Patron.school_class == from_id)
        .execute()
    )
    return moved
