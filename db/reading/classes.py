"""Classes compared without shame: what each did for each of its pupils, and a score by weights as data."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.library.terms import term_of, terms
from db.marking import N_
from db.models import Patron, Star, Term, database
from db.readers.readers import patron_of
from db.reading.activities import activities
from db.reading.figures import list_figures, lists
from db.reading.lessons import lessons
from db.reading.slips import slips_by_class
from db.reading.visits import visits
from db.reports.class_terms import classes_of_term, per_pupil
from db.reports.list_readers import pupils_of_classes
from db.roles import STAFF_CATEGORIES
from db.store.kept import keep, kept
from db.store.sql import rows
from db.title_lists.kept import TO_READ, days_of

WEIGHTS = {"stock": 15, "rules": 10, "amount": 30, "climate": 15, "results": 30}
"""Points of the usual score of a reading class (书香班级): what it is made of is the school's to change."""
_KEY = "class_score"


@dataclass(frozen=True)
class ClassReading:
    """A class in a term.

    Attributes:
        list_rate: the mean of the rates of the lists that are for it in this term, None without such a list.
        corner: books in its corner now; `late` of the `on_loan` books are late now.
        score: from 0 to 100 where the weights add up to that: each part is set against the best class.
    """

    class_name: str
    pupils: int
    borrowers: int
    loans: int
    list_rate: float | None
    corner: int
    on_loan: int
    late: int
    visits: int
    lessons: int
    entries: int
    score: Decimal

    @property
    def average(self) -> Decimal:
        """Loans for each pupil, to two decimals."""
        return per_pupil(self.loans, self.pupils)


def find_term(name: str, today: date) -> Term:
    """The term of this name; without one that of today, or the last that has begun. Raises NotFound."""
    every = terms()
    if name:
        found = next((one for one in every if one.name == name), None)
    else:
        begun = [one for one in every if one.starts_on <= today]
        found = term_of(today) or (begun[-1] if begun else None)
    if found is None:
        raise NotFound(
            N_("There is no term {name}. The terms are: {known}."),
            name=name,
            known=", ".join(one.name for one in every) or "-",
        )
    return found


def classes_compared(term: Term, today: date) -> list[ClassReading]:
    """Every class that has pupils, as a school says them."""
    days = term.starts_on, term.ends_on
    came, held, entries = Counter[str](), Counter[str](), Counter[str](slips_by_class(*days))
    for visit in visits(*days):
        came[visit.class_name] += visit.visits
    for lesson in lessons(*days):
        held[lesson.class_name] += 1
    for activity in activities(*days):
        for one in activity.classes:
            entries[one.class_name] += one.entries
    rates = _list_rates(term)
    corners, out = _corners(), _out(today)
    found = [
        ClassReading(
            one.class_name,
            one.pupils,
            one.borrowers,
            one.loans,
            rates.get(one.class_name),
            corners.get(one.class_name, 0),
            *out.get(one.class_name, (0, 0)),
            came[one.class_name],
            held[one.class_name],
            entries[one.class_name],
            Decimal(0),
        )
        for one in classes_of_term(term)
    ]
    return _scored(found, weights())


def _list_rates(term: Term) -> dict[str, float]:
    of_class: dict[str, list[float]] = {}
    for row in lists():
        first, last = days_of(row)
        if row.kind in TO_READ and first <= term.ends_on and last >= term.starts_on:
            for one in list_figures(row).classes:
                of_class.setdefault(one.numbers.class_name, []).append(one.rate.rate)
    return {name: sum(rates) / len(rates) for name, rates in of_class.items()}


def _corners() -> dict[str, int]:
    return dict(
        rows(
            "SELECT school_class.name, COUNT(*) FROM corner_book"
            " JOIN corner ON corner.id = corner_book.corner_id AND corner.closed_at IS NULL"
            " JOIN school_class ON school_class.id = corner.school_class_id"
            " WHERE corner_book.taken_at IS NULL GROUP BY school_class.name"
        )
    )


def _out(today: date) -> dict[str, tuple[int, int]]:
    return {
        name: (on_loan, int(late))
        for name, on_loan, late in rows(
            "SELECT school_class.name, COUNT(*), SUM(CASE WHEN loan.due_on < ? THEN 1 ELSE 0 END) FROM loan"
            " JOIN patron ON patron.id = loan.patron_id"
            " JOIN school_class ON school_class.id = patron.school_class_id"
            " WHERE loan.returned_at IS NULL GROUP BY school_class.name",
            today,
        )
    }


