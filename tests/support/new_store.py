"""A store in a file as the migrations make it, copied from one that was made once in this process.

To make one takes longer than most tests; what is tried of the making itself is in `tests/db/store/`.
"""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from db.store.opening import open_store, opened, store_at
from db.store.sqlite import SqliteStore


def new_store(where: str | Path) -> SqliteStore:
    """A new, empty store in this file, to which the tables are bound from now on."""
    path = Path(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(_pattern(), path)
    store = open_store(path)
    assert isinstance(store, SqliteStore)
    return store


@cache
def _pattern() -> Path:
    path = Path(tempfile.mkdtemp(prefix="pattern-")) / "library.db"
    with opened(store_at(path)):
        return path
