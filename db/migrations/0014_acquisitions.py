"""When a copy came to the library, from whom, for how much, and on which voucher."""

from typing import Any

from peewee import SQL, AutoField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model


def up(_migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Copy(Table):
        id = AutoField()

    class Acquisition(Table):
        copy = ForeignKeyField(Copy, primary_key=True, on_delete="RESTRICT", backref="+")
        acquired_on = DateField(null=True)
        price = IntegerField(null=True, constraints=[Check("price >= 0")])
        source = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
        voucher = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])

    db.create_tables([Acquisition])
