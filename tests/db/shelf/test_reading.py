"""A shelf read book by book: what is right, and what is to be done about the rest."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

from db.answers.shelves.shelf import Move, Verdict
from db.errors import NotFound
from db.events.record import Acting
from db.models import Barcode, Copy, Loan
from db.shelf.faces import code_of_face, faces, set_bay, set_face
from db.shelf.reading import ReadingShelves, read_shelves

STAFF = Acting("office", NOW, "command")
ISBN = "9780306406157"


def shelved(library: Library, *call_numbers: str, shelf: object = None) -> list[str]:
    """A labelled book for each, its label being its call number; these."""
    for number in call_numbers:
        library.copy(number, title=library.title(f"Book {number}", call_number=number), location=shelf)
    return list(call_numbers)


def copy_of(code: str) -> Copy:
    copy: Copy = Barcode.get(Barcode.code == code).copy
    return copy


def codes(spines: object) -> list[str]:
    return [spine.code for spine in spines]  # type: ignore[attr-defined]


def test_a_shelf_in_order_has_nothing_to_do(library: Library) -> None:
    read = read_shelves(shelved(library, "I2/1", "I2/2", "I2/10", "I3/1"), NOW)
    assert read.is_in_order and (read.right, read.scanned) == (4, 4)


def test_moves_name_what_stands_left_and_right_afterwards(library: Library) -> None:
    shelved(library, "I2/1", "I2/2", "I2/3", "I2/4")
    read = read_shelves(["I2/4", "I2/1", "I2/2", "I2/3"], NOW)
    assert read.moves == (Move("I2/4", "I2/3", ""),)
    assert read.books["I2/4"].title == "Book I2/4"


def test_what_the_record_says_of_a_book_that_stands_there(library: Library) -> None:
    shelf, other = library.shelf("1"), library.shelf("2")
    corner = library.shelf("Corner 3A", kind="corner")
    shelved(library, "I1/1", "I1/2", "I1/3", "I1/4", "I1/5", shelf=shelf)
    shelved(library, "I9/1", shelf=other)
    shelved(library, "I1/6", shelf=corner)
    for number, status in (("I1/2", "lost"), ("I1/3", "withdrawn"), ("I1/4", "repair")):
        Copy.update(status=status).where(Copy.id == copy_of(number).id).execute()
    library.lend(copy_of("I1/5"), library.patron("6101"))
    read = read_shelves(["I1/1", "I1/2", "I1/3", "I1/4", "I1/5", "I9/1", "I1/6", "6101", "XYZ"], NOW)
    assert {verdict.value: codes(found) for verdict, found in read.found.items() if found} == {
        "strangers": ["I9/1", "I1/6"],
        "on_loan": ["I1/5"],
        "lost": ["I1/2"],
        "withdrawn": ["I1/3"],
        "in_repair": ["I1/4"],
        "cards": ["6101"],
        "unknown": ["XYZ"],
    }
    assert read.homes == {"I9/1": "2", "I1/6": "Corner 3A"}
    assert (read.moves, read.shelves) == ((), ("1",)), "a stranger leaves the shelf; it moves nothing"


def test_a_label_read_again_elsewhere_is_at_two_places_and_again_at_once_is_the_scanner(
    library: Library,
) -> None:
    shelved(library, "I1/1", "I1/2")
    assert codes(read_shelves(["I1/1", "I1/1", "I1/2"], NOW).found[Verdict.TWICE]) == []
    assert codes(read_shelves(["I1/1", "I1/2", "I1/1"], NOW).found[Verdict.TWICE]) == ["I1/1"]


def test_an_old_label_is_known_and_the_record_has_another(library: Library) -> None:
    copy = library.copy("OLD", title=library.title("Emma", call_number="I5/1"))
    Barcode.update(retired_at=NOW).execute()
    Barcode.create(code="NEW", copy=copy, issued_at=NOW)
    (spine,) = read_shelves(["OLD"], NOW).found[Verdict.OLD_LABEL]
    assert (spine.code, spine.label) == ("OLD", "NEW")


def test_books_without_labels_are_read_by_their_isbn_each_its_own(library: Library) -> None:
    title = library.title("Emma", call_number="I5/1", isbn=ISBN)
    for _ in range(2):
        library.copy(title=title)
    library.copy("B3", title=title)
    assert read_shelves([ISBN, ISBN, "B3"], NOW).is_in_order
    third = read_shelves([ISBN, ISBN, ISBN, "B3"], NOW)
    assert codes(third.found[Verdict.NO_LABEL]) == [ISBN], "all others have labels: which one is this?"


def test_what_should_stand_between_and_was_not_read_is_missing(library: Library) -> None:
    shelf = library.shelf("1")
    shelved(library, "I1/1", "I1/2", "I1/3", "I1/4", "I1/5", "I1/9", shelf=shelf)
    library.lend(copy_of("I1/3"), library.patron("6101"))
    back = library.lend(copy_of("I1/4"), library.patron("6102"))
    Loan.update(returned_at=NOW - timedelta(hours=3)).where(Loan.id == back.id).execute()
    read = read_shelves(["I1/1", "I1/5"], NOW)
    assert codes(read.missing) == ["I1/2"], "on loan, just back on the cart, or beyond the last: not missing"
    late = read_shelves(["I1/1", "I1/5"], NOW + timedelta(days=2))
    assert codes(late.missing) == ["I1/2", "I1/4"]


def test_a_shelf_label_begins_a_shelf_of_its_own(library: Library) -> None:
    shelved(library, "I1/1", "I1/2", "I1/3", "I5/1", "I5/2", "K1/1")
    for level, start in ((1, "I1"), (2, "I5"), (3, "K1")):
        set_face("3", "b", level, start, STAFF)
    first, second, third = (code_of_face(face.face_id) for face in faces())
    read = read_shelves([second, "I5/1", "K1/1", first, "I1/2", "I1/1"], NOW)
    assert [(move.code, move.after, move.before) for move in read.moves] == [("I1/2", "I1/1", "")]
    assert codes(read.missing) == ["I5/2", "I1/3"]
    home = read.homes["K1/1"]
    assert not isinstance(home, str) and (home.bay, home.side, home.level) == ("3", "B", 3)
    with pytest.raises(NotFound, match="Print new shelf labels"):
        read_shelves([code_of_face(9999)], NOW)
    set_bay("3", STAFF, location="")
    assert read_shelves([third, "K1/1"], NOW).is_in_order


def test_a_shelf_that_there_is_not_is_said(library: Library) -> None:
    library.shelf("1")
    with pytest.raises(NotFound, match="There is no shelf 7"):
        read_shelves([], NOW, shelf="7")


@pytest.mark.store_in("file")
def test_scan_by_scan_or_at_once_it_is_the_same(library: Library) -> None:
    numbers = shelved(library, *(f"I{n}/1" for n in range(1, 9)))

    @given(st.lists(st.sampled_from([*numbers, "XYZ"]), max_size=12))
    def same(scans: list[str]) -> None:
        reading = ReadingShelves(NOW)
        out_of_order = [reading.hear(code) for code in scans]
        read = reading.result()
        assert read == read_shelves(scans, NOW)
        moves = [heard for heard in out_of_order if heard and heard.verdict is Verdict.MOVE]
        assert len(moves) == len(read.moves)

    same()
