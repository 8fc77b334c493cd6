"""Review before lending, and block lists: frozen at once, three passes, a report, also of nothing."""

import pytest
from school import NOW, Library, scan_all

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import CheckedOut, Refused
from db.cataloguing.merging import merge_titles, part_titles
from db.cataloguing.titles import delete_title
from db.circulation.lending import check_in
from db.corners.filling import open_corner, place
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Copy, Event, Loan
from db.review import blocking, reviews
from db.review.report import report_of
from db.title_lists.kept import list_called, remove_list
from db.title_lists.lines import Line
from db.title_lists.making import Plan, make_list
from db.weeding.cases import open_case
from db.weeding.scanning import withdraw
from kiosk.service.desks import Desks

ACTING = Acting("office", NOW, "command", account="li")


def status(code: str) -> str:
    return str(Copy.get(Copy.title == code_title[code]).status)


code_title: dict[str, int] = {}


def stocked(library: Library, *names: str) -> None:
    """A copy of each title, labelled with its name."""
    for name in names:
        title = library.title(name, call_number=f"I287/{len(code_title) + 1}")
        code_title[name] = title.id
        library.copy(name.upper(), title=title)


def test_the_gate_refuses_warns_or_lets_pass(library: Library) -> None:
    library.patron("6101")
    stocked(library, "Old", "Before")
    desk = Desks("hall", ("en",))
    reviews.set_gate("on", ACTING)
    stocked(library, "New", "Newer", "Given", "Bad", "Listed")
    assert isinstance(scan_all(desk, "6101", "OLD"), CheckedOut), "it was there before"
    refused = scan_all(desk, "NEW", start=5)
    assert isinstance(refused, Refused) and refused.reason is Reason.NOT_REVIEWED
    assert [title for _id, title, *_ in reviews.unreviewed()] == ["New", "Newer", "Given", "Bad", "Listed"]
    reviews.set_gate("warn", ACTING)
    assert isinstance(scan_all(desk, "NEW", start=10), CheckedOut)
    assert Event.get(Event.verb == "unreviewed").flagged
    reviews.set_gate("on", ACTING)
    new, given = code_title["Newer"], code_title["Given"]
    for wrong in (
        {"basis": "reviewed", "first": "Li"},
        {"basis": "reviewed", "first": "Li", "second": "Li"},
        {"basis": "donated", "first": "Li", "second": "Wang"},
        {"basis": "district"},
        {"basis": "hearsay"},
    ):
        with pytest.raises(BadValue):
            reviews.pass_title(new, acting=ACTING, **wrong)
    with pytest.raises(NotFound):
        reviews.pass_title(new, "listed", ACTING, source="no list")
    reviews.pass_title(new, "reviewed", ACTING, first="Li", second="Wang")
    reviews.pass_title(given, "donated", ACTING, first="Li", second="Wang", source="Mr Zhao")
    found = reviews.review_of(given)
    assert found is not None and (found.basis, found.source, found.passed) == ("donated", "Mr Zhao", True)
    make_list(Plan("ministry"), [Line(1, "Listed")], ACTING)
    with pytest.raises(BadValue):
        reviews.pass_title(new, "listed", ACTING, source="ministry")
    assert reviews.pass_by_list("ministry", ACTING) == 1
    assert reviews.refuse_title(code_title["Bad"], "content-8", "Li", "Wang", ACTING) == 1
    assert status("Bad") == "frozen"
    reviews.pass_title(code_title["Bad"], "reviewed", ACTING, first="Li", second="Wang")
    assert status("Bad") == "available" and [title for _id, title, *_ in reviews.unreviewed()] == ["New"]
    reviews.set_gate("on", ACTING, whole_stock=True)
    assert {title for _id, title, *_ in reviews.unreviewed()} == {"Old", "Before", "New"}


def test_a_review_goes_with_its_title_and_keeps_it(library: Library) -> None:
    stocked(library, "One", "Two")
    one, two = code_title["One"], code_title["Two"]
    reviews.pass_title(two, "reviewed", ACTING, first="Li", second="Wang")
    event = merge_titles(one, two, ACTING).event_id
    assert reviews.review_of(one) is not None
    part_titles(event, ACTING)
    assert reviews.review_of(one) is None and reviews.review_of(two) is not None
    with pytest.raises(BadValue):
        delete_title(two, ACTING)


