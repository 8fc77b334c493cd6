"""Who comes in at the desk, and for how long their PIN keeps them there."""

import hashlib

from db.answers.counter.pin import PinAsked
from db.circulation.policy import card_refusal
from db.circulation.standing import standing
from db.codes import clean
from db.models import Patron, StaffMember
from db.roles import Post, Role
from db.staff.members import post_of
from db.staff.pins import has_pin, pin_asked, staff_of_card


def staff_named(text: str) -> int | None:
    """The id of the member of staff with a PIN whose card or number this is, or None."""
    found = staff_of_card(text)
    if found is not None:
        return found
    patron = Patron.get_or_none(Patron.number == text) or Patron.get_or_none(Patron.number == clean(text))
    if patron is None or not has_pin(patron.id) or card_refusal(standing(patron.id)):
        return None
    return int(patron.id)


def mark_of_pin(patron_id: int | None) -> str:
    """A mark by which a PIN is known to be the same still, and that does not give it away; empty for none.

    Without a reader: of the PIN that all share.
    """
    whose = StaffMember.patron.is_null() if patron_id is None else StaffMember.patron == patron_id
    member = StaffMember.get_or_none(whose)
    return hashlib.sha256(member.pin.encode()).hexdigest() if member is not None and member.pin else ""


def post_while(patron_id: int | None, mark: str) -> Post | None:
    """What somebody whose PIN had this mark when they came in may do now; None where it opens nothing more.

    A new PIN, a dismissal or a stopped card ends what the old PIN opened.
    """
    if not mark or mark_of_pin(patron_id) != mark:
        return None
    if patron_id is None:
        return Post(Role.LIBRARIAN) if pin_asked() is PinAsked.SHARED else None
    who = standing(patron_id)
    return None if card_refusal(who) else post_of(who)
