"""Lessons in the reading room, visits, activities, review slips, stars of the month."""

from typing import Any

from peewee import (
    AutoField,
    BigAutoField,
    CharField,
    Check,
    CompositeKey,
    Database,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: Any, db: Database) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    # Tables of earlier migrations, as far as keys point at them.
    class Patron(Table):
        id = AutoField()

    class Loan(Table):
        id = BigAutoField()

    class ReadingList(Table):
        id = AutoField()

    class ReadingLesson(Table):
        id = AutoField()
        day = DateField(index=True)
        class_name = CharField(max_length=64)
        teacher = CharField(max_length=64, default="")
        form = CharField(max_length=8, constraints=[Check("form IN ('guide', 'free', 'report')")])
        books = TextField(default="")
        present = IntegerField(constraints=[Check("present >= 0")])
        counted_by = CharField(max_length=8, constraints=[Check("counted_by IN ('scan', 'heads')")])

    class VisitCount(Table):
        day = DateField()
        part = CharField(max_length=16, constraints=[Check("part IN ('morning', 'noon', 'afternoon')")])
        room = CharField(max_length=64)
        class_name = CharField(max_length=64)
        visits = IntegerField(constraints=[Check("visits >= 0")])

        class Meta:
            primary_key = CompositeKey("day", "part", "room", "class_name")

    class Activity(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=80, constraints=[Check("length(name) >= 1")])
        kind = CharField(
            max_length=16,
            constraints=[
                Check("kind IN ('essay', 'notes', 'paper', 'story', 'science', 'contest', 'week', 'other')")
            ],
        )
        starts_on = DateField()
        ends_on = DateField()
        reading_list = ForeignKeyField(ReadingList, null=True, on_delete="RESTRICT", backref="+")
        results = TextField(default="")
        prizes = TextField(default="")
        photographs = TextField(default="")

        class Meta:
            constraints = (Check("ends_on >= starts_on"),)

    class ActivityClass(Table):
        activity = ForeignKeyField(Activity, index=False, on_delete="RESTRICT", backref="+")
        class_name = CharField(max_length=64)
        entries = IntegerField(constraints=[Check("entries >= 0")])

        class Meta:
            primary_key = CompositeKey("activity", "class_name")

    class ReviewSlip(Table):
        id = AutoField()
        loan = ForeignKeyField(Loan, index=False, on_delete="RESTRICT", backref="+")
        class_name = CharField(max_length=64)
        printed_on = DateField()
        handed_on = DateField(null=True)
        activity = ForeignKeyField(Activity, null=True, on_delete="RESTRICT", backref="+")

        class Meta:
            indexes = ((("loan",), True),)

    class Star(Table):
        month = DateField()
        patron = ForeignKeyField(Patron, on_delete="RESTRICT", backref="+")
        words = CharField(max_length=120, default="")

        class Meta:
            primary_key = CompositeKey("month", "patron")

    db.create_tables([ReadingLesson, VisitCount, Activity, ActivityClass, ReviewSlip, Star])
