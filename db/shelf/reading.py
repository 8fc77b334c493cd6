"""Reading shelves: books as they stand, scan by scan, and what is to be put right.

read_shelves(codes, now)            a whole list of scans
reading.hear(code)                  one scan at a time, each answered at once
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db.answers.shelves.shelf import Face, HeardAtShelf, ShelfRead, Spine, Verdict
from db.shelf.faces import Room, face_of_code
from db.shelf.order import Run
from db.shelf.spines import Spines, expected
from db.stock.shelves import no_such_shelf, shelf_names


@dataclass
class _Section:
    """What was scanned behind one shelf label, or behind none."""

    face: Face | None
    spines: list[Spine] = field(default_factory=list)
    run: Run = field(default_factory=Run)


class ReadingShelves:
    """A session of reading, of any length: a scan costs the same at its end as at its beginning."""

    def __init__(self, now: datetime, *, shelf: str = "", codes: Sequence[str] = ()) -> None:
        """`shelf`: the lists' shelf by which all is judged before a label is scanned. Raises NotFound.

        `codes`: what is known to come, looked up together.
        """
        if shelf and shelf not in shelf_names():
            raise no_such_shelf(shelf)
        self._now, self._shelf = now, shelf
        self._room = Room()
        self._spines = Spines(codes)
        self._sections = [_Section(None)]
        self._read: set[str] = set()
        self._last = ""
        self._scanned = 0
        self._found: dict[Verdict, list[Spine]] = {verdict: [] for verdict in _LISTED}

    def hear(self, code: str) -> HeardAtShelf | None:
        """Answer one scan of a cleaned code; None for the scanner's repeat of a label.

        Raises NotFound for the label of a shelf that is gone.
        """
        face_id = face_of_code(code)
        if face_id is not None:
            self._sections.append(_Section(self._room.face(face_id)))
            self._last = ""
            return HeardAtShelf(None, code, face=self._sections[-1].face)
        try:
            spine = self._spines.of(code)
        except KeyError:
            spine = Spine(code, None, "", "", b"")
            return self._note(Verdict.UNKNOWN, spine, HeardAtShelf(Verdict.UNKNOWN, code))
        if spine is None:
            return self._note(Verdict.CARD, Spine(code, None, "", "", b""), HeardAtShelf(Verdict.CARD, code))
        if spine.by_label and code == self._last:
            return None
        self._last = code
        if spine.by_label and code in self._read:
            return self._note(Verdict.TWICE, spine, HeardAtShelf(Verdict.TWICE, code, spine))
        self._read.add(code)
        self._scanned += 1
        return HeardAtShelf(self._judge(spine), code, spine, self._sections[-1].face)

    def result(self) -> ShelfRead:
        """All that was read so far."""
        moves, handfuls, missing = [], [], list[Spine]()
        strangers, shelves = list[Spine](), list[Face | str]()
        right = 0
        seen = {spine.copy_id for section in self._sections for spine in section.spines}
        for section in self._sections:
            place = self._place_of(section)
            run = Run()
            for spine in section.spines:
                if _is_stranger(spine, section.face, place):
                    strangers.append(spine)
                elif spine.status != "withdrawn":
                    run.add(spine.code, spine.key)
            moves += run.moves()
            handfuls += run.handfuls()
            right += len(run) - run.displaced
            span = run.span()
            if section.face or place:
                shelves.append(section.face or place)
                if section.face or span:
                    there = expected(
                        self._now, face=section.face, place=place, span=None if section.face else span
                    )
                    missing += [spine for spine in there if spine.copy_id not in seen]
        found = {verdict: tuple(spines) for verdict, spines in self._found.items()}
        found[Verdict.STRANGER] = tuple(strangers)
        moving = {move.code for move in moves}
        named = moving | {move.after for move in moves} | {move.before for move in moves}
        return ShelfRead(
            scanned=self._scanned,
            shelves=tuple(shelves),
            moves=tuple(moves),
            handfuls=tuple(handfuls),
            found=found,
            missing=tuple(dict.fromkeys(missing)),
            right=right,
            books={
                one.code: one for section in self._sections for one in section.spines if one.code in named
            },
            homes={one.code: self._home_of(one) for one in strangers},
        )

    def _judge(self, spine: Spine) -> Verdict:
        """What to say of a book at once; it is kept for the result."""
        section = self._sections[-1]
        section.spines.append(spine)
        verdicts = [verdict for verdict in _BY_RECORD if _BY_RECORD[verdict](spine)]
        for verdict in verdicts:
            self._found[verdict].append(spine)
        is_stranger = _is_stranger(
            spine, section.face, section.face.location if section.face else self._shelf
        )
        if not is_stranger and spine.status != "withdrawn" and not section.run.add(spine.code, spine.key):
            verdicts.insert(0, Verdict.MOVE)
        if is_stranger:
            verdicts.insert(0, Verdict.STRANGER)
        return verdicts[0] if verdicts else Verdict.RIGHT

    def _note(self, verdict: Verdict, spine: Spine, answer: HeardAtShelf) -> HeardAtShelf:
        self._last = spine.code
        self._scanned += 1
        self._found[verdict].append(spine)
        return answer

    def _place_of(self, section: _Section) -> str:
        """The lists' shelf by which a section is judged: its face's, the named one, or that of most books."""
        if section.face:
            return section.face.location
        if self._shelf:
            return self._shelf
        counted = Counter(spine.place for spine in section.spines if spine.place and not spine.in_corner)
        place, count = counted.most_common(1)[0] if counted else ("", 0)
        return place if 2 * count > len(section.spines) else ""

    def _home_of(self, spine: Spine) -> Face | str:
        if spine.in_corner:
            return spine.place
        return self._room.face_for(spine.key, spine.place) or spine.place


def read_shelves(codes: Sequence[str], now: datetime, *, shelf: str = "") -> ShelfRead:
    """What a list of scans, cleaned and in their order, says of the shelves. Raises NotFound."""
    reading = ReadingShelves(now, shelf=shelf, codes=codes)
    for code in codes:
        reading.hear(code)
    return reading.result()


_LISTED = tuple(verdict for verdict in Verdict if verdict not in (Verdict.RIGHT, Verdict.MOVE))
_BY_RECORD: dict[Verdict, Callable[[Spine], bool]] = {
    Verdict.ON_LOAN: lambda spine: spine.out,
    Verdict.LOST: lambda spine: spine.status == "lost",
    Verdict.WITHDRAWN: lambda spine: spine.status == "withdrawn",
    Verdict.IN_REPAIR: lambda spine: spine.status == "repair",
    Verdict.NO_LABEL: lambda spine: spine.copy_id is None,
    Verdict.OLD_LABEL: lambda spine: bool(spine.label),
}


def _is_stranger(spine: Spine, face: Face | None, place: str) -> bool:
    if spine.in_corner or (place and spine.place not in ("", place)):
        return True
    return face is not None and not face.holds(spine.key)
