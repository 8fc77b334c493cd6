"""Shelf order on titles; print jobs; the relabel campaign. Tables as of version 2, frozen here on purpose.

The keys of the shelf order come from the living `db.callnumber`; `tests/db/test_callnumber.py` freezes them.
"""

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    Check,
    DateTimeField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
)

from db.callnumber.keys import shelf_key
from db.callnumber.scheme import CLC


def up(migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    def _key(model: Any, *, null: bool = False, index: bool = True) -> Any:
        return ForeignKeyField(model, null=null, index=index, on_delete="RESTRICT", backref="+")

    class Title(Table):
        id = AutoField()
        shelf_key = BlobField(index=True, default=b"", constraints=[SQL("DEFAULT ''")])

    class Patron(Table):
        id = AutoField()

    class Copy(Table):
        id = AutoField()

    class PrintJob(Table):
        id = AutoField()
        made_at = DateTimeField()
        kiosk = CharField(max_length=64)
        kind = CharField(
            max_length=16, constraints=[Check("kind IN ('spine', 'barcode', 'combined', 'cards')")]
        )
        stock = CharField(max_length=64)
        start_row = SmallIntegerField(constraints=[Check("start_row >= 1")])
        start_column = SmallIntegerField(constraints=[Check("start_column >= 1")])
        by_columns = BooleanField(default=False)
        state = CharField(
            max_length=16, default="made", constraints=[Check("state IN ('made', 'printed', 'failed')")]
        )
        finished_at = DateTimeField(null=True)

    class PrintItem(Table):
        id = AutoField()
        job = _key(PrintJob, index=False)
        position = IntegerField()
        copy = _key(Copy, null=True)
        patron = _key(Patron, null=True)

        class Meta:
            constraints = (Check("(copy_id IS NULL) <> (patron_id IS NULL)"),)
            indexes = ((("job", "position"), True),)

    class SheetInUse(Table):
        stock = CharField(primary_key=True, max_length=64)
        row = SmallIntegerField()
        column = SmallIntegerField()
        by_columns = BooleanField(default=False)

    class Printer(Table):
        name = CharField(primary_key=True, max_length=127)
        offset_x = DoubleField()
        offset_y = DoubleField()
        scale_x = DoubleField()
        scale_y = DoubleField()

    class RelabelCampaign(Table):
        id = AutoField()
        opened_at = DateTimeField()
        closed_at = DateTimeField(null=True)
        kind = CharField(max_length=16, constraints=[Check("kind IN ('barcode', 'combined')")])
        new_codes = BooleanField(default=False)

    class RelabelItem(Table):
        id = AutoField()
        campaign = _key(RelabelCampaign, index=False)
        copy = _key(Copy)
        job = _key(PrintJob, null=True)
        state = CharField(
            max_length=16,
            default="to_print",
            constraints=[Check("state IN ('to_print', 'printed', 'closed', 'not_found')")],
        )
        changed_at = DateTimeField()
        changed_by = CharField(max_length=64)

        class Meta:
            indexes = ((("campaign", "copy"), True), (("campaign", "state"), False))

    # In steps, since `add_column` rebuilds the table on SQLite, which foreign keys forbid.
    migrator.alter_add_column("title", "shelf_key", Title.shelf_key, allow_not_null=True).run()
    titles = db.execute_sql('SELECT "call_number", "id" FROM "title"').fetchall()
    if titles:
        db.cursor().executemany(
            f'UPDATE "title" SET "shelf_key" = {db.param} WHERE "id" = {db.param}',
            [(shelf_key(call_number, CLC).encode(), id_) for call_number, id_ in titles],
        )
    migrator.add_index("title", ("shelf_key",)).run()
    db.create_tables([PrintJob, PrintItem, SheetInUse, Printer, RelabelCampaign, RelabelItem])
