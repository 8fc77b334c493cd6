"""`kiosk stocktake cards`, `lists`, `statement`: what a stocktake has on paper and in a workbook."""

import argparse
from pathlib import Path

from db.clock import utc_now
from db.library.identity import identity
from db.marking import N_
from db.stocktake.board import board
from db.stocktake.lists import lists_of
from db.stocktake.opening import find_stocktake
from db.stocktake.settling import second_look
from db.stocktake.statement import statement
from kiosk.commands.paper import tell, write
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.lists.stock.stocktake_book import line_cells, line_head, list_sheets, statement_sheets
from kiosk.lists.workbook import write_workbook
from kiosk.paper.stocktake import cards_paper, second_look_paper, statement_paper
from kiosk.sentences.shelves.stocktake import LISTS, NAMES


def add_to(group: Commands) -> None:
    """Add the commands to the group `stocktake`."""
    _ = group.words
    cards = group.add(
        "cards",
        print_cards,
        purpose=N_("print a work card for each bay or shelf: whoever scans it counts there"),
        example="kiosk stocktake cards --out cards.pdf",
    )
    lists = group.add(
        "lists",
        show_lists,
        purpose=N_("where scans and records disagree, list by list"),
        example="kiosk stocktake lists --second-look look.pdf",
    )
    sheet = group.add(
        "statement",
        show_statement,
        purpose=N_("the figures of a stocktake, as a page to sign or a workbook with all lists"),
        example="kiosk stocktake statement --out statement.pdf",
    )
    for parser in (cards, lists, sheet):
        parser.add_argument("name", nargs="?", default="", metavar=_("NAME"), help=_("which stocktake"))
    for parser, ending in ((cards, ".pdf"), (lists, ".xlsx"), (sheet, ".pdf, .xlsx")):
        parser.add_argument(
            "--out", type=Path, metavar=_("FILE"), help=_("write it as a file: {endings}", endings=ending)
        )
    lists.add_argument(
        "--second-look",
        dest="look",
        type=Path,
        metavar=_("FILE"),
        help=_(
            "write what was not seen as a list to take along (PDF); only then may it be settled as missing"
        ),
    )


def print_cards(console: Console, arguments: argparse.Namespace) -> int:
    """Write the work cards, or say what is on them."""
    shown = board(find_stocktake(arguments.name), utc_now())
    blocks = cards_paper(shown.name, shown.areas, console.words)
    if arguments.out:
        write(arguments.out, blocks, console)
    else:
        tell(blocks, console)
    return 0


def show_lists(console: Console, arguments: argparse.Namespace) -> int:
    """Print the lists, write them, or write the list for the second look."""
    stocktake, words = find_stocktake(arguments.name), console.words
    if arguments.look:
        lines = second_look(stocktake, console.acting())
        write(arguments.look, second_look_paper(stocktake.name, lines, words), console)
        return 0
    lists = lists_of(stocktake)
    if arguments.out:
        write_workbook(arguments.out, list_sheets(lists, words))
        console.say(N_("Written: {file}"), file=arguments.out)
        return 0
    if not any(lists.values()):
        console.say(N_("Nothing is left to be settled."))
    for kind, lines in lists.items():
        if lines:
            print(f"\n{words(NAMES[kind.value])}: {words(LISTS[kind])} ({len(lines)})", file=console.out)
            console.table(line_head(words), [line_cells(line, words) for line in lines])
    return 0


def show_statement(console: Console, arguments: argparse.Namespace) -> int:
    """Print the statement or write it."""
    stocktake, words = find_stocktake(arguments.name), console.words
    signed = statement(stocktake)
    if arguments.out and arguments.out.suffix.lower() == ".xlsx":
        write_workbook(arguments.out, statement_sheets(signed, lists_of(stocktake), words))
        console.say(N_("Written: {file}"), file=arguments.out)
    elif arguments.out:
        write(arguments.out, statement_paper(signed, identity().name, words), console)
    else:
        tell(statement_paper(signed, identity().name, words)[:4], console)
    return 0
