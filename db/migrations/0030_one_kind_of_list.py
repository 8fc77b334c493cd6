"""Lists to read, which had tables of their own, and lists from outside are lists of titles alike."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

from db.title_lists.meaning import core_title, is_same_book

_HALF_A_YEAR = timedelta(days=182)
_KINDS = "kind IN ('recommended', 'new', 'month', 'required', 'bookseller', 'block')"
_FORCES = "force IN ('school', 'textbook', 'curriculum', 'guide')"
_DAYS = "ends_on >= starts_on"
_HAS_DAYS = "kind = 'block' OR starts_on IS NOT NULL AND ends_on IS NOT NULL"


def up(_migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    # Tables of earlier migrations, as far as keys point at them.
    class Patron(Table):
        id = AutoField()

    class Title(Table):
        id = AutoField()

    class TitleList(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=80, constraints=[Check("length(name) >= 1")])
        kind = CharField(max_length=16, constraints=[Check(_KINDS)])
        source = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])
        read_at = DateTimeField()
        closed_at = DateTimeField(null=True)
        force = CharField(
            max_length=16, default="school", constraints=[SQL("DEFAULT 'school'"), Check(_FORCES)]
        )
        grades = CharField(max_length=32, default="", constraints=[SQL("DEFAULT ''")])
        starts_on = DateField(null=True)
        ends_on = DateField(null=True)
        shown_on = DateField(null=True)

        class Meta:
            constraints = (Check(_DAYS), Check(_HAS_DAYS))

    class TitleListLine(Table):
        id = AutoField()
        title_list = ForeignKeyField(TitleList, on_delete="RESTRICT", backref="+")
        number = IntegerField()
        title = TextField(default="", constraints=[SQL("DEFAULT ''")])
        author = TextField(default="", constraints=[SQL("DEFAULT ''")])
        publisher = TextField(default="", constraints=[SQL("DEFAULT ''")])
        isbn = CharField(max_length=13, default="", constraints=[SQL("DEFAULT ''")])
        class_number = CharField(max_length=120, default="", constraints=[SQL("DEFAULT ''")])
        year = SmallIntegerField(null=True)
        price = IntegerField(null=True)
        copies = IntegerField(null=True)
        also = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class TitleListTitle(Table):
        line = ForeignKeyField(TitleListLine, index=False, on_delete="RESTRICT", backref="+")
        title = ForeignKeyField(Title, on_delete="RESTRICT", backref="+")
        found_by = CharField(max_length=8, constraints=[Check("found_by IN ('isbn', 'title', 'hand')")])

        class Meta:
            primary_key = CompositeKey("line", "title")

    class TitleListReader(Table):
        title_list = ForeignKeyField(TitleList, index=False, on_delete="RESTRICT", backref="+")
        patron = ForeignKeyField(Patron, on_delete="RESTRICT", backref="+")
        since_shown = BooleanField()
        loans = IntegerField()

        class Meta:
            primary_key = CompositeKey("title_list", "patron", "since_shown")

    class TitleListClass(Table):
        title_list = ForeignKeyField(TitleList, index=False, on_delete="RESTRICT", backref="+")
        class_name = CharField(max_length=64)
        pupils = IntegerField()
        readers = IntegerField()
        before = IntegerField()
        since = IntegerField()

        class Meta:
            primary_key = CompositeKey("title_list", "class_name")

    class Activity(Table):
        id = AutoField()
        name = CharField(unique=True, max_length=80, constraints=[Check("length(name) >= 1")])
        kind = CharField(
            max_length=16,
            constraints=[
                Check("kind IN ('essay', 'notes', 'paper', 'story', 'science', 'contest', 'week', 'other')")
            ],
        )
        starts_on = DateField()
        ends_on = DateField()
        title_list = ForeignKeyField(TitleList, null=True, on_delete="RESTRICT", backref="+")
        results = TextField(default="")
        prizes = TextField(default="")
        photographs = TextField(default="")

        class Meta:
            constraints = (Check("ends_on >= starts_on"),)

    of_activities = _all(db, "SELECT id, reading_list_id FROM activity WHERE reading_list_id IS NOT NULL")
    _run(db, "UPDATE activity SET reading_list_id = NULL")
    _widen(db, TitleList, TitleListLine, Activity)
    db.create_tables([TitleListTitle, TitleListReader, TitleListClass])
    _match_those_from_outside(db)
    lists = _move(db)
    for activity_id, list_id in of_activities:
        _run(db, "UPDATE activity SET title_list_id = ? WHERE id = ?", lists[list_id], activity_id)
    for table in ("title", "reader", "class", "row"):
        _run(db, f"DROP TABLE reading_list_{table}")
    _run(db, "DROP TABLE reading_list")


def _run(db: Any, sql: str, *values: object) -> Any:
    return db.execute_sql(sql.replace("?", db.param), values)


def _all(db: Any, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return list(_run(db, sql, *values).fetchall())


def _widen(db: Any, *models: Any) -> None:
    """Columns more, other checks, and activities that point at the other table."""
    if db.param != "?":
        _widen_on_a_server(db)
        return
    # SQLite cannot alter a check or a key, and other tables point at these: so its own way for a change that
    # leaves the rows as they are (https://sqlite.org/lang_altertable.html, section 7). Columns more stand
    # behind all others, and rows that lack them have what they have by default.
    _run(db, "DROP INDEX activity_reading_list_id")
    ((version,),) = _all(db, "PRAGMA schema_version")
    _run(db, "PRAGMA writable_schema = ON")
    for model in models:
        made, _none = model._schema._create_table(safe=False).query()
        changed = _run(
            db,
            "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?",
            *(made, model._meta.table_name),
        )
        assert changed.rowcount == 1
    # What has no days yet is given them as soon as the columns are there: no check looks at it before.
    _run(db, f"PRAGMA schema_version = {version + 1}")
    _run(db, "PRAGMA writable_schema = RESET")  # and read the tables as they are now
    _give_days(db)
    _run(db, 'CREATE INDEX "activity_title_list_id" ON "activity" ("title_list_id")')


def _widen_on_a_server(db: Any) -> None:
    _run(db, "ALTER TABLE title_list ALTER COLUMN name TYPE VARCHAR(80)")
    ((kinds,),) = _all(
        db,
        "SELECT conname FROM pg_constraint WHERE conrelid = CAST('title_list' AS regclass)"
        " AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%%bookseller%%'",
    )
    _run(db, f'ALTER TABLE title_list DROP CONSTRAINT "{kinds}"')
    for change in (
        f'ADD CONSTRAINT "{kinds}" CHECK ({_KINDS})',
        f"ADD COLUMN force VARCHAR(16) NOT NULL DEFAULT 'school' CHECK ({_FORCES})",
        "ADD COLUMN grades VARCHAR(32) NOT NULL DEFAULT ''",
        "ADD COLUMN starts_on DATE",
        "ADD COLUMN ends_on DATE",
        "ADD COLUMN shown_on DATE",
    ):
        _run(db, f"ALTER TABLE title_list {change}")
    _give_days(db)
    for check in (_DAYS, _HAS_DAYS):
        _run(db, f"ALTER TABLE title_list ADD CHECK ({check})")
    _run(db, "ALTER TABLE title_list_line ADD COLUMN also TEXT NOT NULL DEFAULT ''")
    _run(db, "ALTER TABLE activity DROP COLUMN reading_list_id")
    _run(
        db,
        "ALTER TABLE activity ADD COLUMN title_list_id INTEGER REFERENCES title_list (id) ON DELETE RESTRICT",
    )
    _run(db, 'CREATE INDEX "activity_title_list_id" ON "activity" ("title_list_id")')


def _give_days(db: Any) -> None:
    """A list from outside is measured for half a year from the day on which it was read."""
    for list_id, read_at in _all(db, "SELECT id, read_at FROM title_list WHERE kind <> 'block'"):
        at = read_at if isinstance(read_at, datetime) else datetime.fromisoformat(str(read_at))
        _run(
            db,
            "UPDATE title_list SET starts_on = ?, ends_on = ? WHERE id = ?",
            *(at.date(), at.date() + _HALF_A_YEAR, list_id),
        )


def _match_those_from_outside(db: Any) -> None:
    """What their lines stand for, by ISBN or by the very title: the rest is found when it is looked for."""
    lines = _all(
        db,
        "SELECT title_list_line.id, title_list_line.title, title_list_line.author, title_list_line.isbn"
        " FROM title_list_line JOIN title_list ON title_list.id = title_list_line.title_list_id"
        " WHERE title_list.kind <> 'block'",
    )
    if not lines:
        return
    by_isbn: dict[str, list[int]] = defaultdict(list)
    by_core: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for title_id, title, author, isbn in _all(db, "SELECT id, title, author, isbn FROM title"):
        by_isbn[isbn or "-"].append(title_id)
        by_core[core_title(title)].append((title_id, title, author))
    for line_id, title, author, isbn in lines:
        found = dict.fromkeys(by_isbn[isbn] if isbn else (), "isbn")
        core = core_title(title)
        for title_id, called, by in by_core[core] if core else ():
            if is_same_book(core, author, called, by):
                found.setdefault(title_id, "title")
        for title_id, found_by in found.items():
            _run(db, "INSERT INTO title_list_title VALUES (?, ?, ?)", line_id, title_id, found_by)


def _move(db: Any) -> dict[int, int]:
    """Bring the lists to read over; the new number of each."""
    taken = {name for (name,) in _all(db, "SELECT name FROM title_list")}
    numbers: dict[int, int] = {}
    for list_id, name, starts_on, *rest in _all(
        db,
        "SELECT id, name, starts_on, kind, force, source, grades, ends_on, shown_on FROM reading_list"
        " ORDER BY id",
    ):
        called = next(one for one in _names(name) if one not in taken)
        taken.add(called)
        day = starts_on if isinstance(starts_on, date) else date.fromisoformat(str(starts_on))
        ((number,),) = _all(
            db,
            "INSERT INTO title_list"
            " (name, read_at, starts_on, kind, force, source, grades, ends_on, shown_on)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            *(called, datetime(day.year, day.month, day.day), day, *rest),
        )
        numbers[list_id] = number
    lines: dict[int, int] = {}
    within: dict[int, int] = defaultdict(int)
    for row_id, list_id, *rest in _all(
        db, "SELECT id, reading_list_id, title, author, isbn, also FROM reading_list_row ORDER BY id"
    ):
        within[list_id] += 1
        ((lines[row_id],),) = _all(
            db,
            "INSERT INTO title_list_line (title_list_id, number, title, author, isbn, also)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            *(numbers[list_id], within[list_id], *rest),
        )
    for row_id, *rest in _all(db, "SELECT row_id, title_id, found_by FROM reading_list_title"):
        _run(db, "INSERT INTO title_list_title VALUES (?, ?, ?)", lines[row_id], *rest)
    for list_id, *rest in _all(
        db, "SELECT reading_list_id, patron_id, since_shown, loans FROM reading_list_reader"
    ):
        _run(db, "INSERT INTO title_list_reader VALUES (?, ?, ?, ?)", numbers[list_id], *rest)
    for list_id, *rest in _all(
        db, "SELECT reading_list_id, class_name, pupils, readers, before, since FROM reading_list_class"
    ):
        _run(db, "INSERT INTO title_list_class VALUES (?, ?, ?, ?, ?, ?)", numbers[list_id], *rest)
    return numbers


def _names(name: str) -> Any:
    """The name, and others for it where it is taken."""
    yield name
    for number in range(2, 10_000):
        yield f"{name[:74]} ({number})"
