"""The tables. Bad data is made impossible here, so that no caller has to be trusted.

Every foreign key is RESTRICT: nothing that something else points at can be deleted.
"""

from typing import Any

import peewee
from peewee import (
    SQL,
    AutoField,
    BigAutoField,
    BlobField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateField,
    DateTimeField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

database = peewee.DatabaseProxy()


class Table(Model):
    """What all tables share. Column names are the field names; keys end in `_id`."""

    class Meta:
        database = database
        legacy_table_names = False


def _key(model: Any, *, null: bool = False, index: bool = True) -> Any:
    return ForeignKeyField(model, null=null, index=index, on_delete="RESTRICT", backref="+")


class Setting(Table):
    """One fact of this library that all its kiosks share (its name, its number, the staff PIN's hash)."""

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


class SchoolClass(Table):
    """A class of the school (`六甲`, `Year 4 Oak`)."""

    id = AutoField()
    name = CharField(unique=True, max_length=64)


class Patron(Table):
    """A reader. `number` is the school's own, the card's code is a row of `Barcode`."""

    id = AutoField()
    school_class_id: int | None
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
    """A work as catalogued. `original` keeps, as JSON, what a list said where cleaning had to guess."""

    id = AutoField()
    title = TextField()
    author = TextField(default="")
    publisher = TextField(default="")
    year = SmallIntegerField(null=True)
    pages = IntegerField(null=True)
    price = IntegerField(null=True)
    """In the currency's hundredths (fen, cents)."""
    currency = CharField(max_length=3, default="")
    subject = TextField(default="")
    language = CharField(max_length=16, default="")
    call_number = CharField(max_length=120, default="", index=True)
    isbn = CharField(null=True, index=True, max_length=13, constraints=[Check("length(isbn) = 13")])
    identifier = CharField(null=True, index=True, max_length=64)
    """What the school's list has in place of an ISBN, cleaned as a code, where it has no valid one."""
    original = TextField(default="")
    shelf_key = BlobField(index=True, default=b"", constraints=[SQL("DEFAULT ''")])
    """The place on the shelf by `db.callnumber`, as UTF-8: bytes are compared alike by every database."""


class Location(Table):
    """Where books stand: a shelf, or the corner of a class."""

    id = AutoField()
    school_class_id: int | None
    name = CharField(unique=True, max_length=120)
    kind = CharField(max_length=16, default="shelf", constraints=[Check("kind IN ('shelf', 'corner')")])
    school_class = _key(SchoolClass, null=True)


class Copy(Table):
    """One book that one can hold. `number` counts the copies of a title from 1."""

    id = AutoField()
    title_id: int
    location_id: int | None
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
    """Every code ever issued, each with exactly one owner. A retired code still names its owner."""

    id = AutoField()
    code = CharField(unique=True, max_length=64, constraints=[Check("length(code) >= 1")])
    copy = _key(Copy, null=True)
    patron = _key(Patron, null=True)
    issued_at = DateTimeField()
    retired_at = DateTimeField(null=True)

    class Meta:
        constraints = (Check("(copy_id IS NULL) <> (patron_id IS NULL)"),)


class Loan(Table):
    """One lending of one copy. Open while `returned_at` is null; at most one open loan a copy.

    The reader is cut from a closed loan after some days, so only an open one must have one.
    A voided loan was taken back at the desk: it never counted. `kiosk` is where it was lent.
    """

    id = BigAutoField()
    copy_id: int
    patron_id: int | None
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


# Peewee gives a partial index on a key the name of the key's own index, and then silently leaves it out:
# these need names of their own.
Loan.add_index(Loan.index(Loan.copy, unique=True, where=Loan.returned_at.is_null(), name="loan_one_open"))
Loan.add_index(Loan.index(Loan.patron, where=Loan.returned_at.is_null(), name="loan_open_of_patron"))
Loan.add_index(Loan.index(Loan.due_on, where=Loan.returned_at.is_null(), name="loan_open_due"))


class Hold(Table):
    """A reader waits for a title; first come, first served. Open while `closed_at` is null."""

    id = AutoField()
    patron_id: int
    title = _key(Title)
    patron = _key(Patron)
    placed_at = DateTimeField()
    closed_at = DateTimeField(null=True)


Hold.add_index(
    Hold.index(Hold.title, Hold.patron, unique=True, where=Hold.closed_at.is_null(), name="hold_one_open")
)


class Event(Table):
    """What happened, never changed afterwards. An event is taken back by another one that points at it.

    `actor` is who did it (`reader`, `staff`, `system`), `patron` whom it concerns, `details` JSON.
    `flagged` events wait for the librarian's eye.
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
    patron = _key(Patron, null=True, index=False)
    copy = _key(Copy, null=True)
    loan = _key(Loan, null=True, index=False)
    undoes = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT", backref="+")
    flagged = BooleanField(default=False)
    details = TextField(default="")


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


class ClosedWeekday(Table):
    """A weekday on which the library never opens: 0 Monday to 6 Sunday."""

    weekday = SmallIntegerField(primary_key=True, constraints=[Check("weekday BETWEEN 0 AND 6")])


class TimetablePeriod(Table):
    """When a class comes every week: 0 Monday to 6 Sunday, local time in minutes since midnight."""

    id = AutoField()
    school_class_id: int
    school_class = _key(SchoolClass)
    weekday = SmallIntegerField(constraints=[Check("weekday BETWEEN 0 AND 6")])
    starts_minute = SmallIntegerField()
    ends_minute = SmallIntegerField()

    class Meta:
        constraints = (Check("starts_minute >= 0 AND starts_minute < ends_minute AND ends_minute <= 1440"),)
        indexes = ((("school_class", "weekday", "starts_minute"), True),)


class Lesson(Table):
    """One visit of a class: a span of time, in which its pupils' events are what happened.

    Open while `closed_at` is null; at most one a class. `ends_at` is the bell, null where none is known.
    The counts are kept when it closes, for the links from loans to readers are cut some day.
    """

    id = AutoField()
    school_class_id: int
    school_class = _key(SchoolClass)
    kiosk = CharField(max_length=64)
    opened_at = DateTimeField(index=True)
    opened_by = CharField(max_length=16, constraints=[Check("opened_by IN ('card', 'timetable', 'command')")])
    ends_at = DateTimeField(null=True)
    closed_at = DateTimeField(null=True)
    closed_by = CharField(
        max_length=16, null=True, constraints=[Check("closed_by IN ('hand', 'bell', 'quiet')")]
    )
    pupils = IntegerField(null=True)
    """On the roster."""
    present = IntegerField(null=True)
    """Pupils of the class whose cards were scanned."""
    borrowers = IntegerField(null=True)
    turns = IntegerField(null=True)
    loans = IntegerField(null=True)
    returns = IntegerField(null=True)
    visitors = IntegerField(null=True)
    """Readers of other classes who were served meanwhile."""


Lesson.add_index(
    Lesson.index(Lesson.school_class, unique=True, where=Lesson.closed_at.is_null(), name="lesson_one_open")
)


class ClassLibrarian(Table):
    """A pupil who looks after the corner of this class, as long as they are in it."""

    id = AutoField()
    patron = ForeignKeyField(Patron, unique=True, on_delete="RESTRICT", backref="+")
    school_class = _key(SchoolClass)


class Corner(Table):
    """Library books that live with a class, from filling to closing. `location` is where they then stand."""

    id = AutoField()
    school_class_id: int
    location_id: int
    school_class = _key(SchoolClass)
    location = _key(Location)
    cap = SmallIntegerField(constraints=[Check("cap >= 1")])
    opened_at = DateTimeField()
    closed_at = DateTimeField(null=True)


Corner.add_index(
    Corner.index(Corner.school_class, unique=True, where=Corner.closed_at.is_null(), name="corner_one_open")
)


class CornerBook(Table):
    """A line of a corner's manifest: this copy was there from `placed_at` to `taken_at`.

    `home` is where it stands otherwise. `outcome` is how it left: back in the library, on loan to a pupil
    when the corner closed, missing, swapped to another class, or placed by mistake.
    """

    id = AutoField()
    corner = _key(Corner)
    copy = _key(Copy)
    home = _key(Location, null=True, index=False)
    placed_at = DateTimeField()
    taken_at = DateTimeField(null=True)
    outcome = CharField(
        max_length=16,
        null=True,
        constraints=[Check("outcome IN ('back', 'on_loan', 'missing', 'swapped', 'mistake')")],
    )


CornerBook.add_index(
    CornerBook.index(
        CornerBook.copy, unique=True, where=CornerBook.taken_at.is_null(), name="corner_book_one_place"
    )
)


class PrintJob(Table):
    """Labels that are printed together. `made`: recorded, not yet on paper; it can be repeated until it is.

    `start_row` and `start_column`, from 1, are the first cell used on a sheet of the stock.
    """

    id = AutoField()
    made_at = DateTimeField()
    kiosk = CharField(max_length=64)
    kind = CharField(max_length=16, constraints=[Check("kind IN ('spine', 'barcode', 'combined', 'cards')")])
    stock = CharField(max_length=64)
    start_row = SmallIntegerField(constraints=[Check("start_row >= 1")])
    start_column = SmallIntegerField(constraints=[Check("start_column >= 1")])
    by_columns = BooleanField(default=False)
    state = CharField(
        max_length=16, default="made", constraints=[Check("state IN ('made', 'printed', 'failed')")]
    )
    finished_at = DateTimeField(null=True)


class PrintItem(Table):
    """One label of a print job: of a copy, or a reader's card."""

    id = AutoField()
    copy_id: int | None
    patron_id: int | None
    job = _key(PrintJob, index=False)
    position = IntegerField()
    copy = _key(Copy, null=True)
    patron = _key(Patron, null=True)

    class Meta:
        constraints = (Check("(copy_id IS NULL) <> (patron_id IS NULL)"),)
        indexes = ((("job", "position"), True),)


class SheetInUse(Table):
    """Where the next print on a stock begins: the next free cell of its part-used sheet."""

    stock = CharField(primary_key=True, max_length=64)
    row = SmallIntegerField()
    column = SmallIntegerField()
    by_columns = BooleanField(default=False)


class Printer(Table):
    """How one printer misplaces ink, measured on its test page; an empty name stands for printed files."""

    name = CharField(primary_key=True, max_length=127)
    offset_x = DoubleField()
    offset_y = DoubleField()
    scale_x = DoubleField()
    scale_y = DoubleField()


class RelabelCampaign(Table):
    """The relabelling of a stock or a part of it. At most one is open: `closed_at` is null.

    `kind` is what is printed; with `new_codes`, a copy whose label is not of our own making gets a new code.
    """

    id = AutoField()
    opened_at = DateTimeField()
    closed_at = DateTimeField(null=True)
    kind = CharField(max_length=16, constraints=[Check("kind IN ('barcode', 'combined')")])
    new_codes = BooleanField(default=False)


class RelabelItem(Table):
    """One copy of a campaign's worklist.

    `to_print` with a `job` is being printed, and nobody else prints it; `closed`: the new label was scanned
    on the book; `not_found` waits for the stocktake. `changed_at` and `changed_by` tell of the last change.
    """

    id = AutoField()
    campaign = _key(RelabelCampaign, index=False)
    copy = _key(Copy)
    job = _key(PrintJob, null=True)
    state = CharField(
        max_length=16,
        default="to_print",
        constraints=[Check("state IN ('to_print', 'printed', 'closed', 'not_found')")],
    )
    changed_at = DateTimeField()
    changed_by = CharField(max_length=64)

    class Meta:
        indexes = ((("campaign", "copy"), True), (("campaign", "state"), False))


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


TABLES: tuple[type[Table], ...] = (
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
    TimetablePeriod,
    Lesson,
    ClassLibrarian,
    Corner,
    CornerBook,
    PrintJob,
    PrintItem,
    SheetInUse,
    Printer,
    RelabelCampaign,
    RelabelItem,
    LoanCount,
)
