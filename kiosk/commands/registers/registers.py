"""`kiosk registers`: the total register, the register of copies and that of withdrawals; the funds."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from db.clock import local_day, utc_now
from db.errors import BadValue
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from db.registers import entering
from db.registers.batches import BatchChange, batch_known, change_batch
from db.registers.entries import entries, withdrawn
from db.registers.shelving import shelving
from db.registers.total import TotalLine, total_register
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, one_of, typed_day, whole_number
from kiosk.commands.registers import funds, numbers
from kiosk.console import Console
from kiosk.lists.workbook import write_workbook
from kiosk.paper.stock.filing import pages_of, sheets_of
from kiosk.paper.stock.register_lines import copies_part, withdrawals_part
from kiosk.paper.stock.registers import (
    Part,
    json_rows,
    money,
    total_balance,
    total_in,
    total_lines,
    total_out,
)
from kiosk.sentences.stock.registers import KINDS, SAID_KINDS
from kiosk.words import visible_json

_COPY_KEYS = (
    *(
        "day",
        "number",
        "title",
        "author",
        "publisher",
        "year",
        "pages",
        "list_price",
        "paid",
        "isbn",
        "batch",
    ),
    *("source", "written_off"),
)
_WITHDRAWAL_KEYS = (
    *("no", "day", "number", "label", "title", "author", "publisher", "year", "call_number", "price"),
    *("ground", "disposal", "case"),
)
_TOTAL_KEYS = (
    *("day", "part", "batch", "kind", "source", "voucher", "titles", "copies", "list_price", "paid"),
    *("numbers", "balance_copies", "balance_list_price"),
)


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("registers", purpose=N_("the registers of the stock, as they are filed"))
    total = group.add(
        "total",
        show_total,
        purpose=N_("the total register: batches in, withdrawals out, and what is left"),
        example="kiosk registers total --year 2026 --pdf total.pdf",
    )
    copies = group.add(
        "copies",
        show_copies,
        purpose=N_("the register of copies: a line for each number"),
        example="kiosk registers copies --from 1 --to 500 --xlsx copies.xlsx",
    )
    gone = group.add(
        "withdrawals",
        show_withdrawals,
        purpose=N_("the register of withdrawals: what has left the stock, and why"),
        example="kiosk registers withdrawals --year 2026 --pdf gone.pdf",
    )
    for parser in (total, copies, gone):
        parser.add_argument("--xlsx", type=Path, metavar=_("FILE"), help=_("write it as a workbook"))
        parser.add_argument(
            "--pdf", type=Path, metavar=_("FILE"), help=_("write it page by page, to be filed")
        )
        parser.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    for parser in (total, gone):
        parser.add_argument("--year", type=whole_number(_), metavar=_("YEAR"), help=_("only this year"))
    copies.add_argument(
        "--from", dest="first", type=whole_number(_), default=1, metavar="N", help=_("the first number")
    )
    copies.add_argument(
        "--to", dest="last", type=whole_number(_), default=2**31 - 1, metavar="N", help=_("the last number")
    )
    batch = group.add(
        "batch",
        correct_batch,
        purpose=N_("show a batch of the total register, or correct what is known about it"),
        example=N_("kiosk registers batch 3 --kind given --source PTA"),
    )
    batch.add_argument("batch", type=whole_number(_), metavar=_("NUMBER"))
    batch.add_argument("--on", metavar=_("DAY"), type=typed_day(_), help=_("when they came"))
    batch.add_argument("--kind", **one_of(_, SAID_KINDS), help=_("how they came"))
    batch.add_argument("--source", metavar=_("TEXT"), help=_("from whom they came"))
    batch.add_argument("--voucher", metavar=_("TEXT"), help=_("the voucher number"))
    batch.add_argument("--fund", metavar=_("FUND"), help=_("the fund that paid"))
    batch.add_argument("--note", metavar=_("TEXT"), help=_("a remark"))
    batch.add_argument(
        "--paid",
        metavar=_("PRICE"),
        default="",
        help=_("what the whole batch cost; it is spread over the copies"),
    )
    waiting = group.add(
        "waiting",
        show_waiting,
        purpose=N_("new books that are not on the shelf yet; they should be within two weeks"),
    )
    waiting.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    group.add("enter", enter_missing, purpose=N_("enter copies that no register has"))
    numbers.add_to(group)
    funds.add_to(group)


def show_total(console: Console, arguments: argparse.Namespace) -> int:
    """Show or write the total register."""
    words = console.words
    lines = _of_year(total_register(), arguments.year)
    parts = [part(lines, words) for part in (total_in, total_out, total_balance)]
    return _give(parts, total_lines(lines, words), _TOTAL_KEYS, console, arguments)


def show_copies(console: Console, arguments: argparse.Namespace) -> int:
    """Show or write the register of copies."""
    part = copies_part(entries(arguments.first, arguments.last), console.words)
    return _give([part], part, _COPY_KEYS, console, arguments)


def show_withdrawals(console: Console, arguments: argparse.Namespace) -> int:
    """Show or write the register of withdrawals."""
    found = [
        one
        for one in withdrawn()
        if arguments.year is None or (one.gone and one.gone.on and one.gone.on.year == arguments.year)
    ]
    part = withdrawals_part(found, console.words)
    return _give([part], part, _WITHDRAWAL_KEYS, console, arguments)


def _of_year(lines: Sequence[TotalLine], year: int | None) -> list[TotalLine]:
    return [line for line in lines if year is None or (line.on and line.on.year == year)]


def _give(
    parts: Sequence[Part], shown: Part, keys: Sequence[str], console: Console, arguments: argparse.Namespace
) -> int:
    words = console.words
    if arguments.xlsx:
        write_workbook(arguments.xlsx, sheets_of(parts, words))
        console.say(N_("Written: {file}"), file=arguments.xlsx)
    if arguments.pdf:
        pages = [block for part in parts for block in pages_of(part, words)]
        write(arguments.pdf, pages, console, landscape=True)
    if arguments.json:
        print(visible_json(json_rows(shown, keys)), file=console.out)
    elif not (arguments.xlsx or arguments.pdf):
        console.table(shown.head(words), shown.rows)
    return 0


def correct_batch(console: Console, arguments: argparse.Namespace) -> int:
    """Show a batch, corrected where something is given."""
    _ = console.words
    paid = cleaning.price(arguments.paid)
    if paid.guessed:
        raise BadValue(
            N_("{value} cannot be read as {field}."), value=arguments.paid, field=Sentence("price")
        )
    change = BatchChange(
        arguments.on,
        *(arguments.kind, arguments.source, arguments.voucher, arguments.fund, arguments.note),
        paid.value.amount if paid.value else None,
    )
    known = (
        batch_known(arguments.batch)
        if change == BatchChange()
        else change_batch(arguments.batch, change, console.acting())
    )
    console.table(
        (_("batch"), str(known.number)),
        [
            (_("day"), known.came_on or ""),
            (_("how it came"), _(KINDS[known.kind])),
            (_("from whom"), known.source),
            (_("voucher"), known.voucher),
            (_("fund"), known.fund),
            (_("remark"), known.note),
            (_("copies"), known.copies),
            (_("paid"), money(known.paid)),
        ],
    )
    return 0


def show_waiting(console: Console, arguments: argparse.Namespace) -> int:
    """Print what is being prepared, and how fast this year's books got to the shelf."""
    _ = console.words
    today = local_day(utc_now())
    found = shelving(today.replace(month=1, day=1), today, today)
    if arguments.json:
        lines = [{**vars(one), "came_on": str(one.came_on), "late": one.late} for one in found.waiting]
        figures = {"came": found.came, "in_time": found.in_time, "late": found.late, "waiting": lines}
        print(visible_json(figures), file=console.out)
        return 0
    console.say(
        N_(
            "Copies that came this year: {came}; on the shelf within two weeks: {in_time}; later, "
            "or not yet: {late}."
        ),
        came=found.came,
        in_time=found.in_time,
        late=found.late,
    )
    if found.waiting:
        console.table(
            (_("accession number"), _("code"), _("title"), _("came on"), _("days")),
            [
                (one.number, one.code, one.title, one.came_on, f"{one.days}{'!' * one.late}")
                for one in found.waiting
            ],
        )
    return 0


def enter_missing(console: Console, _arguments: argparse.Namespace) -> int:
    """Enter what no register has."""
    console.say(N_("Entered in the register: {n}"), n=entering.enter_missing(console.acting()))
    return 0
