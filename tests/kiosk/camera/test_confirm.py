"""What the camera sees counts once, and only when it is sure."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kiosk.camera.confirm import Confirmation
from kiosk.camera.plausible import Read, Symbology

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def reads(*texts: str) -> list[Read]:
    return [Read(text, Symbology.CODE128, CORNERS) for text in texts]


def run(confirmation: Confirmation, frames: list[str], step: float = 0.1) -> list[tuple[int, str]]:
    """Each frame is the letters seen in it; gives (frame number, letter) for each scan."""
    return [
        (number, read.text)
        for number, frame in enumerate(frames)
        for read in confirmation.frame(reads(*frame), number * step)
    ]


def test_two_of_three_frames_confirm() -> None:
    assert run(Confirmation(), ["A", "A"]) == [(1, "A")]
    assert run(Confirmation(), ["A", "", "A"]) == [(2, "A")]
    assert run(Confirmation(), ["A", "", "", "A"]) == []


def test_one_frame_confirms_a_code_that_the_store_knows() -> None:
    assert run(Confirmation(trusted=lambda text: text == "A"), ["AB", ""]) == [(0, "A")]


def test_a_book_held_up_for_long_is_one_scan() -> None:
    assert run(Confirmation(), ["A"] * 600) == [(1, "A")]


def test_flicker_is_no_second_scan() -> None:
    assert run(Confirmation(), (["A"] * 3 + [""] * 10) * 20) == [(1, "A")]


def test_a_code_that_was_away_for_a_second_and_a_half_counts_again() -> None:
    assert run(Confirmation(), [*"AA", *[""] * 16, *"AA"]) == [(1, "A"), (19, "A")]
    assert run(Confirmation(), [*"AA", *[""] * 13, *"AA"]) == [(1, "A")]


def test_a_stalled_camera_makes_no_second_scan_of_a_code_that_never_left() -> None:
    confirmation = Confirmation()
    assert [len(confirmation.frame(reads("A"), now)) for now in (0.0, 0.1, 9.0, 9.1)] == [0, 1, 0, 0]


def test_a_book_that_lies_under_a_camera_that_comes_back_blinking_is_no_second_scan() -> None:
    confirmation = Confirmation()
    assert run(confirmation, ["A"] * 5) == [(1, "A")]
    confirmation.camera_opened()
    dark = [confirmation.frame(reads(), 60 + step / 10) for step in range(19)]
    lit = [confirmation.frame(reads("A"), 62 + step / 10) for step in range(5)]
    assert not any(dark + lit)
    gone = [confirmation.frame(reads(), 63 + step / 10) for step in range(20)]
    again = [confirmation.frame(reads("A"), 65 + step / 10) for step in range(3)]
    assert [len(scans) for scans in gone + again] == [0] * 21 + [1, 0]


def test_a_frame_from_before_a_stall_confirms_nothing() -> None:
    confirmation = Confirmation()
    assert [len(confirmation.frame(reads("A"), now)) for now in (0.0, 5.0, 5.1)] == [0, 0, 1]


def test_two_codes_in_the_picture_are_two_scans() -> None:
    assert run(Confirmation(), ["AB", "AB", "AB"]) == [(1, "A"), (1, "B")]


@given(st.lists(st.text("AB", max_size=2)))
def test_nothing_counts_that_was_not_seen_twice_in_three_frames(frames: list[str]) -> None:
    for number, text in run(Confirmation(), frames):
        assert sum(text in frame for frame in frames[max(0, number - 2) : number + 1]) >= 2


@given(st.lists(st.text("AB", max_size=2)))
def test_scans_of_one_code_are_at_least_the_quiet_time_apart(frames: list[str]) -> None:
    scans = run(Confirmation(), frames)
    for letter in "AB":
        times = [number for number, text in scans if text == letter]
        assert all(later - earlier >= 15 for earlier, later in pairwise(times))


def test_the_label_goes_before_the_isbn_of_the_same_frame() -> None:
    """They are the two codes of one book, and the label says which copy it is."""
    confirmation = Confirmation(trusted=lambda _text: True)
    found = confirmation.frame(reads("9787532767373", "T0001"), 0.0)
    assert [read.text for read in found] == ["T0001", "9787532767373"]
