"""The classes of a school and its readers."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    ForeignKeyField,
    SmallIntegerField,
    TextField,
)

from db.models.base import Table, key
from db.models.lending.rules import Policy


class SchoolClass(Table):
    """A class of the school (`六甲`, `Year 4 Oak`)."""

    id = AutoField()
    name = CharField(unique=True, max_length=64)
    pinyin = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    """The kiosk sets the pinyin above the characters for its readers."""


class Patron(Table):
    """A reader. `number` is the school's own, the card's code is a row of `Barcode`.

    `roster_number` is what a pupil has in the class, and keeps while in it; see `db.readers.roster_numbers`.
    """

    id = AutoField()
    school_class_id: int | None
    category_id: str
    number = CharField(unique=True, max_length=64)
    name = CharField(max_length=120)
    given_name = CharField(max_length=120)
    school_class = key(SchoolClass, null=True)
    category = ForeignKeyField(Policy, column_name="category", on_delete="RESTRICT", backref="+")
    status = CharField(
        max_length=16,
        default="active",
        constraints=[Check("status IN ('active', 'suspended', 'card_lost', 'left')")],
    )
    quota = SmallIntegerField(null=True, constraints=[Check("quota >= 0")])
    language = CharField(null=True, max_length=16)
    roster_number = SmallIntegerField(null=True)
    pinyin = BooleanField(null=True)
    """The same for one reader; null: as the class has it."""
    found_by = TextField(default="", constraints=[SQL("DEFAULT ''")])
    """What they are found by: lines of text to look in, made by `db.searching.names`."""
