"""What the library owns, where it stands, and the codes on it and on the cards."""

from peewee import (
    SQL,
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    Check,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from db.models.base import Table, key
from db.models.people.readers import Patron, SchoolClass


class Title(Table):
    """A work as catalogued. `original` keeps, as JSON, what a list said where cleaning had to guess."""

    id = AutoField()
    title = TextField()
    author = TextField(default="")
    publisher = TextField(default="")
    year = SmallIntegerField(null=True)
    pages = IntegerField(null=True)
    price = IntegerField(null=True)
    """In the currency's hundredths (fen, cents)."""
    currency = CharField(max_length=3, default="")
    subject = TextField(default="")
    language = CharField(max_length=16, default="")
    call_number = CharField(max_length=120, default="", index=True)
    isbn = CharField(null=True, index=True, max_length=13, constraints=[Check("length(isbn) = 13")])
    identifier = CharField(null=True, index=True, max_length=64)
    """What the school's list has in place of an ISBN, cleaned as a code, where it has no valid one."""
    original = TextField(default="")
    shelf_key = BlobField(index=True, default=b"", constraints=[SQL("DEFAULT ''")])
    """The place on the shelf by `db.callnumber`, as UTF-8: bytes are compared alike by every database."""
    class_set = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    """Bought so that a whole class can read it together."""
    overnight = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    """Its copies are due on the next open day: issues of periodicals are."""


class Location(Table):
    """Where books stand: a shelf, or the corner of a class."""

    id = AutoField()
    school_class_id: int | None
    name = CharField(unique=True, max_length=120)
    kind = CharField(max_length=16, default="shelf", constraints=[Check("kind IN ('shelf', 'corner')")])
    school_class = key(SchoolClass, null=True)


class Copy(Table):
    """One book that one can hold. `number` counts the copies of a title from 1."""

    id = AutoField()
    title_id: int
    location_id: int | None
    title = key(Title)
    number = IntegerField(constraints=[Check("number >= 1")])
    location = key(Location, null=True)
    status = CharField(
        max_length=16,
        default="available",
        constraints=[
            Check(
                "status IN ('available', 'reference', 'repair', 'lost', 'withdrawn', 'processing', 'frozen')"
            )
        ],
    )

    class Meta:
        indexes = ((("title", "number"), True),)


NOT_GONE = "copy.status NOT IN ('lost', 'withdrawn')"
"""A condition of SQL: copies that have a place on the shelf still, and for which labels are printed."""

NO_ISSUE = "NOT EXISTS (SELECT 1 FROM issue_copy WHERE issue_copy.copy_id = copy.id)"
"""A condition of SQL: copies that are no single issue of a periodical. Those are in no register: they are
lent, and are no book of the stock until they are bound."""

A_BOOK = (
    "(NOT EXISTS (SELECT 1 FROM subscription WHERE subscription.title_id = title.id)"
    f" OR EXISTS (SELECT 1 FROM copy WHERE copy.title_id = title.id AND {NO_ISSUE}))"
)
"""A condition of SQL: titles that are more than a periodical of which single issues come."""

UNNUMBERED = (
    "TRIM(title.call_number) = ''"
    f" AND EXISTS (SELECT 1 FROM copy WHERE copy.title_id = title.id AND {NOT_GONE} AND {NO_ISSUE})"
)
"""A condition of SQL: titles of which there is a copy, and for which no spine label can be printed."""


class Barcode(Table):
    """Every code ever issued, each with exactly one owner. A retired code still names its owner.

    `unseen`: printed for a copy and never scanned, so that nobody knows whether it sticks on the book.
    """

    id = AutoField()
    code = CharField(unique=True, max_length=64, constraints=[Check("length(code) >= 1")])
    copy = key(Copy, null=True)
    patron = key(Patron, null=True)
    issued_at = DateTimeField()
    retired_at = DateTimeField(null=True)
    unseen = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])

    class Meta:
        constraints = (Check("(copy_id IS NULL) <> (patron_id IS NULL)"),)


ENDING = 4
"""Characters at the end of a label by which it is found."""
Barcode.add_index(
    SQL(
        'CREATE INDEX IF NOT EXISTS "barcode_ending" ON "barcode" (substr("code", length("code") - 3))'
        ' WHERE "copy_id" IS NOT NULL'
    )
)


_PRESENT_CODE = """(SELECT barcode.code FROM barcode
        WHERE barcode.{0}_id = {0}.id AND barcode.retired_at IS NULL ORDER BY barcode.id DESC LIMIT 1)"""
CODE_OF_COPY, CODE_OF_READER = _PRESENT_CODE.format("copy"), _PRESENT_CODE.format("patron")
"""In a statement: the present label of `copy` and the present card of `patron`, the last not retired."""


class TitleSearch(Table):
    """What a title is found by: lines of text to look in, made by `db.searching.titles`."""

    title = ForeignKeyField(Title, primary_key=True, on_delete="RESTRICT", backref="+")
    text = TextField()
