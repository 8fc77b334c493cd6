"""Other numbers for readers, in one step: a school's numbers may tell grade, class and seat.

The person keeps loans, waits and history; only the number changes, and with it the card that bears the
number. Who has left gives a number up that somebody else is to have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.codes import clean
from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_
from db.models import Barcode, database
from db.searching.names import keep_readers
from db.store.batches import select_in
from db.store.sql import moment, rows

_LONGEST = 64

Number = tuple[int, str, str]
"""A reader's id, the old number and the new one."""
Card = tuple[str, int | None, str | None, str | None]
"""A code, whose it was before, when it was issued and when retired; None for one that was not there."""


@dataclass(frozen=True)
class Renumbered:
    """What was changed, with all that undoing it needs.

    Attributes:
        numbers: of each reader the old and the new number, leavers who gave theirs up among them.
        cards: what became of the codes that are numbers.
    """

    numbers: tuple[Number, ...]
    cards: tuple[Card, ...]


def renumber(new_of: Mapping[str, str], acting: Acting) -> Renumbered:
    """Give these readers (old number: new number) their new numbers, all of them or nobody.

    Raises BadValue, with nothing changed, for a number that nobody has, that is not free, or comes twice.
    """
    with database.atomic():
        pairs = {clean(old): clean(new) for old, new in new_of.items()}
        readers = _readers(list(pairs))
        unknown = [old for old in pairs if old not in readers]
        if unknown:
            raise BadValue(N_("There is no reader {number}."), number=", ".join(unknown[:10]))
        wrong = [new for new in pairs.values() if not new or len(new) > _LONGEST or new.startswith("(")]
        if wrong:
            raise BadValue(N_("{value} cannot be a reader's number."), value=wrong[0] or '""')
        targets = list(pairs.values())
        twice = (
            sorted({new for new in targets if targets.count(new) > 1})
            if len(set(targets)) < len(targets)
            else []
        )
        if twice:
            raise BadValue(N_("Two readers would have the number {number}."), number=", ".join(twice[:10]))
        numbers = [(readers[old][0], old, new) for old, new in pairs.items() if old != new]
        numbers += _given_up(pairs, targets, acting.now)
        _set_numbers({id_: new for id_, _, new in numbers})
        done = Renumbered(tuple(numbers), tuple(_move_cards(numbers, acting.now)))
        keep_readers(id_ for id_, _, _ in numbers)
        if numbers:
            record(acting, "readers_renumbered", details={"readers": [id_ for id_, _, _ in numbers]})
        return done


def take_back(done: Renumbered) -> None:
    """Let numbers and cards be as they were. Raises BadValue when a number was changed since, or is taken."""
    with database.atomic():
        present = dict(
            select_in("SELECT id, number FROM patron WHERE id IN", [id_ for id_, _, _ in done.numbers])
        )
        for id_, _, new in done.numbers:
            if present.get(id_) != new:
                raise BadValue(
                    N_("The number {number} has been changed again since, so the change cannot be undone."),
                    number=new,
                )
        has_now = select_in(
            "SELECT number, id FROM patron WHERE number IN", [old for _, old, _ in done.numbers]
        )
        for number, id_ in has_now:
            if id_ not in present:
                raise BadValue(N_("Two readers would have the number {number}."), number=number)
        _set_numbers({id_: old for id_, old, _ in done.numbers})
        for code, patron_id, issued_at, retired_at in done.cards:
            if patron_id is None or issued_at is None:
                Barcode.delete().where(Barcode.code == code).execute()
                continue
            was = {
                "patron": patron_id,
                "issued_at": moment(issued_at),
                "retired_at": moment(retired_at) if retired_at else None,
            }
            if not Barcode.update(was).where(Barcode.code == code).execute():
                Barcode.create(code=code, **was)  # a new reader had it, who is gone again
        keep_readers(id_ for id_, _, _ in done.numbers)


def _readers(numbers: Sequence[str]) -> dict[str, tuple[int, str]]:
    found = select_in("SELECT number, id, status FROM patron WHERE name <> '' AND number IN", numbers)
    return {number: (id_, status) for number, id_, status in found}


def _given_up(pairs: Mapping[str, str], targets: Sequence[str], now: datetime) -> list[Number]:
    """The leavers whose numbers are wanted, with others instead. Raises BadValue where one is in use."""
    given_up = []
    for number, (id_, status) in sorted(_readers(targets).items()):
        if number in pairs:
            continue
        if status != "left":
            raise BadValue(
                N_("Reader {number} has this number and is to keep it: give that reader another one, too."),
                number=number,
            )
        free = f"{number[: _LONGEST - 8]}-{now.year}"
        again = 2
        while rows("SELECT 1 FROM patron WHERE number = ?", free) or free in targets:
            free = f"{number[: _LONGEST - 8]}-{now.year}-{again}"
            again += 1
        given_up.append((id_, number, free))
    return given_up


def _set_numbers(number_of: Mapping[int, str]) -> None:
    """By way of numbers that nobody has: 5101 becomes 6101 while there still is a 6101."""
    update = f"UPDATE patron SET number = {database.param} WHERE id = {database.param}"
    cursor = database.cursor()
    if number_of:
        cursor.executemany(update, [(f"\x01{id_}", id_) for id_ in number_of])
        cursor.executemany(update, [(number, id_) for id_, number in number_of.items()])


def _move_cards(numbers: Sequence[Number], now: datetime) -> list[Card]:
    """Let the cards that bear a number go with it; what they were before."""
    codes = sorted({code for _, old, new in numbers for code in (old, new)})
    sql = "SELECT code, patron_id, copy_id, issued_at, retired_at FROM barcode WHERE code IN"
    before = {
        code: (patron_id, copy_id, issued, retired)
        for code, patron_id, copy_id, issued, retired in select_in(sql, codes)
    }
    ids = {id_ for id_, _, _ in numbers}
    wanted = {new: id_ for id_, old, new in numbers if old in before and before[old][0] == id_}
    for code in wanted:
        patron_id, copy_id, *_ = before.get(code, (None, None, None, None))
        if copy_id is not None or (patron_id is not None and patron_id not in ids):
            raise BadValue(N_("The code {code} is on a book or on another reader's card."), code=code)
    changed: list[Card] = []
    for code in codes:
        patron_id, copy_id, issued, retired = before.get(code, (None, None, None, None))
        if code in wanted and patron_id is None:
            Barcode.create(code=code, patron=wanted[code], issued_at=now)
        elif code in wanted:
            Barcode.update(patron=wanted[code], issued_at=now, retired_at=None).where(
                Barcode.code == code
            ).execute()
        elif copy_id is None and patron_id in ids and retired is None:
            Barcode.update(retired_at=now).where(Barcode.code == code).execute()
        else:
            continue
        changed.append((code, patron_id, _text(issued), _text(retired)))
    return changed


def _text(at: object) -> str | None:
    return None if at is None else str(at)
