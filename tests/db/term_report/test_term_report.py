"""The report of a term: each figure from its own data, nothing that is not kept, last year's as it was."""

import json
from datetime import date, datetime, timedelta

import pytest
from school import NOW, Library

from db.circulation.lending import check_in
from db.classes.school_year import begin_year
from db.corners.filling import open_corner, place
from db.corners.librarians import appoint
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.labelling.new_card import replace_card
from db.library.terms import set_term
from db.models import (
    Accession,
    AccessionBatch,
    Barcode,
    Event,
    Lesson,
    Loan,
    Patron,
    RelabelCampaign,
    RelabelItem,
    ReviewSlip,
    SchoolClass,
)
from db.periodicals.arriving import arrived_today
from db.periodicals.subscribing import Wanted, subscribe
from db.privacy.purging import purge
from db.readers.in_words import names_a_pupil
from db.reading import activities, lessons, visits
from db.reading.lessons import Held
from db.stock.choosing import Wanted as Chosen
from db.stock.copy_status import mark_this_copy
from db.stock.repairs import Damage, ask_for_money, end_repair, put_aside
from db.stocktake.opening import find_stocktake, open_stocktake
from db.stocktake.statement import close
from db.term_report.kept import sign, standing, unsign, write_words
from db.term_report.lists import listed
from db.term_report.parts.reading import activities_table
from db.term_report.periods import before, month_period, term_period, year_before, year_period
from db.term_report.report import report
from db.term_report.shape import OPENING
from db.term_report.values import Figure, Report
from db.title_lists.making import Plan, add_list

ACTING = Acting("office", NOW, "command")
TODAY = date(2026, 9, 7)
AUTUMN = date(2026, 9, 1), date(2027, 1, 20)
CHILD = "Ada Lovelace"


def figures(found: Report) -> dict[str, Figure]:
    return {one.name: one for section in found.sections for one in section.figures}


def values(found: Report) -> dict[str, object]:
    return {name: one.value for name, one in figures(found).items()}


@pytest.fixture
def school(library: Library) -> Library:
    """Two classes of two and three pupils, six books, one loan."""
    set_term("Autumn", *AUTUMN, ACTING)
    library.policy("pupil", most_loans=9)
    for number in range(5):
        library.patron(f"61{number}", class_name="3A" if number < 2 else "3B", name=CHILD)
    library.patron("T1", category="teacher", class_name="Staff room")
    for number in range(6):
        library.copy(f"B{number}", title=library.title(f"Book {number}", call_number="I287"))
    AccessionBatch.update(kind="stock", came_on=None).execute()
    library.lend(copy_of("B0"), Patron.get(Patron.number == "610"))
    return library


def copy_of(code: str) -> object:
    return Barcode.get(Barcode.code == code).copy


def test_what_a_school_does_not_keep_is_left_out(school: Library) -> None:
    found = report(term_period("", TODAY), TODAY)
    assert set(figures(found)) == {
        *("open_days", "readers", "pupils", "staff_readers", "classes", "cards_issued", "card_rate"),
        *("stock", "titles", "stock_per_pupil", "structure_short", "structure_short_rate"),
        *("loans", "pupil_loans", "loans_per_pupil", "borrowers", "borrower_rate", "loans_per_day"),
        *("turnover_stock", "turnover_readers", "copies_used", "use_rate", "low_classes"),
        *("on_loan", "overdue", "overdue_rate"),
    }
    assert values(found)["loans_per_pupil"] == 0.2 and figures(found)["loans_per_pupil"].norm == 6
    assert all(one.before is None and one.year_before is None for one in figures(found).values())


def test_without_a_term_it_is_said_how_to_enter_one(library: Library) -> None:
    with pytest.raises(NotFound, match="kiosk calendar term Autumn"):
        term_period("", TODAY)


def test_before_the_library_was_there_nothing_is_known(school: Library) -> None:
    assert figures(report(year_period(2024, TODAY), TODAY)) == {}
    set_term("Spring", date(2026, 2, 15), date(2026, 7, 10), ACTING)
    assert all(one.before is None for one in figures(report(term_period("Autumn", TODAY), TODAY)).values())


