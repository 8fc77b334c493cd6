"""The PINs of staff: new ones, and whether one is right. Each change is an event.

While no librarian and no head has a PIN of their own, the library has one PIN that they share; the first PIN
of one's own takes its place for good.
"""

from typing import Any

from db.answers.counter.pin import KeptPin, PinAsked, PinTried
from db.circulation.found import FoundPatron
from db.circulation.lookup import find_barcode
from db.circulation.policy import card_refusal
from db.circulation.standing import standing
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Barcode, Patron, StaffMember, database
from db.readers.readers import patron_of
from db.roles import ANYBODY, Post, Role
from db.staff.members import KEYHOLDERS, keyholders, post_of
from db.staff.pin_rules import FREE_TRIES, check_pin, fits, hashed, wait_after
from db.staff.pin_waits import seconds_left, seconds_until
from db.store.kept import forget, keep, kept
from db.store.sql import rows

_OWN_PINS = "staff_own_pins"
"""Kept from then on: where all of them have left, nothing opens again by itself."""


def set_pin(pin: str, acting: Acting, number: str | None = None) -> None:
    """Keep a new PIN of this member of staff; without a number, of all who share one.

    Raises NotFound, and BadValue for a bad or too easy PIN, and for the shared one when it no longer
    opens anything.
    """
    with database.atomic():
        if number is None:
            _set_shared(pin, acting)
        else:
            set_own_pin(pin, patron_of(number).id, acting)


def set_own_pin(pin: str, patron_id: int, acting: Acting) -> None:
    """As `set_pin`, for a reader by id."""
    with database.atomic():
        check_own_pin(pin, patron_id)
        member = _member(patron_id)
        _keep(pin, member.id)
        if member.role in KEYHOLDERS:
            StaffMember.delete().where(StaffMember.patron.is_null()).execute()
            keep(_OWN_PINS, "1")
        record(acting, "pin_changed", patron_id=patron_id)


def check_own_pin(pin: str, patron_id: int) -> None:
    """Raise what `set_own_pin` would."""
    _member(patron_id)
    codes = [row.code for row in Barcode.select().where(Barcode.patron == patron_id)]
    check_pin(pin, [Patron.get_by_id(patron_id).number, *codes])


def check_pin_of(number: str | None) -> None:
    """Raise what `set_pin` would for any PIN: before somebody types one."""
    if number is not None:
        _member(patron_of(number).id)
    elif keyholders():
        raise BadValue(N_("Staff have PINs of their own here. Say whose: kiosk staff pin NUMBER."))


def check_new_pin(pin: str, number: str | None) -> None:
    """Raise what `set_pin` would for this PIN."""
    check_pin_of(number)
    if number is None:
        check_pin(pin)
    else:
        check_own_pin(pin, patron_of(number).id)


def pin_asked() -> PinAsked:
    """What has to be shown before staff mode opens."""
    if kept(_OWN_PINS):
        return PinAsked.CARD
    shared = StaffMember.select().where(StaffMember.patron.is_null(), StaffMember.pin.is_null(False))
    return PinAsked.SHARED if shared.exists() else PinAsked.WORD


def staff_of_card(code: str) -> int | None:
    """The id of the member of staff whose card this is and who has a PIN, or None."""
    found = find_barcode(clean(code))
    if not isinstance(found, FoundPatron) or found.retired or card_refusal(standing(found.patron_id)):
        return None
    return found.patron_id if has_pin(found.patron_id) else None


def has_pin(patron_id: int) -> bool:
    """Whether this reader is staff with a PIN of their own."""
    return (
        StaffMember.select().where(StaffMember.patron == patron_id, StaffMember.pin.is_null(False)).exists()
    )


def kept_pins() -> tuple[KeptPin, ...]:
    """All PINs that open something now, for a machine to ask for while the store is away."""
    found = []
    for member in StaffMember.select().where(StaffMember.pin.is_null(False)):
        if member.patron_id is None:
            found.append(KeptPin(None, "", (), str(member.pin), Post(Role.LIBRARIAN)))
            continue
        who = standing(member.patron_id)
        if not card_refusal(who):
            cards = Barcode.select().where(Barcode.patron == member.patron_id, Barcode.retired_at.is_null())
            codes = tuple(sorted({clean(str(who.number)), *(card.code for card in cards)}))
            found.append(KeptPin(member.patron_id, str(who.number), codes, str(member.pin), post_of(who)))
    return tuple(found)


