"""Periodicals at the desk: subscribed to, scanned in, claimed, ordered, bound."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_pages import said, text_of, then_undo
from pdf_text import pages_of
from school import Library
from starlette.testclient import TestClient

from db.models import Issue

Visitor = Callable[..., TestClient]
pytestmark = pytest.mark.store_in("file")
SERIES = "9770317847001"
MAGAZINE = {
    **{"title": "儿童时代", "year": 2026, "post": "4-202", "issn": "0317-8471", "frequency": "monthly"},
    **{"copies": 1, "price": "120", "payer": "school", "readers": "room", "lends": "yes"},
}


def test_from_the_subscription_to_the_volume(library: Library, visitor: Visitor, tmp_path: Path) -> None:
    desk = visitor()
    assert "issues expected: 12" in said(desk, "/periodicals/subscribe", **MAGAZINE)
    paper = {**MAGAZINE, "title": "少年报", "post": "1-1", "issn": "", "weekdays": "mon", "payer": "private"}
    assert "issues expected: 52" in said(desk, "/periodicals/subscribe", **paper)
    then_undo(desk, "/periodicals/scan", code=f"{SERIES}09")
    assert Issue.get(number=9, subscription=1).received == 0
    for month in ("08", "09"):
        assert "1 of 1" in said(desk, "/periodicals/scan", code=SERIES + month)
    assert "more than was ordered" in said(desk, "/periodicals/scan", code=f"{SERIES}09")
    assert "issue 36: 1 of 1" in said(desk, "/periodicals/today", subscription=2)
    assert desk.post("/periodicals/today", data={"subscription": 2}).status_code == 400, "a second click"
    august = desk.get("/periodicals?month=2026-08").text
    assert 'name="on" value="2026-08-31"' in august, "what is late is checked in by a click on it"
    assert "issue 35: 1 of 1" in said(desk, "/periodicals/today", subscription=2, on="2026-08-31")
    page = desk.get("/periodicals?month=2026-09").text
    assert "issue-arrived" in page and "issue-expected" in page and "Late" not in text_of(page)[:200]
    claimed = desk.post("/periodicals/claim")
    assert claimed.headers["content-type"] == "application/pdf"
    ordered = desk.post("/periodicals/order", data={"year": 2026})
    (tmp_path / "order.pdf").write_bytes(ordered.content)

    text = "\n".join(pages_of(tmp_path / "order.pdf"))
    assert text.count("Periodicals ordered for 2026") == 6, "public and private money, three copies of each"
    assert "third copy, kept" in text and "240.00" not in text
    fields = {"subscription": 1, "first": 8, "last": 9}
    assert "accession number 1; issues in it: 2" in said(desk, "/periodicals/bind", **fields)
    assert "issue-bound" in desk.get("/periodicals?month=2026-09").text
    aid = {"year": 2026, "class": "3A", "item": "口算题卡", "copies": 40, "price": "12"}
    assert "ordered 40" in said(desk, "/periodicals/aid", **aid)
    sheet = desk.post("/periodicals/aids", data={"year": 2026})
    (tmp_path / "aids.pdf").write_bytes(sheet.content)
    assert "voluntary" in "\n".join(pages_of(tmp_path / "aids.pdf"))


def test_only_who_may_catalogue_sees_it(library: Library, visitor: Visitor) -> None:
    library.patron("6101")
    teacher = visitor("teacher", "3A")
    assert teacher.get("/periodicals").status_code == 403
    assert teacher.post("/periodicals/subscribe", data=MAGAZINE).status_code == 403
    wrong = visitor().get("/periodicals?month=2026-13")
    assert wrong.status_code == 400 and "is not a month" in text_of(wrong.text)
