"""What is lent, what is waited for, and what happened."""

from peewee import (
    SQL,
    AutoField,
    BigAutoField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from db.models.base import Table, key
from db.models.lending.rules import Term
from db.models.people.readers import Patron
from db.models.stock.holdings import Copy, Title


class Loan(Table):
    """One lending of one copy. Open while `returned_at` is null; at most one open loan a copy.

    The reader is cut from a closed loan after some days, so only an open one must have one.
    A voided loan was taken back at the desk: it never counted. `kiosk` is where it was lent.
    """

    id = BigAutoField()
    copy_id: int
    patron_id: int | None
    copy = key(Copy)
    patron = key(Patron, null=True, index=False)
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


# Peewee gives a partial index on a key the name of the key's own index, and then silently leaves it out:
# these need names of their own.
Loan.add_index(Loan.index(Loan.copy, unique=True, where=Loan.returned_at.is_null(), name="loan_one_open"))
Loan.add_index(Loan.index(Loan.patron, where=Loan.returned_at.is_null(), name="loan_open_of_patron"))
Loan.add_index(Loan.index(Loan.due_on, where=Loan.returned_at.is_null(), name="loan_open_due"))
# The reports of a year read this and not the table, whatever the years before have left in it.
Loan.add_index(Loan.index(Loan.lent_on, Loan.copy, where=~Loan.voided, name="loan_by_day"))


class Hold(Table):
    """A reader waits for a title; first come, first served. Open while `closed_at` is null."""

    id = AutoField()
    patron_id: int
    title = key(Title)
    patron = key(Patron)
    placed_at = DateTimeField()
    closed_at = DateTimeField(null=True)


Hold.add_index(
    Hold.index(Hold.title, Hold.patron, unique=True, where=Hold.closed_at.is_null(), name="hold_one_open")
)


class Event(Table):
    """What happened, never changed afterwards. An event is taken back by another one that points at it.

    `actor` is who did it (`reader`, `staff`, `command`, `system`), `patron` whom it concerns, `details` JSON.
    `staff_id` is the member of staff who did it, where their card said so; `account` that of the operating
    system, for a command. `flagged` events wait for the librarian's eye.
    """

    id = BigAutoField()
    copy_id: int | None
    patron_id: int | None
    loan_id: int | None
    uuid = CharField(unique=True, max_length=36)
    at = DateTimeField(index=True)
    kiosk = CharField(max_length=64)
    actor = CharField(max_length=16)
    verb = CharField(max_length=32)
    patron = key(Patron, null=True, index=False)
    copy = key(Copy, null=True)
    loan = key(Loan, null=True, index=False)
    undoes = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT", backref="+")
    flagged = BooleanField(default=False)
    details = TextField(default="")
    # Added by a migration, which on SQLite can only append: so the key stands with its column.
    staff_id = IntegerField(null=True, constraints=[SQL('REFERENCES "patron" ("id") ON DELETE RESTRICT')])
    account = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])


class OneBook(Table):
    """A reader who for now has one book at a time, to read in the classroom, as agreed over a damaged one.

    It holds while that copy is in repair or missing, and to the day `until` at the longest; without a copy
    only that day ends it.
    """

    patron = ForeignKeyField(Patron, primary_key=True, on_delete="RESTRICT", backref="+")
    copy = key(Copy, null=True)
    until = DateField()


class LoanCount(Table):
    """How many loans of a month were a class's, by the letter of the call number, once they are nobody's.

    `month` is its first day, `class_name` and `category` the reader's when the link to them was cut.
    """

    month = DateField()
    class_name = CharField(max_length=64)
    category = CharField(max_length=32)
    letter = CharField(max_length=1)
    loans = IntegerField()
    renewals = IntegerField()

    class Meta:
        primary_key = CompositeKey("month", "class_name", "category", "letter")


class TermLoans(Table):
    """How many books a reader borrowed in a term with the loans that are nobody's any more. No book is named.

    Kept until the term is over for as long as a closed loan keeps its reader.
    """

    patron = key(Patron)
    term = key(Term)
    loans = IntegerField()

    class Meta:
        primary_key = CompositeKey("patron", "term")


class HasBorrowed(Table):
    """That a reader has borrowed at least once. No book is named; kept as long as the reader is."""

    patron = ForeignKeyField(Patron, primary_key=True, on_delete="RESTRICT", backref="+")


class ReplayedScan(Table):
    """A scan that was read in from a file, such as a scanner's memory, so that it is never read in twice.

    `digest` follows from its time and code; it is dropped with what else is known of so old a day.
    """

    digest = CharField(primary_key=True, max_length=32)
    at = DateTimeField(index=True)
