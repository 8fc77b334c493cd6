"""Where this machine keeps what is not the library's data."""

from pathlib import Path

import platformdirs

from kiosk.settings import Settings


def store_file(settings: Settings) -> Path:
    """The file of the store that this machine uses. Raises StoreError where it is no file."""
    from db.errors import StoreError
    from db.marking import N_
    from db.sqlite_store import SqliteStore
    from db.store import store_at

    store = store_at(settings.store)
    if not isinstance(store, SqliteStore):
        raise StoreError(N_("This needs a store that is a file; {path} is on a server."), path=store)
    return store.path


def log_file() -> Path:
    """The log, in the user's log folder, which is made where it is missing. It holds no names."""
    folder = Path(platformdirs.user_log_dir("school-library-kiosk"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / "kiosk.log"
