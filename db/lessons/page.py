"""The page at the end of a lesson: who borrowed, who did not, who still holds what is due; and the term."""

from datetime import date, datetime

from db.answers.classes.lesson import Counts, LessonPage, LessonTime, Roster, StillDue, TermCount
from db.clock import local_day
from db.lessons.roster import roster
from db.library.identity import identity
from db.library.terms import term_of, term_target
from db.models import Lesson
from db.reports.term_loans import loans_of_term
from db.store.sql import rows


def lesson_page(lesson: LessonTime, now: datetime, *, with_titles: bool = False) -> LessonPage:
    """The end page as it stands at `now` (naive UTC). Titles are for staff only."""
    told = roster(lesson, now)
    return LessonPage(
        roster=told,
        borrowed=tuple(tile for tile in told.tiles if tile.borrowed),
        not_borrowed=tuple(tile for tile in told.tiles if tile.was_here and not tile.borrowed),
        absent=tuple(tile for tile in told.tiles if not tile.was_here and not tile.borrowed),
        still_due=_still_due(told, local_day(now), with_titles),
        last=_last(lesson),
        term=term_count(lesson.class_id, len(told.tiles), local_day(now)),
        library=identity().name,
    )


def term_count(class_id: int, pupils: int, today: date) -> TermCount | None:
    """What the class's present pupils borrowed this term; None between terms."""
    term = term_of(today)
    if term is None:
        return None
    borrowed = loans_of_term(term, class_id)
    loans, target = sum(borrowed.values()), term_target()
    reached = sum(number >= target for number in borrowed.values())
    return TermCount(term.name, loans, loans / pupils if pupils else 0.0, target, reached)


def _still_due(told: Roster, today: date, with_titles: bool) -> tuple[StillDue, ...]:
    found = rows(
        "SELECT loan.patron_id, title.title FROM loan"
        " JOIN patron ON patron.id = loan.patron_id"
        " JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id"
        " WHERE patron.school_class_id = ? AND loan.returned_at IS NULL AND loan.due_on <= ?"
        " ORDER BY loan.due_on, loan.id",
        told.lesson.class_id,
        today,
    )
    titles_of: dict[int, list[str]] = {}
    for patron_id, title in found:
        titles_of.setdefault(patron_id, []).append(title)
    return tuple(
        StillDue(tile, len(titles), tuple(titles) if with_titles else ())
        for tile in told.tiles
        if (titles := titles_of.get(tile.patron_id))
    )


def _last(lesson: LessonTime) -> Counts | None:
    """The class's lesson before this one to which anybody came."""
    last = (
        Lesson.select()
        .where(
            Lesson.school_class == lesson.class_id,
            Lesson.opened_at < lesson.opened_at,
            Lesson.closed_at.is_null(False),
            Lesson.present > 0,
        )
        .order_by(Lesson.opened_at.desc())
        .first()
    )
    if last is None:
        return None
    return Counts(
        local_day(last.opened_at), last.pupils, last.present, last.borrowers, last.loans, last.returns
    )
