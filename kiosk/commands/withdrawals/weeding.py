"""`kiosk weeding`: proposals, cases with opinions and approvals, the signed lists; scanning is beside it."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.library.identity import identity
from db.marking import N_
from db.weeding import approving, cases
from db.weeding.grounds import GROUNDS
from db.weeding.proposing import proposals
from db.weeding.rules import rules as rules_now
from db.weeding.rules import set_rules
from db.weeding.signed import list_of
from kiosk.commands.parsing import Commands, one_of, whole_number
from kiosk.commands.withdrawals import scanning
from kiosk.commands.withdrawals.scanning import which_case
from kiosk.console import Console
from kiosk.lists.stock.weeding import cover, proposal_table, sheets_of, tables_of
from kiosk.lists.tables import write_table
from kiosk.lists.workbook import write_workbook
from kiosk.paper.stock.withdrawal import write_withdrawal
from kiosk.sentences.stock.weeding import ROLES, STATES


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("weeding", purpose=N_("withdraw books: proposed, scanned, approved, written off"))
    set_ = group.add(
        "rules",
        show_rules,
        purpose=N_("the rules by which books are proposed; 0 turns one off"),
        example="kiosk weeding rules --class TP --age 5",
    )
    set_.add_argument(
        "--copies", type=whole_number(_), metavar="N", help=_("more copies of a title than this are too many")
    )
    set_.add_argument(
        "--repairs", type=whole_number(_), metavar="N", help=_("mended this often, a copy is worn out")
    )
    set_.add_argument("--unborrowed", type=whole_number(_), metavar="N", help=_("years without a loan"))
    set_.add_argument(
        "--class", dest="begin", metavar=_("CLASS"), help=_("for --age: how the class number begins")
    )
    set_.add_argument("--age", type=whole_number(_), metavar="N", help=_("years since it was published"))
    proposed = group.add(
        "propose",
        propose,
        purpose=N_("what the rules propose to withdraw, each copy with the reason"),
        example="kiosk weeding propose --ground surplus --file proposals.xlsx",
    )
    proposed.add_argument("--ground", choices=GROUNDS, metavar=_("GROUND"), help=_("only for this ground"))
    proposed.add_argument("--class", dest="begin", default="", metavar=_("CLASS"), help=_("only this class"))
    proposed.add_argument("--file", type=Path, metavar=_("FILE"), help=_("into a file, .csv or .xlsx"))
    new = group.add(
        "open", open_one, purpose=N_("begin a case of withdrawal"), example="kiosk weeding open 2026"
    )
    new.add_argument("name", metavar=_("NAME"))
    new.add_argument("--disposal", default="", metavar=_("TEXT"), help=_("what is done with the books"))
    scanning.add_to(group)
    said = group.add(
        "opinion",
        give_opinion,
        purpose=N_("record a colleague's opinion of a case"),
        example="kiosk weeding opinion Li Keep --case 2026",
    )
    said.add_argument("person", metavar=_("WHO"))
    said.add_argument("words", metavar=_("TEXT"))
    said.add_argument("--case", dest="name", default="", metavar=_("NAME"), help=_("which case"))
    approved = group.add(
        "approve",
        approve_one,
        purpose=N_("approve a case, for the library first, then for the school, which makes it final"),
        example="kiosk weeding approve 2026 --as library --person Wang",
    )
    which_case(approved, commands)
    approved.add_argument("--as", dest="role", required=True, **one_of(_, ROLES))
    approved.add_argument("--person", default="", metavar=_("WHO"), help=_("who approves"))
    for name, run, purpose in (
        ("cases", show_cases, N_("all cases of withdrawal")),
        ("show", show_case, N_("one case: its books, sums, opinions and approvals")),
        ("cancel", cancel_case, N_("undo a whole case that the school has not approved")),
    ):
        parser = group.add(name, run, purpose=purpose)
        if name != "cases":
            which_case(parser, commands)
    signed = group.add(
        "list",
        write_list,
        purpose=N_("the list of a case to sign, in duplicate, for Word and Excel"),
        example="kiosk weeding list 2026 --docx list.docx --xlsx list.xlsx",
    )
    which_case(signed, commands)
    signed.add_argument("--docx", type=Path, metavar=_("FILE"), help=_("as a Word document"))
    signed.add_argument(
        "--template", type=Path, metavar=_("FILE"), help=_("a Word template of the school's own")
    )
    signed.add_argument("--xlsx", type=Path, metavar=_("FILE"), help=_("as a workbook"))


def show_rules(console: Console, arguments: argparse.Namespace) -> int:
    """Set what is given, then print the rules."""
    given = {name: getattr(arguments, name) for name in ("copies", "repairs", "unborrowed")}
    if arguments.begin and arguments.age is not None:
        given["age"] = (arguments.begin, arguments.age)
    by = set_rules(console.acting(), **given) if any(v is not None for v in given.values()) else rules_now()
    _ = console.words
    console.table(
        (_("rule"), _("set to")),
        (
            (_("copies of a title"), by.copies),
            (_("repairs"), by.repairs),
            (_("years without a loan"), by.unborrowed),
            *((_("years since it was published, {begin}", begin=begin), n) for begin, n in by.age.items()),
        ),
    )
    return 0


def propose(console: Console, arguments: argparse.Namespace) -> int:
    """Print the proposals or write them."""
    found = [
        one
        for one in proposals(local_day(utc_now()))
        if one.call_number.upper().startswith(arguments.begin.upper())
        and (not arguments.ground or any(why.ground == arguments.ground for why in one.whys))
    ]
    table = proposal_table(found, console.words)
    if arguments.file:
        write_table(arguments.file, table, table.columns)
        console.say(N_("Written: {file}, rows: {n}."), file=arguments.file, n=len(found))
        return 0
    console.say(N_("Proposed to be withdrawn: {n} copies."), n=len(found))
    if found:
        console.table(table.columns, [["" if cell is None else cell for cell in row] for row in table.rows])
    return 0


def open_one(console: Console, arguments: argparse.Namespace) -> int:
    """Open a case."""
    case = cases.open_case(arguments.name, console.acting(), arguments.disposal)
    console.say(N_("Case {name} is open. Scan: {command}"), name=case.name, command="kiosk weeding scan")
    return 0


def give_opinion(console: Console, arguments: argparse.Namespace) -> int:
    """Keep an opinion."""
    case = cases.case_called(arguments.name)
    cases.give_opinion(case, arguments.person, arguments.words, console.acting())
    console.say(N_("The opinion is recorded with the case {name}."), name=case.name)
    return 0


def approve_one(console: Console, arguments: argparse.Namespace) -> int:
    """Approve."""
    case = cases.case_called(arguments.name)
    case = approving.approve(case, arguments.role, arguments.person, console.acting())
    console.say(
        N_("Case {name}: {state}. Copies: {n}."),
        name=case.name,
        state=console.words(STATES[case.state]),
        n=case.copies,
    )
    return 0


def show_cases(console: Console, _arguments: argparse.Namespace) -> int:
    """Print all cases."""
    _ = console.words
    console.table(
        (_("case"), _("copies"), _("state"), _("begun")),
        ((one.name, one.copies, _(STATES[one.state]), local_day(one.opened_at)) for one in cases.all_cases()),
    )
    return 0


def show_case(console: Console, arguments: argparse.Namespace) -> int:
    """Print a case."""
    case = cases.case_called(arguments.name)
    signed, words = list_of(case), console.words
    for line in cover(signed, case, identity().name, words):
        print(line, file=console.out)
    for name, table in tables_of(signed, case, words).items():
        print(f"\n{name}", file=console.out)
        console.table(table.columns, [["" if cell is None else cell for cell in row] for row in table.rows])
    return 0


def cancel_case(console: Console, arguments: argparse.Namespace) -> int:
    """Undo a case."""
    case = cases.case_called(arguments.name)
    undone = approving.cancel(case, console.acting())
    console.say(N_("Case {name} is undone; copies back in the stock: {n}."), name=case.name, n=undone)
    return 0


def write_list(console: Console, arguments: argparse.Namespace) -> int:
    """Write the list, or print it."""
    if not arguments.docx and not arguments.xlsx:
        return show_case(console, arguments)
    case = cases.case_called(arguments.name)
    signed, words, library = list_of(case), console.words, identity().name
    if arguments.docx:
        write_withdrawal(arguments.docx, signed, case, library, words, arguments.template)
        console.say(N_("Written: {file}"), file=arguments.docx)
    if arguments.xlsx:
        write_workbook(arguments.xlsx, sheets_of(signed, case, library, words))
        console.say(N_("Written: {file}"), file=arguments.xlsx)
    return 0
