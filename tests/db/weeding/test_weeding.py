"""A case of withdrawal: what the rules propose, what is scanned, what is approved, and what can be undone."""

from datetime import date, timedelta

import pytest
from school import NOW, Library, scan_all

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Refused
from db.cataloguing.page import book_page
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Copy, Title
from db.registers.entries import withdrawn
from db.shelf.settling import mark_found
from db.stock.copy_status import mark_copy
from db.stock.repairs import Damage, settle_repair, to_repair
from db.structure.class_sets import set_class_set
from db.weeding import cases, scanning
from db.weeding.approving import approve, cancel, withdraw_approval
from db.weeding.grounds import GROUNDS, SIX, TWELVE
from db.weeding.proposing import proposals
from db.weeding.rules import rules, set_rules
from db.weeding.signed import list_of
from kiosk.service.desks import Desks

ACTING = Acting("office", NOW, "command", account="li")
TODAY = date(2026, 9, 7)


def why() -> dict[str, set[str]]:
    return {one.code: {why.ground for why in one.whys} for one in proposals(TODAY)}


def test_each_rule_proposes_with_its_reason_and_spares_what_it_must(library: Library) -> None:
    reader = library.patron("6101")
    many = library.title("Momo", call_number="I516/1")
    for number in range(7):
        library.copy(f"M{number}", title=many)
    for number in range(5):
        library.lend(library.copy(f"L{number}", title=many), reader, days_ago=9, returned_at=NOW)
    computers = library.title("Computers", call_number="TP3/1", year=2010)
    library.copy("T1", title=computers)
    library.copy("T2", title=library.title("Stars", call_number="P1/1", year=1950))
    old = library.copy("U1", title=library.title("Unread", call_number="I1/1"))
    library.lend(old, reader, days_ago=4 * 366, returned_at=NOW)
    for _ in range(3):
        to_repair("T2", Damage("torn"), ACTING)
        settle_repair("T2", "mended", ACTING)
    to_repair("T2", Damage("torn"), ACTING)
    library.lend(library.copy("O1", title=computers), reader)
    found = why()
    assert {code for code, grounds in found.items() if "surplus" in grounds} == {f"M{n}" for n in range(7)}
    assert found["T1"] == {"outdated"} and found["T2"] == {"worn"} and found["U1"] == {"unborrowed"}
    assert "O1" not in found, "it is on loan"
    set_class_set(many.id, True, ACTING)
    assert not any("surplus" in grounds for grounds in why().values())
    set_rules(ACTING, repairs=0, unborrowed=0, age=("TP", 0))
    assert why() == {}
    set_rules(ACTING, age=("P", 50))
    assert why() == {"T2": {"outdated"}} and rules().age == {"P": 50}
    for wrong in ({"copies": -1}, {"age": ("9", 3)}, {"age": ("P", 500)}):
        with pytest.raises(BadValue):
            set_rules(ACTING, **wrong)  # type: ignore[arg-type]


def test_what_nobody_could_borrow_yet_is_not_called_unborrowed(library: Library) -> None:
    library.copy("N1")
    assert why() == {}, "no loan is known at all"
    library.lend(library.copy("N2"), library.patron("6101"), days_ago=30, returned_at=NOW)
    assert why() == {}, "lending began a month ago"
    assert len(SIX) == 6 and len(TWELVE) == 12 and len(GROUNDS) == 19


