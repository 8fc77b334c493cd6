"""For whom the kiosk sets the pinyin above the characters: a whole class, and a reader of their own."""

from typing import Any

from peewee import SQL, BooleanField


def up(migrator: Any, _db: Any) -> None:
    of_class = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.alter_add_column("school_class", "pinyin", of_class, allow_not_null=True).run()
    migrator.alter_add_column("patron", "pinyin", BooleanField(null=True)).run()