def test_twenty_titles_are_frozen_everywhere_and_end_in_a_report(library: Library) -> None:
    names = [f"Book {chr(65 + number)}" for number in range(6)]
    stocked(library, *names, "More of Book A told", "Innocent")
    ada = library.patron("6101")
    copies = {name: Copy.get(Copy.title == code_title[name]) for name in names}
    library.lend(copies["Book B"], ada)
    open_corner(ada.school_class.id, ACTING)
    place(ada.school_class.id, copies["Book C"].id, ACTING)
    Copy.update(status="lost").where(Copy.id == copies["Book D"].id).execute()
    withdraw(open_case("2026", ACTING), "BOOK E", "worn", ACTING)
    lines = tuple(Line(n, names[n - 1] if n <= 6 else f"Never here {n}x") for n in range(1, 21))
    report = blocking.begin_block("bad", "bureau", lines, ACTING)
    assert report.kept.titles == 20 and not report.is_nil
    where = {one.title: (one.where, one.how, one.frozen) for one in report.met}
    assert where["Book A"] == ("library", "title", True) and where["Book B"] == ("loan", "title", True)
    assert where["Book C"][0] == "corner" and where["More of Book A told"] == ("library", "part", False)
    assert status("Book B") == "frozen" and status("More of Book A told") == "available"
    assert status("Book D") == "lost" and Loan.get().returned_at is None
    check_in(copies["Book B"].id, ACTING)
    keys = [one.call_number for one in report.met]
    assert keys == sorted(keys, key=lambda key: int(key.partition("/")[2])), "in shelf order"
    again = blocking.look_through("bad", ACTING)
    assert len(again.met) == len(report.met) == 7
    assert blocking.found_at_shelf("bad", "innocent", ACTING).how == "shelf"
    assert status("Innocent") == "frozen"
    for number, error in ((3, BadValue), (4, BadValue)):
        with pytest.raises(error):
            blocking.done_pass("bad", number, 8, "Li", ACTING)
    blocking.done_pass("bad", 2, 8, "Li", ACTING)
    with pytest.raises(BadValue, match="Pass 3"):
        blocking.close_block("bad", ACTING)
    blocking.done_pass("bad", 3, 8, "Wang", ACTING)
    with pytest.raises(BadValue, match="without a result"):
        blocking.close_block("bad", ACTING)
    results = {"Book A": "illegal", "Book B": "unsuitable", "Book C": "cleared", "Book D": "not_found"}
    results |= {"Book E": "poor", "Book F": "poor", "More of Book A told": "not_it", "Innocent": "cleared"}
    for name, result in results.items():
        assert blocking.settle("bad", name, result, ACTING).result == result
    for code, result, error in (("BOOK A", "nice", BadValue), ("6101", "poor", NotFound)):
        with pytest.raises(error):
            blocking.settle("bad", code, result, ACTING)
    closed = blocking.close_block("bad", ACTING)
    assert [status(name) for name in ("Book A", "Book B", "Book C", "Innocent", "Book E", "Book D")] == [
        *("frozen", "frozen", "available", "available", "frozen", "lost")
    ]
    assert closed.kept.closed_at and not closed.open and len(closed.passes) == 3
    for act in (
        lambda: blocking.look_through("bad", ACTING),
        lambda: blocking.settle("bad", "BOOK A", "cleared", ACTING),
        lambda: remove_list(list_called("bad").list_id, ACTING),
    ):
        with pytest.raises(BadValue):
            act()


def test_a_list_of_which_nothing_is_here_ends_in_a_nil_report(library: Library) -> None:
    stocked(library, "Innocent")
    report = blocking.begin_block(
        "none", "", tuple(Line(n, f"Never here {n}x") for n in range(1, 21)), ACTING
    )
    assert report.is_nil and not report.met
    for number in (2, 3):
        blocking.done_pass("none", number, 1, "", ACTING)
    closed = blocking.close_block("none", ACTING)
    assert closed.is_nil and [checked for _n, _at, _who, checked in closed.passes] == [1, 1, 1]
    assert report_of("none").kept.closed_at and status("Innocent") == "available"
    with pytest.raises(NotFound):
        report_of("nothing")
