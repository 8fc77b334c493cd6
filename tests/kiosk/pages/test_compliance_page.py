"""What the rules ask, at the desk: figures that open their lists, the hours, the yearly form."""

import io
import re
from collections.abc import Callable

import pytest
from desk_pages import said, text_of
from openpyxl import load_workbook
from school import Library
from starlette.testclient import TestClient

Visitor = Callable[..., TestClient]
pytestmark = pytest.mark.store_in("file")


def test_each_figure_opens_the_list_behind_it(library: Library, visitor: Visitor) -> None:
    library.patron("6101")
    for number in range(7):
        library.copy(f"B{number}", title=library.title(f"Book {number}", call_number="I561"))
    library.copy("D1", title=library.title("Dictionary", call_number="Z1"), status="reference")
    desk = visitor()
    page = desk.get("/compliance").text
    assert "Source: 教育部" in page and "reference works, different titles 120 1 119 not met" in text_of(page)
    links = set(re.findall(r'<td><a href="([^"]+)"', page))
    assert len(links) == 9
    for address in links:
        assert desk.get(address.replace("&amp;", "&")).status_code == 200, address
    assert "Dictionary" in desk.get("/compliance/reference").text
    assert "Open 42 hours a week." in said(desk, "/compliance/hours", hours=42)
    assert "hours a week in which the library is open 40 42 0 met" in text_of(desk.get("/compliance").text)
    assert "most copies of a title" in text_of(desk.get("/compliance?profile=shandong").text)
    form = load_workbook(io.BytesIO(desk.get("/compliance/form?year=2026").content)).worksheets[0]
    found = {row[0].value: row[1].value for row in form.iter_rows()}
    assert (found["stock at the end: copies"], found["came in: copies"]) == (8, 8)
    for wrong in ("profile=mars", "year=99999"):
        assert desk.get(f"/compliance?{wrong}").status_code == 400
    assert visitor("teacher", "3A").get("/compliance").status_code == 403
