"""The registers of the stock: funds, batches as they came in, and each copy under a number of its own."""

from peewee import SQL, AutoField, CharField, Check, DateField, ForeignKeyField, IntegerField, TextField

from db.models.base import Table, key
from db.models.stock.holdings import Copy


class Fund(Table):
    """Money of a year for books and periodicals. `amount` in hundredths."""

    id = AutoField()
    year = IntegerField(constraints=[Check("year BETWEEN 1900 AND 9999")])
    name = CharField(max_length=60, constraints=[Check("length(name) >= 1")])
    amount = IntegerField(constraints=[Check("amount >= 0")])

    class Meta:
        indexes = ((("year", "name"), True),)


class AccessionBatch(Table):
    """Copies that came in together, on one voucher: a line of the total register.

    `entered_on` is the day on which the register got them, None for what was there before it was kept;
    `came_on` is when they came, where that is known.
    """

    id = AutoField()
    number = IntegerField(unique=True, constraints=[Check("number >= 1")])
    entered_on = DateField(null=True)
    came_on = DateField(null=True)
    kind = CharField(
        max_length=16,
        default="",
        constraints=[
            SQL("DEFAULT ''"),
            Check("kind IN ('', 'stock', 'bought', 'given', 'subscribed')"),
        ],
    )
    source = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
    voucher = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    fund_id: int | None
    fund = key(Fund, null=True)
    note = TextField(default="", constraints=[SQL("DEFAULT ''")])


class Accession(Table):
    """An accession number, given once and for good. Struck out, it names no copy any more.

    `paid` in hundredths; `struck` is the title of a copy that was entered by mistake.
    """

    number = IntegerField(primary_key=True, constraints=[Check("number >= 1")])
    copy = ForeignKeyField(Copy, unique=True, null=True, on_delete="RESTRICT", backref="+")
    batch = key(AccessionBatch)
    paid = IntegerField(null=True, constraints=[Check("paid >= 0")])
    struck_on = DateField(null=True)
    struck = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        constraints = (Check("(copy_id IS NULL) = (struck_on IS NOT NULL)"),)