def by_the_stores_clock(acting: Acting) -> Acting:
    """On a server its clock counts: machines whose clocks differ wait for the same moment."""
    if database.param == "?":
        return acting
    ((now,),) = rows("SELECT CLOCK_TIMESTAMP() AT TIME ZONE 'UTC'")
    return acting.at(now)


def count_wrong(patron_id: int | None, wrong: int, tries: int, acting: Acting) -> None:
    """Count wrong tries that the store did not see: `tries` in all, the last `wrong` of them in a row."""
    with database.atomic():
        member = StaffMember.get_or_none(_owned_by(patron_id))
        if member is not None and wrong > member.wrong_tries:
            StaffMember.update(wrong_tries=wrong, not_before=acting.now + wait_after(wrong)).where(
                StaffMember.id == member.id
            ).execute()
        record(
            acting.by_itself(),
            "pin_wrong",
            patron_id=patron_id if member is not None else None,
            flagged=wrong - tries < FREE_TRIES <= wrong,
            details={"tries": tries},
        )


def try_pin(pin: str, acting: Acting, patron_id: int | None = None, wrong_before: int = 0) -> PinTried:
    """Check the PIN of this member of staff, or the shared one. The right one opens staff mode: an event."""
    tried = confirm_pin(pin, acting, patron_id, wrong_before)
    if tried.right:
        record(acting.by_staff(patron_id), "staff_mode")
    return tried


def confirm_pin(pin: str, acting: Acting, patron_id: int | None = None, wrong_before: int = 0) -> PinTried:
    """Check a PIN that opens nothing further.

    After three wrong ones every further try waits. The count is kept in the store: neither starting the kiosk
    again nor going to another one helps. It goes up before the PIN is looked at, so that tries at several
    kiosks at once all count. `wrong_before`: how many the machine itself knows of, if that is more.
    """
    now = acting.now
    with database.atomic():
        member = StaffMember.get_or_none(_owned_by(patron_id))
        if member is None or member.pin is None:
            return PinTried(False)
        if left := seconds_left(member.id, member.wrong_tries, member.not_before, now):
            return PinTried(False, left, looked_at=False)
        wrong = min(max(member.wrong_tries, wrong_before) + 1, 99)
        until = now + wait_after(wrong)
        counted = StaffMember.update(wrong_tries=wrong, not_before=until).where(
            StaffMember.id == member.id, StaffMember.wrong_tries == member.wrong_tries
        )
        if not counted.execute():  # somebody tries at another kiosk in this very moment
            return PinTried(False, 1, looked_at=False)
    if not fits(pin, member.pin):
        if wrong >= FREE_TRIES:
            record(acting.by_itself(), "pin_wrong", patron_id=patron_id, flagged=wrong == FREE_TRIES)
        return PinTried(False, seconds_until(until, now))
    with database.atomic():
        StaffMember.update(wrong_tries=0, not_before=None).where(StaffMember.id == member.id).execute()
    post = Post(Role.LIBRARIAN) if patron_id is None else post_of(standing(patron_id))
    return PinTried(True, post=post)


def open_by_word(acting: Acting) -> Post | None:
    """Staff mode while there is no PIN to ask for, which is an event too. None where there is one."""
    if pin_asked() is not PinAsked.WORD:
        return None
    record(acting.by_staff(None), "staff_mode", details={"without": "PIN"})
    return ANYBODY


def _set_shared(pin: str, acting: Acting) -> None:
    check_new_pin(pin, None)
    shared = StaffMember.get_or_none(StaffMember.patron.is_null()) or StaffMember.create(role="librarian")
    _keep(pin, shared.id)
    forget(_OWN_PINS)
    record(acting, "pin_changed")


def _owned_by(patron_id: int | None) -> Any:
    return StaffMember.patron.is_null() if patron_id is None else StaffMember.patron == patron_id


def _member(patron_id: int) -> StaffMember:
    member = StaffMember.get_or_none(StaffMember.patron == patron_id)
    if member is None:
        number = Patron.get_by_id(patron_id).number
        raise NotFound(N_("Reader {number} is not staff: see kiosk staff list."), number=number)
    return member


def _keep(pin: str, member_id: int) -> None:
    StaffMember.update(pin=hashed(pin), wrong_tries=0, not_before=None).where(
        StaffMember.id == member_id
    ).execute()
