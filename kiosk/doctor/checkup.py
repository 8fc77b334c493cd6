"""How this machine stands: its store, its terminal, what is attached, and which scanners read."""

import os
import platform
import shlex
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from queue import SimpleQueue
from typing import Literal

from db.clock import to_local
from db.errors import StoreError
from db.marking import N_, Sentence
from db.offline.damaged import damaged_copies, waiting
from db.offline.journal import journal
from db.offline.replica import Replica, replica_of
from db.store.opening import Store as SomeStore
from db.store.sqlite import SqliteStore
from db.store.trouble import is_of_store
from kiosk.doctor.attached import Attached, Kind, cameras, libraries, missing, serial_ports, udev_rule
from kiosk.doctor.scanner_faults import Received
from kiosk.scanner.event_device import find_devices
from kiosk.scanner.source import Scan, Source

PATIENCE = 10.0
"""Seconds that a source may take to say whether it reads: OpenCV is slow to load on a small machine."""

NO_STORE = N_("There is no store at {path} yet. The full screen makes one.")
NOT_WRITABLE = N_("This user may not write {path}. Give the file and its folder to the user of the kiosk.")
TOO_SMALL = N_("The full screen needs 80 columns and 24 rows; this terminal has {columns} and {rows}.")
NOT_UTF_8 = N_("This terminal writes {encoding}, not UTF-8: Chinese cannot be shown. Set LANG=C.UTF-8.")
DAMAGED = N_("{path} is a damaged copy of the store, with readers' names in it. To delete it: {command}")
UNTOLD = N_(
    "{path} is a damaged copy of the store. What can still be read from it is sent to the server "
    "automatically."
)


@dataclass(frozen=True)
class Store:
    """The library's data. `titles` and `readers` are -1 where they cannot be counted.

    Attributes:
        copied_at: for a store on a server, the local time of this machine's own copy; empty for none.
        untold: what was done with that copy alone, and the server does not know of yet.
        damaged: what there is to say of former copies that were damaged.
    """

    path: str
    titles: int = -1
    readers: int = -1
    trouble: Sentence | None = None
    copied_at: str = ""
    untold: int = 0
    damaged: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Terminal:
    """Where this runs. `is_terminal`: a person sits before it."""

    is_terminal: bool
    columns: int
    rows: int
    kind: str
    encoding: str
    troubles: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Device:
    """Something that is attached.

    Attributes:
        kind: `input` is a keyboard, or a scanner that types like one.
        settings: what to write into the settings for it.
        is_readable: whether this user may open it.
        rule: the udev rule that gives it to the kiosk; empty where its numbers are unknown.
    """

    kind: Literal["input", "serial", "camera"]
    settings: str
    name: str
    is_readable: bool
    rule: str


@dataclass(frozen=True)
class SourceState:
    """A device of the settings: `live`, `lost` with its trouble, or `waiting` (it has not said yet)."""

    name: str
    status: str
    trouble: Sentence | None = None


@dataclass(frozen=True)
class Checkup:
    """All of it. `receipts` is the receipt printer of the settings; None where they name none."""

    version: str
    python: str
    system: str
    store: Store
    terminal: Terminal
    devices: tuple[Device, ...]
    sources: tuple[SourceState, ...]
    libraries: dict[str, bool]
    missing: tuple[Sentence, ...]
    receipts: SourceState | None

    @property
    def is_well(self) -> bool:
        """Whether everything that is asked for works."""
        asked_for = [*self.sources, *([self.receipts] if self.receipts else [])]
        return not self.store_is_ill and all(one.status != "lost" for one in asked_for)

    @property
    def store_is_ill(self) -> bool:
        """Whether there is a store that cannot be used."""
        return self.store.trouble is not None and self.store.trouble.text != NO_STORE


def check_up(store: SomeStore, sources: Sequence[SourceState], receipts: SourceState | None) -> Checkup:
    """Look at all but scanners and receipts, whose states are known. Changes nothing, makes no store."""
    kinds: tuple[Kind, ...] = ("serial", "camera")
    return Checkup(
        version=_version(),
        python=platform.python_version(),
        system=platform.platform(),
        store=look_at_store(store),
        terminal=look_at_terminal(),
        devices=tuple(attached_devices()),
        sources=tuple(sources),
        libraries=libraries(),
        missing=tuple(trouble for kind in kinds for trouble in missing(kind)),
        receipts=receipts,
    )


def _version() -> str:
    try:
        return version("school-library-kiosk")
    except PackageNotFoundError:  # it runs from its folder, not installed
        return "?"


