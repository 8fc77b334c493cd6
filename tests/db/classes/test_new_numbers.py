"""Numbers that tell grade, class and seat: they move on with the year, and nothing else does."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

from db.circulation.lookup import FoundPatron, find_barcode
from db.classes.new_numbers import numbers_of_list
from db.classes.renaming import merge_classes, rename_class
from db.classes.school_year import begin_year
from db.classes.year_undo import undo_year
from db.errors import BadList, BadValue
from db.events.record import Acting
from db.lessons.timetable import add_period
from db.lists.people.readers import import_readers
from db.models import Barcode, Hold, Patron, SchoolClass, TimetablePeriod
from db.readers.numbering import renumber, take_back
from db.readers.roster_numbers import number_rosters
from db.store.opening import connected, open_store
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff")


def names() -> dict[str, str]:
    return {patron.number: patron.name for patron in Patron.select()}


def card(code: str) -> str:
    found = find_barcode(code)
    assert isinstance(found, FoundPatron)
    return str(Patron.get_by_id(found.patron_id).name) + (" (retired)" if found.retired else "")


def everything() -> list[object]:
    tables = ("patron", "school_class", "hold")
    cards = rows("SELECT code, patron_id, issued_at, retired_at FROM barcode ORDER BY code")
    return [*(rows(f"SELECT * FROM {table} ORDER BY id") for table in tables), cards]


@pytest.fixture
def school(library: Library, tmp_path: Path) -> Library:
    """Two grades and a leaver's loan and wait; numbers tell grade and seat, cards bear the numbers."""
    library.patron("1001", name="Ann", class_name="一年级")
    library.patron("1002", name="Bo", class_name="一年级")
    cy = library.patron("2001", name="Cy", class_name="二年级")
    library.patron("2002", name="Di", class_name="二年级")
    library.lend(library.copy("B1", title=library.title("Emil")), cy)
    library.lend(library.copy("B2", title=library.title("Matilda")), Patron.get(Patron.name == "Ann"))
    Hold.create(title=library.title("Momo"), patron=cy, placed_at=NOW)
    number_rosters()
    (tmp_path / "first.csv").write_text(
        "number,name,class\n1001,Ed,一年级\n1002,Flo,一年级\n", encoding="utf-8"
    )
    return library


def test_first_graders_come_in_whose_numbers_were_taken_and_no_loan_changes_hands(
    school: Library, tmp_path: Path
) -> None:
    before = everything()
    with pytest.raises(BadValue, match="--move-numbers"):
        begin_year(STAFF, new_pupils=tmp_path / "first.csv")
    assert everything() == before
    told = begin_year(STAFF, new_pupils=tmp_path / "first.csv", move_numbers=True)
    assert names() == {
        "1001": "Ed", "1002": "Flo", "2001": "Ann", "2002": "Bo", "2001-2026": "Cy", "2002-2026": "Di",
    }  # fmt: skip
    assert school.open_loans() == [("2001", "Matilda"), ("2001-2026", "Emil")]
    assert [card(code) for code in ("1001", "1002", "2001", "2002")] == ["Ed", "Flo", "Ann", "Bo"]
    assert set(told.renumbered) == {
        ("1001", "2001"), ("1002", "2002"), ("2001", "2001-2026"), ("2002", "2002-2026"),
    }  # fmt: skip
    assert told.waits == 1 and not Hold.select().where(Hold.closed_at.is_null()).exists()
    undo_year(STAFF)
    assert everything() == before


def test_a_new_year_stays_where_somebody_has_an_old_number_since(school: Library, tmp_path: Path) -> None:
    begin_year(STAFF, move_numbers=True)
    run = tmp_path / "late.csv"
    run.write_text("number,name,class,barcode\n1001,Gus,一年级,C9\n", encoding="utf-8")
    import_readers(run, acting=STAFF)
    before = everything()
    with pytest.raises(BadValue, match="1001"):
        undo_year(STAFF)
    assert everything() == before


