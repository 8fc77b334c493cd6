"""What all tables share."""

from typing import Any

import peewee
from peewee import ForeignKeyField, Model

database = peewee.DatabaseProxy()


class Table(Model):
    """What all tables share. Column names are the field names; keys end in `_id`."""

    class Meta:
        database = database
        legacy_table_names = False


def key(model: Any, *, null: bool = False, index: bool = True) -> Any:
    """A foreign key that keeps the row it points at from being deleted."""
    return ForeignKeyField(model, null=null, index=index, on_delete="RESTRICT", backref="+")
