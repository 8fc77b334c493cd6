"""Who borrowed of a list of titles, as numbers of each class: from loans and from what outlives them.

A reader's mark names a list and no title, and goes when the list's days have been over for as long as a
closed loan keeps its reader: from then on only the numbers of the classes are left.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from db.answers.classes.reading_list import ClassOfList
from db.class_names import class_order
from db.clock import local_day
from db.models import TitleList, TitleListClass, TitleListReader, TitleWeek
from db.roles import PUPILS
from db.store.sql import day, rows

OF_LISTS = """
    title_list
    JOIN title_list_line ON title_list_line.title_list_id = title_list.id
    JOIN title_list_title ON title_list_title.line_id = title_list_line.id
    JOIN copy ON copy.title_id = title_list_title.title_id
    JOIN loan ON loan.copy_id = copy.id AND NOT loan.voided
         AND loan.lent_on BETWEEN title_list.starts_on AND title_list.ends_on
"""
"""Loans of the titles of lists, in the lists' days; one for each row that a title stands for."""
_SINCE_SHOWN = "COALESCE(loan.lent_on >= title_list.shown_on, FALSE)"

MARKS = f"""
    INSERT INTO title_list_reader (title_list_id, patron_id, since_shown, loans)
    SELECT title_list.id, loan.patron_id, {_SINCE_SHOWN}, COUNT(DISTINCT loan.id)
    FROM {OF_LISTS} JOIN patron ON patron.id = loan.patron_id
    WHERE patron.{PUPILS} AND {{}}
    GROUP BY 1, 2, 3
    ON CONFLICT (title_list_id, patron_id, since_shown)
    DO UPDATE SET loans = title_list_reader.loans + excluded.loans
"""
"""Marks the readers of the loans for which a condition holds: the link to them is being cut."""

_READERS = f"""
    SELECT school_class.name, patron.id, marked.since_shown FROM (
        SELECT loan.patron_id AS patron_id, {_SINCE_SHOWN} AS since_shown FROM {OF_LISTS}
        WHERE title_list.id = ? AND loan.patron_id IS NOT NULL
        UNION
        SELECT patron_id, since_shown FROM title_list_reader WHERE title_list_id = ?
    ) AS marked
    JOIN patron ON patron.id = marked.patron_id
    JOIN school_class ON school_class.id = patron.school_class_id
    WHERE patron.status <> 'left' AND patron.{PUPILS}
"""

_WEEKS = f"""
    SELECT title.id, COALESCE(school_class.name, ''), loan.lent_on, COUNT(*)
    FROM loan
    JOIN patron ON patron.id = loan.patron_id
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    JOIN copy ON copy.id = loan.copy_id
    JOIN title ON title.id = copy.title_id
    WHERE NOT loan.voided AND patron.{PUPILS} AND {{}}
    GROUP BY title.id, school_class.name, loan.lent_on
"""


def classes_of_list(list_id: int) -> list[ClassOfList]:
    """Every class that has pupils, as a school says them; of a list that is over, as it was in the end."""
    frozen = list(TitleListClass.select().where(TitleListClass.title_list == list_id))
    if frozen:
        found = [
            ClassOfList(row.class_name, row.pupils, row.readers, row.before, row.since) for row in frozen
        ]
    else:
        marked: dict[str, dict[bool, set[int]]] = defaultdict(lambda: {False: set(), True: set()})
        for name, patron_id, since in rows(_READERS, list_id, list_id):
            marked[name][bool(since)].add(patron_id)
        found = [
            ClassOfList(
                name,
                pupils,
                len(marked[name][False] | marked[name][True]),
                len(marked[name][False]),
                len(marked[name][True]),
            )
            for name, pupils in pupils_of_classes().items()
        ]
    return sorted(found, key=lambda one: class_order(one.class_name))


def pupils_of_classes() -> dict[str, int]:
    """How many pupils each class has that has any."""
    return dict(
        rows(
            "SELECT school_class.name, COUNT(*) FROM patron"
            " JOIN school_class ON school_class.id = patron.school_class_id"
            f" WHERE patron.status <> 'left' AND patron.{PUPILS} GROUP BY school_class.name"
        )
    )


def weeks_of_titles(title_ids: set[int], first: date, last: date) -> Counter[tuple[str, date]]:
    """How often pupils of each class borrowed these titles in each week, by its Monday.

    Whole weeks, from that of `first` to that of `last`: of loans that are nobody's no day is kept.
    """
    from_, until = monday(first), monday(last) + timedelta(days=6)
    found: Counter[tuple[str, date]] = Counter()
    for title_id, name, lent_on, loans in rows(_WEEKS.format("loan.lent_on BETWEEN ? AND ?"), from_, until):
        if title_id in title_ids:
            found[name, monday(day(lent_on))] += loans
    for row in TitleWeek.select().where(TitleWeek.week >= from_, TitleWeek.week <= until):
        if row.title_id in title_ids:
            found[row.class_name, row.week] += row.loans
    return found


