"""The loans of a year are found by their day, without reading all that there ever were."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    db.execute_sql('CREATE INDEX "loan_by_day" ON "loan" ("lent_on", "copy_id") WHERE NOT "voided"')
