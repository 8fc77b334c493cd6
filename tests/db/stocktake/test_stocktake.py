"""A stocktake while the library goes on lending: scans from everywhere, seven lists, one statement."""

from datetime import timedelta

import pytest
from school import NOW, Library

from db.answers.shelves.stocktake import Answered, Figures, Listed, MemoryRead, StocktakeSettled
from db.circulation.lending import check_in, check_out
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.library.calendar import read_calendar
from db.models import Barcode, Copy, Event, Loan, StocktakeScan
from db.shelf.faces import set_face
from db.stock.choosing import Wanted
from db.stock.copy_status import mark_copy
from db.stocktake.accounts import read_accounts
from db.stocktake.board import board
from db.stocktake.lists import lists_of
from db.stocktake.opening import Found, areas_of, code_of_card, find_stocktake, open_stocktake
from db.stocktake.scanning import Station, read_memory
from db.stocktake.settling import second_look, settle, undo_settling
from db.stocktake.statement import close, statement

STAFF = Acting("office", NOW, "command", account="anna")


def later(minutes: float) -> Acting:
    return STAFF.at(NOW + timedelta(minutes=minutes))


def shelved(library: Library, *call_numbers: str, shelf: object = None) -> list[Copy]:
    return [
        library.copy(number, title=library.title(f"Book {number}", call_number=number), location=shelf)
        for number in call_numbers
    ]


def taking(name: str = "all", **wanted: str) -> Found:
    open_stocktake(name, Wanted(**wanted), STAFF)
    return find_stocktake(name)


def counts(name: str = "all") -> dict[str, str]:
    """What is known of each book of the scope, by its label."""
    return {one.label: one.counted.value for one in read_accounts(find_stocktake(name)).scope}


def listed(name: str = "all") -> dict[str, list[str]]:
    found = lists_of(find_stocktake(name))
    return {kind.value: [line.code for line in lines] for kind, lines in found.items() if lines}


def test_nothing_is_missing_before_somebody_has_looked(library: Library) -> None:
    shelved(library, "I1/1", "I1/2", "I1/3")
    taking()
    assert counts() == dict.fromkeys(("I1/1", "I1/2", "I1/3"), "not_seen")
    assert Copy.select().where(Copy.status == "lost").count() == 0
    assert settle(find_stocktake(), Listed.MISSING, STAFF) == StocktakeSettled(0, 3), "a second look first"


def test_a_later_loan_cancels_what_was_seen_and_a_later_return_counts(library: Library) -> None:
    _seen, out, back = shelved(library, "I1/1", "I1/2", "I1/3")
    ada = library.patron("6101")
    library.lend(back, ada)
    station = Station(taking(), "kiosk 1")
    station.hear("I1/1", NOW + timedelta(minutes=1))
    station.hear("I1/2", NOW + timedelta(minutes=1))
    assert counts() == {"I1/1": "seen", "I1/2": "seen", "I1/3": "on_loan"}
    check_out(ada.id, out.id, later(2), read_calendar(NOW.date()))
    check_in(back.id, later(3))
    assert counts() == {"I1/1": "seen", "I1/2": "on_loan", "I1/3": "seen"}
    assert listed() == {}


def test_any_number_is_open_at_once_and_each_scope_is_frozen(library: Library) -> None:
    one, two = library.shelf("1"), library.shelf("2")
    shelved(library, "I1/1", shelf=one)
    shelved(library, "K1/1", shelf=two)
    taking("first", shelf="1")
    taking("whole")
    shelved(library, "I1/2", shelf=one)
    assert (counts("first"), counts("whole")) == (
        {"I1/1": "not_seen"},
        {"I1/1": "not_seen", "K1/1": "not_seen"},
    )
    with pytest.raises(BadValue, match="Say which: first, whole"):
        find_stocktake()
    with pytest.raises(BadValue, match="There is a stocktake whole already"):
        taking("whole")
    with pytest.raises(NotFound, match="There is no stocktake third"):
        find_stocktake("third")


def test_each_scan_is_answered_and_kept_with_station_and_person(library: Library) -> None:
    shelf = library.shelf("1")
    _, lent, _, _ = shelved(library, "I1/1", "I1/2", "I1/3", "I1/4", shelf=shelf)
    shelved(library, "Z1/1", shelf=library.shelf("2"))
    library.lend(lent, library.patron("6101"))
    mark_copy("I1/3", "lost", STAFF)
    station = Station(taking("bay", shelf="1"), "kiosk 1", "Li")
    heard = [
        station.hear(code, NOW + timedelta(minutes=n)).answered
        for n, code in enumerate(("I1/1", "I1/1", "I1/2", "I1/3", "Z1/1", "XYZ", "6101"), 1)
    ]
    assert heard == [
        *(Answered.COUNTED, Answered.AGAIN, Answered.WAS_ON_LOAN, Answered.FOUND, Answered.ELSEWHERE),
        *(Answered.UNKNOWN, Answered.CARD),
    ]
    kept = list(StocktakeScan.select().order_by(StocktakeScan.id))
    assert [scan.code for scan in kept] == ["I1/1", "I1/1", "I1/2", "I1/3", "Z1/1", "XYZ"], "no card is kept"
    assert {(scan.station, scan.person) for scan in kept} == {("kiosk 1", "Li")}
    assert listed("bay") == {
        "revive": ["I1/3"],
        "on_loan": ["I1/2"],
        "missing": ["I1/4"],
        "carry": ["Z1/1"],
        "unknown": ["XYZ"],
    }


