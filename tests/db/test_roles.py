"""Who may do what: the table read aloud, and every place that asks it."""

import pytest
from school import NOW, Library, scan_all

from db.answers.classes.corner import Asks, CornerBegun, Purpose, Wanted
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused
from db.answers.counter.turn import LessonClosed, LessonOpened, TurnOpened
from db.circulation.standing import standing
from db.corners.filling import open_corner
from db.corners.librarians import appoint as appoint_class_librarian
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Event, Patron, SchoolClass
from db.readers.classes import code_of_class
from db.roles import ANYBODY, MAY, Act, Post, Reach, Role
from db.staff.members import appoint, dismiss, members, post_of
from kiosk.corner.desk import CornerDesk
from kiosk.service.desks import Desks

ACTING = Acting("office", NOW, "command", account="anna")

READ_ALOUD = """
    anybody          relabel confirm_day close leave
    reader           borrow
    class_librarian  borrow lend_corner(own)
    teacher          borrow lend_corner(own) lesson(own) corner(own) titles(own) own_pin desk readers(own) \
                     reports(own)
    librarian        borrow lend_corner lesson corner titles own_pin override relabel confirm_day close \
                     leave desk readers reports catalogue status holds import print rules register \
                     serve classes safety weed
    head             borrow lend_corner lesson corner titles own_pin override relabel confirm_day close \
                     leave desk readers reports catalogue status holds import print rules register \
                     serve classes safety staff weed approve
"""


def test_the_table_says_what_is_read_aloud() -> None:
    expected = dict.fromkeys(MAY, Reach.NOBODY)
    for line in READ_ALOUD.split("\n"):
        role, *acts = line.split() or [""]
        for act in acts:
            name, own, _ = act.partition("(own)")
            expected[Role(role), Act(name)] = Reach.OWN if own else Reach.ALL
    assert expected == MAY
    assert len(MAY) == len(Role) * len(Act)


def test_without_a_pin_nobody_sees_or_overrides_anything() -> None:
    assert not any(ANYBODY.may(act) for act in (Act.TITLES, Act.OVERRIDE, Act.STAFF, Act.OWN_PIN, Act.LESSON))


@pytest.mark.parametrize(
    ("classes", "class_id", "may"),
    [
        (frozenset({1, 2}), 2, True),
        (frozenset({1, 2}), 3, False),
        (frozenset({1, 2}), None, True),
        (frozenset(), None, False),
        (frozenset(), 1, False),
        (None, 3, True),
        (None, None, True),
    ],
)
def test_ones_own_is_ones_own(classes: frozenset[int] | None, class_id: int | None, may: bool) -> None:
    assert Post(Role.TEACHER, 7, classes).may(Act.LESSON, class_id) is may
    assert Post(Role.HEAD, 7, classes).may(Act.LESSON, class_id)
    assert not Post(Role.READER, 7, classes).may(Act.LESSON, class_id)
    reached = Post(Role.TEACHER, 7, classes).classes_for(Act.READERS)
    if class_id is not None:
        assert (reached is None or class_id in reached) is may
    assert Post(Role.HEAD, 7, classes).classes_for(Act.READERS) is None
    assert Post(Role.TEACHER, 7, classes).classes_for(Act.RULES) == frozenset()


@pytest.fixture
def school(library: Library) -> Library:
    library.policy("librarian")
    library.patron("6101", name="Ada Lovelace", class_name="3A")
    library.patron("6102", name="Ben Smith", class_name="3B")
    library.patron("T3A", category="teacher", class_name="3A")
    library.patron("T0", category="teacher", class_name="Staff room")
    library.patron("L1", category="librarian", class_name="Staff room")
    return library


def class_id(name: str) -> int:
    return int(SchoolClass.get(SchoolClass.name == name).id)


def post(number: str) -> Post:
    return post_of(standing(Patron.get(Patron.number == number).id))


