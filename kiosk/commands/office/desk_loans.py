"""`kiosk lend`, `return`, `renew`, `recall`: what the librarian does with loans, without a kiosk."""

import argparse
from pathlib import Path

from db.answers.counter.overriding import Override, Why
from db.answers.counter.scans import AlreadyYours, BookShown, CheckedIn, Refused, Renewed, Settled
from db.circulation import at_the_desk
from db.clock import local_day, utc_now
from db.library.identity import identity
from db.marking import N_
from db.readers.classes import class_id_of
from db.reports.loans import open_loans
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, typed_day
from kiosk.console import Console
from kiosk.paper.recall import recall_paper
from kiosk.sentences.counter.scans import for_librarian


def add(commands: Commands) -> None:
    """Add the four commands."""
    _ = commands.words
    lend = commands.add(
        "lend", lend_book, purpose=N_("lend a book to a reader"), example="kiosk lend 6101 31234000000018"
    )
    lend.add_argument("number", metavar=_("NUMBER"))
    lend.add_argument("code", metavar=_("CODE"), help=_("its label, or the ISBN while it has none"))
    lend.add_argument(
        "--anyway", metavar=_("REASON"), default="", help=_("lend what a rule refuses, and say why")
    )
    for name, run, purpose in (
        ("return", return_book, N_("return a book, whoever had it")),
        ("renew", renew_book, N_("let a reader keep a book longer")),
    ):
        one = commands.add(name, run, purpose=purpose, example=f"kiosk {name} 31234000000018")
        one.add_argument("code", metavar=_("CODE"), help=_("its label, or the ISBN while it has none"))
        one.add_argument("--reader", metavar=_("NUMBER"), default="", help=_("the copy that this reader has"))
    recall = commands.add(
        "recall",
        write_recall,
        purpose=N_("one PDF for all classes: a list for each class of what is due back, then the slips"),
        example="kiosk recall recall.pdf --until 2026-12-31",
    )
    recall.add_argument("file", type=Path, metavar=_("FILE"))
    recall.add_argument(
        "--until", type=typed_day(_), metavar=_("DAY"), help=_("only what is due by this day")
    )
    recall.add_argument("--late", action="store_true", help=_("only what is late"))
    recall.add_argument(
        "--class", dest="class_name", metavar=_("NAME"), default="", help=_("only this class")
    )


def lend_book(console: Console, arguments: argparse.Namespace) -> int:
    """Lend a book; exit 1 where a rule refuses it."""
    override = Override(Why.OTHER, arguments.anyway) if arguments.anyway.strip() else None
    answer = at_the_desk.lend_by_code(arguments.number, arguments.code, console.acting(), override=override)
    match answer:
        case Refused():
            return _refused(answer, console)
        case AlreadyYours():
            console.say(
                N_("Reader {number} has “{title}” already."), number=arguments.number, title=answer.book.title
            )
            return 0
        case Settled():
            console.say(N_("It was still on another reader's record, and was returned there."))
    console.say(
        N_("Lent to reader {number}: “{title}”, due on {day}."),
        number=arguments.number,
        title=answer.book.title,
        day=answer.due_on,
    )
    return 0


def return_book(console: Console, arguments: argparse.Namespace) -> int:
    """Return a book and say where it goes."""
    answer = at_the_desk.return_by_code(arguments.code, console.acting(), reader=arguments.reader)
    if isinstance(answer, BookShown):
        console.say(N_("“{title}” was not on loan."), title=answer.book.title)
        return 0
    console.say(N_("Returned: “{title}”."), title=answer.book.title)
    _say_where(answer, console)
    return 0


def _say_where(answer: CheckedIn, console: Console) -> None:
    if answer.on_hold:
        console.say(N_("Somebody is waiting for this title."))
    if answer.corner:
        console.say(N_("It belongs to the class corner {place}."), place=answer.corner)
    elif answer.book.shelf:
        console.say(N_("Its place is shelf {place}."), place=answer.book.shelf)


def renew_book(console: Console, arguments: argparse.Namespace) -> int:
    """Renew a loan; exit 1 where a rule refuses it."""
    answer = at_the_desk.renew_by_code(arguments.code, console.acting(), reader=arguments.reader)
    if isinstance(answer, Renewed):
        console.say(N_("Renewed: “{title}”, due on {day}."), title=answer.book.title, day=answer.due_on)
        return 0
    return _refused(answer, console)


def _refused(answer: Refused, console: Console) -> int:
    console.warn(for_librarian(answer.reason, dict(answer.details), console.words))
    return 1


def write_recall(console: Console, arguments: argparse.Namespace) -> int:
    """Write the recall, or say that nothing is to come back."""
    today = local_day(utc_now())
    if arguments.class_name:
        class_id_of(arguments.class_name)
    loans = open_loans(
        today, overdue=arguments.late, class_name=arguments.class_name, due_until=arguments.until
    )
    if not loans:
        console.say(N_("No loans."))
        return 0
    write(arguments.file, recall_paper(loans, identity().name, today, console.words, console.words), console)
    return 0
