"""Books that leave the stock: the cases in which they are withdrawn, and what was decided to be kept."""

from peewee import SQL, AutoField, CharField, Check, DateTimeField, ForeignKeyField, TextField

from db.models.base import Table, key
from db.models.stock.holdings import Copy


class WithdrawalCase(Table):
    """Copies that are withdrawn together. Once the school has approved, `signed` is its list, JSON."""

    id = AutoField()
    name = CharField(unique=True, max_length=60, constraints=[Check("length(name) >= 1")])
    opened_at = DateTimeField()
    opened_by = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    disposal = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
    approved_at = DateTimeField(null=True)
    signed = TextField(default="", constraints=[SQL("DEFAULT ''")])


class WithdrawalCopy(Table):
    """A copy in a case; `was` is its status before, `why` what proposed it."""

    copy_id: int
    case_id: int
    copy = ForeignKeyField(Copy, primary_key=True, on_delete="RESTRICT", backref="+")
    case = key(WithdrawalCase)
    ground = CharField(max_length=16)
    was = CharField(max_length=16)
    why = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
    added_at = DateTimeField()


class WithdrawalOpinion(Table):
    """What a colleague, who is named, thinks of a case."""

    id = AutoField()
    case = key(WithdrawalCase)
    at = DateTimeField()
    person = CharField(max_length=60)
    words = TextField()


class WithdrawalApproval(Table):
    """A case is approved by the library's head first, then by the school's."""

    id = AutoField()
    case = key(WithdrawalCase, index=False)
    role = CharField(max_length=16, constraints=[Check("role IN ('library', 'school')")])
    at = DateTimeField()
    person = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        indexes = ((("case", "role"), True),)


class KeptCopy(Table):
    """A copy that was proposed and is kept: it is not proposed again."""

    copy_id: int
    copy = ForeignKeyField(Copy, primary_key=True, on_delete="RESTRICT", backref="+")
    at = DateTimeField()
    kept_by = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
