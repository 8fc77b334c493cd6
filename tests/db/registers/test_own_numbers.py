"""The numbers that a school's own register has given already, brought in; none is ever given twice."""

from pathlib import Path

import pytest
from school import NOW, Library

from db.cataloguing.copies import add_copies, delete_copy
from db.errors import BadList
from db.events.record import Acting
from db.lists.books import import_books
from db.lists.numbers import NumbersRead, bring_numbers
from db.models import Copy
from db.registers.entries import entries
from db.safety.row_checking import LOOKS
from db.store.sql import rows

STAFF = Acting("office", NOW, "command")


def numbers() -> dict[str, int]:
    """The number of each label."""
    return {entry.code: entry.number for entry in entries() if entry.copy_id}


def listed(folder: Path, *lines: str, header: str = "条码号,财产登记号") -> Path:
    file = folder / "numbers.csv"
    file.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return file


def brought(folder: Path, *lines: str, dry_run: bool = False) -> NumbersRead:
    return bring_numbers(listed(folder, *lines), STAFF, dry_run=dry_run)


def healthy() -> None:
    assert [found for look in LOOKS for found in look(rows)] == []


def test_numbers_are_brought_in_change_places_and_go_on_after_the_highest(
    library: Library, tmp_path: Path
) -> None:
    title = library.title("Emma")
    for code in ("B1", "B2", "B3"):
        library.copy(code, title=title)
    assert numbers() == {"B1": 1, "B2": 2, "B3": 3}
    read = brought(tmp_path, "B1,2", "B2,1", "B3,0030", dry_run=True)
    assert (read.given.given, read.refused) == (3, ()) and numbers() == {"B1": 1, "B2": 2, "B3": 3}
    read = brought(tmp_path, "B1,2", "B2,1", "B3,0030")
    assert (read.given.given, numbers()) == (3, {"B1": 2, "B2": 1, "B3": 30})
    again = brought(tmp_path, "B1,2", "B2,1", "B3,30")
    assert (again.given.given, again.given.same) == (0, 3)
    healthy()
    added = add_copies(title.id, STAFF).copies[0]
    assert entries()[-1].number == 31 and entries()[-1].copy_id == added
    brought(tmp_path, "B3,5")
    delete_copy(added, STAFF)
    add_copies(title.id, STAFF)
    assert entries()[-1].number == 32, "30 and 31 were given once"
    healthy()


def test_a_number_that_falls_is_not_given_again(library: Library, tmp_path: Path) -> None:
    library.copy("B1", title=(title := library.title("Emma")))
    library.copy("B2", title=title)
    brought(tmp_path, "B2,500")
    brought(tmp_path, "B2,7")
    add_copies(title.id, STAFF)
    assert [entry.number for entry in entries()] == [1, 7, 501]
    healthy()


def test_what_cannot_be_is_refused_by_its_line_and_the_rest_is_taken(
    library: Library, tmp_path: Path
) -> None:
    title = library.title("Emma")
    for code in ("B1", "B2", "B3", "B4", "B5", "B6"):
        library.copy(code, title=title)
    struck = library.copy("B7", title=title)
    library.patron("6101")
    rows("DELETE FROM barcode WHERE copy_id = ?", struck.id)
    delete_copy(struck.id, STAFF)
    read = brought(
        tmp_path,
        *("B1,1001", "B2,1001", "B3,7", "B4,6", "6101,9", "NOBODY,10", "B5,A12", "B1,1002", "B5,1005"),
    )
    assert [(one.line, one.code) for one in read.refused] == [
        *((3, "B2"), (4, "B3"), (5, "B4"), (6, "6101"), (7, "NOBODY"), (8, "B5"), (9, "B1"))
    ]
    assert numbers() == {"B1": 1001, "B2": 2, "B3": 3, "B4": 4, "B5": 1005, "B6": 6}
    healthy()
    with pytest.raises(BadList):
        bring_numbers(listed(tmp_path, "B1,1", header="a,b"), STAFF)


def test_a_number_of_thousands_of_digits_is_refused_and_leading_noughts_are_none(
    library: Library, tmp_path: Path
) -> None:
    for code in ("B1", "B2", "B3"):
        library.copy(code)
    read = brought(tmp_path, f"B1,{'9' * 5000}", "B2,000000001002", "B3,0000")
    assert [one.code for one in read.refused] == ["B1", "B3"]
    assert numbers()["B2"] == 1002


def test_who_is_refused_keeps_a_number_that_nobody_else_gets(library: Library, tmp_path: Path) -> None:
    title = library.title("Emma")
    for code in ("B1", "B2", "B3"):
        library.copy(code, title=title)
    read = brought(tmp_path, "B1,2", "B2,3")
    assert [one.code for one in read.refused] == ["B1", "B2"] and read.given.given == 0
    assert numbers() == {"B1": 1, "B2": 2, "B3": 3}


def test_a_column_of_a_list_of_books_becomes_the_copies_numbers(library: Library, tmp_path: Path) -> None:
    library.copy("B0", title=library.title("Old"))
    lines = ("Emma,B1,1,1003", "Emma,B2,1,1001", "Momo,,1,1", "Nim,B4,1,", "Old,B0,1,1004", "Zoe,B5,1,X")
    file = listed(tmp_path, *lines, header="题名,条码号,复本,财产登记号")
    for times in (1, 2):
        imported = import_books(file, acting=STAFF)
        assert imported.numbers_given == (4 if times == 1 else 0)
        assert [(one.line, one.field, one.value) for one in imported.rejected] == [(7, "accession", "X")]
        own = {entry.title: entry.number for entry in entries() if not entry.code}
        assert own == {"Momo": 1}, "which was the old one's until this list said otherwise"
        of_label = numbers()
        assert [of_label[code] for code in ("B0", "B1", "B2")] == [1004, 1003, 1001]
        assert sorted((of_label["B4"], of_label["B5"])) == [1005, 1006], "the highest goes on"
    assert Copy.select().count() == len(entries())
    healthy()
