"""The registers at the desk: what a day's work leaves in them, and what is given out."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_pages import said, text_of, undo
from openpyxl import load_workbook
from school import Library
from starlette.testclient import TestClient
from visiting import ACTING, paper_of

from db.cataloguing.copies import add_copies
from db.models import Accession, Event
from db.registers.batches import batch_known
from db.registers.entering import Acquired
from db.stock.copy_status import mark_this_copy

Visitor = Callable[..., TestClient]
pytestmark = pytest.mark.store_in("file")


def test_a_box_of_a_fund_is_in_the_registers_and_what_is_withdrawn_leaves_them(
    library: Library, visitor: Visitor, tmp_path: Path
) -> None:
    desk = visitor()
    assert "Fund 2026 Books is saved." in said(desk, "/registers/fund", year=2026, name="Books", amount="500")
    common = {"source": "书店", "price": "10", "voucher": "V1", "kind": "bought", "fund": "2026 Books"}
    said(desk, "/intake/common", **common)
    for code in ("9787544270878", "9780141439587"):
        said(desk, "/intake/scan", code=code)
    page = text_of(desk.get("/registers").text)
    assert "bought 书店 V1 2 2" in page and "2026 Books 500.00 20.00 480.00" in page
    assert "Batch 1 is corrected." in said(
        desk,
        "/registers/batch/1",
        kind="bought",
        source="书店",
        voucher="V2",
        fund="2026 Books",
        paid="15.01",
    )
    assert sorted(one.paid for one in Accession.select()) == [750, 751]
    mark_this_copy(1, "withdrawn", ACTING, {"ground": "worn_out", "case": "2026-1"})
    gone = text_of(desk.get("/registers/withdrawals").text)
    assert "worn out" in gone and "2026-1" in gone and "Register of withdrawals 1" in gone
    assert "2026-1" in text_of(desk.get("/registers/copies").text)
    book = load_workbook(io.BytesIO(desk.get("/registers/workbook?which=total").content))
    assert [sheet.max_row for sheet in book.worksheets] == [2, 2, 2]
    assert book.worksheets[0].page_setup.orientation == "landscape"
    paper = paper_of(desk, "/registers/pages", {"which": "withdrawals"}, tmp_path)
    assert "page 1 of 1" in paper and "This page: 1 copy" in paper
    assert desk.get("/registers.xlsx").status_code == desk.get("/registers/copies.csv").status_code == 200


def test_a_teacher_sees_no_register_and_a_wrong_fund_is_said(library: Library, visitor: Visitor) -> None:
    library.copy("B1")
    library.patron("6101")
    teacher = visitor("teacher", "3A")
    for address in ("/registers", "/registers/copies", "/registers/workbook?which=total"):
        assert teacher.get(address).status_code == 403
    wrong = visitor().post("/registers/batch/1", data={"fund": "1999 Nobody"})
    assert wrong.status_code == 404 and "There is no fund 1999 Nobody" in text_of(wrong.text)
    assert visitor().get("/registers/batch/99").status_code == 404
    assert Event.select().where(Event.verb == "batch_changed").count() == 0


def test_the_schools_own_numbers_are_looked_at_and_brought_in(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    title = library.title("Emma")
    for code in ("B1", "B2"):
        library.copy(code, title=title)
    sent = {"list": ("own.csv", "条码号,财产登记号\nB1,2001\nB2,2001\n".encode(), "text/csv")}
    look = text_of(desk.post("/registers/numbers", data={"look": "1"}, files=sent).text)
    assert "Copies with a new number: 1" in look and "Nothing was changed" in look
    assert "Line 3: B2: an earlier line has this accession number" in look
    assert [row.number for row in Accession.select().order_by(Accession.number)] == [1, 2]
    assert "refused: 1" in text_of(desk.post("/registers/numbers", files=sent).text)
    assert [row.number for row in Accession.select().order_by(Accession.number)] == [2, 2001]


def test_a_correction_of_a_batch_is_undone_with_each_copys_own_price(
    library: Library, visitor: Visitor
) -> None:
    desk = visitor()
    title = library.title("Emma", price=1000)
    acquired = Acquired(price=700, kind="bought", source="书店", voucher="V1")
    add_copies(title.id, ACTING, copies=1, acquired=acquired)
    add_copies(title.id, ACTING, copies=1, acquired=acquired)
    Accession.update(paid=300).where(Accession.number == 2).execute()
    before = batch_known(1)
    fields = {"kind": "given", "source": "PTA", "voucher": "V9", "note": "x", "on": "2026-09-01", "paid": "5"}
    corrected = desk.post("/registers/batch/1", data=fields)
    assert (batch_known(1).source, batch_known(1).paid) == ("PTA", 500)
    assert "is as it was" in undo(desk, desk.get(corrected.headers["location"]).text)
    assert batch_known(1) == before
    assert [row.paid for row in Accession.select().order_by(Accession.number)] == [700, 300]
    event = Event.select().where(Event.verb == "batch_changed").get()
    again = desk.post("/registers/batch-undo", data={"event": str(event.id)})
    assert "has been changed since" in text_of(again.text)
