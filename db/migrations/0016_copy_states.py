"""Two more states of a copy: being prepared for the shelf, and frozen while its content is reviewed."""

from typing import Any

_BEFORE = "status IN ('available', 'reference', 'repair', 'lost', 'withdrawn')"
_AFTER = "status IN ('available', 'reference', 'repair', 'lost', 'withdrawn', 'processing', 'frozen')"


def up(_migrator: Any, db: Any) -> None:
    if db.param != "?":
        ((name,),) = db.execute_sql(
            "SELECT conname FROM pg_constraint WHERE conrelid = CAST('copy' AS regclass)"
            " AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%%withdrawn%%'"
        ).fetchall()
        db.execute_sql(f'ALTER TABLE "copy" DROP CONSTRAINT "{name}"')
        db.execute_sql(f'ALTER TABLE "copy" ADD CONSTRAINT "{name}" CHECK ({_AFTER})')
        return
    # SQLite cannot alter a check, and everything points at this table: so its own way for a change that
    # leaves the rows as they are (https://sqlite.org/lang_altertable.html, section 7).
    ((version,),) = db.execute_sql("PRAGMA schema_version").fetchall()
    db.execute_sql("PRAGMA writable_schema = ON")
    changed = db.execute_sql(
        "UPDATE sqlite_schema SET sql = REPLACE(sql, ?, ?) WHERE type = 'table' AND name = 'copy'",
        (_BEFORE, _AFTER),
    ).rowcount
    assert changed == 1
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")
