"""What happens around the kiosk, as messages to the app. Named for what happened, not for what to do."""

from dataclasses import dataclass

from textual.message import Message

from kiosk.scanner.source import Scan


@dataclass
class Scanned(Message):
    """A code was read, whoever read it."""

    scan: Scan


@dataclass
class SourceChanged(Message):
    """A scanner was lost, is live again, or had to drop codes (`lost`, `live`, `dropped`)."""

    name: str
    status: str


class KeysQuiet(Message):
    """No key has come for a moment: a code without a suffix may be complete."""


class TimePassed(Message):
    """A moment has come at which the screen looks different (the countdown, the end of a turn)."""
