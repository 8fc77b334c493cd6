"""`kiosk corner`: books that live with a class; scans are read from standard input, one a line."""

import argparse
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from db.answers.classes.corner import CornerTime, Placed, Purpose
from db.answers.counter.scans import Refused
from db.circulation.lookup import titles_of
from db.clock import local_day, utc_now
from db.codes import clean
from db.corners import librarians
from db.corners.filling import corner_of, open_corner, place
from db.corners.manifest import copies_of_last_term, free_copies, manifest
from db.corners.report import by_class, corner_log, corner_use
from db.errors import BadValue, NotFound
from db.library.calendar import school_days
from db.library.terms import find_term, term_of
from db.marking import N_
from db.readers.classes import class_id_of
from kiosk.commands.paper import tell, write
from kiosk.commands.parsing import Commands, whole_number
from kiosk.commands.school.corner_scans import serve_scans, tell_answer
from kiosk.commands.school.title_counts import read_titles
from kiosk.console import Console
from kiosk.corner.desk import CornerDesk
from kiosk.paper.corner import ledger_paper, log_paper, manifest_paper, use_paper

YEAR = timedelta(days=365)
"""Where no term is set, this long back."""


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    corner = commands.group("corner", purpose=N_("books that live with a class"))
    fill = corner.add(
        "fill",
        fill_corner,
        purpose=N_("put books into the corner of a class: their codes are read from standard input"),
        example="kiosk corner fill 3A --cap 40 --manifest 3A.pdf",
    )
    fill.add_argument("class_name", metavar=_("CLASS"))
    fill.add_argument(
        "--cap", type=whole_number(_), metavar="N", help=_("how many books the corner may hold")
    )
    fill.add_argument(
        "--titles", type=Path, metavar=_("FILE"), help=_("lines of ISBN,count instead of scans")
    )
    fill.add_argument("--as-last-term", action="store_true", help=_("the books the class had last time"))
    fill.add_argument(
        "--manifest", type=Path, metavar=_("FILE"), help=_("write the list of its books as a PDF")
    )
    for name, run, purpose in (
        ("lend", lend_corner, N_("lend from a corner to its class: cards and books from standard input")),
        (
            "ledger",
            read_ledger,
            N_("read in the paper ledger of a corner from standard input, or print an empty one"),
        ),
        ("close", close_corner, N_("close a corner: what came back is read from standard input")),
    ):
        one = corner.add(name, run, purpose=purpose, example=f"kiosk corner {name} 3A")
        one.add_argument("class_name", metavar=_("CLASS"))
        if name == "ledger":
            one.add_argument("--print", dest="pdf", type=Path, metavar=_("FILE"), help=_("as a PDF"))
            one.add_argument(
                "--days",
                type=whole_number(_),
                default=20,
                metavar="N",
                help=_("for how many school days (20)"),
            )
    swap = corner.add(
        "swap",
        swap_corners,
        purpose=N_("swap the books of two classes"),
        example="kiosk corner swap 3A 3B",
    )
    swap.add_argument("class_name", metavar=_("CLASS"))
    swap.add_argument("other", metavar=_("OTHER-CLASS"))
    show = corner.add(
        "show",
        show_corners,
        purpose=N_("how the corners of this term are used; with a class, its books"),
        example="kiosk corner show 3A --manifest 3A.pdf",
    )
    show.add_argument("class_name", metavar=_("CLASS"), nargs="?")
    show.add_argument("--manifest", type=Path, metavar=_("FILE"), help=_("write its books as a PDF"))
    show.add_argument("--log", action="store_true", help=_("what came and went in the class's corner"))
    show.add_argument("--term", metavar=_("NAME"), help=_("a term other than the current one"))
    librarian = corner.add(
        "librarian",
        change_librarian,
        purpose=N_("who may lend from their class's corner; with a number, let this pupil do it"),
        example="kiosk corner librarian 6101",
    )
    librarian.add_argument("number", metavar=_("NUMBER"), nargs="?")
    librarian.add_argument("--remove", action="store_true", help=_("no longer let this pupil do it"))


