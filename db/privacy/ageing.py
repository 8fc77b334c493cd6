"""Backups forget with the store: personal data that is gone from the store is cut from older copies too.

So a backup follows the store's days, erased children and readers who have left, without a
clock of its own: whatever link to a person is gone from the store is cut from the copy.
"""

import sqlite3
from pathlib import Path

from db.privacy.forgetting import FORGOTTEN
from db.reports.list_readers import MARKS
from db.roles import PUPILS
from db.store.sqlite_file import connected_to

_CUT_NOW = """
    FROM main.loan
    JOIN present.loan p ON p.id = loan.id AND p.patron_id IS NULL AND NOT p.voided
    JOIN main.patron ON patron.id = loan.patron_id
"""
_COUNTS = {
    "loan_count": (
        f"""
        INSERT INTO loan_count (month, class_name, category, letter, loans, renewals)
        SELECT DATE(loan.lent_on, 'start of month'), COALESCE(school_class.name, ''), patron.category,
               UPPER(SUBSTR(title.call_number, 1, 1)), COUNT(*), SUM(loan.renewals)
        {_CUT_NOW}
        LEFT JOIN main.school_class ON school_class.id = patron.school_class_id
        JOIN main.copy ON copy.id = loan.copy_id
        JOIN main.title ON title.id = copy.title_id
        WHERE TRUE GROUP BY 1, 2, 3, 4
        ON CONFLICT DO UPDATE SET loans = loan_count.loans + excluded.loans,
                                  renewals = loan_count.renewals + excluded.renewals
        """,
    ),
    "term_loans": (
        f"""
        INSERT INTO term_loans (patron_id, term_id, loans)
        SELECT loan.patron_id, term.id, COUNT(*)
        {_CUT_NOW}
        JOIN main.term ON loan.lent_on BETWEEN term.starts_on AND term.ends_on
        WHERE patron.{PUPILS} GROUP BY 1, 2
        ON CONFLICT DO UPDATE SET loans = term_loans.loans + excluded.loans
        """,
        """
        DELETE FROM term_loans WHERE NOT EXISTS (
            SELECT 1 FROM present.term_loans p
            WHERE p.patron_id = term_loans.patron_id AND p.term_id = term_loans.term_id
        )
        """,
    ),
    "title_week": (
        f"""
        INSERT INTO title_week (title_id, class_name, week, loans)
        SELECT copy.title_id, COALESCE(school_class.name, ''), DATE(loan.lent_on, 'weekday 0', '-6 days'),
               COUNT(*)
        {_CUT_NOW}
        LEFT JOIN main.school_class ON school_class.id = patron.school_class_id
        JOIN main.copy ON copy.id = loan.copy_id
        WHERE patron.{PUPILS} GROUP BY 1, 2, 3
        ON CONFLICT DO UPDATE SET loans = title_week.loans + excluded.loans
        """,
    ),
    "title_list_reader": (
        MARKS.format(
            "loan.id IN (SELECT p.id FROM present.loan p WHERE p.patron_id IS NULL AND NOT p.voided)"
        ),
        """
        DELETE FROM title_list_reader WHERE NOT EXISTS (
            SELECT 1 FROM present.title_list_reader p
            WHERE p.patron_id = title_list_reader.patron_id
              AND p.title_list_id = title_list_reader.title_list_id
        )
        """,
    ),
    "title_list_class": (
        """
        INSERT INTO title_list_class SELECT * FROM present.title_list_class
        WHERE title_list_id IN (SELECT id FROM main.title_list)
        ON CONFLICT DO NOTHING
        """,
    ),
    "passport": ("DELETE FROM passport WHERE patron_id NOT IN (SELECT patron_id FROM present.passport)",),
    "passport_stamp": (  # with the loan's reader, or with the passport
        "DELETE FROM passport_stamp WHERE loan_id NOT IN (SELECT loan_id FROM present.passport_stamp)",
    ),
    "one_book": ("DELETE FROM one_book WHERE patron_id NOT IN (SELECT patron_id FROM present.one_book)",),
    "star": ("DELETE FROM star WHERE (month, patron_id) NOT IN (SELECT month, patron_id FROM present.star)",),
    "has_borrowed": (
        f"INSERT INTO has_borrowed (patron_id) SELECT DISTINCT loan.patron_id {_CUT_NOW} WHERE TRUE"
        " ON CONFLICT DO NOTHING",
    ),
    "class_term": (
        "INSERT INTO class_term SELECT * FROM present.class_term WHERE TRUE ON CONFLICT DO NOTHING",
    ),
}
"""What is kept in the place of the names that are being cut, as `db.privacy.purging` keeps it; by table."""
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
_FORGOTTEN = "SELECT id FROM present.patron WHERE number = '(' || id || ')' AND name = '' AND status = 'left'"
"""The readers whom the store has forgotten; see `db.privacy.forgetting`."""


class NotEarlier(Exception):
    """A copy that is not of an earlier day of this store."""


def age(copy: Path, store: Path) -> bool:
    """Cut from an unpacked copy the personal data that the store no longer has; whether there was any.

    A copy of another store, or of one that has since been restored to an earlier day, is left alone: its last
    event is not in the store. Raises NotEarlier for it, and sqlite3.Error.
    """
    writable = f"{copy.absolute().as_uri()}?mode=rw"
    with connected_to(writable, uri=True, isolation_level=None) as connection:
        connection.execute("PRAGMA secure_delete = on")
        connection.execute("ATTACH DATABASE ? AS present", (f"{store.absolute().as_uri()}?mode=ro",))
        connection.execute("BEGIN")
        if not _is_earlier_self(connection):
            raise NotEarlier
        counts = [sql for table, keep in _COUNTS.items() if _is_in_both(connection, table) for sql in keep]
        changed = sum(connection.execute(sql).rowcount for sql in (*counts, *_CUTS))
        for table, key in _other_links(connection):
            changed += connection.execute(f"DELETE FROM {table} WHERE {key} IN ({_FORGOTTEN})").rowcount
        changed += _forget(connection)
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


def _is_in_both(connection: sqlite3.Connection, table: str) -> bool:
    """Whether this table is in the copy, which may be of an earlier version, and in the store."""
    found = "SELECT 1 FROM {}.sqlite_master WHERE type = 'table' AND name = ?"
    return all(connection.execute(found.format(one), (table,)).fetchone() for one in ("main", "present"))


def _forget(connection: sqlite3.Connection) -> int:
    """Leave of the forgotten what the store leaves of them; returns of how many there was more."""
    found = connection.execute("SELECT name FROM pragma_table_info('patron', 'main')")
    left = {  # a copy may be of an earlier version, without some of the columns
        name: "NULL" if FORGOTTEN[name] is None else f"REPLACE('{FORGOTTEN[name]}', '{{id}}', id)"
        for (name,) in found
        if name in FORGOTTEN
    }
    return connection.execute(
        f"UPDATE patron SET {', '.join(f'{column} = {value}' for column, value in left.items())}"
        f" WHERE id IN ({_FORGOTTEN})"
        f" AND ({' OR '.join(f'{column} IS NOT {value}' for column, value in left.items())})"
    ).rowcount


def _other_links(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """As `db.privacy.forgetting.other_links`, of the copy, which may be of an earlier version."""
    return connection.execute(
        """
        SELECT m.name, k."from" FROM main.sqlite_master m, pragma_foreign_key_list(m.name) k
        WHERE m.type = 'table' AND k."table" = 'patron' AND m.name NOT IN ('loan', 'event')
        """
    ).fetchall()
