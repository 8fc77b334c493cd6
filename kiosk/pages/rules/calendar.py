"""The calendar as a month: closed days, weekend days that are worked, proposals, terms, and due dates."""

import calendar as months
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from db.clock import local_day
from db.errors import BadValue
from db.library.due_dates import DueDates, due_after_term, recall
from db.library.school_holidays import ProposedYear, proposed_year
from db.library.terms import (
    close_days,
    closed_weekdays,
    closures,
    open_again,
    open_days,
    remove_term,
    set_closed_weekdays,
    set_term,
    take_over,
    terms,
)
from db.marking import N_, Sentence
from db.roles import Act
from db.safety.trial import tried_out
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.asking import Question, asked
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.typed import day

_HERE = "/rules/calendar"
_LONGEST_REASON = 60


@dataclass(frozen=True)
class Day:
    """One day of the month. `kind` is `open`, `weekday` (never open), `closed`, or `worked`."""

    day: date
    kind: str
    why: str
    is_today: bool
    is_chosen: bool
    proposed: str = ""


@dataclass(frozen=True)
class _Kept:
    """What the store says of days, and what is proposed for the year."""

    closures: Sequence[Any]
    worked: Mapping[date, str]
    never: Sequence[int]
    proposed: ProposedYear | None

    def shown(self, one: date, today: date, chosen: date | None, ask: Ask) -> Day:
        """This day."""
        closed = next((row for row in self.closures if row.starts_on <= one <= row.ends_on), None)
        kind, why = "open", ""
        if closed:
            kind, why = "closed", str(closed.reason)
        elif one in self.worked:
            kind, why = "worked", self.worked[one]
        elif one.weekday() in self.never:
            kind = "weekday"
        proposed = self._proposal(one, kind, ask) if self.proposed else ""
        return Day(one, kind, why, one == today, one == chosen, proposed)

    def _proposal(self, one: date, kind: str, ask: Ask) -> str:
        assert self.proposed
        if kind in ("open", "weekday"):
            for begins, ends, reason in self.proposed.closures:
                if begins <= one <= ends:
                    return ask.words("closed: {why}", why=ask.words.term(reason))
        if kind == "weekday" and (reason := dict(self.proposed.open_days).get(one, "")):
            return ask.words("working day: {why}", why=ask.words.term(reason))
        return ""


