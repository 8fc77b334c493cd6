"""`kiosk replay`: scans from a file through the same desk, without a screen."""

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path

from db.answers.corner import CornerAnswer
from db.answers.counter import Answer, Fault
from db.clock import to_local, to_utc, utc_now
from db.errors import BadList
from db.events import scanner_memory
from db.marking import N_
from db.plain_files import content_of
from db.store.opening import transaction
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.counter.answer_lines import AnswerLine, line_of
from kiosk.scanner.source import Scan
from kiosk.service.desks import Desks
from kiosk.typed import moment
from kiosk.words import languages_from

_CLOCKS_DIFFER = timedelta(days=1)
"""How far a scanner's clock may run ahead of the machine's."""
_MOST_BYTES = 16 * 1024 * 1024
"""A scanner's memory holds some kilobytes."""
_SHOWN = 10
"""How many bad lines are shown one by one."""


def add(commands: Commands) -> None:
    """Add the command."""
    _ = commands.words
    parser = commands.add(
        "replay",
        run,
        purpose=N_("read in the scans of a file, such as the memory of a scanner"),
        example="kiosk replay scans.csv --json",
    )
    parser.add_argument(
        "file", type=Path, metavar=_("FILE"), help=_("lines of at,code; at as 2026-09-07T10:15:00")
    )
    parser.add_argument("--json", action="store_true", help=_("one answer per line as JSON"))
    parser.add_argument("--dry-run", action="store_true", help=_("only read the file; change nothing"))
    parser.add_argument(
        "--again", action="store_true", help=_("read in a file again that was read in before")
    )


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Serve every scan in the order of time; 0 when all were answered, 1 when some could not be.

    How far a file was taken in is kept in the store, with what a turn did in one transaction: loaded twice,
    a scanner's memory would return and lend everything once more, and after an interruption the rest is
    taken in, from the card on whose turn was interrupted.
    """
    content = _content(arguments.file)
    scans, bad = read_scans(content)
    _tell_bad(console, bad)
    if bad and not scans:
        raise BadList(N_("No line of {path} is a time and a code; nothing was read in."), path=arguments.file)
    late = [scan for scan in scans if scan.at > utc_now() + _CLOCKS_DIFFER]
    if late:
        raise BadList(
            N_("Scans later than this machine's clock: {n}, the first at {at}. Set the scanner's clock."),
            n=len(late),
            at=to_local(late[0].at).isoformat(" ", "seconds"),
        )
    in_order = sorted(scans, key=lambda scan: scan.at)
    if scans != in_order:
        console.warn(N_("The lines are not in order of time, so they were read in by their times."))
    key = scanner_memory.key_of(content)
    served = 0 if arguments.again else _served_before(key, len(scans))
    if arguments.dry_run:
        console.say(N_("Scans that would be read in: {n}. Nothing was changed."), n=len(scans) - served)
        return 1 if bad else 0
    if arguments.again:
        scanner_memory.start_over(key)
    desks = Desks(console.settings.name, languages_from(console.words.language))
    begun, faults = served, 0
    try:
        while served < len(in_order):
            with transaction():
                scanner_memory.hold(key, served)
                answers = _serve_turn(desks, in_order[served:], console)
                scanner_memory.keep_served(key, served + len(answers), utc_now())
            served += len(answers)
            for answer, line in answers:
                faults += isinstance(answer, Fault)
                print(line.as_json() if arguments.json else line.as_text(), file=console.out)
    finally:
        if served > begun:
            scanner_memory.finish(console.acting(), served)
    return 1 if bad or faults else 0


def _serve_turn(
    desks: Desks, scans: Sequence[Scan], console: Console
) -> list[tuple[Answer | CornerAnswer, AnswerLine]]:
    """Serve the first of these scans and all after it until nothing of them would be remembered any more."""
    answers = []
    for scan, following in zip_longest(scans, scans[1:]):
        answer = desks.serve(scan.code, scan.at)
        line = line_of(scan.at, scan.text, answer, desks.conversation, console.words)
        answers.append((answer, line))
        if following and desks.starts_afresh(following.code, following.at):
            break
    return answers


def read_scans(content: bytes) -> tuple[list[Scan], list[tuple[int, str]]]:
    """The scans of a file, and the lines (number, text) that cannot be read as one. A heading is skipped."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadList(N_("The file is not UTF-8 text.")) from error
    scans: list[Scan] = []
    bad: list[tuple[int, str]] = []
    reader = csv.reader(text.splitlines())
    for row in _rows(reader):
        if not any(cell.strip() for cell in row):
            continue
        try:
            at, code = (cell.strip() for cell in row)
            scans.append(Scan(code, to_utc(moment(at)), "file"))
        except (ValueError, OverflowError):
            if reader.line_num > 1 or [cell.strip().lower() for cell in row] != ["at", "code"]:
                bad.append((reader.line_num, ",".join(row)))
    return scans, bad


def _rows(reader: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise BadList(N_("The file is no list of times and codes: a line is far too long.")) from error


def _tell_bad(console: Console, bad: list[tuple[int, str]]) -> None:
    for number, text in bad[:_SHOWN]:
        console.warn(N_("Line {number}: {text} is not a time and a code."), number=number, text=text[:80])
    if len(bad) > _SHOWN:
        console.warn(N_("More such lines: {n}."), n=len(bad) - _SHOWN)


def _content(path: Path) -> bytes:
    try:
        return content_of(path, _MOST_BYTES)
    except OSError as error:
        raise BadList(
            N_("The file {path} cannot be read: {reason}."), path=path, reason=error.strerror or error
        ) from error


def _served_before(key: str, scans: int) -> int:
    before = scanner_memory.served_before(key)
    if before is None or before.scans < scans:
        return before.scans if before else 0
    raise BadList(
        N_("This file was already read in on {day}. Use --again if you really mean it."), day=before.day
    )