def test_every_list_is_settled_and_undone(library: Library) -> None:
    _, lent, lost = shelved(library, "I1/1", "I1/2", "I1/3")
    library.lend(lent, library.patron("6101"), days_ago=60)
    stocktake = taking()
    mark_copy("I1/3", "lost", STAFF)
    station = Station(stocktake, "kiosk 1")
    for code in ("I1/2", "I1/3", "XYZ"):
        station.hear(code, NOW + timedelta(minutes=1))
    before = listed()
    assert set(before) == {"revive", "on_loan", "missing", "unknown"}
    second_look(stocktake, later(2))
    for minute, kind in enumerate((Listed.REVIVE, Listed.ON_LOAN, Listed.MISSING, Listed.UNKNOWN), 3):
        assert settle(stocktake, kind, later(minute)).settled == 1, kind
    assert listed() == {}
    assert Loan.get().returned_at is not None and Copy.get_by_id(lost.id).status == "available"
    assert counts() == {"I1/1": "missing", "I1/2": "seen", "I1/3": "seen"}
    for minute in range(4):
        assert undo_settling(stocktake, later(10 + minute)).settled == 1
    assert listed() == before and Loan.get().returned_at is None and Copy.get_by_id(lost.id).status == "lost"
    with pytest.raises(NotFound, match="Nothing has been settled"):
        undo_settling(stocktake, later(20))


def test_the_second_look_walks_the_shelf_and_names_both_neighbours(library: Library) -> None:
    shelved(library, "I1/1", "I1/2", "I1/3", "I1/10")
    station = Station(taking(), "kiosk 1")
    for code in ("I1/1", "I1/3"):
        station.hear(code, NOW + timedelta(minutes=1))
    assert [(line.code, line.after, line.before) for line in second_look(find_stocktake(), later(2))] == [
        ("I1/2", "Book I1/1", "Book I1/3"),
        ("I1/10", "Book I1/3", ""),
    ]
    station.hear("I1/2", NOW + timedelta(minutes=3))
    assert settle(find_stocktake(), Listed.MISSING, later(4)).settled == 1
    assert counts()["I1/2"] == "seen" and counts()["I1/10"] == "missing"


def test_work_cards_own_a_bay_and_the_board_shows_who_is_where(library: Library) -> None:
    for bay, start in (("1", "I1"), ("2", "K1")):
        set_face(bay, "", 1, start, STAFF)
    shelved(library, "I1/1", "I1/2", "K1/1", "K1/2")
    stocktake = taking()
    assert areas_of(stocktake.stocktake_id) == ["1", "2"]
    first, second = (code_of_card(stocktake.stocktake_id, number) for number in (1, 2))
    li, wang = Station(stocktake, "kiosk 1", "Li"), Station(stocktake, "kiosk 2", "Wang")
    assert li.hear(first, NOW).answered is Answered.AREA
    for n, code in enumerate(("I1/1", "K1/1")):
        li.hear(code, NOW + timedelta(minutes=n))
    assert li.hear(first, NOW + timedelta(minutes=5)).answered is Answered.AREA_DONE
    wang.hear(second, NOW)
    shown = board(stocktake, NOW + timedelta(minutes=6))
    assert [
        (area.name, area.state, area.stations, area.accounted, area.expected) for area in shown.areas
    ] == [
        ("1", "done", ("Li",), 1, 2),
        ("2", "running", ("Wang",), 1, 2),
    ]
    assert (shown.per_minute, shown.days_left, shown.loss) == (0.2, None, 500), "too early for a rate"
    wang.hear("K1/2", NOW + timedelta(hours=1))
    assert board(stocktake, NOW + timedelta(hours=1)).days_left == 1
    assert listed()["carry"] == ["K1/1"], "it stood in bay 1"
    with pytest.raises(NotFound, match="Print new ones"):
        li.hear(code_of_card(stocktake.stocktake_id, 9), NOW)
    with pytest.raises(BadValue, match="another stocktake"):
        li.hear(code_of_card(999, 1), NOW)


