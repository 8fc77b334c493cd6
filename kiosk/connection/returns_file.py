"""Returns while the store cannot be written: scans wait in a small file, and are taken in when it is back.

Room is reserved at the start, which a full disk cannot take away; a scan is noted when the store could not
be used; all are taken in on the next connection. A return needs no card and is never refused, so it can be
kept without the store. Nothing is lent meanwhile.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db.circulation.afterwards.noted_returns import Noted, TakenIn, take_in_returns
from kiosk.counter.hearing import REPEAT, hear

RESERVED = 64 * 1024
"""Bytes that the file takes from the start, to be written when the disk is full: some 900 scans."""
_BLANK = b"\n"


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


def note(places: Sequence[Path], code: str, at: datetime, *, but: Collection[int] = ()) -> bool:
    """Keep one scan until the store can be written; it is on the disk when this returns.

    `but`: the loans of the turn that is open; a book scanned again in the turn that lent it is no return.
    False when it is nothing that could be a return (a command card, no code). Raises OSError where no place
    takes it: then the librarian must know.
    """
    heard = hear(code, at, None)
    if not heard.is_code or heard.command:
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

    On a connection to the store. Raises what the store raises; then everything still waits.
    """
    with _all_opened(places) as files:
        noted, torn = _read(files)
        if not noted and not torn:
            return TakenIn()
        taken = take_in_returns(noted, kiosk, REPEAT)
        for file in files:  # the reserved room stays; the lines would still hold card numbers
            os.pwrite(file, _BLANK * len(_content(file)), 0)
            os.fsync(file)
    return replace(taken, unreadable=torn)


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
