"""`kiosk calendar`: terms, closed days, weekend workdays, and the due dates that follow them."""

import argparse
from typing import TYPE_CHECKING

from db.clock import local_day
from db.library import due_dates, terms
from db.library.school_holidays import proposed_year
from db.marking import N_
from db.reports.loans import open_loans
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console, confirmed
from kiosk.typed import day, weekdays

if TYPE_CHECKING:
    from db.library.due_dates import DueDates


def add_to(commands: Commands) -> None:
    """Add the group of commands."""
    _ = commands.words
    calendar = commands.group("calendar", run=show_calendar, purpose=N_("terms and closed days"))
    calendar.add("show", show_calendar, purpose=N_("show the calendar"))
    term = calendar.add(
        "term",
        set_term,
        purpose=N_("add a term or change its days"),
        example=N_('kiosk calendar term "Autumn 2026" 2026-09-01 2027-01-22'),
    )
    term.add_argument("name", metavar=_("NAME"))
    term.add_argument("first", metavar=_("FIRST-DAY"))
    term.add_argument("last", metavar=_("LAST-DAY"))
    remove = calendar.add("remove-term", remove_term, purpose=N_("remove a term"))
    remove.add_argument("name", metavar=_("NAME"))
    close = calendar.add(
        "close",
        close_days,
        purpose=N_("close on one day, or from one day to another"),
        example=N_("kiosk calendar close 2026-10-01 2026-10-07 --reason Holiday"),
    )
    close.add_argument("first", metavar=_("FIRST-DAY"))
    close.add_argument("last", metavar=_("LAST-DAY"), nargs="?")
    close.add_argument("--reason", default="", help=_("the reason, shown to people"))
    again = calendar.add(
        "open",
        open_again,
        purpose=N_("open on a day that is closed, or on a weekend day that is a workday (调休)"),
        example="kiosk calendar open 2026-10-10 --reason 调休",
    )
    again.add_argument("day", metavar=_("DAY"))
    again.add_argument("--reason", default="", help=_("the reason, shown to people"))
    propose = calendar.add(
        "propose",
        propose_year,
        purpose=N_("show China's holidays and make-up days of a year, and add them to the calendar"),
        example="kiosk calendar propose 2026",
    )
    propose.add_argument("year", type=whole_number(_), metavar=_("YEAR"))
    propose.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
    propose.add_argument("--yes", action="store_true", help=_("do it without asking"))
    recall = calendar.add(
        "recall",
        recall_books,
        purpose=N_("bring due dates after the end of the term forward to its last open day"),
    )
    recall.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
    recall.add_argument("--yes", action="store_true", help=_("do it without asking"))
    opened = calendar.add(
        "weekdays",
        set_weekdays,
        purpose=N_("say on which days of the week the library opens"),
        example=N_("kiosk calendar weekdays mon tue wed thu fri"),
    )
    opened.add_argument("weekdays", nargs="+", metavar=_("WEEKDAY"))


def show_calendar(console: Console, _arguments: argparse.Namespace) -> int:
    """Print terms, closed days and closed weekdays."""
    _ = console.words
    entries = [(_("term"), term.starts_on, term.ends_on, term.name) for term in terms.terms()]
    entries += [
        (_("closed"), closure.starts_on, closure.ends_on, closure.reason) for closure in terms.closures()
    ]
    entries += [(_("open"), one.day, one.day, one.reason) for one in terms.open_days()]
    if entries:
        console.table((_("what"), _("first day"), _("last day"), _("name or reason")), entries)
    else:
        console.say(N_("No terms and no closed days yet."))
    closed = [console.words.weekday(number) for number in terms.closed_weekdays()]
    console.say(N_("Closed every week on: {days}"), days=console.words(", ").join(closed) or "-")
    return 0


