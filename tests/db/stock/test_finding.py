"""What is found and in which order is the same in a file and on a server, whatever the server's language."""

import pytest
from school import NOW, Library

from db.models import Patron, SchoolClass
from db.readers.classes import class_names
from db.readers.finding import find_readers
from db.reports.loans import open_loans
from db.stock.choosing import Wanted, copies
from db.stock.finding import find_books


@pytest.fixture
def books(library: Library) -> Library:
    library.copy("LIB-7A", title=library.title("Émile und die Detektive", call_number="I516.84/Ab"))
    library.copy("B2", title=library.title("emma_!%", isbn="9780141439587", call_number="I561.44/X"))
    return library


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("émile UND", ["Émile und die Detektive"]),
        ("e\u0301mile detektive", ["Émile und die Detektive"]),
        ("emile", ["Émile und die Detektive"]),
        ("978-0-14-143958-7", ["emma_!%"]),
        ("0141439580", ["emma_!%"]),
        ("978 0 14 143958 7", ["emma_!%"]),
        ("Émile UND", ["Émile und die Detektive"]),
        ("EMMA_!%", ["emma_!%"]),
        ("_m", []),
        ("i516.84/aB", ["Émile und die Detektive"]),
        ("lib-7a", ["Émile und die Detektive"]),
        ("978014143", ["emma_!%"]),
        ("I5", ["Émile und die Detektive", "emma_!%"]),
    ],
)
def test_a_book_is_found_by_any_part_of_it(books: Library, text: str, found: list[str]) -> None:
    assert [row.title for row in find_books(text)] == found
    if text[0] in "éÉEe":
        assert [copy.title for copy in copies(Wanted(title=text))] == found


def test_names_are_in_order_of_their_characters_and_who_has_no_class_comes_first(
    library: Library,
) -> None:
    for number, class_name in (("a1", "六甲"), ("B1", "3a"), ("b2", "3A"), ("-7", "3A"), ("A1", "六甲")):
        library.patron(number, class_name=class_name)
    teacher = library.patron("T1", category="teacher", class_name="3A")
    teacher.school_class = None
    teacher.save()
    assert class_names() == ["3A", "3a", "六甲"]
    order = ["T1", "-7", "b2", "B1", "A1", "a1"]
    assert [reader.number for reader in find_readers("")] == order
    for number in sorted(order):
        library.lend(library.copy(f"OF{number}"), Patron.get(Patron.number == number))
    SchoolClass.update(name="3 A").where(SchoolClass.name == "3A").execute()
    assert [loan.number for loan in open_loans(NOW.date())] == order
