"""Charts: bars as long as their figures say, names that fit, a picture that shows the same."""

import io
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labels.charts import WIDTH, Bar, bar_chart, guessed_width, png, svg
from labels.ink.marks import Area, Text
from labels.ink.typeface import find_typeface

FIGURES = st.integers(0, 10**6)


@given(st.lists(FIGURES, max_size=30), st.text(max_size=60))
def test_bars_are_as_long_as_their_figures_and_nothing_leaves_the_page(values: list[int], name: str) -> None:
    chart = bar_chart([Bar(name, value, str(value)) for value in values])
    marks = chart.placed[0].label.marks
    bars = [mark for mark in marks if isinstance(mark, Area)]
    shown = [value for value in values if value]
    assert len(bars) == len(shown)
    for bar, value in zip(bars, shown, strict=True):
        assert (
            abs(bar.width * max(shown) - bars[shown.index(max(shown))].width * value)
            < 1e-6 * max(shown) ** 2 + 1
        )
    for mark in marks:
        assert isinstance(mark, Text | Area)
        assert mark.x >= 0 and mark.x + mark.width <= WIDTH + 1e-6
        assert 0 <= mark.y <= chart.height
    texts = [mark for mark in marks if isinstance(mark, Text)]
    assert [text.text for text in texts[1::2]] == [str(value) for value in values]


@given(st.lists(FIGURES.filter(bool), min_size=2, max_size=12))
def test_bars_lie_below_one_another_in_order(values: list[int]) -> None:
    bars = [
        m for m in bar_chart([Bar("a", v, "") for v in values]).placed[0].label.marks if isinstance(m, Area)
    ]
    for upper, lower in pairwise(bars):
        assert upper.y + upper.height < lower.y


def test_a_name_that_is_too_long_is_cut_and_markup_stays_text() -> None:
    chart = bar_chart([Bar("长" * 80, 3, "3"), Bar("<script>&", 1, "1")])
    drawn = svg(chart, 'a "chart" <of>')
    assert "长…" in drawn and "长" * 20 not in drawn
    assert "<script>" not in drawn and "&lt;script&gt;&amp;" in drawn and "style=" not in drawn
    assert len(re.findall("<rect", drawn)) == 2


def test_names_end_at_their_bars_however_wide_a_browser_sets_them() -> None:
    drawn = svg(bar_chart([Bar("illi", 3, "3"), Bar("WWWWWWWW", 1, "1"), Bar("文学", 2, "")]), "")
    ends = re.findall(r'<text x="([0-9.]+)"[^>]* text-anchor="end">', drawn)
    assert len(ends) == 3 and len(set(ends)) == 1
    assert float(ends[0]) < min(float(x) for x in re.findall(r'<rect x="([0-9.]+)"', drawn))


def test_the_picture_shows_bars_of_the_same_lengths_and_chinese_letters() -> None:
    typeface = find_typeface()
    chart = bar_chart([Bar("一月", 100, "100"), Bar("二月", 50, "50"), Bar("三月", 0, "0")], typeface.width)
    picture = Image.open(io.BytesIO(png(chart, typeface))).convert("L")
    dots = 200 / 25.4
    rows = [round((1 + (row + 0.5) * 5.6) * dots) for row in range(3)]
    longest = []
    for y in rows:
        dark = "".join("1" if picture.getpixel((x, y)) < 100 else "0" for x in range(picture.width))  # type: ignore[operator]
        longest.append(max(map(len, dark.split("0"))))
    assert abs(longest[0] - 2 * longest[1]) <= 4 and longest[2] < longest[1] / 4
    names = picture.crop((0, 0, round(10 * dots), picture.height)).getextrema()
    assert names[0] < 100 and guessed_width("一月") == 2  # type: ignore[operator]
