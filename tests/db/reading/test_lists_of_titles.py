"""Lists of titles: what a row stands for in the stock, and what is borrowed of a list, purged or not."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from new_store import new_store
from school import NOW, Library
from school_lists import DATA

from db.answers.classes.reading_list import ListFigures, Rate
from db.cataloguing.merging import merge_titles, part_titles
from db.classes.renaming import merge_classes, rename_class
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.library.terms import set_term
from db.lists.books import import_books
from db.models import ClosedWeekday, Loan, Patron, Title, TitleList, TitleListReader, TitleWeek
from db.privacy import forgetting
from db.privacy.purging import purge
from db.reading.figures import list_figures
from db.safety.backup import back_up
from db.safety.older_backups import age_backups
from db.safety.snapshot import unpack
from db.store.opening import connected
from db.store.sql import rows
from db.store.sqlite_file import connected_to
from db.title_lists.filling import add_lines, line_numbered, match_again, stand_for
from db.title_lists.kept import find_list, remove_list
from db.title_lists.lines import Line, line_of, lines_of_file
from db.title_lists.making import Plan, add_list, grades_of, make_list, take_shipped
from db.title_lists.meaning import authors_of, core_title, is_same_book
from db.title_lists.shipped.lists import shipped
from db.title_lists.showing import show_since

ACTING = Acting("office", NOW, "command")
REAL = DATA / "school-books.csv"


@pytest.mark.parametrize(
    ("row", "by", "title", "author", "same"),
    [
        ("童年", "[苏]高尔基/著，高晓慧/译", "童年·在人间·我的大学", "(苏)高尔基原著 ; 本丛书编委会编", True),
        ("童年", "高尔基", "常和父母比童年", "战晓书选编", False),
        ("童年", "高尔基", "童年", "李明著", False),
        ("十万个为什么", "米·伊林", "十万个为什么. B卷", "龚勋主编", True),
        ("十万个为什么", "米·伊林", "环保生活十万个为什么", "吴波主编", False),
        ("骑鹅旅行记", "塞尔玛·拉格洛夫", "尼尔斯骑鹅旅行记", "(瑞典)拉格洛芙著", True),
        ("汤姆·索亚历险记", "马克·吐温", "汤姆索亚历险记", "(美)马克·吐温(Mark Twain)著", True),
        ("和大人一起读（全四册）", "", "和大人一起读", "曹文轩编", True),
        ("Emma", "Jane Austen", "Emma: a novel", "Austen, Jane", True),
        ("Emma", "Jane Austen", "Emmaline", "Cook", False),
    ],
)
def test_a_row_is_the_book_of_that_name_and_author(
    row: str, by: str, title: str, author: str, same: bool
) -> None:
    assert is_same_book(core_title(row), by, title, author) is same


def test_names_are_read_without_country_and_role() -> None:
    assert authors_of("[意]亚米契斯/著，王干卿/译") == {"亚米契斯", "王干卿"}
    assert authors_of("米·伊林") == {"伊林"} and authors_of("——") == frozenset()


def test_three_sources_of_different_force_are_shipped_as_titles_only() -> None:
    found = shipped()
    by_force = {
        force: sum(len(one.rows) for one in found if one.force == force)
        for force in ("textbook", "curriculum", "guide")
    }
    assert by_force == {"textbook": 42, "curriculum": 26, "guide": 110}
    assert {one.grades for one in found if one.force == "guide"} == {"1,2", "3,4", "5,6"}
    assert all(one.source for one in found)
    assert not any("教育部推荐" in one.source + one.name for one in found)


@pytest.mark.skipif(not REAL.exists(), reason="the real school's list lies outside the repository")
def test_half_of_the_textbooks_titles_are_in_the_real_stock(tmp_path: Path) -> None:
    new_store(tmp_path / "library.db")
    with connected():
        import_books(REAL, acting=ACTING)
        held = 0
        for one in shipped():
            if one.force == "textbook":
                figures = list_figures(find_list(str(take_shipped(one.name, ACTING))))
                held += figures.held
                assert figures.held + len(figures.missing) == len(one.rows)
        assert held == 21


@pytest.fixture
def school(library: Library) -> Library:
    """Two classes of grade 3 and one of grade 4, three titles of which one is in no list."""
    ClosedWeekday.delete().execute()
    set_term("Autumn", date(2026, 9, 1), date(2027, 1, 20), ACTING)
    library.policy("pupil", most_loans=50)
    for name, count in (("3A", 4), ("3B", 5), ("4A", 3)):
        for number in range(count):
            library.patron(f"{name}{number}", class_name=name)
    library.patron("T1", category="teacher", class_name="Staff room")
    for code, title in (("E", "Emma"), ("H", "Holes"), ("M", "Momo")):
        for copy in range(12):
            made = library.copy(
                f"{code}{copy}",
                title=Title.get_or_none(Title.title == title) or library.title(title, author=f"By {title}"),
            )
            assert made.number == copy + 1
    return library


def lend(library: Library, code: str, reader: str, on: date, *, back: bool = True) -> None:
    from db.models import Barcode

    at = datetime(on.year, on.month, on.day, 2)
    library.lend(
        Barcode.get(Barcode.code == code).copy,
        Patron.get(Patron.number == reader),
        lent_at=at,
        lent_on=on,
        due_on=on + timedelta(days=15),
        returned_at=at + timedelta(days=3) if back else None,
    )


def made(**changes: object) -> int:
    titles = [Line(1, "Emma", "By Emma"), Line(2, "Momo", "By Momo"), Line(3, "Nim", "Nobody")]
    return make_list(Plan("Month", grades="3", **changes), titles, ACTING)[0]  # type: ignore[arg-type]


def numbers(figures: ListFigures) -> dict[str, Rate]:
    return {one.numbers.class_name: one.rate for one in figures.classes}


def borrowed(library: Library) -> None:
    """Before 28 September one of 3A and one of 3B; since then two of 3A, and 4A, and staff."""
    lend(library, "E0", "3A0", date(2026, 9, 8))
    lend(library, "E1", "3B0", date(2026, 9, 25))
    lend(library, "M0", "3A0", date(2026, 9, 28))
    lend(library, "M1", "3A0", date(2026, 10, 9))
    lend(library, "E2", "3A1", date(2026, 10, 12))
    lend(library, "E3", "4A0", date(2026, 10, 12))
    lend(library, "E4", "T1", date(2026, 10, 12))
    lend(library, "H0", "3B1", date(2026, 10, 12))
    lend(library, "E5", "3B2", date(2026, 10, 13), back=False)


EXPECTED = {"3A": Rate(4, 2, 1, 2), "3B": Rate(5, 2, 1, 1)}


def test_a_list_counts_its_readers_before_and_since_it_was_shown(school: Library) -> None:
    list_id = made()
    show_since(list_id, date(2026, 9, 28), ACTING)
    borrowed(school)
    figures = list_figures(find_list("Month"))
    assert numbers(figures) == EXPECTED
    assert figures.grades == ((3, Rate(9, 4, 2, 3)),) and round(figures.total.rate, 3) == 0.444
    assert [(one.held, one.on_shelf, one.loans) for one in figures.titles] == [
        (12, 11, 6),
        (12, 12, 2),
        (0, 0, 0),
    ]
    assert (figures.held, figures.borrowed, figures.coverage) == (2, 2, 1.0)
    assert [row.title for row in figures.missing] == ["Nim"]
    weeks = dict(figures.classes[0].weeks)
    assert weeks == {date(2026, 9, 7): 1, date(2026, 9, 28): 1, date(2026, 10, 5): 1, date(2026, 10, 12): 1}


@pytest.mark.parametrize("nights", [(60,), (12, 30, 33, 36, 40, 50, 200), (160, 400)])
def test_every_figure_keeps_its_value_when_loans_lose_their_readers(
    school: Library, nights: tuple[int, ...]
) -> None:
    list_id = made()
    show_since(list_id, date(2026, 9, 28), ACTING)
    borrowed(school)
    before = list_figures(find_list("Month"))
    for night in nights:
        purge(Acting("k", NOW + timedelta(days=night), "system"))
        assert list_figures(find_list("Month")) == before, night
    assert Loan.select().where(Loan.patron.is_null(False)).count() == 1  # the one that is out
    ended = nights[-1] > 150
    assert TitleListReader.select().exists() is not ended, "after its days a list names nobody"


@pytest.mark.store_in("file")
def test_a_backup_that_is_aged_keeps_the_same_figures(school: Library, tmp_path: Path) -> None:
    made()
    borrowed(school)
    before = list_figures(find_list("Month"))
    old = back_up(school.store, tmp_path / "backups", NOW + timedelta(days=40)).path
    purge(Acting("k", NOW + timedelta(days=60), "system"))
    assert age_backups(school.store, tmp_path / "backups").changed == 1
    assert age_backups(school.store, tmp_path / "backups").changed == 0
    unpack(old, tmp_path / "old.db")
    tables = ("title_week", "title_list_reader", "title_list_class")
    with connected_to(str(tmp_path / "old.db")) as aged:
        kept = [sorted(map(tuple, aged.execute(f"SELECT * FROM {table}"))) for table in tables]
    assert kept == [sorted(map(tuple, rows(f"SELECT * FROM {table}"))) for table in tables]
    assert list_figures(find_list("Month")) == before


def test_who_is_erased_leaves_the_loans_of_the_class_and_no_mark(school: Library) -> None:
    made()
    borrowed(school)
    purge(Acting("k", NOW + timedelta(days=60), "system"))
    before = list_figures(find_list("Month"))
    forgetting.forget("3A1", Acting("k", NOW + timedelta(days=60), "command"))
    after = list_figures(find_list("Month"))
    assert after.classes[0].weeks == before.classes[0].weeks
    assert numbers(after)["3A"] == Rate(3, 1, 1, 0), "shown nowhere: all is before"


def test_a_list_is_not_shown_since_a_day_of_which_nobody_knows_the_readers(school: Library) -> None:
    list_id = made()
    borrowed(school)
    purge(Acting("k", NOW + timedelta(days=60), "system"))
    with pytest.raises(BadValue, match="no longer name their reader"):
        show_since(list_id, date(2026, 9, 28), ACTING)
    with pytest.raises(BadValue, match="outside the days"):
        show_since(list_id, date(2027, 9, 28), ACTING)
    show_since(list_id, date(2026, 11, 1), ACTING)
    assert list_figures(find_list("Month")).total == Rate(9, 4, 4, 0)


def test_counts_follow_titles_that_are_one_book_and_classes_that_get_other_names(school: Library) -> None:
    made()
    borrowed(school)
    other = school.copy("E99", title=school.title("Emma (large print)", author="Jane")).title_id
    lend(school, "E99", "3A2", date(2026, 9, 9))
    purge(Acting("k", NOW + timedelta(days=60), "system"))
    emma = Title.get(Title.title == "Emma").id
    before = sum(dict(list_figures(find_list("Month")).classes[0].weeks).values())
    merged = merge_titles(emma, other, ACTING)
    assert TitleWeek.select().where(TitleWeek.title == other).count() == 0
    assert sum(dict(list_figures(find_list("Month")).classes[0].weeks).values()) == before + 1
    part_titles(merged.event_id, ACTING)
    rename_class("3A", "3C", ACTING)
    assert [one.numbers.class_name for one in list_figures(find_list("Month")).classes] == ["3B", "3C"]
    merge_classes("3C", "3B", ACTING)
    figures = list_figures(find_list("Month"))
    assert numbers(figures) == {"3B": Rate(9, 4, 4, 0)} and figures.classes[0].loans == before + 1 + 2


def test_what_is_missing_is_found_when_it_has_come_and_a_wrong_match_is_put_right(school: Library) -> None:
    list_id = made()
    assert match_again(list_id, ACTING) == 0
    nim = school.copy("N0", title=school.title("Nim", author="Nobody & sons")).title_id
    assert match_again(list_id, ACTING) == 1
    row = list_figures(find_list("Month")).titles[2]
    assert (row.held, row.titles) == (1, ((nim, "Nim", "title"),))
    assert (row.number, line_numbered(list_id, 3)) == (3, row.row_id), "each list counts its own"
    with pytest.raises(NotFound):
        line_numbered(list_id, 4)
    stand_for(row.row_id, nim, ACTING, is_so=False)
    holes = Title.get(Title.title == "Holes").id
    stand_for(row.row_id, holes, ACTING)
    row = list_figures(find_list("Month")).titles[2]
    assert (row.held, [one[2] for one in row.titles]) == (12, ["hand"])
    remove_list(list_id, ACTING)
    assert not TitleList.select().exists()


def test_titles_are_scanned_typed_pasted_or_read_from_a_file(school: Library, tmp_path: Path) -> None:
    school.title("Löcher", isbn="9783407786975", author="Sachar")
    found = line_of("9783407786975")
    assert found and found.title_id
    assert replace(found, title_id=None) == Line(0, "Löcher", "Sachar", isbn="9783407786975")
    assert line_of("E0").title == "Emma"  # type: ignore[union-attr]
    assert line_of("《童年》 高尔基 著") == Line(0, "童年", "高尔基 著")
    assert line_of("童年\t高尔基\t9787544270878") == Line(0, "童年", "高尔基", isbn="9787544270878")
    assert line_of("  ") is None
    with pytest.raises(NotFound):
        line_of("9787544270879")
    file = tmp_path / "list.csv"
    file.write_text("书名,作者,ISBN\n《童年》,高尔基,\n,,9787544270878\n,,\n", "utf-8")
    read = lines_of_file(file).lines
    assert [(one.title, one.author, one.isbn) for one in read] == [
        ("童年", "高尔基", ""),
        ("", "", "9787544270878"),
    ]
    list_id = made()
    assert add_lines(list_id, [Line(1, "Emma", "By Emma"), *read], ACTING).before == 1
    assert list_figures(find_list("Month")).titles[-1].title == "9787544270878"


@pytest.mark.parametrize(("typed", "kept"), [("3", "3"), ("1-2", "1,2"), ("4、3, 6", "3,4,6"), ("", "")])
def test_grades_are_typed_in_several_ways(typed: str, kept: str) -> None:
    assert grades_of(typed) == kept


@pytest.mark.parametrize("typed", ["x", "0", "3-1", "13", "1-99"])
def test_what_is_no_grade_is_refused(typed: str) -> None:
    with pytest.raises(BadValue):
        grades_of(typed)


def test_a_list_that_makes_no_sense_is_refused(school: Library) -> None:
    made()
    for plan in (
        Plan("Month"),
        Plan(" "),
        Plan("x" * 81),
        Plan("A", kind="x"),
        Plan("B", force="moe"),
        Plan("C", first=date(2026, 9, 2), last=date(2026, 9, 1)),
    ):
        with pytest.raises(BadValue):
            add_list(plan, ACTING)
    with pytest.raises(NotFound):
        take_shipped("no such", ACTING)
    with pytest.raises(NotFound, match="Month"):
        find_list("no such")


def test_an_isbn_that_is_not_in_the_stock_is_a_title_that_is_missing(library: Library) -> None:
    """Found when one such line refused a whole pasted list."""
    line = line_of("978-7-5327-3341-5")
    assert line == Line(0, "9787532733415", isbn="9787532733415")
    with pytest.raises(NotFound):
        line_of("9787532733416")
