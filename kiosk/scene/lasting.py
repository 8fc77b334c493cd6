"""How long anything stays on the screen."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.counter.conversation import COUNTDOWN, Conversation

if TYPE_CHECKING:  # the first picture, which is to be there at once, answers nobody
    from db.answers.classes.corner import CornerAnswer
    from db.answers.counter.scans import Answer

STAYS = timedelta(seconds=10)
"""While nobody is at the kiosk, an answer stays this long."""
_GOODBYE = timedelta(seconds=5)
_PRINTABLE = timedelta(seconds=60)
"""What may be printed stays so long: somebody looks for the PRINT card."""
RETRY = timedelta(seconds=5)
"""While the store cannot be used, it is looked at this often."""
DROPPED = timedelta(seconds=8)
AIM = timedelta(seconds=20)
"""The camera's picture closes so long after it was opened or the camera has read something."""
FLASH = timedelta(seconds=0.8)
LONGEST_WAIT = timedelta(seconds=10)
"""While anything of anybody is remembered the clock is looked at this often, in case it was set."""
_SECOND = timedelta(seconds=1)
_QUIET = timedelta(seconds=60)
"""After so long without anything the idle screen comes."""
_IDLE_PAGE = timedelta(seconds=12)
"""Each of its pages stays so long."""


@dataclass(frozen=True)
class SlipOffer:
    """A review slip may be asked for until then, for the loan of the book that came back."""

    loan_id: int
    until: datetime


def counted_down(ends_at: datetime | None, now: datetime) -> int | None:
    """The seconds that are left, once the countdown to that moment has begun."""
    if ends_at is None or ends_at - now > COUNTDOWN:
        return None
    return max(0, math.ceil((ends_at - now) / _SECOND))


def next_second(ends_at: datetime, now: datetime) -> datetime:
    """When the countdown to that moment begins, or shows the next number."""
    left = max(0, math.ceil((ends_at - now) / _SECOND) - 1)
    return ends_at - min(COUNTDOWN, left * _SECOND)


def idle_page(stirred_at: datetime, now: datetime) -> int | None:
    """The number of the idle screen's page, from 0 on; None before a quiet minute."""
    quiet = now - stirred_at
    return (quiet - _QUIET) // _IDLE_PAGE if quiet >= _QUIET else None


def next_idle_page(stirred_at: datetime, now: datetime) -> datetime:
    """When the idle screen comes, or its next page."""
    page = idle_page(stirred_at, now)
    return stirred_at + _QUIET + (0 if page is None else page + 1) * _IDLE_PAGE


def without_offer(answer: "Answer | CornerAnswer") -> "Answer | CornerAnswer":
    """The answer once a returned book can no longer be renewed instead."""
    from db.answers.counter.scans import CheckedIn

    if isinstance(answer, CheckedIn) and answer.renewal_offered:
        return replace(answer, renewal_offered=False)
    return answer


def stays_until(
    answer: "Answer | CornerAnswer", conversation: Conversation, now: datetime
) -> datetime | None:
    """When an answer leaves the screen by itself; in a turn it stays until the next one."""
    from db.answers.classes.corner import CornerFilled
    from db.answers.counter.asking import CardWanted, TakenOrBrought
    from db.answers.counter.scans import BookShown
    from db.answers.counter.turn import TurnEnded

    if conversation.turn:
        return None
    if isinstance(answer, BookShown | CardWanted | TakenOrBrought):
        return conversation.shown_until
    if isinstance(answer, CornerFilled):
        return now + _PRINTABLE
    return now + (_GOODBYE if isinstance(answer, TurnEnded) else STAYS)
