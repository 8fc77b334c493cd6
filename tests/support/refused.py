"""Every reason to refuse, reached by a real situation at the desk."""

from collections.abc import Callable
from datetime import datetime, timedelta

from school import NOW, Library, scan_all

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Answer, Refused
from db.corners.closing import swap
from db.corners.filling import open_corner, place
from db.events.record import Acting
from db.models import Barcode, Hold, Loan
from db.readers.classes import code_of_class
from db.review.reviews import set_gate
from db.stock.one_book import agree_one_book
from kiosk.corner.desk import CornerDesk
from kiosk.counter.clock import look_at_clock
from kiosk.counter.desk import Desk
from kiosk.service.desks import Desks

SECOND = timedelta(seconds=1)
ISBN = "9780141439587"


def limit_reached(library: Library, desk: Desk) -> Answer:
    ada = library.patron("6101", name="Ada Lovelace")
    library.lend(library.copy("B1"), ada)
    library.lend(library.copy("B2"), ada)
    library.copy("B3")
    return scan_all(desk, "6101", "B3")


def one_book(library: Library, desk: Desk) -> Answer:
    ada = library.patron("6101", name="Ada Lovelace")
    library.lend(library.copy("B1"), ada)
    library.copy("B2")
    agree_one_book("6101", Acting("office", NOW), until=NOW.date() + timedelta(days=9))
    return scan_all(desk, "6101", "B2")


def overdue_block(library: Library, desk: Desk) -> Answer:
    library.lend(library.copy("B1"), library.patron("6101", name="Ada Lovelace"), days_ago=23, days=15)
    library.copy("B2")
    return scan_all(desk, "6101", "B2")


def status_of_reader(status: str, *codes: str) -> Callable[[Library, Desk], Answer]:
    def situation(library: Library, desk: Desk) -> Answer:
        library.patron("6101", name="Ada Lovelace", status=status)
        library.copy("B1")
        return scan_all(desk, *codes)

    return situation


def card_replaced(library: Library, desk: Desk) -> Answer:
    ada = library.patron("6101", name="Ada Lovelace")
    Barcode.create(code="OLD", patron=ada, issued_at=NOW, retired_at=NOW)
    return desk.scan("OLD", NOW)


def status_of_copy(status: str) -> Callable[[Library, Desk], Answer]:
    def situation(library: Library, desk: Desk) -> Answer:
        library.patron("6101", name="Ada Lovelace")
        library.copy("B1", status=status)
        shown = desk.scan("B1", NOW - 3 * SECOND)
        answer = scan_all(desk, "6101", "B1")
        assert isinstance(shown, Refused) and isinstance(answer, Refused)
        assert shown.reason is answer.reason  # the same without a card
        return answer

    return situation


def on_hold(library: Library, desk: Desk) -> Answer:
    library.patron("6101", name="Ada Lovelace")
    copy = library.copy("B1")
    Hold.create(title=copy.title, patron=library.patron("6102"), placed_at=NOW)
    return scan_all(desk, "6101", "B1")


def class_corner(library: Library, desk: Desk) -> Answer:
    library.patron("6101", name="Ada Lovelace")
    library.copy("B1", location=library.shelf("3A corner", kind="corner"))
    return scan_all(desk, "6101", "B1")


def use_the_label(library: Library, desk: Desk) -> Answer:
    library.copy("B1", title=library.title(isbn=ISBN))
    return desk.scan(ISBN, NOW)


def no_copies(library: Library, desk: Desk) -> Answer:
    library.title(isbn=ISBN)
    return desk.scan(ISBN, NOW)


def all_out(library: Library, desk: Desk) -> Answer:
    library.patron("6101", name="Ada Lovelace")
    title = library.title(isbn=ISBN)
    for number in ("6102", "6103"):
        library.lend(library.copy(title=title), library.patron(number))
    return scan_all(desk, "6101", ISBN)


def which_copy(library: Library, desk: Desk) -> Answer:
    """A card that is refused, and then a book that several others have."""
    all_out(library, desk)
    desk.forget()
    library.patron("6104", status="card_lost")
    return scan_all(desk, "6104", ISBN)


def taken_meanwhile(library: Library, desk: Desk) -> Answer:
    library.patron("6101", name="Ada Lovelace")
    loan = library.lend(library.copy("B1"), library.patron("6102"), days_ago=0)
    desk.scan("6101", loan.lent_at)
    return desk.scan("B1", loan.lent_at + 9 * SECOND)


def no_more_renewals(library: Library, desk: Desk) -> Answer:
    library.lend(library.copy("B1"), library.patron("6101", name="Ada Lovelace"), renewals=1)
    return scan_all(desk, "6101", "%RENEW", "B1")


