"""What happens around the kiosk, as messages to the app. Named for what happened, not for what to do."""

from dataclasses import dataclass

from textual.message import Message

from db.marking import Sentence
from kiosk.scanner.source import Scan
from kiosk.service.desk_state import DeskState


@dataclass
class Scanned(Message):
    """A code was read, whoever read it."""

    scan: Scan


@dataclass
class Answered(Message):
    """The desks have answered, or time has passed for them; or a fault kept them from it."""

    state: DeskState | Exception


@dataclass
class SourceChanged(Message):
    """A scanner was lost, is live again, or had to drop codes (`lost`, `live`, `dropped`).

    `trouble` says why it was lost, where that is known.
    """

    name: str
    status: str
    trouble: Sentence | None = None


@dataclass
class CameraSeen(Message):
    """The camera's picture in lines of characters, for who aims."""

    picture: tuple[str, ...]


class KeysQuiet(Message):
    """No key has come for a moment: a code without a suffix may be complete."""


class StaffCalled(Message):
    """Somebody wants to be let into staff mode."""


class TimePassed(Message):
    """A moment has come at which the screen looks different (the countdown, the end of a turn)."""
