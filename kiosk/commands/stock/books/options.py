"""What is said of a title and its copies on the command line: the options that several commands have."""

import argparse

from db.cataloguing.fields import FIELDS
from db.errors import BadValue
from db.lists.cells import cleaning
from db.marking import N_, Sentence
from db.registers.entering import Acquired
from db.registers.funds import fund_named
from kiosk.commands.parsing import one_of, typed_day, whole_number
from kiosk.sentences.catalogue import FIELD_NAMES
from kiosk.sentences.stock.registers import SAID_KINDS
from kiosk.words import Words

_OPTIONS = {field: "--" + field.replace("_", "-") for field in FIELDS}


def title_options(parser: argparse.ArgumentParser, words: Words) -> None:
    for field, option in _OPTIONS.items():
        parser.add_argument(option, dest=field, metavar=words("TEXT"), help=words(FIELD_NAMES[field]))


def copy_options(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--copies", type=whole_number(words), default=1, metavar="N", help=words("how many copies (1)")
    )
    add_acquired(parser, words)


def add_acquired(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add the options of how and when books came, and where they stand."""
    parser.add_argument("--place", metavar=words("SHELF"), default="", help=words("where they stand"))
    parser.add_argument("--new-place", action="store_true", help=words("there is no such shelf yet: make it"))
    parser.add_argument("--on", metavar=words("DAY"), type=typed_day(words), help=words("when they came"))
    parser.add_argument("--paid", metavar=words("PRICE"), default="", help=words("what one copy cost"))
    parser.add_argument("--source", metavar=words("TEXT"), default="", help=words("from whom they came"))
    parser.add_argument("--voucher", metavar=words("TEXT"), default="", help=words("the voucher number"))
    parser.add_argument("--kind", **one_of(words, SAID_KINDS), help=words("how they came"))
    parser.add_argument(
        "--fund", metavar=words("FUND"), default="", help=words("the fund that paid for them")
    )


def acquired_of(arguments: argparse.Namespace) -> Acquired:
    """How the copies came. Raises BadValue for a price that cannot be read."""
    amount = price_typed(arguments.paid)
    fund = fund_named(arguments.fund) if arguments.fund else None
    return Acquired(arguments.on, amount, arguments.source, arguments.voucher, arguments.kind or "", fund)


def typed_fields(arguments: argparse.Namespace) -> dict[str, str]:
    given = {field: getattr(arguments, field) for field in FIELDS}
    return {field: text for field, text in given.items() if text is not None}


def price_typed(text: str) -> int | None:
    """A price in hundredths, or None for none. Raises BadValue for one that cannot be read."""
    price = cleaning.price(text)
    if price.guessed:
        raise BadValue(N_("{value} cannot be read as {field}."), value=text, field=Sentence("price"))
    return price.value.amount if price.value else None