def renewal_gains_nothing(library: Library, desk: Desk) -> Answer:
    library.lend(library.copy("B1"), library.patron("6101", name="Ada Lovelace"), days_ago=0)
    return scan_all(desk, "6101", "%RENEW", "B1")


def cannot_undo(library: Library, desk: Desk) -> Answer:
    library.patron("6101", name="Ada Lovelace")
    library.copy("B1")
    scan_all(desk, "6101", "B1")
    Loan.update(returned_at=NOW).execute()
    return desk.scan("%UNDO", NOW + 6 * SECOND)


def staff_only(library: Library, _desk: Desk) -> Answer:
    ada = library.patron("6101", name="Ada Lovelace")
    return scan_all(Desks("test kiosk", ("en",)), "6101", code_of_class(ada.school_class.id))


def at_the_corner(library: Library, code: str, *, of_another: bool = False) -> Answer:
    """Ada of 3A scans this at the corner of her class, or `of_another`. It has B1, and not B2."""
    ada = library.patron("6101", name="Ada Lovelace")
    ben = library.patron("6102", class_name="3B")
    corner_of = (ben if of_another else ada).school_class
    library.copy("B1", location=library.shelf("corner", kind="corner", school_class=corner_of))
    library.copy("B2")
    return scan_all(Desk("corner", corner_of=corner_of.id), "6101", code)


def filling(library: Library, prepare: str) -> Answer:
    """What the corner of 3A, which holds one book, says to the copy B1."""
    ada = library.patron("6101", name="Ada Lovelace")
    class_id, acting = ada.school_class.id, Acting("corner", NOW, "staff")
    copy = library.copy("B1")
    if prepare != "no corner":
        open_corner(class_id, acting, cap=1)
    match prepare:
        case "full":
            place(class_id, library.copy("B2").id, acting)
        case "there":
            place(class_id, copy.id, acting)
        case "elsewhere":
            other = library.patron("6102", class_name="3B").school_class.id
            open_corner(other, acting)
            place(other, copy.id, acting)
        case "lent":
            library.lend(copy, ada)
    answer = place(class_id, copy.id, acting)
    assert isinstance(answer, Refused)
    return answer


def working(library: Library, *codes: str) -> Answer:
    """What the corner of 3A, whose only pupil is Ada, says to a teacher who scans these codes."""
    ada = library.patron("6101", name="Ada Lovelace")
    library.patron("T1", category="teacher", class_name="Staff room")
    open_corner(ada.school_class.id, Acting("corner", NOW, "staff"))
    corner = CornerDesk("corner")
    for second, code in enumerate((codes[0], "T1", code_of_class(ada.school_class.id), *codes[1:])):
        answer = corner.scan(code, NOW + second * SECOND)
    assert isinstance(answer, Refused)
    return answer


def swapped_with_itself(library: Library, _desk: Desk) -> Answer:
    class_id = library.patron("6101").school_class.id
    answer = swap(class_id, class_id, Acting("corner", NOW, "staff"))
    assert isinstance(answer, Refused)
    return answer


def swapped_without_room(library: Library, _desk: Desk) -> Answer:
    """3A has two books for 3B, whose corner holds one."""
    acting = Acting("corner", NOW, "staff")
    classes = [library.patron(name, class_name=name).school_class.id for name in ("3A", "3B")]
    for class_id, cap in zip(classes, (2, 1), strict=True):
        open_corner(class_id, acting, cap)
    for code in ("B1", "B2"):
        place(classes[0], library.copy(code).id, acting)
    answer = swap(*classes, acting)
    assert isinstance(answer, Refused)
    return answer


def lent_later(library: Library, _desk: Desk) -> Answer:
    """The paper says that a book came back on the day before it was lent."""
    ada = library.patron("6101", name="Ada Lovelace")
    library.patron("T1", category="teacher", class_name="Staff room")
    acting, copy = Acting("corner", NOW, "staff"), library.copy("B1")
    open_corner(ada.school_class.id, acting)
    place(ada.school_class.id, copy.id, acting)
    library.lend(copy, ada, days_ago=0)
    of_class = code_of_class(ada.school_class.id)
    corner = CornerDesk("corner")
    for second, code in enumerate(("%LEDGER", "T1", of_class, "%DAY-20260906", "%BACK", "B1")):
        answer = corner.scan(code, NOW + second * SECOND)
    assert isinstance(answer, Refused)
    assert Loan.get().returned_at is None
    return answer


