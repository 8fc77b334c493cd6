"""When a lesson begins and ends: by card, timetable or command; by hand, bell or quiet."""

from datetime import timedelta

import pytest
from school import NOW, Library

from db.answers.classes.lesson import TileState
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import CheckedOut, Refused
from db.answers.counter.turn import LessonClosed, LessonOpened, TurnOpened
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.lessons.finding import find_lesson, lesson_time
from db.lessons.lessons import close_lesson, keep_time, open_lesson
from db.lessons.roster import roster
from db.lessons.timetable import add_period, periods, remove_period
from db.library.terms import close_days, open_again
from db.models import Event, Lesson, SchoolClass
from db.readers.classes import code_of_class
from db.staff.members import appoint
from kiosk.counter.desk import Desk
from kiosk.sentences.saying import say
from kiosk.service.desks import Desks
from kiosk.words import speak

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
STAFF = Acting("office", NOW, actor="staff")


def at(minutes: float, kiosk: str = "test kiosk") -> Acting:
    return Acting(kiosk, NOW + minutes * MINUTE)


@pytest.fixture
def class_3a(library: Library) -> int:
    """Two pupils of 3A, one of 3B, a teacher without a class; the timetable brings 3A on Mondays at ten."""
    library.patron("1", name="Ada Lovelace")
    library.patron("2", name="Ben Smith")
    library.patron("3", name="Cleo Wang", class_name="3B")
    library.patron("T1", name="Helen Marsh", category="teacher", class_name="Staff room")
    library.copy("B1")
    library.copy("B2")
    add_period("3A", 0, "10:00", "10:40", STAFF)
    return int(SchoolClass.get(SchoolClass.name == "3A").id)


def test_the_timetable_opens_the_lesson_in_its_period_and_the_bell_closes_it(class_3a: int) -> None:
    assert keep_time(at(-1)) is None
    lesson = keep_time(at(3))
    assert lesson and (lesson.class_name, lesson.opened_at, lesson.minutes_left(at(3).now)) == ("3A", NOW, 37)
    Event.insert(uuid="x", at=at(35).now, kiosk="k", actor="reader", verb="turn_opened", patron=1).execute()
    assert keep_time(at(39.9))
    assert keep_time(at(47)) is None
    assert lesson_time(lesson.lesson_id).closed_at == at(40).now
    assert Lesson.get().closed_by == "bell"


def test_a_lesson_ends_ten_minutes_after_its_last_event_however_late_that_is_noticed(
    class_3a: int, desk: Desk
) -> None:
    lesson = open_lesson(class_3a, at(0), "command", at(600).now)
    desk.scan("1", at(4).now)
    assert keep_time(at(13.9), by_timetable=False)
    assert keep_time(at(300), by_timetable=False) is None
    assert lesson_time(lesson.lesson_id).closed_at == at(14).now
    assert Lesson.get().closed_by == "quiet"


def test_a_late_class_is_waited_for_until_the_bell_and_no_class_comes_on_a_closed_day(
    class_3a: int,
) -> None:
    close_days(NOW.date(), NOW.date(), "", STAFF)
    assert keep_time(at(1)) is None
    open_again(NOW.date(), STAFF)
    assert keep_time(at(1)) and keep_time(at(39))
    assert keep_time(at(41)) is None
    assert Lesson.get().closed_by == "bell"
    with pytest.raises(NotFound):
        find_lesson()


def test_out_of_time_a_card_opens_the_only_class_of_a_teacher_and_else_says_how_to_begin(
    library: Library, class_3a: int, desk: Desk
) -> None:
    library.patron("T2", category="teacher", class_name="3A")
    library.patron("T3", category="teacher", class_name="Staff room")
    library.policy("librarian")
    library.patron("L1", category="librarian", class_name="Staff room")
    appoint("T3", "teacher", ("3A", "3B"), STAFF)
    for second, card in enumerate(("T3", "L1", "1")):
        answer = desk.scan(card, at(120).now + second * SECOND)
        assert isinstance(answer, TurnOpened) and not answer.lesson
        hint = "To begin a lesson, scan the class's code" in " ".join(say(answer, speak("en")).lines)
        assert hint is (card != "1")
    assert Lesson.select().count() == 0
    desk.scan("%DONE", at(121).now)
    answer = desk.scan("T2", at(122).now)
    assert isinstance(answer, TurnOpened) and (answer.lesson, answer.may_begin_lesson) == ("3A", False)
    answer = desk.scan("L1", at(123).now)
    assert isinstance(answer, TurnOpened) and not answer.may_begin_lesson  # the code would end it
    assert keep_time(at(200), by_timetable=False) is None
    add_period("3B", 0, "10:00", "10:40", STAFF)
    answer = desk.scan("T2", at(7 * 24 * 60 - 1).now)
    assert isinstance(answer, TurnOpened) and answer.lesson == "3A"


