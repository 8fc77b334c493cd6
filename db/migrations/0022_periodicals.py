"""Subscriptions and their issues, what is bound of them, teaching aids; titles that are lent overnight."""

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Copy(Table):
        id = AutoField()

    class Title(Table):
        id = AutoField()

    class Fund(Table):
        id = AutoField()

    class Subscription(Table):
        id = AutoField()
        title = ForeignKeyField(Title, on_delete="RESTRICT", backref="+")
        year = IntegerField(constraints=[Check("year BETWEEN 1900 AND 9999")])
        code = CharField(max_length=16, default="", constraints=[SQL("DEFAULT ''")])
        cn = CharField(max_length=24, default="", constraints=[SQL("DEFAULT ''")])
        frequency = CharField(
            max_length=16,
            constraints=[
                Check(
                    "frequency IN ('weekdays', 'ten_days', 'twice_monthly',"
                    " 'monthly', 'bimonthly', 'quarterly')"
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
        fund = ForeignKeyField(Fund, null=True, on_delete="RESTRICT", backref="+")
        lends = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])

        class Meta:
            constraints = (Check("ends_on >= starts_on"),)

    class Volume(Table):
        id = AutoField()
        copy = ForeignKeyField(Copy, unique=True, on_delete="RESTRICT", backref="+")
        subscription = ForeignKeyField(Subscription, on_delete="RESTRICT", backref="+")
        bound_on = DateField()
        gaps = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Issue(Table):
        id = AutoField()
        subscription = ForeignKeyField(Subscription, index=False, on_delete="RESTRICT", backref="+")
        number = IntegerField(constraints=[Check("number >= 1")])
        printed = IntegerField(constraints=[Check("printed BETWEEN 0 AND 99")])
        due_on = DateField()
        arrived_on = DateField(null=True)
        received = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check("received >= 0")])
        claimed_on = DateField(null=True)
        lost_on = DateField(null=True)
        volume = ForeignKeyField(Volume, null=True, on_delete="RESTRICT", backref="+")

        class Meta:
            indexes = ((("subscription", "number"), True),)

    class IssueCopy(Table):
        copy = ForeignKeyField(Copy, primary_key=True, on_delete="RESTRICT", backref="+")
        issue = ForeignKeyField(Issue, on_delete="RESTRICT", backref="+")

    class TeachingAid(Table):
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

    db.create_tables([Subscription, Volume, Issue, IssueCopy, TeachingAid])
    overnight = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.alter_add_column("title", "overnight", overnight, allow_not_null=True).run()
