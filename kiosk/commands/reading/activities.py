"""`kiosk reading activity`, `activities`, `slip`, `slips`: what readers did beside reading."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.errors import BadValue, LibraryError
from db.marking import N_
from db.reading import activities, slips
from db.reading.activities import Told
from db.title_lists.kept import find_list
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, add_days, one_of, typed_lines, whole_number
from kiosk.console import Console
from kiosk.paper.reading import activity_paper, slip_paper
from kiosk.sentences.classes.reading import ACTIVITY_KINDS


def add_to(group: Commands) -> None:
    """Add the commands to the group `reading`."""
    _ = group.words
    activity = group.add(
        "activity",
        change_activity,
        purpose=N_("plan an activity, count a class's entries for it, or write its sheet"),
        example=N_('kiosk reading activity "Essay 2026" --kind essay --from 2026-11-01 --to 2026-11-30'),
    )
    activity.add_argument("name", metavar=_("NAME"))
    activity.add_argument(
        "--kind", **one_of(_, ACTIVITY_KINDS), help=_("the kind of activity; giving one plans it")
    )
    activity.add_argument(
        "--list", dest="list_name", metavar=_("LIST"), default="", help=_("which list it belongs to")
    )
    activity.add_argument("--class", dest="class_name", metavar=_("NAME"), default="", help=_("which class"))
    activity.add_argument(
        "--entries", type=whole_number(_), metavar=_("N"), help=_("how many entries it handed in")
    )
    for name, told in (
        ("results", _("what came of it")),
        ("prizes", _("which prizes there were")),
        ("photographs", _("the names of photographs")),
    ):
        activity.add_argument(f"--{name}", metavar=_("TEXT"), help=told)
    activity.add_argument(
        "--out", type=Path, metavar=_("FILE"), help=_("write it as a file: {endings}", endings=".pdf")
    )
    group.add("activities", show_activities, purpose=N_("all activities with their entries"))
    slip = group.add(
        "slip",
        print_slip,
        purpose=N_("print a review slip for the book with this code that was returned last"),
        example="kiosk reading slip 31234000000018 --out slip.pdf",
    )
    slip.add_argument("code", metavar=_("CODE"), help=_("its label, or the ISBN"))
    slip.add_argument(
        "--out",
        type=Path,
        metavar=_("FILE"),
        required=True,
        help=_("write it as a file: {endings}", endings=".pdf"),
    )
    handed = group.add(
        "slips",
        hand_in,
        purpose=N_("count review slips that are handed in: their codes from standard input"),
        example=N_('kiosk reading slips --activity "Essay 2026"'),
    )
    handed.add_argument("--activity", default="", metavar=_("NAME"), help=_("for which activity"))
    add_days(activity, _)


def change_activity(console: Console, arguments: argparse.Namespace) -> int:
    """Plan it, count for it, tell of it; then print it, or write its sheet."""
    _ = console.words
    if arguments.kind:
        first = arguments.first or local_day(utc_now())
        list_id = find_list(arguments.list_name).id if arguments.list_name else None
        activities.add_activity(
            arguments.name, arguments.kind, first, arguments.last or first, console.acting(), list_id
        )
    found = activities.find_activity(arguments.name)
    if arguments.entries is not None:
        if not arguments.class_name:
            raise BadValue(N_("Which class are the entries from? Give its name with --class."))
        activities.count_entries(found.id, arguments.class_name, arguments.entries, console.acting())
    said = {"results": arguments.results, "prizes": arguments.prizes, "photographs": arguments.photographs}
    if any(text is not None for text in said.values()):
        was = {"results": found.results, "prizes": found.prizes, "photographs": found.photographs}
        kept = {name: text if text is not None else was[name] for name, text in said.items()}
        activities.tell(found.id, Told(**kept), console.acting())
    figures = activities.activity_figures(activities.activity_at(found.id))
    if arguments.out:
        write(arguments.out, activity_paper(figures, _), console)
        return 0
    console.say(
        N_("{name}: {kind}, {first} to {last}, entries {n}"),
        name=figures.name,
        kind=_(ACTIVITY_KINDS[figures.kind]),
        first=figures.first,
        last=figures.last,
        n=figures.entries,
    )
    if figures.classes:
        console.table(
            (_("class"), _("entries"), _("review slips"), _("all")),
            (
                (one.class_name or _("without a class"), one.entries, one.slips, one.all)
                for one in figures.classes
            ),
        )
    return 0


def show_activities(console: Console, _arguments: argparse.Namespace) -> int:
    """Print them in a line each."""
    _ = console.words
    found = activities.activities()
    if not found:
        console.say(N_("There is no activity yet."))
        return 0
    console.table(
        (_("activity"), _("kind"), _("first day"), _("last day"), _("entries")),
        ((one.name, _(ACTIVITY_KINDS[one.kind]), one.first, one.last, one.entries) for one in found),
    )
    return 0


def print_slip(console: Console, arguments: argparse.Namespace) -> int:
    """Write the slip as a page of A5."""
    slip = slips.slip_for(arguments.code, console.acting())
    write(arguments.out, slip_paper(slip, console.words), console, paper="A5")
    return 0


def hand_in(console: Console, arguments: argparse.Namespace) -> int:
    """Count the slips; exit 1 where a code is no slip's, or was counted before."""
    activity_id = activities.find_activity(arguments.activity).id if arguments.activity else None
    counted = failed = 0
    for line in filter(None, map(str.strip, typed_lines())):
        try:
            slips.hand_in(line, console.acting(), activity_id)
            counted += 1
        except LibraryError as error:
            failed += 1
            console.warn(error.sentence)
    console.say(N_("Slips counted: {n}."), n=counted)
    return 1 if failed else 0
