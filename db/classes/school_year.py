"""A new school year: every class goes up one grade, the last grade leaves, new pupils come.

A class keeps its row and gets a new name, so its pupils, its corner, its timetable and its past lessons go
with it, and fifteen hundred pupils move by some forty small changes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import peewee

from db.class_names import Grade, archived_name, class_order, grade_of, sorted_classes
from db.classes.new_numbers import numbers_a_grade_later, numbers_of_list
from db.classes.new_year import ClassMove, NewYear
from db.classes.renaming import rename_classes
from db.clock import local_day
from db.errors import BadValue
from db.events.record import Acting, record
from db.lists.people.readers import import_readers
from db.lists.report import Imported
from db.marking import N_
from db.models import Corner, Patron, SchoolClass, TimetablePeriod, database
from db.readers.leaving import end_waits
from db.readers.numbering import renumber
from db.readers.roster_numbers import number_rosters
from db.reports.class_terms import keep_class_terms
from db.reports.loans import open_loans
from db.roles import PUPILS, STAFF_CATEGORIES
from db.store.batches import rehearsed, select_in
from db.store.sql import moment, rows

PERIOD_COLUMNS = ("id", "school_class", "weekday", "starts_minute", "ends_minute", "weeks")
"""What is kept of a line of the timetable, in this order, so that the new year can be undone."""
_NAMED = 10
"""How many readers a sentence names by their numbers."""


def begin_year(
    acting: Acting,
    *,
    new_pupils: Path | None = None,
    last_grade: int | None = None,
    numbers: Path | None = None,
    move_numbers: bool = False,
    again: bool = False,
    dry_run: bool = False,
) -> NewYear:
    """Let every class go up one grade, in one transaction; with `dry_run` nothing is kept.

    `last_grade` is the grade that leaves, by default the highest there is. `new_pupils` is a list of
    readers as for an import; it may name nobody whom the library knows. `numbers` is a list of old and new
    numbers; with `move_numbers` those that begin with the grade get the next one. A second new year within
    half a year has to be wanted (`again`). Raises BadValue, and BadList
    for a file that is not a list; nothing is changed then.
    """
    try:
        with database.atomic(), rehearsed(dry_run):
            if not again:
                _refuse_second(acting.now)
            return _begin(acting, new_pupils, last_grade, numbers, move_numbers, dry_run)
    except peewee.IntegrityError as error:
        raise BadValue(N_("Two classes would have the same name. Rename one of them first.")) from error


def _refuse_second(now: datetime) -> None:
    """Who does it twice, or a colleague too, sends the next grade away. Raises BadValue."""
    begun = rows(
        "SELECT at FROM event WHERE verb = 'year_begun' AND at > ? AND NOT EXISTS"
        " (SELECT 1 FROM event AS undone WHERE undone.undoes_id = event.id) ORDER BY id DESC LIMIT 1",
        now - _SAME_YEAR,
    )
    if begun:
        raise BadValue(
            N_(
                "The new year has begun already, on {day}. To undo it: kiosk year undo. To let all "
                "classes go up once more, add --again."
            ),
            day=local_day(moment(begun[0][0])),
        )


_SAME_YEAR = timedelta(days=180)


def _begin(
    acting: Acting,
    new_pupils: Path | None,
    last_grade: int | None,
    new_numbers: Path | None,
    move_numbers: bool,
    dry_run: bool,
) -> NewYear:
    keep_class_terms(acting.now)  # what its classes borrowed in the old year is counted by their old names
    grades = {row.id: (row.name, grade_of(row.name)) for row in SchoolClass.select().order_by(SchoolClass.id)}
    going = {class_id: (name, grade) for class_id, (name, grade) in grades.items() if grade}
    if not going:
        raise BadValue(N_("No class has a grade in its name, so none can go up."))
    last = last_grade or max(grade.number for _, grade in going.values())
    up = {id_: (name, _a_year_later(grade)) for id_, (name, grade) in going.items() if grade.number < last}
    year, taken = local_day(acting.now).year, {name for name, _ in grades.values()}
    leaving = {
        id_: (name, archived_name(name, year, taken))
        for id_, (name, grade) in going.items()
        if grade.number >= last
    }
    pupils = dict(
        rows(
            "SELECT school_class_id, COUNT(*) FROM patron WHERE school_class_id IS NOT NULL"
            f" AND status <> 'left' AND {PUPILS} GROUP BY school_class_id"
        )
    )
    numbers = dict(rows("SELECT id, roster_number FROM patron"))
    renamed = up | leaving
    rename_classes(renamed)
    changes = _let_leave(leaving)
    changes["waits"] = end_waits([id_ for id_, _ in changes["left"]], acting)
    new_of = numbers_a_grade_later(up) if move_numbers else {}
    new_of |= numbers_of_list(new_numbers) if new_numbers else {}
    renumbered = renumber(new_of, acting)
    changes["numbers"], changes["cards"] = renumbered.numbers, renumbered.cards
    changes["classes"] = [[id_, *names] for id_, names in renamed.items()]
    known, classes = _ids(Patron), _ids(SchoolClass)
    arrivals = _bring_in(new_pupils, acting) if new_pupils else None
    changes["roster"] = _number_anew(up, numbers)
    added = changes["added"] = sorted(_ids(Patron) - known)
    changes["added_classes"] = sorted(_ids(SchoolClass) - classes)
    record(acting, "year_begun", details=changes)
    today = local_day(acting.now)
    return NewYear(
        moved=_moves(up, pupils),
        left=_moves(leaving, pupils),
        arriving=_arriving(added),
        unmoved=tuple(sorted_classes(name for name, grade in grades.values() if grade is None)),
        renumbered=tuple((old, new) for _, old, new in renumbered.numbers),
        waits=len(changes["waits"]),
        periods=len(changes["periods"]),
        teachers=len(changes["teachers"]),
        holding=tuple(
            loan for _, name in sorted(leaving.values()) for loan in open_loans(today, class_name=name)
        ),
        corners=tuple(
            sorted(
                leaving[corner.school_class_id][0]
                for corner in Corner.select().where(Corner.closed_at.is_null())
                if corner.school_class_id in leaving
            )
        ),
        arrivals=arrivals,
        dry_run=dry_run,
    )


def _a_year_later(grade: Grade) -> str:
    try:
        return grade.name_at(grade.number + 1)
    except ValueError as error:
        raise BadValue(
            N_("There is no grade after that of {name}. Say which grade leaves: --last-grade."),
            name=grade.name_at(grade.number),
        ) from error


def _let_leave(classes: Iterable[int]) -> dict[str, Any]:
    """Mark all pupils of these classes as having left, free their teachers, forget when they come."""
    leaving = list(classes)
    here = Patron.select().where(Patron.school_class.in_(leaving), Patron.status != "left")
    pupils = [[one.id, one.status] for one in here.where(Patron.category.not_in(STAFF_CATEGORIES))]
    teachers = [[one.id, one.school_class_id] for one in here.where(Patron.category.in_(STAFF_CATEGORIES))]
    Patron.update(status="left").where(
        Patron.school_class.in_(leaving), Patron.status != "left", Patron.category.not_in(STAFF_CATEGORIES)
    ).execute()
    Patron.update(school_class=None).where(
        Patron.school_class.in_(leaving), Patron.status != "left", Patron.category.in_(STAFF_CATEGORIES)
    ).execute()
    comes = TimetablePeriod.school_class.in_(leaving)
    periods = [
        [row.id, row.school_class_id, row.weekday, row.starts_minute, row.ends_minute, row.weeks]
        for row in TimetablePeriod.select().where(comes)
    ]
    TimetablePeriod.delete().where(comes).execute()
    return {"left": pupils, "teachers": teachers, "periods": periods}


def _number_anew(classes: Iterable[int], before: Mapping[int, int | None]) -> list[list[int | None]]:
    """Number these classes from 1 again; whose number of before changed: the reader, both."""
    Patron.update(roster_number=None).where(Patron.school_class.in_(list(classes))).execute()
    number_rosters()
    after = rows("SELECT id, roster_number FROM patron ORDER BY id")
    return [[id_, before[id_], number] for id_, number in after if id_ in before and before[id_] != number]


def _bring_in(path: Path, acting: Acting) -> Imported:
    arrivals = import_readers(path, acting=acting)
    known = [*arrivals.known, *(change.what for change in arrivals.held)]
    if known:
        raise BadValue(
            N_(
                "The library already knows some readers in {file}: {n} ({numbers}). A list of new "
                "pupils may hold new numbers only. If the numbers of all pupils move on with the year, add "
                "--move-numbers to kiosk year, or --numbers with a list of old and new ones."
            ),
            n=len(known),
            file=path.name,
            numbers=first_few(known),
        )
    return arrivals


def first_few(numbers: Sequence[str]) -> str:
    """The first of these readers' numbers."""
    return ", ".join(numbers[:_NAMED]) + (" …" if len(numbers) > _NAMED else "")


def _arriving(patrons: Sequence[int]) -> tuple[ClassMove, ...]:
    """The classes that these new readers come into, most of them new themselves."""
    pupils = Counter(
        name
        for (name,) in select_in(
            "SELECT school_class.name FROM school_class"
            " JOIN patron ON patron.school_class_id = school_class.id WHERE patron.id IN",
            patrons,
        )
    )
    return tuple(
        ClassMove("", name, number)
        for name, number in sorted(pupils.items(), key=lambda item: class_order(item[0]))
    )


def _ids(table: type[Patron] | type[SchoolClass]) -> set[int]:
    return {id_ for (id_,) in rows(f"SELECT id FROM {table._meta.table_name}")}


def _moves(names: Mapping[int, tuple[str, str]], pupils: Mapping[int, int]) -> tuple[ClassMove, ...]:
    return tuple(
        ClassMove(old, new, pupils.get(id_, 0))
        for id_, (old, new) in sorted(names.items(), key=lambda item: class_order(item[1][0]))
    )
