"""Numbers that a school's own register (财产登记号) has given already, brought in in place of ours.

A number is never given twice: what was given goes on after the highest that there ever was, whatever gaps the
school's own register has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_
from db.models import database
from db.store.batches import batches
from db.store.kept import keep, kept
from db.store.sql import rows

HIGHEST = "accession_brought"
"""The setting with the highest number there was when numbers were brought in: below it gaps are right."""
LARGEST = 999_999_999
"""A longer number is a code in the wrong column."""


class Why(Enum):
    """Why a copy does not get the number that a list has for it."""

    ANOTHERS = "anothers"
    STRUCK = "struck"
    TWICE = "twice"
    NO_ENTRY = "no_entry"


SENTENCES = {
    Why.ANOTHERS: N_("this accession number is another copy's: put that one into the list too"),
    Why.STRUCK: N_("this accession number belonged to a copy that is struck out, and is not given again"),
    Why.TWICE: N_("an earlier line has this accession number"),
    Why.NO_ENTRY: N_("this copy is in no register"),
}


@dataclass(frozen=True)
class Given:
    """What became of the numbers: how many copies have another one now, and had it before.

    Attributes:
        refused: copies that keep theirs, by their ids, and why.
        moved: copies that gave way, as their numbers were as new as the list; they go on after the highest.
    """

    given: int
    same: int
    refused: dict[int, Why]
    moved: int = 0


def last_number() -> int:
    """The highest number of the register that there ever was, 0 for none."""
    ((last,),) = rows("SELECT COALESCE(MAX(number), 0) FROM accession")
    return max(int(last), int(kept(HIGHEST) or 0))


def give_numbers(wanted: Mapping[int, int], acting: Acting, *, new_above: int | None = None) -> Given:
    """Give these copies (by id) these numbers, all at once, so that two may change places.

    A number that another copy has stays with it, unless that one is among `wanted`, or its own is higher than
    `new_above`: then it was given so lately that nobody knows it, and it gives way.
    """
    with database.atomic():
        before: dict[int, int] = dict(rows("SELECT copy_id, number FROM accession WHERE copy_id IS NOT NULL"))
        struck = {number for (number,) in rows("SELECT number FROM accession WHERE copy_id IS NULL")}
        chosen, refused = _possible(wanted, before, struck, new_above)
        taken = set(chosen.values())
        yielding = [
            copy_id for copy_id, number in before.items() if copy_id not in chosen and number in taken
        ]
        old = [number for number in before.values() if new_above is None or number <= new_above]
        highest = max([*old, *taken, *struck, int(kept(HIGHEST) or 0)], default=0)
        changes = {copy_id: number for copy_id, number in chosen.items() if before[copy_id] != number}
        if changes:
            if new_above is not None:  # what this list has entered and numbers nowhere comes after it
                yielding = [
                    copy_id
                    for copy_id, number in before.items()
                    if copy_id not in chosen and number > new_above
                ]
            changes |= {copy_id: highest + n for n, copy_id in enumerate(sorted(yielding), 1)}
            _write(changes)
            keep(HIGHEST, str(max(highest, *changes.values())))
            for some in batches(sorted(changes.items())):
                told = {str(copy_id): [before[copy_id], number] for copy_id, number in some}
                record(acting, "numbers_given", details={"numbers": told})
    given = sum(before[copy_id] != number for copy_id, number in chosen.items())
    return Given(given, len(chosen) - given, refused, len(yielding) if changes else 0)


def _possible(
    wanted: Mapping[int, int], before: Mapping[int, int], struck: set[int], new_above: int | None
) -> tuple[dict[int, int], dict[int, Why]]:
    """What of it can be: whoever is refused keeps the old number, which nobody else can have then."""
    chosen: dict[int, int] = {}
    refused: dict[int, Why] = {}
    taken: set[int] = set()
    for copy_id, number in wanted.items():
        if copy_id not in before:
            refused[copy_id] = Why.NO_ENTRY
        elif number in taken:
            refused[copy_id] = Why.TWICE
        elif number in struck:
            refused[copy_id] = Why.STRUCK
        else:
            chosen[copy_id] = number
            taken.add(number)
    owner = {number: copy_id for copy_id, number in before.items()}
    waiting = list(chosen)
    while waiting:
        copy_id = waiting.pop()
        if copy_id not in chosen:
            continue
        holder = owner.get(chosen[copy_id])
        stays = holder is not None and holder not in chosen
        if holder is None or not stays or (new_above is not None and chosen[copy_id] > new_above):
            continue
        del chosen[copy_id]
        refused[copy_id] = Why.ANOTHERS
        waiting += [other for other, number in chosen.items() if number == before[copy_id]]
    return chosen, refused


def _write(changes: Mapping[int, int]) -> None:
    """By way of numbers that nobody has: one copy may get what another still holds."""
    ((free,),) = rows("SELECT COALESCE(MAX(number), 0) FROM accession")
    free = max(free, *changes.values()) + 1
    sql = f"UPDATE accession SET number = {database.param} WHERE copy_id = {database.param}"
    ordered = sorted(changes)
    cursor = database.cursor()
    cursor.executemany(sql, [(free + n, copy_id) for n, copy_id in enumerate(ordered)])
    cursor.executemany(sql, [(changes[copy_id], copy_id) for copy_id in ordered])


def number_of(text: str) -> int:
    """A number of the register as it is written in a list. Raises BadValue."""
    cleaned = text.strip().removesuffix(".0")
    digits = cleaned.lstrip("0")
    if not (cleaned.isascii() and cleaned.isdecimal() and 1 <= len(digits) <= len(str(LARGEST))):
        raise BadValue(N_("not an accession number: a whole number is needed"))
    return int(digits)
