"""`kiosk reading classes`, `weights`, `star`: classes compared, the score, stars that staff name."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.errors import BadValue
from db.library import first_steps
from db.marking import N_
from db.reading.classes import classes_compared, find_term, name_star, set_weights, stars, weights
from db.reading.idle import has_pinyin, is_on, set_pinyin, turn
from db.reports.class_terms import per_pupil
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, one_of, typed_day
from kiosk.console import Console
from kiosk.paper.reading import class_row, classes_paper
from kiosk.sentences.catalogue import YES_OR_NO
from kiosk.sentences.classes.reading import CLASS_HEAD, SCORE_PARTS, head_of
from kiosk.typed import choice, plain
from kiosk.words import visible, visible_json


def add_to(group: Commands) -> None:
    """Add the commands to the group `reading`."""
    _ = group.words
    classes = group.add(
        "classes",
        show_classes,
        purpose=N_("classes compared: loans per pupil, list rate, visits, lessons, entries, score"),
        example="kiosk reading classes --out classes.pdf",
    )
    classes.add_argument(
        "--term", default="", metavar=_("NAME"), help=_("which term (default: the current one)")
    )
    classes.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    classes.add_argument(
        "--out", type=Path, metavar=_("FILE"), help=_("write it as a file: {endings}", endings=".pdf")
    )
    points = group.add(
        "weights",
        show_weights,
        purpose=N_("show or set how many points each part of the class score is worth"),
        example="kiosk reading weights amount=40 results=20",
    )
    points.add_argument("parts", nargs="*", metavar=_("PART=POINTS"))
    idle = group.add(
        "idle",
        turn_idle,
        purpose=N_("whether the kiosk shows books, lists and tips while nobody is there; on or off"),
        example="kiosk reading idle off",
    )
    steps = group.add(
        "first-steps",
        turn_first_steps,
        purpose=N_("whether a reader who has never borrowed is shown how; on or off"),
        example="kiosk reading first-steps off",
    )
    for one in (idle, steps):
        one.add_argument("wanted", nargs="?", **one_of(_, _ON_OFF, metavar=N_("ON-OFF")))
    idle.add_argument(
        "--pinyin", help=_("whether the idle screen has pinyin above the characters"), **one_of(_, YES_OR_NO)
    )
    star = group.add(
        "star",
        show_stars,
        purpose=N_("the stars of the month; with a number, name one"),
        example="kiosk reading star 6101 --words Dragons",
    )
    star.add_argument("number", nargs="?", default="", metavar=_("NUMBER"))
    star.add_argument("--words", default="", metavar=_("TEXT"), help=_("what for"))
    star.add_argument("--month", type=typed_day(_), metavar=_("DAY"), help=_("a day of the month"))
    star.add_argument("--not", dest="is_not", action="store_true", help=_("not a star any more"))


_ON_OFF = {"on": N_("on"), "off": N_("off")}


def turn_idle(console: Console, arguments: argparse.Namespace) -> int:
    """Turn the idle screen on or off, and say how it is."""
    if arguments.wanted:
        turn(arguments.wanted == "on", console.acting())
    if arguments.pinyin:
        set_pinyin(arguments.pinyin == "yes", console.acting())
    console.say(N_("The idle screen is on.") if is_on() else N_("The idle screen is off."))
    if has_pinyin():
        console.say(N_("When it is in Chinese, it has pinyin above the characters."))
    return 0


def turn_first_steps(console: Console, arguments: argparse.Namespace) -> int:
    """Turn the three steps on or off, and say how it is."""
    if arguments.wanted:
        first_steps.turn(arguments.wanted == "on", console.acting())
    console.say(
        N_("Readers who have never borrowed are shown how.")
        if first_steps.is_on()
        else N_("Nobody is shown how to borrow.")
    )
    return 0


def show_classes(console: Console, arguments: argparse.Namespace) -> int:
    """Print or write them."""
    _ = console.words
    today = local_day(utc_now())
    term = find_term(arguments.term, today)
    found = classes_compared(term, today)
    loans, pupils = sum(one.loans for one in found), sum(one.pupils for one in found)
    title = _(N_("Reading, {term}"), term=term.name)
    if arguments.json:
        told = {
            "term": term.name,
            "loans": loans,
            "pupils": pupils,
            "per_pupil": str(per_pupil(loans, pupils)),
            "classes": [
                {
                    "class": one.class_name,
                    "pupils": one.pupils,
                    "borrowers": one.borrowers,
                    "loans": one.loans,
                    "per_pupil": str(one.average),
                    "list_rate": None if one.list_rate is None else round(one.list_rate, 4),
                    "visits": one.visits,
                    "lessons": one.lessons,
                    "entries": one.entries,
                    "score": str(one.score),
                }
                for one in found
            ],
        }
        print(visible_json(told), file=console.out)
    elif arguments.out:
        write(arguments.out, classes_paper(title, found, _), console)
    else:
        print(visible(title), file=console.out)
        console.table(head_of(CLASS_HEAD, _), [class_row(one) for one in found])
        console.say(
            N_("All: {loans} loans, {pupils} pupils, {average} per pupil."),
            loans=loans,
            pupils=pupils,
            average=per_pupil(loans, pupils),
        )
    return 0


def show_weights(console: Console, arguments: argparse.Namespace) -> int:
    """Print the points, changed first where some are given."""
    changed = {}
    for one in arguments.parts:
        part, equals, points = one.partition("=")
        name = choice(part, SCORE_PARTS)
        if not equals or name is None or not plain(points).isdecimal():
            raise BadValue(
                N_("{value} is not a part with its points. Write it like amount=30; the parts are: {known}."),
                value=one,
                known=", ".join(SCORE_PARTS),
            )
        changed[name] = int(plain(points)[:6])
    found = set_weights(changed, console.acting()) if changed else weights()
    _ = console.words
    console.table(
        (_("part"), _("meaning"), _("points")),
        ((name, _(SCORE_PARTS[name]), points) for name, points in found.items()),
    )
    return 0


def show_stars(console: Console, arguments: argparse.Namespace) -> int:
    """Print the stars of a month, after naming one."""
    _ = console.words
    month = arguments.month or local_day(utc_now())
    if arguments.number:
        name_star(arguments.number, arguments.words, month, console.acting(), is_one=not arguments.is_not)
    found = stars(month)
    if found:
        console.table(
            (_("number"), _("name"), _("class"), _("what for")),
            ((one.number, one.called, one.class_name, one.words) for one in found),
        )
    else:
        console.say(N_("This month has no star yet."))
    return 0
