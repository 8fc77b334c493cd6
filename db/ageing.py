"""Backups forget with the store: what it no longer tells of a person, an older copy of it does not either.

So a backup follows the same days as the store, a child's erased data and readers who have left, without a
clock of its own: whatever link to a person is gone from the store is cut from the copy.
"""

import contextlib
import sqlite3
from pathlib import Path

_CUTS = (
    """
    UPDATE loan SET patron_id = NULL,
        returned_at = COALESCE(returned_at, (SELECT p.returned_at FROM present.loan p WHERE p.id = loan.id)),
        voided = (SELECT p.voided FROM present.loan p WHERE p.id = loan.id)
    WHERE patron_id IS NOT NULL
      AND EXISTS (SELECT 1 FROM present.loan p WHERE p.id = loan.id AND p.patron_id IS NULL)
    """,
    """
    UPDATE event SET patron_id = NULL,
        details = (SELECT p.details FROM present.event p WHERE p.id = event.id)
    WHERE patron_id IS NOT NULL
      AND EXISTS (SELECT 1 FROM present.event p WHERE p.id = event.id AND p.patron_id IS NULL)
    """,
    "DELETE FROM hold WHERE id NOT IN (SELECT id FROM present.hold)",
)
_FORGOTTEN = """
    SELECT p.id FROM present.patron p JOIN main.patron m ON m.id = p.id
    WHERE p.number = '(' || p.id || ')' AND m.number <> p.number
"""
"""The readers whom the store has forgotten and the copy has not; see `db.privacy.forget`."""
_FORGET = f"""
    UPDATE patron SET number = '(' || id || ')', name = '', given_name = '', status = 'left',
        school_class_id = NULL, quota = NULL, language = NULL
    WHERE id IN ({_FORGOTTEN})
"""


def age(copy: Path, store: Path) -> bool:
    """Cut from an unpacked copy what the store no longer tells of persons; returns whether that was anything.

    A copy of another store, or of one that has since been restored to an earlier day, is left alone: its last
    event is not in the store. Raises sqlite3.Error.
    """
    connection = sqlite3.connect(f"{copy.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    with contextlib.closing(connection):
        connection.execute("PRAGMA secure_delete = on")
        connection.execute("ATTACH DATABASE ? AS present", (f"{store.absolute().as_uri()}?mode=ro",))
        connection.execute("BEGIN")
        if not _is_earlier_self(connection):
            return False
        changed = sum(connection.execute(cut).rowcount for cut in _CUTS)
        for table in _tables_of_persons(connection):
            changed += connection.execute(f"DELETE FROM {table} WHERE patron_id IN ({_FORGOTTEN})").rowcount
        changed += connection.execute(_FORGET).rowcount
        connection.execute("COMMIT")
        connection.execute("DETACH DATABASE present")
        if changed:
            connection.execute("VACUUM")  # nothing of it stays behind in free pages
        return changed > 0


def _is_earlier_self(connection: sqlite3.Connection) -> bool:
    return bool(
        connection.execute(
            """
            SELECT 1 FROM event JOIN present.event p ON p.id = event.id AND p.uuid = event.uuid
            WHERE event.id = (SELECT MAX(id) FROM event)
            """
        ).fetchone()
    )


def _tables_of_persons(connection: sqlite3.Connection) -> list[str]:
    """The tables whose rows are nothing without their reader: all that point at one, but loans and events."""
    found = connection.execute(
        """
        SELECT DISTINCT m.name FROM main.sqlite_master m, pragma_foreign_key_list(m.name) k
        WHERE m.type = 'table' AND k."table" = 'patron' AND k."from" = 'patron_id'
        """
    )
    return [name for (name,) in found if name not in ("loan", "event")]
