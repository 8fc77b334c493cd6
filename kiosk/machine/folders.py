"""Where this machine keeps what is not the library's data."""

from pathlib import Path

import platformdirs

from kiosk.console import Console


def log_file() -> Path:
    """The log, in the user's log folder, made where it is missing; it bears no names."""
    folder = Path(platformdirs.user_log_dir("school-library-kiosk"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "kiosk.log"
    file.touch(mode=0o600)
    return file


def backup_folder(console: Console) -> Path:
    """Where this machine's backups are when no folder is named."""
    named = console.settings.backup.folder
    if named:
        return Path(named).expanduser()
    from db.store.opening import store_at

    return store_at(console.settings.store).beside.with_name("backups")
