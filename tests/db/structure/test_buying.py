"""What to buy: the gap of each group shared among its classes by use and age, and the titles for it."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

from db.events.record import Acting
from db.structure.buying import _shared, buying
from db.structure.norms import norm_called
from db.title_lists.lines import Line
from db.title_lists.making import Plan, make_list
from kiosk.cli import main

ACTING = Acting("office", NOW, "command")
ISBN = "9787020002207"
TODAY = date(2026, 9, 7)


@given(st.integers(0, 3000), st.lists(st.floats(0, 50), min_size=1, max_size=10).filter(any))
def test_a_number_is_shared_in_whole_parts(number: int, weights: list[float]) -> None:
    parts = _shared(number, {str(at): weight for at, weight in enumerate(weights)})
    whole = sum(weights)
    assert sum(parts.values()) == number
    assert all(abs(parts[str(at)] - number * weight / whole) < 1 for at, weight in enumerate(weights))


def stocked(library: Library) -> None:
    """64 of I, 10 of P that are read, 10 of N that nobody reads: A, B, Z and N-X are short."""
    for letter, copies, year in (("I", 64, 2000), ("P", 10, 2020), ("N", 10, 2020)):
        title = library.title(f"Old {letter}", call_number=f"{letter}1/1", year=year)
        for number in range(copies):
            library.copy(f"{letter}{number}", title=title)
        if letter == "P":
            library.lend(library.copy("PX", title=title), library.patron("6101"), days_ago=3)


def test_the_gap_goes_where_books_are_read_and_the_lists_fill_it(library: Library, tmp_path: Path) -> None:
    stocked(library)
    lines = [
        *(
            Line(1, "Old P"),
            Line(2, "Stars", "A", isbn="9787020002207", class_number="P1", price=1250, copies=3),
        ),
        *(Line(3, "Animals", class_number="Q95"), Line(4, "No class"), Line(5, "Story", class_number="I1")),
    ]
    make_list(Plan("ministry"), lines, ACTING)
    make_list(Plan("shop", "bookseller"), [Line(1, "Stars", isbn=ISBN, price=1000, year=2024)], ACTING)
    bought = buying(norm_called(""), TODAY)
    plan = {one.letter: (one.gap, one.to_buy) for one in bought.plan}
    assert plan["P"] == (7, 7) and "N" not in plan and "Q" not in plan
    assert set(plan) == {"A", "B", "P", "Z"}
    assert [
        (one.line.title, one.line.year, one.line.price, one.to_buy, one.lists) for one in bought.offers
    ] == [("Stars", 2024, 1250, 3, ("ministry", "shop"))]
    assert [one.line.title for one in bought.unclassified] == ["No class"]
    assert [(one.line.title, one.how) for one in bought.held] == [("Old P", "title")]
    assert bought.spared == sum(one.to_buy for one in bought.plan) - 3
    file = tmp_path / "order.xlsx"
    assert main(["--language", "zh_CN", "stock", "buy", "--xlsx", str(file)]) == 0
    book = openpyxl.load_workbook(file)
    rows = list(book.worksheets[0].values)
    assert book.sheetnames[:2] == ["订单", "计划"]
    assert rows[1][1:4] == ("9787020002207", "Stars", "A") and rows[1][6:9] == (12.5, 3, 37.5)


@pytest.mark.store_in("file")
def test_lists_come_in_and_go_by_command(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stocked(library)
    file = tmp_path / "list.csv"
    file.write_text("title,class number\nStars,P1\n,\n,P2\n")
    new = ["reading", "new", "2026", "--kind", "bookseller", "--file", str(file)]
    assert main(["--language", "en", *new]) == 1
    told = capsys.readouterr()
    assert (
        "Titles put on the list: 1, in the library: 0, missing: 1." in told.out
        and "Row 4 has no title: P2" in told.err.replace("  ", " ")
    )
    assert main(["--language", "en", "stock", "buy"]) == 0
    assert "Stars" in capsys.readouterr().out
    assert main(["--language", "en", "reading", "lists"]) == 0 and "2026" in capsys.readouterr().out
    assert main(["--language", "en", "reading", "remove", "2026", "--all"]) == 0
    assert main(["--language", "en", "reading", "remove", "2026", "--all"]) != 0