def set_term(console: Console, arguments: argparse.Namespace) -> int:
    """Add or move a term."""
    due_dates = terms.set_term(arguments.name, day(arguments.first), day(arguments.last), console.acting())
    return _changed(console, due_dates)


def remove_term(console: Console, arguments: argparse.Namespace) -> int:
    """Forget a term."""
    due_dates = terms.remove_term(arguments.name, console.acting())
    return _changed(console, due_dates)


def close_days(console: Console, arguments: argparse.Namespace) -> int:
    """Close on some days."""
    first = day(arguments.first)
    last = day(arguments.last) if arguments.last else first
    due_dates = terms.close_days(first, last, arguments.reason, console.acting())
    return _changed(console, due_dates)


def open_again(console: Console, arguments: argparse.Namespace) -> int:
    """Open on a day that was closed."""
    due_dates = terms.open_again(day(arguments.day), console.acting(), arguments.reason)
    return _changed(console, due_dates)


def set_weekdays(console: Console, arguments: argparse.Namespace) -> int:
    """Say on which weekdays the library opens."""
    due_dates = terms.set_closed_weekdays(
        frozenset(range(7)) - weekdays(arguments.weekdays), console.acting()
    )
    return _changed(console, due_dates)


def propose_year(console: Console, arguments: argparse.Namespace) -> int:
    """Show a year's holidays and make-up days; take them over when that was confirmed."""
    _ = console.words
    proposed = proposed_year(arguments.year)
    days = [(first, last, _("closed"), _.term(reason)) for first, last, reason in proposed.closures]
    days += [(one, one, _("open"), _.term(reason)) for one, reason in proposed.open_days]
    console.table(
        (_("what"), _("first day"), _("last day"), _("name or reason")),
        ((what, first, last, reason) for first, last, what, reason in sorted(days)),
    )
    if arguments.dry_run:
        console.say(N_("Nothing was changed."))
        return 0
    if not arguments.yes and not confirmed(console, N_("Add these days to the calendar? Type yes: ")):
        console.say(N_("Nothing was changed."))
        return 1
    return _changed(console, terms.take_over(proposed.named(_.term), console.acting()))


def recall_books(console: Console, arguments: argparse.Namespace) -> int:
    """List what is due after the term by class, and bring it forward when that was confirmed."""
    _ = console.words
    acting = console.acting()
    today = local_day(acting.now)
    found = due_dates.due_after_term(today)
    if found is None:
        console.say(N_("There is no term to end."))
        return 1
    last, loans = found
    if not loans:
        console.say(N_("Nothing is due after {day}."), day=last)
        return 0
    console.table(
        (_("class"), _("number"), _("name"), _("title"), _("due on")),
        (
            (row.class_name, row.number, row.name, row.title, row.due_on)
            for row in open_loans(today)
            if row.due_on > last
        ),
    )
    if arguments.dry_run:
        console.say(N_("Nothing was changed."))
        return 0
    if not arguments.yes and not confirmed(console, N_("Make them all due on the last day? Type yes: ")):
        console.say(N_("Nothing was changed."))
        return 1
    recalled = due_dates.recall(today, acting)
    print(
        _.plural(
            "{n} loan is now due on {day}.", "{n} loans are now due on {day}.", recalled.moved, day=last
        ),
        file=console.out,
    )
    return 0


def _changed(console: Console, answer: "DueDates") -> int:
    """Show the calendar and what has become of the due dates."""
    _ = console.words
    show_calendar(console, argparse.Namespace())
    if answer.moved:
        print(
            _.plural("{n} loan is now due later.", "{n} loans are now due later.", answer.moved),
            file=console.out,
        )
    if answer.after_term:
        print(
            _.plural(
                "{n} loan is due after the term ends on {day}. To bring it forward: kiosk calendar recall",
                "{n} loans are due after the term ends on {day}. To bring them forward:"
                " kiosk calendar recall",
                answer.after_term,
                day=answer.ends_on,
            ),
            file=console.out,
        )
    return 0