def test_a_list_of_old_and_new_numbers_does_it_too(school: Library, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("旧学号,新学号\n1001,2002\n1002,2001.0\n", encoding="utf-8")
    begin_year(STAFF, numbers=tmp_path / "new.csv")
    assert (names()["2002"], names()["2001"]) == ("Ann", "Bo")
    assert school.open_loans() == [("2001-2026", "Emil"), ("2002", "Matilda")]


def test_two_numbers_are_swapped_at_once_with_their_cards(school: Library) -> None:
    renumber({"1001": "1002", "1002": "1001"}, STAFF)
    assert (names()["1001"], names()["1002"]) == ("Bo", "Ann")
    assert (card("1001"), card("1002")) == ("Bo", "Ann")
    assert ("1002", "Matilda") in school.open_loans()


def test_a_card_with_a_code_of_its_own_stays_and_an_old_number_is_free_again(
    school: Library, tmp_path: Path
) -> None:
    bo = Patron.get(Patron.name == "Bo")
    Barcode.update(code="29000").where(Barcode.patron == bo).execute()
    renumber({"1001": "7001", "1002": "7002"}, STAFF)
    assert (card("7001"), card("1001"), card("29000")) == ("Ann", "Ann (retired)", "Bo")
    assert find_barcode("7002") is None
    (tmp_path / "list.csv").write_text("number,name\n1001,New Child\n", encoding="utf-8")
    assert import_readers(tmp_path / "list.csv", acting=STAFF).added == 1
    assert card("1001") == "New Child"


@pytest.mark.parametrize(
    ("new_of", "said"),
    [
        ({"1001": "1002"}, "is to keep it"),
        ({"1001": "9", "1002": "9"}, "Two readers would have"),
        ({"77": "78"}, "no reader 77"),
        ({"1001": ""}, "cannot be"),
        ({"1001": "B1"}, "is on a book"),
    ],
)
def test_numbers_that_cannot_be_given_are_refused_and_nobody_changes(
    school: Library, new_of: dict[str, str], said: str
) -> None:
    before = everything()
    with pytest.raises(BadValue, match=said):
        renumber(new_of, STAFF)
    assert everything() == before


@given(st.permutations(["1001", "1002", "2001", "2002", "7001", "7002"]))
def test_any_new_order_of_the_numbers_keeps_each_persons_loan_and_can_be_taken_back(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "numbers.db"
    open_store(path)
    with connected():
        if not names():
            library = Library(path)
            for number in ("1001", "1002", "2001", "2002"):
                library.lend(library.copy(f"B{number}"), library.patron(number, name=f"Child {number}"))
        before = everything()
        new_of = dict(zip(("1001", "1002", "2001", "2002"), order, strict=False))
        done = renumber(new_of, STAFF)
        holders = dict(
            rows("SELECT patron.name, patron.number FROM loan JOIN patron ON patron.id = loan.patron_id")
        )
        assert holders == {f"Child {old}": new for old, new in new_of.items()}
        assert all(card(new) == f"Child {old}" for old, new in new_of.items())
        take_back(done)
        assert everything() == before


def test_a_list_of_numbers_needs_both_columns_and_each_number_once(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text("number,name\n1,x\n", encoding="utf-8")
    with pytest.raises(BadList, match="two columns"):
        numbers_of_list(path)
    path.write_text("old number,new number\n1,2\n1,3\n", encoding="utf-8")
    with pytest.raises(BadList, match="Line 3"):
        numbers_of_list(path)
    path.write_text("old number,new number\n1,2.9E+13\n", encoding="utf-8")
    with pytest.raises(BadList, match=r"Line 2 .*cut digits off"):
        numbers_of_list(path)
    path.write_text("New numbers 2026\nnumber,new number\n0101,0201\n", encoding="utf-8")
    assert numbers_of_list(path) == {"0101": "0201"}


def test_a_class_is_renamed_with_its_corner_and_never_into_another(school: Library) -> None:
    rename_class("一年级", "一年级1班", STAFF)
    assert {row.name for row in SchoolClass.select()} == {"一年级1班", "二年级"}
    with pytest.raises(BadValue, match="kiosk year merge"):
        rename_class("二年级", "一年级1班", STAFF)


def test_two_classes_become_one_with_all_that_is_theirs(school: Library) -> None:
    for name, time in (("一年级", "10:00"), ("二年级", "10:00"), ("二年级", "11:00")):
        add_period(name, 0, time, f"{time[:3]}40", STAFF)
    assert merge_classes("二年级", "一年级", STAFF) == 2
    (only,) = SchoolClass.select()
    assert only.name == "一年级"
    assert {patron.school_class.id for patron in Patron.select()} == {only.id}
    assert sorted(patron.roster_number for patron in Patron.select()) == [1, 2, 3, 4]
    assert TimetablePeriod.select().count() == 2
    assert len(school.open_loans()) == 2
    with pytest.raises(BadValue):
        merge_classes("一年级", "一年级", STAFF)
