"""A print job remembers which code it put on the spines, so that it is printed again as it was."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    db.execute_sql(
        'ALTER TABLE "print_job" ADD COLUMN "symbol" VARCHAR(8) NOT NULL DEFAULT \'\''
        " CHECK (symbol IN ('', 'ladder', 'matrix'))"
    )