def show_calendar(ask: Ask) -> Response:
    """One month with its days, and all that may be done to it."""
    today = local_day(ask.now)
    chosen = _day(ask, "day") if ask.text("day") else None
    first = (_month(ask.text("month")) if ask.text("month") else chosen or today).replace(day=1)
    proposed = _proposed(first.year)
    kept = _Kept(closures(), {row.day: row.reason for row in open_days()}, closed_weekdays(), proposed)
    weeks = [
        [kept.shown(one, today, chosen, ask) if one.month == first.month else None for one in week]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    after = due_after_term(today)
    never = closed_weekdays()
    return page(
        ask,
        "calendar.html",
        first=first,
        name=ask.words.month(first),
        weeks=weeks,
        weekdays=[(number, ask.words.weekday(number), number not in never) for number in range(7)],
        before=(first - timedelta(days=1)).strftime("%Y-%m"),
        after=(first + timedelta(days=31)).strftime("%Y-%m"),
        chosen=next((one for week in weeks for one in week if one and one.is_chosen), None),
        proposals=_news(proposed),
        is_known=proposed is not None,
        terms=terms(),
        closures=[row for row in closures() if row.ends_on >= today],
        due_after=len(after[1]) if after else 0,
        last=after[0] if after else None,
    )


def close(ask: Ask) -> Response:
    """Close from one day to another."""
    first = _day(ask, "first")
    last = _day(ask, "last") if ask.text("last") else first
    reason = ask.text("reason")[:_LONGEST_REASON]
    fields = (("first", first), ("last", last), ("reason", reason))
    return _change(ask, lambda: close_days(first, last, reason, ask.acting()), fields, first)


def open_day(ask: Ask) -> Response:
    """Open on a day that is closed."""
    one, reason = _day(ask, "day"), ask.text("reason")[:_LONGEST_REASON]
    return _change(
        ask, lambda: open_again(one, ask.acting(), reason), (("day", one), ("reason", reason)), one
    )


def change_term(ask: Ask) -> Response:
    """Add a term or move it."""
    name, first, last = ask.text("name"), _day(ask, "first"), _day(ask, "last")
    if not name or len(name) > _LONGEST_REASON:
        raise BadValue(N_("A term needs a name of at most {most} characters."), most=_LONGEST_REASON)
    fields = (("name", name), ("first", first), ("last", last))
    return _change(ask, lambda: set_term(name, first, last, ask.acting()), fields, first)


def drop_term(ask: Ask) -> Response:
    """Forget a term."""
    name = ask.text("name")
    return _change(ask, lambda: remove_term(name, ask.acting()), (("name", name),), local_day(ask.now))


def change_weekdays(ask: Ask) -> Response:
    """Say on which weekdays the library opens."""
    opened = {int(text) for text in ask.chosen("weekday") if text in set("0123456")}
    never = frozenset(range(7)) - opened
    fields = tuple(("weekday", number) for number in sorted(opened))
    return _change(ask, lambda: set_closed_weekdays(never, ask.acting()), fields, local_day(ask.now))


def take_proposals(ask: Ask) -> Response:
    """Take the proposed days of a year over."""
    year = ask.whole("year")
    proposed = proposed_year(year).named(ask.words.term)
    there = _day(ask, "day") if ask.text("day") else date(year, 1, 1)
    fields = (("year", year), ("day", there))
    return _change(ask, lambda: take_over(proposed, ask.acting()), fields, there)


def bring_forward(ask: Ask) -> Response:
    """Let what is due after the term be due on its last open day."""
    done = recall(local_day(ask.now), ask.acting())
    sentence = N_("Loans now due on {day}: {n}.")
    return ask.done(_HERE, Sentence(sentence, {"day": done.ends_on or "-", "n": done.moved}))


def _change(
    ask: Ask, change: Callable[[], DueDates], fields: tuple[tuple[str, object], ...], there: date
) -> Response:
    """Do it; where due dates would follow, only after it was said how many."""
    if ask.text("sure") != "yes":
        with tried_out():
            would = change()
        if would.moved or would.after_term:
            question = Question(
                Sentence(N_("What happens to the due dates")),
                _told(would, N_("Loans that would be due later: {n}.")),
                ask.address,
                (*fields, ("sure", "yes")),
                Sentence(N_("Change the calendar")),
                f"{_HERE}?month={there:%Y-%m}",
            )
            return asked(ask, question)
    done = change()
    ask.say(Sentence(N_("The calendar has been changed.")))
    for sentence in _told(done, N_("Loans now due later: {n}.")):
        ask.say(sentence)
    return ask.done(f"{_HERE}?month={there:%Y-%m}")


def _told(due: DueDates, moved: str) -> list[Sentence]:
    told = [Sentence(moved, {"n": due.moved})] if due.moved else []
    if due.after_term:
        values = {"n": due.after_term, "day": due.ends_on}
        told.append(Sentence(N_("Loans due after the term ends on {day}: {n}."), values))
    return told


def _proposed(year: int) -> ProposedYear | None:
    try:
        return proposed_year(year)
    except BadValue:
        return None


def _news(proposed: ProposedYear | None) -> int:
    """How many proposals are not in the calendar yet."""
    if proposed is None:
        return 0
    known, never = closures(), closed_weekdays()
    worked = {row.day for row in open_days()}
    closed = [
        one
        for one in proposed.closures
        if not any(row.starts_on <= one[0] and row.ends_on >= one[1] for row in known)
    ]
    opened = [one for one, _ in proposed.open_days if one.weekday() in never and one not in worked]
    return len(closed) + len(opened)


def _day(ask: Ask, name: str) -> date:
    return day(ask.text(name))


def _month(text: str) -> date:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise BadValue(N_("{text} is not a month."), text=text) from error
    return day(f"{text}-01")


PAGES = (
    Page(_HERE, show_calendar, Act.RULES),
    Page(f"{_HERE}/close", close, Act.RULES, "POST"),
    Page(f"{_HERE}/open", open_day, Act.RULES, "POST"),
    Page(f"{_HERE}/term", change_term, Act.RULES, "POST"),
    Page(f"{_HERE}/term/remove", drop_term, Act.RULES, "POST"),
    Page(f"{_HERE}/weekdays", change_weekdays, Act.RULES, "POST"),
    Page(f"{_HERE}/proposals", take_proposals, Act.RULES, "POST"),
    Page(f"{_HERE}/recall", bring_forward, Act.RULES, "POST"),
)
