"""What staff mode asks of the store. Used on the desk's thread, on a connection."""

from datetime import datetime

from db.answers.pin import PinAsked, PinTried
from db.events.record import Acting, record
from db.staff import members, pins


class StaffCalls:
    """One kiosk's; `kiosk` is this machine's name in the events."""

    def __init__(self, kiosk: str) -> None:
        self._kiosk = kiosk

    def acting(self, now: datetime, staff_id: int | None) -> Acting:
        """This member of staff acts; None for the PIN that all share."""
        return Acting(self._kiosk, now).by_staff(staff_id)

    def asked_of(self, reader: int | None) -> tuple[PinAsked, int | None]:
        """What has to be shown; when the reader at the kiosk is staff with a PIN, their card has been."""
        return pins.pin_asked(), reader if reader is not None and pins.has_pin(reader) else None

    def of_card(self, code: str) -> tuple[int, str] | None:
        """The id and the number of the member of staff whose card this is and who has a PIN, or None."""
        return members.member_of_card(code) if pins.staff_of_card(code) is not None else None

    def member_of_card(self, code: str) -> tuple[int, str] | None:
        """The id and the number of the member of staff whose card this is, or None."""
        return members.member_of_card(code)

    def try_pin(self, pin: str, card: int | None, now: datetime) -> PinTried:
        """Whether it is the PIN of this card, or the shared one."""
        return pins.try_pin(pin, self.acting(now, None), card)

    def open_by_word(self, now: datetime) -> PinTried:
        """Let in whoever typed the word, while there is no PIN to ask for."""
        return PinTried(True, post=pins.open_by_word(self.acting(now, None)))

    def confirm_pin(self, pin: str, card: int, now: datetime) -> PinTried:
        """Whether this is still whose PIN opened staff mode."""
        return pins.confirm_pin(pin, self.acting(now, None), card)

    def check_new_pin(self, pin: str, card: int) -> None:
        """Raises what `set_pin` would."""
        pins.check_own_pin(pin, card)

    def set_pin(self, pin: str, card: int, now: datetime, staff_id: int | None) -> None:
        """Keep a new PIN. Raises BadValue for one that is too easy."""
        pins.set_own_pin(pin, card, self.acting(now, staff_id))

    def note(self, verb: str, now: datetime, staff_id: int | None) -> None:
        """Record what was done at the machine itself."""
        record(self.acting(now, staff_id), verb)
