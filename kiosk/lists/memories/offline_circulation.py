"""Koha's offline circulation file, `.koc`: loans and returns that were made while a system was away."""

from datetime import timedelta

from db.clock import to_utc
from db.errors import BadList
from db.marking import N_
from kiosk.scanner.source import Scan
from kiosk.typed import moment

SOURCE = "koc"
"""Where these scans come from: a book that its reader has already is kept longer, and not returned."""
_HEAD = "Version="


def is_koc(text: str) -> bool:
    """Whether this is such a file."""
    return text.startswith(_HEAD)


def is_payment(line: str) -> bool:
    """Whether this line of such a file is a payment, which is nothing that is scanned."""
    return [cell.strip() for cell in line.split("\t")][1:2] == ["payment"]


def read_koc(text: str) -> tuple[list[Scan], list[tuple[int, str]]]:
    """What would be scanned at the counter for each line, and the lines (number, text) that say nothing here.

    Each stands by itself: a turn ends after it. Raises BadList for another version than 1.0.
    """
    head, *lines = text.splitlines()
    version = head.partition("\t")[0].removeprefix(_HEAD)
    if version.strip() != "1.0":
        raise BadList(
            N_("This .koc file is version {version}; only version 1.0 can be read."), version=version[:20]
        )
    scans: list[Scan] = []
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        match [cell.strip() for cell in line.split("\t")]:
            case [at, "issue", card, book] if card and book:
                codes = [card, book]
            case [at, "return", book, *_] if book:
                codes = [book]
            case _:
                bad.append((number, line))
                continue
        try:
            written, _, thousandths = at.rpartition(" ")
            then = to_utc(moment(written)) + timedelta(milliseconds=int(thousandths))
        except (ValueError, OverflowError):
            bad.append((number, line))
            continue
        scans += [Scan(code, then, SOURCE) for code in (*codes, "%DONE")]
    return scans, bad
