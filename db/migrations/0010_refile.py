"""Books whose call number goes on oddly behind its class stand in that class."""

from typing import Any

import msgspec

from db.callnumber.keys import shelf_key
from db.callnumber.scheme import CLC, Scheme


def up(_migrator: Any, db: Any) -> None:
    kept = db.execute_sql("SELECT value FROM setting WHERE key = 'library_scheme'").fetchall()
    scheme = msgspec.json.decode(kept[0][0], type=Scheme) if kept else CLC
    titles = db.execute_sql('SELECT "id", "call_number" FROM "title" WHERE "call_number" <> \'\'').fetchall()
    if titles:
        db.cursor().executemany(
            f'UPDATE "title" SET "shelf_key" = {db.param} WHERE "id" = {db.param}',
            [(shelf_key(call_number, scheme).encode(), id_) for id_, call_number in titles],
        )
