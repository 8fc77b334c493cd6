"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from labels.errors import N_, WriteError


@contextmanager
def replacing(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file to write and its present path; it becomes `target` when the block ends well.

    Written beside the target, flushed to the disk and renamed; whatever goes wrong, nothing half-written is
    left and an old target stays as it was. Raises WriteError for a full disk, or a folder that is not ours.
    """
    try:
        with NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name}.", suffix=".tmp", delete=False
        ) as file:
            path = Path(file.name)
            try:
                yield file, path
                file.flush()
                os.fsync(file.fileno())
                path.chmod(0o644)
                path.replace(target)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        _sync_folder(target.parent)
    except OSError as problem:
        raise WriteError(
            N_("{file} could not be written: {reason}. Nothing was changed."),
            file=target.name,
            reason=problem.strerror or str(problem),
        ) from problem


def _sync_folder(folder: Path) -> None:
    """So that the new name outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
