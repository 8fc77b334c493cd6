"""Files that somebody names, read whole: plain files of a bounded size, never a device or a pipe.

A pipe that nobody writes to would be waited for for ever, and `/dev/zero` fills the memory.
"""

import errno
import os
import stat
from pathlib import Path

from db.errors import BadList
from db.marking import N_


def refuse_odd(path: Path, most: int) -> None:
    """Raise BadList for what is no plain file, or has more than `most` bytes, and OSError if it is missing.

    It is not opened: that alone may wait, or rewind a tape.
    """
    try:
        found = path.stat()
    except ValueError:  # no name of a file
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), "") from None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise BadList(N_("{path} is a device or a pipe. Name a file."), path=path)
    if found.st_size > most:
        raise BadList(
            N_("{path} is too large: {size} MB, and at most {most} MB are read."),
            path=path,
            size=-(-found.st_size // _MEGABYTE),
            most=max(1, most // _MEGABYTE),
        )


def content_of(path: Path, most: int) -> bytes:
    """What is in a plain file. Raises as `refuse_odd` does."""
    refuse_odd(path, most)
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return file.read(most)  # what grows meanwhile, or has no size, as in /proc, is cut


_MEGABYTE = 1024 * 1024
