"""Classes that come every other week. Those that are on the timetable already come every week."""

from typing import Any

from peewee import SQL, CharField, Check

_INDEX = "timetable_period_school_class_id_weekday_starts_minute"


def up(migrator: Any, db: Any) -> None:
    weeks = CharField(
        max_length=8,
        default="every",
        constraints=[SQL("DEFAULT 'every'"), Check("weeks IN ('every', 'odd', 'even')")],
    )
    migrator.alter_add_column("timetable_period", "weeks", weeks, allow_not_null=True).run()
    db.execute_sql(f"DROP INDEX {_INDEX}")
    db.execute_sql(
        f'CREATE UNIQUE INDEX "{_INDEX}_weeks" ON "timetable_period"'
        ' ("school_class_id", "weekday", "starts_minute", "weeks")'
    )
