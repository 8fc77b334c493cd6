"""Reading passports: who wishes to keep one, and the librarian's stamps in it."""

from typing import Any

from peewee import AutoField, BigAutoField, CharField, Check, DateField, ForeignKeyField, Model


def up(_migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Patron(Table):
        id = AutoField()

    class Loan(Table):
        id = BigAutoField()

    class Passport(Table):
        patron = ForeignKeyField(Patron, primary_key=True, on_delete="RESTRICT", backref="+")
        since = DateField()

    class PassportStamp(Table):
        loan = ForeignKeyField(Loan, primary_key=True, on_delete="RESTRICT", backref="+")
        stamped_on = DateField()
        checker = CharField(max_length=32, constraints=[Check("length(checker) >= 1")])

    db.create_tables([Passport, PassportStamp])
