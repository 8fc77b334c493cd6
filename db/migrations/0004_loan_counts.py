"""Counters that stay when the person is cut from a loan."""

from typing import Any

from peewee import CharField, CompositeKey, Database, DateField, IntegerField, Model


def up(migrator: Any, db: Database) -> None:
    class LoanCount(Model):
        month = DateField()
        class_name = CharField(max_length=64)
        category = CharField(max_length=32)
        letter = CharField(max_length=1)
        loans = IntegerField()
        renewals = IntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            primary_key = CompositeKey("month", "class_name", "category", "letter")

    db.create_tables([LoanCount])
