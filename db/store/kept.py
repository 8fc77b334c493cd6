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


def is_on(key: str, *, at_first: bool) -> bool:
    """Whether what is kept under this name is a switch that is on; `at_first`: as long as nobody has said."""
    return kept(key) != "off" if at_first else kept(key) == "on"


def switch(key: str, on: bool) -> None:
    """Turn the switch under this name on or off."""
    keep(key, "on" if on else "off")


def forget(key: str) -> None:
    """Keep nothing under this name."""
    Setting.delete().where(Setting.key == key).execute()
