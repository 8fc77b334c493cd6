"""What the screens see of what stands on them now."""

from datetime import datetime
from typing import TYPE_CHECKING

from db.clock import local_day
from kiosk.scene.lasting import counted_down, idle_page
from kiosk.scene.showing import Showing
from kiosk.screens.view import Aim, Notice, View
from kiosk.service.desk_state import Today

if TYPE_CHECKING:  # the first picture is not of this
    from db.answers.counter.idle import Idle

_UNAVAILABLE = {None: Notice.UNAVAILABLE, True: Notice.NOTED, False: Notice.NOT_NOTED}


def view_of(showing: Showing, now: datetime) -> View:
    """The picture at that moment."""
    turn = showing.conversation.turn
    is_over = turn is not None and showing.conversation.is_over(now)  # the desk may be too busy to say so
    notice = _UNAVAILABLE[showing.noted] if showing.unavailable else None
    offers_slip = showing.slip_offered(now) is not None
    today = showing.today or Today(local_day(now))
    return View(
        words=showing.words,
        today=today.day,
        is_open=today.is_open,
        library=today.library,
        clock=today.clock,
        notice=Notice.CLOSED if showing.is_closed else notice,
        answer=None if is_over else showing.answer,
        reader=turn.reader if turn and not is_over and not showing.is_broken else None,
        seconds_left=counted_down(showing.conversation.ends_at, now),
        locks_in=counted_down(showing.locks_at, now),
        typed=showing.typed,
        lost=showing.lost,
        left_out=showing.left_out,
        beside=showing.beside,
        dropped=showing.dropped_until is not None,
        away=showing.away,
        has_camera=showing.can_aim,
        aim=Aim(showing.picture, showing.flash_until is not None) if showing.aim_until else None,
        hints=showing.hints,
        is_demo=showing.is_demo,
        roster=showing.roster,
        page=showing.told_page,
        corner=showing.corner,
        printing=showing.printing or showing.slip_said,
        slip_offered=offers_slip,
        idle=_idle(showing, now),
        can_print=offers_slip or (showing.can_print and showing.printable is not None),
    )


def _idle(showing: Showing, now: datetime) -> "tuple[Idle, int] | None":
    """What is shown while nobody is there, and the number of its page; None before a quiet minute."""
    today = showing.today
    if today is None or today.idle is None or showing.is_busy or showing.stirred_at is None:
        return None
    if not (today.is_open and today.clock.may_lend):
        return None  # what then stands there is not to be missed
    page = idle_page(showing.stirred_at, now)
    return None if page is None else (today.idle, page)
