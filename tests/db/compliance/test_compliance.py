"""What a rule asks for beside what there is, and the yearly form out of the registers."""

from datetime import date, timedelta

import pytest
from school import NOW, Library

from db.cataloguing.copies import add_copies
from db.compliance.lines import compliance, opening_hours, set_opening_hours
from db.compliance.year_form import year_form
from db.errors import BadValue
from db.events.record import Acting
from db.periodicals.subscribing import Wanted, subscribe
from db.registers.entering import Acquired, enter
from db.stock.copy_status import mark_this_copy
from db.structure.norms import norm_called

STAFF = Acting("office", NOW, "command")
TODAY = date(2026, 9, 7)


@pytest.fixture
def school(library: Library) -> Library:
    """Two pupils, thirty old books, and of the last months six bought, two given, one withdrawn."""
    for number in ("6101", "6102"):
        library.patron(number)
    novels = library.title("Emma", call_number="I561", price=1000, currency="CNY")
    old = add_copies(novels.id, STAFF, copies=30, acquired=Acquired(kind="stock")).copies
    bought = Acquired(date(2026, 3, 1), 900, kind="bought")
    add_copies(novels.id, STAFF, copies=6, acquired=bought)
    dictionary = library.title("Dictionary", call_number="Z1", price=5000, currency="CNY")
    given = add_copies(dictionary.id, STAFF, copies=2, acquired=Acquired(date(2025, 10, 1), kind="given"))
    mark_this_copy(given.copies[0], "reference", STAFF)
    mark_this_copy(old[0], "withdrawn", STAFF.at(NOW - timedelta(days=30)))
    return library


def test_every_figure_of_the_profile_stands_beside_ours(school: Library) -> None:
    subscribe(Wanted("儿童时代", 2026, price=6000, payer="school"), STAFF)
    subscribe(Wanted("少年报", 2026, price=6000, payer="private"), STAFF)
    found = compliance(norm_called("national"), TODAY)
    lines = {(line.figure, line.of): line for line in found.lines}
    assert (lines["books_per_pupil", ""].ours, lines["books_per_pupil", ""].short) == (18.5, 13)
    assert (lines["new_per_pupil", ""].ours, lines["new_per_pupil", ""].met) == (4, True)
    assert (lines["periodicals", ""].ours, lines["periodicals", ""].short) == (2, 58)
    assert (lines["reference", ""].ours, lines["reference", ""].met) == (1, False)
    assert lines["opening_hours", ""].met is None
    share = lines["share", "Z"]
    assert share.asked == 5 and share.met and share.ours == pytest.approx(200 / 37)
    assert (found.spent, found.unpriced) == (6 * 900 + 6000, 2)
    assert set(lines) == {
        *((name, "") for name in ("books_per_pupil", "new_per_pupil", "periodicals", "reference")),
        ("opening_hours", ""),
        *(("share", group) for group in ("A", "B", "C-K", "N-X", "Z")),
    }
    hebei = {line.figure: line for line in compliance(norm_called("hebei"), TODAY).lines}
    assert hebei["spent_per_pupil"].ours == 57 and hebei["spent_per_pupil"].met
    most = next(
        line for line in compliance(norm_called("shandong"), TODAY).lines if line.figure == "most_copies"
    )
    assert (most.asked, most.ours, most.met) == (5, 1, False)


def test_the_opening_hours_are_said_and_no_more_than_a_week_has(library: Library) -> None:
    set_opening_hours(41, STAFF)
    lines = {line.figure: line for line in compliance(norm_called("national"), TODAY).lines}
    assert opening_hours() == 41 and lines["opening_hours"].met
    assert lines["books_per_pupil"].met is None, "there is no pupil"
    with pytest.raises(BadValue):
        set_opening_hours(169, STAFF)


def test_the_yearly_form_is_of_a_school_year(school: Library) -> None:
    form = year_form(2025)
    assert (form.first, form.last) == (date(2025, 9, 1), date(2026, 8, 31))
    assert (form.before.copies, form.new.copies, form.withdrawn.copies, form.stock.copies) == (30, 8, 1, 37)
    assert form.before.copies + form.new.copies - form.withdrawn.copies == form.stock.copies
    assert (form.bought, form.given, form.subscribed, form.other) == (6, 2, 0, 0)
    assert (form.stock.listed, form.new.paid, form.per_pupil) == (35 * 1000 + 2 * 5000, 5400, 18.5)
    for year in (0, 99999):
        with pytest.raises(BadValue):
            year_form(year)
    empty = year_form(2024)
    assert (empty.before, empty.stock.copies, empty.new.copies) == (empty.stock, 30, 0)
    copy = school.copy()
    enter([], STAFF)
    assert year_form(2026).new.copies == 1 and copy.id
