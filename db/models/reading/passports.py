"""Reading passports: kept by wish, out of the reader's own loans, for as long as those name their reader."""

from peewee import CharField, Check, DateField, ForeignKeyField

from db.models.base import Table
from db.models.lending.circulation import Loan
from db.models.people.readers import Patron


class Passport(Table):
    """That a pupil, or their family, wishes to keep a passport."""

    patron_id: int
    patron = ForeignKeyField(Patron, primary_key=True, on_delete="RESTRICT", backref="+")
    since = DateField()


class PassportStamp(Table):
    """That somebody talked about a book with its reader: who, and when. It goes with the loan's reader."""

    loan_id: int
    loan = ForeignKeyField(Loan, primary_key=True, on_delete="RESTRICT", backref="+")
    stamped_on = DateField()
    checker = CharField(max_length=32, constraints=[Check("length(checker) >= 1")])
