"""The single facts that the library keeps in its store, by name: its name, its numbers."""

from db.models import Setting
from db.store.sql import rows


def kept(key: str) -> str | None:
    """What is kept under this name, or None."""
    found = rows("SELECT value FROM setting WHERE key = ?", key)
    return str(found[0][0]) if found else None


def keep(key: str, value: str) -> None:
    """Keep this under the name, in place of what was kept before."""
    Setting.insert(key=key, value=value).on_conflict(
        conflict_target=[Setting.key], update={Setting.value: value}
    ).execute()


def forget(key: str) -> None:
    """Keep nothing under this name."""
    Setting.delete().where(Setting.key == key).execute()
