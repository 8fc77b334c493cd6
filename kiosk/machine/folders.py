"""Where this machine keeps what is not the library's data."""

from pathlib import Path

import platformdirs

from kiosk.settings import Settings


def log_path() -> Path:
    """Where the log is."""
    return Path(platformdirs.user_log_dir("school-library-kiosk")) / "kiosk.log"


def log_file() -> Path:
    """The log, in the user's log folder, made where it is missing; it bears no names. Raises OSError."""
    file = log_path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    return file


def backup_folder(settings: Settings) -> Path:
    """Where this machine's backups are when no folder is named."""
    named = settings.backup.folder
    if named:
        return Path(named).expanduser()
    from db.store.opening import store_at

    return store_at(settings.store).beside.with_name("backups")


def desk_folder() -> Path:
    """Where the desk keeps its certificate and the key to it."""
    return Path(platformdirs.user_data_dir("school-library-kiosk")) / "desk"
