"""A review slip for the book that came back, printed where its reader asks for one. No scan waits for it."""

from datetime import datetime
from typing import TYPE_CHECKING

from db.errors import LibraryError, StoreError
from db.marking import N_, Sentence
from kiosk.scene.lasting import SlipOffer
from kiosk.scene.stand import Stand

if TYPE_CHECKING:  # no table is known before the first picture
    from db.reading.slips import Slip

_PRINTED = Sentence(N_("Your slip is being printed."))
_NOT_NOW = Sentence(N_("That does not work now. Please ask the librarian."))


class ReviewSlips:
    """On the receipt printer where there is one, else on the printer of pages."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def print(self) -> bool:
        """Print the slip that is offered now. Returns whether there was one."""
        offer = self._stand.scene.showing.slip_offered(now := self._stand.now())
        if offer is None:
            return False
        self._stand.scene.show(slip=None, slip_said=_PRINTED)
        self._stand.errands.begin(self._print(offer, now))
        return True

    async def _print(self, offer: SlipOffer, now: datetime) -> None:
        from db.events.record import Acting
        from db.reading.slips import slip_of_loan

        acting = Acting(self._stand.settings.name, now)
        try:
            slip = await self._stand.service.with_store(lambda: slip_of_loan(offer.loan_id, acting))
        except (StoreError, LibraryError):
            if self._stand.scene.showing.slip_said is _PRINTED:
                self._stand.scene.show(slip_said=_NOT_NOW)
            return
        self._send(slip)

    def _send(self, slip: "Slip") -> None:
        words = self._stand.scene.showing.words
        if self._stand.service.prints_slips:
            from kiosk.receipts.slip import review_slip

            self._stand.service.print_slip(review_slip(slip, words))
        else:
            self._stand.scene.print_slip(slip, words)
