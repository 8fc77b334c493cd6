"""`kiosk answers`: the questions of a librarian's year, as a table, CSV or a workbook."""

import argparse
from pathlib import Path

from db.answers.table import Table
from db.clock import local_day, utc_now
from db.marking import N_
from db.reports.questions import AS_OF_TODAY, QUESTIONS
from kiosk.commands.parsing import Commands, add_days
from kiosk.console import Console
from kiosk.lists.questions import said_days, said_row, span_of
from kiosk.lists.spreadsheet import mark_as_utf_8, write_csv
from kiosk.lists.tables import write_table
from kiosk.sentences.columns import QUESTION_NAMES, column_of


def add(commands: Commands) -> None:
    """Add the group, with a command for each question."""
    _ = commands.words
    group = commands.group("answers", purpose=N_("what is read, by whom, when, and what is not"))
    for name in QUESTIONS:
        of = " 3A" if name == "class-reading" else ""
        days = "" if name in AS_OF_TODAY else " --from 2026-09-01"
        example = f"kiosk answers {name}{of}{days} --csv"
        one = group.add(name, run, purpose=QUESTION_NAMES[name], example=example)
        one.set_defaults(question=name)
        if name == "class-reading":
            one.add_argument("class_name", metavar=_("CLASS"))
        else:
            one.add_argument(
                "--class", dest="class_name", metavar=_("NAME"), default="", help=_("only this class")
            )
        if days:
            add_days(one, _)
        else:
            one.set_defaults(first=None, last=None)
        one.add_argument("--csv", action="store_true", help=_("as a table for a spreadsheet"))
        one.add_argument("--file", type=Path, metavar=_("FILE"), help=_("into a file, .csv or .xlsx"))


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Answer one question."""
    _ = console.words
    question = arguments.question
    span = span_of(question, arguments.first, arguments.last, local_day(utc_now()), arguments.class_name)
    table = QUESTIONS[question](span)
    head = [column_of(column, _) for column in table.columns]
    said = Table(table.columns, tuple(said_row(table.columns, row, _) for row in table.rows))
    if arguments.file:
        write_table(arguments.file, said, head)
        console.say(N_("Written: {file}, rows: {n}."), file=arguments.file, n=len(said.rows))
    elif arguments.csv:
        mark_as_utf_8(console.out)
        write_csv(console.out, head, [["" if cell is None else cell for cell in row] for row in said.rows])
    else:
        console.say(said_days(question, span, _))
        console.table(head, [["" if cell is None else cell for cell in row] for row in said.rows])
    return 0
