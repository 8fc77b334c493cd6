"""A reading passport: by wish alone, of own loans, stamped; gone with the link from a loan to its reader."""

from datetime import timedelta
from pathlib import Path

import pytest
from school import NOW, Library

from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.library.terms import set_term
from db.models import Passport, PassportStamp, SchoolClass
from db.privacy.forgetting import forget, other_links
from db.privacy.purging import purge
from db.reading.passports import (
    begin_in_class,
    goals_of,
    passport_of,
    passports_of_class,
    set_stages,
    stamp,
    wish,
)
from db.safety.backup import back_up
from db.safety.older_backups import age_backups
from db.safety.snapshot import unpack
from db.store.sqlite_file import connected_to
from kiosk.paper.family import _ELSEWHERE
from kiosk.sentences.classes.passport import standing_lines
from kiosk.words import speak

ACTING = Acting("office", NOW)
TODAY = NOW.date()
LATER = NOW + timedelta(days=40)


@pytest.fixture
def school(library: Library) -> Library:
    """Ada with two books that are back, and Ben who has one out."""
    set_term("Autumn", TODAY - timedelta(days=6), TODAY + timedelta(days=120), ACTING)
    ada = library.patron("6101", name="Ada Lovelace", class_name="三年级1班")
    ben = library.patron("6102", name="Ben Bell", class_name="三年级1班")
    for code, title, patron in (("B1", "Momo", ada), ("B2", "Emma", ada), ("B3", "Holes", ben)):
        copy = library.copy(code, title=library.title(title))
        library.lend(copy, patron, returned_at=None if patron is ben else NOW - timedelta(days=1))
    library.patron("T1", category="teacher", class_name="Staff room")
    return library


def test_it_is_kept_by_wish_alone_and_shows_own_books_and_who_checked_them(school: Library) -> None:
    with pytest.raises(BadValue):
        passport_of("6101", TODAY)
    with pytest.raises(BadValue):
        wish("T1", True, ACTING)
    wish("6101", True, ACTING)
    page = passport_of("6101", TODAY)
    assert [(line.title, line.checker) for line in page.lines] == [("Momo", ""), ("Emma", "")]
    assert (page.called, page.class_name, page.books, page.stage, page.goals) == (
        *("Ada", "三年级1班", 2, 0),
        (5, 10, 20),
    )
    assert stamp("6101", [page.lines[0].loan_id], " Li ", ACTING) == 1
    assert stamp("6101", [line.loan_id for line in page.lines], "Wu", ACTING) == 1
    assert [line.checker for line in passport_of("6101", TODAY).lines] == ["Li", "Wu"]
    wish("6102", True, ACTING)
    with pytest.raises(NotFound):
        stamp("6102", [page.lines[0].loan_id], "Li", ACTING)
    with pytest.raises(BadValue):
        stamp("6101", [page.lines[0].loan_id], " ", ACTING)
    assert [one.called for one in passports_of_class("三年级1班", TODAY)] == ["Ada", "Ben"]
    wish("6101", False, ACTING)
    assert PassportStamp.select().count() == 0 and Passport.select().count() == 1


def test_stages_are_data_of_each_grade(school: Library) -> None:
    wish("6101", True, ACTING)
    set_stages([3, 4], [1, 2, 9], ACTING)
    assert passport_of("6101", TODAY).stage == 2 and goals_of("五年级1班") == (5, 10, 20)
    for goals in ([1, 2], [2, 2, 3], [3, 2, 1], [0, 1, 2], [1, 2, 1000]):
        with pytest.raises(BadValue):
            set_stages([3], goals, ACTING)
    with pytest.raises(BadValue):
        set_stages([13], [1, 2, 3], ACTING)


def test_between_terms_it_says_nothing_of_a_term(school: Library) -> None:
    wish("6101", True, ACTING)
    page = passport_of("6101", TODAY + timedelta(days=130))
    assert len(page.lines) == 2 and standing_lines(page, speak("en")) == []
    assert standing_lines(passport_of("6101", TODAY), speak("en"))[0] == "2 books this term"


def test_nothing_of_it_is_kept_longer_than_a_loan_keeps_its_reader(school: Library) -> None:
    wish("6101", True, ACTING)
    stamp("6101", [line.loan_id for line in passport_of("6101", TODAY).lines], "Li", ACTING)
    purge(Acting("k", LATER, "system"))
    page = passport_of("6101", TODAY)
    assert page.lines == () and PassportStamp.select().count() == 0
    assert page.books == 2, "how many it were is counted on, without titles"
    forget("6101", ACTING)
    assert Passport.select().count() == 0


@pytest.mark.store_in("file")
def test_a_backup_that_is_aged_keeps_no_stamp_either(school: Library, tmp_path: Path) -> None:
    for number in ("6101", "6102"):
        wish(number, True, ACTING)
        stamp(number, [line.loan_id for line in passport_of(number, TODAY).lines], "Li", ACTING)
    old = back_up(school.store, tmp_path / "backups", LATER).path
    purge(Acting("k", LATER, "system"))
    wish("6102", False, ACTING)
    assert age_backups(school.store, tmp_path / "backups").changed == 1
    unpack(old, tmp_path / "old.db")
    with connected_to(str(tmp_path / "old.db")) as aged:
        assert [one[0] for one in aged.execute("SELECT COUNT(*) FROM passport")] == [1]
        kept = "SELECT COUNT(*) FROM passport_stamp JOIN loan ON loan.id = loan_id WHERE patron_id IS NULL"
        assert [one[0] for one in aged.execute(kept)] == [0]


@pytest.mark.store_in("file")
def test_every_place_at_which_a_reader_may_stand_has_words_for_the_family(library: Library) -> None:
    told_apart = {"barcode", "hold", "term_loans"}
    assert {table._meta.table_name for table, _key in other_links()} - told_apart == set(_ELSEWHERE)


def test_a_class_begins_them_at_once_all_of_them_or_none(school: Library) -> None:
    class_id = SchoolClass.get(name="三年级1班").id
    school.patron("6201", class_name="3B")
    with pytest.raises(NotFound, match="There is no pupil 6201 in this class"):
        begin_in_class(class_id, ACTING, ["6101", "6201"])
    assert not passports_of_class("三年级1班", TODAY)
    assert begin_in_class(class_id, ACTING, ["6102"]) == 1
    assert begin_in_class(class_id, ACTING) == 1, "who keeps one already begins none"
    assert [page.called for page in passports_of_class("三年级1班", TODAY)] == ["Ada", "Ben"]
