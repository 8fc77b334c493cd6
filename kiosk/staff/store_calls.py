"""What staff mode asks of the store. Used on the desk's thread, on a connection."""

from datetime import datetime

from db.answers.counter.overriding import Holder
from db.answers.counter.pin import PinAsked, PinTried
from db.circulation.one_more import holders_of
from db.events.at_the_kiosk import Left, machine_left
from db.events.record import Acting
from db.staff import members, pins
from db.store.opening import is_replica
from kiosk.staff.known_pins import KnownPins


class StaffCalls:
    """One kiosk's; `kiosk` is this machine's name in the events, `known` what it keeps of the PINs.

    A store without a PIN, where this machine has seen one, is another store than it was: then what the
    machine keeps is asked for.
    """

    def __init__(self, kiosk: str, known: KnownPins) -> None:
        self._kiosk = kiosk
        self._known = known

    def acting(self, now: datetime, staff_id: int | None) -> Acting:
        """This member of staff acts; None for the PIN that all share."""
        return Acting(self._kiosk, now).by_staff(staff_id)

    def asked_of(self, reader: int | None) -> tuple[PinAsked, int | None]:
        """What has to be shown; when the reader at the kiosk is staff with a PIN, their card has been."""
        self._known.kept.remember()
        if self._is_another:
            return self._known.kept.asked(), None
        return pins.pin_asked(), reader if reader is not None and pins.has_pin(reader) else None

    def of_card(self, code: str) -> tuple[int, str] | None:
        """The id and the number of the member of staff whose card this is and who has a PIN, or None."""
        if self._is_another:
            return self._known.kept.of_card(code)
        return members.member_of_card(code) if pins.staff_of_card(code) is not None else None

    def member_of_card(self, code: str) -> tuple[int, str] | None:
        """The id and the number of the member of staff whose card this is, or None."""
        return members.member_of_card(code)

    def try_pin(self, pin: str, card: int | None, now: datetime) -> PinTried:
        """Whether it is the PIN of this card, or the shared one."""
        if self._is_another:
            return self._known.try_alone(pin, card, now)
        acting = pins.by_the_stores_clock(self.acting(now, None))
        return self._known.tried(
            card, now, lambda wrong: pins.try_pin(pin, acting, card, wrong), is_told=not is_replica()
        )

    def open_by_word(self, now: datetime) -> PinTried:
        """Let in whoever typed the word, while there is no PIN to ask for and never was."""
        if self._known.kept.is_any:
            return PinTried(False)
        post = pins.open_by_word(self.acting(now, None))
        return PinTried(post is not None, post=post)

    def confirm_pin(self, pin: str, card: int, now: datetime) -> PinTried:
        """Whether this is still whose PIN opened staff mode."""
        acting = pins.by_the_stores_clock(self.acting(now, None))
        return self._known.tried(
            card, now, lambda wrong: pins.confirm_pin(pin, acting, card, wrong), is_told=not is_replica()
        )

    def check_new_pin(self, pin: str, card: int) -> None:
        """Raises what `set_pin` would."""
        pins.check_own_pin(pin, card)

    def set_pin(self, pin: str, card: int, now: datetime, staff_id: int | None) -> None:
        """Keep a new PIN. Raises BadValue for one that is too easy."""
        pins.set_own_pin(pin, card, self.acting(now, staff_id))
        self._known.kept.remember()

    def holders_of(self, copy_id: int) -> tuple[Holder, ...]:
        """The readers who have the title of this copy."""
        return holders_of(copy_id)

    def note(self, how: Left, now: datetime, staff_id: int | None) -> None:
        """Record what was done with the machine itself."""
        machine_left(how, self.acting(now, staff_id))

    @property
    def _is_another(self) -> bool:
        return pins.pin_asked() is PinAsked.WORD and self._known.kept.is_any
