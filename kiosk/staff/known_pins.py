"""PINs tried at this machine: with the store or without it, each try counts here first."""

from collections.abc import Callable
from datetime import datetime

from db.answers.counter.pin import PinAsked, PinTried
from db.roles import ANYBODY
from db.staff.pin_rules import fits
from db.store.opening import Store
from kiosk.connection.kept_pins import KeptPins
from kiosk.connection.wrong_pins import WrongPins


class KnownPins:
    """What this machine keeps of one store's PINs. `steady`: seconds of a clock that nobody sets.

    Attributes:
        kept: the PINs as they were seen last.
        wrong: the wrong ones, counted.
    """

    def __init__(self, store: Store, steady: Callable[[], float]) -> None:
        self.kept = KeptPins(store)
        self.wrong = WrongPins(store, steady)

    def tried(
        self, card: int | None, now: datetime, look: Callable[[int], PinTried], *, is_told: bool
    ) -> PinTried:
        """Look at a PIN unless this machine has to wait. `look` gets how many were wrong before.

        `is_told`: whether the store counts it too.
        """
        if left := self.wrong.begin(card, now):
            return PinTried(False, left, looked_at=False)
        tried = look(self.wrong.so_far(card) - 1)
        if not tried.looked_at:
            self.wrong.not_looked_at(card)
            return tried
        if tried.right:
            self.wrong.right(card)
            return tried
        if is_told:
            self.wrong.told(card, 1)
        return PinTried(False, max(tried.wait_seconds, self.wrong.seconds_left(card, now)))

    def try_alone(self, pin: str, card: int | None, now: datetime) -> PinTried:
        """Check a PIN by what this machine kept of it, while no store can."""
        kept = self.kept.pin_of(card)

        def look(_wrong: int) -> PinTried:
            is_right = kept is not None and fits(pin, kept.pin)
            return PinTried(is_right, post=kept.post if kept and is_right else None)

        return self.tried(card, now, look, is_told=False)

    def open_by_word(self) -> PinTried:
        """The word opens only where no PIN was ever seen."""
        is_open = self.kept.asked() is PinAsked.WORD
        return PinTried(is_open, post=ANYBODY if is_open else None)
