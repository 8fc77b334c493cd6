"""Papers of the stock that are handed in or hung up: each copy on a page of its own, and large enough."""

from datetime import date
from pathlib import Path

import docx
from school import NOW, Library

from db.answers.table import Table
from db.events.record import Acting
from db.periodicals.subscribing import Wanted, subscribe, subscriptions
from db.reading.figures import list_figures
from db.title_lists.kept import find_list
from db.title_lists.lines import Line
from db.title_lists.making import Plan, make_list
from kiosk.paper.reading import poster_paper
from kiosk.paper.stock.periodicals import order_paper
from kiosk.paper.word.signed import SignedPaper, write_signed
from kiosk.words import speak
from labels.content.blocks import Grid
from labels.content.design import Design
from labels.content.page import pages
from labels.ink.typeface import find_typeface

STAFF = Acting("office", NOW, "command")


def test_each_copy_of_the_order_begins_on_a_page_of_its_own(library: Library) -> None:
    for title, payer in (("儿童时代", "school"), ("小学生报", "private")):
        subscribe(Wanted(title, 2026, price=1200, payer=payer), STAFF)
    blocks = order_paper(subscriptions(date(2026, 9, 7), 2026), 2026, "", speak("en"))
    assert len(blocks) == 6
    assert len(list(pages(blocks, Design(find_typeface(()), inset=0.0), landscape=True))) == 3


def test_a_poster_of_few_titles_is_read_from_a_distance_and_fits_on_one_page(library: Library) -> None:
    for name in ("童年", "西游记"):
        library.copy(title=library.title(name, author="高尔基"))
    make_list(Plan("Month"), [Line(1, "童年"), Line(2, "西游记")], STAFF)
    blocks = poster_paper(list_figures(find_list("Month")), "", speak("en"))
    (grid,) = (one for one in blocks if isinstance(one, Grid))
    assert grid.size > 6 and [row[1] for row in grid.rows] == ["高尔基"] * 2
    assert len(list(pages(blocks, Design(find_typeface(()), inset=0.0)))) == 1


def test_a_column_of_a_word_document_holds_its_code_on_one_line(tmp_path: Path) -> None:
    row = (1, "9787538543766", "一本很长很长很长很长很长很长很长很长很长很长的书", "作者", "原因" * 30)
    listed = Table(("no.", "code", "title", "author", "why"), (row,) * 3)
    write_signed(tmp_path / "list.docx", [SignedPaper("List", (), (("books", listed),))], speak("en"))
    (table,) = docx.Document(str(tmp_path / "list.docx")).tables
    number, code, title, _author, why = (column.width.mm for column in table.columns)
    assert number < 15 and code > 13 * 8 * 0.353 * 0.5 and title > code and why > code
    assert sum(column.width.mm for column in table.columns) < 267.1
