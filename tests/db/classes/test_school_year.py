"""A new school year for a whole school, and back again."""

from pathlib import Path

import pytest
from school import NOW, Library

from db.classes.school_year import begin_year
from db.classes.sheet import class_sheet
from db.classes.year_undo import undo_year
from db.corners.filling import open_corner
from db.errors import BadList, BadValue, NotFound
from db.events.record import Acting
from db.lessons.timetable import add_period
from db.lists.people.readers import import_readers
from db.models import Barcode, Event, Location, Patron, SchoolClass, TimetablePeriod, database
from db.privacy.forgetting import forget
from db.readers.readers import mark_reader, transfer
from db.readers.roster_numbers import number_rosters
from db.store.batches import insert
from db.store.sql import rows
from kiosk.cli import main

Captured = pytest.CaptureFixture[str]
STAFF = Acting("office", NOW, actor="staff")
TABLES = (Barcode, Location, Patron, SchoolClass, TimetablePeriod)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that a new year may touch."""
    return {table.__name__: rows(f"SELECT * FROM {table._meta.table_name} ORDER BY id") for table in TABLES}


def classes() -> dict[str, int]:
    """How many readers who have not left each class has."""
    return dict(
        rows(
            "SELECT school_class.name, COUNT(patron.id) FROM school_class LEFT JOIN patron"
            " ON patron.school_class_id = school_class.id AND patron.status <> 'left'"
            " GROUP BY school_class.id, school_class.name"
        )
    )


@pytest.fixture
def school(library: Library) -> Library:
    """Six grades of five classes, fifty pupils each; two teachers, one of them of class 6A."""
    with database.atomic():
        for grade in range(1, 7):
            for letter in "ABCDE":
                school_class = SchoolClass.create(name=f"{grade}{letter}")
                numbers = [f"{grade}{letter}{number:02}" for number in range(50)]
                columns = ("number", "name", "given_name", "school_class_id", "category", "status")
                insert(Patron, columns, [(n, n, n, school_class.id, "pupil", "active") for n in numbers])
        library.patron("T1", category="teacher", class_name="6A")
        library.patron("T2", category="teacher", class_name="Staff room")
        number_rosters()
        Patron.update(status="suspended").where(Patron.number == "6A07").execute()
        library.lend(library.copy("B1", title=library.title("Emma")), Patron.get(Patron.number == "6B03"))
    add_period("6A", 0, "10:00", "10:40", STAFF)
    add_period("5A", 0, "11:00", "11:40", STAFF)
    open_corner(SchoolClass.get(SchoolClass.name == "5A").id, STAFF)
    return library


@pytest.fixture
def first_graders(tmp_path: Path) -> Path:
    path = tmp_path / "first.csv"
    lines = [f"N{n:03},New{n} Pupil,1{'ABCDE'[n % 5]}" for n in range(250)]
    path.write_text("number,name,class\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_1500_pupils_go_up_250_leave_and_250_come_in_one_go(school: Library, first_graders: Path) -> None:
    told = begin_year(STAFF, new_pupils=first_graders)
    assert next(move for move in told.moved if move.was == "5A").name == "6A"
    assert (len(told.moved), sum(move.pupils for move in told.moved)) == (25, 1250)
    assert [move.name for move in told.left] == [f"6{letter} (2026)" for letter in "ABCDE"]
    assert sum(move.pupils for move in told.left) == 250
    assert told.unmoved == ("Staff room",)
    assert [(loan.number, loan.title) for loan in told.holding] == [("6B03", "Emma")]
    assert told.arrivals and told.arrivals.added == 250
    assert [(move.was, move.name, move.pupils) for move in told.arriving] == [
        ("", f"1{letter}", 50) for letter in "ABCDE"
    ]
    assert {name: count for name, count in classes().items() if name[1:2] == "A"} == {
        **{f"{grade}A": 50 for grade in range(1, 7)},
    } | {"6A (2026)": 0}
    assert Patron.get(Patron.number == "5A00").school_class.name == "6A"
    assert Patron.get(Patron.number == "T1").school_class is None
    # the corner and the timetable go up with the class; those of the leavers are over
    assert Location.get(Location.kind == "corner").name == "6A"
    assert [period.school_class.name for period in TimetablePeriod.select()] == ["6A"]
    assert school.open_loans() == [("6B03", "Emma")]


def test_undo_restores_everything_exactly(school: Library, first_graders: Path) -> None:
    before = everything()
    begin_year(STAFF, new_pupils=first_graders)
    assert everything() != before
    undo_year(STAFF)
    assert everything() == before
    with pytest.raises(NotFound):
        undo_year(STAFF)
    begin_year(STAFF, new_pupils=first_graders)
    with pytest.raises(BadValue, match="begun already, on 2026-09-07"):
        begin_year(STAFF)
    begin_year(STAFF, again=True)
    undo_year(STAFF)
    undo_year(STAFF)
    assert everything() == before


def test_who_was_forgotten_since_stays_forgotten_when_the_year_is_undone(school: Library) -> None:
    known = "SELECT id, status, school_class_id, roster_number FROM patron WHERE number = ?"
    ids = [rows(known, number)[0][0] for number in ("6A00", "T1")]
    begin_year(STAFF)
    for number in ("6A00", "T1"):
        forget(number, STAFF)
    undo_year(STAFF)
    assert [rows(known, f"({id_})") for id_ in ids] == [[(id_, "left", None, None)] for id_ in ids]
    assert Patron.get(Patron.number == "6A01").status == "active"


def test_a_preview_says_the_same_and_changes_nothing(school: Library, first_graders: Path) -> None:
    before, events = everything(), Event.select().count()
    told = begin_year(STAFF, new_pupils=first_graders, dry_run=True)
    assert (everything(), Event.select().count()) == (before, events)
    applied = begin_year(STAFF, new_pupils=first_graders)
    assert (told.moved, told.left, told.holding, told.corners) == (
        applied.moved,
        applied.left,
        applied.holding,
        applied.corners,
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [("borrowed", r"\(N001\)"), ("class renamed", "class 3C"), ("came back", "Reader 6A00 has been changed")],
)
def test_what_has_changed_since_is_not_undone_and_nothing_is(
    school: Library, first_graders: Path, change: str, named: str
) -> None:
    begin_year(STAFF, new_pupils=first_graders)
    if change == "borrowed":
        school.lend(school.copy("B2"), Patron.get(Patron.number == "N001"))
    elif change == "class renamed":
        SchoolClass.update(name="The Owls").where(SchoolClass.name == "3C").execute()
    else:
        Patron.update(status="active").where(Patron.number == "6A00").execute()
    before = everything()
    with pytest.raises(BadValue, match=named):
        undo_year(STAFF)
    assert everything() == before


def test_a_list_with_a_known_reader_is_refused_and_nothing_is_changed(
    school: Library, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("number,name,class\n3A01,Somebody Else,1A\nN1,New Pupil,1A\n", encoding="utf-8")
    before = everything()
    with pytest.raises(BadValue, match=r"knows some readers in list\.csv: 1 \(3A01\)"):
        begin_year(STAFF, new_pupils=path)
    with pytest.raises(BadList):
        begin_year(STAFF, new_pupils=tmp_path / "none.csv")
    assert everything() == before


def test_classes_that_change_their_names_with_each_other_do_not_meet(library: Library) -> None:
    for name in ("一年级1班", "二年级1班", "Year 2 Oak", "Year 3 Oak", "2班"):
        library.patron(f"N-{name}", class_name=name)
    told = begin_year(STAFF, last_grade=3)
    assert {(move.was, move.name) for move in told.moved} == {
        ("一年级1班", "二年级1班"),
        ("二年级1班", "三年级1班"),
        ("Year 2 Oak", "Year 3 Oak"),
    }
    assert told.unmoved == ("2班",)
    begin_year(STAFF, last_grade=3, again=True)
    assert Patron.get(Patron.number == "N-一年级1班").school_class.name == "三年级1班"
    assert Patron.select().where(Patron.status == "left").count() == 3


def test_a_leaving_class_with_an_open_corner_is_named(school: Library) -> None:
    open_corner(SchoolClass.get(SchoolClass.name == "6C").id, STAFF)
    assert begin_year(STAFF, dry_run=True).corners == ("6C",)


def test_a_roster_number_stays_until_the_new_year_counts_the_class_anew(
    school: Library, first_graders: Path
) -> None:
    def sheet(name: str) -> dict[str, int]:
        class_id = SchoolClass.get(SchoolClass.name == name).id
        return {pupil.number: pupil.position for pupil in class_sheet(class_id)}

    transfer("3A00", "3B", STAFF)
    transfer("3A05", "3A", STAFF)  # no other class: nothing moves
    assert sheet("3A") == {f"3A{number:02}": number + 1 for number in range(1, 50)}
    assert sheet("3B")["3A00"] == 51 and sheet("3B")["3B00"] == 1
    mark_reader("3A01", "left", STAFF)
    mark_reader("3A01", "active", STAFF)
    assert sheet("3A")["3A01"] == 51
    before = everything()
    begin_year(STAFF, new_pupils=first_graders)
    assert sheet("4A") == {f"3A{number:02}": number for number in range(1, 50)}
    assert sheet("4B")["3A00"] == 1
    undo_year(STAFF)
    assert everything() == before


def test_a_new_pupil_is_counted_behind_the_class(school: Library, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("number,name,class\n1,New Pupil,3A\n3B07,Moved Over,3A\n", encoding="utf-8")
    import_readers(path, acting=STAFF, confirmed=True)
    class_id = SchoolClass.get(SchoolClass.name == "3A").id
    told = [(pupil.position, pupil.number) for pupil in class_sheet(class_id)]
    assert told[0] == (1, "3A00") and told[49:] == [(50, "3A49"), (51, "1"), (52, "3B07")]
    assert dict(rows("SELECT number, roster_number FROM patron"))["3B07"] == 52


def test_one_reader_is_transferred(school: Library) -> None:
    assert transfer("3A01", "3B", STAFF) == "3A"
    assert Patron.get(Patron.number == "3A01").school_class.name == "3B"
    with pytest.raises(NotFound):
        transfer("3A01", "9Z", STAFF)


def test_the_command_line_previews_applies_and_undoes(
    school: Library, first_graders: Path, capsys: Captured
) -> None:
    def kiosk(*arguments: str) -> int:
        return main(["--language", "en", "year", *arguments])

    before = everything()
    assert kiosk("preview", "--new-pupils", str(first_graders)) == 0
    out = capsys.readouterr().out
    assert "new class  1A           50\n" in out
    assert "Pupils who leave: 250" in out and "Emma" in out and "Nothing was changed." in out
    assert everything() == before
    assert kiosk("apply", "--last-grade", "6") == 0
    assert kiosk("transfer", "1A00", "3B") == 0
    assert "Reader 1A00: 2A → 3B" in capsys.readouterr().out
    assert kiosk("transfer", "1A00", "2A") == 0
    assert Patron.get(Patron.number == "1A00").roster_number == 51, "whoever comes back is counted last"
    Patron.update(roster_number=1).where(Patron.number == "1A00").execute()
    assert kiosk("undo") == 0
    assert everything() == before
    assert kiosk("undo") == 1
