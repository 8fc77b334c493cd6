"""Who is staff, with a PIN of their own, and who did what. Tables as of version 5, frozen here on purpose."""

from typing import Any

from peewee import (
    SQL,
    AutoField,
    CharField,
    Check,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
)


def up(migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    # Tables of the first migration, as far as keys point at them.
    class SchoolClass(Table):
        id = AutoField()

    class Patron(Table):
        id = AutoField()

    class StaffMember(Table):
        id = AutoField()
        patron = ForeignKeyField(Patron, null=True, unique=True, on_delete="RESTRICT", backref="+")
        role = CharField(max_length=16, constraints=[Check("role IN ('teacher', 'librarian', 'head')")])
        pin = CharField(max_length=128, null=True)
        wrong_tries = SmallIntegerField(default=0)
        not_before = DateTimeField(null=True)

        class Meta:
            constraints = (Check("patron_id IS NOT NULL OR role = 'librarian'"),)

    class StaffClass(Table):
        id = AutoField()
        patron = ForeignKeyField(Patron, index=False, on_delete="RESTRICT", backref="+")
        school_class = ForeignKeyField(SchoolClass, on_delete="RESTRICT", backref="+")

        class Meta:
            indexes = ((("patron", "school_class"), True),)

    class Event(Table):
        staff_id = IntegerField(null=True, constraints=[SQL('REFERENCES "patron" ("id") ON DELETE RESTRICT')])
        account = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])

    db.create_tables([StaffMember, StaffClass])
    migrator.alter_add_column("event", "staff_id", Event.staff_id, allow_not_null=True).run()
    migrator.alter_add_column("event", "account", Event.account, allow_not_null=True).run()
    # The library's one PIN goes on opening until a librarian has one of their own.
    db.execute_sql(
        "INSERT INTO staff_member (role, pin, wrong_tries) "
        "SELECT 'librarian', value, 0 FROM setting WHERE key = 'staff_pin'"
    )
    db.execute_sql("DELETE FROM setting WHERE key IN ('staff_pin', 'staff_pin_tries')")
