"""Class corners end to end, by scans alone: filled, lent from, swapped, closed; and the paper ledger."""

import io
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from school import NOW, Library
from terminal import Terminal

from db.answers.classes.corner import (
    Asks,
    CloseAsked,
    CornerBegun,
    CornerClosed,
    CornerEnded,
    CornerFilled,
    NotOurs,
    PaperDay,
    Placed,
    Purpose,
    Swapped,
    TakenBack,
    TakenOut,
    Wanted,
)
from db.answers.counter.asking import (
    TakenOrBrought,
)
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import (
    BookShown,
    CheckedIn,
    CheckedOut,
    Ignored,
    Refused,
    Settled,
    Undone,
    Unknown,
)
from db.answers.counter.turn import TurnEnded, TurnOpened
from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode, find_copy
from db.corners.filling import corner_of, open_corner, place
from db.corners.ledger_days import code_of_day
from db.corners.librarians import appoint
from db.corners.manifest import copies_of_last_term, manifest
from db.corners.report import by_class, corner_use
from db.events.record import Acting
from db.models import Copy, CornerBook, Event, Loan, SchoolClass
from db.readers.classes import code_of_class
from kiosk.cli import main
from kiosk.corner.desk import CornerDesk
from kiosk.counter.desk import Desk
from kiosk.lettering.large import draw_large
from kiosk.sentences.saying import say
from kiosk.words import speak
from labels.content.cards import COMMANDS

Captured = pytest.CaptureFixture[str]
STAFF = Acting("office", NOW, actor="staff")


MOMO = "9783522202107"


class Scanner:
    """Scans one code after another at a corner, three seconds apart."""

    def __init__(self, desk: CornerDesk) -> None:
        self.desk = desk
        self.now = NOW

    def __call__(self, *codes: str) -> object:
        """The answer to the last one; every answer can be put into words."""
        answer = None
        for code in codes:
            self.now += timedelta(seconds=3)
            answer = self.desk.scan(code, self.now)
            assert say(answer, speak("en")).lines or isinstance(answer, PaperDay)
        return answer


@pytest.fixture
def scan(library: Library) -> Scanner:
    """3A with its librarian Ada and her friend Ben, 3B with Cleo, a teacher, ten books on shelf A3."""
    library.patron("ADA", name="Ada Lovelace")
    library.patron("BEN", name="Ben Smith")
    library.patron("CLEO", name="Cleo Wang", class_name="3B")
    library.patron("TEACHER", category="teacher", class_name="Staff room")
    shelf = library.shelf("A3")
    for number in range(10):
        library.copy(f"B{number}", location=shelf)
    appoint("ADA", STAFF)
    return Scanner(CornerDesk("corner kiosk"))


def class_id(name: str = "3A") -> int:
    return int(SchoolClass.get(SchoolClass.name == name).id)


def filled(scan: Scanner, name: str, *books: str) -> object:
    return scan("%FILL", "TEACHER", code_of_class(class_id(name)), *books, "%DONE")


def codes(name: str = "3A") -> list[str]:
    return sorted(line.code for line in manifest(class_id(name)))


def copy_id(code: str) -> int:
    copy = find_barcode(code)
    assert isinstance(copy, FoundCopy)
    return copy.copy_id


def test_a_corner_is_filled_by_scans_alone(scan: Scanner) -> None:
    assert scan("B1") == Unknown()
    assert scan("%FILL") == Asks(Wanted.STAFF_CARD, Purpose.FILL)
    refused = scan("ADA")
    assert isinstance(refused, Refused) and refused.reason is Reason.STAFF_ONLY
    assert scan("TEACHER") == Asks(Wanted.CLASS, Purpose.FILL)
    assert scan(code_of_class(class_id())) == CornerBegun(Purpose.FILL, "3A", 0, 50)
    placed = scan("B1")
    assert isinstance(placed, Placed) and (placed.books, placed.cap) == (1, 50)
    again = scan("B2", "B1")
    assert isinstance(again, Refused) and again.reason is Reason.IN_THE_CORNER
    assert isinstance(scan("NOSUCH"), Unknown)
    assert isinstance(scan("B3", "%UNDO"), TakenOut)
    assert scan("%DONE") == CornerFilled("3A", 2, 50, manifest(class_id()))
    assert codes() == ["B1", "B2"]
    assert scan.desk.work is None
    assert find_copy(copy_id("B3")).book.shelf == "A3"


