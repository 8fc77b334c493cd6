"""Readers who for now have one book at a time, as agreed over a damaged one."""

from typing import Any

from peewee import AutoField, Database, DateField, ForeignKeyField, Model


def up(migrator: Any, db: Database) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    # Tables of earlier migrations, as far as keys point at them.
    class Patron(Table):
        id = AutoField()

    class Copy(Table):
        id = AutoField()

    class OneBook(Table):
        patron = ForeignKeyField(Patron, primary_key=True, on_delete="RESTRICT", backref="+")
        copy = ForeignKeyField(Copy, null=True, on_delete="RESTRICT", backref="+")
        until = DateField()

    db.create_tables([OneBook])
