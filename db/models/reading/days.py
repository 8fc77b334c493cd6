"""What is done about reading: lessons in the reading room, visits, activities, reviews. No child is named.

Classes are named, not pointed at: what they did stays when they are merged or leave.
"""

from peewee import AutoField, CharField, Check, CompositeKey, DateField, IntegerField, TextField

from db.models.base import Table, key
from db.models.lending.circulation import Loan
from db.models.people.readers import Patron
from db.models.titles.lists import TitleList


class ReadingLesson(Table):
    """A class's lesson in the reading room. `counted_by` says whether cards were scanned or heads counted."""

    id = AutoField()
    day = DateField(index=True)
    class_name = CharField(max_length=64)
    teacher = CharField(max_length=64, default="")
    form = CharField(max_length=8, constraints=[Check("form IN ('guide', 'free', 'report')")])
    books = TextField(default="")
    present = IntegerField(constraints=[Check("present >= 0")])
    counted_by = CharField(max_length=8, constraints=[Check("counted_by IN ('scan', 'heads')")])


class VisitCount(Table):
    """How many came on a day, at which part of it, into which room; `class_name` is empty where unknown."""

    day = DateField()
    part = CharField(max_length=16, constraints=[Check("part IN ('morning', 'noon', 'afternoon')")])
    room = CharField(max_length=64)
    class_name = CharField(max_length=64)
    visits = IntegerField(constraints=[Check("visits >= 0")])

    class Meta:
        primary_key = CompositeKey("day", "part", "room", "class_name")


class Activity(Table):
    """An activity. Of photographs only the names are kept, of entries only how many."""

    id = AutoField()
    title_list_id: int | None
    name = CharField(unique=True, max_length=80, constraints=[Check("length(name) >= 1")])
    kind = CharField(
        max_length=16,
        constraints=[
            Check("kind IN ('essay', 'notes', 'paper', 'story', 'science', 'contest', 'week', 'other')")
        ],
    )
    starts_on = DateField()
    ends_on = DateField()
    title_list = key(TitleList, null=True)
    results = TextField(default="")
    prizes = TextField(default="")
    photographs = TextField(default="")

    class Meta:
        constraints = (Check("ends_on >= starts_on"),)


class ActivityClass(Table):
    """A class that takes part in an activity, and how many entries it handed in, beside review slips."""

    activity = key(Activity, index=False)
    class_name = CharField(max_length=64)
    entries = IntegerField(constraints=[Check("entries >= 0")])

    class Meta:
        primary_key = CompositeKey("activity", "class_name")


class ReviewSlip(Table):
    """A slip with questions about a book, by the loan that it was printed for; its class is that of then."""

    id = AutoField()
    loan_id: int
    activity_id: int | None
    loan = key(Loan, index=False)
    class_name = CharField(max_length=64)
    printed_on = DateField()
    handed_on = DateField(null=True)
    activity = key(Activity, null=True)

    class Meta:
        indexes = ((("loan",), True),)


class Star(Table):
    """A star of the month, named by staff; `month` is its first day."""

    month = DateField()
    patron = key(Patron)
    words = CharField(max_length=120, default="")

    class Meta:
        primary_key = CompositeKey("month", "patron")
