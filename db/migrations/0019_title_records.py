"""Records kept with their titles, books that are known without being owned, and tables of author numbers."""

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
    SmallIntegerField,
    TextField,
)


def up(_migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Title(Table):
        id = AutoField()

    class TitleRecord(Table):
        title = ForeignKeyField(Title, primary_key=True, on_delete="RESTRICT", backref="+")
        dialect = CharField(
            max_length=8,
            default="",
            constraints=[SQL("DEFAULT ''"), Check("dialect IN ('', 'cnmarc', 'marc21')")],
        )
        content = TextField(default="", constraints=[SQL("DEFAULT ''")])
        series = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
        source = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
        taken_on = DateField()

    class KnownBook(Table):
        isbn = CharField(primary_key=True, max_length=13, constraints=[Check("length(isbn) = 13")])
        title = TextField(default="", constraints=[SQL("DEFAULT ''")])
        author = TextField(default="", constraints=[SQL("DEFAULT ''")])
        publisher = TextField(default="", constraints=[SQL("DEFAULT ''")])
        year = SmallIntegerField(null=True)
        pages = IntegerField(null=True)
        price = IntegerField(null=True)
        currency = CharField(max_length=3, default="", constraints=[SQL("DEFAULT ''")])
        subject = TextField(default="", constraints=[SQL("DEFAULT ''")])
        language = CharField(max_length=16, default="", constraints=[SQL("DEFAULT ''")])
        call_number = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
        series = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
        source = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
        taken_on = DateField()

    class AuthorNumber(Table):
        name = CharField(primary_key=True, max_length=64, constraints=[Check("length(name) >= 1")])
        number = CharField(max_length=16)

    db.create_tables([TitleRecord, KnownBook, AuthorNumber])
