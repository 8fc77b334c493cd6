"""Reading: lists of titles, and what is counted of them once loans are nobody's."""

from peewee import AutoField, BooleanField, CharField, Check, CompositeKey, DateField, IntegerField, TextField

from db.models.base import Table, key
from db.models.people.readers import Patron
from db.models.stock.holdings import Title


class ReadingList(Table):
    """A list of titles for some grades, measured from `starts_on` to `ends_on`, both included.

    `force` says what stands behind its `source`: nobody may take a school's own list for the ministry's.
    `grades` are numbers with commas between, empty for all. `shown_on`: since when pupils see it.
    """

    id = AutoField()
    name = CharField(unique=True, max_length=80, constraints=[Check("length(name) >= 1")])
    kind = CharField(
        max_length=16, constraints=[Check("kind IN ('recommended', 'new', 'month', 'required')")]
    )
    force = CharField(
        max_length=16, constraints=[Check("force IN ('school', 'textbook', 'curriculum', 'guide')")]
    )
    source = CharField(max_length=200, default="")
    grades = CharField(max_length=32, default="")
    starts_on = DateField()
    ends_on = DateField()
    shown_on = DateField(null=True)

    class Meta:
        constraints = (Check("ends_on >= starts_on"),)


class ReadingListRow(Table):
    """A title as the list names it, whether the library has it or not. `also`: another name it goes by."""

    id = AutoField()
    reading_list_id: int
    reading_list = key(ReadingList)
    title = TextField()
    author = TextField(default="")
    isbn = CharField(max_length=13, default="")
    also = TextField(default="")


class ReadingListTitle(Table):
    """A title of the stock that a row of a list stands for, and how that was found."""

    row_id: int
    title_id: int
    row = key(ReadingListRow, index=False)
    title = key(Title)
    found_by = CharField(max_length=8, constraints=[Check("found_by IN ('isbn', 'title', 'hand')")])

    class Meta:
        primary_key = CompositeKey("row", "title")


class ReadingListReader(Table):
    """That a reader borrowed of a list, before it was shown or since, by loans that are nobody's any more.

    No title is named. Kept until the list's days are over for as long as a closed loan keeps its reader.
    """

    reading_list = key(ReadingList, index=False)
    patron = key(Patron)
    since_shown = BooleanField()
    loans = IntegerField()

    class Meta:
        primary_key = CompositeKey("reading_list", "patron", "since_shown")


class ReadingListClass(Table):
    """What a list was to a class in the end: its pupils, and how many of them borrowed of it and when."""

    reading_list = key(ReadingList, index=False)
    class_name = CharField(max_length=64)
    pupils = IntegerField()
    readers = IntegerField()
    before = IntegerField()
    since = IntegerField()

    class Meta:
        primary_key = CompositeKey("reading_list", "class_name")


class TitleWeek(Table):
    """How often pupils of a class borrowed a title in a week, by loans that are nobody's any more.

    `week` is its Monday, `class_name` the reader's when the link to them was cut.
    """

    title_id: int
    title = key(Title, index=False)
    class_name = CharField(max_length=64)
    week = DateField()
    loans = IntegerField()

    class Meta:
        primary_key = CompositeKey("title", "class_name", "week")


class ClassTerm(Table):
    """What a class borrowed in a term that is over: its pupils then, who of them borrowed, how much."""

    starts_on = DateField()
    ends_on = DateField()
    class_name = CharField(max_length=64)
    pupils = IntegerField()
    borrowers = IntegerField()
    loans = IntegerField()

    class Meta:
        primary_key = CompositeKey("starts_on", "ends_on", "class_name")
