"""A term of newspapers and magazines: scanned in, one issue claimed, one lost, one volume bound."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from school import NOW, Library, scan_all

from db.answers.counter.scans import CheckedIn, CheckedOut
from db.cataloguing.merging import merge_titles
from db.circulation.lookup import find
from db.codes import issue_number, series_of_issn, series_spellings
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.exporting.lists import books
from db.exporting.profiles.rows import rows_of
from db.models import Copy, Loan
from db.periodicals.aids import aids, remove_aid, set_aid
from db.periodicals.arriving import arrived_today, check_in, claim, lose, take_back
from db.periodicals.binding import bind, volumes
from db.periodicals.frequency import FREQUENCIES, expected
from db.periodicals.issues import issue_of, issues
from db.periodicals.subscribing import Wanted, cancel, current_titles, subscribe, subscriptions
from db.registers.entries import entries
from db.registers.funds import funds, set_fund
from db.registers.total import total_register
from db.reports.loans import status
from db.reports.today import waiting
from db.safety.checking import check
from db.stock import choosing
from db.stock.choosing import copies
from db.store.sql import rows
from db.structure.growth import UNDATED
from db.structure.stock import stock
from db.weeding.cases import open_case
from db.weeding.proposing import proposals
from db.weeding.scanning import withdraw
from kiosk.counter.desk import Desk

STAFF = Acting("office", NOW, "command")
SERIES = "9770317847001"
FIRST, LAST = date(2026, 9, 1), date(2027, 1, 15)


def on(day: date) -> Acting:
    """The librarian at ten in the morning of this day."""
    return STAFF.at(NOW + timedelta(days=(day - date(2026, 9, 7)).days))


def test_a_term_is_checked_in_by_scanner_one_issue_claimed_and_one_volume_bound(library: Library) -> None:
    set_fund(2026, "Press", 1000_00, STAFF)
    term = {"starts_on": FIRST, "ends_on": LAST}
    daily = subscribe(
        Wanted("人民日报", 2026, "weekdays", "1-1", weekdays="01234", price=28800, **term), STAFF
    )
    weekly = subscribe(Wanted("中国少年报", 2026, "weekdays", "1-3", weekdays="2", **term), STAFF)
    magazines = [
        subscribe(
            Wanted(name, 2026, code=code, issn=issn, copies=copies, price=6000, fund="Press", **term), STAFF
        )
        for name, code, issn, copies in (
            ("儿童时代", "4-202", "0317-8471", 2),
            ("少年文艺", "4-204", "1007-5399", 1),
            ("我们爱科学", "2-205", "1234-5679", 1),
        )
    ]
    assert [one.title for one in subscriptions()] == [
        "人民日报",
        "中国少年报",
        "我们爱科学",
        "儿童时代",
        "少年文艺",
    ]
    assert [one.is_newspaper for one in subscriptions()] == [True, True, False, False, False]
    assert funds()[0].spent == 240_00
    missed = date(2026, 9, 10)
    day = FIRST
    while day <= LAST:
        for paper in (daily, weekly):
            if (
                any(one.due_on == day and one.subscription == paper.number for one in issues(day))
                and day != missed
            ):
                assert arrived_today(paper.number, on(day), day).received == 1
        if day.day == 1:
            for magazine in magazines:
                bars = f"{magazine.series}{day.month:02}"
                for _copy in range(magazine.copies):
                    assert check_in(bars, on(day)).number == day.month + 12 * (day.year - 2026)
        day += timedelta(days=1)
    (late,) = claim(on(LAST))
    assert (late.title, late.due_on, late.state) == ("人民日报", missed, "late")
    assert [one.state for one in claim(on(LAST))] == ["claimed"]
    assert arrived_today(daily.number, on(LAST), missed).due_on == missed
    assert claim(on(LAST)) == []
    lose(issue_of(magazines[0].number, 11), on(LAST))
    with pytest.raises(BadValue, match="Lost issues cannot be bound"):
        bind(magazines[0].number, 9, 13, "儿童时代 2026 9-13", on(LAST))
    bound = bind(
        magazines[0].number, 9, 13, "儿童时代 2026 9-13", on(LAST), call_number="Z62/1", without=(11,)
    )
    assert (bound.accession, bound.numbers, bound.gaps) == (1, (9, 10, 12, 13), (11,))
    assert volumes() == [(magazines[0].number, 1, "儿童时代 2026 9-13", "11")]
    assert [(one.title, one.kind) for one in entries()] == [("儿童时代 2026 9-13", "subscribed")]
    assert total_register()[-1].balance.copies == 1, "single issues are in no register"
    with pytest.raises(BadValue, match="bound already"):
        bind(magazines[0].number, 9, 10, "again", on(LAST))
    if library.is_file:
        assert check(library.path, on(LAST).now) == []
    assert len(current_titles(LAST)) == 5 and current_titles(date(2027, 9, 1)) == []


def test_an_issue_is_lent_overnight_by_the_bars_on_its_cover(library: Library, desk: Desk) -> None:
    library.patron("6101")
    kept = subscribe(Wanted("儿童时代", 2026, issn="0317-8471"), STAFF)
    for month in ("08", "09"):
        check_in(f"{SERIES}{month}", STAFF)
    lent = scan_all(desk, "6101", f"{SERIES}09")
    assert isinstance(lent, CheckedOut) and lent.due_on == date(2026, 9, 8)
    (loan,) = Loan.select()
    assert loan.copy_id == 2, "the copy of this very issue"
    with pytest.raises(BadValue, match="on loan"):
        bind(kept.number, 8, 9, "volume", STAFF)
    back = scan_all(desk, "%DONE", f"{SERIES}09", start=30)
    assert isinstance(back, CheckedIn) and library.open_loans() == []
    with pytest.raises(BadValue, match="has been lent"):
        take_back(issue_of(kept.number, 9), STAFF)
    assert take_back(issue_of(kept.number, 8), STAFF).received == 0
    with pytest.raises(BadValue, match="There is a subscription"):
        merge_titles(library.title("Other").id, kept.title_id, STAFF)


def test_what_is_not_expected_is_said(library: Library) -> None:
    kept = subscribe(Wanted("儿童时代", 2026, issn="0317-8471", lends=False), STAFF)
    for code, error in (
        (f"{SERIES}13", NotFound),
        ("977100753900009", NotFound),
        ("9780141439587", NotFound),
    ):
        with pytest.raises(error):
            check_in(code, STAFF)
    assert check_in(SERIES, STAFF).number == 1, "without the two digits the earliest that is missing"
    assert Copy.select().count() == 0, "what is only read in the room is no copy"
    check_in(f"{SERIES}09", STAFF)
    with pytest.raises(BadValue, match="more than was ordered"):
        check_in(f"{SERIES}09", STAFF)
    with pytest.raises(BadValue, match="issues have come"):
        cancel(kept.number, STAFF)
    for wrong in (
        {"title": "x" * 201},
        {"code": "four"},
        {"issn": "0317-8472"},
        {"frequency": "hourly"},
        {"payer": "nobody"},
        {"copies": 0},
        {"ends_on": date(2025, 1, 1)},
    ):
        with pytest.raises(BadValue):
            subscribe(Wanted(**{"title": "x", "year": 2026, **wrong}), STAFF)  # type: ignore[arg-type]
    assert cancel(subscribe(Wanted("x", 2026), STAFF).number, STAFF) == "x"


@given(
    st.sampled_from(FREQUENCIES),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 370),
    st.text("0123456", max_size=7),
)
@example("ten_days", date(2020, 1, 31), 0, "")
@example("twice_monthly", date(2020, 1, 31), 370, "")
def test_issues_are_expected_in_order_within_their_days(
    frequency: str, starts_on: date, days: int, weekdays: str
) -> None:
    ends_on = starts_on + timedelta(days=days)
    found = expected(frequency, starts_on, ends_on, weekdays)
    numbers, dates = [one[0] for one in found], [one[1] for one in found]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    assert dates == sorted(set(dates)) and all(starts_on <= one <= ends_on for one in dates)
    if frequency != "weekdays":
        per_year = {"ten_days": 36, "twice_monthly": 24, "monthly": 12, "bimonthly": 6, "quarterly": 4}
        assert dates[:1] == [starts_on] and numbers[0] <= per_year[frequency]


def test_a_year_of_each_frequency_has_as_many_issues_as_it_says() -> None:
    year = date(2026, 1, 1), date(2026, 12, 31)
    counts = [len(expected(frequency, *year)) for frequency in FREQUENCIES]
    assert counts == [53, 36, 24, 12, 6, 4]
    assert expected("monthly", date(2026, 8, 31), date(2026, 11, 30)) == [
        (8, date(2026, 8, 31)),
        (9, date(2026, 9, 30)),
        (10, date(2026, 10, 31)),
        (11, date(2026, 11, 30)),
    ]


def test_the_bars_of_a_series() -> None:
    assert series_of_issn("0317-8471") == SERIES
    assert issue_number(f"{SERIES}07") == (SERIES, 7)
    for parted in (" ", "+", "-", "/"):  # found when a scanner that parts them checked in the wrong issues
        assert issue_number(f"{SERIES}{parted}07") == (SERIES, 7)
    assert series_spellings("9770317847025") == ("9770317847025", SERIES)
    assert series_spellings(SERIES) == (SERIES,) and series_spellings("4102") == ("4102",)
    assert issue_number(f"{SERIES[:-1]}207") is issue_number(SERIES) is series_of_issn("0317-8472") is None


def test_order_sheets_count_and_name_nobody(library: Library) -> None:
    set_aid(2026, "3A", "口算题卡", STAFF, copies=40, price=1200)
    set_aid(2026, "3A", "口算题卡", STAFF, arrived=40, handed_out=39)
    (one,) = aids(2026)
    assert (one.copies, one.amount, one.arrived, one.handed_out) == (40, 48000, 40, 39)
    with pytest.raises(BadValue, match="only 40 came"):
        set_aid(2026, "3A", "口算题卡", STAFF, handed_out=41)
    assert aids(2026) == [one], "nothing of it was kept"
    remove_aid(2026, "3A", "口算题卡", STAFF)
    with pytest.raises(NotFound):
        remove_aid(2026, "3A", "口算题卡", STAFF)


def test_single_issues_are_no_books_of_the_stock(library: Library) -> None:
    """Found when a school's exports, proposals to withdraw and a signed list counted its magazines."""
    subscribe(Wanted("儿童时代", 2026, issn="0317-8471", copies=7), STAFF)
    subscribe(Wanted("Only read here", 2026, lends=False), STAFF)
    for _copy in range(7):
        check_in(f"{SERIES}09", STAFF)
    library.copy("M1", title=library.title("Momo", call_number="I516/1"))
    assert proposals(FIRST) == []
    with pytest.raises(BadValue, match="single issue"):
        withdraw(open_case("2026", STAFF), f"{SERIES}09", "worn", STAFF)
    assert [row[1] for row in books().rows] == ["Momo"]
    for kind in ("copies", "titles"):
        assert [row["title"] for row in rows_of(kind, NOW)] == ["Momo"]
    assert next(rows_of("year", NOW))["copies"] == 1
    now = status(NOW)
    assert (now.titles, now.copies) == (1, 1) == (len(stock(FIRST)), len(rows(UNDATED)) + 1)
    assert [one.title for one in copies(choosing.Wanted())] == ["Momo"], "neither labelled nor counted"
    assert waiting().without_call_number == 0 and waiting().unlabelled == 0


def test_a_second_click_is_no_second_issue_and_a_spare_copy_stays(library: Library) -> None:
    paper = subscribe(Wanted("中国少年报", 2026, "weekdays", weekdays="024", starts_on=FIRST), STAFF)
    assert arrived_today(paper.number, STAFF).due_on == date(2026, 9, 7)
    with pytest.raises(BadValue, match="come today already"):
        arrived_today(paper.number, STAFF)
    assert arrived_today(paper.number, STAFF, date(2026, 9, 4)).due_on == date(2026, 9, 4)
    subscribe(Wanted("儿童时代", 2026, issn="0317-8471", copies=2), STAFF)
    for code in (f"{SERIES} 08", "977031784702508", f"{SERIES}+09", f"{SERIES}-09"):
        check_in(code, STAFF)
    assert [one.number for one in issues(FIRST) if one.received == 2] == [8, 9]
    assert find("9770317847025 08") == find(f"{SERIES}08") is not None
    with pytest.raises(NotFound):
        check_in(f"{SERIES}00123", STAFF)
    bind(2, 8, 9, "volume", STAFF)
    states = [one.status for one in Copy.select().order_by(Copy.id)]
    assert sorted(states) == ["available"] * 5 + ["withdrawn"] * 2
