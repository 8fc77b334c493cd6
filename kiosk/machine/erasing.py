"""Erasing a reader wherever this machine keeps the library's data: the store, its copies, the backups."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from db.events.record import Acting
from db.offline.damaged import drop_damaged_copies
from db.privacy.forgetting import forget
from db.privacy.purging import Purged, days_kept, purge
from db.safety.old_copies import drop_old_copies
from db.safety.older_backups import Aged, age_backups
from db.store.opening import store_at
from kiosk.machine.folders import backup_folder
from kiosk.settings import Settings


@dataclass(frozen=True)
class Erased:
    """What came of it.

    Attributes:
        no_trace: False where the deleted text still stands in the store's file, as another program reads it.
        folder: where the backups are.
        aged: the backups in it.
    """

    no_trace: bool
    folder: Path
    aged: Aged

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the reader is left here."""
        return self.no_trace and not self.aged.unreached


def erase_everywhere(number: str, settings: Settings, acting: Acting) -> Erased:
    """Forget one reader here and in the backups. Raises as `db.privacy.forgetting.forget` does."""
    no_trace = forget(number, acting)
    store = store_at(settings.store)
    drop_damaged_copies(store.beside)
    folder = backup_folder(settings)
    return Erased(no_trace, folder, age_backups(store, folder))


@dataclass(frozen=True)
class CutEverywhere:
    """What was cut from the store, and the backups that follow it."""

    purged: Purged
    aged: Aged


def purge_everywhere(settings: Settings, acting: Acting) -> CutEverywhere:
    """Cut readers from what is over, in the store, in the copies beside it and in the backups."""
    purged = purge(acting)
    store = store_at(settings.store)
    drop_old_copies(store.beside, acting.now)
    drop_damaged_copies(store.beside, acting.now - timedelta(days=days_kept()))
    return CutEverywhere(purged, age_backups(store, backup_folder(settings)))
