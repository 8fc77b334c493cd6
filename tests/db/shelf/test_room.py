"""The room: bays, boards that keep only where they begin, and the way to a book."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

from db.answers.shelves.copy_state import State
from db.answers.shelves.shelf import Face
from db.callnumber.scheme import CLC
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Copy, Event, Loan
from db.shelf.faces import Room, bays, code_of_face, faces, remove_bay, remove_face, set_bay, set_face
from db.shelf.finding import titles_meant, where_are
from db.shelf.returns import put_back, to_shelve
from db.shelf.settling import take_back
from db.stock.filing import filing_key

STAFF = Acting("office", NOW, "command")


def board(bay: str, side: str, level: int, start: str) -> None:
    set_face(bay, side, level, start, STAFF)


def face_for(call_number: str, place: str = "") -> tuple[str, str, int] | None:
    face = Room().face_for(filing_key(call_number, CLC), place)
    return face and (face.bay, face.side, face.level)


def test_a_book_stands_on_the_last_board_that_begins_before_it(library: Library) -> None:
    for place in (("3", "A", 1, "I2"), ("3", "A", 2, "I287"), ("3", "B", 1, "K1"), ("10", "A", 1, "T")):
        board(*place)
    assert face_for("I287.45/12") == ("3", "A", 2)
    assert face_for("I287") == ("3", "A", 2)
    assert face_for("J1/1") == ("3", "A", 2), "up to the next start"
    assert face_for("Z9/1") == ("10", "A", 1)
    assert face_for("A1/1") == ("3", "A", 1), "before the first start: at its beginning"
    assert face_for("") is None and face_for("第三本") is None, "nobody knows its class"


def test_bays_of_a_shelf_of_the_lists_hold_its_books_alone(library: Library) -> None:
    library.shelf("绘本")
    board("1", "", 1, "A")
    board("9", "", 1, "A")
    board("9", "", 2, "I3")
    set_bay("9", STAFF, location="绘本")
    assert face_for("I9/1", "绘本") == ("9", "", 2)
    assert face_for("I9/1") == ("1", "", 1) and face_for("I9/1", "2") == ("1", "", 1)
    with pytest.raises(NotFound, match="There is no shelf 画"):
        set_bay("9", STAFF, location="画")


def test_a_start_is_changed_and_a_bay_goes_with_its_boards(library: Library) -> None:
    board("3", "a", 1, "I2")
    board("3", "A", 1, "J1")
    assert [(face.side, face.start) for face in faces()] == [("A", "J1")]
    assert remove_bay("3", STAFF) == 1 and faces() == [] and bays() == []
    with pytest.raises(NotFound, match="There is no bay 3"):
        remove_bay("3", STAFF)
    assert {event.verb for event in Event.select()} == {"shelves"}


def test_a_board_that_was_a_mistake_goes_alone_and_comes_back_with_its_label(library: Library) -> None:
    for level, start in ((1, "I2"), (2, "J1"), (3, "K1")):
        board("3", "A", level, start)
    labels = {face.level: code_of_face(face.face_id) for face in faces()}
    gone = remove_face(" 3", "a", 2, STAFF)
    assert [face.level for face in faces()] == [1, 3] and face_for("J2/1") == ("3", "A", 1)
    for bay, level, told in (("3", 2, "side A, level 2"), ("7", 1, "There is no bay 7")):
        with pytest.raises(NotFound, match=told):
            remove_face(bay, "A", level, STAFF)
    assert take_back([gone], STAFF) and face_for("J2/1") == ("3", "A", 2)
    assert {face.level: code_of_face(face.face_id) for face in faces()} == labels
    assert not take_back([gone], STAFF), "it was undone before"
    gone = remove_face("3", "A", 2, STAFF)
    board("3", "A", 2, "J5")
    assert not take_back([gone], STAFF) and face_for("J5/1") == ("3", "A", 2), "another is there by now"
    remove_bay("3", STAFF)
    assert not take_back([gone], STAFF), "its bay is gone"


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (("3", "A", 0, "I2"), "from 1 to 99"),
        (("3", "A", 1, "第三"), "not a call number"),
        (("3", "A", 1, " "), "not a call number"),
        (("x" * 33, "A", 1, "I2"), "at most 32"),
        (("", "A", 1, "I2"), "at most 32"),
        (("3", "ABCDEFGHI", 1, "I2"), "at most 8"),
    ],
)
def test_a_board_that_cannot_be_is_refused(
    library: Library, place: tuple[str, str, int, str], told: str
) -> None:
    with pytest.raises(BadValue, match=told):
        board(*place)
    assert bays() == []


def test_two_bays_do_not_stand_on_one_square(library: Library) -> None:
    set_bay("3", STAFF, square=(2, 1))
    with pytest.raises(BadValue, match="Bay 3 is at column 2, row 1"):
        set_bay("4", STAFF, square=(2, 1))
    assert [bay.name for bay in bays()] == ["3"]
    set_bay("3", STAFF, square=(2, 1))


@pytest.mark.store_in("file")
def test_every_book_stands_on_exactly_one_board(library: Library) -> None:
    starts = ["A", "B8", "G4", "I2", "I287", "I287.45/12", "K1", "TP3", "Z1"]
    for level, start in enumerate(starts, 1):
        board("1", "", level, start)
    room = Room()

    @given(st.sampled_from("ABGIKTZ"), st.integers(0, 999), st.integers(1, 99))
    def one(letter: str, number: int, book: int) -> None:
        key = filing_key(f"{letter}{number}/{book}", CLC)
        holding = [face for face in room.faces if face.holds(key)]
        assert holding == [room.face_for(key, "")]

    one()


def test_the_way_to_a_book_names_board_and_neighbours(library: Library) -> None:
    board("3", "B", 4, "I2")
    for name, number in (("Ant", "I2/1"), ("Bee", "I2/2"), ("Cat", "I2/3"), ("Dog", "I2/4")):
        library.copy(f"L-{name.upper()}", title=library.title(name, call_number=number))
    library.lend(Copy.get_by_id(4), library.patron("6101"))
    (way,) = where_are(titles_meant("L-BEE"), NOW)
    assert (way.after, way.before, way.back_on) == ("Ant", "Cat", None)
    assert isinstance(way.copies[0].place, Face) and way.copies[0].place.level == 4
    assert where_are(titles_meant("cat"), NOW)[0].before == "", "what is on loan is no neighbour"
    assert where_are(titles_meant("nothing like it"), NOW) == []


def test_a_book_that_is_out_says_when_it_should_be_back_and_never_who_has_it(library: Library) -> None:
    title = library.title("Emma", call_number="I5/1", isbn="9780306406157")
    library.lend(library.copy(title=title), library.patron("6101", name="Ada Lovelace"))
    (way,) = where_are(titles_meant("9780306406157"), NOW)
    assert way.back_on == Loan.get().due_on and "Ada" not in repr(way) and "6101" not in repr(way)
    assert [one.state.state for one in way.copies] == [State.ON_LOAN]


def returned(library: Library, code: str, call_number: str, hours: float) -> Copy:
    copy = library.copy(code, title=library.title(f"Book {code}", call_number=call_number))
    loan = library.lend(copy, library.patron(f"6{code}"))
    Loan.update(returned_at=NOW - timedelta(hours=hours)).where(Loan.id == loan.id).execute()
    return copy


def test_returns_are_shelved_in_shelf_order_and_fall_off_when_confirmed_or_after_a_day(
    library: Library,
) -> None:
    returned(library, "1", "K1/1", 1)
    returned(library, "2", "I1/1", 2)
    returned(library, "3", "I5/1", 30)
    again = returned(library, "4", "I6/1", 3)
    library.lend(again, library.patron("9999"))
    assert [book.code for book in to_shelve(NOW)] == ["2", "1"]
    (way,) = where_are(titles_meant("1"), NOW)
    assert way.copies[0].state.state is State.TO_SHELVE
    put = put_back("1", None, STAFF)
    assert put and put.event_id and [book.code for book in to_shelve(NOW)] == ["2"]
    assert where_are(titles_meant("1"), NOW)[0].copies[0].state.state is State.ON_SHELF
    assert take_back((put.event_id,), STAFF)
    assert put_back("nobody", None, STAFF) is None


def test_a_book_put_on_a_wrong_board_is_not_confirmed(library: Library) -> None:
    board("3", "A", 1, "I1")
    board("3", "A", 2, "K1")
    returned(library, "1", "K1/1", 1)
    upper, lower = faces()
    wrong = put_back("1", upper, STAFF)
    assert wrong and wrong.event_id is None and wrong.belongs == lower
    right = put_back("1", lower, STAFF)
    assert right and right.event_id and to_shelve(NOW) == []
