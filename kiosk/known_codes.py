"""Whether the store knows a code: asked for what the camera has seen once."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db.codes import clean, has_valid_check_digit

_PATIENCE = 0.2
"""Seconds to wait for a store that is being written; a second frame is as good as its answer."""

_KNOWN = """
    SELECT EXISTS (SELECT 1 FROM barcode WHERE code = ?1) OR EXISTS (SELECT 1 FROM title WHERE isbn = ?1)
"""


@dataclass(frozen=True)
class KnownCodes:
    """Says of a text whether its check digit holds and the store knows it. For any thread.

    Each question opens the file for itself, to read only: a store that is missing or not made yet is
    never created, and no connection is shared. A store in trouble knows nothing.
    """

    store: Path

    def __call__(self, text: str) -> bool:
        code = clean(text)
        if not has_valid_check_digit(code):
            return False
        try:
            with closing(
                sqlite3.connect(f"{self.store.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)
            ) as store:
                return bool(store.execute(_KNOWN, (code,)).fetchone()[0])
        except sqlite3.Error:
            return False
