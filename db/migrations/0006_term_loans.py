"""How many books each reader borrowed in a term, once their loans are nobody's."""

from typing import Any

from peewee import AutoField, CompositeKey, Database, ForeignKeyField, IntegerField, Model


def up(migrator: Any, db: Database) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    # Tables of the first migration, as far as keys point at them.
    class Patron(Table):
        id = AutoField()

    class Term(Table):
        id = AutoField()

    class TermLoans(Table):
        patron = ForeignKeyField(Patron, on_delete="RESTRICT", backref="+")
        term = ForeignKeyField(Term, on_delete="RESTRICT", backref="+")
        loans = IntegerField()

        class Meta:
            primary_key = CompositeKey("patron", "term")

    db.create_tables([TermLoans])