def befall(library: Library) -> dict[str, object]:
    """Something of everything happens; what the report must say of it."""
    ids = [copy_of(f"B{number}").id for number in range(6)]  # type: ignore[attr-defined]
    bought = library.copy("N0", title=library.title("New", call_number="K1", price=1250))
    batch = Accession.get(Accession.copy == bought).batch_id
    AccessionBatch.update(kind="bought", came_on=TODAY).where(AccessionBatch.id == batch).execute()
    put_aside(ids[1], Damage("torn"), ACTING)
    end_repair(ids[1], "mended", ACTING)
    put_aside(ids[2], Damage("wet"), ACTING)
    end_repair(ids[2], "worn_out", ACTING)
    mark_this_copy(ids[3], "lost", ACTING)
    mark_this_copy(ids[4], "lost", ACTING)
    mark_this_copy(ids[4], "available", ACTING)
    record(ACTING, "shelved", copy_id=ids[5])
    undone = record(ACTING, "shelved", copy_id=ids[4])
    record(ACTING, "undone", copy_id=ids[4], undoes=undone)
    record(ACTING, "shelf_moved", copy_id=ids[5], details={"was": None, "to": 1})
    replace_card("614", ACTING)
    three_a = SchoolClass.get(SchoolClass.name == "3A")
    open_corner(three_a.id, ACTING)
    place(three_a.id, ids[5], ACTING)
    appoint("610", ACTING)
    Lesson.create(
        school_class=three_a, kiosk="k", opened_at=NOW, opened_by="card", closed_at=NOW, closed_by="hand",
        pupils=4, present=3, borrowers=1, turns=3, loans=2, returns=0, visitors=0,
    )  # fmt: skip
    lessons.log_lesson(Held("3A", present=24), [], ACTING)
    visits.count_class("3A", 20, "Hall", ACTING)
    essay = activities.add_activity("Essay", "essay", TODAY, TODAY, ACTING)
    activities.count_entries(essay, "3A", 7, ACTING)
    paper = subscribe(Wanted("Paper", 2026, starts_on=TODAY, ends_on=date(2026, 10, 10)), ACTING)
    arrived_today(paper.number, ACTING)
    campaign = RelabelCampaign.create(opened_at=NOW, kind="barcode")
    RelabelItem.create(campaign=campaign, copy=ids[5], state="closed", changed_at=NOW, changed_by="k")
    return {
        **{"new": 1, "bought": 1, "list_value": 1250, "withdrawn": 1, "net_growth": 0, "relabelled": 1},
        **{"damaged": 2, "mended": 1, "worn_out": 1, "lost": 2, "found_again": 1, "loss_rate": 200.0},
        **{"reshelved": 1, "misplaced": 1, "cards_replaced": 1, "visits": 20},
        **{"lessons": 1, "lesson_present": 3, "lesson_attendance": 75.0, "lesson_loans": 2},
        **{"corners": 1, "corner_books": 1, "corner_loans": 0, "corner_unread": 1, "corner_missing": 0},
        **{"reading_lessons": 1, "reading_present": 24, "activities": 1, "entries": 7},
        **{"periodicals": 1, "issues_due": 1, "issues_arrived": 1, "arrival_rate": 100.0},
        **{"helpers": 1, "helper_classes": 1, "stock": 6, "loans": 1},
    }


