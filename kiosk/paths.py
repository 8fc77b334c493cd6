"""Where this machine keeps what is not the library's data."""

from pathlib import Path

import platformdirs

from kiosk.settings import Settings


def store_file(settings: Settings) -> Path:
    """The file of the store that this machine uses. Raises StoreError where it is no file."""
    from db.store import default_path, path_of

    return path_of(settings.store) if settings.store else default_path()


def log_file() -> Path:
    """The log, in the user's log folder, made where it is missing. It has no names and is its owner's."""
    folder = Path(platformdirs.user_log_dir("school-library-kiosk"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "kiosk.log"
    file.touch(mode=0o600)
    return file
