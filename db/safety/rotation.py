"""The backups of a folder by their names, and which of them stay."""

import contextlib
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"library-([0-9]{8}-[0-9]{6})\.db\.gz(?:\.age)?")


def backups_in(folder: Path) -> list[tuple[datetime, Path]]:
    """The backups of a folder with the local times in their names, the newest first.

    A name that gives no time, such as one of a 99th month, is none of ours.
    """
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        moment = moment_of(path)
        if moment and path.is_file() and not path.is_symlink():
            found.append((moment, path))
    return sorted(found, reverse=True)


def moment_of(path: Path) -> datetime | None:
    """The local time in a backup's name; None for any other name."""
    named = _NAME.fullmatch(path.name)
    with contextlib.suppress(ValueError):
        return datetime.strptime(named[1], STAMP) if named else None
    return None


def to_keep(
    moments: Iterable[datetime], *, daily: int = 7, weekly: int = 5, monthly: int = 12
) -> set[datetime]:
    """Which backups stay: the last of each of the newest days, weeks and months that have one.

    Counted in days that have a backup, so that a holiday takes nothing away.
    """
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (daily, lambda moment: moment.date()),
        (weekly, lambda moment: moment.isocalendar()[:2]),
        (monthly, lambda moment: (moment.year, moment.month)),
    )
    kept: set[datetime] = set()
    newest_first = sorted(moments, reverse=True)
    for number, period in periods:
        last: dict[object, datetime] = {}
        for moment in newest_first:
            last.setdefault(period(moment), moment)
        kept.update(list(last.values())[:number])
    return kept


def rotate(folder: Path, made: Path) -> tuple[Path, ...]:
    """Delete the backups of earlier days that are no longer kept; returns which.

    Those of the day of `made` all stay: somebody may be about to take one away, or may want the state before
    an hour's work. The next day's first backup leaves the last of them.
    Names later than that of the backup just made come from a wrong clock, or from nobody: they stay, and
    take no other's place. One that cannot be deleted stays too.
    """
    now = moment_of(made)
    found = [(moment, path) for moment, path in backups_in(folder) if now and moment <= now]
    earlier = [(moment, path) for moment, path in found if now and moment.date() < now.date()]
    kept = to_keep(moment for moment, _ in found)
    removed = []
    for moment, path in earlier:
        if moment not in kept:
            with contextlib.suppress(OSError):
                path.unlink()
                removed.append(path)
    return tuple(removed)
