"""Where this machine keeps what is not the library's data."""

from pathlib import Path

import platformdirs


def log_file() -> Path:
    """The log, in the user's log folder, made where it is missing; it bears no names."""
    folder = Path(platformdirs.user_log_dir("school-library-kiosk"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "kiosk.log"
    file.touch(mode=0o600)
    return file