def test_each_figure_counts_what_happened_and_its_list_has_the_rows(school: Library) -> None:
    expected = befall(school)
    period = term_period("", TODAY)
    found = report(period, TODAY)
    assert {name: values(found).get(name) for name in expected} == expected
    lists = {name: listed(name, period, TODAY) for name in OPENING}
    for name in (
        *("new", "withdrawn", "damaged", "mended", "worn_out", "lost", "found_again", "reshelved"),
        *("misplaced", "relabelled", "periodicals", "issues_due", "activities", "corners"),
    ):
        assert len(lists[name].rows) == values(found)[name], name
    summed = {
        **{"loans": "loans", "pupil_loans": "loans", "stock": "copies", "visits": "visits"},
        **{"lessons": "lessons", "reading_lessons": "lessons", "pupils": "pupils", "readers": "of_class"},
        **{"cards_replaced": "cards", "cards_issued": "cards", "on_loan": "on_loan", "helpers": "helpers"},
    }
    for name, column in summed.items():
        place_ = lists[name].columns.index(column)
        assert sum(int(str(row[place_])) for row in lists[name].rows) == values(found)[name], name
    assert CHILD.split()[0] not in repr((found, lists))
    with pytest.raises(NotFound, match="no list of its own"):
        listed("loans_per_pupil", period, TODAY)


def test_what_was_paid_for_damage_is_summed_by_the_way_it_was_settled(library: Library) -> None:
    set_term("Autumn", *AUTUMN, ACTING)
    copies = [library.copy(f"B{number}") for number in range(5)]
    ask_for_money(True, ACTING)
    amounts_and_ways = ((850, "paid"), (150, "paid"), (2000, "paid_gone"), (None, "mended"), (700, None))
    for copy, (amount, outcome) in zip(copies, amounts_and_ways, strict=True):
        put_aside(copy.id, Damage("torn", amount=amount), ACTING.at(NOW - timedelta(days=30)))
        if outcome:
            end_repair(copy.id, outcome, ACTING)

    def settled() -> tuple[tuple[str, ...], set[tuple[object, ...]]]:
        found = report(term_period("", TODAY), TODAY)
        (table,) = (one for section in found.sections for one in section.tables if one.name == "settled")
        return table.columns, set(table.rows)

    assert settled() == (
        ("outcome", "copies", "paid"),
        {("paid", 2, 10.0), ("paid_gone", 1, 20.0), ("mended", 1, None)},
    )
    Event.delete().where(Event.details.contains('"paid')).execute()
    assert settled() == (("outcome", "copies"), {("mended", 1)}), "nothing is said of money where none came"


def test_a_stocktake_is_told_as_it_was_signed(school: Library) -> None:
    open_stocktake("2026", Chosen(), ACTING)
    close(find_stocktake("2026"), ACTING, although=True)
    found = report(month_period(TODAY), TODAY)
    assert values(found)["stocktakes"] == 1 and values(found)["stocktake_seen"] == 0


def test_the_periods_that_a_report_is_compared_with(library: Library) -> None:
    for name, first, last in (
        ("A25", (2025, 9, 1), (2026, 1, 23)),
        ("S26", (2026, 2, 25), (2026, 7, 8)),
        ("A26", (2026, 9, 1), (2027, 1, 29)),
    ):
        set_term(name, date(*first), date(*last), ACTING)
    term = term_period("A26", TODAY)
    assert (before(term), year_before(term)) == (term_period("S26", TODAY), term_period("A25", TODAY))
    assert before(term_period("A25", TODAY)) is None and year_before(term_period("S26", TODAY)) is None
    month = month_period(date(2026, 1, 31))
    assert (str(before(month).first_day), str(year_before(month).last_day)) == ("2025-12-01", "2025-01-31")  # type: ignore[union-attr]
    year = year_period(None, TODAY)
    assert (year.first_day, year.last_day) == (date(2026, 9, 1), date(2027, 8, 31))
    assert before(year) == year_period(2025, TODAY) and year_before(year) is None
    assert month_period(date(2028, 2, 29)).last_day == date(2028, 2, 29)
    assert str(year_before(month_period(date(2028, 2, 29))).last_day) == "2027-02-28"  # type: ignore[union-attr]


