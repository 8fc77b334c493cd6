"""What is known of books beyond the stock: the records of titles, books of others' lists, author tables."""

from peewee import (
    SQL,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from db.models.base import Table
from db.models.stock.holdings import Title


class TitleRecord(Table):
    """Where the description of a title came from and when, and what its record says beyond the columns.

    `dialect` is `cnmarc` or `marc21` and `content` the record as JSON (see `db.lists.marc.kept`), both empty
    where only the source is known.
    """

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
    """A book that the school knows of from a file or a look-up, so that intake need not ask for its name.

    Empty texts are what the source does not say; a book without a title was asked for there and is not known.
    """

    isbn = CharField(primary_key=True, max_length=13, constraints=[Check("length(isbn) = 13")])
    title = TextField(default="", constraints=[SQL("DEFAULT ''")])
    author = TextField(default="", constraints=[SQL("DEFAULT ''")])
    publisher = TextField(default="", constraints=[SQL("DEFAULT ''")])
    year = SmallIntegerField(null=True)
    pages = IntegerField(null=True)
    price = IntegerField(null=True)
    """In the currency's hundredths."""
    currency = CharField(max_length=3, default="", constraints=[SQL("DEFAULT ''")])
    subject = TextField(default="", constraints=[SQL("DEFAULT ''")])
    language = CharField(max_length=16, default="", constraints=[SQL("DEFAULT ''")])
    call_number = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
    series = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
    source = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
    taken_on = DateField()


class AuthorNumber(Table):
    """A line of an author table that the school has imported: names from this one on have this number."""

    name = CharField(primary_key=True, max_length=64, constraints=[Check("length(name) >= 1")])
    number = CharField(max_length=16)
