"""A new card for a reader whose card is lost: the old ones never work again."""

from dataclasses import dataclass

from db.codes import clean
from db.errors import BadValue
from db.events.record import Acting, record
from db.labelling.new_codes import hold_serials, minted
from db.library.identity import identity
from db.marking import N_
from db.models import Barcode, Patron, database
from db.readers.campus_cards import owner_by_chip
from db.readers.readers import patron_of
from db.searching.names import keep_readers
from db.store.sql import rows


@dataclass(frozen=True)
class NewCard:
    """The code of the new card, and those of the cards that it ended.

    `is_number_ended`: the number itself was the code of a card of theirs. Typed, it is no longer accepted:
    nobody can tell a typed number from a scan of the old card, which somebody else may have found.
    """

    number: str
    code: str
    ended: tuple[str, ...]
    is_number_ended: bool


def replace_card(number: str, acting: Acting, code: str = "") -> NewCard:
    """Give a reader a card with this code, or with a new one, and end all cards that they had.

    A card that was reported lost is replaced by it: the reader may borrow again. Raises NotFound, and
    BadValue for a code that is or was somebody's or some book's, and for a reader who has left.
    """
    with database.atomic():
        patron = patron_of(number)
        if patron.status == "left":
            raise BadValue(N_("Reader {number} has left and gets no card."), number=patron.number)
        hold_serials()
        code = clean(code) or next(minted("patron", identity().number, 1))
        is_taken = rows("SELECT 1 FROM barcode WHERE code = ?", code) or owner_by_chip(code)
        if code.startswith(("%", "#")) or is_taken:
            raise BadValue(N_("The code {code} is taken. A new card needs a code of its own."), code=code)
        own = (Barcode.patron == patron.id) & Barcode.retired_at.is_null()
        ended = tuple(sorted(card.code for card in Barcode.select(Barcode.code).where(own)))
        Barcode.update(retired_at=acting.now).where(own).execute()
        Barcode.create(code=code, patron=patron.id, issued_at=acting.now)
        keep_readers([patron.id])
        if patron.status == "card_lost":
            Patron.update(status="active").where(Patron.id == patron.id).execute()
        record(acting, "card_replaced", patron_id=patron.id)
        is_number_ended = rows(
            "SELECT 1 FROM barcode WHERE patron_id = ? AND code = ? AND retired_at IS NOT NULL",
            patron.id, patron.number,
        )  # fmt: skip
        return NewCard(patron.number, code, ended, bool(is_number_ended))