@pytest.mark.parametrize("purged_first", [True, False])
def test_last_years_figures_are_right_across_a_new_year_and_a_purge(
    library: Library, purged_first: bool
) -> None:
    """Whether the loans lost their readers before the classes went up, or only afterwards."""
    set_term("A25", date(2025, 9, 1), date(2026, 1, 20), ACTING)
    set_term("A26", *AUTUMN, ACTING)
    for number, name in enumerate(("5A", "5A", "6A", "6A", "6A")):
        library.patron(f"R{number}", class_name=name)
    library.patron("T1", category="teacher", class_name="Staff room")
    for number in range(9):
        copy = library.copy(f"B{number}", title=library.title(f"Book {number}", call_number="I287"))
        reader = Patron.get(Patron.number == ("T1" if number == 8 else f"R{number % 5}"))
        at = datetime(2025, 10, 1 + number, 2)
        library.lend(copy, reader, lent_at=at, lent_on=at.date(), due_on=at.date() + timedelta(days=9),
                     returned_at=at + timedelta(days=3))  # fmt: skip
    then = date(2026, 1, 22)
    of_then = values(report(term_period("A25", then), then))
    assert [of_then[name] for name in ("loans", "pupil_loans", "pupils", "staff_loans")] == [9, 8, 5, 1]
    classes_then = listed("pupil_loans", term_period("A25", then), then)
    if purged_first:
        purge(ACTING.at(datetime(2026, 3, 1)))
    begin_year(ACTING.at(datetime(2026, 8, 30, 2)))
    for night in (datetime(2026, 9, 1), datetime(2026, 10, 20)):
        purge(ACTING.at(night))
    assert not Loan.select().where(Loan.patron.is_null(False)).exists()
    now = date(2026, 11, 1)
    found = figures(report(term_period("A26", now), now))
    kept = ("loans", "pupil_loans", "pupils", "classes", "borrowers", "loans_per_pupil", "staff_loans")
    assert {name: listed_of(found, name) for name in kept if name in found} == {
        name: of_then[name] for name in kept if name in found
    }
    assert {"loans", "pupil_loans", "pupils"} <= set(found)
    assert listed("pupil_loans", term_period("A25", now), now) == classes_then
    year = figures(report(year_period(2026, now), now))
    assert (year["loans"].before, year["staff_loans"].before, year["pupils"].before) == (9, 1, 5)


def listed_of(found: dict[str, Figure], name: str) -> object:
    return found[name].year_before


def test_what_is_signed_stays_as_it_is_until_the_signature_is_undone(school: Library) -> None:
    period = term_period("", TODAY)
    write_words(period, "loans", "Lent: {loans}", ACTING)
    signed = sign(period, " Li  Wen ", TODAY, ACTING)
    assert signed.signature and (signed.signature.by, signed.signature.on) == ("Li Wen", TODAY)
    assert signed.report == report(period, TODAY)
    check_in(copy_of("B0").id, ACTING)  # type: ignore[attr-defined]
    school.lend(copy_of("B1"), Patron.get(Patron.number == "611"))  # type: ignore[arg-type]
    purge(ACTING.at(NOW + timedelta(days=300)))
    later = TODAY + timedelta(days=300)
    assert standing(period, later) == signed
    for words in ("More", None):
        with pytest.raises(BadValue, match="signed and stays"):
            write_words(period, "loans", words, ACTING)
    with pytest.raises(BadValue, match="signed and stays"):
        sign(period, "Wu", TODAY, ACTING)
    unsign(period, ACTING)
    assert values(standing(period, TODAY).report)["loans"] == 2
    with pytest.raises(NotFound, match="not signed"):
        unsign(period, ACTING)
    told = [
        (one.verb, one.actor)
        for one in Event.select().where(Event.verb.startswith("report_")).order_by(Event.id)
    ]
    assert told == [(f"report_{verb}", "command") for verb in ("worded", "signed", "unsigned")]