def monday(one: date) -> date:
    """The first day of its week."""
    return one - timedelta(days=one.weekday())


def keep_title_weeks(condition: str, value: object) -> None:
    """Count the loans for which the condition holds: the link to their readers is being cut."""
    counted: Counter[tuple[int, str, date]] = Counter()
    for title_id, name, lent_on, loans in rows(_WEEKS.format(condition), value):
        counted[title_id, name, monday(day(lent_on))] += loans
    for (title_id, name, week), loans in counted.items():
        TitleWeek.insert(title=title_id, class_name=name, week=week, loans=loans).on_conflict(
            conflict_target=[TitleWeek.title, TitleWeek.class_name, TitleWeek.week],
            update={TitleWeek.loans: TitleWeek.loans + loans},
        ).execute()


def keep_list_readers(before: datetime) -> None:
    """Mark whose loans ended before this moment (naive UTC): the link to them is being cut.

    Of lists that were over by then the numbers of the classes are kept, and the marks are dropped.
    """
    over = TitleList.select(TitleList.id).where(
        TitleList.ends_on < local_day(before),
        TitleList.id.not_in(TitleListClass.select(TitleListClass.title_list)),
    )
    for row in list(over):
        for one in classes_of_list(row.id):
            TitleListClass.create(
                title_list=row.id,
                class_name=one.class_name,
                pupils=one.pupils,
                readers=one.readers,
                before=one.before,
                since=one.since,
            )
    closed = TitleListClass.select(TitleListClass.title_list)
    rows(
        MARKS.format(
            "loan.returned_at < ? AND title_list.id NOT IN (SELECT title_list_id FROM title_list_class)"
        ),
        before,
    )
    TitleListReader.delete().where(TitleListReader.title_list.in_(closed)).execute()


def move_title_counts(gone: int, keep: int) -> None:
    """In the running transaction: what was counted of a title is another's, with which it is one book."""
    for row in list(TitleWeek.select().where(TitleWeek.title == gone)):
        TitleWeek.insert(title=keep, class_name=row.class_name, week=row.week, loans=row.loans).on_conflict(
            conflict_target=[TitleWeek.title, TitleWeek.class_name, TitleWeek.week],
            update={TitleWeek.loans: TitleWeek.loans + row.loans},
        ).execute()
    TitleWeek.delete().where(TitleWeek.title == gone).execute()
    rows(
        "UPDATE title_list_title SET title_id = ? WHERE title_id = ? AND line_id NOT IN"
        " (SELECT line_id FROM title_list_title WHERE title_id = ?)",
        keep,
        gone,
        keep,
    )
    rows("DELETE FROM title_list_title WHERE title_id = ?", gone)


def rename_class_counts(old: str, new: str) -> None:
    """In the running transaction: what was counted of a class is counted under its other name.

    Where that class has counts too, they are added.
    """
    for row in list(TitleWeek.select().where(TitleWeek.class_name == old)):
        TitleWeek.insert(title=row.title_id, class_name=new, week=row.week, loans=row.loans).on_conflict(
            conflict_target=[TitleWeek.title, TitleWeek.class_name, TitleWeek.week],
            update={TitleWeek.loans: TitleWeek.loans + row.loans},
        ).execute()
    TitleWeek.delete().where(TitleWeek.class_name == old).execute()
    for table, keys, sums in _OF_CLASSES:
        same = " AND ".join(f"other.{one} = {table}.{one}" for one in keys)
        added = ", ".join(
            f"{one} = {one} + COALESCE((SELECT other.{one} FROM {table} AS other"
            f" WHERE other.class_name = ? AND {same}), 0)"
            for one in sums
        )
        rows(f"UPDATE {table} SET {added} WHERE class_name = ?", *[old] * len(sums), new)
        there = f"SELECT 1 FROM {table} AS other WHERE other.class_name = ? AND {same}"
        rows(f"DELETE FROM {table} WHERE class_name = ? AND EXISTS ({there})", old, new)
        rows(f"UPDATE {table} SET class_name = ? WHERE class_name = ?", new, old)
    for table in ("reading_lesson", "review_slip"):
        rows(f"UPDATE {table} SET class_name = ? WHERE class_name = ?", new, old)


_OF_CLASSES = (
    ("title_list_class", ("title_list_id",), ("pupils", "readers", "before", "since")),
    ("class_term", ("starts_on", "ends_on"), ("pupils", "borrowers", "loans")),
    ("visit_count", ("day", "part", "room"), ("visits",)),
    ("activity_class", ("activity_id",), ("entries",)),
)
"""Tables of classes' numbers: the rest of their keys, and what is added up."""
