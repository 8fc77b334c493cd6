"""Loans by day: a report of a term reads its own days, and not ten years of loans."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql('CREATE INDEX "loan_by_day" ON "loan" ("lent_on")')