def test_a_later_report_is_compared_with_what_was_signed(school: Library) -> None:
    """Cards of who has left are erased: only the signed report knows how many were issued."""
    sign(month_period(TODAY), "Li", TODAY, ACTING)
    october = date(2026, 10, 5)
    assert figures(report(month_period(october), october))["readers"].before == 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{lones} lent", r"no figure \{lones\}. Did you mean: .*\{loans\}"),
        ("{loans lent", "braces do not match"),
        ("loans} lent", "braces do not match"),
        ("{} lent", "no figure"),
        ("{流通率}", "no figure .* lists all figures"),
        ("{loans_ever}", "no figure"),
        ("x" * 4001, "at most 4000"),
        (f"{CHILD} read most", "^These words name a pupil"),
    ],
)
def test_words_that_bind_no_figure_are_refused(school: Library, words: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        write_words(term_period("", TODAY), "loans", words, ACTING)
    assert standing(term_period("", TODAY), TODAY).own == {}


@pytest.mark.parametrize(
    ("words", "is_a_child"),
    [
        ("六年级李明同学获得一等奖。", True),
        ("获奖的有李明、王小芳等。", True),
        ("三（1）班李明当选小馆员。", True),
        ("王 小芳获奖。", True),
        ("管理员李明工作认真。", True),
        ("倡导文明阅读，文明借书。", False),
        ("王小明的书", False),
        ("Ada Lovelaces", False),
        ("The prize of Ada Lovelace's class", True),
        ("Annual plan", False),
        ("Ann read most", True),
    ],
)
def test_a_pupil_is_named_by_a_short_name_beside_a_mark_of_a_person(
    school: Library, words: str, is_a_child: bool
) -> None:
    for number, name in enumerate(("李明", "王小芳", "文明", "Ann")):
        school.patron(f"62{number}", class_name="3A", name=name, status="left" if number == 1 else "active")
    assert names_a_pupil(words) is is_a_child
    if is_a_child:
        with pytest.raises(BadValue, match="pupil"):
            write_words(term_period("", TODAY), "loans", words, ACTING)
        with pytest.raises(BadValue, match="pupil"):
            activities.add_activity(words, "essay", TODAY, TODAY, ACTING)
        with pytest.raises(BadValue, match="pupil"):
            add_list(Plan(words), ACTING)


def test_an_activity_named_before_its_pupil_came_is_not_named_in_a_report(school: Library) -> None:
    for name in ("王小芳诗歌会", "Essay"):
        activities.add_activity(name, "story", TODAY, TODAY, ACTING)
    school.patron("630", class_name="3A", name="王小芳")
    told = [row[0] for row in activities_table(term_period("", TODAY)).rows]
    assert told == ["…", "Essay"]
    assert {row[0] for row in listed("activities", term_period("", TODAY), TODAY).rows} == set(told)


def test_slips_of_teachers_make_no_class_of_an_activity(school: Library) -> None:
    essay = activities.add_activity("Essay", "essay", TODAY, TODAY, ACTING)
    activities.count_entries(essay, "3A", 2, ACTING)
    school.lend(copy_of("B1"), Patron.get(Patron.number == "T1"))
    for loan, name in zip(Loan.select().order_by(Loan.id), ("3A", ""), strict=True):
        ReviewSlip.create(loan=loan, class_name=name, printed_on=TODAY, handed_on=TODAY, activity=essay)
    ((*_, classes, entries),) = activities_table(term_period("", TODAY)).rows
    assert (classes, entries) == (1, 4)
    (found,) = activities.activities()
    assert [one.class_name for one in found.classes] == ["3A", ""], "the teachers stand last"


def test_own_words_are_kept_for_their_period_and_can_go_again(school: Library) -> None:
    term, month = term_period("", TODAY), month_period(TODAY)
    write_words(term, "loans", "{loans} books, {loans_year_change} than {same}", ACTING)
    write_words(term, "loans", " Only {loans} ", ACTING)
    write_words(month, "loans", "", ACTING)
    assert dict(standing(term, TODAY).own) == {"loans": "Only {loans}"}
    assert dict(standing(month, TODAY).own) == {"loans": ""}
    set_term("Autumn", AUTUMN[0], date(2027, 1, 25), ACTING)
    assert dict(standing(term_period("", TODAY), TODAY).own) == {"loans": "Only {loans}"}
    write_words(term, "loans", None, ACTING)
    assert standing(term, TODAY).own == {}
    assert "Only" not in json.dumps([one.details for one in Event.select()])
