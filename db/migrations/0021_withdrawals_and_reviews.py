"""Lists of titles from outside, reviews of content, block lists, and cases in which books are withdrawn."""

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)


def up(_migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    # Tables of the first migration, as far as keys point at them.
    class Copy(Table):
        id = AutoField()

    class Title(Table):
        id = AutoField()

    class WithdrawalCase(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=60, constraints=[Check("length(name) >= 1")])
        opened_at = DateTimeField()
        opened_by = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
        disposal = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
        approved_at = DateTimeField(null=True)
        signed = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class WithdrawalCopy(Table):
        copy = ForeignKeyField(Copy, primary_key=True, on_delete="RESTRICT", backref="+")
        case = ForeignKeyField(WithdrawalCase, on_delete="RESTRICT", backref="+")
        ground = CharField(max_length=16)
        was = CharField(max_length=16)
        why = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
        added_at = DateTimeField()

    class WithdrawalOpinion(Table):
        id = AutoField()
        case = ForeignKeyField(WithdrawalCase, on_delete="RESTRICT", backref="+")
        at = DateTimeField()
        person = CharField(max_length=60)
        words = TextField()

    class WithdrawalApproval(Table):
        id = AutoField()
        case = ForeignKeyField(WithdrawalCase, index=False, on_delete="RESTRICT", backref="+")
        role = CharField(max_length=16, constraints=[Check("role IN ('library', 'school')")])
        at = DateTimeField()
        person = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])

        class Meta:
            indexes = ((("case", "role"), True),)

    class KeptCopy(Table):
        copy = ForeignKeyField(Copy, primary_key=True, on_delete="RESTRICT", backref="+")
        at = DateTimeField()
        kept_by = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])

    class TitleList(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=60, constraints=[Check("length(name) >= 1")])
        kind = CharField(max_length=16, constraints=[Check("kind IN ('recommended', 'bookseller', 'block')")])
        source = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
        read_at = DateTimeField()
        closed_at = DateTimeField(null=True)

    class TitleListLine(Table):
        id = AutoField()
        title_list = ForeignKeyField(TitleList, on_delete="RESTRICT", backref="+")
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
        id = AutoField()
        title = ForeignKeyField(Title, on_delete="RESTRICT", backref="+")
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
        id = AutoField()
        title_list = ForeignKeyField(TitleList, index=False, on_delete="RESTRICT", backref="+")
        line = ForeignKeyField(TitleListLine, null=True, on_delete="RESTRICT", backref="+")
        copy = ForeignKeyField(Copy, on_delete="RESTRICT", backref="+")
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
        id = AutoField()
        title_list = ForeignKeyField(TitleList, index=False, on_delete="RESTRICT", backref="+")
        number = SmallIntegerField(constraints=[Check("number BETWEEN 1 AND 3")])
        at = DateTimeField()
        person = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])
        checked = IntegerField()

        class Meta:
            indexes = ((("title_list", "number"), True),)

    db.create_tables(
        [
            WithdrawalCase,
            WithdrawalCopy,
            WithdrawalOpinion,
            WithdrawalApproval,
            KeptCopy,
            TitleList,
            TitleListLine,
            TitleReview,
            BlockedCopy,
            BlockPass,
        ]
    )
