"""Old copies beside the store: what updates and restores left, deleted when its time is over."""

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

from db.clock import written_at
from db.privacy.purging import days_kept


def drop_old_copies(beside: Path, now: datetime) -> list[Path]:
    """Delete what updates and restores laid beside the store longer ago than data is kept.

    `beside` is the store's own `beside`.
    """
    old = []
    before = now - timedelta(days=days_kept())
    for path in beside.parent.glob(f"{beside.stem}.before-*"):
        with contextlib.suppress(OSError):
            if not path.is_symlink() and written_at(path) < before:
                path.unlink()
                old.append(path)
    return old