def fill_corner(console: Console, arguments: argparse.Namespace) -> int:
    """Fill by scans, by a list of titles, or as the last time; exit 1 when something did not go in."""
    class_id = class_id_of(arguments.class_name)
    open_corner(class_id, console.acting(), arguments.cap)
    if arguments.as_last_term:
        copies, wanting = copies_of_last_term(class_id)
        wanting += _place_all(copies, class_id, console)
    elif arguments.titles:
        wanting = 0
        for code, count in read_titles(arguments.titles):
            copies = free_copies(code, count)
            if not copies and not titles_of(clean(code))[0]:
                console.warn(N_("No book matches {text}."), text=code)
            elif len(copies) < count:
                console.warn(
                    N_("{code}: {count} wanted, {free} free."), code=code, count=count, free=len(copies)
                )
            wanting += count - len(copies) + _place_all(copies, class_id, console)
    else:
        wanting = serve_scans(Purpose.FILL, (class_id,), console)
    corner = _corner(class_id)
    console.say(
        N_("The corner of {name} has {books} of {cap} books."),
        name=corner.class_name,
        books=corner.books,
        cap=corner.cap,
    )
    if wanting and (arguments.as_last_term or arguments.titles):
        console.warn(N_("Books still missing: {n}."), n=wanting)
    if arguments.manifest:
        write(
            arguments.manifest, manifest_paper(corner.class_name, manifest(class_id), console.words), console
        )
    return 1 if wanting else 0


def lend_corner(console: Console, arguments: argparse.Namespace) -> int:
    """Serve the class as its librarian does; exit 1 when something was refused."""
    return 1 if serve_scans(Purpose.LEND, (class_id_of(arguments.class_name),), console) else 0


def read_ledger(console: Console, arguments: argparse.Namespace) -> int:
    """Take the ledger in, or print one for the coming school days."""
    class_id = class_id_of(arguments.class_name)
    if not arguments.pdf:
        return 1 if serve_scans(Purpose.LEDGER, (class_id,), console) else 0
    corner = _corner(class_id)
    days = school_days(local_day(utc_now()), max(1, min(arguments.days, 200)))
    write(arguments.pdf, ledger_paper(corner, manifest(class_id), days, console.words), console)
    return 0


def close_corner(console: Console, arguments: argparse.Namespace) -> int:
    """Close with what was scanned; exit 1 when books are missing."""
    class_id = class_id_of(arguments.class_name)
    _corner(class_id)
    return 1 if serve_scans(Purpose.CLOSE, (class_id,), console) else 0


def swap_corners(console: Console, arguments: argparse.Namespace) -> int:
    """Swap; exit 1 when it was refused."""
    classes = (class_id_of(arguments.class_name), class_id_of(arguments.other))
    answer = CornerDesk(console.settings.name).begin(Purpose.SWAP, classes, console.acting())
    tell_answer(answer, console)
    return 1 if isinstance(answer, Refused) else 0


def show_corners(console: Console, arguments: argparse.Namespace) -> int:
    """Print the corners of the term, then the classes compared; or the books of one corner."""
    if arguments.class_name:
        return _show_one(console, arguments)
    today = local_day(utc_now())
    term = find_term(arguments.term) if arguments.term else term_of(today)
    first, last = (term.starts_on, min(term.ends_on, today)) if term else (today - YEAR, today)
    used = corner_use(first, last)
    if not used:
        console.say(N_("No class has a book corner."))
        return 0
    tell(use_paper(used, console.words), console)
    print(file=console.out)
    console.say(N_("Classes compared, the most loans per book first:"))
    tell(use_paper(by_class(used), console.words), console)
    return 0


def _show_one(console: Console, arguments: argparse.Namespace) -> int:
    class_id = class_id_of(arguments.class_name)
    if arguments.log:
        tell(log_paper(corner_log(class_id), console.words), console)
        return 0
    blocks = manifest_paper(_corner(class_id).class_name, manifest(class_id), console.words)
    if arguments.manifest:
        write(arguments.manifest, blocks, console)
    else:
        tell(blocks, console)
    return 0


def change_librarian(console: Console, arguments: argparse.Namespace) -> int:
    """Appoint or dismiss, then show all."""
    _ = console.words
    if arguments.remove and not arguments.number:
        raise BadValue(N_("Give the reader's number: kiosk corner librarian NUMBER --remove."))
    if arguments.number:
        change = librarians.dismiss if arguments.remove else librarians.appoint
        change(arguments.number, console.acting())
    console.table((_("class"), _("number"), _("name")), librarians.class_librarians())
    return 0


def _place_all(copies: Iterable[int], class_id: int, console: Console) -> int:
    """Put these copies into the corner; how many did not go in."""
    refused = 0
    for copy_id in copies:
        answer = place(class_id, copy_id, console.acting())
        if not isinstance(answer, Placed):
            refused += tell_answer(answer, console)
    return refused


def _corner(class_id: int) -> CornerTime:
    corner = corner_of(class_id)
    if corner is None:
        raise NotFound(N_("This class has no book corner now."))
    return corner
