"""The rows behind each counted figure of a report. None of them names a child."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from db.answers.table import Cell, Table
from db.class_names import class_order
from db.clock import local_day
from db.errors import NotFound
from db.marking import N_
from db.models import CODE_OF_READER
from db.periodicals.issues import issues
from db.reports.questions import Span, by_month, late_by_class
from db.roles import STAFF_CATEGORIES
from db.staff.members import members
from db.store.sql import day, moment, rows
from db.structure.norms import norm_called
from db.term_report import of_copies
from db.term_report.parts import lending, management, reading, registered
from db.term_report.parts.ground import Ground, moments
from db.term_report.shape import OPENING, SHAPES
from db.term_report.values import Period
from db.term_report.values import Table as Detail

_LOANS_BY_TITLE = """
    SELECT title.title, title.author, title.call_number, COUNT(DISTINCT loan.copy_id), COUNT(*)
    FROM loan JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id
    WHERE NOT loan.voided AND loan.lent_on BETWEEN ? AND ?
    GROUP BY title.id, title.title, title.author, title.call_number ORDER BY 5 DESC, title.title, title.id
"""


def listed(name: str, period: Period, today: date, profile: str = "") -> Table:
    """What a figure counts, or the list of this name. Raises NotFound for a figure that counts nothing."""
    of = SHAPES[name].opens if name in SHAPES else name
    if of not in OPENING:
        raise NotFound(
            N_(
                "The figure {value} has no list of its own: it is worked out from others. The lists are: "
                "{known}."
            ),
            value=name,
            known=", ".join(sorted(OPENING)),
        )
    return _LISTS[of](period, Ground(today, norm_called(profile)))


def _days(period: Period, ground: Ground) -> Table:
    return Table(("day",), tuple((one,) for one in management.open_days(period, ground)))


def _readers(_period: Period, _ground: Ground) -> Table:
    found = rows(
        "SELECT COALESCE(school_class.name, ''), COUNT(*),"
        f" COALESCE(SUM(CASE WHEN {CODE_OF_READER} IS NOT NULL THEN 1 ELSE 0 END), 0)"
        " FROM patron LEFT JOIN school_class ON school_class.id = patron.school_class_id"
        " WHERE patron.status <> 'left' GROUP BY school_class.name"
    )
    found.sort(key=lambda row: (row[0] == "", class_order(row[0])))
    return Table(("class", "of_class", "cards"), tuple((name, int(n), int(c)) for name, n, c in found))


def _staff_readers(_period: Period, _ground: Ground) -> Table:
    found = rows(
        f"SELECT category, COUNT(*) FROM patron WHERE status <> 'left' AND category IN {STAFF_CATEGORIES}"
        " GROUP BY category ORDER BY category"
    )
    return Table(("category", "of_kind"), tuple((name, int(number)) for name, number in found))


def _classes(period: Period, ground: Ground) -> Table:
    lines = lending.class_lines(period, ground)
    return Table(
        ("class", "pupils", "borrowers", "loans"),
        tuple((one.class_name, one.pupils, one.borrowers, one.loans) for one in lines),
    )


def _by_day(column: str, found: Iterable[date]) -> Table:
    counted = Counter(found)
    return Table(("day", column), tuple(sorted(counted.items())))


def _cards_issued(period: Period, _ground: Ground) -> Table:
    found = rows(
        "SELECT issued_at FROM barcode WHERE patron_id IS NOT NULL AND issued_at >= ? AND issued_at < ?",
        *moments(period),
    )
    return _by_day("cards", (local_day(moment(at)) for (at,) in found))


def _cards_replaced(period: Period, _ground: Ground) -> Table:
    found = rows("SELECT at FROM event WHERE at >= ? AND at < ? AND verb = 'card_replaced'", *moments(period))
    return _by_day("cards", (local_day(moment(at)) for (at,) in found))


def _stock(period: Period, ground: Ground) -> Table:
    there = registered.there_on(min(period.last_day, ground.today), ground)
    copies = Counter(one.title_id for one in there)
    known = {one.title_id: one for one in reversed(there)}
    return Table(
        ("title", "author", "call_number", "copies"),
        tuple(
            (known[title].title, known[title].author, known[title].call_number, number)
            for title, number in copies.items()
        ),
    )


def _reviewed(period: Period, _ground: Ground) -> Table:
    found = rows(
        "SELECT title_review.at, title.title, title.author, title_review.ground, title_review.passed"
        " FROM title_review JOIN title ON title.id = title_review.title_id"
        " WHERE title_review.at >= ? AND title_review.at < ? ORDER BY title_review.id",
        *moments(period),
    )
    return Table(
        ("day", "title", "author", "ground", "passed"),
        tuple((local_day(moment(at)), *rest, int(passed)) for at, *rest, passed in found),
    )


def _periodicals(period: Period, ground: Ground) -> Table:
    found = rows(
        "SELECT title.title, subscription.code, subscription.copies, subscription.starts_on,"
        " subscription.ends_on FROM subscription JOIN title ON title.id = subscription.title_id"
        " WHERE starts_on <= ? AND ends_on >= ? ORDER BY title.title, subscription.id",
        min(period.last_day, ground.today),
        period.first_day,
    )
    return Table(
        ("title", "number", "copies", "from", "until"),
        tuple((title, code, copies, day(first), day(last)) for title, code, copies, first, last in found),
    )


def _issues(period: Period, ground: Ground) -> Table:
    return Table(
        ("title", "number", "day", "copies", "received"),
        tuple(
            (one.title, one.number, one.due_on, one.copies, one.received)
            for one in issues(ground.today, period.first_day, min(period.last_day, ground.today))
        ),
    )


def _loans(period: Period, _ground: Ground) -> Table:
    return Table(
        ("title", "author", "call_number", "copies", "loans"),
        tuple(map(tuple, rows(_LOANS_BY_TITLE, period.first_day, period.last_day))),
    )


def _staff_loans(period: Period, ground: Ground) -> Table:
    found = [one for one in lending.counted_of(period, ground) if one.category in STAFF_CATEGORIES]
    return Table(
        ("month", "category", "letter", "loans"),
        tuple((one.month, one.category, one.letter, one.loans) for one in found),
    )


def _on_loan(_period: Period, ground: Ground) -> Table:
    found = late_by_class(Span(ground.today, ground.today))
    return Table(("class", "on_loan", "overdue"), tuple(row[:3] for row in found.rows))


def _slips(period: Period, _ground: Ground) -> Table:
    found: list[tuple[Cell, ...]] = [
        (name, int(number))
        for name, number in rows(
            "SELECT class_name, COUNT(*) FROM review_slip WHERE handed_on BETWEEN ? AND ?"
            " GROUP BY class_name",
            period.first_day,
            period.last_day,
        )
    ]
    return Table(("class", "slips"), tuple(sorted(found, key=lambda row: class_order(str(row[0])))))


def _staff(_period: Period, _ground: Ground) -> Table:
    return Table(("role", "staff"), tuple(sorted(Counter(one.role for one in members()).items())))


def _pupils(period: Period, ground: Ground) -> Table:
    lines = [one for one in lending.class_lines(period, ground) if one.pupils is not None]
    return Table(("class", "pupils"), tuple((one.class_name, one.pupils) for one in lines))


def _detail(made: Callable[[Period, Ground], Detail]) -> Callable[[Period, Ground], Table]:
    """A table of detail of the report as a list."""

    def told(period: Period, ground: Ground) -> Table:
        found = made(period, ground)
        return Table(found.columns, found.rows)

    return told


_LISTS: dict[str, Callable[[Period, Ground], Table]] = {
    "open_days": _days,
    "readers": _readers,
    "pupils": _pupils,
    "staff_readers": _staff_readers,
    "classes": _pupils,
    "cards_issued": _cards_issued,
    "cards_replaced": _cards_replaced,
    "visits": _detail(lambda period, _: management.visits_table(period)),
    "stock": _stock,
    "structure": _detail(registered.structure_table),
    "new": lambda period, ground: of_copies.entries(registered.came(period, ground), lambda one: one.came),
    "withdrawn": lambda period, ground: of_copies.entries(
        registered.went(period, ground), lambda one: one.gone.on if one.gone else None
    ),
    "relabelled": of_copies.relabelled,
    "damaged": of_copies.acts("damaged"),
    "mended": of_copies.settled("available"),
    "worn_out": of_copies.settled("withdrawn"),
    "lost": of_copies.acts("lost"),
    "found_again": of_copies.acts("found"),
    "reshelved": of_copies.acts("shelved"),
    "misplaced": of_copies.acts("moved"),
    "stocktakes": _detail(lambda period, _: registered.stocktakes_table(period)),
    "reviewed": _reviewed,
    "blocked": of_copies.blocked,
    "periodicals": _periodicals,
    "issues_due": _issues,
    "issues_arrived": _issues,
    "volumes_bound": of_copies.bound,
    "loans": _loans,
    "pupil_loans": _classes,
    "staff_loans": _staff_loans,
    "loans_by_month": lambda period, _: by_month(Span(period.first_day, period.last_day)),
    "lessons": _detail(lambda period, _: lending.lessons_table(period)),
    "corners": _detail(lending.corners_table),
    "on_loan": _on_loan,
    "lists": _detail(lambda period, _: reading.lists_table(period)),
    "activities": _detail(lambda period, _: reading.activities_table(period)),
    "slips": _slips,
    "reading_lessons": _detail(lambda period, _: reading.reading_lessons_table(period)),
    "staff": _staff,
    "helpers": _detail(lambda _, ground: reading.helpers_table(ground)),
}
"""Each list by its name."""
