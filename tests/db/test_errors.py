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
