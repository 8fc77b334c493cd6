"""The report at the desk: numbers lead to lists, own words, the signature, documents to take away."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from html import unescape

import docx
import pytest
from desk_pages import said, text_of, then_undo
from openpyxl import load_workbook
from school import NOW, Library
from starlette.testclient import TestClient

from db.events.record import Acting
from db.library.terms import set_term
from db.models import Event

Visitor = Callable[..., TestClient]
pytestmark = pytest.mark.store_in("file")
TERM = {"of": "term:2026 <i>"}


@pytest.fixture
def term(library: Library) -> Library:
    """A week of a term in which four books were lent, to four classes."""
    first, last = NOW.date().replace(day=1), NOW.date().replace(month=12)
    set_term("2026 <i>", first, last, Acting("office", NOW, "command"))
    for number in range(4):
        pupil = library.patron(f"610{number}", name=f"Wang Secret {number}", class_name=f"{number + 1}A")
        library.lend(library.copy(f"B{number}", title=library.title(f"Book <b> {number}")), pupil)
    return library


def test_every_number_leads_to_its_list(term: Library, visitor: Visitor) -> None:
    desk = visitor()
    assert '<a href="/report">' in desk.get("/answers").text
    page = desk.get("/report").text
    assert "2026 &lt;i&gt;" in page and "Draft" in page
    assert '<a href="/answers" aria-current="page">' in page
    links = {unescape(one) for one in re.findall(r'class="bound" href="([^"]+)"', page)}
    assert len(links) > 15
    for address in links:
        answer = desk.get(address)
        assert answer.status_code == 200 and "Wang Secret" not in answer.text, address
    of_loans = next(one for one in links if one.endswith("figure=loans"))
    assert "Book <b> 3" in text_of(desk.get(of_loans).text)
    ratio = desk.get(next(one for one in links if one.endswith("figure=loans_per_pupil"))).text
    assert "÷" in ratio and "figure=pupils" in ratio, "a ratio leads to what it is made of"
    workbook = desk.get(of_loans.replace("/list?", "/list.xlsx?")).content
    sheet = load_workbook(io.BytesIO(workbook)).worksheets[0]
    assert sorted(row[0] for row in list(sheet.values)[1:]) == [f"Book <b> {n}" for n in range(4)]
    assert desk.get(of_loans.replace("/list?", "/list.csv?")).content.startswith(b"\xef\xbb\xbf")
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label=' in page
    for wrong in ("/report?of=term:x", "/report?of=day:1", "/report?of=year:abcd", "/report/list?figure=x"):
        assert desk.get(wrong).status_code in (400, 404), wrong
    assert "September 2026" in desk.get("/report?of=month:2026-09").text
    assert desk.get("/report?of=year:2026&profile=shandong").status_code == 200
    teacher = visitor("teacher", "3A")
    assert teacher.get("/report").status_code == 403 and "/report" not in teacher.get("/answers").text


def test_the_schools_own_words_stand_with_their_figures(term: Library, visitor: Visitor) -> None:
    desk = visitor()
    own = {**TERM, "paragraph": "opening_more", "how": "own", "words": "We <lent> {loans} books."}
    assert "The paragraph is saved." in said(desk, "/report/words", **own)
    assert "We <lent> 4 books." in text_of(desk.get("/report").text)
    assert "is saved" in then_undo(desk, "/report/words", **{**own, "how": "out"})
    assert "We <lent> 4 books." in text_of(desk.get("/report").text), "undo brings the same words back"
    assert "is saved" in said(desk, "/report/words", **{**own, "how": "ours"})
    assert "We <lent>" not in desk.get("/report").text
    for wrong in ({"paragraph": "nothing"}, {"words": "{loanz}"}, {"words": "x" * 2001}):
        assert desk.post("/report/words", data={**own, **wrong}).status_code == 400, wrong
    outside = {"Origin": "http://elsewhere", "Sec-Fetch-Site": "cross-site"}
    assert desk.post("/report/words", data=own, headers=outside).status_code == 403


def test_signed_it_stays_as_it_is(term: Library, visitor: Visitor) -> None:
    head = visitor("head")
    assert "is signed" in said(head, "/report/sign", **TERM, by="Li")
    term.lend(term.copy("B9"), term.patron("6109"))
    page = head.get("/report").text
    assert "Signed by Li on 2026-09-07" in text_of(page) and "figure=loans" in page
    assert (
        head.post("/report/words", data={**TERM, "paragraph": "opening_more", "words": "x"}).status_code
        == 400
    )
    signed = docx.Document(io.BytesIO(head.post("/report/docx", data=TERM).content))
    text = "\n".join(one.text for one in signed.paragraphs)
    assert "4" in text and text.rstrip().count("Li\n7 September 2026") == 1
    librarian = visitor()
    assert "Only the head can undo the signature." in librarian.get("/report").text
    assert librarian.post("/report/unsign", data=TERM).status_code == 403
    assert "a draft again" in said(head, "/report/unsign", **TERM)
    assert "Draft" in head.get("/report").text
    verbs = [event.verb for event in Event.select().order_by(Event.id) if event.verb.startswith("report_")]
    assert verbs == ["report_signed", "report_unsigned"]


def test_it_is_taken_away_for_word_excel_and_an_inspection(term: Library, visitor: Visitor) -> None:
    desk = visitor()
    book = load_workbook(io.BytesIO(desk.get("/report/xlsx", params=TERM).content))
    assert book.sheetnames[0] == "Figures" and "Loans by class" in book.sheetnames
    ours = desk.get("/report/template").content
    school = docx.Document(io.BytesIO(ours))
    school.paragraphs[0].insert_paragraph_before("Our letterhead, {{ library }}")
    changed = io.BytesIO()
    school.save(changed)
    sent = {"template": ("own.docx", changed.getvalue(), "application/octet-stream")}
    made = docx.Document(io.BytesIO(desk.post("/report/docx", data=TERM, files=sent).content))
    assert made.paragraphs[0].text.startswith("Our letterhead, ")
    wrong = desk.post("/report/docx", data=TERM, files={"template": ("own.docx", b"x", "text/plain")})
    assert wrong.status_code == 400 and "not a Word document" in wrong.text
    job = desk.post("/report/folder", data=TERM).headers["location"]
    until = time.monotonic() + 60
    while "data-job" in (page := desk.get(job).text):
        assert time.monotonic() < until
        time.sleep(0.05)
    at = re.search(r'href="(/report/folder/[^"]+)"', page)
    assert at, text_of(page)
    given = desk.get(at[1])
    assert given.headers["content-disposition"] == 'attachment; filename="inspection-2026-09-07.zip"'
    with zipfile.ZipFile(io.BytesIO(given.content)) as packed:
        names = packed.namelist()
    assert names[0] == "00 Contents.pdf" and len({name[:2] for name in names}) == 25
    assert desk.get("/report/folder/nothing-like-it").status_code == 404
    assert visitor("teacher", "3A").post("/report/folder", data=TERM).status_code == 403
