"""Labels that were printed and never scanned. What was printed before this version counts as scanned."""

from typing import Any

from peewee import SQL, BooleanField


def up(migrator: Any, db: Any) -> None:
    unseen = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.alter_add_column("barcode", "unseen", unseen, allow_not_null=True).run()
