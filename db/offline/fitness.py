"""Whether a server that can be reached can also be worked with: looked at before a kiosk goes back to it."""

import peewee

from db.errors import StoreLacks, StoreReadOnly
from db.marking import N_
from db.store.server.postgresql import PostgresqlStore
from db.transfer.portable import ORDER, columns_of, name_of

_READABLE = " UNION ALL ".join(
    f"SELECT 1 FROM (SELECT {columns_of(table)} FROM {name_of(table)} LIMIT 0) AS one" for table in ORDER
)
_MAY_WRITE = " AND ".join(
    f"has_table_privilege('{name_of(table)}', '{right}')"
    for table in ORDER
    for right in ("INSERT", "UPDATE", "DELETE")
)


def refuse_unfit(opened: peewee.Database, store: PostgresqlStore) -> None:
    """Raises StoreLacks where a right is lost, StoreReadOnly where nothing can be written.

    Raises what the server raises where a table or a column is lost: it says which.
    """
    opened.execute_sql(_READABLE)  # type: ignore[no-untyped-call]
    sql = f"SELECT current_setting('transaction_read_only') = 'on', {_MAY_WRITE}"
    ((is_read_only, may_write),) = opened.execute_sql(sql).fetchall()  # type: ignore[no-untyped-call]
    if is_read_only:
        raise StoreReadOnly(N_("The server of {path} is read-only at the moment."), path=store)
    if not may_write:
        raise StoreLacks(
            N_(
                "The kiosk may not write to every table of {path}. Give its user back the rights that it had."
            ),
            path=store,
        )