def test_a_pupils_card_says_the_class_as_well_and_a_repeat_is_ignored(scan: Scanner) -> None:
    assert isinstance(scan("%FILL", "TEACHER", "BEN"), CornerBegun)
    scan("B1")
    assert isinstance(scan.desk.scan("B1", scan.now + timedelta(seconds=1)), Ignored)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        ("loan", Reason.ON_LOAN),
        ("other corner", Reason.IN_ANOTHER_CORNER),
        ("repair", Reason.IN_REPAIR),
        ("cap", Reason.CORNER_FULL),
    ],
)
def test_what_cannot_go_into_a_corner_is_refused_with_its_reason(
    library: Library, scan: Scanner, prepare: str, reason: Reason
) -> None:
    open_corner(class_id(), STAFF, cap=1)
    if prepare == "loan":
        library.lend(Copy.get_by_id(copy_id("B1")), library.patron("DAN"))
    elif prepare == "other corner":
        filled(scan, "3B", "B1")
    elif prepare == "repair":
        Copy.update(status="repair").where(Copy.id == copy_id("B1")).execute()
    else:
        place(class_id(), copy_id("B2"), STAFF)
    answer = place(class_id(), copy_id("B1"), STAFF)
    assert isinstance(answer, Refused) and answer.reason is reason


def test_the_class_librarian_lends_from_this_corner_to_this_class_and_nothing_else(
    library: Library, scan: Scanner
) -> None:
    filled(scan, "3A", "B1", "B2")
    filled(scan, "3B", "B5")
    other = scan("%LEND", "BEN")
    assert isinstance(other, Refused) and other.reason is Reason.NOT_CLASS_LIBRARIAN
    assert scan("ADA") == CornerBegun(Purpose.LEND, "3A", 2, 50)
    assert isinstance(scan("BEN"), TurnOpened)
    assert isinstance(scan("B1"), CheckedOut)
    for code, reason in (
        ("B7", Reason.NOT_THIS_CORNER),
        ("B5", Reason.NOT_THIS_CORNER),
        ("CLEO", Reason.OTHER_CLASS),
    ):
        answer = scan(code)
        assert isinstance(answer, Refused) and answer.reason is reason
    assert isinstance(scan("ADA", "B2", "%UNDO"), Undone)
    settled = scan("B1")
    assert isinstance(settled, Settled)
    assert library.open_loans() == [("ADA", "Book B1")]
    assert isinstance(scan("ADA", "B1"), CheckedIn)
    assert isinstance(scan("%DONE"), CornerEnded)
    assert library.open_loans() == []


def test_done_ends_the_lending_together_with_the_turn_of_a_child(scan: Scanner) -> None:
    filled(scan, "3A", "B1")
    ended = []
    scan.desk = CornerDesk("corner kiosk", turn_ended=lambda before: ended.append(before.turn))
    scan("%LEND", "ADA", "BEN")
    assert scan("%DONE") == CornerEnded(Purpose.LEND)
    assert scan.desk.work is None and len(ended) == 1


@pytest.mark.parametrize("order", [("M1", MOMO), (MOMO, "M1")], ids=["label first", "ISBN first"])
@pytest.mark.parametrize("command", ["%FILL", "%CLOSE"])
def test_label_and_isbn_of_a_book_in_one_go_are_one_book(
    scan: Scanner, library: Library, command: str, order: tuple[str, str]
) -> None:
    momo = library.title("Momo", isbn=MOMO)
    library.copy("M1", title=momo)
    library.copy(title=momo)
    if command == "%CLOSE":
        filled(scan, "3A", "M1", MOMO)
    scan(command, "TEACHER", code_of_class(class_id()))
    for code, at in zip(order, (3, 3.5), strict=True):
        scan.desk.scan(code, scan.now + timedelta(seconds=at))
    assert codes() == (["M1"] if command == "%FILL" else [MOMO])


def test_a_child_who_leaves_the_corner_ends_only_their_own_turn(scan: Scanner) -> None:
    filled(scan, "3A", "B1")
    scan("%LEND", "ADA", "BEN")
    assert scan.desk.tick(scan.now + timedelta(seconds=20)) == TurnEnded(timed_out=True)
    scan.now += timedelta(seconds=30)
    assert isinstance(scan("B1"), BookShown)
    assert isinstance(scan.desk.tick(scan.now + timedelta(minutes=3)), CornerEnded)
    assert scan("B1") == Unknown()


