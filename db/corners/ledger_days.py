"""The days of a corner's paper ledger, as their codes say them."""

from datetime import date


def code_of_day(day: date) -> str:
    """The code of a column of the paper ledger."""
    return f"%DAY-{day:%Y%m%d}"
