"""Whether the store knows a code: asked for what the camera has seen once."""

from dataclasses import dataclass

from db.codes import clean, codabar_spellings, has_valid_check_digit
from db.errors import StoreError
from db.offline.replica import replica_of
from db.store.opening import Store

_KNOWN = """
    SELECT EXISTS (SELECT 1 FROM barcode WHERE code IN ({marks}))
        OR EXISTS (SELECT 1 FROM title WHERE isbn = ? OR identifier = ?)
"""


@dataclass(frozen=True)
class KnownCodes:
    """Says of a text whether the store knows it. For any thread.

    Each question opens a connection for itself: a store that is missing or not made yet is never created,
    and none is shared. A store in trouble knows nothing; a second frame is as good as its answer.
    """

    store: Store

    def is_certain(self, text: str) -> bool:
        """Whether the store knows it and its check digit holds: then it can hardly have been read wrongly."""
        return has_valid_check_digit(clean(text)) and self.is_known(text)

    def is_known(self, text: str) -> bool:
        """Whether it is a card, a label or the number of a title."""
        code = clean(text)
        spellings = (code, *codabar_spellings(code))
        marks = ", ".join("?" * len(spellings))
        try:
            ((known,),) = self._nearest.ask(_KNOWN.format(marks=marks), *spellings, code, code)
            return bool(known)
        except StoreError:
            return False

    @property
    def _nearest(self) -> Store:
        """This machine's copy of a store on a server: it answers at once, also while that is away."""
        replica = replica_of(self.store)
        return replica.store if replica and replica.store.path.exists() else self.store
