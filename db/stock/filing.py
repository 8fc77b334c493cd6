"""Filing: the shelf key that a call number gives a title, kept with it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import msgspec

from db.callnumber.keys import shelf_key, shelf_range
from db.callnumber.scheme import Scheme
from db.errors import BadValue
from db.events.record import Acting
from db.library.identity import SCHEMES, identity, keep_setting
from db.marking import N_
from db.models import Title, database
from db.searching.titles import keep_titles
from db.store.sql import rows

NOT_UNDERSTOOD = b"11"
"""Shelf keys from this one on are of call numbers that do not follow the scheme, or of none."""


def set_scheme(kind: Literal["clc", "dewey", "lc"] | None, runs: Sequence[str] | None, acting: Acting) -> int:
    """File by another classification or other runs, and give every title its new place on the shelf.

    `runs` are the shelf runs of their own in their order, spellings of one run joined by `=` (`F=FIC`); a
    dash says where call numbers without a prefix stand. Left out, the classification's usual ones are taken.
    Returns how many titles have changed their key. Raises BadValue for two runs with one spelling.
    """
    with database.atomic():
        scheme = SCHEMES[kind] if kind else identity().scheme
        if runs is not None:
            scheme = replace(scheme, runs=_runs(runs))
        keep_setting("library_scheme", msgspec.json.encode(scheme).decode(), acting)
        changed = []
        for id_, call_number, kept in rows("SELECT id, call_number, shelf_key FROM title"):
            key = filing_key(call_number, scheme)
            if kept != key:
                changed.append((key, id_))
        if changed:
            database.cursor().executemany(
                f"UPDATE title SET shelf_key = {database.param} WHERE id = {database.param}", changed
            )
    return len(changed)


@lru_cache(maxsize=8192)  # a list names the same class again and again
def filing_key(call_number: str, scheme: Scheme) -> bytes:
    """What `Title.shelf_key` is for this call number. Whoever writes a call number writes this with it."""
    return shelf_key(call_number, scheme).encode()


def set_call_number(title_id: int, call_number: str, scheme: Scheme) -> None:
    """In the running transaction: give a title this call number, and with it its place on the shelf."""
    Title.update(call_number=call_number, shelf_key=filing_key(call_number, scheme)).where(
        Title.id == title_id
    ).execute()
    keep_titles([title_id])


def _runs(written: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    runs = tuple(
        tuple("" if spelling.strip() == "-" else spelling.strip().upper() for spelling in run.split("="))
        for run in written
    )
    spellings = [spelling for run in runs for spelling in run]
    for spelling in spellings:
        if spellings.count(spelling) > 1:
            raise BadValue(N_("{value} is named twice."), value=spelling or "-")
    return runs


def class_keys(classes: str) -> tuple[bytes, bytes]:
    """Shelf keys `low <= key < high` of a range of classes. Raises BadValue."""
    first, _, last = classes.partition("..")
    scheme = identity().scheme
    try:
        low, high = shelf_range(first, last or first, scheme)
    except ValueError as error:
        raise BadValue(
            N_("{classes} is not a class number or a range of them. Write it like I287 or I287..I287.9."),
            classes=classes,
        ) from error
    if low >= high:
        raise BadValue(N_("{last} comes before {first} on the shelf."), first=first, last=last)
    return low.encode(), high.encode()
