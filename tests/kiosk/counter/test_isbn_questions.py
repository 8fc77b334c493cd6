"""A title lent by ISBN is never guessed away: who stands at the kiosk is asked, and only then it is done."""

from datetime import timedelta

import pytest
from school import NOW, Library, scan_all

from db.answers.counter.asking import CardWanted, OneOfThese, TakenOrBrought
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import AlreadyYours, BookShown, CheckedIn, CheckedOut, Refused, Renewed
from db.answers.counter.turn import TurnOpened
from db.events.record import Acting
from db.events.report import events, flagged_count, see_events
from db.models import Barcode, Copy, Event, Loan, Title
from kiosk.cli import main
from kiosk.counter.desk import Desk

ISBN = "9780141439587"
SECOND = timedelta(seconds=1)


def emma(library: Library, copies: int, *holders: str) -> Title:
    """Copies without a label, one of them on loan to each holder."""
    title = library.title("Emma", isbn=ISBN)
    made = [library.copy(title=title) for _ in range(copies)]
    for copy, number in zip(made, holders, strict=False):
        library.lend(copy, library.patron(number))
    return title


def test_a_copy_from_the_shelf_scanned_before_its_card_is_lent_and_ends_no_loan(
    library: Library, desk: Desk
) -> None:
    emma(library, 4, "6101")
    library.patron("6103")
    assert isinstance(scan_all(desk, ISBN, "6103"), CheckedOut)
    assert library.open_loans() == [("6101", "Emma"), ("6103", "Emma")]
    assert flagged_count() == 0


def test_the_card_of_who_holds_it_returns_theirs(library: Library, desk: Desk) -> None:
    emma(library, 4, "6101", "6102")
    assert isinstance(scan_all(desk, ISBN, "6102"), CheckedIn)
    assert library.open_loans() == [("6101", "Emma")]
    assert flagged_count() == 0


@pytest.mark.parametrize(
    ("again", "left"), [(1, 1), (3, 0), (14, 0), (15, 1)], ids=["repeat", "after it", "in time", "too late"]
)
def test_the_same_book_once_more_returns_the_only_loan(
    library: Library, desk: Desk, again: int, left: int
) -> None:
    emma(library, 3, "6101")
    assert isinstance(desk.scan(ISBN, NOW), TakenOrBrought)
    desk.scan(ISBN, NOW + again * SECOND)
    assert len(library.open_loans()) == left


def test_it_may_be_written_in_another_way_the_second_time(library: Library, desk: Desk) -> None:
    emma(library, 3, "6101")
    assert isinstance(scan_all(desk, ISBN, "0-14-143958-0"), CheckedIn)


def test_once_more_of_several_loans_asks_for_the_card(library: Library, desk: Desk) -> None:
    emma(library, 4, "6101", "6102")
    assert isinstance(scan_all(desk, ISBN, ISBN), CardWanted)
    assert isinstance(desk.scan("6101", NOW + 6 * SECOND), CheckedIn)
    assert library.open_loans() == [("6102", "Emma")]
    assert flagged_count() == 0


def test_who_brings_a_book_back_for_another_borrows_none(library: Library, desk: Desk) -> None:
    emma(library, 4, "6101", "6102")
    library.patron("6103")
    answer = scan_all(desk, ISBN, ISBN, "6103")
    assert isinstance(answer, Refused) and answer.reason is Reason.WHICH_COPY
    assert library.open_loans() == [("6101", "Emma"), ("6102", "Emma")]
    assert desk.conversation.turn is not None and flagged_count() == 1


