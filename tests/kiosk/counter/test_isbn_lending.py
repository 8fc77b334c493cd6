"""Lending by ISBN until a book is labelled: which copy the number on the back stands for."""

from datetime import timedelta

from school import NOW, Library, heard, scan_all

from db.answers.counter.asking import (
    CardWanted,
)
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import (
    AlreadyYours,
    BookShown,
    CheckedIn,
    CheckedOut,
    Refused,
    Renewed,
    Settled,
)
from db.answers.counter.turn import TurnOpened
from db.models import Copy, Loan, Title
from kiosk.counter.desk import Desk

ISBN = "9780141439587"
STEP = timedelta(seconds=3)


def unlabelled(library: Library, copies: int, **fields: object) -> tuple[Title, list[Copy]]:
    title = library.title("Emma", **({"isbn": ISBN} | fields))
    return title, [library.copy(title=title) for _ in range(copies)]


def test_an_isbn_lends_any_copy_without_a_label(library: Library, desk: Desk) -> None:
    _, copies = unlabelled(library, 2)
    library.copy("B9", title=copies[0].title)
    for number in ("6101", "6102"):
        library.patron(number)
        assert isinstance(desk.scan(number, NOW), TurnOpened)
        assert isinstance(desk.scan(ISBN, NOW), CheckedOut)
    lent = {loan.copy_id for loan in Loan.select()}
    assert lent == {copy.id for copy in copies}


def test_every_way_to_write_the_isbn_stands_for_the_same_book(library: Library, desk: Desk) -> None:
    unlabelled(library, 1)
    for number, code in enumerate(("0-14-143958-0", "978014143958751995", "９７８０１４１４３９５８７")):
        shown = desk.scan(code, NOW + number * STEP)
        assert isinstance(shown, BookShown) and shown.book.title == "Emma"


def test_nobody_shows_a_free_book_by_isbn_and_a_card_borrows_it(library: Library, desk: Desk) -> None:
    unlabelled(library, 2)
    library.patron("6101")
    assert isinstance(scan_all(desk, ISBN, "6101"), CheckedOut)
    assert library.open_loans() == [("6101", "Emma")]


def test_nobody_returns_the_only_copy_of_all_by_isbn(library: Library, desk: Desk) -> None:
    _, (copy,) = unlabelled(library, 1)
    loan = library.lend(copy, library.patron("6101"))
    answer = desk.scan(ISBN, NOW)
    assert isinstance(answer, CheckedIn) and answer.loan_id == loan.id


def test_of_several_copies_on_loan_the_card_tells_whose_comes_back(library: Library, desk: Desk) -> None:
    _, copies = unlabelled(library, 3)
    for copy, number in zip(copies, ("6101", "6102", "6103"), strict=True):
        library.lend(copy, library.patron(number))
    wanted = desk.scan(ISBN, NOW)
    assert isinstance(wanted, CardWanted) and wanted.book.title == "Emma"
    assert len(library.open_loans()) == 3
    answer = desk.scan("6102", NOW + STEP)
    assert isinstance(answer, CheckedIn)
    assert library.open_loans() == [("6101", "Emma"), ("6103", "Emma")]


def test_the_card_comes_too_late_for_the_book_that_waited(library: Library, desk: Desk) -> None:
    _, copies = unlabelled(library, 2)
    for copy, number in zip(copies, ("6101", "6102"), strict=True):
        library.lend(copy, library.patron(number))
    desk.scan(ISBN, NOW)
    assert isinstance(desk.scan("6101", NOW + 5 * STEP), TurnOpened)
    assert len(library.open_loans()) == 2


def test_the_card_of_another_reader_cannot_tell_which_copy_it_is(library: Library, desk: Desk) -> None:
    _, copies = unlabelled(library, 2)
    for copy, number in zip(copies, ("6101", "6102"), strict=True):
        library.lend(copy, library.patron(number))
    library.patron("6103")
    answer = scan_all(desk, ISBN, "6103")
    assert isinstance(answer, Refused) and answer.reason is Reason.ALL_OUT
    assert len(library.open_loans()) == 2
    assert desk.conversation.turn is not None  # the turn opened all the same


def test_a_reader_returns_their_own_copy_by_isbn_though_others_have_one_too(
    library: Library, desk: Desk
) -> None:
    _, (first, second, _) = unlabelled(library, 3)
    library.lend(first, library.patron("6101"))
    library.lend(second, library.patron("6102"))
    assert isinstance(scan_all(desk, "6102", ISBN), CheckedIn)
    assert library.open_loans() == [("6101", "Emma")]


def test_a_reader_keeps_their_own_copy_by_isbn(library: Library, desk: Desk) -> None:
    _, (copy,) = unlabelled(library, 1)
    library.lend(copy, library.patron("6101"))
    assert isinstance(scan_all(desk, "6101", ISBN, "%RENEW"), Renewed)


