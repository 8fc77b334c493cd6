"""A box of books by their ISBNs."""

import io
from datetime import date

import pytest
from school import NOW, Library

from db.cataloguing.intake import Batch, take_in, unnamed_titles
from db.cataloguing.page import book_page
from db.cataloguing.titles import edit_title
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Copy, Title
from db.registers.entering import Acquired
from kiosk.cli import main

STAFF = Acting("office", NOW, "staff")
KNOWN, NEW = "9780141439587", "9787020002207"


@pytest.fixture
def box(library: Library) -> Library:
    library.shelf("3")
    library.copy("B1", title=library.title("Emma", isbn=KNOWN))
    return library


def test_a_known_book_gets_a_copy_and_a_new_one_waits_for_its_name(box: Library) -> None:
    batch = Batch("3", acquired=Acquired(date(2026, 9, 1), 100, "Gift", "V-1"))
    taken = take_in("0-14-143958-0", STAFF, batch)
    assert (taken.isbn, taken.title, taken.is_new, taken.copies) == (KNOWN, "Emma", False, 2)
    new = take_in(NEW, STAFF, batch)
    assert (new.title, new.is_new, new.copies) == (NEW, True, 1)
    again = take_in(NEW, STAFF, batch)
    assert (again.is_new, again.copies, again.title_id) == (False, 2, new.title_id)
    assert [(one.isbn, one.copies) for one in unnamed_titles()] == [(NEW, 2)]
    for copy in book_page(new.title_id).copies:
        assert (copy.place, copy.acquired) == ("3", batch.acquired)
    edit_title(new.title_id, {"title": "长征"}, STAFF)
    assert unnamed_titles() == []


@pytest.mark.parametrize("code", ["9787020002208", "B1", "nonsense", "", "title:99", "TITLE:"])
def test_what_is_no_isbn_is_said_and_adds_nothing(box: Library, code: str) -> None:
    with pytest.raises((BadValue, NotFound)):
        take_in(code, STAFF)
    with pytest.raises(NotFound):
        take_in(NEW, STAFF, Batch("nowhere"))
    assert (Title.select().count(), Copy.select().count()) == (1, 1)


def test_a_box_at_the_command_line_goes_on_after_a_bad_line(
    box: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KNOWN}\n\n97870200022\n{NEW}\n"))
    assert main(["--language", "en", "books", "intake", "--place", "3", "--paid", "9.90"]) == 1
    told = capsys.readouterr()
    assert "97870200022 is not an ISBN" in told.err
    assert "Books added: 2, of them new titles: 1." in told.out and "wait for a name: 1" in told.out
