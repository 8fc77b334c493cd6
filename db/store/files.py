"""Files beside the store: a private working folder, and names that are safely on the disk."""

import contextlib
import glob
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A folder that only we may look into, on the same disk; deleted with all that is in it.

    What a killed process left behind is deleted by the next one, when it is a day old.
    """
    for left in beside.glob(".kiosk-*"):
        if not left.is_symlink() and left.stat().st_mtime < time.time() - 86_400:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".kiosk-", dir=beside, ignore_cleanup_errors=True) as made:
        yield Path(made)


_BACKUP = re.compile(r"library-[0-9]{8}-[0-9]{6}\.db\.gz(\.age)?")


def newest_backup(folder: Path) -> Path | None:
    """The newest of a folder's backups by its name, but for names later than today's."""
    latest = f"library-{time.strftime('%Y%m%d')}-999999"
    found = []
    with contextlib.suppress(OSError):
        found = [path for path in folder.iterdir() if _BACKUP.fullmatch(path.name)]
    return max((path for path in found if path.name <= latest), key=lambda path: path.name, default=None)


def traces_of(store: Path) -> list[Path]:
    """What shows that there was a store in this file: scans that waited, its log, copies of it, backups."""
    beside = [store.with_name(store.name + ending) for ending in (".waiting", "-wal", "-journal")]
    found = [path for path in beside if path.exists()]
    with contextlib.suppress(OSError):
        found += sorted(store.parent.glob(f"{glob.escape(store.stem)}.before-*"))
    backup = newest_backup(store.parent / "backups")
    return [*found, backup] if backup else found


def sync_folder(folder: Path) -> None:
    """Make sure that new and removed names of a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # not every file system of a stick can do it
            os.fsync(handle)
    finally:
        os.close(handle)