def look_at_store(store: SomeStore) -> Store:
    """The store, and this machine's copy of it where it is on a server."""
    looked_at, replica = _look_at_store(store), replica_of(store)
    if replica is None:
        return looked_at
    looked_at = replace(looked_at, damaged=tuple(_damaged(store, replica)))
    stamp = replica.stamp
    if stamp is None:
        return looked_at
    copied_at = f"{to_local(stamp.fresh_at):%Y-%m-%d %H:%M}"
    try:
        untold = len(journal(replica.store.connector(), stamp))
    except Exception as error:
        if not is_of_store(error):
            raise
        return looked_at  # it is damaged further in: the kiosk lays it aside
    finally:
        replica.close()
    return replace(looked_at, copied_at=copied_at, untold=untold)


def _damaged(store: SomeStore, replica: Replica) -> Iterator[Sentence]:
    if untold := waiting(replica.store.path):
        yield Sentence(UNTOLD, {"path": str(untold)})
    for path in damaged_copies(store.beside):
        yield Sentence(DAMAGED, {"path": str(path), "command": shlex.join(["rm", str(path)])})


def _look_at_store(store: SomeStore) -> Store:
    """Count titles and readers, without opening the store for writing."""
    path = str(store)
    try:
        if not store.is_made():
            return Store(path, trouble=Sentence(NO_STORE, {"path": path}))
        ((titles, readers),) = store.ask(
            "SELECT (SELECT COUNT(*) FROM title), (SELECT COUNT(*) FROM patron WHERE status <> 'left')"
        )
    except StoreError as error:
        return Store(path, trouble=error.sentence)
    may_write = not isinstance(store, SqliteStore) or (
        os.access(store.path, os.W_OK) and os.access(store.path.parent, os.W_OK)
    )
    trouble = None if may_write else Sentence(NOT_WRITABLE, {"path": path})
    return Store(path, titles, readers, trouble)


def look_at_terminal() -> Terminal:
    """The terminal of this process."""
    columns, rows = shutil.get_terminal_size()
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    encoding = (sys.stdout.encoding or "ascii").lower()
    troubles = []
    if is_terminal and (columns < 80 or rows < 24):
        troubles.append(Sentence(TOO_SMALL, {"columns": str(columns), "rows": str(rows)}))
    if encoding.replace("-", "") != "utf8":
        troubles.append(Sentence(NOT_UTF_8, {"encoding": encoding}))
    kind = os.environ.get("TERM", "")
    return Terminal(is_terminal, columns, rows, kind, encoding, tuple(troubles))


def attached_devices() -> Iterator[Device]:
    """What a source could read, by the kernel's lists; no device is opened."""
    for keys in find_devices():
        numbers = f"{keys.vendor}:{keys.product}"
        rule = udev_rule("input", keys.vendor, keys.product)
        yield Device("input", numbers, keys.name, os.access(keys.path, os.R_OK), rule)
    listed: tuple[tuple[Kind, list[Attached]], ...] = (("serial", serial_ports()), ("camera", cameras()))
    for kind, found in listed:
        for device in found:
            rule = udev_rule(kind, device.vendor, device.product) if device.vendor else ""
            yield Device(kind, device.path, device.name, os.access(device.path, os.R_OK), rule)


@dataclass
class Listening:
    """Sources that are started; `codes` fills with what they read. None in it: no more will be typed."""

    sources: Sequence[Source]
    codes: "SimpleQueue[Received | None]" = field(default_factory=SimpleQueue)
    _statuses: dict[str, str] = field(default_factory=dict)
    _said: threading.Condition = field(default_factory=threading.Condition)

    def states(self, seconds: float = PATIENCE) -> list[SourceState]:
        """How each stands, once all have said so or this time is over."""
        end = time.monotonic() + seconds
        with self._said:
            while len(self._statuses) < len(self.sources) and time.monotonic() < end:
                self._said.wait(max(0.0, end - time.monotonic()))
            statuses = dict(self._statuses)
        return [
            SourceState(source.name, statuses.get(source.name, "waiting"), source.trouble)
            for source in self.sources
        ]

    def scanned(self, scan: Scan) -> None:
        """From a source's thread."""
        self.codes.put(Received(scan.text, scan.source))

    def typed(self, line: Received | None) -> None:
        """From the terminal's thread. Where nothing more will be typed, the sources may still read."""
        if line is not None or not self.sources:
            self.codes.put(line)

    def changed(self, name: str, status: str) -> None:
        """From a source's thread."""
        if status != "dropped":
            with self._said:
                self._statuses[name] = status
                self._said.notify_all()


@contextmanager
def listening(sources: Sequence[Source]) -> Iterator[Listening]:
    """Start the sources while a piece of work lasts."""
    heard = Listening(sources)
    try:
        for source in sources:
            source.start(heard.scanned, heard.changed)
        yield heard
    finally:
        for source in sources:
            source.stop()
