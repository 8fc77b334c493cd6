"""How far a kiosk's clock is ahead of its server's: what it did alone is given the server's time."""

from datetime import datetime, timedelta

import peewee

ALIKE = timedelta(seconds=30)
"""Clocks that differ by less are right enough: nobody carries a book to another kiosk so fast."""


def clock_ahead(server: peewee.Database, now: datetime) -> timedelta:
    """How far `now` (naive UTC, this machine's) is ahead of the server's clock; behind it, where negative.

    Raises what the server raises.
    """
    asked = server.execute_sql("SELECT clock_timestamp() AT TIME ZONE 'UTC'")  # type: ignore[no-untyped-call]
    ((there,),) = asked.fetchall()
    ahead: timedelta = now - there
    return ahead if abs(ahead) > ALIKE else timedelta()
