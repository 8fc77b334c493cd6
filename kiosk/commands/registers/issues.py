"""`kiosk periodicals check-in`, `grid`, `claim`, `bind` …: the issues, from the post to the volume."""

import argparse
import sys
from pathlib import Path

from db.clock import local_day, utc_now
from db.codes import clean
from db.errors import LibraryError
from db.library.identity import identity
from db.marking import N_
from db.periodicals.arriving import Arrived, arrived_today, check_in, claim, lose, take_back
from db.periodicals.binding import bind
from db.periodicals.issues import issue_of, issues
from db.periodicals.subscribing import subscription
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, typed_day, whole_number
from kiosk.console import Console
from kiosk.paper.stock.periodicals import claim_paper, grid_rows
from kiosk.sentences.stock.periodicals import ISSUE_STATES
from kiosk.typed import month_of
from kiosk.words import visible_json


def add_to(group: Commands) -> None:
    """Add the commands to the group `periodicals`."""
    _ = group.words
    group.add(
        "check-in",
        check_in_scans,
        purpose=N_("check issues in by the barcodes on their covers, from standard input"),
        example="kiosk periodicals check-in < codes.txt",
    )
    came = group.add("arrived", mark_arrived, purpose=N_("today's issue has come, every copy of it"))
    came.add_argument(
        "--on", type=typed_day(_), metavar=_("DAY"), help=_("the day on which it was expected (today)")
    )
    grid = group.add(
        "grid", show_grid, purpose=N_("a month at a glance"), example="kiosk periodicals grid 2026-09"
    )
    grid.add_argument("month", nargs="?", default="", metavar=_("MONTH"))
    late = group.add(
        "claim", claim_late, purpose=N_("claim issues that have not come, with a slip for the post office")
    )
    late.add_argument("--pdf", type=Path, metavar=_("FILE"), help=_("the slip for the post office"))
    for name, run, purpose in (
        ("lost", mark_lost, N_("an issue is lost; it cannot be bound")),
        ("found", mark_found, N_("a lost issue was found again")),
        ("take-back", take_one_back, N_("undo the arrival of one copy of an issue")),
    ):
        one = group.add(name, run, purpose=purpose)
        one.add_argument("number", type=whole_number(_), metavar=_("NUMBER"))
        one.add_argument("issue", type=whole_number(_), metavar=_("ISSUE"))
    volume = group.add(
        "bind",
        bind_issues,
        purpose=N_("bind issues into a volume, which is entered in the register"),
        example="kiosk periodicals bind 1 1 12 --without 7",
    )
    for parser in (came, volume):
        parser.add_argument("number", type=whole_number(_), metavar=_("NUMBER"))
    volume.add_argument("first", type=whole_number(_), metavar=_("FIRST"))
    volume.add_argument("last", type=whole_number(_), metavar=_("LAST"))
    volume.add_argument(
        "--without",
        nargs="+",
        type=whole_number(_),
        default=[],
        metavar=_("ISSUE"),
        help=_("left out as gaps"),
    )
    volume.add_argument("--call-number", default="", metavar=_("TEXT"), help=_("call number"))
    volume.add_argument("--place", default="", metavar=_("SHELF"), help=_("where it stands"))
    for parser in (grid, late):
        parser.add_argument("--json", action="store_true", help=_("the answer as JSON"))


def check_in_scans(console: Console, _arguments: argparse.Namespace) -> int:
    """Answer each scan; exit 1 where one was no issue that is expected."""
    refused = 0
    for code in filter(None, map(clean, sys.stdin)):
        try:
            _say_arrived(check_in(code, console.acting()), console)
        except LibraryError as error:
            console.warn(error.sentence)
            refused += 1
    return 1 if refused else 0


def mark_arrived(console: Console, arguments: argparse.Namespace) -> int:
    """The issue of today is here."""
    _say_arrived(arrived_today(arguments.number, console.acting(), arguments.on), console)
    return 0


def _say_arrived(arrived: Arrived, console: Console) -> None:
    console.say(
        N_("“{title}”, issue {number}: {received} of {copies}."),
        title=arrived.title,
        number=arrived.number,
        received=arrived.received,
        copies=arrived.copies,
    )


def show_grid(console: Console, arguments: argparse.Namespace) -> int:
    """Print a month."""
    today = local_day(utc_now())
    first, last = month_of(arguments.month, today)
    found = issues(today, first, last)
    if arguments.json:
        lines = [
            {**vars(one), "due_on": str(one.due_on), "arrived_on": str(one.arrived_on or "")} for one in found
        ]
        print(visible_json(lines), file=console.out)
        return 0
    console.table(*grid_rows(found, first))
    return 0


def claim_late(console: Console, arguments: argparse.Namespace) -> int:
    """Claim what is late, and write the slip."""
    _ = console.words
    found = claim(console.acting())
    if arguments.pdf and found:
        write(arguments.pdf, claim_paper(found, identity().name, local_day(utc_now()), _), console)
    elif arguments.json:
        lines = [{"title": one.title, "issue": one.number, "due_on": str(one.due_on)} for one in found]
        print(visible_json(lines), file=console.out)
    elif found:
        console.table(
            (_("periodical"), _("issue"), _("expected on"), _("copies missing")),
            [(one.title, one.number, one.due_on, one.copies - one.received) for one in found],
        )
    else:
        console.say(N_("Nothing is late."))
    return 0


def mark_lost(console: Console, arguments: argparse.Namespace) -> int:
    """An issue is lost."""
    return _changed(lose(issue_of(arguments.number, arguments.issue), console.acting()).state, console)


def mark_found(console: Console, arguments: argparse.Namespace) -> int:
    """It was found again."""
    issue = issue_of(arguments.number, arguments.issue)
    return _changed(lose(issue, console.acting(), found_again=True).state, console)


def take_one_back(console: Console, arguments: argparse.Namespace) -> int:
    """It was not that one."""
    return _changed(take_back(issue_of(arguments.number, arguments.issue), console.acting()).state, console)


def _changed(state: str, console: Console) -> int:
    console.say(N_("The issue is now: {state}"), state=console.words(ISSUE_STATES[state]))
    return 0


def bind_issues(console: Console, arguments: argparse.Namespace) -> int:
    """Bind issues, and say what the volume lacks."""
    known = subscription(arguments.number)
    name = console.words(
        N_("{title}, {year}, issues {first}-{last} (bound)"),
        title=known.title,
        year=known.year,
        first=arguments.first,
        last=arguments.last,
    )
    bound = bind(
        *(arguments.number, arguments.first, arguments.last, name, console.acting()),
        call_number=arguments.call_number,
        place=arguments.place,
        without=tuple(arguments.without),
    )
    console.say(
        N_("Bound: “{title}”, accession number {number}; issues in it: {n}."),
        title=bound.title,
        number=bound.accession,
        n=len(bound.numbers),
    )
    if bound.gaps:
        console.say(N_("Gaps: {numbers}"), numbers=", ".join(map(str, bound.gaps)))
    return 0
