"""Changing what the library itself decides: policies, terms, closed days. Each change is an event."""

from datetime import date

from peewee import Expression

from db.clock import local_day
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.library.due_dates import DueDates, following
from db.library.school_holidays import ProposedYear
from db.marking import N_
from db.models import ClosedWeekday, Closure, OpenDay, Term, TermLoans, database
from db.store.kept import keep, kept


def set_term(name: str, starts_on: date, ends_on: date, acting: Acting) -> DueDates:
    """Add a term or change its days; the due dates follow.

    Raises BadValue when it ends before it starts or overlaps another. Where none of its days stay, it
    is a different term: what was counted goes.
    """
    _in_order(starts_on, ends_on)
    over = Term.select().where(Term.name != name, Term.starts_on <= ends_on, Term.ends_on >= starts_on)
    for other in over:
        raise BadValue(
            N_("This would overlap the term {other} ({first} to {last})."),
            other=other.name,
            first=other.starts_on,
            last=other.ends_on,
        )
    with following(local_day(acting.now), acting) as due_dates:
        elsewhere = (Term.ends_on < starts_on) | (Term.starts_on > ends_on)
        _forget_counts((Term.name == name) & elsewhere)
        Term.insert(name=name, starts_on=starts_on, ends_on=ends_on).on_conflict(
            conflict_target=[Term.name], update={Term.starts_on: starts_on, Term.ends_on: ends_on}
        ).execute()
        record(acting, "calendar", details={"term": name, "days": f"{starts_on}..{ends_on}"})
    return due_dates


def remove_term(name: str, acting: Acting) -> DueDates:
    """Forget a term; the due dates follow. Raises NotFound."""
    with following(local_day(acting.now), acting) as due_dates:
        _forget_counts(Term.name == name)
        if not Term.delete().where(Term.name == name).execute():
            raise NotFound(N_("There is no term {name}."), name=name)
        record(acting, "calendar", details={"removed": name})
    return due_dates


def _forget_counts(condition: Expression) -> None:
    TermLoans.delete().where(TermLoans.term.in_(Term.select(Term.id).where(condition))).execute()


def close_days(starts_on: date, ends_on: date, reason: str, acting: Acting) -> DueDates:
    """Close the library on these days, both included; the due dates follow."""
    _in_order(starts_on, ends_on)
    with following(local_day(acting.now), acting) as due_dates:
        _close(starts_on, ends_on, reason, acting)
    return due_dates


def _close(starts_on: date, ends_on: date, reason: str, acting: Acting) -> None:
    Closure.create(starts_on=starts_on, ends_on=ends_on, reason=reason)
    OpenDay.delete().where(OpenDay.day >= starts_on, OpenDay.day <= ends_on).execute()
    record(acting, "calendar", details={"closed": f"{starts_on}..{ends_on}"})


def open_again(day: date, acting: Acting, reason: str = "") -> DueDates:
    """Open on a day that is closed; the due dates follow. Raises NotFound for one that is open anyway.

    A closure around it is shortened, split, or removed; on a weekday on which the library never opens the
    day is an exception (a make-up Saturday).
    """
    with following(local_day(acting.now), acting) as due_dates:
        if not _open(day, reason, acting):
            raise NotFound(N_("{day} is not a closed day."), day=day)
    return due_dates


def _open(day: date, reason: str, acting: Acting) -> bool:
    one = date.resolution
    found = list(Closure.select().where(Closure.starts_on <= day, Closure.ends_on >= day))
    for closure in found:
        closure.delete_instance()
        for first, last in ((closure.starts_on, day - one), (day + one, closure.ends_on)):
            if first <= last:
                Closure.create(starts_on=first, ends_on=last, reason=closure.reason)
    weekday = day.weekday() in closed_weekdays() and not OpenDay.select().where(OpenDay.day == day).exists()
    if weekday:
        OpenDay.insert(day=day, reason=reason).execute()
    if found or weekday:
        record(acting, "calendar", details={"opened": str(day)})
    return bool(found) or weekday


def take_over(proposed: ProposedYear, acting: Acting) -> DueDates:
    """Close and open the days of a proposed year; what is in the calendar already stays once."""
    with following(local_day(acting.now), acting) as due_dates:
        for first, last, reason in proposed.closures:
            same = Closure.select().where(Closure.starts_on <= first, Closure.ends_on >= last)
            if not same.exists():
                _close(first, last, reason, acting)
        for day, reason in proposed.open_days:
            _open(day, reason, acting)
    return due_dates


def set_closed_weekdays(weekdays: frozenset[int], acting: Acting) -> DueDates:
    """Say on which weekdays the library never opens (0 Monday to 6 Sunday); the due dates follow.

    Raises BadValue for all seven.
    """
    if len(weekdays) > 6:
        raise BadValue(N_("The library must open on at least one day of the week."))
    with following(local_day(acting.now), acting) as due_dates:
        ClosedWeekday.delete().execute()
        for day in sorted(weekdays):
            ClosedWeekday.insert(weekday=day).execute()
        OpenDay.delete().where(OpenDay.day.not_in(_on_weekdays(weekdays))).execute()
        record(acting, "calendar", details={"closed_weekdays": sorted(weekdays)})
    return due_dates


def _on_weekdays(weekdays: frozenset[int]) -> list[date]:
    """The open days that are still exceptions."""
    return [row.day for row in OpenDay.select() if row.day.weekday() in weekdays]


def open_days() -> list[OpenDay]:
    """The days of closed weekdays on which the library opens, in order."""
    return list(OpenDay.select().order_by(OpenDay.day))


def terms() -> list[Term]:
    """All terms in order."""
    return list(Term.select().order_by(Term.starts_on))


def find_term(name: str) -> Term:
    """The term of this name. Raises NotFound."""
    found: Term | None = Term.get_or_none(Term.name == name)
    if found is None:
        raise NotFound(N_("There is no term {name}."), name=name)
    return found


def closures() -> list[Closure]:
    """All closed days in order."""
    return list(Closure.select().order_by(Closure.starts_on))


def closed_weekdays() -> list[int]:
    """The weekdays on which the library never opens."""
    return [row.weekday for row in ClosedWeekday.select().order_by(ClosedWeekday.weekday)]


def _in_order(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise BadValue(N_("{last} is before {first}."), first=starts_on, last=ends_on)


def term_of(today: date) -> Term | None:
    """The term that this day lies in, or None."""
    return Term.get_or_none(Term.starts_on <= today, Term.ends_on >= today)


TERM_TARGET = 6
"""Where the school sets no other number: the lowest that schools publish (`more than six books a term`)."""


def term_target() -> int:
    """The school's number, or the usual one."""
    return int(kept("term_target") or TERM_TARGET)


def set_term_target(books: int, acting: Acting) -> None:
    """Set another number. Raises BadValue for one that makes no sense."""
    within(books, 1, 999)
    with database.atomic():
        keep("term_target", str(books))
        record(acting, "term_target", details={"books": books})
