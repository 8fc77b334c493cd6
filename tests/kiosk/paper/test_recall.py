"""The recall: one PDF with every class's list on pages of its own, then the slips, which say what is late."""

from pathlib import Path

from pdf_text import pages_of
from school import NOW, Library

from db.reports.loans import open_loans
from kiosk.paper.recall import class_lists, recall_paper
from kiosk.words import speak
from labels.content.blocks import Block, Heading, Slip, Together
from labels.content.page import write_blocks

TODAY = NOW.date()
LEAD = "Please bring these books back to the library:"


def two_classes(library: Library) -> None:
    """Ada of 3A has a late book and one more; Ben of 3B has one."""
    ada, ben = library.patron("6101", name="Ada Li"), library.patron("6201", name="Ben Wu", class_name="3B")
    for code, title, who, days in (("B1", "Emma", ada, 32), ("B2", "Momo", ada, 2), ("B3", "Holes", ben, 2)):
        library.lend(library.copy(code, title=library.title(title)), who, days_ago=days)


def test_each_class_begins_a_page_and_so_do_the_slips(library: Library, tmp_path: Path) -> None:
    two_classes(library)
    loans, words, path = open_loans(TODAY), speak("en"), tmp_path / "recall.pdf"
    assert write_blocks(path, recall_paper(loans, "", TODAY, words, words)) == 3
    first, second, slips = pages_of(path)
    assert "Books that 3A still has" in first and "3B" not in first
    assert "Books that 3B still has" in second and "3A" not in second
    assert "still has" not in slips and "Ada Li" in slips and "Ben Wu" in slips
    assert write_blocks(path, class_lists(loans, TODAY, words)) == 2


def test_a_slip_of_the_recall_says_which_book_is_late(library: Library, tmp_path: Path) -> None:
    two_classes(library)
    path = tmp_path / "recall.pdf"
    loans, words = open_loans(TODAY, class_name="3A"), speak("en")
    write_blocks(path, recall_paper(loans, "", TODAY, words, words))
    told = pages_of(path)[-1].splitlines()
    (emma,) = (line for line in told if "Emma" in line)
    (momo,) = (line for line in told if "Momo" in line)
    assert "days late" in emma and "due on" in momo and "late" not in momo


def test_a_slip_is_in_the_language_of_its_reader_else_in_that_of_the_library(library: Library) -> None:
    two_classes(library)
    library.lend(library.copy("B4"), library.patron("6202", class_name="3B", language="en"), days_ago=32)
    *lists, slips = recall_paper(open_loans(TODAY), "", TODAY, speak("en"), speak("zh_CN"))
    assert [told(block)[0] for block in lists] == ["Books that 3A still has", "Books that 3B still has"]
    ada, ben, own = (told(slip) for slip in slips.blocks) if isinstance(slips, Together) else ()
    assert ada[1] == ben[1] == speak("zh_CN")(LEAD) != LEAD
    assert own[1] == LEAD and "days late" in own[2] and own[-1].startswith("School library, ")


def told(block: Block) -> tuple[str, ...]:
    """The lines of a block, a heading or the name of a slip first."""
    match block:
        case Together(blocks):
            return tuple(line for inner in blocks for line in told(inner))
        case Slip(name, lines):
            return (name, *lines)
        case Heading(text):
            return (text,)
    return ()
