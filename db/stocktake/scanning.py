"""Scans of a stocktake: each is added as it comes, from any number of stations and scanners' memories."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from db.answers.shelves.stocktake import Answered, MemoryRead, StocktakeHeard
from db.circulation.found import FoundCopy, FoundPatron, FoundTitle
from db.circulation.lookup import find
from db.errors import BadValue, NotFound
from db.events.record import new_uuid
from db.events.scanner_memory import digests_of
from db.marking import N_
from db.models import database
from db.shelf.faces import Room, face_of_code
from db.stocktake.opening import Found, areas_of, card_of_code, code_of_card, must_be_open
from db.store.batches import batches, select_in
from db.store.sql import insert, joined, rows

LONGEST_PERSON = 64


class Station:
    """One person with one scanner. It keeps where it stands; what it scanned is in the store at once."""

    def __init__(self, stocktake: Found, station: str, person: str = "") -> None:
        """`station` is the machine's or scanner's name. Raises BadValue for a closed stocktake."""
        must_be_open(stocktake)
        self.stocktake = stocktake
        self._station, self._person = station[:64], person.strip()[:LONGEST_PERSON]
        self._area, self._position = "", 0
        self._room = Room()
        self._areas = areas_of(stocktake.stocktake_id)

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands: the area, and how many scans it has taken in there."""
        return self._area, self._position

    @place.setter
    def place(self, place: tuple[str, int]) -> None:
        self._area, self._position = place

    def hear(self, code: str, at: datetime, digest: str = "") -> StocktakeHeard:
        """Take one cleaned code in. `digest` is by what a scan from a memory is known.

        Raises NotFound for the label of a shelf that is gone, BadValue for another stocktake's card.
        """
        with joined():
            digest = digest or new_uuid(at)
            area = self._begun(code)
            if area is not None:
                self._area, self._position = area, 0
                self._keep(digest, at, code, None)
                is_done = self._is_done() if card_of_code(code) else False
                answered = Answered.AREA_DONE if is_done else Answered.AREA
                if is_done:
                    self._area = ""
                return StocktakeHeard(answered, code, area=area)
            found = find(code)
            if isinstance(found, FoundPatron):
                return StocktakeHeard(Answered.CARD, code)
            copy = self._unlabelled(found) if isinstance(found, FoundTitle) else found
            if copy is None:
                self._keep(digest, at, code, None)
                return StocktakeHeard(Answered.UNKNOWN, code)
            answer = self._answer(copy, code)
            self._keep(digest, at, code, copy.copy_id)
            return answer

    def goes_on_at(self, code: str) -> None:
        """A scan that was taken in before: only where it leads to counts for those behind it."""
        area = self._begun(code)
        if area is not None:
            ends = card_of_code(code) is not None and area == self._area
            self._area, self._position = "" if ends else area, 0

    def _begun(self, code: str) -> str | None:
        """The area whose card or label this is."""
        face_id = face_of_code(code)
        if face_id is not None:
            return self._room.face(face_id).bay
        card = card_of_code(code)
        if card is None:
            return None
        if card[0] != self.stocktake.stocktake_id:
            raise BadValue(N_("This work card belongs to another stocktake."))
        if not 1 <= card[1] <= len(self._areas):
            raise NotFound(N_("This work card is not known. Print new ones."))
        return self._areas[card[1] - 1]

    def _is_done(self) -> bool:
        """This card was scanned an even number of times here: at the beginning and at the end."""
        number = self._areas.index(self._area) + 1
        ((times,),) = rows(
            "SELECT COUNT(*) FROM stocktake_scan WHERE stocktake_id = ? AND station = ? AND person = ?"
            " AND code = ?",
            *(self.stocktake.stocktake_id, self._station, self._person),
            code_of_card(self.stocktake.stocktake_id, number),
        )
        return bool(times % 2 == 0)

    def _unlabelled(self, title: FoundTitle) -> FoundCopy | None:
        """The next copy without a label that this stocktake has not seen, those on the shelf first."""
        copies = sorted(title.unlabelled, key=lambda copy: copy.loan is not None)
        ids = [copy.copy_id for copy in copies]
        seen = {
            copy_id
            for (copy_id,) in select_in(
                f"SELECT copy_id FROM stocktake_scan WHERE stocktake_id = {self.stocktake.stocktake_id}"
                " AND copy_id IN",
                ids,
            )
        }
        fresh = [copy for copy in copies if copy.copy_id not in seen]
        return next(iter(fresh or copies), None)

    def _answer(self, copy: FoundCopy, code: str) -> StocktakeHeard:
        mine = rows(
            "SELECT area FROM stocktake_copy WHERE stocktake_id = ? AND copy_id = ?",
            *(self.stocktake.stocktake_id, copy.copy_id),
        )
        area = mine[0][0] if mine else copy.corner or copy.book.shelf
        if copy.loan is not None:
            answered = Answered.WAS_ON_LOAN
        elif copy.status in ("lost", "withdrawn"):
            answered = Answered.FOUND
        elif not mine or (self._area and area and area != self._area):
            answered = Answered.ELSEWHERE
        else:
            before = rows(
                "SELECT 1 FROM stocktake_scan WHERE stocktake_id = ? AND copy_id = ? LIMIT 1",
                *(self.stocktake.stocktake_id, copy.copy_id),
            )
            answered = Answered.AGAIN if before else Answered.COUNTED
        return StocktakeHeard(answered, code, copy.book.title, copy.book.call_number, area)

    def _keep(self, digest: str, at: datetime, code: str, copy_id: int | None) -> None:
        insert(
            "stocktake_scan",
            "digest, stocktake_id, at, station, person, code, copy_id, area, position",
            *(digest, self.stocktake.stocktake_id, at, self._station, self._person, code[:64], copy_id),
            *(self._area, self._position),
        )
        self._position += 1


def digests_in(stocktake: Found, scans: Sequence[tuple[datetime, str]]) -> list[str]:
    """By what each of these scans of one stocktake is known, wherever it comes from."""
    return [
        hashlib.sha256(f"{stocktake.stocktake_id} {digest}".encode()).hexdigest()[:32]
        for digest in digests_of(scans)
    ]


def read_memory(
    stocktake: Found, scans: Sequence[tuple[datetime, str]], station: str, person: str = "", *, at: str = ""
) -> MemoryRead:
    """Take in what a scanner with a memory has scanned: (naive UTC, cleaned code), in the order of time.

    `at`: the card or label of the shelf at which its person stood before the first of them.
    A scan that was read in before changes nothing, nor does one from before the stocktake. Raises as
    `Station.hear`; what was read in until then stays.
    """
    here = Station(stocktake, station, person)
    if at:
        here.goes_on_at(at)
    in_order = sorted(scans, key=lambda scan: scan[0])
    digests = digests_in(stocktake, in_order)
    known = {digest for (digest,) in select_in("SELECT digest FROM stocktake_scan WHERE digest IN", digests)}
    new = too_old = 0
    for some in batches(zip(in_order, digests, strict=True)):
        with database.atomic():
            for (scanned_at, code), digest in some:
                if scanned_at < stocktake.opened_at:
                    too_old += 1
                elif digest in known:
                    here.goes_on_at(code)
                else:
                    new += here.hear(code, scanned_at, digest).answered is not Answered.CARD
    return MemoryRead(new, len(known), too_old)