def _scored(found: list[ClassReading], points: Mapping[str, int]) -> list[ClassReading]:
    """Each part against the best class of it; what no class has gives nobody points."""
    parts = [
        {
            "stock": Decimal(one.corner) / one.pupils,
            "rules": Decimal(one.on_loan - one.late) / one.on_loan if one.on_loan else Decimal(1),
            "amount": Decimal(one.loans) / one.pupils,
            "climate": Decimal(one.visits) / one.pupils + one.lessons,
            "results": Decimal(one.entries) / one.pupils,
        }
        for one in found
    ]
    best = {name: max((part[name] for part in parts), default=Decimal(0)) for name in WEIGHTS}
    scores = [
        sum((points[name] * part[name] / best[name] for name in WEIGHTS if best[name]), Decimal(0))
        for part in parts
    ]
    return [
        ClassReading(**{**one.__dict__, "score": score.quantize(Decimal("0.1"), ROUND_HALF_UP)})
        for one, score in zip(found, scores, strict=True)
    ]


def weights() -> dict[str, int]:
    """How many points each part of the score can bring."""
    said = kept(_KEY)
    return {**WEIGHTS, **json.loads(said)} if said else dict(WEIGHTS)


def set_weights(changed: Mapping[str, int], acting: Acting) -> dict[str, int]:
    """Change some of them; all, as they are then. Raises BadValue for another part, or beyond 0 to 100."""
    for name, points in changed.items():
        if name not in WEIGHTS:
            raise BadValue(N_("{value} is not one of: {known}."), value=name, known=", ".join(WEIGHTS))
        within(points, 0, 100)
    with database.atomic():
        keep(_KEY, json.dumps({**weights(), **changed}))
        record(acting, "class_score", details=dict(changed))
    return weights()


@dataclass(frozen=True)
class StarOfMonth:
    """A star of the month, as staff named them."""

    month: date
    number: str
    called: str
    class_name: str
    words: str


def name_star(number: str, words: str, month: date, acting: Acting, *, is_one: bool = True) -> None:
    """Name a pupil star of the month, or no longer. Raises NotFound, and BadValue for who is no pupil."""
    patron, first = patron_of(number), month.replace(day=1)
    if is_one and patron.category_id in STAFF_CATEGORIES:
        raise BadValue(
            N_("Reader {number} is not a pupil: only a pupil can be a star of the month."),
            number=patron.number,
        )
    with database.atomic():
        Star.delete().where(Star.month == first, Star.patron == patron.id).execute()
        if is_one:
            Star.create(month=first, patron=patron.id, words=" ".join(words.split())[:120])
        record(acting, "star", patron_id=patron.id, details={"month": str(first), "is": int(is_one)})


def stars(month: date) -> list[StarOfMonth]:
    """The stars of this month, by class."""
    found = (
        Star.select(Star, Patron)
        .join(Patron)
        .where(Star.month == month.replace(day=1))
        .order_by(Patron.number)
    )
    return [
        StarOfMonth(
            star.month,
            star.patron.number,
            star.patron.given_name,
            star.patron.school_class.name if star.patron.school_class else "",
            star.words,
        )
        for star in found
    ]


def class_of_week(today: date) -> tuple[str, Decimal] | None:
    """The class that borrowed most for each pupil in the last seven days, with that; None where none did."""
    counted: Counter[str] = Counter()
    for name, loans in rows(
        "SELECT school_class.name, COUNT(*) FROM loan JOIN patron ON patron.id = loan.patron_id"
        " JOIN school_class ON school_class.id = patron.school_class_id"
        " WHERE NOT loan.voided AND loan.lent_on > ? AND loan.lent_on <= ? GROUP BY school_class.name",
        date.fromordinal(today.toordinal() - 7),
        today,
    ):
        counted[name] += loans
    pupils = pupils_of_classes()
    ranked = [(per_pupil(loans, pupils[name]), name) for name, loans in counted.items() if name in pupils]
    return (max(ranked)[1], max(ranked)[0]) if ranked else None
