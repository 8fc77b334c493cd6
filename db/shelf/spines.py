"""What codes read at a shelf stand for: many at once, by few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from db.answers.shelves.shelf import Face, Spine
from db.circulation.found import FoundCopy, FoundPatron
from db.circulation.lookup import find_barcode
from db.codes import codabar_spellings, title_number
from db.models import CODE_OF_COPY, NOT_GONE
from db.store.batches import select_in
from db.store.sql import day, rows

JUST_BACK = timedelta(hours=24)
"""So long after its return a book may be on the way to its shelf."""

_SPINE = f"""
    copy.id, title.title, title.call_number, title.shelf_key, COALESCE(location.name, ''),
    COALESCE(location.kind = 'corner', FALSE), copy.status, loan.due_on,
    COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, '')
"""
_BESIDE = """
    JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN loan ON loan.copy_id = copy.id AND loan.returned_at IS NULL
"""
_BY_LABEL = f"""
    SELECT barcode.code, barcode.patron_id, {_SPINE} FROM barcode
    LEFT JOIN copy ON copy.id = barcode.copy_id
    LEFT {_BESIDE.strip()}
    WHERE barcode.code IN
"""
_UNLABELLED = """
    NOT EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id AND NOT barcode.unseen)
"""


class Spines:
    """The books that codes stand for. An ISBN stands for one copy without a label after another."""

    def __init__(self, codes: Sequence[str]) -> None:
        """Look these cleaned codes up; others are looked up as they are asked for."""
        self._by_label: dict[str, Spine | None] = {}
        self._numbers: dict[str, list[Spine]] = defaultdict(list)
        self._known_numbers: set[str] = set()
        self._look_up(list(dict.fromkeys(codes)))

    def of(self, code: str) -> Spine | None:
        """The book of this code; None of a reader's card. Raises KeyError for an unknown code."""
        if code in self._by_label:
            return self._by_label[code]
        number = title_number(code)
        if number not in self._known_numbers:
            self._look_up([code])
            if code in self._by_label:
                return self._by_label[code]
        waiting = self._numbers[number]
        if not waiting:
            raise KeyError(code)
        return replace(waiting.pop(0) if len(waiting) > 1 else waiting[0], code=code, by_label=False)

    def _look_up(self, codes: Sequence[str]) -> None:
        for code, patron_id, *row in select_in(_BY_LABEL, codes):
            self._by_label[code] = None if patron_id is not None else _spine(code, row)
        others = [code for code in codes if code not in self._by_label]
        self._look_up_numbers({title_number(code) for code in others})
        for code in others:
            if not self._numbers[title_number(code)] and codabar_spellings(code):
                found = find_barcode(code)
                if isinstance(found, FoundPatron):
                    self._by_label[code] = None
                elif isinstance(found, FoundCopy):
                    self._by_label[code] = replace(_of_copies([found.copy_id])[0], code=code)

    def _look_up_numbers(self, numbers: Iterable[str]) -> None:
        wanted = [number for number in numbers if number not in self._known_numbers]
        self._known_numbers.update(wanted)
        for column in ("isbn", "identifier"):
            titles = (
                f"SELECT title.{column}, title.title, title.call_number, title.shelf_key"
                f" FROM title WHERE title.{column} IN"
            )
            copies = (
                f"SELECT title.{column}, {_SPINE} FROM copy {_BESIDE}"
                f" WHERE {_UNLABELLED} AND title.{column} IN"
            )
            by_number: dict[str, list[Spine]] = defaultdict(list)
            for number, *row in select_in(copies, wanted):
                by_number[number].append(_spine(number, row))
            for number, title, call_number, key in select_in(titles, wanted):
                # Those that stand on the shelf by the record first; behind them the book of which nobody
                # knows which copy it is.
                here = sorted(by_number.pop(number, []), key=lambda one: (one.out, one.status != "available"))
                here.append(Spine(number, None, title, call_number, bytes(key)))
                self._numbers[number] += here


def expected(
    now: datetime, *, face: Face | None = None, place: str = "", span: tuple[bytes, bytes] | None = None
) -> list[Spine]:
    """The copies that the record has standing on a shelf, in shelf order.

    `face` or `place` says which; with a `span` only from its first to its last key. Neither what is on loan
    nor what came back within a day is expected to stand there.
    """
    conditions, values = [NOT_GONE, "copy.status <> 'repair'", "loan.id IS NULL"], list[object]()
    conditions.append("(location.kind IS NULL OR location.kind <> 'corner')")
    place = face.location if face else place
    if place:
        conditions.append("location.name = ?")
        values.append(place)
    if face:
        conditions.append("title.shelf_key >= ?")
        values.append(face.low)
        if face.high is not None:
            conditions.append("title.shelf_key < ?")
            values.append(face.high)
    if span:
        conditions.append("title.shelf_key >= ? AND title.shelf_key <= ?")
        values += span
    conditions.append(
        "NOT EXISTS (SELECT 1 FROM loan AS back WHERE back.copy_id = copy.id AND back.returned_at >= ?)"
    )
    values.append(now - JUST_BACK)
    found = rows(
        f"SELECT {_SPINE} FROM copy {_BESIDE} WHERE {' AND '.join(conditions)}"
        " ORDER BY title.shelf_key, title.id, copy.number",
        *values,
    )
    return [_spine("", row) for row in found]


def _of_copies(ids: Sequence[int]) -> list[Spine]:
    return [
        _spine("", row) for row in select_in(f"SELECT {_SPINE} FROM copy {_BESIDE} WHERE copy.id IN", ids)
    ]


def spines_of(ids: Sequence[int]) -> list[Spine]:
    """These copies in shelf order."""
    return sorted(_of_copies(ids), key=lambda one: (one.key, one.title, one.copy_id or 0))


def _spine(code: str, row: Sequence[Any]) -> Spine:
    copy_id, title, call_number, key, place, in_corner, status, due_on, label = row
    return Spine(
        code=code or label,
        copy_id=copy_id,
        title=title,
        call_number=call_number,
        key=bytes(key),
        place=place,
        in_corner=bool(in_corner),
        status=status,
        due_on=None if due_on is None else day(due_on),
        label=label if code and label != code else "",
    )
