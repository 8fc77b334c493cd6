"""Classes that come to borrow, and the corners that they keep."""

from peewee import (
    SQL,
    AutoField,
    CharField,
    Check,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
)

from db.models.base import Table, key
from db.models.people.readers import Patron, SchoolClass
from db.models.stock.holdings import Copy, Location


class TimetablePeriod(Table):
    """When a class comes: 0 Monday to 6 Sunday, local time in minutes since midnight, in which weeks."""

    id = AutoField()
    school_class_id: int
    school_class = key(SchoolClass)
    weekday = SmallIntegerField(constraints=[Check("weekday BETWEEN 0 AND 6")])
    starts_minute = SmallIntegerField()
    ends_minute = SmallIntegerField()
    weeks = CharField(
        max_length=8,
        default="every",
        constraints=[SQL("DEFAULT 'every'"), Check("weeks IN ('every', 'odd', 'even')")],
    )

    class Meta:
        constraints = (Check("starts_minute >= 0 AND starts_minute < ends_minute AND ends_minute <= 1440"),)
        indexes = ((("school_class", "weekday", "starts_minute", "weeks"), True),)


class Lesson(Table):
    """One visit of a class: a span of time, in which its pupils' events are what happened.

    Open while `closed_at` is null; at most one a class. `ends_at` is the bell, null where none is known.
    The counts are kept when it closes, for the links from loans to readers are cut some day.
    """

    id = AutoField()
    school_class_id: int
    school_class = key(SchoolClass)
    kiosk = CharField(max_length=64)
    opened_at = DateTimeField(index=True)
    opened_by = CharField(max_length=16, constraints=[Check("opened_by IN ('card', 'timetable', 'command')")])
    ends_at = DateTimeField(null=True)
    closed_at = DateTimeField(null=True)
    closed_by = CharField(
        max_length=16, null=True, constraints=[Check("closed_by IN ('hand', 'bell', 'quiet')")]
    )
    pupils = IntegerField(null=True)
    """On the roster."""
    present = IntegerField(null=True)
    """Pupils of the class whose cards were scanned."""
    borrowers = IntegerField(null=True)
    turns = IntegerField(null=True)
    loans = IntegerField(null=True)
    returns = IntegerField(null=True)
    visitors = IntegerField(null=True)
    """Readers of other classes who were served meanwhile."""


Lesson.add_index(
    Lesson.index(Lesson.school_class, unique=True, where=Lesson.closed_at.is_null(), name="lesson_one_open")
)


class ClassLibrarian(Table):
    """A pupil who looks after the corner of this class, as long as they are in it."""

    id = AutoField()
    patron = ForeignKeyField(Patron, unique=True, on_delete="RESTRICT", backref="+")
    school_class = key(SchoolClass)


class Corner(Table):
    """Library books that live with a class, from filling to closing. `location` is where they then stand."""

    id = AutoField()
    school_class_id: int
    location_id: int
    school_class = key(SchoolClass)
    location = key(Location)
    cap = SmallIntegerField(constraints=[Check("cap >= 1")])
    opened_at = DateTimeField()
    closed_at = DateTimeField(null=True)


Corner.add_index(
    Corner.index(Corner.school_class, unique=True, where=Corner.closed_at.is_null(), name="corner_one_open")
)


class CornerBook(Table):
    """A line of a corner's manifest: this copy was there from `placed_at` to `taken_at`.

    `home` is where it stands otherwise. `outcome` is how it left: back in the library, on loan to a pupil
    when the corner closed, missing, swapped to another class, or placed by mistake.
    """

    id = AutoField()
    corner = key(Corner)
    copy = key(Copy)
    home = key(Location, null=True, index=False)
    placed_at = DateTimeField()
    taken_at = DateTimeField(null=True)
    outcome = CharField(
        max_length=16,
        null=True,
        constraints=[Check("outcome IN ('back', 'on_loan', 'missing', 'swapped', 'mistake')")],
    )


CornerBook.add_index(
    CornerBook.index(
        CornerBook.copy, unique=True, where=CornerBook.taken_at.is_null(), name="corner_book_one_place"
    )
)
