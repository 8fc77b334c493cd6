"""`kiosk readers`, `kiosk books`, `kiosk holds`: looking up and changing single records."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence

from db.answers.shelves.copy_state import State
from db.errors import BadValue
from db.labelling import new_card
from db.lists.cells import people
from db.marking import N_
from db.readers import finding as finding_readers
from db.readers import readers as records
from db.stock import copy_status, finding
from db.stock.states import CopyWithState, copies_with_states
from kiosk.commands.parsing import Commands, one_of
from kiosk.commands.stock import reader_numbers
from kiosk.commands.stock import readers as reader_commands
from kiosk.commands.stock.books import intake, merging, renumber, repairs, titles
from kiosk.commands.stock.describing import classing
from kiosk.commands.stock.holds import add_hold, cancel_hold, list_holds
from kiosk.console import Console
from kiosk.sentences.catalogue import COPY_STATUSES, READER_STATUSES
from kiosk.sentences.shelves.shelf import STATES
from kiosk.words import Words

_ALSO_OF_COPIES = {
    **dict.fromkeys(("在架", "正常", "在馆"), "available"),
    **dict.fromkeys(("仅供馆内阅览", "馆内阅览", "阅览", "不外借"), "reference"),
    **dict.fromkeys(("修补", "待修", "修理", "维修", "in repair"), "repair"),
    **dict.fromkeys(("遗失", "丢了"), "lost"),
    **dict.fromkeys(("注销", "下架", "剔除", "报废"), "withdrawn"),
}


def add(commands: Commands) -> None:
    """Add the three groups of commands."""
    _ = commands.words
    readers = commands.group("readers", purpose=N_("find readers, mark one"))
    find = readers.add("find", find_readers, purpose=N_("find readers by number, name or class"))
    find.add_argument("text", metavar=_("TEXT"))
    mark = readers.add(
        "mark",
        mark_reader,
        purpose=N_("change a reader's status"),
        example=N_("kiosk readers mark 6101 suspended"),
    )
    mark.add_argument("number", metavar=_("NUMBER"))
    mark.add_argument("status", **one_of(_, READER_STATUSES, _also_of_readers, metavar=N_("STATUS")))
    card = readers.add(
        "card",
        replace_card,
        purpose=N_("give a reader a new card; the old ones never work again"),
        example="kiosk readers card 6107",
    )
    card.add_argument("number", metavar=_("NUMBER"))
    card.add_argument(
        "--code", metavar=_("CODE"), default="", help=_("the code of a card that is printed already")
    )
    reader_numbers.add_to(readers)
    reader_commands.add_to(readers)
    books = commands.group("books", purpose=N_("find books, mark one, number them"))
    find = books.add(
        "find", find_books, purpose=N_("find titles by title, author, ISBN, call number or label")
    )
    find.add_argument("text", metavar=_("TEXT"))
    mark = books.add(
        "mark",
        mark_copy,
        purpose=N_("change a copy's status; marking it lost ends its loan"),
        example=N_("kiosk books mark 31234000000018 repair"),
    )
    mark.add_argument("code", metavar=_("CODE"), help=_("its label, or the ISBN while it has none"))
    mark.add_argument("status", **one_of(_, COPY_STATUSES, _ALSO_OF_COPIES.get, metavar=N_("STATUS")))
    whose = mark.add_mutually_exclusive_group()
    whose.add_argument("--reader", metavar=_("NUMBER"), default="", help=_("the copy that this reader has"))
    whose.add_argument("--from-shelf", action="store_true", help=_("a copy that nobody has"))
    marked = books.add(
        "marked",
        list_marked,
        purpose=N_("list the copies that are lost, in repair or for reference"),
        example=N_("kiosk books marked repair"),
    )
    marked.add_argument(
        "status", nargs="?", **one_of(_, COPY_STATUSES, _ALSO_OF_COPIES.get, metavar=N_("STATUS"))
    )
    renumber.add_to(books)
    repairs.add_to(books)
    titles.add_to(books)
    merging.add_to(books)
    intake.add_to(books)
    classing.add_to(books)
    holds = commands.group("holds", run=list_holds, purpose=N_("who waits for which title"))
    listed = holds.add("list", list_holds, purpose=N_("show who waits, first come first"))
    listed.add_argument("--come", action="store_true", help=_("only those for whom a book has come"))
    for name, run, told in (
        ("add", add_hold, N_("place a hold on a title for a reader")),
        ("cancel", cancel_hold, N_("cancel a reader's hold")),
    ):
        one = holds.add(name, run, purpose=told, example=f"kiosk holds {name} 6101 9787544270878")
        one.add_argument("number", metavar=_("NUMBER"))
        one.add_argument("isbn", metavar="ISBN")


def _also_of_readers(text: str) -> str | None:
    """The words that a list of readers may use."""
    try:
        return people.status(text)
    except BadValue:
        return None


def find_readers(console: Console, arguments: argparse.Namespace) -> int:
    """Print the readers that fit; exit 1 when there are none."""
    _ = console.words
    found = finding_readers.find_readers(arguments.text)
    if not found:
        console.say(N_("No reader matches {text}."), text=arguments.text)
        return 1
    console.table(
        (_("class"), _("number"), _("name"), _("category"), _("status"), _("on loan")),
        (
            (
                row.class_name,
                row.number,
                row.name,
                _.term(row.category),
                _(READER_STATUSES[row.status]),
                f"{row.on_loan}/{row.limit}",
            )
            for row in found
        ),
    )
    return 0


def find_books(console: Console, arguments: argparse.Namespace) -> int:
    """Print the titles that fit; exit 1 when there are none."""
    _ = console.words
    found = finding.find_books(arguments.text)
    if not found:
        console.say(N_("No book matches {text}."), text=arguments.text)
        return 1
    states = copies_with_states([row.title_id for row in found], console.acting().now)
    console.table(
        (
            *(_("call number"), _("shelf"), _("title"), _("author"), "ISBN"),
            *(_("copies"), _("on loan"), _("status")),
        ),
        (
            (
                row.call_number,
                _(", ").join(f"{place} × {n}" if len(row.places) > 1 else place for place, n in row.places),
                *(row.title, row.author, row.isbn, row.copies, row.on_loan),
                _(", ").join(_states(row, states.get(row.title_id, ()), _)),
            )
            for row in found
        ),
    )
    copy = finding.copy_labelled(arguments.text)
    if copy:
        print(file=console.out)
        _table_of_copies(console, [copy])
    return 0


def _states(row: finding.BookRow, copies: Sequence[CopyWithState], words: Words) -> Iterator[str]:
    """The states that copies are in, but for on the shelf and on loan, each with how many."""
    counted = Counter(copy.state.state for copy in copies)
    for state, name in STATES.items():
        if counted[state] and state not in (State.ON_SHELF, State.ON_LOAN, State.WITHDRAWN):
            yield f"{words(name)} × {counted[state]}"
    for status, count in row.marked:
        if status == "reference":
            yield f"{words(COPY_STATUSES[status])} × {count}"


def list_marked(console: Console, arguments: argparse.Namespace) -> int:
    """Print the copies that are not simply there to be borrowed, or those of one status."""
    found = finding.marked_copies(arguments.status or "")
    if found:
        _table_of_copies(console, found)
    else:
        console.say(N_("No copy is marked like that."))
    return 0


def _table_of_copies(console: Console, copies: Sequence[finding.CopyRow]) -> None:
    _ = console.words
    console.table(
        (_("status"), _("call number"), _("shelf"), _("title"), _("code"), _("on loan to"), _("due on")),
        (
            (
                *(_(COPY_STATUSES[row.status]), row.call_number, row.place, row.title, row.code),
                *(row.number, row.due_on or ""),
            )
            for row in copies
        ),
    )


def replace_card(console: Console, arguments: argparse.Namespace) -> int:
    """Give a reader a new card and say how it is printed."""
    card = new_card.replace_card(arguments.number, console.acting(), arguments.code)
    console.say(
        N_("The new card of reader {number} has the code {code}."), number=card.number, code=card.code
    )
    if card.ended:
        console.say(N_("These cards never work again: {codes}"), codes=console.words(", ").join(card.ended))
    if card.is_number_ended:
        console.say(
            N_(
                "Nor does the number {number} typed at the kiosk: it was the code of the old card. "
                "A short code is given with {option}."
            ),
            number=card.number,
            option=f"--code {card.number}-2",
        )
    if not arguments.code:
        console.say(
            N_("Print it: {command}"),
            command=f"echo {card.number} | kiosk labels cards --list - --out card.pdf",
        )
    return 0


def mark_reader(console: Console, arguments: argparse.Namespace) -> int:
    """Give a reader another status."""
    records.mark_reader(arguments.number, arguments.status, console.acting())
    status = console.words(READER_STATUSES[arguments.status])
    console.say(N_("Reader {number} is now: {status}"), number=arguments.number, status=status)
    return 0


def mark_copy(console: Console, arguments: argparse.Namespace) -> int:
    """Give a copy another status."""
    marked = copy_status.mark_copy(
        arguments.code,
        arguments.status,
        console.acting(),
        reader=arguments.reader,
        from_shelf=arguments.from_shelf,
    )
    status = console.words(COPY_STATUSES[arguments.status])
    console.say(N_("A copy of “{title}” is now: {status}"), title=marked.title, status=status)
    if marked.number:
        console.say(N_("It was on loan to reader {number}: that loan is over."), number=marked.number)
    return 0
