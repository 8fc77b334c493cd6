"""A stocktake whose server is cut off in the middle: what was scanned is kept, merged, and counts once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from cable import Cable, at
from school import Library

from db.answers.shelves.stocktake import Answered, Counted
from db.clock import utc_now
from db.events.record import Acting
from db.models import StocktakeScan
from db.shelf.faces import set_face
from db.stock.choosing import Wanted
from db.stocktake.board import board
from db.stocktake.opening import Found, code_of_card, find_stocktake, open_stocktake
from db.store.opening import connected, open_store
from kiosk.connection import stocktake_notes
from kiosk.connection.stocktake_notes import NotedStation

ISBN = "9780141439587"


class Counting:
    """Two people count at one machine; its clock goes on by itself."""

    def __init__(self, url: str, cable: Cable) -> None:
        self.store, self.cable = open_store(url), cable
        self.now = utc_now() + timedelta(seconds=1)
        self.stocktake: Found = find_stocktake()
        self.stations = {name: self._station(name) for name in ("Li", "Wang")}

    def _station(self, person: str) -> NotedStation:
        return NotedStation(self.store, self.stocktake, f"hall {person}", person)

    def scan(self, person: str, *codes: str) -> list[Answered | None]:
        heard = []
        for code in codes:
            self.now += timedelta(seconds=1)
            answer = self.stations[person].hear(code, self.now)
            heard.append(answer.answered if answer else None)
        return heard

    def begin_again(self, person: str, direct: str) -> None:
        """The machine loses its power, and the program is started once more when the server is back."""
        with at(direct):
            self.stations[person] = self._station(person)


@pytest.fixture
def counting(direct: str, cable: Cable, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    monkeypatch.setattr(stocktake_notes, "ANSWER", 0.5)
    with at(direct):
        library = Library(direct)
        title = library.title("Emma", isbn=ISBN)
        for _ in range(3):
            library.copy(title=title)
        set_face("1", "A", 1, "A", Acting("office", utc_now(), "command"))
        open_stocktake("2026", Wanted(), Acting("office", utc_now(), "command"))
    open_store(url := cable.url(direct))
    with connected():
        made = Counting(url, cable)
        yield made


def scanned() -> dict[str, int]:
    """How often each code is among the scans."""
    found: dict[str, int] = {}
    for scan in StocktakeScan.select():
        found[scan.code] = found.get(scan.code, 0) + 1
    return found


def test_scans_go_on_without_the_server_and_each_counts_once(counting: Counting, direct: str) -> None:
    card = code_of_card(counting.stocktake.stocktake_id, 1)
    assert counting.scan("Li", card, "B0") == [Answered.AREA, Answered.COUNTED]
    counting.cable.cut()
    assert counting.scan("Li", "B1", "B2") == [None, None]
    assert counting.scan("Wang", "%SHELF-1", "B2", "B3", "NOBODY") == [None] * 4
    counting.cable.mend()
    counting.begin_again("Li", direct)
    counting.now += timedelta(seconds=6)
    assert counting.scan("Li", "B4") == [Answered.COUNTED]
    assert counting.scan("Wang", "B5") == [Answered.COUNTED]
    with at(direct):
        assert scanned() == {
            card: 1,
            "B0": 1,
            "B1": 1,
            "B2": 2,
            "%SHELF-1": 1,
            "B3": 1,
            "NOBODY": 1,
            "B4": 1,
            "B5": 1,
        }
        shown = board(counting.stocktake, counting.now)
        assert (shown.counts[Counted.SEEN], shown.counts[Counted.NOT_SEEN]) == (6, 7)


def test_an_answer_that_is_lost_on_its_way_counts_no_book_twice(counting: Counting, direct: str) -> None:
    card = code_of_card(counting.stocktake.stocktake_id, 1)
    counting.cable.deafen_at(b"COMMIT")
    assert counting.scan("Li", card) == [None], "the server has it, and nobody knows"
    counting.cable.mend()
    counting.now += timedelta(seconds=6)
    assert counting.scan("Li", "B0") == [Answered.COUNTED]
    counting.cable.deafen_at(b"COMMIT")
    assert counting.scan("Li", ISBN) == [None]
    counting.cable.mend()
    counting.now += timedelta(seconds=6)
    assert counting.scan("Li", "B1", card) == [Answered.COUNTED, Answered.AREA_DONE]
    with at(direct):
        assert scanned() == {card: 2, "B0": 1, "B1": 1, ISBN: 1}
        assert {scan.area for scan in StocktakeScan.select().where(StocktakeScan.code == "B1")} == {
            StocktakeScan.get(StocktakeScan.code == "B0").area
        }
        assert board(counting.stocktake, counting.now).counts[Counted.SEEN] == 3


def test_a_server_that_does_not_answer_holds_nobody_up(counting: Counting, direct: str) -> None:
    assert counting.scan("Li", "B0") == [Answered.COUNTED]
    counting.cable.hang()
    assert counting.scan("Li", "B1", "B2") == [None, None]
    counting.cable.mend()
    counting.now += timedelta(seconds=6)
    assert counting.scan("Li", "B3") == [Answered.COUNTED]
    with at(direct):
        assert scanned() == {"B0": 1, "B1": 1, "B2": 1, "B3": 1}
