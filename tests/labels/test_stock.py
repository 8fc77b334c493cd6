"""Sheets: every label lies on its page and none overlaps another."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.errors import StockError
from labels.stock import NOTES, Calibration, Stock, calibrate, check
from labels.stock_file import choose, read_stocks

STOCKS = read_stocks()
A = '[[stock]]\nname = "a"\n'
orders = st.sampled_from(["rows", "columns"])
lengths = st.floats(0.5, 60)


@st.composite
def sheets(draw):
    """Any sheet that fits: the page is made around the labels."""
    label = draw(lengths), draw(lengths)
    grid = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    first = draw(st.floats(0, 30)), draw(st.floats(0, 30))
    pitch = label[0] + draw(st.floats(0, 9)), label[1] + draw(st.floats(0, 9))
    page = tuple(first[a] + (grid[a] - 1) * pitch[a] + label[a] + draw(st.floats(0, 9)) for a in (0, 1))
    return Stock(name="any", page=page, label=label, grid=grid, first=first, pitch=pitch)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_every_shipped_stock_fits_its_page(stock):
    assert check(stock) is stock


def test_what_is_said_beside_a_name_can_be_translated():
    assert {stock.note for stock in STOCKS.values()} == {"", *NOTES}


def test_the_list_ships_the_sheets_a_school_can_buy():
    assert {"5160", "L7160", "L7651", "herma-4608", "zweckform-3474", "demco-spine", "card"} <= STOCKS.keys()
    assert STOCKS["L7651"].cells == 65
    assert STOCKS["L7160"].corner(7, 3) == pytest.approx((139.56, 244.09))


@given(sheets(), orders)
def test_cells_stay_on_the_page_and_never_overlap(stock, order):
    check(stock)
    seen = {}
    for number in range(stock.cells):
        row, column = stock.place(number, order)
        assert stock.number(row, column, order) == number
        seen[row, column] = stock.corner(row, column)
    assert len(seen) == stock.cells
    for (row, column), (x, y) in seen.items():
        assert x >= 0 and x + stock.label[0] <= stock.paper[0] + 0.01
        assert y >= 0 and y + stock.label[1] <= stock.paper[1] + 0.01
        if (row, column + 1) in seen:
            assert seen[row, column + 1][0] >= x + stock.label[0] - 0.01
        if (row + 1, column) in seen:
            assert seen[row + 1, column][1] >= y + stock.label[1] - 0.01


def test_rows_go_across_and_columns_go_down():
    stock = STOCKS["L7160"]
    assert [stock.place(n) for n in (0, 1, 3)] == [(1, 1), (1, 2), (2, 1)]
    assert [stock.place(n, "columns") for n in (0, 1, 7)] == [(1, 1), (2, 1), (1, 2)]


def test_a_cell_that_is_not_there_is_refused_in_words():
    with pytest.raises(StockError, match="L7160 has 7 rows and 3 columns; there is no row 8 column 1"):
        STOCKS["L7160"].number(8, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"grid": (4, 7)}, r"the labels end at 269.59 mm; the page is only 210.00 mm wide"),
        ({"grid": (3, 9)}, r"the page is only 297.00 mm high"),
        ({"pitch": (60.0, 38.1)}, r"labels 63.99 mm wide overlap at a pitch of 60.00 mm"),
        ({"page": "A2"}, r"the page “A2” is not one of A3, A4, A5, Letter"),
        ({"first": (float("nan"), 0.0)}, r"must be greater than zero"),
        ({"pitch": (float("nan"), 38.1)}, r"overlap at a pitch of nan mm"),
        ({"label": (0.0, 10.0)}, r"must be greater than zero"),
    ],
)
def test_a_stock_that_contradicts_itself_is_refused(change, sentence):
    l7160 = STOCKS["L7160"]
    fields = {f: getattr(l7160, f) for f in l7160.__struct_fields__}
    with pytest.raises(StockError, match=sentence):
        check(Stock(**fields | change))


def test_a_school_adds_its_own_stock_and_replaces_ours(tmp_path):
    own = tmp_path / "stocks.toml"
    own.write_text(
        '[[stock]]\nname = "本校书标"\npage = "A4"\nlabel = [30, 25]\ngrid = [6, 11]\nfirst = [10, 8]\n'
        'pitch = [32, 25.5]\n[[stock]]\nname = "card"\npage = [86, 54]\nlabel = [86, 54]\n',
        encoding="utf-8",
    )
    stocks = read_stocks(own)
    assert stocks["本校书标"].cells == 66
    assert stocks["card"].label == (86, 54)
    assert stocks.keys() > STOCKS.keys() - {"card"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[stock]", r"own.toml cannot be used"),
        (f"{A}page = 1\nlabel = [1, 2]", "the line page of a is wrong. It gives the paper: page"),
        (f'{A}page = "A4"', r"own.toml: a has no line label. It gives width .* label = \[63.5, 38.1\]"),
        (
            f'{A}page = "A4"\nlabel = [1, 2]\ngrid = [2, 2]',
            "a has no line pitch. It gives the distance from one label",
        ),
        (f'{A}page = "A4"\nlabel = [1, 2]\npich = [1, 2]', "a has an unknown line pich; the lines"),
        (f'{A}page = "A4"\nlabel = [300, 20]', "a: the labels end at 300.00 mm"),
        ('[stock]\nname = "a"', r"each stock begins with a line \[\[stock\]\]"),
        ("deli-40 = 1", r"each stock begins with a line \[\[stock\]\]"),
    ],
)
def test_a_broken_stock_file_is_one_sentence(tmp_path, text, reason):
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(StockError, match=reason):
        read_stocks(own)
    with pytest.raises(StockError, match=r"missing\.toml cannot be used: No such file"):
        read_stocks(tmp_path / "missing.toml")


def test_a_stock_is_chosen_whatever_the_capitals():
    assert choose(STOCKS, "l7160") is STOCKS["L7160"]
    with pytest.raises(StockError, match=r"no label stock “L9999”\. Choose from: 5160"):
        choose(STOCKS, "L9999")


@given(
    st.tuples(st.floats(-5, 5), st.floats(-5, 5)),
    st.tuples(st.floats(0.95, 1.05), st.floats(0.95, 1.05)),
    st.tuples(st.floats(0, 210), st.floats(0, 297)),
)
def test_what_the_ruler_finds_puts_later_marks_where_they_were_wanted(offset, scale, wanted):
    def printer(point):
        return tuple(offset[a] + scale[a] * point[a] for a in (0, 1))

    drawn = ((15.0, 15.0), (195.0, 282.0))
    calibration = calibrate(drawn, (printer(drawn[0]), printer(drawn[1])))
    assert printer(calibration.ask_for(*wanted)) == pytest.approx(wanted, abs=1e-6)


def test_measures_of_another_page_are_refused():
    with pytest.raises(StockError, match="fit to page"):
        calibrate(((15, 15), (195, 282)), ((15, 15), (165, 282)))
    assert calibrate(((15, 15), (195, 282)), ((15, 15), (195, 282))) == Calibration()


def test_the_shipped_file_says_where_its_measures_come_from():
    path = Path(__file__).parents[2] / "labels" / "stocks.toml"
    assert "gLabels" in path.read_text(encoding="utf-8")
    assert len(tomllib.loads(path.read_text(encoding="utf-8"))["stock"]) == len(STOCKS)
