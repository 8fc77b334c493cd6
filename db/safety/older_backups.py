"""Older backups forget what the store has forgotten; those that cannot are named."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from db.errors import LibraryError, StoreError
from db.marking import N_
from db.privacy.ageing import NotEarlier, age
from db.safety.rotation import backups_in
from db.safety.snapshot import as_file, examine, pack, unpack
from db.store.files import sync_folder, working_folder
from db.store.opening import Store, store_at


@dataclass(frozen=True)
class Aged:
    """What became of a folder's backups.

    Attributes:
        found: how many there are.
        changed: from how many something was cut.
        unreached: those that may still hold what the store has forgotten: damaged, encrypted, not ours to
            change, or of another store.
    """

    found: int = 0
    changed: int = 0
    unreached: tuple[Path, ...] = ()


def age_backups(store: Path | Store, folder: Path) -> Aged:
    """Cut from a folder's backups the personal data that the store no longer has.

    Raises StoreError when the store itself cannot be read; one backup that cannot stops none of the others.
    """
    try:
        if not backups_in(folder):
            return Aged()
        with as_file(store_at(store)) as present:
            return age_all(present, folder)
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror or error if isinstance(error, OSError) else error
        raise StoreError(
            N_("The backups in {folder} could not be looked through: {reason}."), folder=folder, reason=reason
        ) from error


def age_all(present: Path, folder: Path) -> Aged:
    """As `age_backups`, for a store that is a file."""
    found = backups_in(folder)
    changed, unreached = 0, []
    for _, path in found:
        try:
            changed += _age(path, present, folder)
        except (LibraryError, NotEarlier, sqlite3.Error, OSError):
            if path.stat().st_size:  # a file without a byte holds nobody
                unreached.append(path)
    if changed:
        sync_folder(folder)
    return Aged(len(found), changed, tuple(unreached))


def _age(path: Path, present: Path, folder: Path) -> bool:
    with working_folder(folder) as working:
        plain, packed = working / "plain.db", working / "packed.gz"
        unpack(path, plain)
        if not age(plain, present):
            return False
        examine(plain)
        pack(plain, packed)
        packed.replace(path)
        return True
