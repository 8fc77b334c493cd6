"""Whether the store knows a code: asked for what the camera has seen once."""

from dataclasses import dataclass

from db.codes import clean, has_valid_check_digit
from db.errors import StoreError
from db.offline.replica import replica_of
from db.store.opening import Store

_KNOWN = """
    SELECT EXISTS (SELECT 1 FROM barcode WHERE code = ?) OR EXISTS (SELECT 1 FROM title WHERE isbn = ?)
"""


@dataclass(frozen=True)
class KnownCodes:
    """Says of a text whether its check digit holds and the store knows it. For any thread.

    Each question opens a connection for itself: a store that is missing or not made yet is never created,
    and none is shared. A store in trouble knows nothing; a second frame is as good as its answer.
    """

    store: Store

    def __call__(self, text: str) -> bool:
        code = clean(text)
        if not has_valid_check_digit(code):
            return False
        try:
            ((known,),) = self._nearest.ask(_KNOWN, code, code)
            return bool(known)
        except StoreError:
            return False

    @property
    def _nearest(self) -> Store:
        """This machine's copy of a store on a server: it answers at once, also while that is away."""
        replica = replica_of(self.store)
        return replica.store if replica and replica.store.path.exists() else self.store
