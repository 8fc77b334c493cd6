"""What was done about reading in a period, and who worked at it: lists, activities, lessons, people."""

from collections import Counter
from datetime import date

from db.answers.classes.reading_list import ListFigures
from db.class_names import class_order
from db.corners.librarians import class_librarians
from db.readers.in_words import in_a_report
from db.reading.activities import activities
from db.reading.figures import list_counts, lists
from db.reading.lessons import lessons
from db.reading.slips import slips_by_class
from db.staff.members import members
from db.term_report.parts.ground import Counts, Ground, known, ratio
from db.term_report.values import Period, Table
from db.title_lists.kept import days_of


def lists_of(period: Period) -> list[ListFigures]:
    """The lists to be read whose days touch the period, without their weeks; the oldest first."""
    return [
        list_counts(row)
        for row in reversed(lists())
        if row.kind != "bookseller" and _touches(days_of(row), period)
    ]


def _touches(days: tuple[date, date], period: Period) -> bool:
    return days[0] <= period.last_day and days[1] >= period.first_day


def counts(period: Period) -> Counts:
    """The figures of a period in which the library was there."""
    days = period.first_day, period.last_day
    found, done, held = lists_of(period), activities(*days), lessons(*days)
    present = sum(one.present for one in held)
    return known(
        lists=len(found),
        list_rate=ratio(sum(one.total.readers for one in found), sum(one.total.pupils for one in found), 100),
        list_coverage=ratio(sum(one.borrowed for one in found), sum(one.held for one in found), 100),
        activities=len(done),
        entries=sum(one.entries for one in done),
        slips=sum(slips_by_class(*days).values()),
        reading_lessons=len(held),
        reading_present=present,
        present_per_lesson=ratio(present, len(held)),
    )


def people_today() -> Counts:
    """Who works at the library, as far as it is only known of today."""
    helpers = class_librarians()
    return {
        "staff": len(members()),
        "helpers": len(helpers),
        "helper_classes": len({name for name, _, _ in helpers}),
    }


def tables(period: Period) -> tuple[Table, ...]:
    """The lists with their rates, the activities, the reading lessons of each class."""
    return lists_table(period), activities_table(period), reading_lessons_table(period)


def lists_table(period: Period) -> Table:
    """Each list: titles, held, pupils, readers, rates."""
    return Table(
        "lists",
        ("list", "titles", "held", "pupils", "readers", "list_rate", "coverage"),
        tuple(
            (
                *(in_a_report(one.name), len(one.titles), one.held, one.total.pupils, one.total.readers),
                *(round(100 * one.total.rate, 1), round(100 * one.coverage, 1)),
            )
            for one in lists_of(period)
        ),
    )


def activities_table(period: Period) -> Table:
    """Each activity: days, classes that took part, entries."""
    return Table(
        "activities",
        ("activity", "activity_kind", "from", "until", "classes", "entries"),
        tuple(
            (
                *(in_a_report(one.name), one.kind, one.first, one.last),
                *(sum(bool(taking.class_name) for taking in one.classes), one.entries),
            )
            for one in reversed(activities(period.first_day, period.last_day))
        ),
    )


def reading_lessons_table(period: Period) -> Table:
    """The reading lessons of each class."""
    held, present = Counter[str](), Counter[str]()
    for one in lessons(period.first_day, period.last_day):
        held[one.class_name] += 1
        present[one.class_name] += one.present
    return Table(
        "reading_lessons",
        ("class", "lessons", "present"),
        tuple((name, held[name], present[name]) for name in sorted(held, key=class_order)),
    )


def helpers_table(_ground: Ground) -> Table:
    """How many pupils look after the corner of each class; none is named."""
    counted = Counter(name for name, _, _ in class_librarians())
    return Table(
        "helpers",
        ("class", "helpers"),
        tuple((name, counted[name]) for name in sorted(counted, key=class_order)),
    )
