"""What a kiosk did alone is told to the store: whatever it meets there, once, by the time of each event."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from school import NOW, Library

from db.answers.alone.conflict import Kind
from db.answers.counter.refusals import Reason
from db.circulation.lending import check_in, check_out, renew
from db.errors import NotFound
from db.events.conflicts import conflicts, settle
from db.events.record import Acting, new_uuid, one_scan, record, record_shown
from db.events.report import events, flagged_count
from db.lessons.lessons import open_lesson
from db.library.calendar import Calendar
from db.models import Copy, Event, Lesson, Loan, Patron
from db.offline.catch_up import replay
from db.offline.journal import Entry
from db.readers.readers import mark_reader
from db.stock.copy_status import mark_copy
from kiosk.sentences.conflicts import told
from kiosk.words import speak

DUE = "2026-09-22"


def minute(number: int) -> datetime:
    return NOW + timedelta(minutes=number)


def there(number: int) -> Acting:
    """Another kiosk, which the store knows of."""
    return Acting("Kiosk 1", minute(number))


def entry(
    verb: str, number: int, patron: Patron | None = None, copy: Copy | None = None, **more: object
) -> Entry:
    """What Kiosk 2 did alone in this minute."""
    acting = Acting("Kiosk 2", minute(number))
    details = more.pop("details", {"due": DUE} if verb in ("lent", "renewed") else {})
    made = Entry(
        new_uuid(acting.now),
        acting,
        verb,
        patron and patron.id,
        copy and copy.id,
        False,
        details,  # type: ignore[arg-type]
    )
    return replace(made, **more)  # type: ignore[arg-type]


def tell(*entries: Entry) -> None:
    """Tell them, and once more: the second time is to change nothing."""
    for one in entries:
        assert replay(one)
    before = list(Event.select().tuples()), list(Loan.select().tuples())
    assert not any(replay(one) for one in entries)
    assert before == (list(Event.select().tuples()), list(Loan.select().tuples()))


def filed() -> list[Kind]:
    for conflict in conflicts():
        for sentence in told(conflict, speak("en")):
            assert sentence and "{" not in sentence
    return [conflict.kind for conflict in conflicts()]


def test_a_loan_and_its_return_are_told_as_they_were(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    lent = entry("lent", 1, ada, book)
    tell(entry("turn_opened", 0, ada), lent)
    loan = Loan.get()
    assert (loan.patron_id, loan.kiosk, loan.lent_at, str(loan.due_on)) == (ada.id, "Kiosk 2", minute(1), DUE)
    assert Event.get(Event.uuid == lent.uuid).loan_id == loan.id
    tell(entry("returned", 9, ada, book, lent_by=lent.uuid))
    assert Loan.get().returned_at == minute(9)
    assert [event.verb for event in Event.select().order_by(Event.id)] == ["turn_opened", "lent", "returned"]
    assert filed() == []


def test_a_loan_over_anothers_ends_that_one_and_is_listed(library: Library) -> None:
    ada, ben, book = library.patron("6101"), library.patron("6102"), library.copy("B1")
    check_out(ben.id, book.id, there(1), Calendar())
    tell(entry("lent", 5, ada, book))
    assert library.open_loans() == [("6101", "Book B1")]
    assert Loan.get(Loan.patron == ben).returned_at == minute(5)
    assert filed() == [Kind.LENT_WHILE_OUT]
    (conflict,) = conflicts()
    assert (conflict.patron, conflict.other, conflict.code, conflict.other_kiosk) == (
        "6101",
        "6102",
        "B1",
        "Kiosk 1",
    )
    happened, proposed = told(conflict, speak("en"))
    assert happened == "6101 was lent this book; 6102 had had it on loan since 10:01 (Kiosk 1)."
    assert proposed == "The book is with 6101, and the loan of 6102 was ended. Nothing to do."


def test_a_loan_that_was_followed_by_another_elsewhere_is_over(library: Library) -> None:
    ada, ben, book = library.patron("6101"), library.patron("6102"), library.copy("B1")
    check_out(ben.id, book.id, there(5), Calendar())
    tell(entry("lent", 1, ada, book))
    assert library.open_loans() == [("6102", "Book B1")]
    assert Loan.get(Loan.patron == ada).returned_at == minute(5)
    assert filed() == [Kind.LENT_AGAIN_SINCE]


def test_a_loan_is_over_when_the_book_was_shown_to_another_kiosk_later(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    with one_scan(new_uuid(minute(5))):
        record_shown(book.id, there(5))
    record(there(9), "policy")
    tell(entry("lent", 1, ada, book))
    assert Loan.get().returned_at == minute(5)
    assert filed() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("suspended", Reason.SUSPENDED),
        ("left", Reason.READER_LEFT),
        ("withdrawn", Reason.WITHDRAWN),
        ("lost", Reason.MARKED_LOST),
        ("limit", Reason.LIMIT_REACHED),
    ],
)
def test_a_loan_that_a_rule_forbade_stands_and_is_flagged(
    library: Library, change: str, reason: Reason
) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    if change == "limit":
        for code in ("B2", "B3"):
            check_out(ada.id, library.copy(code).id, there(1), Calendar())
    elif reason in (Reason.SUSPENDED, Reason.READER_LEFT):
        mark_reader("6101", change, there(1))
    else:
        mark_copy("B1", change, there(1))
    tell(entry("lent", 5, ada, book))
    assert ("6101", "Book B1") in library.open_loans()
    assert Event.get(Event.verb == "lent", Event.kiosk == "Kiosk 2").flagged
    assert filed() == [Kind.LENT_DESPITE]
    assert conflicts()[0].reason is reason


def test_the_limit_is_that_of_the_time_not_of_today(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    for code in ("B2", "B3"):
        check_out(ada.id, library.copy(code).id, there(7), Calendar())
    tell(entry("lent", 5, ada, book))
    assert filed() == []


def test_a_return_always_wins_whoever_has_the_book(library: Library) -> None:
    ada, ben, book = library.patron("6101"), library.patron("6102"), library.copy("B1")
    first = library.lend(book, ada)
    check_in(book.id, there(1))
    check_out(ben.id, book.id, there(2), Calendar())
    tell(entry("returned", 5, ada, book, loan_id=first.id))
    assert library.open_loans() == []
    assert filed() == [Kind.OTHERS_RETURNED]


def test_a_return_does_not_touch_what_was_lent_later(library: Library) -> None:
    ada, ben, book = library.patron("6101"), library.patron("6102"), library.copy("B1")
    first = library.lend(book, ada)
    check_out(ben.id, book.id, there(8), Calendar())  # settles the loan that is still open
    tell(entry("returned", 5, ada, book, loan_id=first.id))
    assert library.open_loans() == [("6102", "Book B1")]
    assert Loan.get_by_id(first.id).returned_at == minute(5)


def test_a_book_that_was_back_already_may_have_been_wanted(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    first = library.lend(book, ada)
    check_in(book.id, there(1))
    tell(entry("returned", 5, ada, book, loan_id=first.id))
    assert Loan.get().returned_at == minute(1)
    assert filed() == [Kind.RETURNED_TWICE]


def test_a_book_that_was_shown_is_returned_and_may_have_been_borrowed_by_a_card(library: Library) -> None:
    ada, ben, book = library.patron("6101"), library.patron("6102"), library.copy("B1")
    check_out(ben.id, book.id, there(1), Calendar())
    shown = entry("shown", 5, None, book)
    lent = replace(entry("lent", 5, ada, book), acting=Acting("Kiosk 2", minute(5) + timedelta(seconds=4)))
    tell(shown)
    assert library.open_loans() == [] and filed() == []
    tell(lent)
    assert library.open_loans() == [("6101", "Book B1")]
    assert filed() == [Kind.LENT_ON_RETURN]
    assert conflicts()[0].other == "6102"


def test_a_refusal_that_the_store_would_not_have_made_is_listed(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    others = [library.copy(code) for code in ("B2", "B3")]
    for other in others:
        check_out(ada.id, other.id, there(1), Calendar())
    refused = {"reason": "limit_reached"}
    tell(entry("refused", 3, ada, book, details=refused))
    assert filed() == []
    check_in(others[0].id, there(4))
    tell(entry("refused", 5, ada, book, details=refused))
    assert filed() == [Kind.NOT_LENT]


def test_a_refusal_at_the_store_for_want_of_a_return_is_listed_when_that_comes_in(library: Library) -> None:
    ada, wanted = library.patron("6101"), library.copy("B1")
    loans = [library.lend(library.copy(code), ada) for code in ("B2", "B3")]
    answer = check_out(ada.id, wanted.id, there(5), Calendar())
    assert answer.word == "refused"
    tell(entry("returned", 3, ada, loans[0].copy, loan_id=loans[0].id))
    assert filed() == [Kind.NOT_LENT]
    assert (conflicts()[0].kiosk, conflicts()[0].code) == ("Kiosk 1", "B1")


def test_a_renewal_and_what_is_taken_back_follow_the_loan(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    lent = entry("lent", 1, ada, book)
    details = {"due_before": DUE, "due": "2026-09-30", "renewals": 1}
    renewed = entry("renewed", 2, ada, book, lent_by=lent.uuid, details=details)
    tell(lent, renewed)
    assert (str(Loan.get().due_on), Loan.get().renewals) == ("2026-09-30", 1)
    tell(entry("undone", 3, ada, book, undoes=renewed.uuid), entry("undone", 3, ada, book, undoes=lent.uuid))
    loan = Loan.get()
    assert (str(loan.due_on), loan.renewals, loan.voided) == (DUE, 0, True)
    assert filed() == []


def test_what_a_return_elsewhere_settled_is_not_opened_again_by_an_undo(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    loan = library.lend(book, ada)
    check_in(book.id, there(1))
    returned = entry("returned", 5, ada, book, loan_id=loan.id)
    tell(returned, entry("undone", 6, ada, book, undoes=returned.uuid, loan_id=loan.id))
    assert library.open_loans() == []


def test_a_loan_that_the_reader_had_already_opens_no_other_and_is_ended_by_either(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    check_out(ada.id, book.id, there(1), Calendar())
    lent = entry("lent", 5, ada, book)
    tell(lent)
    assert Loan.select().count() == 1 and filed() == [Kind.ALREADY_THEIRS]
    tell(entry("returned", 6, ada, book, lent_by=lent.uuid))
    assert library.open_loans() == [] and filed() == [Kind.ALREADY_THEIRS]


def test_a_return_ends_a_loan_that_was_renewed_elsewhere_later(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    loan = library.lend(book, ada)
    renew(loan.id, there(8), Calendar())
    tell(entry("returned", 5, ada, book, loan_id=loan.id))
    assert library.open_loans() == [] and Loan.get().returned_at == minute(5)
    assert filed() == [Kind.RENEWED_SINCE]


def test_what_the_store_does_not_know_of_cannot_be_taken_back(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    tell(entry("undone", 5, ada, book, undoes=new_uuid(minute(4))))
    assert filed() == [Kind.NOT_UNDONE]


def test_a_renewal_of_what_is_wanted_or_returned_is_listed(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    loan = library.lend(book, ada)
    mark_reader("6101", "suspended", there(1))
    details = {"due_before": str(loan.due_on), "due": "2026-09-30", "renewals": 1}
    tell(entry("renewed", 2, ada, book, loan_id=loan.id, details=details))
    assert str(Loan.get().due_on) == "2026-09-30"
    check_in(book.id, there(3))
    tell(entry("renewed", 4, ada, book, loan_id=loan.id, details=details))
    assert filed() == [Kind.RENEWED_DESPITE, Kind.NOT_RENEWED]


def test_whatever_cannot_be_done_is_kept_and_does_not_stop_the_others(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    nobody = replace(entry("lent", 1, ada, book), patron_id=999_999)
    nothing = replace(entry("returned", 2, ada, book), copy_id=999_999)
    strange = entry("corner_swapped", 3, None, book, details={"corner": 5})
    broken = entry("lent", 3, ada, book, details={"due": "never"})
    tell(nobody, nothing, strange, broken, entry("lent", 4, ada, book))
    assert library.open_loans() == [("6101", "Book B1")]
    assert filed() == [Kind.NOT_DONE] * 4
    assert all(
        Event.select().where(Event.uuid == one.uuid).exists() for one in (nobody, nothing, strange, broken)
    )


def test_a_conflict_is_settled_once(library: Library) -> None:
    tell(entry("corner_swapped", 3, None, library.copy("B1")))
    (conflict,) = conflicts()
    assert flagged_count() == 2  # what the kiosk did, and that it did not fit
    settle(conflict.number, there(9))
    assert conflicts() == [] and conflicts(settled=True) == [conflict]
    assert flagged_count() == 0  # looked at: it need not be ticked off a second time
    with pytest.raises(NotFound):
        settle(conflict.number, there(9))


def test_a_lesson_that_ended_for_want_of_news_is_counted_anew(library: Library) -> None:
    ada, book = library.patron("6101", class_name="3A"), library.copy("B1")
    class_id = ada.school_class_id
    assert class_id
    at_kiosk = Lesson(
        school_class=class_id,
        kiosk="Kiosk 2",
        opened_at=minute(0),
        opened_by="card",
        closed_at=minute(30),
        closed_by="hand",
    )
    open_lesson(class_id, there(0), "card")
    Lesson.update(closed_at=minute(10), closed_by="quiet", loans=0, present=0).execute()
    lesson = {"class_id": class_id, "lesson": at_kiosk, "details": {"lesson": 77}}
    tell(entry("turn_opened", 14, ada), entry("lent", 15, ada, book), entry("lesson_closed", 30, **lesson))
    counted = Lesson.get()
    assert (counted.closed_at, counted.loans, counted.present) == (minute(30), 1, 1)


def test_a_lesson_and_a_corner_that_were_begun_alone_are_there_afterwards(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    class_id = ada.school_class_id
    lesson = Lesson(school_class=class_id, kiosk="Kiosk 2", opened_at=minute(0), opened_by="card")
    corner = {"class_id": class_id, "details": {"corner": 5}}
    tell(
        entry("lesson_opened", 0, class_id=class_id, lesson=lesson, details={"lesson": 1, "by": "card"}),
        entry("corner_opened", 1, class_id=class_id, details={"class": class_id}),
        entry("corner_filled", 2, None, book, **corner),
        entry("language", 3, ada, language="zh_CN"),
    )
    assert Lesson.get().closed_at is None
    assert Copy.get().location.kind == "corner"
    assert Patron.get().language == "zh_CN"
    told_of = [
        json.loads(event.details or "{}") for event in Event.select().where(Event.verb == "corner_filled")
    ]
    assert told_of == [{"corner": 1}]
    tell(entry("corner_taken_out", 4, None, book, **corner), entry("corner_back", 5, None, book, **corner))
    assert Copy.get().location is None
    assert filed() == []


def test_loans_beyond_the_limit_are_listed_whichever_kiosk_tells_first(library: Library) -> None:
    ada = library.patron("6101")
    first, second, third, fourth = (library.copy(code) for code in ("B1", "B2", "B3", "B4"))
    tell(*(entry("lent", minute, ada, book) for minute, book in ((11, first), (12, second))))
    assert filed() == []
    tell(*(entry("lent", minute, ada, book) for minute, book in ((1, third), (2, fourth))))
    assert len(library.open_loans()) == 4
    assert filed() == [Kind.LENT_DESPITE] * 2
    assert {(conflict.code, conflict.reason) for conflict in conflicts()} == {
        ("B1", Reason.LIMIT_REACHED),
        ("B2", Reason.LIMIT_REACHED),
    }


def test_a_loan_was_not_too_many_when_another_is_told_to_have_been_back_before(library: Library) -> None:
    ada = library.patron("6101")
    tell(*(entry("lent", minute, ada, library.copy(f"B{minute}")) for minute in (11, 12)))
    book = library.copy("B1")
    lent = entry("lent", 1, ada, book)
    tell(lent)
    assert filed() == [Kind.LENT_DESPITE]
    tell(entry("returned", 5, ada, book, lent_by=lent.uuid))
    assert filed() == []


def test_what_is_told_later_stands_in_the_list_of_events_where_it_happened(library: Library) -> None:
    ada, book = library.patron("6101"), library.copy("B1")
    for number in (1, 9):
        record(there(number), "day_confirmed")
    tell(entry("lent", 5, ada, book))
    assert [row.at for row in events(since=NOW)] == [minute(9), minute(5), minute(1)]
