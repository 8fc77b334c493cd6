"""`kiosk periodicals`: subscriptions and the yearly order."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.errors import BadValue, NotFound
from db.library.identity import identity
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from db.periodicals.subscribing import (
    Wanted,
    cancel,
    current_titles,
    subscribe,
    subscriptions,
)
from kiosk.commands.paper import tell, write
from kiosk.commands.parsing import Commands, one_of, typed_day, whole_number
from kiosk.commands.registers import aids, issues
from kiosk.console import Console
from kiosk.lists.workbook import write_workbook
from kiosk.paper.stock.filing import sheets_of
from kiosk.paper.stock.periodicals import order_paper, order_part
from kiosk.paper.stock.registers import money
from kiosk.sentences.stock.periodicals import FOR_WHOM, FREQUENCIES, PAYERS
from kiosk.typed import weekdays
from kiosk.words import visible_json


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("periodicals", purpose=N_("newspapers, magazines and teaching aids"))
    new = group.add(
        "subscribe",
        add_subscription,
        purpose=N_("subscribe to a periodical; its issues are expected from then on"),
        example="kiosk periodicals subscribe 儿童时代 --code 4-202 --copies 2 --price 120",
    )
    new.add_argument("title", metavar=_("NAME"))
    new.add_argument("--year", type=whole_number(_), metavar=_("YEAR"), help=_("the year (this one)"))
    new.add_argument("--code", default="", metavar=_("NUMBER"), help=_("its postal number"))
    new.add_argument(
        "--issn",
        default="",
        metavar="ISSN",
        help=_("such as 1007-5399; the barcodes on its covers are known then"),
    )
    new.add_argument(
        "--cn", default="", metavar="CN", help=_("its Chinese serial number (CN), such as 13-1153/TN")
    )
    new.add_argument("--frequency", **one_of(_, FREQUENCIES), default="monthly", help=_("how often it comes"))
    new.add_argument(
        "--weekdays", nargs="+", metavar=_("DAY"), help=_("for a newspaper, the weekdays on which it comes")
    )
    new.add_argument("--from", dest="starts", type=typed_day(_), metavar=_("DAY"), help=_("the first day"))
    new.add_argument("--to", dest="ends", type=typed_day(_), metavar=_("DAY"), help=_("the last day"))
    new.add_argument("--first", type=whole_number(_), metavar="N", help=_("the number of the first issue"))
    new.add_argument("--copies", type=whole_number(_), default=1, metavar="N", help=_("how many copies (1)"))
    new.add_argument(
        "--price", default="", metavar=_("PRICE"), help=_("for one copy, for the whole subscription")
    )
    new.add_argument("--payer", **one_of(_, PAYERS), default="school", help=_("who pays"))
    new.add_argument("--for", dest="readers", **one_of(_, FOR_WHOM), default="room", help=_("for whom"))
    new.add_argument("--class", dest="class_name", default="", metavar=_("CLASS"), help=_("for which class"))
    new.add_argument("--fund", default="", metavar=_("FUND"), help=_("the fund that paid"))
    new.add_argument("--not-lent", action="store_true", help=_("its issues are not lent"))
    shown = group.add(
        "list", show_subscriptions, purpose=N_("the subscriptions, and how many issues of each have come")
    )
    shown.add_argument("--year", type=whole_number(_), metavar=_("YEAR"), help=_("only this year"))
    gone = group.add("cancel", cancel_one, purpose=N_("cancel a subscription of which nothing has come"))
    gone.add_argument("number", type=whole_number(_), metavar=_("NUMBER"))
    order = group.add(
        "order",
        show_order,
        purpose=N_("the order list of a year by postal number, in three copies"),
        example="kiosk periodicals order 2027 --pdf order.pdf",
    )
    order.add_argument("year", type=whole_number(_), metavar=_("YEAR"))
    order.add_argument("--pdf", type=Path, metavar=_("FILE"), help=_("three copies on paper"))
    order.add_argument("--xlsx", type=Path, metavar=_("FILE"), help=_("write it as a workbook"))
    shown.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    issues.add_to(group)
    aids.add_to(group)


def add_subscription(console: Console, arguments: argparse.Namespace) -> int:
    """Subscribe, and say what is expected."""
    price = cleaning.price(arguments.price)
    if price.guessed:
        raise BadValue(
            N_("{value} cannot be read as {field}."), value=arguments.price, field=Sentence("price")
        )
    days = "".join(map(str, sorted(weekdays(arguments.weekdays)))) if arguments.weekdays else ""
    starts = arguments.starts
    made = subscribe(
        Wanted(
            arguments.title,
            arguments.year or (starts or local_day(utc_now())).year,
            "weekdays" if days else arguments.frequency,
            arguments.code,
            arguments.cn,
            arguments.issn,
            days,
            starts,
            arguments.ends,
            arguments.first,
            arguments.copies,
            price.value.amount if price.value else None,
            arguments.payer,
            arguments.readers,
            arguments.class_name,
            arguments.fund,
            not arguments.not_lent,
        ),
        console.acting(),
    )
    console.say(
        N_("Subscription {number}: “{title}”, issues expected: {n}."),
        number=made.number,
        title=made.title,
        n=made.issues,
    )
    return 0


def show_subscriptions(console: Console, arguments: argparse.Namespace) -> int:
    """Print the subscriptions."""
    _ = console.words
    today = local_day(utc_now())
    found = subscriptions(today, arguments.year)
    if arguments.json:
        lines = [{**vars(one), "starts_on": str(one.starts_on), "ends_on": str(one.ends_on)} for one in found]
        print(visible_json(lines), file=console.out)
        return 0
    head = (
        _("Subscription no."),
        _("postal no."),
        _("periodical"),
        _("copies of each"),
        _("price"),
        _("paid by"),
    )
    console.table(
        (*head, _("for whom"), _("issues"), _("arrived"), _("not come")),
        [
            (
                *(one.number, one.code, one.title, one.copies, money(one.price), _(PAYERS[one.payer])),
                one.class_name or _(FOR_WHOM[one.readers]),
                *(one.issues, one.arrived, one.late),
            )
            for one in found
        ],
    )
    console.say(N_("Different periodicals at present: {n}"), n=len(current_titles(today)))
    return 0


def cancel_one(console: Console, arguments: argparse.Namespace) -> int:
    """Cancel a subscription."""
    console.say(N_("Cancelled: “{title}”"), title=cancel(arguments.number, console.acting()))
    return 0


def show_order(console: Console, arguments: argparse.Namespace) -> int:
    """Print or write the order list."""
    words, found = console.words, subscriptions(year=arguments.year)
    if not found:
        raise NotFound(N_("There are no subscriptions for {year}."), year=arguments.year)
    if arguments.xlsx:
        write_workbook(arguments.xlsx, sheets_of([order_part(found, words)], words))
        console.say(N_("Written: {file}"), file=arguments.xlsx)
    blocks = order_paper(found, arguments.year, identity().name, words)
    if arguments.pdf:
        write(arguments.pdf, blocks, console, landscape=True)
    elif not arguments.xlsx:
        tell(blocks[:1], console)
    return 0
