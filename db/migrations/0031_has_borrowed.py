"""Who has ever borrowed: that outlives the loans' readers, and names no book."""

from typing import Any

from peewee import AutoField, ForeignKeyField, Model


def up(_migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Patron(Table):
        id = AutoField()

    class HasBorrowed(Table):
        patron = ForeignKeyField(Patron, primary_key=True, on_delete="RESTRICT", backref="+")

    db.create_tables([HasBorrowed])
    # Whose loans have lost their reader nobody knows any more: in a school that lends, all know how.
    db.execute_sql(
        "INSERT INTO has_borrowed (patron_id) SELECT id FROM patron WHERE EXISTS (SELECT 1 FROM loan)"
    )