def test_staff_may_lend_from_any_corner(scan: Scanner) -> None:
    filled(scan, "3A", "B1")
    assert scan("%LEND", "TEACHER") == Asks(Wanted.CLASS, Purpose.LEND)
    scan(code_of_class(class_id()), "BEN")
    assert isinstance(scan("B1"), CheckedOut)


def test_the_counter_lends_no_corner_book_and_says_where_a_returned_one_goes(
    library: Library, scan: Scanner, desk: Desk
) -> None:
    filled(scan, "3A", "B1", "B2")
    scan("%LEND", "ADA", "BEN", "B1", "%DONE", "%DONE")
    at_counter = scan.now + timedelta(minutes=1)
    returned = desk.scan("B1", at_counter)
    assert isinstance(returned, CheckedIn) and returned.corner == "3A"
    desk.scan("BEN", at_counter + timedelta(seconds=3))
    refused = desk.scan("B2", at_counter + timedelta(seconds=6))
    assert isinstance(refused, Refused) and refused.reason is Reason.CLASS_CORNER
    assert library.open_loans() == []


def test_closing_tells_back_on_loan_missing_and_not_ours_and_loses_nothing(
    library: Library, scan: Scanner, desk: Desk
) -> None:
    filled(scan, "3A", "B1", "B2", "B3", "B4")
    scan("%LEND", "ADA", "BEN", "B1", "ADA", "B2", "%DONE", "%DONE")
    assert isinstance(scan("%CLOSE", "TEACHER", code_of_class(class_id())), CornerBegun)
    back = scan("B3")
    assert isinstance(back, TakenBack) and (back.book.shelf, back.left) == ("A3", 3)
    lent = scan("B2")
    assert isinstance(lent, TakenBack) and lent.was_on_loan
    assert isinstance(scan("B9"), NotOurs)
    assert scan("%DONE") == CloseAsked("3A", 2, on_loan=1, missing=1)
    assert corner_of(class_id())
    closed = scan("%DONE")
    assert isinstance(closed, CornerClosed) and closed.back == 2
    assert say(closed, speak("en")).big != "Closed", "in Chinese that says that the kiosk is"
    assert [line.code for line in closed.on_loan] == ["B1"]
    assert [line.code for line in closed.missing] == ["B4"]
    assert corner_of(class_id()) is None
    # nothing is lost: the loan goes on, the missing copy is looked for, all stand on their shelf again
    assert library.open_loans() == [("BEN", "Book B1")]
    assert {find_copy(copy_id(f"B{n}")).book.shelf for n in range(1, 5)} == {"A3"}
    assert find_copy(copy_id("B4")).status == "lost"
    assert [event.verb for event in Event.select().where(Event.flagged)] == ["corner_missing"]
    outcomes = {row.copy.id: row.outcome for row in CornerBook.select()}
    assert [outcomes[copy_id(f"B{n}")] for n in range(1, 5)] == ["on_loan", "back", "back", "missing"]
    returned = desk.scan("B1", scan.now + timedelta(minutes=1))
    assert isinstance(returned, CheckedIn) and returned.corner == "" and returned.book.shelf == "A3"


def test_the_question_before_closing_says_how_to_be_heard_and_a_childs_card_does_not_take_it_back(
    scan: Scanner,
) -> None:
    filled(scan, "3A", "B1")
    asked = scan("%CLOSE", "TEACHER", code_of_class(class_id()), "%DONE")
    assert isinstance(asked, CloseAsked)
    assert "wait a moment, then scan DONE once more" in " ".join(say(asked, speak("en")).lines)
    assert isinstance(scan.desk.scan("%DONE", scan.now + timedelta(seconds=1)), Ignored)
    scan.now += timedelta(seconds=1)
    assert scan("BEN") == Refused(Reason.CORNER_AT_WORK)
    assert isinstance(scan("%DONE"), CornerClosed)


