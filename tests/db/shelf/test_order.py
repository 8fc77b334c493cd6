"""The fewest moves that put a shelf in order."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from db.answers.shelves.shelf import Handful, Move
from db.callnumber.keys import shelf_key
from db.callnumber.scheme import CLC
from db.shelf.order import Run

SHELVES = st.lists(st.integers(0, 30), max_size=40)


def run_of(keys: list[int]) -> Run:
    return Run((f"B{place}", f"{key:04}".encode()) for place, key in enumerate(keys))


def filed(*call_numbers: str) -> Run:
    return Run((number, shelf_key(number, CLC).encode()) for number in call_numbers)


def applied(keys: list[int], moves: list[Move], *, by: str) -> list[int]:
    """The shelf after the moves, each done with one neighbour: behind `after` or in front of `before`."""
    of_code = {f"B{place}": key for place, key in enumerate(keys)}
    shelf = list(of_code)
    for move in moves:
        shelf.remove(move.code)
        if (by == "after" and move.after) or not move.before:
            shelf.insert(shelf.index(move.after) + 1, move.code)
        else:
            shelf.insert(shelf.index(move.before), move.code)
    return [of_code[code] for code in shelf]


def test_the_shelf_of_the_findings_needs_two_moves_where_neighbours_accuse_four() -> None:
    run = filed("K1/1", "K102/1", "K209/5", "K1209/1", "K209/16", "K209/56", "K209/31", "K3/1")
    assert run.moves() == [Move("K209/5", "K1209/1", "K209/16"), Move("K209/56", "K209/31", "K3/1")]


def test_ten_numbers_of_which_three_stay() -> None:
    run = run_of([10, 7, 2, 6, 5, 4, 1, 9, 3, 8])
    assert (run.displaced, len(run.moves())) == (7, 7)


def test_every_list_of_the_chinese_classification_is_in_order_as_it_is() -> None:
    lists = (
        "B B-43 B0 B3 E27 E512 TM92 TU201 X799",
        "TP3 TP3-43 TP3-61 TP30 TP301 TP301.1 TP311 TP32",
        "T T-0 T1 TB1 TP1",
        "K1/1 K102/1 K1209/1 K209/5 K209/16 K209/31 K209/56 K3/1",
        "K827/Z763 K827/Z763A K827/Z763B K827/Z763Y K827/Z763AA",
        "J228.2/1 J228.2/2(1) J228.2/2(2) J228.2/2(10) J228.2/10",
    )
    for line in lists:
        numbers = line.split()
        assert filed(*numbers).moves() == [], line
        for one, other in combinations(range(len(numbers)), 2):
            swapped = list(numbers)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert 1 <= len(filed(*swapped).moves()) <= 2, swapped


def test_equal_call_numbers_never_move_each_other() -> None:
    assert run_of([3, 3, 3, 3]).moves() == []
    assert [move.code for move in run_of([3, 3, 5, 3, 3]).moves()] == ["B2"]


def test_neighbours_into_one_gap_are_one_handful() -> None:
    run = run_of([1, 2, 50, 51, 52, 3, 4, 5, 6, 60])
    assert run.handfuls() == [Handful(("B2", "B3", "B4"), "B8", "B9")]
    parted = run_of([1, 2, 50, 52, 3, 51, 4, 5, 6, 60])
    assert [one.codes for one in parted.handfuls()] == [("B2",), ("B5",), ("B3",)]


@given(SHELVES)
def test_applying_the_moves_sorts(keys: list[int]) -> None:
    moves = run_of(keys).moves()
    for by in ("after", "before"):
        assert applied(keys, moves, by=by) == sorted(keys)


@given(SHELVES)
def test_there_is_nothing_to_move_exactly_where_the_shelf_is_sorted(keys: list[int]) -> None:
    run = run_of(keys)
    assert (run.moves() == []) == (keys == sorted(keys))
    assert len(run.moves()) == run.displaced
    assert sum(len(one.codes) for one in run.handfuls()) == run.displaced


@given(SHELVES, st.data())
def test_never_more_moves_than_books_were_displaced(keys: list[int], data: st.DataObject) -> None:
    shelf = sorted(keys)
    count = data.draw(st.integers(0, len(shelf)))
    for _ in range(count):
        book = shelf.pop(data.draw(st.integers(0, len(shelf) - 1)))
        shelf.insert(data.draw(st.integers(0, len(shelf))), book)
    assert len(run_of(shelf).moves()) <= count


@given(st.lists(st.integers(0, 8), max_size=9))
def test_no_fewer_moves_would_do(keys: list[int]) -> None:
    longest = max(
        length
        for length in range(len(keys) + 1)
        if any(list(some) == sorted(some) for some in combinations(keys, length))
    )
    assert run_of(keys).displaced == len(keys) - longest


@given(SHELVES)
def test_a_scan_is_out_of_order_at_once_exactly_where_it_adds_a_move(keys: list[int]) -> None:
    run = Run()
    for place, key in enumerate(keys):
        before = run.displaced
        is_right = run.add(f"B{place}", f"{key:04}".encode())
        assert run.displaced == before + (not is_right)