def test_a_period_opens_its_lesson_only_once(class_3a: int) -> None:
    lesson = keep_time(at(1))
    assert lesson
    close_lesson(lesson, at(2))
    assert keep_time(at(3)) is None
    assert Lesson.select().count() == 1


def test_a_lesson_that_was_over_before_the_period_is_not_its_lesson(class_3a: int) -> None:
    close_lesson(open_lesson(class_3a, at(-8), "command"), at(-2))
    assert keep_time(at(-1)) is None
    assert keep_time(at(0.1))


def test_a_teachers_card_opens_the_lesson_of_the_timetable(class_3a: int, desk: Desk) -> None:
    answer = desk.scan("T1", at(-5).now)
    assert isinstance(answer, TurnOpened) and answer.lesson == "3A"
    assert find_lesson().ends_at == at(40).now
    again = desk.scan("T1", at(-4).now)
    assert getattr(again, "lesson", "") == ""
    assert Lesson.select().count() == 1


def test_a_pupils_card_opens_no_lesson(class_3a: int, desk: Desk) -> None:
    desk.scan("1", at(1).now)
    assert Lesson.select().count() == 0


def test_the_card_of_the_class_in_a_teachers_turn_opens_the_lesson_and_closes_it(
    class_3a: int, desks: Desks
) -> None:
    remove_period("3A", 0, "10:00", STAFF)
    card = code_of_class(class_3a)
    desks.scan("1", at(0).now)
    refused = desks.scan(card, at(0).now + SECOND)
    assert isinstance(refused, Refused) and refused.reason is Reason.STAFF_ONLY
    opened = desks.scan("T1", at(0.1).now)
    assert isinstance(opened, TurnOpened) and not opened.lesson  # no pupil is in her own class
    assert desks.scan(card, at(0.2).now) == LessonOpened("3A")
    desks.scan("1", at(1).now)
    assert isinstance(desks.scan("B1", at(1.1).now), CheckedOut)
    desks.scan("T1", at(2).now)
    assert desks.scan(card, at(2.1).now) == LessonClosed("3A", pupils=2, present=1, loans=1, returns=0)


@pytest.mark.parametrize(("minutes", "ends"), [(0.1, False), (1.9, False), (2, True)])
def test_the_class_code_ends_no_lesson_that_the_card_has_just_begun(
    class_3a: int, desks: Desks, minutes: float, ends: bool
) -> None:
    opened = desks.scan("T1", at(-5).now)
    assert isinstance(opened, TurnOpened) and opened.lesson == "3A"
    if minutes > 0.3:
        desks.scan("T1", at(minutes - 5.1).now)
    answer = desks.scan(code_of_class(class_3a), at(minutes - 5).now)
    assert isinstance(answer, LessonClosed if ends else LessonOpened)
    assert (Lesson.get().closed_at is not None) is ends


def test_the_code_begins_for_its_teacher_what_began_by_itself_and_ends_it_once_a_pupil_came(
    class_3a: int, desks: Desks
) -> None:
    keep_time(at(0))
    desks.scan("T1", at(7).now)
    assert isinstance(desks.scan(code_of_class(class_3a), at(7.1).now), LessonOpened)
    desks.scan("1", at(7.2).now)
    desks.scan("T1", at(7.3).now)
    assert isinstance(desks.scan(code_of_class(class_3a), at(7.4).now), LessonClosed)


def test_what_was_undone_and_what_others_did_is_not_counted(class_3a: int, desk: Desk) -> None:
    lesson = open_lesson(class_3a, at(0), "command")
    for seconds, code in enumerate(["1", "B1", "%UNDO", "B2", "3", "B1"]):
        desk.scan(code, NOW + (seconds + 1) * 3 * SECOND)
    told = roster(lesson, at(1).now)
    assert (told.loans, told.present, told.turns, told.visitors) == (1, 1, 1, 1)
    assert [tile.state for tile in told.tiles] == [TileState.HAS_BOOKS, TileState.NOT_YET]
    assert told.average == 0.5


