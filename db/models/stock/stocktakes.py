"""Stocktakes: what each is of, what was scanned, and what was settled. Scans are only ever added."""

from peewee import (
    AutoField,
    BigAutoField,
    CharField,
    Check,
    CompositeKey,
    DateTimeField,
    IntegerField,
    TextField,
)

from db.models.base import Table, key
from db.models.lending.circulation import Event
from db.models.stock.holdings import Copy


class Stocktake(Table):
    """One stocktake; any number may be open at once. `scope` says in words of a command what it is of.

    `figures` is the statement as it was signed, JSON, once it is closed.
    """

    id = AutoField()
    name = CharField(unique=True, max_length=60, constraints=[Check("length(name) >= 1")])
    scope = CharField(max_length=200, default="")
    opened_at = DateTimeField()
    opened_by = CharField(max_length=64, default="")
    closed_at = DateTimeField(null=True)
    closed_by = CharField(max_length=64, default="")
    figures = TextField(default="")


class StocktakeCopy(Table):
    """A copy that was in the scope when the stocktake was opened, and the bay or shelf it belonged to."""

    stocktake_id: int
    copy_id: int
    stocktake = key(Stocktake, index=False)
    copy = key(Copy)
    area = CharField(max_length=120, default="")

    class Meta:
        primary_key = CompositeKey("stocktake", "copy")


class StocktakeScan(Table):
    """One scan: when, at which station, by whom, of what, and where it stood. Never changed.

    `digest` makes a scan that comes twice, as from a scanner's memory, count once. `copy` is null where the
    code is nobody's, or a work card or shelf label. A reader's card is never kept.
    """

    id = BigAutoField()
    stocktake_id: int
    copy_id: int | None
    digest = CharField(unique=True, max_length=36)
    stocktake = key(Stocktake)
    at = DateTimeField()
    station = CharField(max_length=64)
    person = CharField(max_length=64, default="")
    code = CharField(max_length=64)
    copy = key(Copy, null=True)
    area = CharField(max_length=120, default="")
    position = IntegerField()


class StocktakeSettling(Table):
    """What was said of a line of a stocktake's lists; `undone_at` is when that was taken back.

    `looked`: it was on a second-look list.
    """

    id = AutoField()
    stocktake_id: int
    copy_id: int | None
    event_id: int | None
    stocktake = key(Stocktake)
    kind = CharField(
        max_length=16,
        constraints=[
            Check("kind IN ('revive', 'on_loan', 'looked', 'missing', 'carry', 'unknown', 'twice', 'label')")
        ],
    )
    batch = IntegerField()
    copy = key(Copy, null=True)
    code = CharField(max_length=64, default="")
    at = DateTimeField()
    event = key(Event, null=True)
    undone_at = DateTimeField(null=True)
