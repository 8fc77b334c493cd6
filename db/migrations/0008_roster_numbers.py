"""Roster numbers that are kept. Each pupil begins with the one that lists have shown until now."""

from typing import Any

from peewee import SmallIntegerField


def up(migrator: Any, db: Any) -> None:
    migrator.alter_add_column("patron", "roster_number", SmallIntegerField(null=True)).run()
    last_class, number = None, 0
    for patron_id, class_id in db.execute_sql(
        "SELECT id, school_class_id FROM patron WHERE school_class_id IS NOT NULL AND status <> 'left'"
        " AND category NOT IN ('teacher', 'librarian') ORDER BY school_class_id, LENGTH(number), number"
    ).fetchall():
        number = number + 1 if class_id == last_class else 1
        last_class = class_id
        db.execute_sql(f"UPDATE patron SET roster_number = {number:d} WHERE id = {patron_id:d}")
