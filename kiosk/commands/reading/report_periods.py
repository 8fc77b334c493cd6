"""Which report is meant: a month as it is typed, and the options that every command of a report has."""

import argparse
import re
from collections.abc import Callable
from datetime import date

from db.clock import local_day, utc_now
from db.errors import BadValue
from db.marking import N_
from db.term_report.periods import month_period, term_period, year_period
from db.term_report.values import Period
from kiosk.commands.parsing import whole_number
from kiosk.typed import day, plain
from kiosk.words import Words

_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")


def typed_month(words: Words) -> Callable[[str], date]:
    """The `type` of an argument that is a month, as 2026-10 or 2026年10月: its first day."""

    def typed(text: str) -> date:
        found = _MONTH.fullmatch(re.sub(r"\s", "", plain(text)))
        try:
            if found:
                return day(f"{found[1]}-{int(found[2]):02}-01")
        except BadValue:
            pass
        raise argparse.ArgumentTypeError(
            words(N_("{text} is not a month. Write it like {example}."), text=text, example="2026-10")
        )

    return typed


def add_period(parser: argparse.ArgumentParser, words: Words) -> None:
    """Let a command say which report it is about: a term, unless a year or a month is named."""
    _ = words
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--term", default="", metavar=_("NAME"), help=_("which term (default: the current one)")
    )
    which.add_argument(
        "--year", type=whole_number(_), metavar=_("YEAR"), help=_("the school year that began in this year")
    )
    which.add_argument("--month", type=typed_month(_), metavar=_("MONTH"), help=_("a month, like 2026-10"))


def period_meant(arguments: argparse.Namespace) -> Period:
    """The period that was named. Raises NotFound and BadValue."""
    today = local_day(utc_now())
    if arguments.year is not None:
        return year_period(arguments.year, today)
    if arguments.month is not None:
        return month_period(arguments.month)
    return term_period(arguments.term, today)
