"""What was lent in a period, to whom of which class, in lessons and from class corners."""

from collections import Counter
from dataclasses import dataclass

from db.class_names import class_order, grade_of
from db.corners.report import by_class, corner_use
from db.models import ClassTerm, Term
from db.reports.class_terms import classes_of_term, per_pupil
from db.reports.list_readers import pupils_of_classes
from db.reports.loan_counts import CountedLoans, counted_loans
from db.reports.questions import Span, by_letter, by_month, most_read
from db.reports.today import out
from db.roles import STAFF_CATEGORIES
from db.store.sql import rows
from db.term_report.parts.ground import Counts, Ground, known, moments, ratio
from db.term_report.periods import month_period
from db.term_report.values import Period, Table, plain

_MOST_READ = 10


@dataclass(frozen=True)
class ClassLine:
    """A class in a period; what nobody knows of it any more is None."""

    class_name: str
    pupils: int | None
    borrowers: int | None
    loans: int


def class_lines(period: Period, ground: Ground) -> list[ClassLine]:
    """Every class with its loans: of a term as `kiosk reading classes` has them, else by whole months."""
    return ground.once(("classes", period), lambda: _class_lines(period, ground))


def _class_lines(period: Period, ground: Ground) -> list[ClassLine]:
    if period.kind == "term":
        return [
            ClassLine(one.class_name, one.pupils, one.borrowers, one.loans)
            for one in classes_of_term(Term.get(Term.name == period.name))
        ]
    pupils = _pupils(period, ground)
    loans = Counter[str]()
    for one in counted_of(period, ground):
        if one.category not in STAFF_CATEGORIES and one.class_name:
            loans[one.class_name] += one.loans
    return [
        ClassLine(name, pupils.get(name), None, loans[name])
        for name in sorted({*pupils, *loans}, key=class_order)
    ]


def counted_of(period: Period, ground: Ground) -> list[CountedLoans]:
    """What the counters know of the whole months that the period touches."""
    first, last = period.first_day.replace(day=1), month_period(period.last_day).last_day
    return ground.once(("counted", first, last), lambda: counted_loans(first, last))


def _pupils(period: Period, ground: Ground) -> dict[str, int]:
    """The pupils of each class: as they were kept with the last term of the period, else as they are."""
    kept = list(
        ClassTerm.select()
        .where(ClassTerm.starts_on <= period.last_day, ClassTerm.ends_on >= period.first_day)
        .order_by(ClassTerm.starts_on)
    )
    if period.last_day >= ground.today or (not kept and ground.is_written(period)):
        return pupils_of_classes()
    return {row.class_name: row.pupils for row in kept if row.starts_on == kept[-1].starts_on}


def counts(period: Period, ground: Ground, stock: float) -> Counts:
    """The figures of a period in which the library was there; `stock` is what there was at its end."""
    ((loans, renewals, used),) = rows(
        "SELECT COUNT(*), COALESCE(SUM(renewals), 0), COUNT(DISTINCT copy_id) FROM loan"
        " WHERE lent_on BETWEEN ? AND ? AND NOT voided",
        period.first_day,
        period.last_day,
    )
    lines = class_lines(period, ground)
    pupils = sum(one.pupils or 0 for one in lines)
    pupil_loans = sum(one.loans for one in lines)
    borrowers = (
        sum(one.borrowers or 0 for one in lines) if all(one.borrowers is not None for one in lines) else None
    )
    return {
        **known(
            pupils=pupils or None,
            classes=sum(one.pupils is not None for one in lines) or None,
            loans=int(loans),
            pupil_loans=pupil_loans,
            loans_per_pupil=ratio(pupil_loans, pupils),
            borrowers=borrowers,
            borrower_rate=None if borrowers is None else ratio(borrowers, pupils, 100),
            staff_loans=sum(
                one.loans for one in counted_of(period, ground) if one.category in STAFF_CATEGORIES
            ),
            renewals=int(renewals),
            turnover_stock=ratio(loans, stock, 100),
            copies_used=int(used),
            use_rate=ratio(used, stock, 100),
            low_classes=_low(lines, pupil_loans, pupils),
        ),
        **_lessons(period),
        **_corners(period, ground),
    }


def _low(lines: list[ClassLine], loans: int, pupils: int) -> int | None:
    """How many classes borrowed less than half of what all did for each pupil."""
    if not loans or not pupils:
        return None
    return sum(2 * one.loans * pupils < loans * one.pupils for one in lines if one.pupils)


