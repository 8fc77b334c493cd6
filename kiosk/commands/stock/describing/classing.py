"""`kiosk books classify CODE`: the class a book may have, and why; `kiosk import author-numbers FILE`."""

import argparse
from pathlib import Path

from db.cataloguing.book_numbers import book_numbers, import_author_numbers
from db.cataloguing.classing import class_part, proposals
from db.cataloguing.naming import title_meant
from db.cataloguing.page import book_page
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.sentences.classing import book_numbers_said, proposed


def add_to(books: Commands) -> None:
    """Add the command to the group `books`."""
    classify = books.add(
        "classify",
        run,
        purpose=N_("say which class a book may have, and why; nothing is changed"),
        example="kiosk books classify 9787532733415",
    )
    classify.add_argument("code", metavar=books.words("CODE"))


def add_import(lists: Commands) -> None:
    """Add the command to the group `import`."""
    _ = lists.words
    numbers = lists.add(
        "author-numbers",
        run_import,
        purpose=N_("read in a table of author numbers (著者号码表): a name and its number in each row"),
        example="kiosk import author-numbers authors.csv",
    )
    numbers.set_defaults(makes_store=True)
    numbers.add_argument("file", type=Path, metavar=_("FILE"), help=_("the table, as CSV or .xlsx"))
    numbers.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Say what is proposed; exit 1 where nothing is."""
    title_id = title_meant(arguments.code)
    book = book_page(title_id)
    found = proposals(title_id)
    own = class_part(book.fields["call_number"])
    console.say(
        N_("“{title}”: {call_number}"), title=book.title, call_number=book.fields["call_number"] or "-"
    )
    for one in found:
        print(console.words(proposed(one, console.words)), file=console.out)
    if not found:
        console.say(N_("No other book of the library shows its class."))
    wanted = own or (found[0].class_number if found else "")
    if numbers := book_numbers_said(book_numbers(title_id, wanted), console.words):
        console.say(N_("Book numbers: {numbers}"), numbers=numbers)
    return 0 if found or own else 1


def run_import(console: Console, arguments: argparse.Namespace) -> int:
    """Take the table in place of the one that is there."""
    lines = import_author_numbers(arguments.file, console.acting(), dry_run=arguments.dry_run)
    if arguments.dry_run:
        console.say(N_("Nothing was changed. This is what would happen:"))
    console.say(N_("Names with their numbers: {n}"), n=lines)
    return 0
