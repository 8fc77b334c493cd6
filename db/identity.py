"""What all kiosks of a library agree on: its name, its number in minted codes, and how it files its books."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import msgspec

from db.callnumber import CLC, DEWEY, LC, Scheme, shelf_key
from db.errors import BadValue
from db.events import Acting, record
from db.kept import keep
from db.marking import N_
from db.models import Title, database
from db.store import rows

SCHEMES = {"clc": CLC, "dewey": DEWEY, "lc": LC}
"""The classifications and how each is filed where nobody says otherwise."""

_FIRST_NUMBER = 1


@dataclass(frozen=True)
class Identity:
    """The library's own facts. `number` has at most four digits; the name is printed on labels."""

    name: str
    number: int
    scheme: Scheme


def identity() -> Identity:
    """The library's facts as the store has them; without a name, number 1, the Chinese scheme at first."""
    kept = dict(rows("SELECT key, value FROM setting WHERE key LIKE ?", "library_%"))
    scheme = kept.get("library_scheme")
    return Identity(
        name=kept.get("library_name", ""),
        number=int(kept.get("library_number", _FIRST_NUMBER)),
        scheme=msgspec.json.decode(scheme, type=Scheme) if scheme else CLC,
    )


def set_name(name: str, acting: Acting) -> None:
    """Name the library. Raises BadValue for a name of more than 60 characters."""
    if len(name) > 60:
        raise BadValue(N_("A name has at most {most} characters."), most=60)
    _keep("library_name", name.strip(), acting)


def set_number(number: int, acting: Acting) -> None:
    """Number the library: codes minted from now on carry it, those on books stay. Raises BadValue."""
    if not 0 <= number <= 9_999:
        raise BadValue(
            N_("{value} is not possible here: choose a number from {least} to {most}."),
            value=number,
            least=0,
            most=9_999,
        )
    _keep("library_number", str(number), acting)


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
        _keep("library_scheme", msgspec.json.encode(scheme).decode(), acting)
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
    """Give a title this call number, and with it its place on the shelf."""
    Title.update(call_number=call_number, shelf_key=filing_key(call_number, scheme)).where(
        Title.id == title_id
    ).execute()


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


def _keep(key: str, value: str, acting: Acting) -> None:
    with database.atomic():
        keep(key, value)
        record(acting, "library", details={key: value})
