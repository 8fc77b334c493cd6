"""What stands on the slip that a reader takes along: until when to bring what back, hardly whose it is."""

from dataclasses import dataclass
from datetime import date

from kiosk.counter.conversation import Conversation

_MOST_LINES = 30


@dataclass(frozen=True)
class SlipLine:
    """One book and the day by which it comes back."""

    title: str
    due_on: date


@dataclass(frozen=True)
class Slip:
    """One turn's loans and renewals, in the reader's language.

    `reader` is the first letter of the given name with the class: enough to know whose slip it is.
    """

    language: str
    reader: str
    lines: tuple[SlipLine, ...]


def slip_of(ended: Conversation) -> Slip | None:
    """The slip for a turn, from the conversation as it was just before the turn ended.

    None when the reader neither borrowed nor renewed, so that a return prints nothing.
    """
    turn = ended.turn
    if turn is None:
        return None
    wanted = turn.lent | turn.renewed
    lines = tuple(
        SlipLine(loan.book.title, loan.due_on) for loan in turn.reader.loans if loan.loan_id in wanted
    )
    if not lines:
        return None
    initial = f"{turn.reader.given_name[:1]}." if turn.reader.given_name else ""
    return Slip(ended.language, f"{initial} {turn.reader.class_name}".strip(), lines[:_MOST_LINES])
