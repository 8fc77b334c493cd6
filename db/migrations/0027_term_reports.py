"""Reports of a term: the school's own words, and the figures of what was signed."""

from typing import Any

from peewee import CharField, CompositeKey, Database, DateTimeField, Model, TextField


def up(migrator: Any, db: Database) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class ReportWords(Table):
        period = CharField(max_length=80)
        paragraph = CharField(max_length=64)
        words = TextField()

        class Meta:
            primary_key = CompositeKey("period", "paragraph")

    class SignedReport(Table):
        period = CharField(primary_key=True, max_length=80)
        signed_at = DateTimeField()
        signed_by = CharField(max_length=60)
        content = TextField()

    db.create_tables([ReportWords, SignedReport])
