"""Lists of titles to read, and what is counted of them, of titles and of classes."""

from typing import Any

from peewee import (
    AutoField,
    BooleanField,
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

    # Tables of the first migration, as far as keys point at them.
    class Patron(Table):
        id = AutoField()

    class Title(Table):
        id = AutoField()

    class ReadingList(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=80, constraints=[Check("length(name) >= 1")])
        kind = CharField(
            max_length=16, constraints=[Check("kind IN ('recommended', 'new', 'month', 'required')")]
        )
        force = CharField(
            max_length=16, constraints=[Check("force IN ('school', 'textbook', 'curriculum', 'guide')")]
        )
        source = CharField(max_length=200, default="")
        grades = CharField(max_length=32, default="")
        starts_on = DateField()
        ends_on = DateField()
        shown_on = DateField(null=True)

        class Meta:
            constraints = (Check("ends_on >= starts_on"),)

    class ReadingListRow(Table):
        id = AutoField()
        reading_list = ForeignKeyField(ReadingList, on_delete="RESTRICT", backref="+")
        title = TextField()
        author = TextField(default="")
        isbn = CharField(max_length=13, default="")
        also = TextField(default="")

    class ReadingListTitle(Table):
        row = ForeignKeyField(ReadingListRow, index=False, on_delete="RESTRICT", backref="+")
        title = ForeignKeyField(Title, on_delete="RESTRICT", backref="+")
        found_by = CharField(max_length=8, constraints=[Check("found_by IN ('isbn', 'title', 'hand')")])

        class Meta:
            primary_key = CompositeKey("row", "title")

    class ReadingListReader(Table):
        reading_list = ForeignKeyField(ReadingList, index=False, on_delete="RESTRICT", backref="+")
        patron = ForeignKeyField(Patron, on_delete="RESTRICT", backref="+")
        since_shown = BooleanField()
        loans = IntegerField()

        class Meta:
            primary_key = CompositeKey("reading_list", "patron", "since_shown")

    class ReadingListClass(Table):
        reading_list = ForeignKeyField(ReadingList, index=False, on_delete="RESTRICT", backref="+")
        class_name = CharField(max_length=64)
        pupils = IntegerField()
        readers = IntegerField()
        before = IntegerField()
        since = IntegerField()

        class Meta:
            primary_key = CompositeKey("reading_list", "class_name")

    class TitleWeek(Table):
        title = ForeignKeyField(Title, index=False, on_delete="RESTRICT", backref="+")
        class_name = CharField(max_length=64)
        week = DateField()
        loans = IntegerField()

        class Meta:
            primary_key = CompositeKey("title", "class_name", "week")

    class ClassTerm(Table):
        starts_on = DateField()
        ends_on = DateField()
        class_name = CharField(max_length=64)
        pupils = IntegerField()
        borrowers = IntegerField()
        loans = IntegerField()

        class Meta:
            primary_key = CompositeKey("starts_on", "ends_on", "class_name")

    db.create_tables(
        [
            ReadingList,
            ReadingListRow,
            ReadingListTitle,
            ReadingListReader,
            ReadingListClass,
            TitleWeek,
            ClassTerm,
        ]
    )