def test_a_post_follows_the_role_then_the_kind_of_reader(school: Library) -> None:
    assert post("6101").role is Role.READER
    assert (post("T3A").role, post("T3A").classes) == (Role.TEACHER, frozenset({class_id("3A")}))
    assert (post("T0").role, post("T0").classes) == (Role.TEACHER, None)
    assert post("L1").role is Role.LIBRARIAN
    appoint_class_librarian("6101", ACTING)
    assert post("6101") == Post(
        Role.CLASS_LIBRARIAN, Patron.get(Patron.number == "6101").id, frozenset({class_id("3A")})
    )
    appoint("T0", "teacher", ("3B",), ACTING)
    assert post("T0").classes == {class_id("3B")}
    appoint("T3A", "teacher", ("3B",), ACTING)
    assert post("T3A").classes == {class_id("3A"), class_id("3B")}
    appoint("T3A", "head", (), ACTING)
    assert post("T3A").role is Role.HEAD
    dismiss("T3A", ACTING)
    assert post("T3A").role is Role.TEACHER
    assert [event.verb for event in Event.select().where(Event.account == "anna")][-4:] == [
        "staff_changed"
    ] * 4


@pytest.mark.parametrize(
    ("number", "role", "classes", "error", "said"),
    [
        ("6101", "librarian", (), BadValue, "is a pupil"),
        ("T0", "teacher", (), BadValue, "Say which classes"),
        ("T0", "teacher", ("9Z",), NotFound, "9Z"),
        ("nobody", "head", (), NotFound, "nobody"),
    ],
)
def test_a_role_that_makes_no_sense_is_a_sentence_and_changes_nothing(
    school: Library, number: str, role: str, classes: tuple[str, ...], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        appoint(number, role, classes, ACTING)
    assert members() == [] and not Event.select().where(Event.verb == "staff_changed").exists()


@pytest.mark.parametrize(
    ("card", "class_name", "opens"),
    [
        ("T3A", "3A", True),
        ("T3A", "3B", False),
        ("T0", "3B", True),
        ("L1", "3A", True),
        ("L1", "3B", True),
        ("6101", "3A", False),
    ],
)
def test_a_card_opens_and_closes_the_lesson_of_ones_own_class_only(
    school: Library, desks: Desks, card: str, class_name: str, opens: bool
) -> None:
    desks.scan(card, NOW)
    for lesson in Event.select().where(Event.verb == "lesson_opened"):
        assert card == "T3A" and lesson.staff_id  # her own card alone has opened 3A's
    code = code_of_class(class_id(class_name))
    answer = scan_all(desks, code, start=3)
    if not opens:
        assert isinstance(answer, Refused)
        assert answer.reason in (Reason.STAFF_ONLY, Reason.NOT_YOUR_CLASS)
        return
    assert isinstance(answer, LessonOpened | LessonClosed)
    event = Event.select().order_by(Event.id.desc()).get()
    assert (event.actor, event.staff_id) == ("staff", Patron.get(Patron.number == card).id)


def test_a_teachers_own_card_opens_no_other_class_that_the_timetable_brings(
    school: Library, desks: Desks
) -> None:
    from db.lessons.timetable import add_period

    add_period("3B", 0, "10:00", "10:40", ACTING)
    answer = desks.scan("T3A", NOW)
    assert isinstance(answer, TurnOpened) and not answer.lesson
    answer = scan_all(desks, "L1", start=3)
    assert isinstance(answer, TurnOpened) and answer.lesson == "3B"


def test_a_corner_is_worked_at_by_its_own_teacher_and_the_librarian(school: Library) -> None:
    open_corner(class_id("3A"), ACTING)
    open_corner(class_id("3B"), ACTING)
    for card, class_name, allowed in (("T3A", "3A", True), ("T3A", "3B", False), ("L1", "3B", True)):
        desk = CornerDesk("corner")
        scan_all(desk, "%FILL", card)  # type: ignore[arg-type]
        answer = scan_all(desk, code_of_class(class_id(class_name)), start=9)  # type: ignore[arg-type]
        assert isinstance(answer, CornerBegun if allowed else Refused), (card, class_name)
        if not allowed:
            assert getattr(answer, "reason", None) is Reason.NOT_YOUR_CLASS
            asked = scan_all(desk, "nothing", start=12)  # type: ignore[arg-type]
            assert asked == Asks(Wanted.CLASS, Purpose.FILL)  # type: ignore[comparison-overlap]


def test_a_class_librarian_lends_from_the_own_corner_and_fills_none(school: Library) -> None:
    open_corner(class_id("3A"), ACTING)
    appoint_class_librarian("6101", ACTING)
    lending = scan_all(CornerDesk("corner"), "%LEND", "6101")  # type: ignore[arg-type]
    assert isinstance(lending, CornerBegun)
    filling = scan_all(CornerDesk("corner"), "%FILL", "6101")  # type: ignore[arg-type]
    assert isinstance(filling, Refused) and filling.reason is Reason.STAFF_ONLY
