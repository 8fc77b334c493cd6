"""What all tables share."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import peewee
from peewee import ForeignKeyField, Model


class Stores(peewee.DatabaseProxy):
    """The store that all tables are bound to; a thread may use another one for a while."""

    def __setattr__(self, attr: str, value: Any) -> None:
        object.__setattr__(self, attr, value)  # Peewee's own lets nothing be added

    def __init__(self) -> None:
        self._here = threading.local()
        super().__init__()

    @property
    def obj(self) -> peewee.Database | None:
        """The database that this thread uses."""
        return getattr(self._here, "database", None) or self._everywhere

    @obj.setter
    def obj(self, opened: peewee.Database | None) -> None:
        self._everywhere = opened

    @contextlib.contextmanager
    def using(self, opened: peewee.Database) -> Iterator[None]:
        """Use another store in this thread, and hold a connection to it, as long as this lasts."""
        before = getattr(self._here, "database", None)
        self._here.database = opened
        try:
            with opened.connection_context():
                yield
        finally:
            self._here.database = before


database = Stores()


class Table(Model):
    """What all tables share. Column names are the field names; keys end in `_id`."""

    class Meta:
        database = database
        legacy_table_names = False


def key(model: Any, *, null: bool = False, index: bool = True) -> Any:
    """A foreign key that keeps the row it points at from being deleted."""
    return ForeignKeyField(model, null=null, index=index, on_delete="RESTRICT", backref="+")
