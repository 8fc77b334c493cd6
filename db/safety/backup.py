"""Backups of the store: made while it is in use, tried before they count, thinned out with age."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import peewee

from db.clock import to_local
from db.errors import StoreError
from db.marking import N_
from db.safety.older_backups import age_all
from db.safety.rotation import STAMP, backups_in, rotate
from db.safety.sealing import SEALED, recipient, seal
from db.safety.snapshot import BadBackup, Contents, as_file, copy_store, examine, pack, unpack
from db.store.files import sync_folder, working_folder
from db.store.opening import Store, store_at
from db.store.sqlite import SqliteStore
from db.store.sqlite_file import is_damage, reason_of

_FOR_STICKS = (Path("/media"), Path("/mnt"), Path("/run/media"))
"""Where sticks are mounted. A folder there without one is on the machine's own disk."""


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made and tried. `removed` are older ones that rotation let go."""

    path: Path
    contents: Contents
    size: int
    removed: tuple[Path, ...]


def back_up(store: Path | Store, folder: Path, now: datetime, key: str = "") -> BackedUp:
    """Make one backup in the folder, try it, and rotate the older ones. `now` is naive UTC.

    It is one SQLite file, packed, whatever kind of store the school has. The backup appears under its name
    only once it was unfolded, checked and counted again. Personal data that the store no longer has is then
    cut from the older ones too. `key` is the public key to which it is encrypted; then nothing that is not
    encrypted is ever written to the folder. Raises StoreError, and BadValue for a key that is none.
    """
    try:
        _refuse_symlink(folder)
        _refuse_stick_that_is_not_there(folder)
        if key:
            recipient(key)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with as_file(store_at(store)) as present:
            with working_folder(present.parent if key else folder) as working:
                copy, packed, tried = working / "copy.db", working / "packed.gz", working / "tried.db"
                copy_store(SqliteStore(present), copy)
                contents = examine(copy, present)
                pack(copy, packed)
                unpack(packed, tried)
                if examine(tried, folder) != contents:
                    raise BadBackup(N_("{path} is damaged."), path=folder)
                path = folder / f"library-{to_local(now).strftime(STAMP)}.db.gz"
                if key:
                    path = _sealed(packed, path, key)
                else:
                    packed.replace(path)  # a link of that name is replaced, not followed
            sync_folder(folder)
            removed = rotate(folder, path)
            age_all(present, folder)
        return BackedUp(path, contents, path.stat().st_size, removed)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.Error) and is_damage(error):  # the store's: what we made is whole
            raise store_at(store).explain(peewee.DatabaseError(str(error))) from error
        raise _not_written(folder, error) from error


def _sealed(packed: Path, path: Path, key: str) -> Path:
    named = path.with_name(path.name + SEALED)
    with working_folder(path.parent) as working:
        seal(packed, working / "sealed", key)
        return (working / "sealed").replace(named)


def _refuse_symlink(folder: Path) -> None:
    if folder.is_symlink():
        raise StoreError(
            N_("{folder} is a link to another place. Name the folder itself for the backups."), folder=folder
        )


def _refuse_stick_that_is_not_there(folder: Path) -> None:
    """A backup on the disk that it should outlive is useless. Where older ones are, that folder was meant."""
    place = folder.absolute()
    base = next((base for base in _FOR_STICKS if base in place.parents), None)
    if base is None or backups_in(folder):
        return
    if not any(path.is_mount() for path in (place, *place.parents) if path.is_relative_to(base)):
        raise StoreError(
            N_(
                "No stick or disk is mounted at {folder}: no backup was made. "
                "Plug it in, or name another folder."
            ),
            folder=folder,
        )


def _not_written(folder: Path, error: Exception) -> StoreError:
    reason = error.strerror or error if isinstance(error, OSError) else reason_of(error)
    return StoreError(
        N_("No backup was made in {folder}: {reason}. The library's data is as it was."),
        folder=folder,
        reason=reason,
    )
