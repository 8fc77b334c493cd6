"""One book bears its label and the ISBN of its title: read in one go they are one scan."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from school import NOW, Library

from db.answers.counter.scans import AlreadyYours, CheckedIn, CheckedOut, Ignored, Refused
from db.models import Event, Loan, Title, database
from kiosk.counter.desk import Desk

ISBN = "9780141439587"
SECOND = timedelta(seconds=1)


@pytest.fixture
def title(library: Library) -> Title:
    """One copy with a label, and two without."""
    title = library.title("Emma", isbn=ISBN)
    library.copy("B1", title=title)
    for _ in range(2):
        library.copy(title=title)
    for number in ("6101", "6102"):
        library.patron(number, quota=5)
    return title


def borrowed() -> list[tuple[str, bool]]:
    """Who holds what, and whether it is the copy with the label."""
    loans = Loan.select().where(Loan.returned_at.is_null()).order_by(Loan.id)
    return [(loan.patron.number, loan.copy.number == 1) for loan in loans]


@pytest.mark.parametrize("codes", [("B1", ISBN), (ISBN, "B1")], ids=["label first", "ISBN first"])
@pytest.mark.usefixtures("title")
def test_a_book_is_lent_once_and_it_is_the_one_with_the_label(desk: Desk, codes: tuple[str, str]) -> None:
    desk.scan("6101", NOW)
    first, second = (desk.scan(code, NOW + at * SECOND) for code, at in zip(codes, (3, 3.5), strict=True))
    assert isinstance(first, CheckedOut) and isinstance(second, Ignored)
    assert borrowed() == [("6101", True)]
    assert Event.select().where(Event.verb == "lent").count() == 1


@pytest.mark.parametrize("codes", [("B1", ISBN), (ISBN, "B1")], ids=["label first", "ISBN first"])
@pytest.mark.usefixtures("title")
@pytest.mark.parametrize("with_card", [True, False])
def test_a_return_ends_the_loan_of_the_label_and_no_other(
    desk: Desk, codes: tuple[str, str], with_card: bool
) -> None:
    for at, code in enumerate(("6102", ISBN, "%DONE", "6101", "B1", "%DONE")):
        desk.scan(code, NOW + 3 * at * SECOND)
    later = NOW + timedelta(days=2)
    if with_card:
        desk.scan("6101", later)
    answers = [desk.scan(code, later + at * SECOND) for code, at in zip(codes, (3, 3.5), strict=True)]
    assert [answer for answer in answers if isinstance(answer, CheckedIn)]
    assert borrowed() == [("6102", False)]


@pytest.mark.usefixtures("title")
def test_a_scanner_that_goes_on_reading_both_does_nothing_more(desk: Desk) -> None:
    desk.scan("6101", NOW)
    answers = [
        desk.scan(code, NOW + (3 + at) * SECOND)
        for at, code in enumerate(["B1", ISBN, ISBN, ISBN, "B1", ISBN, "B1", "B1"])
    ]
    assert all(isinstance(answer, Ignored) for answer in answers[1:])
    assert borrowed() == [("6101", True)]


@pytest.mark.usefixtures("title")
def test_after_the_repeat_window_the_isbn_is_a_scan_of_its_own(desk: Desk) -> None:
    desk.scan("6101", NOW)
    desk.scan("B1", NOW + 3 * SECOND)
    assert not isinstance(desk.scan(ISBN, NOW + 5 * SECOND), Ignored)


@pytest.mark.usefixtures("title")
def test_two_labels_in_one_go_are_two_books(library: Library, desk: Desk) -> None:
    library.copy("B2", title=Title.get())
    desk.scan("6101", NOW)
    for at, code in enumerate(("B1", "B2")):
        assert isinstance(desk.scan(code, NOW + (3 + at) * SECOND), CheckedOut)


@pytest.mark.usefixtures("title")
def test_the_isbn_of_another_title_is_another_book(library: Library, desk: Desk) -> None:
    library.copy(title=library.title("Persuasion", isbn="9780141439686"))
    desk.scan("6101", NOW)
    desk.scan("B1", NOW + 3 * SECOND)
    assert isinstance(desk.scan("9780141439686", NOW + 4 * SECOND), CheckedOut)


def test_where_all_copies_are_labelled_the_isbn_hides_no_answer(library: Library, desk: Desk) -> None:
    title = library.title("Emma", isbn=ISBN)
    library.lend(library.copy("B1", title=title), library.patron("6101"))
    assert isinstance(desk.scan("B1", NOW), CheckedIn)
    assert isinstance(desk.scan(ISBN, NOW + SECOND), Ignored)
    assert isinstance(desk.scan(ISBN, NOW + 9 * SECOND), Refused)


def test_what_an_isbn_did_to_another_copy_is_taken_back_by_the_label(library: Library, desk: Desk) -> None:
    """A copy from before lies at home, and another with a label is taken from the shelf."""
    title = library.title("Emma", isbn=ISBN)
    library.lend(library.copy(title=title), library.patron("6101", quota=5))
    library.copy("B1", title=title)
    desk.scan("6101", NOW)
    assert isinstance(desk.scan(ISBN, NOW + 3 * SECOND), CheckedIn)
    assert isinstance(desk.scan("B1", NOW + 3.5 * SECOND), CheckedOut)
    assert len(borrowed()) == 2
    desk.scan("%UNDO", NOW + 6 * SECOND)
    assert len(borrowed()) == 1


def test_a_copy_that_is_not_for_loan_is_refused_by_its_label(library: Library, desk: Desk) -> None:
    title = library.title("Emma", isbn=ISBN)
    library.copy(title=title)
    library.copy("B1", title=title, status="reference")
    library.patron("6101")
    desk.scan("6101", NOW)
    assert isinstance(desk.scan(ISBN, NOW + 3 * SECOND), CheckedOut)
    assert isinstance(desk.scan("B1", NOW + 3.5 * SECOND), Refused)
    assert borrowed() == []


@given(
    held=st.lists(st.sampled_from(["6101", "6102", None]), min_size=3, max_size=3),
    card=st.sampled_from(["6101", "6102", None]),
    label_first=st.booleans(),
    gap=st.floats(0, 1.99),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_codes_in_one_go_do_what_the_label_alone_does(
    library: Library, held: list[str | None], card: str | None, label_first: bool, gap: float
) -> None:
    """Whoever holds which copies, and whoever stands there: the store ends as by the label alone."""

    def loans_after(*codes: tuple[str, float]) -> list[tuple[str, int]]:
        with database.atomic() as transaction:
            title = library.title("Emma", isbn=ISBN)
            copies = [library.copy(code, title=title) for code in ("B1", None, None)]
            patrons = {number: library.patron(number, quota=5) for number in ("6101", "6102")}
            for copy, number in zip(copies, held, strict=True):
                if number:
                    library.lend(copy, patrons[number])
            desk = Desk("test kiosk")
            if card:
                desk.scan(card, NOW)
            for code, at in codes:
                desk.scan(code, NOW + at * SECOND)
            loans = Loan.select().where(Loan.returned_at.is_null())
            found = sorted((loan.patron.number, loan.copy.number) for loan in loans)
            transaction.rollback()
        return found

    both = [("B1", 3.0), (ISBN, 3 + gap)] if label_first else [(ISBN, 3.0), ("B1", 3 + gap)]
    assert loans_after(*both) == loans_after(("B1", 3.0))


@pytest.mark.usefixtures("title")
def test_a_book_lent_by_its_label_in_this_turn_stays_so(desk: Desk) -> None:
    desk.scan("6101", NOW)
    desk.scan("B1", NOW + 3 * SECOND)
    desk.scan(ISBN, NOW + 9 * SECOND)
    assert isinstance(desk.scan("B1", NOW + 10 * SECOND), AlreadyYours)
    assert borrowed() == [("6101", True)]