def test_closing_returns_the_only_loan_of_an_isbn_though_no_copy_was_in_the_corner(
    scan: Scanner, library: Library
) -> None:
    prince = library.title("Le Petit Prince", isbn="9782070612758")
    shelf = library.shelf("A2")
    for _number in range(2):
        copy = library.copy(title=prince, location=shelf)
    library.lend(copy, library.patron("LIAM"))
    filled(scan, "3A", "B1")
    scan("%CLOSE", "TEACHER", code_of_class(class_id()))
    answer = scan("9782070612758")
    assert isinstance(answer, NotOurs) and answer.was_on_loan
    said = say(answer, speak("en"))
    assert said.lines[1:] == ("A pupil still had it; it is returned now.", "It belongs on shelf A2.")
    assert library.open_loans() == []


@pytest.mark.parametrize(
    ("command", "following"),
    [
        ("%FILL", "each book"),
        ("%LEND", "pupil's card"),
        ("%CLOSE", "each book"),
        ("%LEDGER", "code of a day"),
    ],
)
def test_each_job_says_what_to_scan_next(scan: Scanner, command: str, following: str) -> None:
    filled(scan, "3A", "B1")
    begun = scan(command, "TEACHER", code_of_class(class_id()))
    assert following in say(begun, speak("en")).lines[-1]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("purpose", Purpose)
def test_a_job_is_drawn_large_by_the_word_on_its_card(purpose: Purpose, language: str) -> None:
    words = speak(language)
    said = say(Asks(Wanted.STAFF_CARD, purpose), words)
    assert said.big == words(COMMANDS[f"%{purpose.value.upper()}"][0])
    assert len(draw_large(said.mark, said.big, 76, 8)) > 4, "not a row of plain text"


def test_a_closing_that_is_broken_off_can_go_on_later_and_a_book_can_be_put_again(scan: Scanner) -> None:
    filled(scan, "3A", "B1", "B2")
    scan("%CLOSE", "TEACHER", code_of_class(class_id()), "B1")
    assert isinstance(scan.desk.tick(scan.now + timedelta(minutes=3)), CornerEnded)
    assert codes() == ["B2"]
    scan("%CLOSE", "TEACHER", code_of_class(class_id()), "B2")
    assert isinstance(scan("%UNDO"), TakenOut)
    assert codes() == ["B2"]
    closed = scan("B2", "%DONE")
    assert isinstance(closed, CornerClosed) and closed.back == 2


def test_two_classes_swap_their_books_in_one_go_and_lent_ones_stay(scan: Scanner, library: Library) -> None:
    filled(scan, "3A", "B1", "B2", "B3")
    filled(scan, "3B", "B5")
    scan("%LEND", "ADA", "BEN", "B1", "%DONE", "%DONE")
    first, second = code_of_class(class_id("3A")), code_of_class(class_id("3B"))
    assert scan("%SWAP", "TEACHER", first, second) == Swapped("3A", "3B", 1, 2, stayed=1)
    assert (codes("3A"), codes("3B")) == (["B1", "B5"], ["B2", "B3"])
    assert library.open_loans() == [("BEN", "Book B1")]


def test_a_swap_beyond_the_cap_is_refused_and_changes_nothing(scan: Scanner) -> None:
    filled(scan, "3A", "B1", "B2")
    filled(scan, "3B", "B5")
    open_corner(class_id("3B"), STAFF, cap=1)
    classes = [code_of_class(class_id(name)) for name in ("3A", "3B")]
    refused = scan("%SWAP", "TEACHER", *classes)
    assert isinstance(refused, Refused) and refused.reason is Reason.NO_ROOM_TO_SWAP
    assert refused.details == {"corner": "3B", "books": 2, "cap": 1}
    assert (codes("3A"), codes("3B")) == (["B1", "B2"], ["B5"])


