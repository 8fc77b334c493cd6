"""A printed label counts from its first scan; a loan by ISBN is then written on the copy that it was."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from school import NOW, Library, scan_all

from db.answers.counter.asking import (
    CardWanted,
    OneOfThese,
    TakenOrBrought,
)
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import (
    AlreadyYours,
    BookShown,
    CheckedIn,
    CheckedOut,
    Refused,
    Settled,
    Undone,
)
from db.circulation.first_scan import seen_at_desk, seen_in_hand
from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode, unlabelled_copies
from db.events.record import Acting
from db.events.report import flagged_count
from db.labelling.jobs import make, next_sheet
from db.models import Barcode, Copy, Event, Loan, database
from db.stock.choosing import Wanted, copies
from kiosk.counter.desk import Desk

ISBN = "9780141439587"
PRINTED = NOW - timedelta(days=1)
DAY = timedelta(days=1)


def printed(library: Library, copies: int, *, at: object = PRINTED) -> list[tuple[Copy, str]]:
    """Copies of one title whose labels have just come out of the printer, each with its new code."""
    title = library.title("Emma", isbn=ISBN)
    made = [library.copy(title=title) for _ in range(copies)]
    for copy in made:
        Barcode.create(code=f"L{copy.number}", copy=copy, issued_at=at, unseen=True)
    return [(copy, f"L{copy.number}") for copy in made]


def unseen() -> list[str]:
    return [barcode.code for barcode in Barcode.select().where(Barcode.unseen).order_by(Barcode.code)]


def lent_copies() -> dict[str, int]:
    """Which copy each reader holds by the store."""
    return {loan.patron.number: loan.copy.number for loan in Loan.select().where(Loan.returned_at.is_null())}


def lent_copies_of(number: str) -> list[Loan]:
    return [loan for loan in Loan.select().where(Loan.returned_at.is_null()) if loan.patron.number == number]


def test_a_printed_label_that_nobody_scanned_leaves_the_isbn_in_force(library: Library, desk: Desk) -> None:
    printed(library, 1)
    library.patron("6101")
    assert isinstance(scan_all(desk, "6101", ISBN), CheckedOut)


def test_from_its_first_scan_only_the_label_counts(library: Library, desk: Desk) -> None:
    printed(library, 1)
    library.patron("6101")
    assert isinstance(desk.scan("L1", NOW), BookShown)
    answer = scan_all(desk, "6101", ISBN, start=60)
    assert isinstance(answer, Refused) and answer.reason is Reason.USE_THE_LABEL
    assert unseen() == []


def test_copies_that_were_never_printed_for_are_lent_first(library: Library, desk: Desk) -> None:
    ((first, _),) = printed(library, 1)
    library.copy(title=first.title)
    library.patron("6101")
    scan_all(desk, "6101", ISBN)
    assert lent_copies() == {"6101": 2}


def test_both_codes_of_one_book_in_one_turn_are_one_loan(library: Library, desk: Desk) -> None:
    printed(library, 3)
    library.patron("6101")
    answer = scan_all(desk, "6101", ISBN, "L2")
    assert isinstance(answer, AlreadyYours)
    assert lent_copies() == {"6101": 2}


def test_lent_by_isbn_and_returned_by_its_label_by_nobody(library: Library, desk: Desk) -> None:
    printed(library, 3)
    library.patron("6101")
    scan_all(desk, "6101", ISBN, "%DONE")
    assert isinstance(desk.scan("L3", NOW + DAY), TakenOrBrought), "two others may be this one"
    assert list(lent_copies()) == ["6101"]
    assert unseen() == ["L1", "L2", "L3"] and flagged_count() == 1
    assert isinstance(desk.scan("L3", NOW + DAY + timedelta(seconds=4)), CheckedIn)
    assert lent_copies() == {} and unseen() == ["L1", "L2"] and flagged_count() == 0


def test_a_copy_from_the_shelf_with_a_new_label_ends_nobodys_loan(library: Library, desk: Desk) -> None:
    """One of three was lent by its ISBN since the print; a child takes another from the shelf."""
    printed(library, 3)
    library.patron("6101")
    library.patron("6102")
    scan_all(desk, "6101", ISBN, "%DONE")
    for label in ("L1", "L2"):  # whichever copy the loan was written on
        scan_all(desk, label, "6102", "%DONE", start=1000 if label == "L1" else 2000)
        assert label not in unseen() and "6101" in lent_copies()
    assert len(library.open_loans()) == 3


@pytest.mark.parametrize("label", ["L1", "L2", "L3"])
def test_nobody_answers_about_a_new_label_and_nothing_changes(
    library: Library, desk: Desk, label: str
) -> None:
    printed(library, 3)
    library.patron("6101")
    scan_all(desk, "6101", ISBN, "%DONE")
    before = lent_copies()
    assert isinstance(desk.scan(label, NOW + DAY), TakenOrBrought)
    desk.tick(NOW + DAY + timedelta(minutes=1))
    assert lent_copies() == before and label in unseen() and flagged_count() == 1


def test_label_and_isbn_of_one_book_in_one_go_are_one_question(library: Library, desk: Desk) -> None:
    printed(library, 3)
    library.patron("6101")
    scan_all(desk, "6101", ISBN, "%DONE")
    assert isinstance(desk.scan(ISBN, NOW + DAY), TakenOrBrought)
    assert isinstance(desk.scan("L2", NOW + DAY + timedelta(seconds=1)), TakenOrBrought)
    assert len(lent_copies()) == 1 and flagged_count() == 1
    assert isinstance(desk.scan("6101", NOW + DAY + timedelta(seconds=6)), CheckedIn)
    assert lent_copies() == {} and flagged_count() == 0 and "L2" not in unseen()


def test_all_out_since_the_print_only_a_card_says_whose_it_is(library: Library, desk: Desk) -> None:
    printed(library, 2)
    for start, number in enumerate(("6101", "6102")):
        library.patron(number)
        scan_all(desk, number, ISBN, "%DONE", start=60 * start)
    library.patron("6103")
    for label in ("L1", "L2"):
        assert isinstance(desk.scan(label, NOW + DAY), CardWanted)
        desk.tick(NOW + DAY + timedelta(minutes=1))
    answer = scan_all(desk, "6103", "L1", start=200_000)
    assert isinstance(answer, Refused) and answer.reason is Reason.WHICH_COPY
    assert answer.wanted and answer.wanted.one_more
    assert len(lent_copies()) == 2 and unseen() == ["L1", "L2"]
    assert isinstance(scan_all(desk, "6102", "L1", start=300_000), CheckedIn)
    assert list(lent_copies()) == ["6101"] and unseen() == ["L2"]


def test_a_teacher_with_several_is_asked_whether_it_is_one_of_them(library: Library, desk: Desk) -> None:
    teacher = library.patron("9001", category="teacher")
    for copy, _ in printed(library, 3)[:2]:
        library.lend(copy, teacher, days_ago=0)
    assert isinstance(scan_all(desk, "9001", "L3", start=90_000), OneOfThese)
    assert isinstance(desk.scan("%RENEW", NOW + timedelta(seconds=90_007)), CheckedOut)
    assert len(lent_copies_of("9001")) == 3


def test_the_card_tells_which_of_two_comes_back_by_its_label(library: Library, desk: Desk) -> None:
    printed(library, 3)
    library.patron("6101")
    library.patron("6102")
    scan_all(desk, "6101", ISBN, "%DONE")
    scan_all(desk, "6102", ISBN, "%DONE", start=60)
    assert isinstance(desk.scan("L3", NOW + DAY), TakenOrBrought) and "L3" in unseen()
    answer = desk.scan("6102", NOW + DAY + timedelta(seconds=3))
    assert isinstance(answer, CheckedIn)
    assert lent_copies() == {"6101": 1}


def test_a_book_away_since_before_the_print_does_not_bear_the_new_label(library: Library, desk: Desk) -> None:
    """Its reader's loan was written on the copy whose label was then stuck on a book on the shelf."""
    (first, _), _ = printed(library, 2)
    library.lend(first, library.patron("6101"), days_ago=5)
    library.patron("6102")
    answer = scan_all(desk, "6102", "L1")
    assert isinstance(answer, CheckedOut), "not settled: the book was on the shelf"
    assert lent_copies() == {"6101": 2, "6102": 1}


