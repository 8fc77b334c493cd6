"""The table "What a scan means", row by row, through the real desk on a real store."""

from datetime import timedelta

from school import NOW, Library, scan_all

from db.answers.counter.asking import (
    OneOfThese,
    TakenOrBrought,
)
from db.answers.counter.scans import (
    AlreadyYours,
    BookShown,
    CheckedIn,
    CheckedOut,
    Ignored,
    Renewed,
    Settled,
    Undone,
    Unknown,
)
from db.answers.counter.turn import TurnEnded, TurnOpened
from db.events.report import events
from db.models import Barcode, Event, Patron, Title
from kiosk.counter.desk import Desk
from kiosk.sentences.saying import say
from kiosk.words import speak

SECOND = timedelta(seconds=1)


def test_nobody_scans_a_card_and_a_turn_opens(library: Library, desk: Desk) -> None:
    ada = library.patron("6101", name="Ada Lovelace", class_name="6A")
    library.lend(library.copy("B1", title=library.title("Emma")), ada)
    answer = desk.scan("6101", NOW)
    assert isinstance(answer, TurnOpened)
    assert (answer.reader.given_name, answer.reader.class_name, answer.reader.most_loans) == ("Ada", "6A", 2)
    assert [line.book.title for line in answer.reader.loans] == ["Emma"]


def test_nobody_scans_a_book_on_loan_and_it_is_returned_whoever_had_it(library: Library, desk: Desk) -> None:
    shelf = library.shelf("A3")
    library.lend(library.copy("B1", location=shelf), library.patron("6101", name="Ada Lovelace"))
    answer = desk.scan("B1", NOW)
    assert isinstance(answer, CheckedIn)
    assert answer.book.shelf == "A3"
    assert library.open_loans() == []
    assert "Ada" not in repr(answer) and "6101" not in repr(answer)


def test_nobody_scans_an_isbn_with_copies_here_and_out_and_is_asked(library: Library, desk: Desk) -> None:
    title = library.title("Emma", isbn="9780141439587")
    library.lend(library.copy(title=title), library.patron("6101", name="Ada Lovelace"))
    library.copy(title=title)
    answer = desk.scan("9780141439587", NOW)
    assert isinstance(answer, TakenOrBrought)
    assert "Ada" not in repr(answer)
    assert library.open_loans() == [("6101", "Emma")]


def test_the_same_isbn_once_more_within_15_seconds_returns_it(library: Library, desk: Desk) -> None:
    title = library.title("Emma", isbn="9780141439587")
    library.lend(library.copy(title=title), library.patron("6101"))
    library.copy(title=title)
    desk.scan("9780141439587", NOW)
    assert isinstance(desk.scan("9780141439587", NOW + 14 * SECOND), CheckedIn)
    assert library.open_loans() == []


def test_nobody_scans_a_free_book_and_a_card_within_15_seconds_borrows_it(
    library: Library, desk: Desk
) -> None:
    library.patron("6101")
    library.copy("B1", title=library.title("Emma"))
    assert isinstance(desk.scan("B1", NOW), BookShown)
    assert library.open_loans() == []
    assert isinstance(desk.scan("6101", NOW + 14 * SECOND), CheckedOut)
    assert library.open_loans() == [("6101", "Emma")]


