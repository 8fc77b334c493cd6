"""The reading passport: by a pupil's or the family's own wish, what they borrowed, stamped by who checked it.

It is read from the reader's loans and keeps nothing beside them but the stamps: when a loan loses its reader,
its line and its stamp are gone (`db.privacy`), and the printed passport is the child's. How many books there
were in the term is counted without titles (`db.reports.term_loans`), and by that the stages go on.
"""

import json
from collections.abc import Collection, Iterable
from datetime import date

from db.answers.classes.passport import PassportLine, PassportPage
from db.class_names import grade_of
from db.clock import local_day
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.library.terms import term_of
from db.lists.cells import cleaning
from db.marking import N_
from db.models import Passport, PassportStamp, Patron, database
from db.readers.readers import patron_of
from db.reports.passport_stamps import drop_stamps
from db.reports.term_loans import loans_of_term
from db.roles import PUPILS
from db.store.kept import keep, kept
from db.store.sql import day, moment, rows

STAGES = 3
"""Bronze, silver, gold: each needs a number of books in a term."""
_USUAL = (5, 10, 20)
_HIGHEST_GRADE, _MOST_BOOKS, _LONGEST = 12, 999, 32
_KEY = "passport_stages"


def has_passport(patron_id: int) -> bool:
    """Whether they wish to keep one."""
    return Passport.get_or_none(Passport.patron == patron_id) is not None


def wish(number: str, wanted: bool, acting: Acting) -> None:
    """Begin a pupil's passport, or end it: its stamps go with it. Raises NotFound, and BadValue for staff."""
    with database.atomic():
        patron = patron_of(number)
        if wanted:
            if not rows(f"SELECT 1 FROM patron WHERE id = ? AND status <> 'left' AND {PUPILS}", patron.id):
                raise BadValue(N_("Only a pupil keeps a reading passport."))
            Passport.insert(patron=patron.id, since=local_day(acting.now)).on_conflict_ignore().execute()
        else:
            drop_stamps("loan.patron_id = ?", patron.id)
            Passport.delete().where(Passport.patron == patron.id).execute()
        record(acting, "passport", patron_id=patron.id, details={"wanted": wanted})


def begin_in_class(class_id: int, acting: Acting, numbers: Collection[str] | None = None) -> int:
    """Begin the passports of these pupils of a class, or of all, who keep none yet; all of them or none.

    Returns how many. Raises NotFound for a number that is no pupil's of the class.
    """
    pupils = dict(
        rows(
            f"SELECT number, id FROM patron WHERE school_class_id = ? AND status <> 'left' AND {PUPILS}",
            class_id,
        )
    )
    for number in numbers or ():
        if number not in pupils:
            raise NotFound(N_("There is no pupil {number} in this class."), number=number)
    chosen = pupils if numbers is None else numbers
    wishing = [number for number in chosen if not has_passport(pupils[number])]
    with database.atomic():
        for number in wishing:
            wish(number, True, acting)
    return len(wishing)


_LINES = """
    SELECT loan.id, title.title, title.author, loan.lent_on, loan.returned_at,
           COALESCE(passport_stamp.checker, ''), passport_stamp.stamped_on
    FROM loan
    JOIN copy ON copy.id = loan.copy_id
    JOIN title ON title.id = copy.title_id
    LEFT JOIN passport_stamp ON passport_stamp.loan_id = loan.id
    WHERE loan.patron_id = ? AND NOT loan.voided ORDER BY loan.lent_on, loan.id
"""


def passport_of(number: str, today: date) -> PassportPage:
    """A passport as it is today. Raises NotFound, and BadValue where nobody wishes for one."""
    patron = patron_of(number)
    found = Passport.get_or_none(Passport.patron == patron.id)
    if found is None:
        raise BadValue(N_("Reader {number} keeps no reading passport."), number=patron.number)
    return _page(patron, found.since, today, _books(today))


