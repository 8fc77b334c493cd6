"""Whatever is scanned at a corner, in whatever order: the records agree, and no loan is lost."""

from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from school import NOW, Library

from db.corners.librarians import appoint
from db.events.record import Acting
from db.models import SchoolClass, database
from db.readers.classes import code_of_class
from db.store.sql import rows
from kiosk.corner.desk import CornerDesk

BOOKS = [f"B{number}" for number in range(4)]
CARDS = ["ADA", "BEN", "CLEO", "TEACHER"]
WORDS = ["%FILL", "%LEND", "%SWAP", "%CLOSE", "%LEDGER", "%DONE", "%UNDO", "%BACK", "%DAY-20260901"]
CLASSES = ["the card of 3A", "the card of 3B"]
"""Their codes are known when the classes are made: a server counts on where an earlier example ended."""

WAYS = [
    ["%FILL", "TEACHER", CLASSES[0], *BOOKS, "%DONE"],
    ["%FILL", "TEACHER", CLASSES[1], "B3", "B2"],
    ["%LEND", "ADA", "BEN", "B0", "ADA", "B1", "%DONE", "%DONE"],
    ["%SWAP", "TEACHER", *CLASSES],
    ["%CLOSE", "TEACHER", CLASSES[0], "B1", "%DONE", "%DONE"],
    ["%LEDGER", "TEACHER", CLASSES[0], "%DAY-20260901", "BEN", "B2"],
    ["%LEDGER", "TEACHER", CLASSES[0], "%DAY-20260901", "%BACK", "B0", "B1", "%DONE"],
]
begun = st.sampled_from(WAYS)
anything = st.sampled_from([*BOOKS, *CARDS, *WORDS, *CLASSES, "nothing"]).map(lambda code: [code])
scans = st.lists(st.one_of(begun, anything), max_size=14)


@settings(max_examples=60)
@given(scans)
@example([WAYS[0], WAYS[2], WAYS[6]])  # on paper it came back before it was lent
def test_the_records_agree_whatever_is_scanned(library: Library, groups: list[list[str]]) -> None:
    with database.atomic() as everything:
        shelf = library.shelf("A3")
        for card in CARDS[:2]:
            library.patron(card)
        library.patron("CLEO", class_name="3B")
        library.patron("TEACHER", category="teacher", class_name="Staff room")
        for book in BOOKS:
            library.copy(book, location=shelf)
        appoint("ADA", Acting("office", NOW))
        ids = [found.id for found in SchoolClass.select().order_by(SchoolClass.name).limit(2)]
        cards = dict(zip(CLASSES, map(code_of_class, ids), strict=True))
        desk, now = CornerDesk("corner"), NOW
        for code in (code for group in groups for code in group):
            now += timedelta(seconds=3)
            desk.scan(cards.get(code, code), now)
            check()
        everything.rollback()


def check() -> None:
    """A copy stands in a corner if, and only if, it is on that open corner's manifest; loans are whole."""
    standing = rows(
        "SELECT copy.id, location.school_class_id FROM copy JOIN location ON location.id = copy.location_id"
        " WHERE location.kind = 'corner' ORDER BY copy.id"
    )
    listed = rows(
        "SELECT corner_book.copy_id, corner.school_class_id FROM corner_book"
        " JOIN corner ON corner.id = corner_book.corner_id"
        " WHERE corner_book.taken_at IS NULL AND corner.closed_at IS NULL ORDER BY corner_book.copy_id"
    )
    assert standing == listed
    assert rows("SELECT COUNT(*) FROM corner_book WHERE (taken_at IS NULL) <> (outcome IS NULL)") == [(0,)]
    stale = "SELECT COUNT(*) FROM corner_book JOIN corner ON corner.id = corner_id"
    assert rows(f"{stale} WHERE taken_at IS NULL AND corner.closed_at IS NOT NULL") == [(0,)]
    lent = "SELECT COUNT(*) FROM event WHERE verb = 'lent'"
    assert rows("SELECT COUNT(*) FROM loan") == rows(lent)
    assert rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NOT NULL AND returned_at < lent_at") == [(0,)]
