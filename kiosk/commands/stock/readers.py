"""`kiosk readers show`, `add`, `edit`: readers by hand."""

import argparse

from db.clock import to_local, utc_now
from db.marking import N_
from db.registering import readers as registering
from db.registering.page import reader_page
from db.stock.one_book import agree_one_book, lift_one_book
from kiosk.commands.parsing import Commands, typed_day
from kiosk.console import Console
from kiosk.sentences.catalogue import READER_FIELDS, READER_STATUSES
from kiosk.sentences.shelves.repairs import LIFTED, ONE_BOOK
from kiosk.words import Words


def add_to(readers: Commands) -> None:
    """Add the commands to the group `readers`."""
    _ = readers.words
    show = readers.add("show", show_reader, purpose=N_("show one reader: loans, holds, card, term"))
    show.add_argument("number", metavar=_("NUMBER"))
    new = readers.add(
        "add",
        add_reader,
        purpose=N_("add a reader"),
        example=N_("kiosk readers add 6140 --name 'Mia Chen' --class 3A"),
    )
    new.add_argument("number", metavar=_("NUMBER"))
    _fields(new, _)
    new.add_argument(
        "--code", metavar=_("CODE"), default="", help=_("the code on the card (default: the number)")
    )
    edit = readers.add(
        "edit",
        edit_reader,
        purpose=N_("correct what is known about a reader; an empty text removes it"),
        example=N_("kiosk readers edit 6140 --class 3B"),
    )
    edit.add_argument("number", metavar=_("NUMBER"))
    _fields(edit, _)
    one = readers.add(
        "one-book",
        set_one_book,
        purpose=N_(
            "agree with a reader on one book at a time, in the classroom, because of a damaged or lost one"
        ),
        example="kiosk readers one-book 6101 --book 31234000000018",
    )
    one.add_argument("number", metavar=_("NUMBER"))
    one.add_argument(
        "--book", default="", metavar=_("CODE"), help=_("it also ends as soon as this book is settled")
    )
    one.add_argument(
        "--until", type=typed_day(_), metavar=_("DAY"), help=_("the last day (default: the term's last)")
    )
    one.add_argument("--lift", action="store_true", help=_("end it now"))


def _fields(parser: argparse.ArgumentParser, words: Words) -> None:
    for field in registering.FIELDS:
        option = "--" + field.replace("_", "-")
        parser.add_argument(option, dest=field, metavar=words("TEXT"), help=words(READER_FIELDS[field]))
    parser.add_argument("--new-class", action="store_true", help=words("there is no such class yet: make it"))


def _typed(arguments: argparse.Namespace) -> dict[str, str]:
    given = {field: getattr(arguments, field) for field in registering.FIELDS}
    return {field: text for field, text in given.items() if text is not None}


def show_reader(console: Console, arguments: argparse.Namespace) -> int:
    """Print all that is known of a reader."""
    _ = console.words
    page = reader_page(arguments.number, utc_now())
    console.table(
        (page.number, page.name),
        [
            (_("class"), page.class_name),
            (_("category"), _.term(page.category)),
            (_("status"), _(READER_STATUSES[page.status])),
            (_("card"), page.card),
            (_("on loan"), f"{len(page.loans)}/{page.limit}"),
            *([(page.term, page.term_loans)] if page.term and page.term_loans is not None else []),
        ],
    )
    if page.one_book_until:
        console.say(ONE_BOOK, number=page.number, day=page.one_book_until)
    if page.loans:
        print(file=console.out)
        console.table(
            (_("title"), _("code"), _("lent on"), _("due on"), _("days late")),
            [(one.title, one.code, one.lent_on, one.due_on, one.days_late or "") for one in page.loans],
        )
    for hold in page.holds:
        console.say(N_("Waits since {day} for “{title}”"), day=to_local(hold.since).date(), title=hold.title)
    return 0


def add_reader(console: Console, arguments: argparse.Namespace) -> int:
    """Add a reader and say what the card bears."""
    added = registering.add_reader(
        arguments.number,
        _typed(arguments),
        console.acting(),
        code=arguments.code,
        new_class=arguments.new_class,
    )
    console.say(N_("Added: reader {number}, with the card {code}."), number=added.number, code=added.code)
    return 0


def set_one_book(console: Console, arguments: argparse.Namespace) -> int:
    """Agree on it, or end it."""
    if arguments.lift:
        lift_one_book(arguments.number, console.acting())
        console.say(LIFTED, number=arguments.number)
        return 0
    last = agree_one_book(arguments.number, console.acting(), code=arguments.book, until=arguments.until)
    console.say(ONE_BOOK, number=arguments.number, day=last)
    return 0


def edit_reader(console: Console, arguments: argparse.Namespace) -> int:
    """Correct a reader and say what was and is."""
    _ = console.words
    changed = registering.edit_reader(
        arguments.number, _typed(arguments), console.acting(), new_class=arguments.new_class
    )
    if not changed.changes:
        console.say(N_("Nothing was changed."))
        return 0
    console.table(
        ("", _("before"), _("now")),
        [(_(READER_FIELDS[field]), _.term(old), _.term(new)) for field, old, new in changed.changes],
    )
    return 0