@pytest.mark.parametrize("then", [(), ("%DONE",), ("B1",), ("X",), ("%LANG",)])
def test_nobody_answers_so_nothing_changes_and_the_librarian_reads_of_it(
    library: Library, desk: Desk, then: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    emma(library, 4, "6101")
    library.copy("B1")
    scan_all(desk, ISBN, *then)
    desk.tick(NOW + 60 * SECOND)
    assert library.open_loans() == [("6101", "Emma")]
    (row,) = events(since=NOW - SECOND, flagged=True)
    assert (row.verb, row.title, row.number) == ("return_unclear", "Emma", "")
    assert main(["--language", "en", "events", "--flagged", "--days", "99999"]) == 0
    assert "return unclear" in capsys.readouterr().out
    see_events(Acting("test", NOW + 61 * SECOND))
    assert flagged_count() == 0


def test_a_label_answers_as_well(library: Library, desk: Desk) -> None:
    title = emma(library, 2, "6101")
    library.lend(library.copy("B1", title=title), library.patron("6102"))
    assert isinstance(scan_all(desk, ISBN, "B1"), CheckedIn)
    assert library.open_loans() == [("6101", "Emma")]
    assert flagged_count() == 0


@pytest.mark.parametrize("status", ["available", "reference", "repair", "lost"])
def test_a_copy_anywhere_in_the_library_could_be_it(library: Library, desk: Desk, status: str) -> None:
    title = emma(library, 1, "6101")
    library.copy(title=title, status=status)
    assert isinstance(desk.scan(ISBN, NOW), TakenOrBrought)


def test_a_copy_that_was_withdrawn_could_not(library: Library, desk: Desk) -> None:
    title = emma(library, 1, "6101")
    library.copy(title=title, status="withdrawn")
    assert isinstance(desk.scan(ISBN, NOW), CheckedIn)


def test_the_isbn_of_a_labelled_copy_on_the_shelf_ends_no_loan(library: Library, desk: Desk) -> None:
    """With or without a card: the only copy without a label is another child's."""
    title = emma(library, 1, "6101")
    library.copy("B1", title=title)
    library.patron("6102")
    assert isinstance(desk.scan(ISBN, NOW), TakenOrBrought)
    answer = scan_all(desk, "6102", ISBN, start=60)
    assert isinstance(answer, Refused) and answer.reason is Reason.USE_THE_LABEL
    assert library.open_loans() == [("6101", "Emma")]


def test_the_isbn_of_a_labelled_copy_that_comes_back_ends_no_other_loan(library: Library, desk: Desk) -> None:
    title = emma(library, 1, "6101")
    library.lend(library.copy("B1", title=title), library.patron("6102"))
    assert isinstance(scan_all(desk, ISBN, "6102"), OneOfThese)
    assert len(library.open_loans()) == 2
    assert isinstance(desk.scan("B1", NOW + 6 * SECOND), CheckedIn)
    assert library.open_loans() == [("6101", "Emma")]


# A card that was refused


@pytest.mark.parametrize("lost", ["card_lost", "left", "replaced"])
def test_after_a_refused_card_its_book_ends_no_loan_and_goes_to_no_other_card(
    library: Library, desk: Desk, lost: str
) -> None:
    emma(library, 4, "6101")
    library.copy("B1")
    ben = library.patron("6102", status="active" if lost == "replaced" else lost)
    Barcode.update(retired_at=NOW if lost == "replaced" else None).where(Barcode.patron == ben).execute()
    library.patron("6103")
    asked = scan_all(desk, "6102", ISBN)
    assert isinstance(asked, TakenOrBrought) and not asked.waits
    assert isinstance(desk.scan("6103", NOW + 6 * SECOND), TurnOpened)
    shown = scan_all(desk, "%DONE", "6102", "B1", start=9)
    assert isinstance(shown, BookShown) and not shown.waits
    assert isinstance(desk.scan("6103", NOW + 18 * SECOND), TurnOpened)
    assert library.open_loans() == [("6101", "Emma")]
    assert isinstance(desk.scan("B1", NOW + 21 * SECOND), CheckedOut)


def test_after_a_refused_card_the_book_once_more_is_returned(library: Library, desk: Desk) -> None:
    emma(library, 2, "6101")
    library.patron("6102", status="card_lost")
    assert isinstance(scan_all(desk, "6102", ISBN, ISBN), CheckedIn)


def test_after_a_refused_card_the_next_one_returns_none_of_its_own(library: Library, desk: Desk) -> None:
    emma(library, 2, "6101", "6103")
    library.patron("6102", status="card_lost")
    answer = scan_all(desk, "6102", ISBN)
    assert isinstance(answer, Refused) and answer.reason is Reason.WHICH_COPY
    assert isinstance(desk.scan("6103", NOW + 6 * SECOND), TurnOpened)
    assert len(library.open_loans()) == 2


def test_who_was_refused_is_forgotten_after_a_while(library: Library, desk: Desk) -> None:
    library.copy("B1")
    library.patron("6102", status="card_lost")
    library.patron("6103")
    desk.scan("6102", NOW)
    assert isinstance(scan_all(desk, "B1", "6103", start=20), CheckedOut)


def test_a_corner_hands_no_refused_book_to_the_next_card(library: Library) -> None:
    ada, ben = library.patron("6101"), library.patron("6102", class_name="3B")
    corner = library.shelf("corner", kind="corner", school_class=ada.school_class)
    library.copy("B1", location=corner)
    answer = scan_all(Desk("corner", corner_of=ada.school_class.id), ben.number, "B1", "6101")
    assert isinstance(answer, TurnOpened) and library.open_loans() == []


# Several copies of one title


def test_a_teacher_takes_a_class_set_by_its_isbn(library: Library, desk: Desk) -> None:
    emma(library, 3)
    library.patron("9001", category="teacher")
    answers = [desk.scan(code, NOW + n * 3 * SECOND) for n, code in enumerate(["9001", *[ISBN] * 6])]
    assert [answer.word for answer in answers] == [
        "turn_opened", "lent", "already_yours", "lent", "already_yours", "lent", "already_yours",
    ]  # fmt: skip
    assert isinstance(answers[-1], AlreadyYours) and not answers[-1].another, "there is none left"


def test_the_question_waits_15_seconds_and_another_book_ends_it(library: Library, desk: Desk) -> None:
    emma(library, 3)
    library.copy("B1")
    library.patron("9001", category="teacher")
    scan_all(desk, "9001", ISBN, ISBN)
    assert isinstance(desk.scan(ISBN, NOW + 21 * SECOND), AlreadyYours)
    assert isinstance(desk.scan("B1", NOW + 24 * SECOND), CheckedOut)
    assert isinstance(desk.scan(ISBN, NOW + 27 * SECOND), AlreadyYours)
    assert len(library.open_loans()) == 2


def with_two_of_three(library: Library) -> None:
    title = emma(library, 3)
    ada = library.patron("6101", quota=9)
    for copy in list(Copy.select().where(Copy.title == title).limit(2)):
        library.lend(copy, ada)


def test_a_later_turn_returns_one_of_several_only_when_asked(library: Library, desk: Desk) -> None:
    with_two_of_three(library)
    asked = scan_all(desk, "6101", ISBN)
    assert isinstance(asked, OneOfThese) and (asked.held, asked.by_label) == (2, False)
    assert len(library.open_loans()) == 2
    assert isinstance(desk.scan(ISBN, NOW + 6 * SECOND), CheckedIn)
    assert isinstance(desk.scan(ISBN, NOW + 9 * SECOND), CheckedIn), "the last one is clear"


def test_renew_then_lends_another(library: Library, desk: Desk) -> None:
    with_two_of_three(library)
    assert isinstance(scan_all(desk, "6101", ISBN, "%RENEW"), CheckedOut)
    assert len(library.open_loans()) == 3 == len({loan.copy_id for loan in Loan.select()})


def test_who_asked_to_renew_means_one_of_theirs(library: Library, desk: Desk) -> None:
    with_two_of_three(library)
    assert isinstance(scan_all(desk, "6101", "%RENEW", ISBN), Renewed)


def test_of_theirs_the_one_that_is_due_first_is_renewed(library: Library, desk: Desk) -> None:
    emma(library, 3)
    reader = library.patron("6101")
    for copy, days_ago in zip(Copy.select().order_by(Copy.number), (1, 9), strict=False):
        library.lend(copy, reader, days_ago=days_ago)
    assert isinstance(scan_all(desk, "6101", "%RENEW", ISBN), Renewed)
    assert [loan.renewals for loan in Loan.select().order_by(Loan.lent_at)] == [1, 0]


def test_where_no_other_is_here_it_can_only_be_one_of_theirs(library: Library, desk: Desk) -> None:
    with_two_of_three(library)
    third = Copy.get(Copy.id.not_in([loan.copy_id for loan in Loan.select()]))
    library.lend(third, library.patron("6102"))
    assert isinstance(scan_all(desk, "6101", ISBN), CheckedIn)


def test_a_card_after_the_book_is_asked_too(library: Library, desk: Desk) -> None:
    with_two_of_three(library)
    assert isinstance(scan_all(desk, ISBN, "6101"), OneOfThese)
    assert isinstance(desk.scan(ISBN, NOW + 6 * SECOND), CheckedIn)


def test_one_with_a_label_and_another_by_its_isbn(library: Library, desk: Desk) -> None:
    title = emma(library, 1)
    library.lend(library.copy("B1", title=title), library.patron("6101"))
    asked = scan_all(desk, "6101", ISBN)
    assert isinstance(asked, OneOfThese) and asked.by_label
    assert isinstance(desk.scan(ISBN, NOW + 6 * SECOND), CheckedOut)
    assert len(library.open_loans()) == 2


def test_one_book_more_than_the_list_says_is_told_to_the_librarian(library: Library, desk: Desk) -> None:
    emma(library, 2, "6101", "6102")
    library.patron("6103")
    scan_all(desk, "6103", ISBN)
    (told,) = Event.select().where(Event.verb == "which_copy")
    assert told.flagged and told.patron.number == "6103"
