"""One book bears two codes, its label and the ISBN of its title. Read in one go, they are one scan."""

from collections.abc import Callable
from dataclasses import replace

from db.answers.counter.scans import Ignored, Undone
from db.circulation.first_scan import write_on
from db.circulation.policy import copy_refusal
from db.circulation.undo import undo
from kiosk.counter.asked import Asked, Reply, with_loans
from kiosk.counter.conversation import Conversation
from kiosk.counter.meaning import Scanned
from kiosk.counter.recognition import Seen, see


def with_book(after: Conversation, seen: Seen) -> Conversation:
    """The conversation that knows which book it heard of."""
    if after.last is None:
        return after
    return replace(after, last=replace(after.last, titles=seen.titles, by_label=seen.by_label))


def is_other_code(asked: Asked) -> bool:
    """Whether the book's other code was scanned just now."""
    return asked.after.last is not None and asked.after.last.is_other_code_of(asked.before.last)


def act_on_label(asked: Asked, act: Callable[[Asked], Reply]) -> Reply:
    """A label right after its ISBN: it says which copy it is, so what the ISBN did is done with this one."""
    before, copy, acting = asked.before, asked.copy, asked.acting
    if not before.acted:
        return act(asked)
    is_lent = asked.seen.scanned is Scanned.LENT_THIS_TURN  # its first scan may have taken the loan over
    if not is_lent and copy.loan is None and copy_refusal(copy, asked.corner_of) is None:
        is_lent = write_on(before.acted, copy.copy_id, acting)
    if is_lent:
        return Ignored(), replace(before, last=asked.after.last)
    if isinstance(undo(before.acted, acting), Undone):
        before, after = (with_loans(replace(one, done=one.done[:-1])) for one in (before, asked.after))
        seen = see(asked.code, before.turn, acting, asked.corner_of)
        asked = replace(asked, seen=seen, before=before, after=after)
    return act(asked)
