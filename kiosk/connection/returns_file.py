"""Returns while the store cannot be written: scans wait in a small file, and are taken in when it is back.

    places = fallback.places(store)
    fallback.reserve(places)                   # at the start: room that a full disk cannot take away
    fallback.note(places, scan.text, scan.at)  # when the store raised StoreError; OSError: nowhere to write
    fallback.take_in(places, settings.name)    # when the store is back, on a connection

A return needs no card and is never refused, so it can be kept without the store. Nothing is lent meanwhile.
"""

import contextlib
import fcntl
import json
import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import peewee

from db.answers.refusals import Reason
from db.circulation.lending import check_in
from db.codes import LONGEST_CODE, Command, clean, recognise
from db.events.record import Acting, record
from db.models import database
from kiosk.counter.conversation import REPEAT
from kiosk.counter.meaning import Scanned
from kiosk.counter.recognition import see, titles_of

RESERVED = 64 * 1024
"""Bytes that the file takes from the start, to be written when the disk is full: some 900 scans."""
_BLANK = b"\n"


@dataclass(frozen=True)
class Noted:
    """One scan that waits; `at` is naive UTC. It returns none of the loans `but`."""

    at: datetime
    code: str
    but: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TakenIn:
    """What became of the scans that had waited.

    Attributes:
        returned: loans that were closed, at the time of the scan.
        unclear: an ISBN that does not say whose loan it ends; flagged for the librarian.
        passed_over: cards, unknown codes, and books that were not on loan then.
        unreadable: lines that a power cut had torn.
    """

    returned: int = 0
    unclear: int = 0
    passed_over: int = 0
    unreadable: int = 0


def places(store: Path) -> tuple[Path, ...]:
    """Where scans may wait: beside the store, and in the machine's memory where its disk takes nothing."""
    beside = store.with_name(f"{store.name}.waiting")
    runtime = os.environ.get("RUNTIME_DIRECTORY") or os.environ.get("XDG_RUNTIME_DIR")
    return (beside, Path(runtime) / beside.name) if runtime else (beside,)


def reserve(places: Sequence[Path]) -> None:
    """Take room on the disk now, as far as it has any."""
    with contextlib.suppress(OSError), _opened(places[0]) as file:
        size = os.fstat(file).st_size
        if size < RESERVED:
            os.pwrite(file, _BLANK * (RESERVED - size), size)
            os.fsync(file)


def note(places: Sequence[Path], text: str, at: datetime, *, but: Collection[int] = ()) -> bool:
    """Keep one scan until the store can be written; it is on the disk when this returns.

    `but`: the loans of the turn that is open; a book scanned again in the turn that lent it is no return.
    False when it is nothing that could be a return (a command card, no code). Raises OSError where no place
    takes it: then the librarian must know.
    """
    code = clean(text)
    if not code or len(code) > LONGEST_CODE or isinstance(recognise(code), Command):
        return False
    line = json.dumps({"at": at.isoformat(), "code": code, **({"but": sorted(but)} if but else {})}).encode()
    failed: OSError | None = None
    for place in places:
        try:
            with _opened(place) as file:
                os.pwrite(file, b"\n" + line + b"\n", len(_content(file)))
                os.fsync(file)
            return True
        except OSError as error:
            failed = error
    raise failed or OSError("no place for the scans that wait")


def waiting(places: Sequence[Path]) -> list[Noted]:
    """The scans that wait, in the order of time."""
    with _all_opened(places) as files:
        return _read(files)[0]


def take_in(places: Sequence[Path], kiosk: str) -> TakenIn:
    """Return what was brought back meanwhile, at the times at which it was scanned, then empty the files.

    On a connection to the store. A loan made after the scan is not touched, so that nothing happens twice,
    even when this is interrupted and done again. Raises what the store raises; then everything still waits.
    """
    with _all_opened(places) as files:
        noted, torn = _read(files)
        if not noted and not torn:
            return TakenIn()
        with database.atomic():
            became = Counter(_taken_in(scan, kiosk) for scan in _one_code_a_book(noted))
        for file in files:  # the reserved room stays; the lines would still hold card numbers
            os.pwrite(file, _BLANK * len(_content(file)), 0)
            os.fsync(file)
    return TakenIn(became["returned"], became["unclear"], became["passed over"], torn)


def _taken_in(scan: Noted, kiosk: str) -> str:
    """What became of one scan; one that the store's rules stop is flagged and does not stop the others."""
    acting = Acting(kiosk, scan.at)
    seen = see(scan.code, None, acting)
    needs_label = seen.unclear is not None and seen.unclear.reason is Reason.USE_THE_LABEL
    if not (seen.several or needs_label or seen.scanned is Scanned.ISBN_HERE_AND_OUT):
        loan = seen.copy.loan if seen.copy else None
        if seen.copy is None or loan is None or loan.lent_at > scan.at or loan.loan_id in scan.but:
            return "passed over"
        try:
            check_in(seen.copy.copy_id, acting)
        except peewee.IntegrityError:
            pass
        else:
            return "returned"
    record(acting, "return_unclear", flagged=True, details={"code": scan.code})
    return "unclear"


def _one_code_a_book(noted: Sequence[Noted]) -> list[Noted]:
    """Without the ISBN of a book whose label was scanned in the same go, as at the desk."""
    stands_for = {scan.code: titles_of(scan.code) for scan in noted}
    labels = [(scan.at, stands_for[scan.code][0]) for scan in noted if stands_for[scan.code][1]]
    return [
        scan
        for scan in noted
        if stands_for[scan.code][1]
        or not any(
            abs(scan.at - at) < REPEAT and not titles.isdisjoint(stands_for[scan.code][0])
            for at, titles in labels
        )
    ]


def _read(files: Sequence[int]) -> tuple[list[Noted], int]:
    noted: list[Noted] = []
    torn = 0
    for line in b"\n".join(_content(file) for file in files).split(b"\n"):
        if not line:
            continue
        try:
            kept = json.loads(line)
            at = datetime.fromisoformat(kept["at"]).replace(tzinfo=None)
            noted.append(Noted(at, str(kept["code"]), frozenset(kept.get("but", ()))))
        except (ValueError, KeyError, TypeError):
            torn += 1
    return sorted(noted, key=lambda scan: scan.at), torn


def _content(file: int) -> bytes:
    """The lines of a file, without the reserved room behind them."""
    size = os.fstat(file).st_size
    return os.pread(file, size, 0).rstrip(_BLANK + b"\0")


@contextlib.contextmanager
def _opened(place: Path) -> Iterator[int]:
    """The file, locked against another kiosk on the same store; made where it is missing, for us alone."""
    file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


@contextlib.contextmanager
def _all_opened(places: Sequence[Path]) -> Iterator[list[int]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(_opened(place)) for place in places if place.exists()]
