"""Who works at the library, and how they prove it."""

from peewee import AutoField, CharField, Check, DateTimeField, ForeignKeyField, SmallIntegerField

from db.models.base import Table, key
from db.models.people.readers import Patron, SchoolClass


class StaffMember(Table):
    """A reader who is staff, and their PIN as a salted scrypt hash. Without a reader: the PIN that all share.

    `wrong_tries` since the last right one; no try is looked at before `not_before` (naive UTC).
    """

    id = AutoField()
    patron_id: int | None
    patron = ForeignKeyField(Patron, null=True, unique=True, on_delete="RESTRICT", backref="+")
    role = CharField(max_length=16, constraints=[Check("role IN ('teacher', 'librarian', 'head')")])
    pin = CharField(max_length=128, null=True)
    wrong_tries = SmallIntegerField(default=0)
    not_before = DateTimeField(null=True)

    class Meta:
        constraints = (Check("patron_id IS NOT NULL OR role = 'librarian'"),)


class StaffClass(Table):
    """A class that is a teacher's own."""

    id = AutoField()
    school_class_id: int
    patron = key(Patron, index=False)
    school_class = key(SchoolClass)

    class Meta:
        indexes = ((("patron", "school_class"), True),)
