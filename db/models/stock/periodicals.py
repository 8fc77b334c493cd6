"""What is subscribed to, the issues that are expected of it, and teaching aids that a class orders."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from db.models.base import Table, key
from db.models.stock.holdings import Copy, Title
from db.models.stock.registers import Fund


class Subscription(Table):
    """A periodical for a time. `price` is what one copy of it costs for that time, in hundredths.

    `weekdays` are those on which a newspaper comes, as digits from 0 for Monday.
    """

    id = AutoField()
    title_id: int
    title = key(Title)
    year = IntegerField(constraints=[Check("year BETWEEN 1900 AND 9999")])
    code = CharField(max_length=16, default="", constraints=[SQL("DEFAULT ''")])
    cn = CharField(max_length=24, default="", constraints=[SQL("DEFAULT ''")])
    frequency = CharField(
        max_length=16,
        constraints=[
            Check(
                "frequency IN ('weekdays', 'ten_days', 'twice_monthly', 'monthly', 'bimonthly', 'quarterly')"
            )
        ],
    )
    weekdays = CharField(max_length=7, default="", constraints=[SQL("DEFAULT ''")])
    starts_on = DateField()
    ends_on = DateField()
    copies = IntegerField(constraints=[Check("copies >= 1")])
    price = IntegerField(null=True, constraints=[Check("price >= 0")])
    payer = CharField(max_length=16, constraints=[Check("payer IN ('school', 'class', 'private')")])
    readers = CharField(max_length=16, constraints=[Check("readers IN ('room', 'staff', 'class')")])
    class_name = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])
    fund_id: int | None
    fund = key(Fund, null=True)
    lends = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])

    class Meta:
        constraints = (Check("ends_on >= starts_on"),)


class Volume(Table):
    """Issues bound together into one copy, which is in the register. `gaps` are the numbers it lacks."""

    id = AutoField()
    copy = ForeignKeyField(Copy, unique=True, on_delete="RESTRICT", backref="+")
    subscription = key(Subscription)
    bound_on = DateField()
    gaps = TextField(default="", constraints=[SQL("DEFAULT ''")])


class Issue(Table):
    """One number of a subscription: when it is expected, when it came, and in how many copies.

    `printed` is what the two digits beside its bars say; a magazine begins with 1 again in January.
    """

    id = AutoField()
    subscription_id: int
    subscription = key(Subscription, index=False)
    number = IntegerField(constraints=[Check("number >= 1")])
    printed = IntegerField(constraints=[Check("printed BETWEEN 0 AND 99")])
    due_on = DateField()
    arrived_on = DateField(null=True)
    received = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check("received >= 0")])
    claimed_on = DateField(null=True)
    lost_on = DateField(null=True)
    volume_id: int | None
    volume = key(Volume, null=True)

    class Meta:
        indexes = ((("subscription", "number"), True),)


class IssueCopy(Table):
    """A copy that is a single issue: lent overnight, and in no register until it is bound."""

    copy = ForeignKeyField(Copy, primary_key=True, on_delete="RESTRICT", backref="+")
    issue = key(Issue)


class TeachingAid(Table):
    """What a class orders of one teaching aid: counted, and nobody's name."""

    id = AutoField()
    year = IntegerField(constraints=[Check("year BETWEEN 1900 AND 9999")])
    class_name = CharField(max_length=60, constraints=[Check("length(class_name) >= 1")])
    item = CharField(max_length=120, constraints=[Check("length(item) >= 1")])
    copies = IntegerField(constraints=[Check("copies >= 0")])
    price = IntegerField(null=True, constraints=[Check("price >= 0")])
    arrived = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check("arrived >= 0")])
    handed_out = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check("handed_out >= 0")])

    class Meta:
        indexes = ((("year", "class_name", "item"), True),)