def test_a_reader_has_the_book_already_though_another_copy_is_free(library: Library, desk: Desk) -> None:
    unlabelled(library, 2)
    library.patron("6101")
    assert isinstance(scan_all(desk, "6101", ISBN, "X", ISBN), AlreadyYours)
    assert len(library.open_loans()) == 1


def test_the_copy_from_before_comes_back_before_the_one_lent_just_now(library: Library, desk: Desk) -> None:
    _, (first, _) = unlabelled(library, 2)
    ada = library.patron("6101")
    scan_all(desk, "6101", ISBN)
    old = library.lend(Copy.get(Copy.id.not_in([loan.copy_id for loan in Loan.select()])), ada)
    answer = desk.scan(ISBN, NOW + 3 * STEP)
    assert isinstance(answer, CheckedIn) and answer.loan_id == old.id
    assert first.title_id == old.copy.title_id


def test_the_only_copy_on_anothers_record_is_settled_by_isbn(library: Library, desk: Desk) -> None:
    _, (copy,) = unlabelled(library, 1)
    library.lend(copy, library.patron("6101"))
    library.patron("6102")
    assert isinstance(scan_all(desk, "6102", ISBN), Settled)
    assert library.open_loans() == [("6102", "Emma")]


def test_a_free_copy_is_lent_before_anothers_loan_is_settled(library: Library, desk: Desk) -> None:
    _, (first, _) = unlabelled(library, 2)
    library.lend(first, library.patron("6101"))
    library.patron("6102")
    assert isinstance(scan_all(desk, "6102", ISBN), CheckedOut)
    assert library.open_loans() == [("6101", "Emma"), ("6102", "Emma")]


def test_of_the_free_copies_one_that_may_be_lent_is_taken(library: Library, desk: Desk) -> None:
    corner = library.shelf("3A", kind="corner")
    title = library.title("Emma", isbn=ISBN)
    library.copy(title=title, status="reference")
    library.copy(title=title, location=corner)
    shelved = library.copy(title=title, location=library.shelf("A3"))
    library.patron("6101")
    answer = scan_all(desk, ISBN, "6101")
    assert isinstance(answer, CheckedOut) and answer.book.shelf == "A3"
    assert Loan.get().copy_id == shelved.id


def test_a_book_of_which_no_free_copy_may_be_lent_says_why(library: Library, desk: Desk) -> None:
    title = library.title("Emma", isbn=ISBN)
    library.lend(library.copy(title=title), library.patron("6101"))
    library.copy(title=title, status="repair")
    library.patron("6102")
    answer = scan_all(desk, "6102", ISBN)
    assert isinstance(answer, Refused) and answer.reason is Reason.IN_REPAIR


def test_once_all_copies_are_labelled_only_the_label_counts(library: Library, desk: Desk) -> None:
    title = library.title("Emma", isbn=ISBN)
    library.copy("B1", title=title)
    library.patron("6101")
    for answer in (desk.scan(ISBN, NOW), scan_all(desk, "6101", ISBN)):
        assert isinstance(answer, Refused) and answer.reason is Reason.USE_THE_LABEL
        assert answer.book is not None and answer.book.title == "Emma"
    assert isinstance(desk.scan("B1", NOW + 3 * STEP), CheckedOut)


def test_a_title_without_copies_is_known_but_not_lent(library: Library, desk: Desk) -> None:
    unlabelled(library, 0)
    answer = desk.scan(ISBN, NOW)
    assert isinstance(answer, Refused) and answer.reason is Reason.NO_COPIES


def test_the_parts_of_a_set_that_share_an_isbn_are_one_book_to_the_scanner(
    library: Library, desk: Desk
) -> None:
    for part in ("Part 1", "Part 2"):
        library.copy(title=library.title(part, isbn=ISBN))
    for number in ("6101", "6102"):
        library.patron(number)
        assert isinstance(desk.scan(number, NOW), TurnOpened)
        assert isinstance(desk.scan(ISBN, NOW), CheckedOut)
    assert library.open_loans() == [("6101", "Part 1"), ("6102", "Part 2")]
    assert isinstance(desk.scan("6101", NOW + 2 * STEP), TurnOpened)
    assert isinstance(desk.scan(ISBN, NOW + 2 * STEP), CheckedIn)
    assert library.open_loans() == [("6102", "Part 2")]


def test_a_number_that_the_list_had_in_place_of_an_isbn_lends_the_book(library: Library, desk: Desk) -> None:
    unlabelled(library, 1, isbn=None, identifier="1234")
    library.patron("6101")
    assert isinstance(scan_all(desk, "6101", heard("１２３４")), CheckedOut)
    assert isinstance(desk.scan("1234", NOW + 3 * STEP), AlreadyYours)


def test_a_label_goes_before_an_isbn_that_reads_the_same(library: Library, desk: Desk) -> None:
    unlabelled(library, 1)
    library.copy(ISBN, title=library.title("A book labelled with its own ISBN"))
    shown = desk.scan(ISBN, NOW)
    assert isinstance(shown, BookShown) and shown.book.title == "A book labelled with its own ISBN"
