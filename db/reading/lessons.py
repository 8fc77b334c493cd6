"""Lessons in the reading room: who held one, in which form, with which books, and how many were there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.circulation.found import FoundCopy, FoundPatron
from db.circulation.lookup import find_barcode
from db.circulation.standing import standing
from db.clock import local_day
from db.codes import clean
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.lessons.timetable import Period, periods_on
from db.marking import N_
from db.models import ReadingLesson, Title, database
from db.readers.classes import class_id_of
from db.searching.titles import titles_of_number

FORMS = ("guide", "free", "report")
_MOST = 999
_LONGEST_TEACHER, _LONGEST_BOOKS = 64, 500


@dataclass(frozen=True)
class Held:
    """What is logged of a lesson. `present` is the head count, None where cards were scanned."""

    class_name: str
    form: str = "guide"
    teacher: str = ""
    books: str = ""
    present: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class Logged:
    """A logged lesson."""

    lesson_id: int
    day: date
    class_name: str
    teacher: str
    form: str
    books: str
    present: int
    counted_by: str


def log_lesson(held: Held, codes: Iterable[str], acting: Acting) -> Logged:
    """Log a lesson. `codes` are scans of the class's cards, which count who is there, and of books used.

    Of the cards only their number is kept. Raises NotFound for a class or a code, and BadValue for a card of
    another class, a day to come, or where nobody was counted.
    """
    class_id, today = class_id_of(held.class_name), local_day(acting.now)
    day = held.day or today
    if day > today:
        raise BadValue(N_("{day} is still to come."), day=day)
    if held.form not in FORMS:
        raise BadValue(N_("{value} is not one of: {known}."), value=held.form, known=", ".join(FORMS))
    here: set[int] = set()
    books = [held.books.strip()] if held.books.strip() else []
    for code in filter(None, map(clean, codes)):
        found = find_barcode(code)
        if isinstance(found, FoundPatron):
            if standing(found.patron_id).class_id != class_id:
                raise BadValue(N_("The card {code} is not of class {name}."), code=code, name=held.class_name)
            here.add(found.patron_id)
            continue
        ids = [found.title_id] if isinstance(found, FoundCopy) else titles_of_number(code)
        if not ids:
            raise NotFound(N_("The code {code} is not known."), code=code)
        books.append(str(Title.get_by_id(ids[0]).title))
    if held.present is None and not here:
        raise BadValue(N_("Scan the cards of those who are here, or say how many they are."))
    present = len(here) if held.present is None else held.present
    within(present, 0, _MOST)
    with database.atomic():
        made = ReadingLesson.create(
            day=day,
            class_name=held.class_name,
            teacher=held.teacher.strip()[:_LONGEST_TEACHER],
            form=held.form,
            books="; ".join(dict.fromkeys(books))[:_LONGEST_BOOKS],
            present=present,
            counted_by="scan" if held.present is None else "heads",
        )
        record(acting, "reading_lesson", details={"lesson": made.id, "class": held.class_name})
    return _logged(made)


def lessons(first: date, last: date, class_name: str = "") -> list[Logged]:
    """The lessons of these days, the newest first."""
    found = ReadingLesson.select().where(ReadingLesson.day >= first, ReadingLesson.day <= last)
    if class_name:
        found = found.where(ReadingLesson.class_name == class_name)
    return [_logged(row) for row in found.order_by(ReadingLesson.day.desc(), ReadingLesson.id.desc())]


def remove_lesson(lesson_id: int, acting: Acting) -> None:
    """Take a lesson out of the log. Raises NotFound."""
    with database.atomic():
        if not ReadingLesson.delete().where(ReadingLesson.id == lesson_id).execute():
            raise NotFound(N_("There is no such lesson."))
        record(acting, "reading_lesson", details={"lesson": lesson_id, "removed": 1})


def still_to_log(day: date) -> list[Period]:
    """Whom the timetable, which lessons of borrowing share, brought on this day without a lesson logged."""
    logged = {one.class_name for one in lessons(day, day)}
    return [one for one in periods_on(day) if one.class_name not in logged]


def _logged(row: ReadingLesson) -> Logged:
    return Logged(
        row.id, row.day, row.class_name, row.teacher, row.form, row.books, row.present, row.counted_by
    )
