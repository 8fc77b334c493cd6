"""What this machine keeps of a store in its own state folder: there while the store is away, and after it."""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs

from db.store.opening import Store


def memory_file(store: Store, kind: str) -> Path:
    """Where something of this kind is kept of the store. The name says nothing of the library."""
    folder = Path(platformdirs.user_state_dir("school-library-kiosk"))
    mark = hashlib.sha256(os.fsencode(store.beside.expanduser().absolute())).hexdigest()[:16]
    return folder / f"{kind}-{mark}.json"


def note_seen(store: Store) -> None:
    """The school's store was opened here: from now on one that is missing is no new one."""
    with contextlib.suppress(OSError), held(memory_file(store, "seen")):
        pass


def was_seen(store: Store) -> bool:
    """Whether it was there once, as far as this machine knows."""
    return any(memory_file(store, kind).exists() for kind in ("seen", "pins"))


@contextlib.contextmanager
def held(file: Path) -> Iterator[int]:
    """The file, locked against other kiosks, made for its owner alone where it is missing. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def read(handle: int) -> dict[str, Any]:
    """What it says; nothing in a new file. Raises ValueError where it cannot be understood, and OSError."""
    content = os.pread(handle, os.fstat(handle).st_size, 0).strip(b" \n")
    found = json.loads(content) if content else {}
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def write(handle: int, content: dict[str, Any]) -> None:
    """Replace what it says; it is on the disk when this returns. Raises OSError."""
    data = json.dumps(content, sort_keys=True).encode()
    size = os.fstat(handle).st_size
    os.pwrite(handle, data + b" " * max(0, size - len(data)), 0)  # never shorter than a whole object
    os.ftruncate(handle, len(data))
    os.fsync(handle)
