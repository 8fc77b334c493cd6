"""The first store: all tables as of version 1, frozen here on purpose."""

from typing import Any

from peewee import (
    AutoField,
    BigAutoField,
    BooleanField,
    CharField,
    Check,
    Database,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)


def up(migrator: Any, db: Database) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    def _key(model: Any, *, null: bool = False, index: bool = True) -> Any:
        return ForeignKeyField(model, null=null, index=index, on_delete="RESTRICT", backref="+")

    class Setting(Table):
        key = CharField(primary_key=True, max_length=64)
        value = TextField()

    class Policy(Table):
        category = CharField(primary_key=True, max_length=32)
        loan_days = SmallIntegerField(constraints=[Check("loan_days BETWEEN 1 AND 366")])
        most_loans = SmallIntegerField(constraints=[Check("most_loans >= 0")])
        most_renewals = SmallIntegerField(constraints=[Check("most_renewals >= 0")])
        overdue_block_days = SmallIntegerField(null=True)
        renews_by_default = BooleanField(default=False)

    class SchoolClass(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=64)

    class Patron(Table):
        id = AutoField()
        number = CharField(unique=True, max_length=64)
        name = CharField(max_length=120)
        given_name = CharField(max_length=120)
        school_class = _key(SchoolClass, null=True)
        category = ForeignKeyField(Policy, column_name="category", on_delete="RESTRICT", backref="+")
        status = CharField(
            max_length=16,
            default="active",
            constraints=[Check("status IN ('active', 'suspended', 'card_lost', 'left')")],
        )
        quota = SmallIntegerField(null=True, constraints=[Check("quota >= 0")])
        language = CharField(null=True, max_length=16)

    class Title(Table):
        id = AutoField()
        title = TextField()
        author = TextField(default="")
        publisher = TextField(default="")
        year = SmallIntegerField(null=True)
        pages = IntegerField(null=True)
        price = IntegerField(null=True)
        currency = CharField(max_length=3, default="")
        subject = TextField(default="")
        language = CharField(max_length=16, default="")
        call_number = CharField(max_length=120, default="", index=True)
        isbn = CharField(null=True, index=True, max_length=13, constraints=[Check("length(isbn) = 13")])
        identifier = CharField(null=True, index=True, max_length=64)
        original = TextField(default="")

    class Location(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=120)
        kind = CharField(max_length=16, default="shelf", constraints=[Check("kind IN ('shelf', 'corner')")])
        school_class = _key(SchoolClass, null=True)

    class Copy(Table):
        id = AutoField()
        title = _key(Title)
        number = IntegerField(constraints=[Check("number >= 1")])
        location = _key(Location, null=True)
        status = CharField(
            max_length=16,
            default="available",
            constraints=[Check("status IN ('available', 'reference', 'repair', 'lost', 'withdrawn')")],
        )

        class Meta:
            indexes = ((("title", "number"), True),)

    class Barcode(Table):
        id = AutoField()
        code = CharField(unique=True, max_length=64, constraints=[Check("length(code) >= 1")])
        copy = _key(Copy, null=True)
        patron = _key(Patron, null=True)
        issued_at = DateTimeField()
        retired_at = DateTimeField(null=True)

        class Meta:
            constraints = (Check("(copy_id IS NULL) <> (patron_id IS NULL)"),)

    class Loan(Table):
        id = BigAutoField()
        copy = _key(Copy)
        patron = _key(Patron, null=True, index=False)
        lent_at = DateTimeField()
        lent_on = DateField()
        due_on = DateField()
        kiosk = CharField(max_length=64)
        returned_at = DateTimeField(null=True)
        renewals = SmallIntegerField(default=0, constraints=[Check("renewals >= 0")])
        voided = BooleanField(default=False)

        class Meta:
            constraints = (
                Check("due_on >= lent_on"),
                Check("returned_at IS NOT NULL OR patron_id IS NOT NULL"),
                Check("NOT voided OR returned_at IS NOT NULL"),
            )

    Loan.add_index(Loan.index(Loan.copy, unique=True, where=Loan.returned_at.is_null(), name="loan_one_open"))
    Loan.add_index(Loan.index(Loan.patron, where=Loan.returned_at.is_null(), name="loan_open_of_patron"))
    Loan.add_index(Loan.index(Loan.due_on, where=Loan.returned_at.is_null(), name="loan_open_due"))

    class Hold(Table):
        id = AutoField()
        title = _key(Title)
        patron = _key(Patron)
        placed_at = DateTimeField()
        closed_at = DateTimeField(null=True)

    Hold.add_index(
        Hold.index(Hold.title, Hold.patron, unique=True, where=Hold.closed_at.is_null(), name="hold_one_open")
    )

    class Event(Table):
        id = BigAutoField()
        uuid = CharField(unique=True, max_length=36)
        at = DateTimeField(index=True)
        kiosk = CharField(max_length=64)
        actor = CharField(max_length=16)
        verb = CharField(max_length=32)
        patron = _key(Patron, null=True, index=False)
        copy = _key(Copy, null=True)
        loan = _key(Loan, null=True, index=False)
        undoes = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT", backref="+")
        flagged = BooleanField(default=False)
        details = TextField(default="")

    class Term(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=64)
        starts_on = DateField()
        ends_on = DateField()

        class Meta:
            constraints = (Check("ends_on >= starts_on"),)

    class Closure(Table):
        id = AutoField()
        starts_on = DateField()
        ends_on = DateField()
        reason = CharField(max_length=120, default="")

        class Meta:
            constraints = (Check("ends_on >= starts_on"),)

    class ClosedWeekday(Table):
        weekday = SmallIntegerField(primary_key=True, constraints=[Check("weekday BETWEEN 0 AND 6")])

    db.create_tables(
        [
            Setting,
            Policy,
            SchoolClass,
            Patron,
            Title,
            Location,
            Copy,
            Barcode,
            Loan,
            Hold,
            Event,
            Term,
            Closure,
            ClosedWeekday,
        ]
    )
    # A school can lend on its first day; `kiosk policy` and `kiosk calendar` change this.
    Policy.insert_many(
        [
            ("pupil", 15, 2, 1, 7, False),
            ("teacher", 60, 5, 1, None, False),
        ]
    ).execute()
    ClosedWeekday.insert_many([(5,), (6,)]).execute()
