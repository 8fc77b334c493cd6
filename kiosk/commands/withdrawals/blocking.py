"""`kiosk review block`, `pick`, `found`, `done`, `settle`, `close`, `report`: a block list and its report."""

import argparse
from pathlib import Path

from db.library.identity import identity
from db.marking import N_
from db.review import blocking
from db.review.report import report_of
from db.title_lists.lines import lines_of_file, must_hold
from kiosk.commands.parsing import Commands, one_of, whole_number
from kiosk.console import Console
from kiosk.lists.stock.review import named_table, pass_table, pick_table, result_table, sheets_of, summary
from kiosk.lists.tables import write_table
from kiosk.lists.workbook import write_workbook
from kiosk.paper.stock.block_report import write_report
from kiosk.sentences.stock.review import RESULTS


def add_to(group: Commands) -> None:
    """Add the commands to the group `review`."""
    _ = group.words
    block = group.add(
        "block",
        begin,
        purpose=N_(
            "read a block list: what it names in the library, in corners and on loan is kept back at once"
        ),
        example="kiosk review block titles.xlsx --name 2026",
    )
    block.add_argument("file", type=Path, metavar=_("FILE"), help=_("CSV, .xlsx, or a title or ISBN a line"))
    block.add_argument("--name", required=True, metavar=_("NAME"), help=_("what it is called from now on"))
    block.add_argument("--source", default="", metavar=_("TEXT"), help=_("who published it, and when"))
    pick = group.add("pick", show_pick, purpose=N_("what is to be fetched, in shelf order"))
    pick.add_argument("--file", type=Path, metavar=_("FILE"), help=_("into a file, .csv or .xlsx"))
    found = group.add("found", found_one, purpose=N_("a book of the list was found at the shelf"))
    done = group.add(
        "done",
        done_pass,
        purpose=N_("a pass is done: 1 by the catalogue, 2 book by book, 3 once more"),
        example="kiosk review done 2026 2 --checked 9945 --person Li",
    )
    settled = group.add("settle", settle, purpose=N_("say what came of a copy"))
    close = group.add(
        "close", close_one, purpose=N_("close a block list: all passes are done and every copy has a result")
    )
    report = group.add(
        "report",
        show_report,
        purpose=N_("the report on a block list, also where nothing was found"),
        example="kiosk review report 2026 --docx report.docx",
    )
    for parser in (pick, found, done, settled, close, report):
        parser.add_argument("name", metavar=_("NAME"), help=_("which block list"))
    for parser in (found, settled):
        parser.add_argument("code", metavar=_("CODE"), help=_("its label, or the ISBN while it has none"))
    done.add_argument("number", type=whole_number(_), metavar="N", help=_("1, 2 or 3"))
    done.add_argument(
        "--checked", type=whole_number(_), required=True, metavar="N", help=_("how many books were looked at")
    )
    done.add_argument("--person", default="", metavar=_("WHO"), help=_("who looked"))
    settled.add_argument("result", **one_of(_, RESULTS, metavar=N_("RESULT")))
    settled.add_argument("--note", default="", metavar=_("TEXT"), help=_("in your own words"))
    report.add_argument("--docx", type=Path, metavar=_("FILE"), help=_("as a Word document"))
    report.add_argument("--xlsx", type=Path, metavar=_("FILE"), help=_("as a workbook"))


def begin(console: Console, arguments: argparse.Namespace) -> int:
    """Read the list and keep back what it names; exit 1 where rows name no title."""
    read = lines_of_file(arguments.file)
    must_hold(read)
    report = blocking.begin_block(arguments.name, arguments.source, read.lines, console.acting())
    frozen = sum(one.frozen for one in report.met)
    console.say(
        N_("Titles on the list: {n}; copies affected: {met}, kept back: {frozen}."),
        n=report.kept.titles,
        met=len(report.met),
        frozen=frozen,
    )
    for where, text in read.refused[:10]:
        console.warn(N_("Row {row} has no title: {text}"), row=where, text=text)
    return 1 if read.refused else 0


def show_pick(console: Console, arguments: argparse.Namespace) -> int:
    """Print the pick list or write it."""
    table = pick_table(report_of(arguments.name), console.words)
    if arguments.file:
        write_table(arguments.file, table, table.columns)
        console.say(N_("Written: {file}, rows: {n}."), file=arguments.file, n=len(table.rows))
    else:
        console.table(table.columns, table.rows)
    return 0


def found_one(console: Console, arguments: argparse.Namespace) -> int:
    """A book at the shelf belongs on the list."""
    met = blocking.found_at_shelf(arguments.name, arguments.code, console.acting())
    console.say(N_("On the list now, and kept back: “{title}”"), title=met.title)
    return 0


def done_pass(console: Console, arguments: argparse.Namespace) -> int:
    """A pass is done."""
    blocking.done_pass(
        arguments.name, arguments.number, arguments.checked, arguments.person, console.acting()
    )
    console.say(N_("Pass {n} is done."), n=arguments.number)
    return 0


def settle(console: Console, arguments: argparse.Namespace) -> int:
    """A copy has its result."""
    met = blocking.settle(arguments.name, arguments.code, arguments.result, console.acting(), arguments.note)
    console.say(N_("“{title}”: {result}"), title=met.title, result=console.words(RESULTS[met.result]))
    return 0


def close_one(console: Console, arguments: argparse.Namespace) -> int:
    """Close the list and print the report."""
    report = blocking.close_block(arguments.name, console.acting())
    print("\n".join(summary(report, identity().name, console.words)), file=console.out)
    return 0


def show_report(console: Console, arguments: argparse.Namespace) -> int:
    """Print the report or write it."""
    report, words, library = report_of(arguments.name), console.words, identity().name
    if arguments.docx:
        write_report(arguments.docx, report, library, words)
        console.say(N_("Written: {file}"), file=arguments.docx)
    if arguments.xlsx:
        write_workbook(arguments.xlsx, sheets_of(report, library, words))
        console.say(N_("Written: {file}"), file=arguments.xlsx)
    if not arguments.docx and not arguments.xlsx:
        print("\n".join(summary(report, library, words)), file=console.out)
        for table in (f(report, words) for f in (pass_table, named_table, result_table)):
            if table.rows:
                console.table(table.columns, table.rows)
    return 0
