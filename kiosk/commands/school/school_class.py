"""`kiosk class`: what a class teacher asks, on the screen and on paper."""

import argparse
from datetime import date
from pathlib import Path

from db.classes import reading
from db.classes.sheet import class_sheet
from db.clock import local_day, utc_now
from db.errors import BadValue
from db.library.identity import identity
from db.library.terms import term_of, term_target
from db.marking import N_
from db.readers.classes import class_id_of, code_of_class
from db.readers.pinyin import set_class_pinyin
from db.reports import loans as reports
from db.reports.term_loans import counted_from
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, one_of
from kiosk.console import Console
from kiosk.paper.recall import late_slips
from kiosk.paper.school_class import sheet_paper
from kiosk.sentences.catalogue import PINYIN_OF_CLASS, YES_OR_NO


def add(commands: Commands) -> None:
    """Add the command."""
    _ = commands.words
    parser = commands.add(
        "class",
        show_class,
        purpose=N_(
            "who in a class still has which books, and who has borrowed nothing; without a name, "
            "all classes compared"
        ),
        example="kiosk class 3A --slips slips.pdf",
    )
    parser.add_argument("class_name", metavar=_("NAME"), nargs="?")
    parser.add_argument(
        "--pinyin",
        help=_("whether the kiosk sets pinyin above the characters for this class"),
        **one_of(_, YES_OR_NO),
    )
    parser.add_argument(
        "--slips",
        type=Path,
        metavar=_("FILE"),
        help=_("write slips about late books as a PDF, to cut and fold"),
    )
    parser.add_argument(
        "--sheet",
        type=Path,
        metavar=_("FILE"),
        help=_("write the class sheet as a PDF: a code for each pupil"),
    )


def show_class(console: Console, arguments: argparse.Namespace) -> int:
    """Print both answers, or compare all classes; or write the papers that were asked for."""
    name, today = arguments.class_name, local_day(utc_now())
    if name is None:
        if arguments.sheet or arguments.slips or arguments.pinyin:
            raise BadValue(N_("Say which class: kiosk class 3A --sheet 3A.pdf."))
        _compare(console)
        return 0
    class_id = class_id_of(name)
    if arguments.pinyin:
        set_class_pinyin(name, arguments.pinyin == "yes", console.acting())
        console.say(PINYIN_OF_CLASS[arguments.pinyin == "yes"], name=name)
        return 0
    if arguments.sheet:
        pupils = class_sheet(class_id)
        write(arguments.sheet, sheet_paper(name, code_of_class(class_id), pupils, console.words), console)
    if arguments.slips:
        late = reports.open_loans(today, overdue=True, class_name=name)
        if late:
            write(arguments.slips, late_slips(late, identity().name, today, console.words), console)
        else:
            console.say(N_("Nobody in {name} has a late book."), name=name)
    if not (arguments.sheet or arguments.slips):
        _tell(console, class_id, name)
    return 0


def _compare(console: Console) -> None:
    _ = console.words
    compared = reading.classes_compared(local_day(utc_now()))
    if compared is None:
        console.say(N_("No term is set for today, so nothing is counted: see kiosk calendar term."))
        return
    term, classes = compared
    _tell_gap(console, local_day(utc_now()))
    console.say(
        N_("{term}, the most books per pupil first; the target is {target}:"), term=term, target=term_target()
    )
    console.table(
        (
            _("class"),
            _("pupils"),
            _("books"),
            _("per pupil"),
            _("reached it"),
            _("borrowed nothing"),
            _("borrowed most"),
        ),
        [
            (
                one.class_name,
                one.pupils,
                one.loans,
                f"{one.per_pupil:.1f}",
                one.reached,
                one.idle,
                " ".join(one.letters),
            )
            for one in classes
        ],
    )


def _tell_gap(console: Console, today: date) -> None:
    """Say since when books are counted, where that is not the whole term."""
    term = term_of(today)
    day = counted_from(term) if term else None
    if day:
        console.say(
            N_(
                "The term was entered after older loans had lost their readers:"
                " what follows is counted only from {day} on."
            ),
            day=day,
        )


def _tell(console: Console, class_id: int, name: str) -> None:
    _ = console.words
    today = local_day(utc_now())
    loans = reports.open_loans(today, class_name=name)
    if loans:
        console.table(
            (_("number"), _("name"), _("title"), _("code"), _("due on"), _("days late")),
            [
                (loan.number, loan.name, loan.title, loan.code, loan.due_on, loan.days_overdue or "")
                for loan in loans
            ],
        )
    else:
        console.say(N_("Nobody in {name} holds a book."), name=name)
    idle = reading.not_borrowed(class_id, today)
    if idle is None:
        console.say(N_("No term is set for today, so nothing is counted: see kiosk calendar term."))
        return
    _tell_gap(console, today)
    console.say(N_("Has borrowed nothing this term ({n}):"), n=len(idle))
    if idle:
        console.table(
            ("", _("number"), _("name")), [(pupil.position, pupil.number, pupil.name) for pupil in idle]
        )
