"""A class's questions, and its papers: every code on them is read back from the finished PDF."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pdf_text import pages_of
from playhouse.migrations import Runner
from school import NOW, Library

from db.answers.classes.corner import CornerTime, ManifestLine
from db.answers.shown import Book
from db.classes.reading import not_borrowed
from db.classes.sheet import Pupil, class_sheet
from db.events.record import Acting
from db.lessons.lessons import close_lesson, open_lesson
from db.lessons.page import lesson_page
from db.library.identity import set_name
from db.library.terms import set_term
from db.models import Barcode, SchoolClass, database
from db.store.migrating import MIGRATIONS
from db.store.sql import rows
from kiosk.cli import main
from kiosk.paper.corner import ledger_paper
from kiosk.paper.lesson import printed_page
from kiosk.paper.school_class import sheet_paper
from kiosk.words import speak
from labels.content.blocks import Grid, Heading, Line, Slip
from labels.content.design import LINE, Design
from labels.content.page import pages, write_blocks
from labels.ink.marks import Area, Bars, Text
from labels.ink.typeface import find_typeface

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def class_3a(library: Library) -> int:
    library.patron("10", name="王小明")
    late = library.patron("9", name="Ada Lovelace")
    library.patron("11", name="Gone Away", status="left")
    library.patron("T1", category="teacher")
    library.lend(library.copy("B1", title=library.title("Emma")), late, days_ago=30)
    return int(SchoolClass.get().id)


def test_a_class_sheet_has_the_present_code_of_every_pupil_in_roster_order(class_3a: int) -> None:
    Barcode.update(retired_at=NOW).where(Barcode.code == "9").execute()
    Barcode.create(code="NEW9", patron=2, issued_at=NOW)
    assert [(pupil.position, pupil.name, pupil.code) for pupil in class_sheet(class_3a)] == [
        (1, "Ada Lovelace", "NEW9"),
        (2, "王小明", "10"),
    ]


def test_each_name_stands_beside_its_code_and_no_two_codes_are_close() -> None:
    pupils = [Pupil(n, f"61{n:02}", f"王小{n}", f"2000100000{n:04}", n) for n in range(1, 41)]
    design = Design(find_typeface())
    sheets = list(pages(sheet_paper("3A", "%CLASS-1", pupils, speak("zh_CN")), design))
    assert len(sheets) == 3
    for sheet in sheets:
        codes = []
        for placed in sheet.placed:
            names = [mark for mark in placed.label.marks if isinstance(mark, Text) and "王小" in mark.text]
            for bars in (mark for mark in placed.label.marks if isinstance(mark, Bars)):
                right = bars.x + len(bars.symbol.rows[0]) * bars.dots * design.dot
                codes.append((bars.x, right, placed.y + bars.y, placed.y + bars.y + bars.height))
                assert all(0 < name.x - right < 35 or 0 < bars.x - name.x - name.width < 35 for name in names)
        for one, next_one in pairwise(sorted(codes, key=lambda box: box[2])):
            aside = max(next_one[0] - one[1], one[0] - next_one[1])
            assert aside > 40 or next_one[2] - one[3] > 12


def test_an_older_store_keeps_the_numbers_that_its_class_sheets_have_shown(
    library: Library, class_3a: int
) -> None:
    library.patron("1", name="Cleo Wang", class_name="3B")
    rows("ALTER TABLE patron DROP COLUMN roster_number")
    rows("DELETE FROM schema_migration WHERE name = '0008_roster_numbers'")
    with database.atomic():
        Runner(database.obj, str(MIGRATIONS)).up()
    assert rows("SELECT number, roster_number FROM patron ORDER BY id") == [
        ("10", 2),
        ("9", 1),
        ("11", None),
        ("T1", None),
        ("1", 1),
    ]


def test_who_has_borrowed_nothing_is_asked_within_the_term(class_3a: int) -> None:
    today = NOW.date()
    assert not_borrowed(class_3a, today) is None
    staff = Acting("office", NOW)
    set_term("Autumn", today - timedelta(days=60), today + timedelta(days=60), staff)
    assert [pupil.number for pupil in not_borrowed(class_3a, today) or ()] == ["10"]
    set_term("Autumn", today - timedelta(days=5), today + timedelta(days=60), staff)
    assert [pupil.number for pupil in not_borrowed(class_3a, today) or ()] == ["9", "10"]


def test_the_papers_are_printed_and_their_codes_proved(
    class_3a: int, tmp_path: Path, capsys: Captured
) -> None:
    sheet, slips = tmp_path / "sheet.pdf", tmp_path / "slips.pdf"
    assert main(["--language", "en", "class", "3A", "--sheet", str(sheet), "--slips", str(slips)]) == 0
    (told,) = pages_of(sheet)
    assert "Class sheet of 3A" in told and "王小明" in told and f"%CLASS-{class_3a}" in told
    (told,) = pages_of(slips)
    assert "Ada Lovelace" in told and '"Emma", due' in told and "王小明" not in told
    assert "School library, " in told
    assert main(["--language", "en", "class", "3A"]) == 0
    assert "Emma" in capsys.readouterr().out
    assert main(["--language", "en", "class", "9Z"]) == 1


def test_what_stands_on_a_slip_is_below_the_fold_except_the_name(class_3a: int) -> None:
    slip = Slip("Ada Lovelace  ·  3A", tuple(f"“Book {number}”" for number in range(4)))
    (page,) = pages([slip], replace(Design(find_typeface()), inset=0.0))
    (placed,) = page.placed
    fold = min(mark.y for mark in placed.label.marks if isinstance(mark, Area))
    name, *inside = (mark for mark in placed.label.marks if isinstance(mark, Text))
    assert name.y < fold
    assert all(mark.y - LINE * mark.size > fold - 1 for mark in inside)
    assert placed.label.height >= max(2 * fold, 35)


def test_a_long_table_goes_on_with_its_head_on_the_next_page(tmp_path: Path) -> None:
    rows = tuple((str(number), f"Book {number}", f"3{number:013}") for number in range(60))
    path = tmp_path / "long.pdf"
    blocks = [
        Heading("Manifest"),
        Line("text " * 80),
        Grid(("no", "title", "code"), rows, (1, 3, 4), codes=(2,)),
    ]
    assert write_blocks(path, blocks) == 4
    told = pages_of(path)
    assert all("title" in page for page in told)
    assert "Manifest" in told[0] and "Manifest" not in told[1]
    assert sum(page.count("Book ") for page in told) == 60


def test_what_belongs_together_begins_a_new_page_where_one_page_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.pdf"
    corner = CornerTime(1, 1, "3A", 1, 50, NOW, 4)
    lines = [ManifestLine(number, Book(f"Title {number}"), f"3{number:013}", False) for number in range(4)]
    days = [NOW.date() + timedelta(days=ahead) for ahead in (*range(5), *range(7, 12))]
    write_blocks(path, ledger_paper(corner, lines, days, speak("en")))
    told = pages_of(path)
    assert len(told) == 2
    assert "7 September" in told[0] and "11 September" in told[0] and "14 September" not in told[0]
    assert "14 September" in told[1] and "18 September" in told[1]
    many = [replace(lines[0], copy_id=number, code=f"3{number:013}") for number in range(30)]
    write_blocks(path, ledger_paper(corner, many, days[:5], speak("en")))
    *_, last = pages_of(path)
    assert all(f"{day} September" in last for day in (7, 8, 9, 10, 11))


def test_on_paper_a_pupil_has_the_full_name_which_no_line_parts_from_its_number(
    library: Library, tmp_path: Path
) -> None:
    for number in range(40):
        library.patron(
            f"{6100 + number}", name=f"王小明{'一二三四五六'[number % 6]}", given_name="小明", class_name="6A"
        )
    class_id = SchoolClass.get(SchoolClass.name == "6A").id
    lesson = close_lesson(open_lesson(class_id, Acting("office", NOW), "command"), Acting("office", NOW))
    path = tmp_path / "page.pdf"
    write_blocks(path, printed_page(lesson_page(lesson, NOW), speak("zh_CN")))
    (told,) = pages_of(path)
    lines = [line.strip() for line in told.splitlines()]
    assert all(any(f"{number + 1} 王" in line for line in lines) for number in range(40)), lines


def test_the_page_of_a_lesson_fills_its_sheet_and_can_be_told_from_any_other_when_filed(
    class_3a: int, tmp_path: Path
) -> None:
    lesson = close_lesson(open_lesson(class_3a, Acting("office", NOW), "command"), Acting("office", NOW))
    set_name("Oak Lane Library", Acting("office", NOW))
    blocks = printed_page(lesson_page(lesson, NOW), speak("en"))
    usual, filled = tmp_path / "usual.pdf", tmp_path / "filled.pdf"
    assert write_blocks(usual, blocks) == write_blocks(filled, blocks, fill=True) == 1
    (told,) = pages_of(filled)
    assert "Oak Lane Library" in told and "Lesson of 3A, Monday 7 September 2026, 10:00" in told
    design = replace(Design(find_typeface()), inset=0.0)

    def lowest(larger: float) -> float:
        (page,) = pages(blocks, design, "A4", larger)
        return max(placed.y + placed.label.height for placed in page.placed)

    assert lowest(1.6) > 1.3 * lowest(1.0)
    assert filled.read_bytes() != usual.read_bytes()
    long = [Line("words " * 60)] * 30
    assert write_blocks(usual, long) == write_blocks(filled, long, fill=True)


def test_a_code_without_bars_is_printed_as_text_and_a_heading_stays_with_what_follows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "odd.pdf"
    filling = [Line(f"line {number}") for number in range(58)]
    rows = (("Emma", "图书-1"),)
    count = write_blocks(
        path, [*filling, Heading("Books"), Grid(("title", "code"), rows, (1, 1), codes=(1,))]
    )
    told = pages_of(path)
    assert count == len(told) == 2
    assert "Books" in told[1] and "图书-1" in told[1]