def test_nothing_is_said_about_a_pupils_books_before_they_have_come(
    library: Library, class_3a: int, desk: Desk
) -> None:
    dan = library.patron("4", name="Dan Late")
    library.lend(library.copy("OLD"), dan, days_ago=30)
    lesson = open_lesson(class_3a, at(0), "command")
    assert [tile.state for tile in roster(lesson, NOW).tiles] == [TileState.NOT_YET] * 3
    desk.scan("4", at(1).now)
    assert roster(lesson, at(1).now).tiles[2].state is TileState.OVERDUE
    desk.scan("OLD", at(1.1).now)
    told = roster(lesson, at(2).now)
    assert told.tiles[2].state is TileState.RETURNED
    desk.scan("1", at(2).now)
    desk.scan("B1", at(2.1).now)
    desk.scan("%UNDO", at(2.2).now)
    assert roster(lesson, at(3).now).tiles[0].state is TileState.HERE
    assert "Book OLD" not in repr(told)


def test_the_roster_is_in_the_order_of_the_numbers(library: Library) -> None:
    for number in ("10", "9", "101"):
        library.patron(number)
    lesson = open_lesson(SchoolClass.get().id, at(0), "command")
    assert [(tile.position, tile.number) for tile in roster(lesson, NOW).tiles] == [
        (1, "9"),
        (2, "10"),
        (3, "101"),
    ]


def test_two_classes_may_have_lessons_and_each_kiosk_shows_its_own(class_3a: int) -> None:
    class_3b = int(SchoolClass.get(SchoolClass.name == "3B").id)
    open_lesson(class_3b, at(0, "hall"), "command")
    open_lesson(class_3a, at(1, "room"), "command")
    assert open_lesson(class_3b, at(2, "room"), "command").lesson_id == 1
    for kiosk, name in (("hall", "3B"), ("room", "3A"), ("office", "3A")):
        lesson = keep_time(at(3, kiosk), by_timetable=False)
        assert lesson and lesson.class_name == name


def test_a_time_that_is_none_or_a_class_that_is_none_is_a_sentence(class_3a: int) -> None:
    for starts, ends in (("25:00", "26:00"), ("10:00", "10:00"), ("10", "11:00")):
        with pytest.raises(BadValue):
            add_period("3A", 1, starts, ends, STAFF)
    with pytest.raises(NotFound, match="The classes are: 3A, 3B, Staff room"):
        add_period("9Z", 1, "10:00", "10:40", STAFF)
    assert [period.hours for period in periods()] == ["10:00-10:40"]


def test_two_of_a_class_with_the_same_given_name_are_told_apart(library: Library) -> None:
    for number, name, given_name in (
        ("1", "张梓涵", "梓涵"), ("2", "李梓涵", "梓涵"), ("3", "Ada Lovelace", "Ada"),
        ("4", "ADA Wong", "ADA"), ("5", "王小明", "小明"),
    ):  # fmt: skip
        library.patron(number, name=name, given_name=given_name)
    class_id = SchoolClass.get(SchoolClass.name == "3A").id
    tiles = roster(open_lesson(class_id, STAFF, "command"), NOW).tiles
    assert [tile.called for tile in tiles] == ["张梓涵", "李梓涵", "Ada Lovelace", "ADA Wong", "小明"]
    assert [tile.name for tile in tiles][-1] == "王小明"


def test_a_class_comes_at_no_two_times_that_overlap(library: Library) -> None:
    library.patron("6101", class_name="3A")
    library.patron("6102", class_name="3B")
    add_period("3A", 1, "10:00", "10:40", STAFF)
    for starts, ends in (("09:30", "10:01"), ("10:39", "11:00"), ("09:00", "12:00"), ("10:10", "10:20")):
        with pytest.raises(BadValue, match="already has a lesson at"):
            add_period("3A", 1, starts, ends, STAFF)
    add_period("3A", 1, "10:40", "11:20", STAFF)
    assert add_period("3A", 2, "10:10", "10:50", STAFF) == ()
    meanwhile = add_period("3B", 1, "10:10", "10:50", STAFF)  # two kiosks may serve two classes at once
    assert [(one.class_name, one.hours) for one in meanwhile] == [
        ("3A", "10:00-10:40"),
        ("3A", "10:40-11:20"),
    ]
    add_period("3A", 1, "10:00", "10:30", STAFF)
    assert [period.hours for period in periods()] == [
        *("10:00-10:30", "10:10-10:50", "10:40-11:20"),
        "10:10-10:50",
    ]
