"""Stocktakes, any number at once: their scope, their scans, and what was settled."""

from typing import Any

from peewee import (
    AutoField,
    BigAutoField,
    CharField,
    Check,
    CompositeKey,
    Database,
    DateTimeField,
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
    class Copy(Table):
        id = AutoField()

    class Event(Table):
        id = BigAutoField()

    class Stocktake(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=60, constraints=[Check("length(name) >= 1")])
        scope = CharField(max_length=200, default="")
        opened_at = DateTimeField()
        opened_by = CharField(max_length=64, default="")
        closed_at = DateTimeField(null=True)
        closed_by = CharField(max_length=64, default="")
        figures = TextField(default="")

    class StocktakeCopy(Table):
        stocktake = ForeignKeyField(Stocktake, index=False, on_delete="RESTRICT", backref="+")
        copy = ForeignKeyField(Copy, on_delete="RESTRICT", backref="+")
        area = CharField(max_length=120, default="")

        class Meta:
            primary_key = CompositeKey("stocktake", "copy")

    class StocktakeScan(Table):
        id = BigAutoField()
        digest = CharField(unique=True, max_length=36)
        stocktake = ForeignKeyField(Stocktake, on_delete="RESTRICT", backref="+")
        at = DateTimeField()
        station = CharField(max_length=64)
        person = CharField(max_length=64, default="")
        code = CharField(max_length=64)
        copy = ForeignKeyField(Copy, null=True, on_delete="RESTRICT", backref="+")
        area = CharField(max_length=120, default="")
        position = IntegerField()

    class StocktakeSettling(Table):
        id = AutoField()
        stocktake = ForeignKeyField(Stocktake, on_delete="RESTRICT", backref="+")
        kind = CharField(
            max_length=16,
            constraints=[
                Check(
                    "kind IN ('revive', 'on_loan', 'looked', 'missing', 'carry', 'unknown', 'twice', 'label')"
                )
            ],
        )
        batch = IntegerField()
        copy = ForeignKeyField(Copy, null=True, on_delete="RESTRICT", backref="+")
        code = CharField(max_length=64, default="")
        at = DateTimeField()
        event = ForeignKeyField(Event, null=True, on_delete="RESTRICT", backref="+")
        undone_at = DateTimeField(null=True)

    db.create_tables([Stocktake, StocktakeCopy, StocktakeScan, StocktakeSettling])
