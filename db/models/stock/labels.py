"""Printing of labels, and the relabelling of a stock."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    DateTimeField,
    DoubleField,
    IntegerField,
    SmallIntegerField,
)

from db.models.base import Table, key
from db.models.people.readers import Patron
from db.models.stock.holdings import Copy


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
    symbol = CharField(
        max_length=8,
        default="",
        constraints=[SQL("DEFAULT ''"), Check("symbol IN ('', 'ladder', 'matrix')")],
    )
    """The code on the spine that a camera reads; empty for none."""


class PrintItem(Table):
    """One label of a print job: of a copy, or a reader's card."""

    id = AutoField()
    copy_id: int | None
    patron_id: int | None
    job = key(PrintJob, index=False)
    position = IntegerField()
    copy = key(Copy, null=True)
    patron = key(Patron, null=True)

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
    on the book; `not_found` waits for the stocktake. `changed_at` and `changed_by`: the last change.
    """

    id = AutoField()
    campaign = key(RelabelCampaign, index=False)
    copy = key(Copy)
    job = key(PrintJob, null=True)
    state = CharField(
        max_length=16,
        default="to_print",
        constraints=[Check("state IN ('to_print', 'printed', 'closed', 'not_found')")],
    )
    changed_at = DateTimeField()
    changed_by = CharField(max_length=64)

    class Meta:
        indexes = ((("campaign", "copy"), True), (("campaign", "state"), False))