def counts_today(ground: Ground) -> Counts:
    """What is only known of today."""
    found = out(ground.today)
    return {"on_loan": found.on_loan, "overdue": found.late}


def _lessons(period: Period) -> Counts:
    ((held, present, roster, loans),) = rows(
        "SELECT COUNT(*), COALESCE(SUM(present), 0), COALESCE(SUM(pupils), 0), COALESCE(SUM(loans), 0)"
        " FROM lesson WHERE opened_at >= ? AND opened_at < ? AND closed_at IS NOT NULL AND present > 0",
        *moments(period),
    )
    return known(
        lessons=int(held),
        lesson_present=int(present),
        lesson_attendance=ratio(int(present), int(roster), 100),
        lesson_loans=int(loans),
    )


def _corners(period: Period, ground: Ground) -> Counts:
    used = corner_use(period.first_day, min(period.last_day, ground.today))
    books, loans = sum(one.books for one in used), sum(one.loans for one in used)
    return known(
        corners=len(used),
        corner_books=books,
        corner_loans=loans,
        corner_unread=sum(one.never_opened for one in used),
        corner_missing=sum(one.missing for one in used),
        corner_use=ratio(loans, books),
    )


def tables(period: Period, ground: Ground) -> tuple[Table, ...]:
    """Loans by class, grade, month and letter, what was read most, corners, lessons."""
    span = Span(period.first_day, min(period.last_day, ground.today))
    lines = class_lines(period, ground)
    return (
        Table(
            "loans_by_class",
            ("class", "pupils", "borrowers", "loans", "per_pupil"),
            tuple((one.class_name, one.pupils, one.borrowers, one.loans, _each(one)) for one in lines),
            ("per_pupil",),
        ),
        _by_grade(lines),
        Table(
            "loans_by_month",
            ("month", "loans", "renewals"),
            tuple(map(plain, by_month(span).rows)),
            ("loans",),
        ),
        Table(
            "loans_by_letter",
            ("letter", "titles", "copies", "loans", "per_hundred"),
            tuple(plain(row) for row in by_letter(span).rows if row[2] or row[3]),
        ),
        Table(
            "most_read",
            ("title", "author", "call_number", "loans"),
            tuple(plain(row[:4]) for row in most_read(span).rows[:_MOST_READ]),
        ),
        lessons_table(period),
        corners_table(period, ground),
    )


def _each(line: ClassLine) -> float | None:
    return float(per_pupil(line.loans, line.pupils)) if line.pupils else None


def _by_grade(lines: list[ClassLine]) -> Table:
    grades: dict[int, list[ClassLine]] = {}
    for one in lines:
        if grade := grade_of(one.class_name):
            grades.setdefault(grade.number, []).append(one)
    found = []
    for number, some in sorted(grades.items()):
        whole = ClassLine(
            "", sum(one.pupils or 0 for one in some) or None, None, sum(one.loans for one in some)
        )
        found.append((number, len(some), whole.pupils, whole.loans, _each(whole)))
    return Table(
        "loans_by_grade", ("grade", "classes", "pupils", "loans", "per_pupil"), tuple(found), ("per_pupil",)
    )


def lessons_table(period: Period) -> Table:
    """The lessons of each class."""
    found = rows(
        "SELECT school_class.name, COUNT(*), SUM(lesson.present), SUM(lesson.pupils), SUM(lesson.loans)"
        " FROM lesson JOIN school_class ON school_class.id = lesson.school_class_id"
        " WHERE opened_at >= ? AND opened_at < ? AND closed_at IS NOT NULL AND present > 0"
        " GROUP BY school_class.name",
        *moments(period),
    )
    of_class: dict[str, tuple[int, int, int, int]] = {
        name: (int(held), int(present), int(roster), int(loans))
        for name, held, present, roster, loans in found
    }
    return Table(
        "lessons",
        ("class", "lessons", "present", "roster", "loans"),
        tuple((name, *of_class[name]) for name in sorted(of_class, key=class_order)),
    )


def corners_table(period: Period, ground: Ground) -> Table:
    """The corner of each class."""
    used = corner_use(period.first_day, min(period.last_day, ground.today))
    return Table(
        "corners",
        ("class", "books", "loans", "loans_per_book", "unread", "missing"),
        tuple(
            (
                *(one.class_name, one.books, one.loans),
                *(round(one.loans_per_book, 2), one.never_opened, one.missing),
            )
            for one in by_class(used)
        ),
    )
