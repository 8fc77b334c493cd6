"""One way to read time: naive UTC in the store, local calendar days for due dates."""

from datetime import UTC, date, datetime
from pathlib import Path


def utc_now() -> datetime:
    """The moment now as naive UTC, the only form in which times are stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def local_day(moment: datetime) -> date:
    """The school's calendar day (the machine's time zone) at a naive UTC moment."""
    return to_local(moment).date()


def written_at(file: Path) -> datetime:
    """When a file was last written, naive UTC; a link is looked at itself. Raises OSError."""
    return datetime.fromtimestamp(file.lstat().st_mtime, UTC).replace(tzinfo=None)


def to_local(moment: datetime) -> datetime:
    """A naive UTC moment as naive local time, for showing."""
    return moment.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)


def to_utc(moment: datetime) -> datetime:
    """Naive UTC for a time as a person or a file gave it; without an offset it is local time."""
    return moment.astimezone(UTC).replace(tzinfo=None)
