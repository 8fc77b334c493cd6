"""Damaged books, their repair, and the state that every list says of a copy."""

from datetime import timedelta

import pytest
from school import NOW, Library

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import CheckedOut, Refused
from db.answers.shelves.copy_state import CopyState, State
from db.circulation.lending import check_in, check_out
from db.circulation.policy import has_one_book
from db.circulation.standing import standing
from db.circulation.undo import undo
from db.errors import BadValue
from db.events.record import Acting
from db.library.calendar import read_calendar
from db.library.terms import set_term
from db.models import Copy, Event, OneBook
from db.privacy.purging import purge
from db.stock.copy_status import mark_copy
from db.stock.one_book import agree_one_book, lift_one_book
from db.stock.repairs import (
    OUTCOMES,
    Agreed,
    Damage,
    ask_for_money,
    repairs,
    settle_repair,
    settled_by_kind,
    to_repair,
)
from db.stock.state_report import copies_in, states_of_stock
from db.stock.states import copies_with_states, states_elsewhere

STAFF = Acting("office", NOW, "command", account="anna")
TODAY = NOW.date()


def later(days: float) -> Acting:
    return STAFF.at(NOW + timedelta(days=days))


def states(library: Library, days: float = 0) -> list[CopyState]:
    titles = [id_ for (id_,) in Copy.select(Copy.title).order_by(Copy.id).tuples()]
    now = NOW + timedelta(days=days)
    found, elsewhere = copies_with_states(titles, now), states_elsewhere(titles, now)
    for id_ in titles:
        away = [one.state.state for one in found[id_]]
        away = [state for state in away if state not in (State.ON_SHELF, State.WITHDRAWN)]
        assert sorted(one.state for one in elsewhere.get(id_, [])) == sorted(away)
    return [found[id_][0].state for id_ in titles]


def test_the_queue_has_the_longest_first_with_what_is_wrong_and_where_it_lies(library: Library) -> None:
    for code in ("B1", "B2"):
        library.copy(code)
    to_repair("B2", Damage("torn", 3, known=True, place="glue shelf", note="page 9"), STAFF)
    to_repair("B1", Damage("wet"), later(2))
    first, second = repairs(NOW + timedelta(days=5))
    assert (first.code, first.days, first.damage) == (
        "B2",
        5,
        Damage("torn", 3, True, "glue shelf", "page 9"),
    )
    assert (second.code, second.days, second.times, second.may_go) == ("B1", 3, 1, False)
    assert states(library)[1] == CopyState(State.IN_REPAIR, TODAY, place="glue shelf")


def test_the_third_repair_proposes_to_withdraw_the_book(library: Library) -> None:
    library.copy("B1")
    for turn in range(3):
        to_repair("B1", Damage("loose"), later(2 * turn))
        assert [one.may_go for one in repairs(NOW + timedelta(days=9))] == [turn == 2]
        settle_repair("B1", "mended", later(2 * turn + 1))
    assert repairs(NOW) == [] and settled_by_kind(NOW) == {"mended": 3}


@pytest.mark.parametrize(("outcome", "status"), OUTCOMES.items())
def test_each_way_a_repair_ends_is_an_event_with_its_actor(
    library: Library, outcome: str, status: str
) -> None:
    library.copy("B1")
    ask_for_money(True, Acting("test", NOW))
    Event.delete().execute()
    to_repair("B1", Damage("drawn"), STAFF)
    settle_repair("B1", outcome, STAFF)
    assert Copy.get().status == status
    assert [(event.verb, event.account) for event in Event.select()] == [("copy_marked", "anna")] * 2
    assert f'"outcome": "{outcome}"' in Event.select().order_by(Event.id.desc()).first().details


def test_what_is_no_damage_and_no_outcome_is_refused(library: Library) -> None:
    library.copy("B1")
    for damage in (Damage("eaten"), Damage("torn", 4), Damage("torn", 0)):
        with pytest.raises(BadValue):
            to_repair("B1", damage, STAFF)
    with pytest.raises(BadValue):
        settle_repair("B1", "paid", STAFF)
    assert Copy.get().status == "available"


def test_a_damaged_book_blocks_nobody(library: Library) -> None:
    ada = library.patron("6101")
    library.lend(library.copy("B1"), ada)
    to_repair("B1", Damage("torn", known=True), STAFF)
    answer = check_out(ada.id, library.copy("B2").id, STAFF, read_calendar(TODAY))
    assert not isinstance(answer, Refused)


def test_money_is_asked_only_where_the_library_has_said_so(library: Library) -> None:
    library.copy("B1")
    with pytest.raises(BadValue, match="does not charge"):
        to_repair("B1", Damage("torn", amount=850), STAFF)
    assert Copy.get().status == "available"
    ask_for_money(True, STAFF)
    to_repair("B1", Damage("torn", amount=850), STAFF)
    assert repairs(NOW)[0].damage.amount == 850
    ask_for_money(False, STAFF)
    with pytest.raises(BadValue, match="does not charge"):
        settle_repair("B1", "paid_gone", STAFF)
    ask_for_money(True, STAFF)
    assert settle_repair("B1", "paid_gone", STAFF).status == "withdrawn"


