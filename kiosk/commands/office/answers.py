"""`kiosk answers`: the questions of a librarian's year, as a table, CSV or a workbook."""

import argparse
from pathlib import Path

from db.answers.table import Table
from db.clock import local_day, utc_now
from db.marking import N_
from db.reports.questions import QUESTIONS
from kiosk.commands.parsing import Commands, add_days
from kiosk.console import Console
from kiosk.lists.questions import said_row, span_of
from kiosk.lists.spreadsheet import mark_as_utf_8, write_csv
from kiosk.lists.tables import write_table
from kiosk.sentences.columns import QUESTION_NAMES, column_of


def add(commands: Commands) -> None:
    """Add the group, with a command for each question."""
    _ = commands.words
    group = commands.group("answers", purpose=N_("what is read, by whom, when, and what is not"))
    for name in QUESTIONS:
        of = "3A " if name == "class-reading" else ""
        example = f"kiosk answers {name} {of}--from 2026-09-01 --csv"
        one = group.add(name, run, purpose=QUESTION_NAMES[name], example=example)
        one.set_defaults(question=name)
        if name == "class-reading":
            one.add_argument("class_name", metavar=_("CLASS"))
        else:
            one.add_argument(
                "--class", dest="class_name", metavar=_("NAME"), default="", help=_("only this class")
            )
        add_days(one, _)
        one.add_argument("--csv", action="store_true", help=_("as a table for a spreadsheet"))
        one.add_argument("--file", type=Path, metavar=_("FILE"), help=_("into a file, .csv or .xlsx"))


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Answer one question."""
    _ = console.words
    span = span_of(arguments.first, arguments.last, local_day(utc_now()), arguments.class_name)
    table = QUESTIONS[arguments.question](span)
    head = [column_of(column, _) for column in table.columns]
    said = Table(table.columns, tuple(said_row(table.columns, row, _) for row in table.rows))
    if arguments.file:
        write_table(arguments.file, said, head)
        console.say(N_("Written: {file}, rows: {n}."), file=arguments.file, n=len(said.rows))
    elif arguments.csv:
        mark_as_utf_8(console.out)
        write_csv(console.out, head, [["" if cell is None else cell for cell in row] for row in said.rows])
    else:
        console.say(N_("From {first} to {last}"), first=span.first, last=span.last)
        console.table(head, [["" if cell is None else cell for cell in row] for row in said.rows])
    return 0
