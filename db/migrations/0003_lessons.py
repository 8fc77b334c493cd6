"""Lessons, the timetable and class corners, frozen here on purpose."""

from typing import Any

from peewee import (
    AutoField,
    CharField,
    Check,
    Database,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
)


def up(migrator: Any, db: Database) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    def _key(model: Any, *, null: bool = False, index: bool = True) -> Any:
        return ForeignKeyField(model, null=null, index=index, on_delete="RESTRICT", backref="+")

    # Tables of the first migration, as far as keys point at them.
    class SchoolClass(Table):
        id = AutoField()

    class Patron(Table):
        id = AutoField()

    class Location(Table):
        id = AutoField()

    class Copy(Table):
        id = AutoField()

    class TimetablePeriod(Table):
        id = AutoField()
        school_class = _key(SchoolClass)
        weekday = SmallIntegerField(constraints=[Check("weekday BETWEEN 0 AND 6")])
        starts_minute = SmallIntegerField()
        ends_minute = SmallIntegerField()

        class Meta:
            constraints = (
                Check("starts_minute >= 0 AND starts_minute < ends_minute AND ends_minute <= 1440"),
            )
            indexes = ((("school_class", "weekday", "starts_minute"), True),)

    class Lesson(Table):
        id = AutoField()
        school_class = _key(SchoolClass)
        kiosk = CharField(max_length=64)
        opened_at = DateTimeField(index=True)
        opened_by = CharField(
            max_length=16, constraints=[Check("opened_by IN ('card', 'timetable', 'command')")]
        )
        ends_at = DateTimeField(null=True)
        closed_at = DateTimeField(null=True)
        closed_by = CharField(
            max_length=16, null=True, constraints=[Check("closed_by IN ('hand', 'bell', 'quiet')")]
        )
        pupils = IntegerField(null=True)
        present = IntegerField(null=True)
        borrowers = IntegerField(null=True)
        turns = IntegerField(null=True)
        loans = IntegerField(null=True)
        returns = IntegerField(null=True)
        visitors = IntegerField(null=True)

    Lesson.add_index(
        Lesson.index(
            Lesson.school_class, unique=True, where=Lesson.closed_at.is_null(), name="lesson_one_open"
        )
    )

    class ClassLibrarian(Table):
        id = AutoField()
        patron = ForeignKeyField(Patron, unique=True, on_delete="RESTRICT", backref="+")
        school_class = _key(SchoolClass)

    class Corner(Table):
        id = AutoField()
        school_class = _key(SchoolClass)
        location = _key(Location)
        cap = SmallIntegerField(constraints=[Check("cap >= 1")])
        opened_at = DateTimeField()
        closed_at = DateTimeField(null=True)

    Corner.add_index(
        Corner.index(
            Corner.school_class, unique=True, where=Corner.closed_at.is_null(), name="corner_one_open"
        )
    )

    class CornerBook(Table):
        id = AutoField()
        corner = _key(Corner)
        copy = _key(Copy)
        home = _key(Location, null=True, index=False)
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

    db.create_tables([TimetablePeriod, Lesson, ClassLibrarian, Corner, CornerBook])
