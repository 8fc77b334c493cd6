"""Bays and their shelf faces, each with the call number it begins at."""

from typing import Any

from peewee import (
    AutoField,
    CharField,
    Check,
    Database,
    ForeignKeyField,
    Model,
    SmallIntegerField,
)


def up(migrator: Any, db: Database) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Location(Table):  # of the first migration, as far as a key points at it
        id = AutoField()

    class Bay(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=32, constraints=[Check("length(name) >= 1")])
        location = ForeignKeyField(Location, null=True, on_delete="RESTRICT", backref="+")
        across = SmallIntegerField(null=True, constraints=[Check("across BETWEEN 1 AND 99")])
        down = SmallIntegerField(null=True, constraints=[Check("down BETWEEN 1 AND 99")])

    class ShelfFace(Table):
        id = AutoField()
        bay = ForeignKeyField(Bay, index=False, on_delete="RESTRICT", backref="+")
        side = CharField(max_length=8, default="")
        level = SmallIntegerField(constraints=[Check("level BETWEEN 1 AND 99")])
        start = CharField(max_length=120)

        class Meta:
            indexes = ((("bay", "side", "level"), True),)

    db.create_tables([Bay, ShelfFace])
