"""Shelves as a camera sees them: every code read, none wrongly, whichever side is up.

`tests/bench/shelf_photo.py` measures thousands of symbols; here each kind and condition is seen once.
"""

import numpy as np
import pytest
from shelf_pictures import LOOKS, Photograph, books, photograph, spoil

from kiosk.shelf_photo.looking import look
from kiosk.shelf_photo.rows import boards_of


def truth(taken: Photograph) -> list[str]:
    return [spine.book.code for spine in taken.spines]


def in_order(picture: np.ndarray) -> list[list[str]]:
    looked = look(picture)
    return [[spot.seen.text for spot in row] for row in boards_of(looked.codes)]


@pytest.mark.parametrize(
    ("symbol", "condition", "per_mm"),
    [
        ("ladder", "soft", 8),
        ("ladder", "noisy", 6.4),
        ("ladder", "normal", 5),
        ("matrix10", "noisy", 8),
        ("matrix10", "motion 2", 6.4),
        ("matrix12", "soft", 8),
        ("matrix12", "glare", 8),
    ],
)
def test_all_spines_of_a_board_are_read_from_left_to_right(
    symbol: str, condition: str, per_mm: float
) -> None:
    taken = photograph([books(7, 14, symbol)], 7, LOOKS[condition], per_mm)
    assert in_order(taken.picture) == [truth(taken)]


def test_a_code_lies_where_it_was_drawn() -> None:
    taken = photograph([[*books(3, 6, "ladder"), *books(3, 6, "matrix12")]], 3, LOOKS["normal"], 8)
    drawn = {spine.book.code: np.mean(spine.corners, axis=0) for spine in taken.spines}
    looked = look(taken.picture)
    assert {seen.text for seen in looked.codes} == set(drawn)
    assert all(np.hypot(*(seen.middle - drawn[seen.text])) < 20 for seen in looked.codes)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_squares_show_which_side_is_up(turns: int) -> None:
    taken = photograph([books(2, 8, "matrix12")], 2, LOOKS["normal"], 8)
    assert in_order(np.rot90(taken.picture, turns)) == [truth(taken)]


def test_ladders_of_a_picture_on_its_side_are_read_downwards() -> None:
    taken = photograph([books(2, 8, "ladder")], 2, LOOKS["normal"], 8)
    assert in_order(np.rot90(taken.picture, 1)) == [truth(taken)]


def test_two_boards_are_two_rows() -> None:
    boards = [books(11, 10, "matrix12"), books(12, 10, "matrix12")]
    taken = photograph(boards, 11, LOOKS["normal"], 6.4, board=110)
    assert in_order(taken.picture) == [[book.code for book in row] for row in boards]


@pytest.mark.parametrize("symbol", ["ladder", "matrix12"])
def test_a_symbol_that_cannot_be_read_is_seen_all_the_same(symbol: str) -> None:
    taken = photograph([books(5, 9, symbol)], 5, LOOKS["normal"], 8)
    spoil(taken, taken.spines[4])
    looked = look(taken.picture)
    rows = boards_of(looked.codes, looked.unread)
    expected = truth(taken)
    expected[4] = ""
    assert [[spot.seen.text for spot in row] for row in rows] == [expected]


@pytest.mark.parametrize("shape", [(64, 64), (90, 2000), (700, 900)])
def test_noise_and_blank_paper_hold_no_codes(shape: tuple[int, int]) -> None:
    grain = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    stripes = np.repeat(grain[:, :1], shape[1], axis=1)
    for picture in (grain, stripes, np.full(shape, 200, np.uint8)):
        assert look(picture).codes == ()