def test_a_book_on_the_shelf_is_shown_though_its_copy_was_written_as_lent(
    library: Library, desk: Desk
) -> None:
    (first, _), _ = printed(library, 2)
    library.lend(first, library.patron("6101"), days_ago=5)
    assert isinstance(desk.scan("L1", NOW), BookShown)
    assert lent_copies() == {"6101": 2}


def test_the_only_copy_is_what_it_says(library: Library, desk: Desk) -> None:
    ((first, _),) = printed(library, 1)
    library.lend(first, library.patron("6101"), days_ago=5)
    library.patron("6102")
    assert isinstance(scan_all(desk, "6102", "L1"), Settled)
    assert lent_copies() == {"6102": 1}


def test_a_copy_with_an_older_label_that_counts_keeps_its_loan(library: Library, desk: Desk) -> None:
    (first, _), _ = printed(library, 2)
    Barcode.create(code="OLD", copy=first, issued_at=NOW - 9 * DAY)
    library.lend(first, library.patron("6101"), days_ago=5)
    assert isinstance(desk.scan("L1", NOW), CheckedIn)
    assert lent_copies() == {}


def test_a_moved_loan_is_undone_like_any_other(library: Library, desk: Desk) -> None:
    printed(library, 3)
    library.patron("6101")
    scan_all(desk, "6101", ISBN, "L2")
    assert isinstance(desk.scan("%UNDO", NOW + timedelta(seconds=9)), Undone)
    assert lent_copies() == {}
    assert [event.verb for event in Event.select().order_by(Event.id)] == [
        "turn_opened", "lent", "loan_moved", "undone",
    ]  # fmt: skip