def test_fifty_books_go_from_proposal_to_the_signed_list(library: Library) -> None:
    story = library.title("Momo", call_number="I516/1", price=1680)
    bare = library.title("No price", call_number="")
    for number in range(55):
        library.copy(f"B{number:02}", title=story if number < 48 else bare)
    proposed = [one for one in proposals(TODAY) if one.title == "Momo"]
    assert len(proposed) == 43
    case = cases.open_case("2026", ACTING, "paper mill")
    for one in proposed:
        scanning.withdraw_copy(case, one.copy_id, one.whys[0].ground, ACTING, "one of 48")
    for number in range(48, 55):
        scanning.withdraw(case, f"b{number}", "worn", ACTING)
    assert cases.case_called().copies == 50
    assert not [one for one in proposals(TODAY) if one.title == "Momo"], "five are enough"
    cases.give_opinion(case, "Li", "The last ones could stay.", ACTING)
    with pytest.raises(BadValue, match="library approves first"):
        approve(case, "school", "Zhao", ACTING)
    assert approve(case, "library", "Wang", ACTING).state == "library"
    withdraw_approval(case, ACTING)
    approve(case, "library", "Wang", ACTING)
    done = approve(case, "school", "Zhao", ACTING.at(NOW + timedelta(hours=1)))
    assert done.state == "school" and Copy.select().where(Copy.status == "withdrawn").count() == 50
    signed = list_of(done)
    assert signed.by_class() == {"I": (43, 43 * 1680), "": (7, 0)}
    assert signed.by_ground() == {"surplus": (43, 43 * 1680), "worn": (7, 0)}
    assert signed.total == 43 * 1680 and len(signed.without_price) == 7
    Title.update(title="Renamed", price=1).execute()
    assert list_of(cases.case_called("2026")) == signed, "as it was signed"
    entered = withdrawn()
    assert len(entered) == 50 and {e.gone.case for e in entered if e.gone} == {"2026"}
    assert {(e.gone.ground, e.gone.disposal) for e in entered if e.gone} == {
        *(("surplus", "paper mill"), ("worn", "paper mill"))
    }
    for attempt in (
        lambda: cancel(done, ACTING),
        lambda: scanning.take_out(done, ACTING),
        lambda: scanning.withdraw(done, "B00", "worn", ACTING),
        lambda: mark_copy("B50", "available", ACTING),
        lambda: approve(done, "school", "Zhao", ACTING),
    ):
        with pytest.raises(BadValue):
            attempt()
    mark_found("B50", ACTING)
    assert Copy.get_by_id(signed.lines[-1].copy_id).status == "withdrawn"


def test_a_withdrawn_book_says_so_when_it_is_scanned_and_is_not_lent(library: Library) -> None:
    library.patron("6101")
    library.copy("B1", title=library.title("Momo"))
    desk = Desks("hall", ("en",))
    case = cases.open_case("2026", ACTING)
    scanning.withdraw(case, "B1", "worn", ACTING)
    kept_back = scan_all(desk, "6101", "B1")
    assert isinstance(kept_back, Refused) and kept_back.reason is Reason.KEPT_BACK
    approve(case, "library", "", ACTING)
    approve(case, "school", "", ACTING)
    gone = scan_all(desk, "B1", start=100)
    assert isinstance(gone, Refused) and gone.reason is Reason.WITHDRAWN


def test_until_it_is_approved_everything_is_undone(library: Library) -> None:
    library.copy("B1", title=library.title("Momo"))
    library.copy("B2", status="reference")
    library.lend(library.copy("B3"), library.patron("6101"))
    case = cases.open_case(" 2026 ", ACTING)
    with pytest.raises(BadValue):
        approve(case, "library", "", ACTING)
    for code, ground, error in (("B3", "worn", BadValue), ("B1", "ugly", BadValue), ("XX", "worn", NotFound)):
        with pytest.raises(error):
            scanning.withdraw(case, code, ground, ACTING)
    scanning.withdraw(case, "B1", "worn", ACTING)
    scanning.withdraw(case, "B2", "content-8", ACTING.at(NOW + timedelta(seconds=1)))
    with pytest.raises(BadValue, match="is in the case 2026"):
        scanning.withdraw(case, "B1", "worn", ACTING)
    assert scanning.take_out(case, ACTING).title == "Book B2"
    assert Copy.get(Copy.status == "reference")
    scanning.withdraw(case, "B2", "worn", ACTING)
    assert cancel(cases.case_called("2026"), ACTING) == 2
    assert sorted(copy.status for copy in Copy.select()) == ["available", "available", "reference"]
    with pytest.raises(NotFound):
        cases.case_called()
    with pytest.raises(NotFound):
        cases.case_called("2026")
    cases.open_case("a", ACTING)
    cases.open_case("b", ACTING)
    with pytest.raises(BadValue):
        cases.case_called()


def test_a_book_that_is_kept_is_not_proposed_again(library: Library) -> None:
    title = library.title("Momo")
    for number in range(7):
        library.copy(f"B{number}", title=title)
    first = proposals(TODAY)[0]
    scanning.keep_here(first.code, ACTING)
    scanning.keep_here(first.code, ACTING)
    assert first.copy_id not in {one.copy_id for one in proposals(TODAY)}
    assert scanning.propose_again(ACTING) == 1 and len(proposals(TODAY)) == 2
    assert len(book_page(title.id).copies) == 7
