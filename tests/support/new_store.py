"""A store in a file as the migrations make it, copied from one that was made once in this process.

To make one takes longer than most tests; what is tried of the making itself is in `tests/db/store/`.
"""

import shutil
import tempfile
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import TypeVar

from db.store.opening import open_store, opened, store_at
from db.store.sqlite import SqliteStore

Made = TypeVar("Made", SqliteStore, Path)


def new_store(where: str | Path) -> SqliteStore:
    """A new, empty store in this file, to which the tables are bound from now on."""
    path = Path(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(_pattern(), path)
    store = open_store(path)
    assert isinstance(store, SqliteStore)
    return store


def filled_once(fill: Callable[[Path], Made]) -> Callable[[Path], Made]:
    """For a fixture that fills a new store below `tmp_path`, from nothing else: once in this process.

    Each test then has a copy of its own, as if it had been filled for it.
    """

    @cache
    def once() -> tuple[Path, Made]:
        folder = Path(tempfile.mkdtemp(prefix="filled-"))
        return folder, fill(folder)

    @wraps(fill)
    def filled(tmp_path: Path) -> Made:
        folder, made = once()
        shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
        if isinstance(made, SqliteStore):
            store = open_store(tmp_path / made.path.relative_to(folder))
            assert isinstance(store, SqliteStore)
            return store
        path = tmp_path / made.relative_to(folder)
        open_store(path)
        return path

    return filled


@cache
def _pattern() -> Path:
    path = Path(tempfile.mkdtemp(prefix="pattern-")) / "library.db"
    with opened(store_at(path)):
        return path