def no_class_librarian(library: Library, _desk: Desk) -> Answer:
    library.patron("6101", name="Ada Lovelace")
    corner = CornerDesk("corner")
    corner.scan("%LEND", NOW)
    answer = corner.scan("6101", NOW + SECOND)
    assert isinstance(answer, Refused)
    return answer


def another_teachers_class(library: Library, _desk: Desk) -> Answer:
    library.patron("6101", name="Ada Lovelace")
    library.patron("T1", category="teacher", class_name="3A")
    other = library.patron("6102", class_name="3B")
    return scan_all(Desks("test kiosk", ("en",)), "T1", f"%CLASS-{other.school_class.id}")


def by_clock(newest_event: datetime | None, now: datetime) -> Callable[[Library, Desk], Answer]:
    """A card while the clock says `now`, and the record goes on until `newest_event`."""

    def situation(library: Library, desk: Desk) -> Answer:
        library.patron("6101", name="Ada Lovelace")
        desk.clock = look_at_clock(now, newest_event)
        return desk.scan("6101", NOW)

    return situation


def not_reviewed(library: Library, desk: Desk) -> Answer:
    set_gate("on", Acting("office", NOW), whole_stock=True)
    library.patron("6101")
    library.copy("B1")
    return scan_all(desk, "6101", "B1")


SITUATIONS: dict[Reason, Callable[[Library, Desk], Answer]] = {
    Reason.LIMIT_REACHED: limit_reached,
    Reason.ONE_BOOK: one_book,
    Reason.OVERDUE_BLOCK: overdue_block,
    Reason.SUSPENDED: status_of_reader("suspended", "6101", "B1"),
    Reason.CARD_LOST: status_of_reader("card_lost", "6101"),
    Reason.READER_LEFT: status_of_reader("left", "6101"),
    Reason.CARD_REPLACED: card_replaced,
    Reason.NOT_FOR_LOAN: status_of_copy("reference"),
    Reason.IN_REPAIR: status_of_copy("repair"),
    Reason.MARKED_LOST: status_of_copy("lost"),
    Reason.WITHDRAWN: status_of_copy("withdrawn"),
    Reason.NOT_READY: status_of_copy("processing"),
    Reason.KEPT_BACK: status_of_copy("frozen"),
    Reason.NOT_REVIEWED: not_reviewed,
    Reason.ON_HOLD: on_hold,
    Reason.CLASS_CORNER: class_corner,
    Reason.USE_THE_LABEL: use_the_label,
    Reason.NO_COPIES: no_copies,
    Reason.WHICH_COPY: which_copy,
    Reason.ALL_OUT: all_out,
    Reason.TAKEN_MEANWHILE: taken_meanwhile,
    Reason.NO_MORE_RENEWALS: no_more_renewals,
    Reason.RENEWAL_GAINS_NOTHING: renewal_gains_nothing,
    Reason.CANNOT_UNDO: cannot_undo,
    Reason.STAFF_ONLY: staff_only,
    Reason.NOT_YOUR_CLASS: another_teachers_class,
    Reason.NOT_CLASS_LIBRARIAN: no_class_librarian,
    Reason.NOT_THIS_CORNER: lambda library, _desk: at_the_corner(library, "B2"),
    Reason.OTHER_CLASS: lambda library, _desk: at_the_corner(library, "6101", of_another=True),
    Reason.NO_CORNER: lambda library, _desk: filling(library, "no corner"),
    Reason.CORNER_FULL: lambda library, _desk: filling(library, "full"),
    Reason.IN_THE_CORNER: lambda library, _desk: filling(library, "there"),
    Reason.IN_ANOTHER_CORNER: lambda library, _desk: filling(library, "elsewhere"),
    Reason.ON_LOAN: lambda library, _desk: filling(library, "lent"),
    Reason.SAME_CLASS: swapped_with_itself,
    Reason.CORNER_AT_WORK: lambda library, _desk: working(library, "%FILL", "6101"),
    Reason.DAY_NOT_YET: lambda library, _desk: working(library, "%LEDGER", "%DAY-20260908"),
    Reason.LENT_LATER: lent_later,
    Reason.NO_ROOM_TO_SWAP: swapped_without_room,
    Reason.NO_SUCH_NUMBER: lambda library, _desk: working(library, "%LEDGER", "%DAY-20260907", "#2"),
    Reason.CLOCK_NOT_SET: by_clock(None, datetime(1970, 1, 1)),
    Reason.CLOCK_BEHIND: by_clock(NOW + timedelta(days=1), NOW),
    Reason.CLOCK_AHEAD: by_clock(NOW, NOW + timedelta(days=500)),
}
