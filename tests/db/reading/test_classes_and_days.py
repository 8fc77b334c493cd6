"""Classes compared, lessons, visits, activities, slips: counted exactly, and nobody is named."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from school import NOW, Library

from db.classes.renaming import rename_class
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.lessons.timetable import add_period
from db.library.terms import set_term
from db.models import Event, Loan, Patron, ReviewSlip, SchoolClass, Term, TermLoans, VisitCount
from db.privacy import forgetting
from db.privacy.purging import purge
from db.reading import activities, lessons, slips, visits
from db.reading.activities import Told
from db.reading.classes import (
    class_of_week,
    classes_compared,
    find_term,
    name_star,
    set_weights,
    stars,
)
from db.reading.lessons import Held
from db.reports.class_terms import classes_of_term, per_pupil

ACTING = Acting("office", NOW, "command")
TODAY = date(2026, 9, 7)
PUBLISHED = (
    "587/42 698/43 405/30 456/41 460/40 440/26 544/39 489/40 452/40 300/26 360/40 694/40 339/44 186/27"
)
"""Loans and readers of fourteen classes, September to December 2009, as a school published them."""


@pytest.fixture
def school(library: Library) -> Library:
    set_term("Autumn", date(2026, 9, 1), date(2027, 1, 20), ACTING)
    for name, count in (("3A", 4), ("3B", 5)):
        for number in range(count):
            library.patron(f"{name}{number}", class_name=name)
    library.policy("pupil", most_loans=9)
    for number in range(6):
        library.copy(f"B{number}", title=library.title(f"Book {number}"))
    return library


def test_fourteen_classes_have_exactly_the_published_figures(library: Library) -> None:
    set_term("2009", date(2009, 9, 1), date(2009, 12, 31), ACTING)
    published = [tuple(map(int, one.split("/"))) for one in PUBLISHED.split()]
    term = Term.get()
    for at, (loans, pupils) in enumerate(published):
        school_class = SchoolClass.create(name=f"{at // 3 + 1}.{at % 3 + 1}")
        made = [
            {"number": f"{at}-{one}", "name": "x", "given_name": "x", "category": "pupil"}
            for one in range(pupils)
        ]
        Patron.insert_many([{**one, "school_class": school_class} for one in made]).execute()
        ids = [one.id for one in Patron.select().where(Patron.school_class == school_class)]
        each, more = divmod(loans, pupils)
        TermLoans.insert_many(
            [{"patron": one, "term": term, "loans": each + (n < more)} for n, one in enumerate(ids)]
        ).execute()
    found = classes_of_term(term)
    assert [(one.loans, one.pupils) for one in found] == published
    assert (sum(one.loans for one in found), sum(one.pupils for one in found)) == (6410, 518)
    assert per_pupil(6410, 518) == Decimal("12.37")
    averages = sorted(one.average for one in found)
    assert (averages[0], averages[-1]) == (Decimal("6.89"), Decimal("17.35"))
    assert found[0].average == Decimal("13.98") and per_pupil(1, 0) == 0
    purge(Acting("k", NOW, "system"))  # long over: kept as it was, and nobody is named
    assert classes_of_term(Term.get()) == found and not TermLoans.select().exists()


def test_what_a_class_borrowed_stays_when_loans_lose_their_readers(school: Library) -> None:
    copies = [school.copy(f"C{number}") for number in range(9)]
    for number, (reader, days_ago) in enumerate([("3A0", 5), ("3A0", 4), ("3A1", 3), ("3B0", 6), ("3B4", 2)]):
        patron = Patron.get(Patron.number == reader)
        school.lend(copies[number], patron, days_ago=days_ago, returned_at=NOW - timedelta(days=1))
    before = classes_of_term(Term.get())
    assert [(one.class_name, one.borrowers, one.loans, str(one.average)) for one in before] == [
        ("3A", 2, 3, "0.75"),
        ("3B", 2, 2, "0.40"),
    ]
    assert class_of_week(TODAY) == ("3A", Decimal("0.75"))
    for days in (10, 20, 100, 160, 400):
        purge(Acting("k", NOW + timedelta(days=days), "system"))
        assert classes_of_term(Term.get()) == before, days
    rename_class("3A", "3C", ACTING)
    assert [one.class_name for one in classes_of_term(Term.get())] == ["3B", "3C"]


def test_a_lesson_counts_cards_or_heads_and_keeps_no_card(school: Library) -> None:
    scans = ["3a0", "3A1", "3A0", "B1", " ", "B1"]
    logged = lessons.log_lesson(Held("3A", "free", "Li"), scans, ACTING)
    assert (logged.present, logged.counted_by, logged.books) == (2, "scan", "Book 1")
    lessons.log_lesson(Held("3A", present=38, day=date(2026, 9, 4)), [], ACTING)
    assert [one.present for one in lessons.lessons(date(2026, 9, 1), TODAY, "3A")] == [2, 38]
    assert not [event for event in Event.select() if event.patron_id or "3A0" in event.details]
    add_period("3B", 0, "10:15", "10:55", ACTING)
    add_period("3A", 0, "11:15", "11:55", ACTING)
    assert [one.class_name for one in lessons.still_to_log(TODAY)] == ["3B"]
    lessons.remove_lesson(logged.lesson_id, ACTING)
    assert [one.class_name for one in lessons.still_to_log(TODAY)] == ["3B", "3A"]


@pytest.mark.parametrize(
    ("held", "codes"),
    [
        (Held("3A"), []),
        (Held("3A"), ["3B0"]),
        (Held("3A"), ["NOBODY"]),
        (Held("9Z", present=3), []),
        (Held("3A", "x", present=3), []),
        (Held("3A", present=-1), []),
        (Held("3A", present=3, day=date(2026, 9, 8)), []),
    ],
)
def test_a_lesson_that_makes_no_sense_is_not_logged(school: Library, held: Held, codes: list[str]) -> None:
    with pytest.raises((BadValue, NotFound)):
        lessons.log_lesson(held, codes, ACTING)
    assert lessons.lessons(date(2026, 1, 1), date(2027, 1, 1)) == []


def test_visits_are_counted_by_card_key_and_class_and_nobody_is_kept(school: Library) -> None:
    at_noon = ACTING.at(NOW + timedelta(hours=2))
    assert visits.count_card("3A0", "Hall", ACTING) == "3A"
    assert visits.count_card("3A1", "Hall", at_noon) == "3A"
    assert visits.count_card("3A0", " Hall", at_noon) == "3A"
    assert visits.count_card("", "Hall", at_noon) == ""
    visits.count_class("3B", 30, "Attic", at_noon)
    visits.count_class("3B", -2, "Attic", at_noon)
    found = [(one.part, one.room, one.class_name, one.visits) for one in visits.visits(TODAY, TODAY)]
    assert found == [
        ("morning", "Hall", "3A", 1),
        ("noon", "Attic", "3B", 28),
        ("noon", "Hall", "", 1),
        ("noon", "Hall", "3A", 2),
    ]
    with pytest.raises(BadValue, match="Only 28"):
        visits.count_class("3B", -29, "Attic", at_noon)
    with pytest.raises(NotFound):
        visits.count_card("B1", "Hall", ACTING)
    assert visits.rooms() == ["Attic", "Hall"]
    assert "patron_id" not in VisitCount._meta.columns and not Event.select().where(
        Event.patron.is_null(False)
    )


def test_a_slip_is_of_a_loan_and_is_counted_once_for_its_class(school: Library) -> None:
    made = activities.add_activity("Essay", "essay", date(2026, 9, 1), date(2026, 9, 30), ACTING)
    patron = Patron.get(Patron.number == "3B0")
    school.lend(school.copy("C0"), patron, returned_at=NOW)
    slip = slips.slip_for("C0", ACTING)
    assert slips.slip_for("C0", ACTING) == slip and ReviewSlip.select().count() == 1
    assert "3B0" not in slip.code and slip.title == "Book C0"
    purge(Acting("k", NOW + timedelta(days=30), "system"))
    misread = [slip.code[:at] + "7" + slip.code[at + 1 :] for at in range(5, len(slip.code))]
    for code in {*misread, "B1", ""} - {slip.code}:
        with pytest.raises(NotFound):
            slips.hand_in(code, ACTING, made)
    assert slips.hand_in(slip.code, ACTING, made) == "3B"
    with pytest.raises(BadValue, match="2026-09-07"):
        slips.hand_in(slip.code, ACTING, made)
    activities.count_entries(made, "3A", 4, ACTING)
    activities.tell(made, Told("Good", "First: 3A", "a.jpg\nb.jpg"), ACTING)
    figures = activities.activities()[0]
    assert [(one.class_name, one.entries, one.slips) for one in figures.classes] == [
        ("3A", 4, 0),
        ("3B", 0, 1),
    ]
    assert (figures.entries, figures.told.prizes) == (5, "First: 3A")
    with pytest.raises(BadValue, match="lately"):
        slips.slip_for("C0", ACTING)


def test_a_slip_is_of_a_book_that_came_back_not_of_one_that_is_out(school: Library) -> None:
    first, second = (Patron.get(Patron.number == number) for number in ("3A0", "3B0"))
    Patron.update(language="zh_CN").where(Patron.number == "3A0").execute()
    title = school.title("Emma", isbn="9780141439587")
    copy = school.copy("C0", title=title)
    loan = school.lend(copy, first, days_ago=3)
    for code in ("C0", "9780141439587"):
        with pytest.raises(BadValue, match="still on loan"):
            slips.slip_for(code, ACTING)
    assert not ReviewSlip.select().exists()
    Loan.update(returned_at=NOW).where(Loan.id == loan.id).execute()
    slip = slips.slip_for("C0", ACTING)
    assert (slip.code, slip.language) == (slips.code_of_loan(loan.id), "zh_CN")
    school.lend(copy, second)
    with pytest.raises(BadValue, match="still on loan"):
        slips.slip_for("C0", ACTING)
    assert slips.slip_for("9780141439587", ACTING) == slip, "of the title a copy did come back"
    assert slips.slip_of_loan(loan.id, ACTING) == slip


def test_the_score_sets_each_part_against_the_best_class(school: Library) -> None:
    for number, reader in enumerate(("3A0", "3A1", "3B0")):
        school.lend(school.copy(f"C{number}"), Patron.get(Patron.number == reader), returned_at=NOW)
    lessons.log_lesson(Held("3B", present=5), [], ACTING)
    found = {one.class_name: one for one in classes_compared(find_term("", TODAY), TODAY)}
    # 3A: in time 10, amount 30 (0.5 each, the best); 3B: in time 10, amount 0.2 / 0.5 of 30, climate 15
    assert (found["3A"].score, found["3B"].score) == (Decimal("40.0"), Decimal("37.0"))
    assert set_weights({"climate": 0}, ACTING)["climate"] == 0
    found = {one.class_name: one for one in classes_compared(find_term("Autumn", TODAY), TODAY)}
    assert found["3B"].score == Decimal("22.0")
    for wrong in ({"luck": 1}, {"amount": 101}):
        with pytest.raises(BadValue):
            set_weights(wrong, ACTING)
    with pytest.raises(NotFound, match="Autumn"):
        find_term("Spring", TODAY)


def test_a_star_is_named_by_staff_and_goes_with_the_child(school: Library) -> None:
    name_star("3A0", "Dragons", TODAY, ACTING)
    school.patron("9001", category="teacher")
    with pytest.raises(BadValue, match="is not a pupil"):
        name_star("9001", "", TODAY, ACTING)
    name_star("3B0", "", TODAY, ACTING)
    name_star("3B0", "", TODAY, ACTING, is_one=False)
    assert [(one.number, one.words) for one in stars(TODAY)] == [("3A0", "Dragons")]
    assert stars(date(2026, 10, 1)) == []
    forgetting.forget("3A0", ACTING)
    assert stars(TODAY) == []


def test_an_activity_that_makes_no_sense_is_refused(school: Library) -> None:
    activities.add_activity("Essay", "essay", TODAY, TODAY, ACTING)
    for name, kind, last in (("Essay", "essay", TODAY), ("", "essay", TODAY), ("A", "x", TODAY)):
        with pytest.raises(BadValue):
            activities.add_activity(name, kind, TODAY, last, ACTING)
    with pytest.raises(BadValue):
        activities.add_activity("B", "notes", TODAY, TODAY - timedelta(days=1), ACTING)
    with pytest.raises(NotFound, match="Essay"):
        activities.find_activity("Quiz")
