"""Cards that open no turn, command cards, languages, and what is taken along from one reader to the next."""

from datetime import timedelta

import pytest
from school import NOW, Library, scan_all

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import AlreadyYours, CheckedIn, CheckedOut, Refused, Unknown
from db.answers.counter.turn import LanguageChanged, TurnEnded, TurnOpened
from db.models import Barcode, Hold, Patron
from kiosk.counter.desk import Desk

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("code", ["%DONE", "6101"])
def test_a_turn_is_ended_by_command_or_card(library: Library, desk: Desk, code: str) -> None:
    library.patron("6101", name="Ada Lovelace")
    assert scan_all(desk, "6101", code) == TurnEnded()
    assert desk.conversation.turn is None
    assert "Ada" not in repr(desk.conversation) and "6101" not in repr(desk.conversation)


def test_a_command_that_nobody_knows_does_nothing(library: Library, desk: Desk) -> None:
    library.patron("6101")
    assert isinstance(scan_all(desk, "6101", "%FORMAT"), Unknown)
    assert desk.conversation.turn is not None


def test_a_language_is_remembered_for_its_reader_and_forgotten_for_the_next(
    library: Library, desk: Desk
) -> None:
    library.patron("6101")
    library.patron("6102")
    assert scan_all(desk, "6101", "%LANG") == LanguageChanged("zh_CN")
    desk.scan("6102", NOW + 6 * SECOND)
    assert desk.conversation.language == "en"
    desk.scan("6101", NOW + 9 * SECOND)
    assert desk.conversation.language == "zh_CN"
    desk.tick(NOW + 29 * SECOND)
    assert desk.conversation.language == "en"
    assert Patron.get(Patron.number == "6101").language == "zh_CN"
    assert Patron.get(Patron.number == "6102").language is None


def test_a_stranger_changes_the_language_until_the_kiosk_is_quiet(library: Library, desk: Desk) -> None:
    assert desk.scan("%LANG", NOW) == LanguageChanged("zh_CN")
    library.patron("6101")
    desk.scan("6101", NOW + SECOND)
    assert desk.conversation.language == "zh_CN"  # who chose it and then showed the card
    desk.tick(NOW + 21 * SECOND)
    assert desk.conversation.language == "en"
    assert desk.scan("%LANG", NOW + 30 * SECOND) == LanguageChanged("zh_CN")
    assert desk.scan("%LANG", NOW + 33 * SECOND) == LanguageChanged("en")


@pytest.mark.parametrize(
    ("status", "reason"), [("card_lost", Reason.CARD_LOST), ("left", Reason.READER_LEFT)]
)
def test_a_card_out_of_use_opens_no_turn_and_ends_the_one_before(
    library: Library, desk: Desk, status: str, reason: Reason
) -> None:
    library.patron("6101", name="Ada Lovelace")
    library.patron("6102", name="Ben Smith", status=status)
    library.copy("B1")
    answer = scan_all(desk, "6101", "B1", "6102")
    assert isinstance(answer, Refused) and answer.reason is reason
    assert desk.conversation.turn is None
    assert not [trace for trace in ("Ada", "Ben", "6101", "6102", "B1") if trace in repr(desk.conversation)]
    assert isinstance(desk.scan("B1", NOW + 9 * SECOND), CheckedIn)


def test_a_replaced_card_opens_no_turn_and_the_new_one_does(library: Library, desk: Desk) -> None:
    ada = library.patron("6101")
    Barcode.update(retired_at=NOW).execute()
    Barcode.create(code="20001000000017", patron=ada, issued_at=NOW)
    assert scan_all(desk, "6101") == Refused(Reason.CARD_REPLACED)
    assert isinstance(scan_all(desk, "20001000000017", start=3), TurnOpened)


def test_a_retired_label_still_names_its_copy(library: Library, desk: Desk) -> None:
    copy = library.copy("B1")
    Barcode.update(retired_at=NOW).execute()
    Barcode.create(code="B2", copy=copy, issued_at=NOW)
    library.patron("6101")
    assert isinstance(scan_all(desk, "6101", "B1"), CheckedOut)
    assert isinstance(desk.scan("B2", NOW + 6 * SECOND), AlreadyYours)


def test_a_suspended_reader_may_return_but_not_renew(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101", status="suspended"))
    assert isinstance(scan_all(desk, "6101"), TurnOpened)
    answer = desk.scan("B1", NOW + 3 * SECOND)
    assert isinstance(answer, CheckedIn) and not answer.renewal_offered


def test_a_card_out_of_use_does_not_borrow_the_book_that_was_shown(library: Library, desk: Desk) -> None:
    library.patron("6101", status="left")
    library.copy("B1")
    assert isinstance(scan_all(desk, "B1", "6101"), Refused)
    assert library.open_loans() == []


def test_the_book_that_was_shown_is_forgotten_with_the_next_scan(library: Library, desk: Desk) -> None:
    library.patron("6101")
    library.copy("B1")
    assert isinstance(scan_all(desk, "B1", "X", "6101"), TurnOpened)
    assert library.open_loans() == []


def test_a_hold_is_fulfilled_by_its_reader_at_the_desk(library: Library, desk: Desk) -> None:
    ada, copy = library.patron("6101"), library.copy("B1")
    Hold.create(title=copy.title_id, patron=ada, placed_at=NOW)
    assert isinstance(scan_all(desk, "6101", "B1"), CheckedOut)
    assert Hold.get().closed_at is not None
    scan_all(desk, "%UNDO", start=6)
    assert Hold.get().closed_at is None


def test_what_the_reader_holds_is_told_anew_after_each_scan(library: Library, desk: Desk) -> None:
    library.lend(library.copy("B1"), library.patron("6101"))
    library.copy("B2")
    held = []
    for number, code in enumerate(("6101", "B2", "B1", "%UNDO")):
        desk.scan(code, NOW + 3 * number * SECOND)
        assert desk.conversation.turn is not None
        held.append([line.book.title for line in desk.conversation.turn.reader.loans])
    assert held == [["Book B1"], ["Book B1", "Book B2"], ["Book B2"], ["Book B1", "Book B2"]]
