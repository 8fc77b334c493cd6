"""Each scan that was read in from a file is known by itself, not the file by its bytes."""

from typing import Any

from peewee import CharField, DateTimeField, Model


def up(migrator: Any, db: Any) -> None:
    class ReplayedScan(Model):
        digest = CharField(primary_key=True, max_length=32)
        at = DateTimeField(index=True)

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([ReplayedScan])
    db.execute_sql("DELETE FROM setting WHERE key >= 'replayed:' AND key < 'replayed;'")