def passports_of_class(class_name: str, today: date) -> list[PassportPage]:
    """Those of a class, by the number on its list."""
    books = _books(today)
    found = (
        Passport.select(Passport, Patron)
        .join(Patron, on=Passport.patron)
        .order_by(Patron.roster_number, Patron.number)
    )
    return [
        _page(row.patron, row.since, today, books)
        for row in found
        if row.patron.school_class and row.patron.school_class.name == class_name
    ]


def classes_with_passports() -> dict[str, int]:
    """How many passports are kept in each class that has any."""
    return dict(
        rows(
            "SELECT school_class.name, COUNT(*) FROM passport JOIN patron ON patron.id = passport.patron_id"
            " JOIN school_class ON school_class.id = patron.school_class_id GROUP BY school_class.name"
            " ORDER BY school_class.name"
        )
    )


def _books(today: date) -> dict[int, int] | None:
    term = term_of(today)
    return loans_of_term(term) if term else None


def _page(patron: Patron, since: date, today: date, books: dict[int, int] | None) -> PassportPage:
    class_name = patron.school_class.name if patron.school_class else ""
    lines = tuple(
        PassportLine(
            *(loan_id, title, author, day(lent_on)),
            local_day(moment(back)) if back else None,
            *(checker, day(stamped_on) if stamped_on else None),
        )
        for loan_id, title, author, lent_on, back, checker, stamped_on in rows(_LINES, patron.id)
    )
    number = None if books is None else books.get(patron.id, 0)
    goals = goals_of(class_name)
    return PassportPage(
        *(
            patron.id,
            patron.number,
            patron.given_name,
            class_name,
            patron.language or "",
            since,
            lines,
            number,
        ),
        sum((number or 0) >= goal for goal in goals),
        goals,
    )


def stamp(number: str, loan_ids: Iterable[int], checker: str, acting: Acting) -> int:
    """The librarian has talked about these books with their reader; how many stamps are new.

    Raises BadValue without a checker, and NotFound for a loan that is not on the passport.
    """
    checker = cleaning.text(checker)[:_LONGEST]
    if not checker:
        raise BadValue(N_("Say who has checked it: initials are enough."))
    with database.atomic():
        found = passport_of(number, local_day(acting.now))
        own = {line.loan_id: line for line in found.lines}
        wanted = list(loan_ids)
        if not set(wanted) <= set(own):
            raise NotFound(N_("This book is not in the passport any more."))
        new = [loan_id for loan_id in wanted if not own[loan_id].checker]
        for loan_id in new:
            PassportStamp.create(loan=loan_id, stamped_on=local_day(acting.now), checker=checker)
        if new:
            record(acting, "passport", patron_id=found.patron_id, details={"stamps": len(new)})
    return len(new)


def goals_of(class_name: str) -> tuple[int, ...]:
    """How many books in a term each stage needs in this class, by its grade."""
    grade = grade_of(class_name)
    return stages().get(grade.number if grade else 0, _USUAL)


def stages() -> dict[int, tuple[int, ...]]:
    """The goals of the grades for which some were set."""
    return {int(grade): tuple(goals) for grade, goals in json.loads(kept(_KEY) or "{}").items()}


def set_stages(grades: Iterable[int], goals: Iterable[int], acting: Acting) -> None:
    """Set how many books the stages need in these grades. Raises BadValue unless three rise."""
    numbers = tuple(goals)
    if len(numbers) != STAGES or sorted(set(numbers)) != list(numbers):
        raise BadValue(N_("Give three rising numbers of books, such as 5 10 20."))
    for goal in numbers:
        within(goal, 1, _MOST_BOOKS)
    with database.atomic():
        known = {str(grade): list(of) for grade, of in stages().items()}
        for grade in grades:
            within(grade, 1, _HIGHEST_GRADE)
            known[str(grade)] = list(numbers)
        keep(_KEY, json.dumps(known))
        record(acting, "passport", details={"stages": list(numbers)})
