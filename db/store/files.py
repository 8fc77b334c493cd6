"""Files beside the store: a private working folder, and names that are safely on the disk."""

import contextlib
import os
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


def sync_folder(folder: Path) -> None:
    """Make sure that new and removed names of a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # not every file system of a stick can do it
            os.fsync(handle)
    finally:
        os.close(handle)