def test_a_card_after_15_seconds_does_not_borrow_the_shown_book(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1")
    desk.scan("B1", NOW)
    assert isinstance(desk.scan("6101", NOW + 15 * SECOND), TurnOpened)
    assert library.open_loans() == []


def test_a_reader_scans_an_available_book_and_it_is_lent(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1", title=library.title("Emma"))
    desk.scan("6101", NOW)
    answer = desk.scan("B1", NOW + SECOND)
    assert isinstance(answer, CheckedOut)
    assert (answer.used, answer.limit, answer.due_on.isoformat()) == (1, 2, "2026-09-22")
    assert library.open_loans() == [("6101", "Emma")]


def test_a_reader_scans_a_book_lent_in_this_turn_and_nothing_changes(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1")
    desk.scan("6101", NOW)
    desk.scan("B1", NOW + SECOND)
    events = Event.select().count()
    assert isinstance(desk.scan("B1", NOW + 4 * SECOND), AlreadyYours)
    assert len(library.open_loans()) == 1
    assert Event.select().count() == events


def test_an_isbn_scanned_once_more_after_that_lends_another_copy(library: Library, desk: Desk) -> None:
    title = library.title("Emma", isbn="9780141439587")
    for _ in range(2):
        library.copy(title=title)
    library.patron("6101")
    desk.scan("6101", NOW)
    assert isinstance(desk.scan("9780141439587", NOW + 3 * SECOND), CheckedOut)
    asked = desk.scan("9780141439587", NOW + 6 * SECOND)
    assert isinstance(asked, AlreadyYours) and asked.another
    assert len(library.open_loans()) == 1
    assert isinstance(desk.scan("9780141439587", NOW + 9 * SECOND), CheckedOut)
    assert len(library.open_loans()) == 2


def test_a_reader_with_several_of_one_title_is_asked_before_one_comes_back(
    library: Library, desk: Desk
) -> None:
    title = library.title("Emma", isbn="9780141439587")
    ada = library.patron("6101", quota=3)
    for _ in range(2):
        library.lend(library.copy(title=title), ada)
    library.copy(title=title)
    desk.scan("6101", NOW)
    asked = desk.scan("9780141439587", NOW + 3 * SECOND)
    assert isinstance(asked, OneOfThese) and asked.held == 2
    assert len(library.open_loans()) == 2
    assert isinstance(desk.scan("9780141439587", NOW + 6 * SECOND), CheckedIn)
    assert len(library.open_loans()) == 1


def test_a_reader_scans_their_own_book_from_before_and_may_renew_instead(
    library: Library, desk: Desk
) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    desk.scan("6101", NOW)
    answer = desk.scan("B1", NOW + SECOND)
    assert isinstance(answer, CheckedIn) and answer.renewal_offered
    assert library.open_loans() == []
    assert isinstance(desk.scan("%RENEW", NOW + 10 * SECOND), Renewed)
    assert len(library.open_loans()) == 1


def test_a_reader_scans_a_book_on_anothers_record_and_it_is_settled(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.lend(library.copy("B1", title=library.title("Emma")), library.patron("6102", name="Ben Smith"))
    desk.scan("6101", NOW)
    answer = desk.scan("B1", NOW + SECOND)
    assert isinstance(answer, Settled)
    assert library.open_loans() == [("6101", "Emma")]
    assert "Ben" not in repr(answer)
    flagged = [event.verb for event in Event.select().where(Event.flagged).order_by(Event.id)]
    assert flagged == ["returned", "lent"]


def test_a_reader_scans_their_card_again_after_2_seconds_and_the_turn_ends(
    library: Library, desk: Desk
) -> None:
    library.patron("6101")
    desk.scan("6101", NOW)
    assert isinstance(desk.scan("6101", NOW + SECOND), Ignored)
    assert isinstance(desk.scan("6101", NOW + 4 * SECOND), TurnEnded)
    assert desk.conversation.turn is None


def test_another_card_hands_over_and_nothing_of_the_first_reader_stays(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101", name="Ada Lovelace", language="zh_CN"))
    library.patron("6102", name="Ben Smith")
    desk.scan("6101", NOW)
    answer = desk.scan("6102", NOW + SECOND)
    assert isinstance(answer, TurnOpened) and answer.reader.number == "6102"
    kept = repr(desk.conversation)
    assert "Ben" in kept
    assert not [trace for trace in ("Ada", "6101", "Book B1", "zh_CN'") if trace in kept]


def test_undo_takes_back_the_last_action_as_an_event_of_its_own(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1")
    desk.scan("6101", NOW)
    desk.scan("B1", NOW + SECOND)
    answer = desk.scan("%UNDO", NOW + 2 * SECOND)
    assert isinstance(answer, Undone) and answer.undone == "lent"
    assert library.open_loans() == []
    lent, undone = Event.select().where(Event.verb.in_(["lent", "undone"])).order_by(Event.id)
    assert undone.undoes == lent


def test_the_same_code_within_2_seconds_is_a_scanners_repeat(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    assert isinstance(desk.scan("B1", NOW), CheckedIn)
    assert isinstance(desk.scan("B1", NOW + SECOND), Ignored)


def test_label_and_isbn_of_one_book_within_2_seconds_are_one_scan(library: Library, desk: Desk) -> None:
    title = library.title("Emma", isbn="9780141439587")
    library.copy("B1", title=title)
    library.copy(title=title)
    library.patron("6101")
    desk.scan("6101", NOW)
    assert isinstance(desk.scan("B1", NOW + 3 * SECOND), CheckedOut)
    assert isinstance(desk.scan("9780141439587", NOW + 4 * SECOND), Ignored)
    assert library.open_loans() == [("6101", "Emma")]


def test_an_unknown_code_creates_nothing(library: Library, desk: Desk) -> None:
    tables = (Barcode, Event, Patron, Title)
    before = [table.select().count() for table in tables]
    assert isinstance(desk.scan("9780306406157", NOW), Unknown)
    assert isinstance(desk.scan("X" * 65, NOW + SECOND), Unknown)
    assert [table.select().count() for table in tables] == before


def test_a_turn_ends_after_20_quiet_seconds(library: Library, desk: Desk) -> None:
    library.patron("6101")
    desk.scan("6101", NOW)
    assert desk.tick(NOW + 19.9 * SECOND) is None
    assert desk.tick(NOW + 20 * SECOND) == TurnEnded(timed_out=True)
    assert desk.conversation.turn is None


def test_a_pupil_with_two_copies_of_one_title_is_told_and_the_librarian_reads_of_it(
    library: Library, desk: Desk
) -> None:
    """Each bears its label, so which is which is known; mostly it is a mistake all the same."""
    title = library.title("Momo", author="Ende")
    for code in ("M1", "M2"):
        library.copy(code, title=title)
    library.copy("O1", title=library.title("Momo", author="another"))
    library.patron("6101", quota=9)
    assert not getattr(scan_all(desk, "6101", "M1"), "has_another", True)
    assert not getattr(desk.scan("O1", NOW + 9 * SECOND), "has_another", True)
    answer = desk.scan("M2", NOW + 15 * SECOND)
    assert isinstance(answer, CheckedOut) and answer.has_another
    assert any("twice" in line for line in say(answer, speak("en")).lines)
    (waiting,) = events(since=NOW, flagged=True)
    assert (waiting.verb, waiting.number, waiting.title) == ("has_two", "6101", "Momo")
    assert isinstance(desk.scan("%UNDO", NOW + 20 * SECOND), Undone)
    assert library.open_loans() == [("6101", "Momo"), ("6101", "Momo")]
    library.patron("9001", category="teacher", class_name="Staff")
    answer = scan_all(desk, "9001", "M2", start=60)
    assert isinstance(answer, CheckedOut) and not answer.has_another