def test_the_paper_ledger_is_scanned_back_in_as_it_happened(scan: Scanner, library: Library) -> None:
    filled(scan, "3A", "B1", "B2")
    scan("%LEDGER", "TEACHER", code_of_class(class_id()))
    assert scan("BEN") == Asks(Wanted.DAY, Purpose.LEDGER)
    assert scan(code_of_day(date(2026, 9, 30))) == Refused(Reason.DAY_NOT_YET)
    thursday, friday = date(2026, 9, 3), date(2026, 9, 4)
    assert scan(code_of_day(thursday)) == PaperDay(thursday)
    assert scan("B1") == Asks(Wanted.READER, Purpose.LEDGER)
    assert scan("BEN") == PaperDay(thursday, "Ben")
    assert isinstance(scan("B1"), CheckedOut)
    assert isinstance(scan("B7"), NotOurs)
    scan(code_of_day(friday))
    assert scan("#1") == PaperDay(friday, "Ada")
    scan("B2", "B1", "%UNDO")
    assert scan("%BACK") == PaperDay(friday, is_returning=True)
    assert isinstance(scan("B1"), CheckedIn)
    scan("%DONE")
    taken_in = Loan.select().order_by(Loan.id)
    loans = [(loan.patron.number, loan.lent_on, loan.returned_at is None, loan.voided) for loan in taken_in]
    assert loans == [
        ("BEN", thursday, False, False),
        ("ADA", friday, True, False),
        ("ADA", friday, False, True),
    ]
    assert taken_in[0].returned_at.date() == friday


def test_a_paper_loan_older_than_the_present_one_is_taken_in_as_over(scan: Scanner, library: Library) -> None:
    filled(scan, "3A", "B1")
    scan("%LEND", "ADA", "ADA", "B1", "%DONE", "%DONE")
    scan("%LEDGER", "TEACHER", code_of_class(class_id()), code_of_day(date(2026, 9, 3)), "BEN", "B1", "%DONE")
    assert library.open_loans() == [("ADA", "Book B1")]
    assert sorted(loan.patron.number for loan in Loan.select()) == ["ADA", "BEN"]


def test_the_use_of_corners_is_told_and_compared(scan: Scanner) -> None:
    filled(scan, "3A", "B1", "B2", "B3", "%UNDO")
    filled(scan, "3B", "B5")
    scan("%LEND", "ADA", "BEN", "B1", "%DONE", "%DONE")
    scan("%CLOSE", "TEACHER", code_of_class(class_id()), "B1", "%DONE", "%DONE")
    today = date(2026, 9, 7)
    used = {one.class_name: one for one in corner_use(today, today)}
    a = used["3A"]
    assert (a.days_out, a.books, a.loans, a.never_opened, a.missing) == (1, 2, 1, 1, 1)
    assert a.loans_per_book == 0.5 and a.closed_on == today
    assert [one.class_name for one in by_class(used.values())] == ["3A", "3B"]
    assert corner_use(date(2026, 1, 1), date(2026, 2, 1)) == []
    week = corner_use(today, today + timedelta(days=6))
    assert [one.days_out for one in week] == [1, 7]
    filled(scan, "3A", "B3")
    both = by_class(corner_use(today, today))
    assert {one.class_name: one.days_out for one in both} == {"3A": 1, "3B": 1}, "two corners of one day"


def test_as_last_term_takes_the_same_copies_or_others_of_the_title(scan: Scanner, library: Library) -> None:
    momo = library.title("Momo")
    library.copy("M1", title=momo)
    other = library.copy("M2", title=momo)
    filled(scan, "3A", "M1", "B1")
    scan("%CLOSE", "TEACHER", code_of_class(class_id()), "M1", "B1", "%DONE")
    library.lend(Copy.get_by_id(copy_id("M1")), library.patron("DAN"))
    copies, wanting = copies_of_last_term(class_id())
    assert (sorted(copies), wanting) == (sorted([copy_id("B1"), other.id]), 0)
    library.lend(other, library.patron("EVE"))
    assert copies_of_last_term(class_id()) == ([copy_id("B1")], 1)


def test_an_isbn_stands_for_a_copy_without_a_label_in_a_corner_too(scan: Scanner, library: Library) -> None:
    momo = library.title("Momo", isbn="9783522202107")
    for _number in range(3):
        library.copy(title=momo)
    filled(scan, "3A", "9783522202107", "9783522202107")
    assert codes() == ["9783522202107"] * 2
    scan("%LEND", "ADA", "BEN")
    assert isinstance(scan("9783522202107"), CheckedOut)
    scan("BEN")
    assert isinstance(scan("9783522202107"), TakenOrBrought)


