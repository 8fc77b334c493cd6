"""Lists of titles from outside, reviews of content, and what a block list did to copies."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    DateTimeField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from db.models.base import Table, key
from db.models.stock.holdings import Copy, Title


class TitleList(Table):
    """A list from outside: recommended titles, a bookseller's offer, titles that are blocked."""

    id = AutoField()
    name = CharField(unique=True, max_length=60, constraints=[Check("length(name) >= 1")])
    kind = CharField(max_length=16, constraints=[Check("kind IN ('recommended', 'bookseller', 'block')")])
    source = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
    read_at = DateTimeField()
    closed_at = DateTimeField(null=True)


class TitleListLine(Table):
    """One title of such a list, as far as the list names it; `price` in hundredths."""

    id = AutoField()
    title_list = key(TitleList)
    number = IntegerField()
    title = TextField(default="", constraints=[SQL("DEFAULT ''")])
    author = TextField(default="", constraints=[SQL("DEFAULT ''")])
    publisher = TextField(default="", constraints=[SQL("DEFAULT ''")])
    isbn = CharField(max_length=13, default="", constraints=[SQL("DEFAULT ''")])
    class_number = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
    year = SmallIntegerField(null=True)
    price = IntegerField(null=True)
    copies = IntegerField(null=True)


class TitleReview(Table):
    """A title was reviewed before lending: on what basis, by whom, and whether it passed. The last counts."""

    id = AutoField()
    title_id: int
    title = key(Title)
    at = DateTimeField()
    basis = CharField(
        max_length=16, constraints=[Check("basis IN ('listed', 'district', 'reviewed', 'donated')")]
    )
    first = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])
    second = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])
    source = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
    ground = CharField(max_length=16, default="", constraints=[SQL("DEFAULT ''")])
    passed = BooleanField()


class BlockedCopy(Table):
    """A copy that a block list has met; `was` is its status before it was frozen, `line` the list's title."""

    id = AutoField()
    copy_id: int
    title_list = key(TitleList, index=False)
    line = key(TitleListLine, null=True)
    copy = key(Copy)
    how = CharField(max_length=16, constraints=[Check("how IN ('isbn', 'title', 'part', 'shelf')")])
    was = CharField(max_length=16)
    place = CharField(max_length=16)
    frozen = BooleanField()
    found_at = DateTimeField()
    result = CharField(max_length=16, default="", constraints=[SQL("DEFAULT ''")])
    settled_at = DateTimeField(null=True)
    note = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        indexes = ((("title_list", "copy"), True),)


class BlockPass(Table):
    """One of the three times that a stock is gone through: by catalogue, book by book, once more."""

    id = AutoField()
    title_list = key(TitleList, index=False)
    number = SmallIntegerField(constraints=[Check("number BETWEEN 1 AND 3")])
    at = DateTimeField()
    person = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])
    checked = IntegerField()

    class Meta:
        indexes = ((("title_list", "number"), True),)
