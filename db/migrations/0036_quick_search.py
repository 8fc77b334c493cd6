"""Readers are found by what is kept in their own rows, labels by how they end; signs are not kept."""

from typing import Any

from peewee import SQL, TextField

from db.searching.names import text_of_reader

_READERS = """
    SELECT id, name, number,
           (SELECT code FROM barcode WHERE barcode.patron_id = patron.id AND retired_at IS NULL
            ORDER BY barcode.id DESC LIMIT 1)
    FROM patron
"""


def up(migrator: Any, db: Any) -> None:
    column = TextField(default="", constraints=[SQL("DEFAULT ''")])
    migrator.alter_add_column("patron", "found_by", column, allow_not_null=True).run()
    kept = [(text_of_reader(*cells), id_) for id_, *cells in db.execute_sql(_READERS).fetchall()]
    if kept:
        db.cursor().executemany(f"UPDATE patron SET found_by = {db.param} WHERE id = {db.param}", kept)
    db.execute_sql("DROP TABLE sign_reading")
    db.execute_sql(
        'CREATE INDEX "barcode_ending" ON "barcode" (substr("code", length("code") - 3))'
        ' WHERE "copy_id" IS NOT NULL'
    )
