"""The three desks hear alike: what is too long, what repeats itself, what is a command."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library, heard

from db.answers.classes.corner import Purpose
from db.answers.counter.scans import Ignored, Unknown
from db.answers.relabel import SameAgain, UnknownCode
from db.codes import LONGEST_CODE, clean
from db.events.record import Acting
from db.labelling import campaign
from db.readers.classes import class_id_of
from db.stock.choosing import Wanted
from kiosk.corner.desk import CornerDesk
from kiosk.counter.desk import Desk
from kiosk.counter.hearing import REPEAT, hear
from kiosk.relabel.desk import RelabelDesk

STAFF = Acting("test kiosk", NOW, "staff")
REPEATS = (Ignored, SameAgain)
UNKNOWN = (Unknown, UnknownCode)


@pytest.fixture
def desks(library: Library) -> list[Desk | CornerDesk | RelabelDesk]:
    """Each with nothing to do but to listen."""
    library.patron("6101")
    library.copy("B1")
    campaign.open_campaign(Wanted(), STAFF)
    corner = CornerDesk("test kiosk")
    corner.begin(Purpose.FILL, (class_id_of("3A"),), STAFF)
    return [Desk("test kiosk"), corner, RelabelDesk(STAFF)]


@pytest.mark.store_in("file")
@pytest.mark.parametrize("seconds", [0.0, 1.9, -1.9, -0.1])
def test_the_same_code_within_two_seconds_is_a_repeat_wherever_the_clock_went(
    desks: list[Desk], seconds: float
) -> None:
    for desk in desks:
        assert isinstance(desk.scan("X1", NOW), UNKNOWN)
        assert isinstance(desk.scan("X1", NOW + timedelta(seconds=seconds)), REPEATS), desk


@pytest.mark.store_in("file")
@pytest.mark.parametrize("seconds", [2.0, 3.5, -2.0])
def test_later_it_is_meant(desks: list[Desk], seconds: float) -> None:
    for desk in desks:
        desk.scan("X1", NOW)
        assert isinstance(desk.scan("X1", NOW + timedelta(seconds=seconds)), UNKNOWN), desk


@pytest.mark.store_in("file")
def test_a_repeat_is_known_for_as_long_as_it_goes_on(desks: list[Desk]) -> None:
    for desk in desks:
        desk.scan("X1", NOW)
        for number in range(1, 8):
            assert isinstance(desk.scan("X1", NOW + number * timedelta(seconds=1.5)), REPEATS), desk


@pytest.mark.store_in("file")
@pytest.mark.parametrize("code", ["", "A" * (LONGEST_CODE + 1), "%NOTHING", "%"])
def test_what_can_be_no_code_is_unknown_to_all(desks: list[Desk], code: str) -> None:
    for desk in desks:
        assert isinstance(desk.scan(code, NOW), UNKNOWN), desk


@given(st.text(max_size=80))
def test_a_scan_is_cleaned_once_and_what_is_heard_of_it_is_no_longer_than_a_code(text: str) -> None:
    code = heard(text)
    assert code == clean(text) == clean(code)
    told = hear(code, NOW, None)
    assert told.is_code == (0 < len(code) <= LONGEST_CODE)
    assert not told.is_repeat and hear(code, NOW, told.last).is_repeat
    assert not hear(code, NOW, told.last, by_key=True).is_repeat
    assert not hear(code, NOW + REPEAT, told.last).is_repeat
    assert repr(code) not in repr(told.last)
