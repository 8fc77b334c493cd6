"""One sentence for every number that is out of its bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import BadValue, within


@given(st.integers(), st.integers(), st.integers(min_value=0))
def test_a_number_passes_from_the_least_to_the_most(value: int, least: int, span: int) -> None:
    most = least + span
    if min(max(value, least), most) == value:
        within(value, least, most)
        return
    with pytest.raises(BadValue, match=f"^{value} is not possible here: .* from {least} to {most}.$"):
        within(value, least, most)


def test_money_is_said_as_it_is_written() -> None:
    with pytest.raises(BadValue, match=r"^100000.01 is not possible here: .* from 0.01 to 100000.00.$"):
        within(10_000_001, 1, 10_000_000, is_money=True)
