"""The registers: a number for each copy that there is, in the order in which they came, and its batch."""

from typing import Any

from peewee import (
    SQL,
    AutoField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

_ROWS = 500


def up(_migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Copy(Table):
        id = AutoField()

    class Fund(Table):
        id = AutoField()
        year = IntegerField(constraints=[Check("year BETWEEN 1900 AND 9999")])
        name = CharField(max_length=60, constraints=[Check("length(name) >= 1")])
        amount = IntegerField(constraints=[Check("amount >= 0")])

        class Meta:
            indexes = ((("year", "name"), True),)

    class AccessionBatch(Table):
        id = AutoField()
        number = IntegerField(unique=True, constraints=[Check("number >= 1")])
        entered_on = DateField(null=True)
        came_on = DateField(null=True)
        kind = CharField(
            max_length=16,
            default="",
            constraints=[
                SQL("DEFAULT ''"),
                Check("kind IN ('', 'stock', 'bought', 'given', 'subscribed')"),
            ],
        )
        source = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
        voucher = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
        fund = ForeignKeyField(Fund, null=True, on_delete="RESTRICT", backref="+")
        note = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Accession(Table):
        number = IntegerField(primary_key=True, constraints=[Check("number >= 1")])
        copy = ForeignKeyField(Copy, unique=True, null=True, on_delete="RESTRICT", backref="+")
        batch = ForeignKeyField(AccessionBatch, on_delete="RESTRICT", backref="+")
        paid = IntegerField(null=True, constraints=[Check("paid >= 0")])
        struck_on = DateField(null=True)
        struck = TextField(default="", constraints=[SQL("DEFAULT ''")])

        class Meta:
            constraints = (Check("(copy_id IS NULL) = (struck_on IS NOT NULL)"),)

    db.create_tables([Fund, AccessionBatch, Accession])
    known = db.execute_sql(
        "SELECT copy.id, acquired_on, price, COALESCE(source, ''), COALESCE(voucher, '') FROM copy"
        " LEFT JOIN acquisition ON acquisition.copy_id = copy.id"
        " ORDER BY acquired_on IS NOT NULL, acquired_on, copy.id"
    ).fetchall()
    batches: dict[tuple[Any, ...], int] = {}
    entries = []
    for number, (copy, acquired_on, price, *voucher) in enumerate(known, 1):
        batch = batches.setdefault((acquired_on, *voucher), len(batches) + 1)
        entries.append({"number": number, "copy": copy, "batch": batch, "paid": price})
    made = {
        number: AccessionBatch.create(
            number=number,
            entered_on=on,
            came_on=on,
            kind="" if on or source or voucher else "stock",
            source=source,
            voucher=voucher,
        ).id
        for (on, source, voucher), number in batches.items()
    }
    for entry in entries:
        entry["batch"] = made[entry["batch"]]
    for first in range(0, len(entries), _ROWS):
        Accession.insert_many(entries[first : first + _ROWS]).execute()
    db.execute_sql("DROP TABLE acquisition")
