"""Stamps of reading passports go with the link from a loan to its reader."""

from db.store.sql import rows


def drop_stamps(condition: str, value: object) -> None:
    """In the running transaction: no loan for which the condition holds is stamped any more."""
    rows(f"DELETE FROM passport_stamp WHERE loan_id IN (SELECT loan.id FROM loan WHERE {condition})", value)
