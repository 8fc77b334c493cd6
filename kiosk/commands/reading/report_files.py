"""`kiosk report … --docx --xlsx --folder`, and `kiosk report template`: the report as files."""

import argparse
import sys
from pathlib import Path

from db.clock import utc_now
from db.errors import BadValue
from db.marking import N_
from db.term_report.kept import Standing
from kiosk.commands.parsing import Commands
from kiosk.console import Console, Progress
from kiosk.paper.pages import as_paper_error, refuse_target
from kiosk.words import Words


def add_options(parser: argparse.ArgumentParser, words: Words) -> None:
    """The options of a report that say what is written."""
    _ = words
    parser.add_argument("--docx", type=Path, metavar=_("FILE"), help=_("as a Word document"))
    parser.add_argument("--xlsx", type=Path, metavar=_("FILE"), help=_("its tables as a workbook"))
    parser.add_argument(
        "--folder", type=Path, metavar=_("FOLDER"), help=_("a numbered folder for an inspection")
    )
    parser.add_argument(
        "--template", type=Path, metavar=_("FILE"), help=_("a Word template of the school's own")
    )


def add_to(group: Commands) -> None:
    """Add the command to the group `report`."""
    _ = group.words
    template = group.add(
        "template",
        write_template,
        purpose=N_("our Word template of the report, to be changed into the school's own"),
        example="kiosk report template school.docx",
    )
    template.add_argument("file", type=Path, metavar=_("FILE"))


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether anything is to be written."""
    return bool(arguments.docx or arguments.xlsx or arguments.folder)


def refuse_targets(arguments: argparse.Namespace) -> None:
    """Raise PaperError for what cannot be written, BadValue for a template of nothing, before any work."""
    if arguments.docx:
        refuse_target(arguments.docx, (".docx",))
    if arguments.xlsx:
        refuse_target(arguments.xlsx, (".xlsx",))
    if arguments.template and not (arguments.docx or arguments.folder):
        raise BadValue(N_("A template is for --docx or --folder: say which of them to write."))


def write_files(found: Standing, console: Console, arguments: argparse.Namespace) -> None:
    """Write what was asked for, and say where. Raises PaperError, TemplateFault and WorkbookError."""
    from kiosk.term_report.inspection.folder import write_folder
    from kiosk.term_report.inspection.making import Making
    from kiosk.term_report.papers.annex import write_annex
    from kiosk.term_report.papers.written import write_report

    words, settings, template = console.words, console.settings, arguments.template
    if arguments.docx:
        with as_paper_error():
            write_report(arguments.docx, found, words, settings, template)
        console.say(N_("Written: {file}"), file=arguments.docx)
    if arguments.xlsx:
        write_annex(arguments.xlsx, found.report, words)
        console.say(N_("Written: {file}"), file=arguments.xlsx)
    if arguments.folder:
        progress = Progress(sys.stderr)
        try:
            making = Making(found, utc_now(), words, settings, template)
            filed = write_folder(arguments.folder, making, progress.show)
        finally:
            progress.clear()
        console.say(
            N_(
                "Written: {file}, entries: {entries}, files: {files}; empty sheets to fill in on "
                "paper: {empty}."
            ),
            file=arguments.folder,
            entries=filed.entries,
            files=filed.files,
            empty=filed.on_paper,
        )


def write_template(console: Console, arguments: argparse.Namespace) -> int:
    """Write our template in the language that is spoken."""
    from kiosk.term_report.papers.template import our_template
    from labels.ink.files import replacing

    refuse_target(arguments.file, (".docx",))
    content = our_template(console.words)
    with as_paper_error(), replacing(arguments.file) as (opened, _path):
        opened.write(content)
    console.say(N_("Written: {file}"), file=arguments.file)
    return 0
