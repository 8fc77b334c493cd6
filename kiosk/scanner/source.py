"""The seam between the kiosk and whatever reads codes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from db.codes import clean
from db.marking import Sentence


@dataclass(frozen=True)
class Scan:
    """One code that was read, or typed, or stands for a key that was pressed.

    Attributes:
        text: as the source delivered it.
        at: when it was read, naive UTC.
        source: which source read it (`keyboard`, `serial`, `event`, `camera`, `replay`, `file`).
        symbology: what kind of barcode it was, where the source knows.
        by_hand: keyed by a person, not sent by a scanner.
        by_key: a command whose key was pressed, which is meant each time; a scanner may repeat itself.
    """

    text: str
    at: datetime
    source: str
    symbology: str | None = None
    by_hand: bool = False
    by_key: bool = False

    @cached_property
    def code(self) -> str:
        """The text, cleaned: once, here."""
        return clean(self.text)


OnScan = Callable[[Scan], None]
"""Called from the source's own thread: it may only hand the scan over (post a message, put in a queue)."""

OnStatus = Callable[[str, str], None]
"""Called with the source's name and one of `live`, `lost`, `dropped` (codes were lost: scan again)."""


class Source(Protocol):
    """Something that reads codes. It owns its daemon thread and never touches the screen.

    Attributes:
        name: how its statuses and scans name it; no two sources of a kiosk share one.
        trouble: why it does not read now; None while it does, or where that is unknown.
    """

    name: str
    trouble: Sentence | None

    def start(self, on_scan: OnScan, on_status: OnStatus) -> None:
        """Begin to read; returns at once. A device that is missing is retried, never an error here."""

    def stop(self) -> None:
        """End the thread within a second; may be called twice."""
