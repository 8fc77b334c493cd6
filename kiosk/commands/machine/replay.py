"""`kiosk replay`: scans from a file through the same desk, without a screen."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path

from db.answers.classes.corner import CornerAnswer
from db.answers.counter.scans import Answer, Fault
from db.circulation.afterwards.late_scans import keep_late, newer_than
from db.circulation.found import FoundCopy
from db.circulation.lookup import find
from db.clock import to_local, utc_now
from db.errors import BadList
from db.events import scanner_memory
from db.marking import N_
from db.store.opening import transaction
from kiosk.commands.machine.shelf_scans import ShelfScans
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.counter.answer_lines import AnswerLine, line_of
from kiosk.lists.memories.offline_circulation import SOURCE, is_payment
from kiosk.lists.memories.scan_memory import memory_of_file
from kiosk.scanner.source import Scan
from kiosk.service.desks import Desks
from kiosk.words import languages_from

_CLOCKS_DIFFER = timedelta(days=1)
"""How far a scanner's clock may run ahead of the machine's."""
_NO_KIOSK_BEFORE = datetime(2025, 1, 1)
"""Nothing was scanned before there was this program: a clock that lost its battery starts in 1970 or 2000."""
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
    parser.add_argument(
        "--columns",
        default="",
        metavar="code,day,time",
        help=_("what the columns of the file are, from the left: code, at, day, time, - for any other"),
    )
    parser.add_argument(
        "--days", default="", metavar="dmy", help=_("how the file writes days: ymd, dmy or mdy")
    )


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Serve every scan in the order of time; 0 when all were answered, 1 when some could not be.

    Each scan is marked as read in with what it did, in one transaction for all of a turn: a memory that was
    not cleared, and a file that is read in once more after a kill, take in what is new. A scan that is older
    than what the library knows of its book changes nothing and becomes a conflict.
    """
    memory = memory_of_file(arguments.file, columns=arguments.columns, days=arguments.days)
    scans = memory.scans
    payments = [line for line in memory.bad if is_payment(line[1])]
    bad = [line for line in memory.bad if line not in payments]
    if memory.layout:
        layout = memory.layout
        console.warn(
            N_("Read as: column {code} the code, {day} the day, {time} the time; days as {order}."),
            code=layout.code + 1,
            day=layout.day + 1,
            time=layout.time + 1,
            order=layout.order,
        )
    for number, _text in payments:
        console.warn(N_("Line {number} is a payment and was skipped: no money is taken here."), number=number)
    _tell_bad(console, bad)
    if bad and not scans:
        raise BadList(
            N_("No line of {path} is a time and a code, so nothing was read in."), path=arguments.file
        )
    late = [scan for scan in scans if scan.at > utc_now() + _CLOCKS_DIFFER]
    if late:
        raise BadList(
            N_("Scans later than this machine's clock: {n}, the first at {at}. Set the scanner's clock."),
            n=len(late),
            at=to_local(late[0].at).isoformat(" ", "seconds"),
        )
    early = [scan for scan in scans if scan.at < _NO_KIOSK_BEFORE]
    if early:
        raise BadList(
            N_(
                "Scans of {at}: the scanner's clock was never set, so nobody knows their days ({n} scans)."
                " Correct the times in the file, or return and lend these books at the kiosk."
            ),
            n=len(early),
            at=to_local(early[0].at).date(),
        )
    in_order = sorted(scans, key=lambda scan: scan.at)
    if scans != in_order:
        console.warn(N_("The lines are not in order of time, so they were read in by their times."))
    digests = scanner_memory.digests_of((scan.at, scan.code) for scan in in_order)
    if arguments.again and not arguments.dry_run:
        scanner_memory.forget_read(digests)
    before = set() if arguments.again else scanner_memory.read_before(digests)
    new = [one for one in zip(digests, in_order, strict=True) if one[0] not in before]
    if scans and not new:
        raise BadList(N_("Every scan in this file was already read in. Use --again if you really mean it."))
    if before:
        console.warn(N_("Scans that were already read in and were skipped: {n}."), n=len(in_order) - len(new))
    if arguments.dry_run:
        console.say(N_("Scans that would be read in: {n}. Nothing was changed."), n=len(new))
        return 1 if bad else 0
    return max(_serve(new, console, arguments), 1 if bad else 0)


def _serve(new: Sequence[tuple[str, Scan]], console: Console, arguments: argparse.Namespace) -> int:
    """Serve the scans, turn by turn; 1 when some could not be answered."""
    desks = Desks(console.settings.name, languages_from(console.words.language))
    shelf = ShelfScans(console.settings.name, console.words)
    known = 0 if arguments.again else scanner_memory.last_event()
    served = faults = 0
    try:
        while served < len(new):
            with transaction():
                answers = _serve_turn(desks, shelf, new[served:], console, known)
                turn = new[served : served + len(answers)]
                scanner_memory.keep_read([(digest, scan.at) for digest, scan in turn])
                broken = [
                    digest
                    for (digest, _), (answer, _) in zip(turn, answers, strict=True)
                    if isinstance(answer, Fault)
                ]
                scanner_memory.forget_read(broken)
            served += len(answers)
            faults += len(broken)
            for _answer, line in answers:
                print(line.as_json() if arguments.json else line.as_text(), file=console.out)
    finally:
        if served:
            scanner_memory.finish(console.acting(), served - faults)
    return 1 if faults else 0


def _serve_turn(
    desks: Desks, shelf: ShelfScans, scans: Sequence[tuple[str, Scan]], console: Console, known: int
) -> list[tuple[Answer | CornerAnswer | None, AnswerLine]]:
    """Serve the first of these scans and all after it until nothing of them would be remembered any more."""
    answers = []
    for (_, scan), following in zip_longest(scans, scans[1:]):
        desks.tick(scan.at)
        at_shelf = shelf.take(scan)
        answers.append((None, at_shelf) if at_shelf else _serve_scan(desks, scan, console, known))
        if following and desks.starts_afresh(following[1].code, following[1].at):
            break
    return answers


def _serve_scan(
    desks: Desks, scan: Scan, console: Console, known: int
) -> tuple[Answer | CornerAnswer | None, AnswerLine]:
    """The answer to one scan and its line; None for one that comes too late to change anything."""
    turn = desks.conversation.turn
    patron_id = turn.reader.patron_id if turn else None
    newer = newer_than(scan.code, scan.at, patron_id, known)
    if newer is None:
        if scan.source == SOURCE and patron_id is not None and _has(patron_id, scan.code):
            desks.serve("%RENEW", scan.at)
        answer = desks.serve(scan.code, scan.at)
        return answer, line_of(scan.at, scan.text, answer, desks.conversation, console.words)
    keep_late(newer, replace(console.acting(), now=scan.at), patron_id)
    desks.touch(scan.at)
    too_old = console.words(N_("Older than what the library knows of this book: nothing was changed."))
    number = turn.reader.number if turn else None
    return None, AnswerLine(scan.at, scan.text, "older", number, None, None, too_old)


def _has(patron_id: int, code: str) -> bool:
    """Whether the reader has this book: in a .koc file they then keep it longer."""
    found = find(code)
    return isinstance(found, FoundCopy) and found.loan is not None and found.loan.patron_id == patron_id


def _tell_bad(console: Console, bad: list[tuple[int, str]]) -> None:
    for number, text in bad[:_SHOWN]:
        console.warn(N_("Line {number}: {text} is not a time and a code."), number=number, text=text[:80])
    if len(bad) > _SHOWN:
        console.warn(N_("More such lines: {n}."), n=len(bad) - _SHOWN)