def test_the_command_line_fills_lends_closes_and_prints(
    scan: Scanner, library: Library, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kiosk(*arguments: str, scans: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(scans))
        return main(["--language", "en", "corner", *arguments])

    assert kiosk("show") == 0
    assert kiosk("lend", "3A") == 1
    manifest_file = tmp_path / "3A.pdf"
    assert kiosk("fill", "3A", "--cap", "3", "--manifest", str(manifest_file), scans="B1\nB2\nB3\nB4\n") == 1
    assert "The corner of 3A is full: 3 books." in capsys.readouterr().out
    assert manifest_file.read_bytes().startswith(b"%PDF")
    assert kiosk("lend", "3A", scans="BEN\nB1\n%DONE\n") == 0
    assert kiosk("ledger", "3A", "--print", str(tmp_path / "ledger.pdf"), "--days", "7") == 0
    assert "Borrowed" in capsys.readouterr().out
    none = tmp_path / "none.csv"
    capsys.readouterr()
    assert kiosk("fill", "3B", "--titles", str(none)) == 1
    assert capsys.readouterr().err.strip() == f"The file {none} cannot be read: No such file or directory."
    library.copy(title=library.title("Momo", isbn="9783522202107"))
    (tmp_path / "titles.csv").write_text("isbn,count\n978-3-522-20210-7,2\n", encoding="utf-8")
    assert kiosk("fill", "3B", "--titles", str(tmp_path / "titles.csv")) == 1
    assert "2 wanted, 1 free" in capsys.readouterr().err
    (tmp_path / "titles.csv").write_text("9780141439587,1\n", encoding="utf-8")
    assert kiosk("fill", "3B", "--titles", str(tmp_path / "titles.csv")) == 1
    assert "No book matches 9780141439587." in capsys.readouterr().err
    assert kiosk("swap", "3A", "3B") == 0 and kiosk("swap", "3A", "3A") == 1
    assert kiosk("show", "3A") == 0
    assert "Momo" in capsys.readouterr().out
    # A list that ends too early, or a file that was cut off, does not write books off.
    for scans in ("B2\n", "", "%DONE\n"):
        assert kiosk("close", "3B", scans=scans) == 1
        told = capsys.readouterr()
        assert "1 missing." in told.out and "Not closed, since books are missing." in told.err
        assert corner_of(class_id("3B")) is not None
    assert kiosk("fill", "3B", scans="B2\n") == 0
    assert kiosk("close", "3B", scans="B2\n%DONE\n%DONE\n") == 1
    out = capsys.readouterr().out
    assert "1 back, 0 on loan to pupils, 1 missing." in out and "Missing: Book B3 B3" in out
    assert kiosk("show", "3A", "--log") == 0
    log = capsys.readouterr().out
    assert "swapped" in log and "in the corner" in log and "Book B1" in log
    assert kiosk("show", "--term", "Never") == 1
    assert kiosk("librarian") == 0 and kiosk("librarian", "ADA", "--remove") == 0
    assert kiosk("librarian", "ADA", "--remove") == 1
    assert kiosk("show") == 0
    assert "Classes compared" in capsys.readouterr().out


def test_one_slip_of_the_hand_does_not_write_a_corner_off(
    scan: Scanner, library: Library, tmp_path: Path
) -> None:
    filled(scan, "3A", "B1", "B2")
    terminal = Terminal(library.where, tmp_path, "corner", "close", "3A")
    try:
        terminal.wait_for(b"Scan DONE at the end.")
        terminal.send(b"\x04")
        terminal.wait_for(b"0 back, 0 on loan to pupils, 2 missing.")
        terminal.wait_for(b"Or press Ctrl-D again.")
        assert codes() == ["B1", "B2"]
        terminal.send(b"B1\n")
        terminal.wait_for(b"1 book is still out.")
        terminal.send(b"\x04")
        terminal.wait_for(b"1 back, 0 on loan to pupils, 1 missing.")
        terminal.send(b"\x04")
        assert terminal.left() == 1
        assert b"Missing: Book B2 B2" in terminal.output
    finally:
        terminal.close()


@pytest.mark.parametrize("command", ["%FILL", "%CLOSE", "%LEDGER"])
def test_an_isbn_whose_copies_are_labelled_asks_for_the_label(
    scan: Scanner, library: Library, command: str
) -> None:
    library.copy("LABEL", title=library.title("Momo", isbn=MOMO))
    filled(scan, "3A", "B1")
    scan(command, "TEACHER", code_of_class(class_id()), *(["%DAY-20260907"] if command == "%LEDGER" else []))
    refused = scan(MOMO)
    assert isinstance(refused, Refused) and refused.reason is Reason.USE_THE_LABEL
    assert scan("9780141439587") == Unknown()
