"""Days of a closed weekday on which the library opens all the same: a make-up Saturday (调休)."""

from typing import Any

from peewee import CharField, Database, DateField, Model


def up(migrator: Any, db: Database) -> None:
    class OpenDay(Model):
        day = DateField(primary_key=True)
        reason = CharField(max_length=120, default="")

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([OpenDay])
