"""Boards of several pictures joined by the books that they share."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.shelf_photo.rows import Row, Spot, joined
from kiosk.shelf_photo.seen import Seen, Symbol


def row(picture: int, *texts: str) -> Row:
    return [
        Spot(picture, Seen(text, Symbol.MATRIX, ((x, 0), (x + 5, 0), (x + 5, 5), (x, 5))))
        for x, text in zip(range(0, 1000, 10), texts, strict=False)
    ]


def texts(boards: list[Row]) -> list[list[str]]:
    return [[spot.seen.text for spot in board] for board in boards]


def test_two_pictures_of_one_board_are_one() -> None:
    assert texts(joined([[row(0, *"abcde")], [row(1, *"defg")]])) == [list("abcdefg")]


def test_a_picture_further_left_may_come_later() -> None:
    assert texts(joined([[row(0, *"defg")], [row(1, *"abcde")]])) == [list("abcdefg")]


def test_what_one_picture_missed_comes_from_the_other() -> None:
    assert texts(joined([[row(0, *"abdfg")], [row(1, *"bcdef")]])) == [list("abcdefg")]


def test_what_one_could_not_read_the_other_did() -> None:
    assert texts(joined([[row(0, "a", "", "c")], [row(1, "a", "b", "c", "", "e")]])) == [
        ["a", "b", "c", "", "e"]
    ]


def test_boards_that_share_nothing_stay_apart() -> None:
    assert texts(joined([[row(0, *"ab"), row(0, *"xy")], [row(1, *"yz")]])) == [list("ab"), list("xyz")]


def test_a_third_picture_brings_two_together() -> None:
    assert texts(joined([[row(0, *"ab")], [row(1, *"ef")], [row(2, *"bcde")]])) == [list("abcdef")]


def test_the_same_code_twice_in_one_picture_stays_twice() -> None:
    assert texts(joined([[row(0, *"aba")]])) == [list("aba")]


@given(
    st.integers(1, 40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(2, 15)), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_windows_of_a_board_that_overlap_are_put_together_in_any_order(
    count: int, cuts: list[tuple[int, int]], chance: object
) -> None:
    books = [str(number) for number in range(count)]
    windows = [books[max(0, start - 1) : start + wide] for start, wide in cuts if start < count]
    windows += [books[start : start + 3] for start in range(0, count, 2)]  # each overlaps the next
    chance.shuffle(windows)  # type: ignore[attr-defined]
    assert texts(joined([[row(number, *window)] for number, window in enumerate(windows)])) == [books]
