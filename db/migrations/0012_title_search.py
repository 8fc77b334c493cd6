"""What titles and readers are found by: parts of what is known of a title, and how the signs are read."""

from typing import Any

from peewee import AutoField, CharField, ForeignKeyField, Model, TextField

from db.searching.pinyin import readings_of
from db.searching.titles import text_of


def up(_migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Title(Table):
        id = AutoField()

    class TitleSearch(Table):
        title = ForeignKeyField(Title, primary_key=True, on_delete="RESTRICT", backref="+")
        text = TextField()

    class SignReading(Table):
        sign = CharField(primary_key=True, max_length=8)
        readings = CharField(max_length=120)

    db.create_tables([TitleSearch, SignReading])
    titles = db.execute_sql("SELECT id, title, author, isbn, identifier, call_number FROM title").fetchall()
    names = db.execute_sql("SELECT name FROM patron").fetchall()
    signs = sorted({sign for (name,) in names for sign in name if not sign.isascii()})
    known = [(sign, " ".join(readings_of(sign))) for sign in signs]
    _insert(db, "title_search (title_id, text)", [(id_, text_of(cells)) for id_, *cells in titles])
    _insert(db, "sign_reading (sign, readings)", [row for row in known if row[1]])


def _insert(db: Any, into: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        db.cursor().executemany(f"INSERT INTO {into} VALUES ({db.param}, {db.param})", rows)
