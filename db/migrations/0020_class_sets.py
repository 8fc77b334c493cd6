"""A flag on a title that a whole class reads together: its many copies are no surplus."""

from typing import Any

from peewee import SQL, BooleanField


def up(migrator: Any, db: Any) -> None:
    class_set = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.alter_add_column("title", "class_set", class_set, allow_not_null=True).run()