def test_several_waiting_loans_leave_the_label_unseen(library: Library, desk: Desk) -> None:
    copies = printed(library, 4)
    for (copy, _), number in zip(copies, ("6101", "6102", "6103"), strict=False):
        library.lend(copy, library.patron(number), days_ago=0)
    assert isinstance(desk.scan("L4", NOW), TakenOrBrought)
    assert isinstance(desk.scan(ISBN, NOW + timedelta(seconds=3)), CardWanted)


@pytest.mark.parametrize("before", [True, False])
def test_labels_that_are_minted_by_a_print_wait_for_their_first_scan(library: Library, before: bool) -> None:
    title = library.title("Emma", isbn=ISBN)
    library.copy("OLD" if before else None, title=title)
    acting = Acting("test", NOW)
    make("barcode", next_sheet("L7160"), acting, copies=copies(Wanted()))
    assert len(unseen()) == (0 if before else 1)


def test_the_librarian_sticks_the_label_on_the_book_in_hand(library: Library) -> None:
    """The relabelling, or a corner being filled: the book is here, so the reader has another one."""
    (first, _), _ = printed(library, 2)
    library.lend(first, library.patron("6101"), days_ago=0)
    assert seen_in_hand(first.id, Acting("test", NOW)).loan is None
    assert lent_copies() == {"6101": 2} and unseen() == ["L2"]


@given(
    lent=st.dictionaries(st.sampled_from([1, 2, 3, 4]), st.sampled_from([0, 5])),
    scanned=st.sampled_from([1, 2, 3, 4]),
    reader=st.sampled_from([None, 1, 2, 3, 4]),
)
@settings(max_examples=60)
def test_a_first_scan_neither_opens_nor_closes_a_loan(
    library: Library, lent: dict[int, int], scanned: int, reader: int | None
) -> None:
    """Whatever is lent, before or after the print, and whoever scans: every reader holds what they held."""
    with database.atomic() as transaction:
        copies = [copy for copy, _ in printed(library, 4)]
        readers = {number: library.patron(str(number)) for number in (1, 2, 3, 4)}
        for number, days_ago in lent.items():
            library.lend(copies[number - 1], readers[number], days_ago=days_ago)
        held = library.open_loans()
        found = find_barcode(f"L{scanned}")
        assert isinstance(found, FoundCopy)
        seen = seen_at_desk(found, readers[reader].id if reader else None, Acting("test", NOW))
        assert seen.copy_id == found.copy_id and library.open_loans() == held
        others = [copy for copy in unlabelled_copies(found.title_id) if copy.copy_id != found.copy_id]
        if reader and seen.loan and seen.loan.patron_id != readers[reader].id:
            assert all(copy.loan for copy in others), "another's book only where no other copy can be it"
        transaction.rollback()
