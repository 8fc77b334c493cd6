"""How this machine stands: its store, its terminal, what is attached, and which scanners read."""

import os
import platform
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from db.clock import to_local
from db.errors import StoreError
from db.marking import N_, Sentence
from db.offline.damaged import damaged_copies, waiting
from db.offline.journal import journal
from db.offline.replica import PROGRAMS, Replica, replica_of
from db.store.opening import Store as SomeStore
from db.store.sqlite import SqliteStore
from db.store.trouble import is_of_store
from kiosk.doctor.attached import Attached, cameras, libraries, missing, serial_ports, udev_rule
from kiosk.doctor.screen import screen_lacks
from kiosk.doctor.state import NO_STORE, Checkup, Device, SourceState, Store, Terminal
from kiosk.scanner.event_device import find_devices
from kiosk.settings import SoundSettings
from kiosk.sound.players import found_sentence, troubles_of

SILENT = SoundSettings()
NOT_WRITABLE = N_(
    "This user may not write {path}. Make the user of the kiosk the owner of the file and its folder."
)
TOO_SMALL = N_("The full screen needs 80 columns and 24 rows; this terminal has {columns} and {rows}.")
NOT_UTF_8 = N_("This terminal writes {encoding}, not UTF-8: Chinese cannot be shown. Set LANG=C.UTF-8.")
DAMAGED = N_("{path} is a damaged copy of the store, with readers' names in it. To delete it: {command}")
PLAIN = N_(
    "The desk at {address} is served without TLS: anyone on the network can read the PINs "
    "that are typed. Serve it without --plain-http."
)
UNTOLD = N_(
    "{path} is a damaged copy of the store. What can still be read from it is sent to the server "
    "automatically."
)


def check_up(
    store: SomeStore,
    sources: Sequence[SourceState],
    receipts: SourceState | None,
    plain_desk: str = "",
    sound: SoundSettings = SILENT,
) -> Checkup:
    """Look at all but scanners and receipts, whose states are known. Changes nothing, makes no store.

    `plain_desk`: where a desk is served to other machines without TLS; empty for nowhere.
    """
    return Checkup(
        version=_version(),
        python=platform.python_version(),
        system=platform.platform(),
        store=look_at_store(store),
        terminal=look_at_terminal(),
        devices=tuple(attached_devices()),
        sources=tuple(sources),
        libraries=libraries(),
        missing=tuple(missing()),
        receipts=receipts,
        screen=tuple(screen_lacks()),
        desk=Sentence(PLAIN, {"address": plain_desk}) if plain_desk else None,
        sound=found_sentence(sound),
        silent=tuple(troubles_of(sound)),
    )


def _version() -> str:
    try:
        return version("school-library-kiosk")
    except PackageNotFoundError:  # it runs from its folder, not installed
        return "?"


def look_at_store(store: SomeStore) -> Store:
    """The store, and this machine's copies of it where it is on a server."""
    looked_at = _look_at_store(store)
    replicas = [one for one in (replica_of(store, program) for program in ("", *PROGRAMS)) if one]
    if not replicas:
        return looked_at
    looked_at = replace(looked_at, damaged=tuple(_damaged(store, replicas)))
    copied_at, untold = "", 0
    for replica in replicas:
        stamp = replica.stamp
        if stamp is None:
            continue
        try:
            untold += len(journal(replica.store.connector(), stamp))
        except Exception as error:
            if not is_of_store(error):
                raise
            continue  # it is damaged further in: whose it is lays it aside
        finally:
            replica.close()
        copied_at = max(copied_at, f"{to_local(stamp.fresh_at):%Y-%m-%d %H:%M}")
    return replace(looked_at, copied_at=copied_at, untold=untold) if copied_at else looked_at


def _damaged(store: SomeStore, replicas: Sequence[Replica]) -> Iterator[Sentence]:
    for replica in replicas:
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
    listed: tuple[tuple[Literal["serial", "camera"], list[Attached]], ...] = (
        ("serial", serial_ports()),
        ("camera", cameras()),
    )
    for kind, found in listed:
        for device in found:
            rule = udev_rule(kind, device.vendor, device.product) if device.vendor else ""
            yield Device(kind, device.path, device.name, os.access(device.path, os.R_OK), rule)