def test_a_scanners_memory_counts_once_however_often_it_is_read_in(library: Library) -> None:
    shelved(library, "I1/1", "I1/2", "I1/3")
    stocktake = taking()
    memory = [(NOW + timedelta(minutes=n), code) for n, code in enumerate(("I1/1", "I1/1", "I1/2"))]
    old = (NOW - timedelta(days=1), "I1/3")
    assert read_memory(stocktake, [*memory, old], "hand scanner") == MemoryRead(3, 0, 1)
    grown = [*memory, (NOW + timedelta(minutes=9), "I1/3")]
    assert read_memory(stocktake, grown, "hand scanner") == MemoryRead(1, 3, 0)
    assert counts() == dict.fromkeys(("I1/1", "I1/2", "I1/3"), "seen")
    assert board(stocktake, NOW).scans == 4


def test_two_places_and_an_old_label_are_lists_of_their_own(library: Library) -> None:
    for bay, start in (("1", "I1"), ("2", "K1")):
        set_face(bay, "", 1, start, STAFF)
    (copy,) = shelved(library, "I1/1")
    stocktake = taking()
    Barcode.update(retired_at=NOW).execute()
    Barcode.create(code="NEW", copy=copy, issued_at=NOW)
    station = Station(stocktake, "kiosk 1")
    for n, code in enumerate(("%SHELF-1", "I1/1", "%SHELF-2", "NEW", "%SHELF-1", "I1/1")):
        station.hear(code, NOW + timedelta(minutes=n))
    assert listed() == {"twice": ["NEW"], "label": ["I1/1"]}
    assert settle(stocktake, Listed.TWICE, later(9), ["new"]).settled == 1
    assert settle(stocktake, Listed.LABEL, later(9)).settled == 1 and listed() == {}
    station.hear("I1/1", NOW + timedelta(minutes=10))
    assert set(listed()) == {"twice", "label"}, "scanned again since"
    with pytest.raises(NotFound, match="ABC is not on this list"):
        settle(stocktake, Listed.TWICE, later(11), ["ABC"])


def test_copies_without_labels_are_counted_by_their_isbn(library: Library) -> None:
    title = library.title("Emma", call_number="I5/1", isbn="9780306406157")
    for _ in range(3):
        library.copy(title=title)
    station = Station(taking(), "kiosk 1")
    heard = [station.hear("9780306406157", NOW + timedelta(minutes=n)).answered for n in range(4)]
    assert heard == [Answered.COUNTED] * 3 + [Answered.AGAIN]


def test_the_statement_adds_up_is_closed_once_and_is_compared_with_the_last(library: Library) -> None:
    shelved(library, "I1/1", "I1/2", "I1/3", "I1/4")
    library.lend(Copy.get_by_id(2), library.patron("6101"))
    stocktake = taking("2026")
    station = Station(stocktake, "kiosk 1")
    station.hear("I1/1", NOW + timedelta(minutes=1))
    with pytest.raises(BadValue, match="Not settled yet: 2 lines"):
        close(stocktake, later(2))
    second_look(stocktake, later(2))
    settle(stocktake, Listed.MISSING, later(3), ["I1/4"])
    signed = close(stocktake, later(4), although=True)
    assert signed.figures == Figures(4, 1, 1, 1, 1) and signed.figures.loss == 0.5
    with pytest.raises(BadValue, match="is closed"):
        Station(find_stocktake("2026"), "kiosk 1")
    with pytest.raises(BadValue, match="is closed"):
        close(stocktake, later(5))
    check_in(2, later(6))
    assert statement(find_stocktake("2026")).figures == signed.figures, "as it was signed"
    taking("2027")
    again = statement(find_stocktake("2027"))
    assert again.last == ("2026", signed.figures) and again.figures.on_record == 3
    assert {"stocktake_opened", "stocktake_settled", "stocktake_closed"} <= {
        event.verb for event in Event.select()
    }


def test_what_a_reader_lost_is_not_seen_by_the_end_of_its_loan(library: Library) -> None:
    (copy,) = shelved(library, "I1/1")
    library.lend(copy, library.patron("6101"))
    stocktake = taking()
    mark_copy("I1/1", "lost", later(1))
    assert counts() == {"I1/1": "missing"}
    Station(stocktake, "kiosk 1").hear("I1/1", NOW + timedelta(minutes=2))
    assert counts() == {"I1/1": "seen"} and listed() == {"revive": ["I1/1"]}


def test_a_name_that_cannot_be_and_a_scope_without_books_are_refused(library: Library) -> None:
    shelved(library, "I1/1")
    for name in ("", "x" * 61):
        with pytest.raises(BadValue, match="at most 60"):
            taking(name)
    with pytest.raises(NotFound):
        taking("none", classes="Z")
