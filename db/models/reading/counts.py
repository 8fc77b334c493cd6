"""Reading: what is counted of titles and classes once loans are nobody's."""

from peewee import CharField, CompositeKey, DateField, IntegerField

from db.models.base import Table, key
from db.models.stock.holdings import Title


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
