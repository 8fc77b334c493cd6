"""Readers added and corrected by hand, and their page."""

from datetime import date, timedelta

import pytest
from school import NOW, Library

from db.circulation.holds import place_hold
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.labelling.new_card import replace_card
from db.models import Barcode, Event, Patron, Term
from db.privacy.forgetting import forget
from db.readers.finding import find_readers
from db.readers.pinyin import set_class_pinyin
from db.registering.page import reader_page
from db.registering.readers import add_reader, edit_reader
from kiosk.counter.desk import Desk

STAFF = Acting("office", NOW, "staff")


@pytest.fixture
def school(library: Library) -> Library:
    library.patron("6101", name="Ada Lovelace", class_name="3A")
    library.patron("6201", name="Ben", class_name="3B")
    return library


def test_a_new_reader_is_found_and_may_borrow_at_once(school: Library, desk: Desk) -> None:
    added = add_reader("６１０２", {"name": "朱 晓明", "class": "3A", "quota": "1"}, STAFF)
    assert (added.number, added.code) == ("6102", "6102")
    page = reader_page("6102", NOW)
    assert (page.name, page.given_name, page.class_name, page.category) == ("朱晓明", "晓明", "3A", "pupil")
    assert (page.own_limit, page.limit, page.card, page.position) == (1, 1, "6102", 2)
    assert [row.number for row in find_readers("zxm")] == ["6102"]
    school.copy("B1")
    desk.scan("6102", NOW)
    desk.scan("B1", NOW + timedelta(seconds=3))
    assert [loan.title for loan in reader_page("6102", NOW).loans] == ["Book B1"]
    details = " ".join(event.details for event in Event.select())
    assert "朱" not in details


@pytest.mark.parametrize(
    ("number", "typed", "code"),
    [
        ("6101", {"name": "x"}, ""),
        ("6301", {"name": " "}, ""),
        ("6301", {"name": "x", "quota": "many"}, ""),
        ("6301", {"name": "x", "category": "king"}, ""),
        ("6301", {"name": "x", "class": "9Z"}, ""),
        ("6301", {"name": "x"}, "6201"),
        ("9783522202107", {"name": "x"}, ""),
        ("%DONE", {"name": "x"}, ""),
        ("", {"name": "x"}, ""),
        ("6301", {"name": "x", "hair": "red"}, ""),
    ],
)
def test_what_makes_no_sense_adds_nobody(
    school: Library, number: str, typed: dict[str, str], code: str
) -> None:
    with pytest.raises((BadValue, NotFound)):
        add_reader(number, typed, STAFF, code=code)
    assert Patron.select().count() == 2 == Barcode.select().count()
    assert Event.select().count() == 0


def test_a_correction_says_old_and_new_and_the_event_names_no_child(school: Library) -> None:
    changed = edit_reader("6101", {"name": "Ada Byron", "class": "3B", "quota": "5"}, STAFF)
    assert changed.changes == (
        ("name", "Ada Lovelace", "Ada Byron"),
        ("class", "3A", "3B"),
        ("quota", "", "5"),
    )
    page = reader_page("6101", NOW)
    assert (page.given_name, page.class_name) == ("Ada", "3B")
    assert edit_reader("6101", {"name": "Ada Byron"}, STAFF).changes == ()
    assert edit_reader("6101", {"quota": "", "given_name": "Countess"}, STAFF).changes == (
        ("quota", "5", ""),
        ("given_name", "Ada", "Countess"),
    )
    assert edit_reader("6101", {"class": "4C"}, STAFF, new_class=True).changes == (("class", "3B", "4C"),)
    for typed in ({"class": "4D"}, {"name": ""}):
        with pytest.raises((BadValue, NotFound)):
            edit_reader("6101", typed, STAFF)
    details = " ".join(event.details for event in Event.select())
    assert "Ada" not in details and "Countess" not in details


def test_who_was_erased_cannot_be_brought_back_by_a_correction(school: Library) -> None:
    forget("6201", STAFF)
    number = Patron.get(Patron.status == "left").number
    with pytest.raises(NotFound):
        edit_reader(number, {"name": "Ben"}, STAFF)


def test_a_readers_page(school: Library) -> None:
    Term.create(name="Autumn", starts_on=date(2026, 9, 1), ends_on=date(2027, 1, 20))
    ada = Patron.get(Patron.number == "6101")
    title = school.title("Emma", isbn="9780141439587")
    school.lend(school.copy("B1", title=title), ada, days_ago=20, days=15)
    school.lend(school.copy("B2"), ada, returned_at=NOW)
    school.copy("B3", title=school.title("Momo"))
    place_hold("6101", "B3", STAFF)
    replace_card("6101", STAFF, "C-2")
    page = reader_page("6101", NOW)
    assert [(one.title, one.code, one.days_late) for one in page.loans] == [("Emma", "B1", 5)]
    assert [one.title for one in page.holds] == ["Momo"]
    assert (page.card, page.ended_cards) == ("C-2", ("6101",))
    assert (page.term, page.term_loans) == ("Autumn", 1)
    with pytest.raises(NotFound):
        reader_page("9", NOW)


def test_pinyin_is_the_classs_unless_the_reader_has_a_choice_of_their_own(
    school: Library, desk: Desk
) -> None:
    def has_pinyin(second: int) -> bool:
        desk.scan("6101", NOW + timedelta(minutes=second))
        turn = desk.conversation.turn
        assert turn is not None
        return turn.reader.pinyin

    assert not has_pinyin(0)
    assert set_class_pinyin("3A", True, STAFF) and not set_class_pinyin("3A", True, STAFF)
    assert has_pinyin(1)
    assert edit_reader("6101", {"pinyin": "否"}, STAFF).changes == (("pinyin", "", "no"),)
    assert not has_pinyin(2)
    set_class_pinyin("3A", False, STAFF)
    edit_reader("6101", {"pinyin": "yes"}, STAFF)
    assert has_pinyin(3)
    with pytest.raises(BadValue):
        edit_reader("6101", {"pinyin": "perhaps"}, STAFF)
    assert has_pinyin(4)
    assert [event.details for event in Event.select().where(Event.verb == "class_pinyin")] != []
    with pytest.raises(NotFound):
        set_class_pinyin("9Z", True, STAFF)
