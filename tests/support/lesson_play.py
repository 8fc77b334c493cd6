"""A lesson as children make it: forty pupils, eighty returns, eighty loans, and their mistakes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from school import NOW, Library

from db.models import SchoolClass, database

PUPILS = 40
STARTS = NOW

Scan = tuple[datetime, str]


def card(position: int) -> str:
    return f"P{position:02}"


def old_book(position: int, which: int) -> str:
    """What the pupil brings back."""
    return f"OLD{position:02}{which}"


def new_book(position: int, which: int) -> str:
    """What the pupil takes home."""
    return f"NEW{position:02}{which}"


def make_class(library: Library) -> int:
    """Forty pupils of 3A with two books each, eighty free books, a guest of 3B, a teacher; the class's id."""
    with database.atomic():
        for position in range(1, PUPILS + 1):
            pupil = library.patron(card(position), name=f"Pupil{position} Family")
            for which in (1, 2):
                library.lend(library.copy(old_book(position, which)), pupil, days_ago=8)
                library.copy(new_book(position, which))
        library.patron("GUEST", name="Guest Family", class_name="3B")
        library.copy("GUESTBOOK")
        library.copy("THIRDBOOK")  # its own: at a second kiosk GUESTBOOK may be in another child's hand
    return int(SchoolClass.get(SchoolClass.name == "3A").id)


def turn(position: int) -> list[str]:
    """What one pupil scans, in order; the mistakes are those that children make."""
    mine = [card(position), old_book(position, 1), old_book(position, 2)]
    take = [new_book(position, 1), new_book(position, 2)]
    match position % 8:
        case 1:  # the scanner repeats itself
            return [*mine, take[0], take[0], take[1]]
        case 2:  # the wrong book, taken back
            return [*mine, take[0], "GUESTBOOK", "%UNDO", take[1]]
        case 3:  # books before the card: nobody is there, the return counts all the same
            return [mine[1], mine[2], mine[0], *take]
        case 4:  # the card again at the end, and a code that is nothing
            return [*mine, "9780306406157", *take, "WAIT", card(position)]
        case 5:  # one too many
            return [*mine, *take, "THIRDBOOK"]
        case 6:  # scanned once more instead of laid aside
            return [*mine, take[0], "WAIT", take[0], take[1]]
        case 7:  # two cards at once: the friend's card slips in, and the own one again
            return [card(position % PUPILS + 1), *mine, *take]
    return [*mine, *take]


def scans(positions: Iterator[int] | range, starts: datetime, step: float = 1.2) -> list[Scan]:
    """These pupils one after another, `step` seconds a scan."""
    at = starts
    made: list[Scan] = []
    for position in positions:
        for code in turn(position):
            at += timedelta(seconds=2.5 if code == "WAIT" else step if made and made[-1][1] != code else 0.4)
            if code != "WAIT":
                made.append((at, code))
    return made


def expected_loans() -> list[tuple[str, str]]:
    """What must be on loan at the end, to whom."""
    return sorted(
        (card(position), f"Book {new_book(position, which)}")
        for position in range(1, PUPILS + 1)
        for which in (1, 2)
    )