def test_one_book_at_a_time_holds_until_the_damage_is_settled(library: Library) -> None:
    set_term("Autumn", TODAY, TODAY + timedelta(days=90), STAFF)
    ada = library.patron("6101")
    library.copy("B1")
    said = to_repair("B1", Damage("torn", known=True), STAFF, Agreed("6101"))
    assert said.until == TODAY + timedelta(days=90)
    first = check_out(ada.id, library.copy("B2").id, STAFF, read_calendar(TODAY))
    assert isinstance(first, CheckedOut) and (first.used, first.limit) == (1, 1)
    third = library.copy("B3").id
    second = check_out(ada.id, third, STAFF, read_calendar(TODAY))
    assert isinstance(second, Refused) and second.reason is Reason.ONE_BOOK
    settled = settle_repair("B1", "mended_by_pupil", STAFF)
    assert may_borrow_again(ada.id)
    undo(settled.events, STAFF)
    assert not may_borrow_again(ada.id)
    mark_copy("B1", "available", STAFF)
    assert isinstance(check_out(ada.id, third, STAFF, read_calendar(TODAY)), CheckedOut)


def may_borrow_again(patron_id: int) -> bool:
    return not has_one_book(standing(patron_id), TODAY)


def test_what_was_agreed_ends_with_its_last_day_and_leaves_no_name_behind(library: Library) -> None:
    ada = library.patron("6101")
    with pytest.raises(BadValue, match="between two terms"):
        agree_one_book("6101", STAFF)
    with pytest.raises(BadValue, match="over already"):
        agree_one_book("6101", STAFF, until=TODAY - timedelta(days=1))
    agree_one_book("6101", STAFF, until=TODAY)
    assert not may_borrow_again(ada.id) and not has_one_book(standing(ada.id), TODAY + timedelta(days=1))
    purge(STAFF)
    assert OneBook.select().count() == 1
    purge(later(1))
    assert OneBook.select().count() == 0


def test_a_lost_book_can_be_agreed_over_and_one_that_is_well_cannot(library: Library) -> None:
    ada = library.patron("6101")
    library.copy("B1")
    last = TODAY + timedelta(days=9)
    with pytest.raises(BadValue, match="neither as in repair nor as lost"):
        agree_one_book("6101", STAFF, code="B1", until=last)
    mark_copy("B1", "lost", STAFF)
    agree_one_book("6101", STAFF, code="B1", until=last)
    mark_copy("B1", "available", STAFF)
    assert may_borrow_again(ada.id)
    to_repair("B1", Damage("wet"), STAFF)
    assert may_borrow_again(ada.id), "the next damage is nothing of theirs"
    agree_one_book("6101", STAFF, code="B1", until=last)
    lift_one_book("6101", STAFF)
    assert may_borrow_again(ada.id)


@pytest.mark.parametrize(
    ("status", "reason"), [("processing", Reason.NOT_READY), ("frozen", Reason.KEPT_BACK)]
)
def test_what_is_being_prepared_or_kept_back_is_not_lent(
    library: Library, status: str, reason: Reason
) -> None:
    copy = library.copy("B1")
    mark_copy("B1", status, STAFF)
    answer = check_out(library.patron("6101").id, copy.id, STAFF, read_calendar(TODAY))
    assert isinstance(answer, Refused) and answer.reason is reason


def test_every_state_of_a_copy_is_said(library: Library) -> None:
    corner = library.shelf("Corner 3A", kind="corner")
    for code in ("B1", "B2", "B3", "B4", "B5"):
        library.copy(code)
    library.copy("B6", location=corner)
    library.copy("B7")
    loan = library.lend(library.copy("B8"), library.patron("6101"))
    library.lend(back := library.copy("B9"), library.patron("6102"))
    check_in(back.id, STAFF)
    for code, status in (
        ("B1", "withdrawn"),
        ("B2", "lost"),
        ("B3", "repair"),
        ("B4", "frozen"),
        ("B5", "processing"),
    ):
        mark_copy(code, status, STAFF)
    counted = states_of_stock(NOW)
    assert counted == dict.fromkeys(State, 1)
    assert states_of_stock(NOW + timedelta(days=2)) == {**counted, State.TO_SHELVE: 0, State.ON_SHELF: 2}
    for state, count in counted.items():
        assert len(copies_in(state, NOW)) == count
    assert copies_in(State.MISSING, NOW)[0].copy.code == "B2"
    assert states(library) == [
        CopyState(State.WITHDRAWN, TODAY),
        CopyState(State.MISSING, TODAY, noticed="librarian"),
        CopyState(State.IN_REPAIR, TODAY),
        CopyState(State.FROZEN, TODAY),
        CopyState(State.IN_PROCESSING, TODAY),
        CopyState(State.IN_CORNER),
        CopyState(State.ON_SHELF),
        CopyState(State.ON_LOAN, due_on=loan.due_on),
        CopyState(State.TO_SHELVE, TODAY),
    ]
