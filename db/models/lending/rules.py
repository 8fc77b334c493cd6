"""What a library decides for itself: its settings, policies and calendar."""

from peewee import AutoField, BooleanField, CharField, Check, DateField, SmallIntegerField, TextField

from db.models.base import Table


class Setting(Table):
    """One fact of this library that all its kiosks share (its name, its number)."""

    key = CharField(primary_key=True, max_length=64)
    value = TextField()


class Policy(Table):
    """What a kind of reader may do. A reader's own quota goes over `most_loans`."""

    category = CharField(primary_key=True, max_length=32)
    loan_days = SmallIntegerField(constraints=[Check("loan_days BETWEEN 1 AND 366")])
    most_loans = SmallIntegerField(constraints=[Check("most_loans >= 0")])
    most_renewals = SmallIntegerField(constraints=[Check("most_renewals >= 0")])
    overdue_block_days = SmallIntegerField(null=True)
    """Lending stops when a loan is overdue by more than this many days; null: never."""
    renews_by_default = BooleanField(default=False)
    """Scanning one's own book from before renews it instead of returning it."""


class Term(Table):
    """A school term, both days included."""

    id = AutoField()
    name = CharField(unique=True, max_length=64)
    starts_on = DateField()
    ends_on = DateField()

    class Meta:
        constraints = (Check("ends_on >= starts_on"),)


class Closure(Table):
    """Days on which the library is closed, both included."""

    id = AutoField()
    starts_on = DateField()
    ends_on = DateField()
    reason = CharField(max_length=120, default="")

    class Meta:
        constraints = (Check("ends_on >= starts_on"),)


class OpenDay(Table):
    """A day of a closed weekday on which the library opens all the same: a make-up Saturday (调休)."""

    day = DateField(primary_key=True)
    reason = CharField(max_length=120, default="")


class ClosedWeekday(Table):
    """A weekday on which the library never opens: 0 Monday to 6 Sunday."""

    weekday = SmallIntegerField(primary_key=True, constraints=[Check("weekday BETWEEN 0 AND 6")])
