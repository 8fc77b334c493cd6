"""How far this machine got alone, kept outside of its copy: one deleted or cut short is noticed by it."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

_BEYOND = 10**19
"""No copy reaches so far: what is missing is not forgotten when the kiosk goes on."""


@dataclass(frozen=True)
class AwayMark:
    """The small file that is there as long as this machine's copy holds what the store may not know yet."""

    path: Path

    def put(self, newest: int) -> None:
        """The copy holds the events up to this one; never less than it did. Raises OSError.

        It is not forced on the disk as the copy is: after a power cut it may say too little, never too much.
        """
        before = self.newest()
        if before is not None and newest <= before:
            return
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            os.pwrite(file, b"%020d\n" % newest, 0)
        finally:
            os.close(file)

    def newest(self) -> int | None:
        """The event up to which the copy must reach; None where it holds nothing of its own."""
        try:
            told = self.path.read_bytes()
        except OSError:
            return None
        return int(told) if told.strip().isdigit() else 0

    def look(self, newest: int) -> None:
        """The copy is found to reach only up to this event: where it reached further, that stays known."""
        if newest < (self.newest() or 0):
            self.put(_BEYOND)

    def clear(self) -> None:
        """The store knows everything."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


def mark_of(replica: Path) -> AwayMark:
    """That of the copy in this file."""
    return AwayMark(replica.with_name(f"{replica.name}.away"))
