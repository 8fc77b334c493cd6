"""What the parts of the full screen let the app know. Named for what happened, not for what to do."""

from dataclasses import dataclass

from textual.message import Message

from kiosk.screens.view import View


@dataclass
class Painted(Message):
    """Something else is to be seen."""

    view: View


class StaffDone(Message):
    """The staff have done what they came for: the counter serves again."""


class Locked(Message):
    """Staff mode has locked itself or was locked."""


@dataclass
class DayConfirmed(Message):
    """This member of staff says that the clock is right."""

    staff_id: int | None
