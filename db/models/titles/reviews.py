"""Reviews of content, and what a block list did to copies."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    DateTimeField,
    IntegerField,
    SmallIntegerField,
)

from db.models.base import Table, key
from db.models.stock.holdings import Copy, Title
from db.models.titles.lists import TitleList, TitleListLine


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
