"""Lists of titles: what they name, what of it the library has, and what is counted of who borrows it."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateField,
    DateTimeField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from db.models.base import Table, key
from db.models.people.readers import Patron
from db.models.stock.holdings import Title


class TitleList(Table):
    """A list of titles: to be read, offered by a bookseller, or blocked.

    All but a block list are for some grades (numbers with commas between, empty for all) and are measured
    from `starts_on` to `ends_on`, both included; `shown_on`: since when pupils see it. `force` says what
    stands behind its `source`: nobody may take a school's own list for the ministry's. `closed_at`: when
    the report on a block list was made.
    """

    id = AutoField()
    name = CharField(unique=True, max_length=80, constraints=[Check("length(name) >= 1")])
    kind = CharField(
        max_length=16,
        constraints=[Check("kind IN ('recommended', 'new', 'month', 'required', 'bookseller', 'block')")],
    )
    source = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
    read_at = DateTimeField()
    closed_at = DateTimeField(null=True)
    force = CharField(
        max_length=16,
        default="school",
        constraints=[
            SQL("DEFAULT 'school'"),
            Check("force IN ('school', 'textbook', 'curriculum', 'guide')"),
        ],
    )
    grades = CharField(max_length=32, default="", constraints=[SQL("DEFAULT ''")])
    starts_on = DateField(null=True)
    ends_on = DateField(null=True)
    shown_on = DateField(null=True)

    class Meta:
        constraints = (
            Check("ends_on >= starts_on"),
            Check("kind = 'block' OR starts_on IS NOT NULL AND ends_on IS NOT NULL"),
        )


class TitleListLine(Table):
    """A title as the list names it, whether the library has it or not; `price` in hundredths.

    `also`: another name it goes by.
    """

    id = AutoField()
    title_list_id: int
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
    also = TextField(default="", constraints=[SQL("DEFAULT ''")])


class TitleListTitle(Table):
    """A title of the stock that a line of a list stands for, and how that was found."""

    line_id: int
    title_id: int
    line = key(TitleListLine, index=False)
    title = key(Title)
    found_by = CharField(max_length=8, constraints=[Check("found_by IN ('isbn', 'title', 'hand')")])

    class Meta:
        primary_key = CompositeKey("line", "title")


class TitleListReader(Table):
    """That a reader borrowed of a list, before it was shown or since, by loans that are nobody's any more.

    No title is named. Kept until the list's days are over for as long as a closed loan keeps its reader.
    """

    title_list = key(TitleList, index=False)
    patron = key(Patron)
    since_shown = BooleanField()
    loans = IntegerField()

    class Meta:
        primary_key = CompositeKey("title_list", "patron", "since_shown")


class TitleListClass(Table):
    """What a list was to a class in the end: its pupils, and how many of them borrowed of it and when."""

    title_list = key(TitleList, index=False)
    class_name = CharField(max_length=64)
    pupils = IntegerField()
    readers = IntegerField()
    before = IntegerField()
    since = IntegerField()

    class Meta:
        primary_key = CompositeKey("title_list", "class_name")
