"""Print jobs: every code is minted once and kept, whatever becomes of the printing; running numbers."""

import threading
from itertools import pairwise

import pytest
from school import NOW, Library

from db.codes import has_valid_check_digit, mint
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.labelling import jobs as print_jobs
from db.labelling.cards import cardholders
from db.labelling.jobs import Job, Sheet, make, next_sheet
from db.labelling.printers import Misplacement, keep_misplacement, misplacement_of
from db.library.identity import set_number
from db.models import Barcode, Copy, Event, PrintItem, PrintJob, Title
from db.stock.choosing import Wanted, copies
from db.stock.filing import set_scheme
from db.stock.renumbering import propose, renumber, take_back
from db.store.opening import connected
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff")
SHEET = Sheet("L7160", 3, 2)


@pytest.fixture
def stock(library: Library) -> Library:
    for number in range(1, 6):
        library.copy(title=library.title(f"Book {number}", call_number=f"I287/{number}"))
    library.copy("OLD1", title=library.title("Book 6", call_number="I287/6"))
    return library


def made(kind: str = "combined", **options: object) -> Job:
    return make(kind, SHEET, STAFF, copies=copies(Wanted()), **options)  # type: ignore[arg-type]


def test_codes_are_minted_in_shelf_order_and_kept(stock: Library) -> None:
    job = made()
    assert [copy.code for copy in job.copies] == [*(mint("copy", 1, n) for n in range(1, 6)), "OLD1"]
    assert (job.minted, job.labels, job.out) == (5, 6, 0)
    assert made().copies == job.copies and made().minted == 0
    assert Barcode.select().where(Barcode.copy.is_null(False)).count() == 6


def test_spine_labels_need_no_code(stock: Library) -> None:
    assert made("spine").minted == 0
    assert Barcode.select().count() == 1


def test_the_librarys_number_is_in_new_codes_and_codes_of_its_own_are_passed_over(stock: Library) -> None:
    set_number(77, STAFF)
    taken = mint("copy", 77, 2)
    stock.copy(taken, title=stock.title("A", call_number="A1"))
    codes = [copy.code for copy in made().copies]
    assert codes == [taken, *(mint("copy", 77, n) for n in (1, 3, 4, 5, 6)), "OLD1"]
    assert all(has_valid_check_digit(code) for code in codes[:-1])


def test_new_codes_replace_foreign_ones_and_leave_them_valid(stock: Library) -> None:
    job = made(new_codes=True)
    assert (job.minted, job.copies[-1].code) == (6, mint("copy", 1, 6))
    assert made(new_codes=True).minted == 0
    assert rows("SELECT retired_at FROM barcode WHERE code = 'OLD1'") == [(None,)]


def test_a_copy_on_loan_without_a_label_keeps_its_isbn_until_it_is_back(stock: Library) -> None:
    stock.lend(Copy.get_by_id(1), stock.patron("6101"))
    job = made()
    assert (job.labels, job.out) == (5, 1)
    assert "Book 1" not in [copy.title for copy in job.copies]
    assert made("spine").labels == 6


def test_readers_cards_are_recorded_too(library: Library) -> None:
    library.patron("6101")
    rows("DELETE FROM barcode")
    job = make("cards", Sheet("card"), STAFF, readers=cardholders())
    assert [reader.code for reader in job.readers] == [mint("patron", 1, 1)]
    assert print_jobs.again("cards").readers == job.readers


def test_a_failed_job_can_be_repeated_under_the_same_codes(stock: Library) -> None:
    job = made()
    print_jobs.failed(job, STAFF)
    assert PrintJob.get().state == "failed"
    again = print_jobs.again("combined")
    assert (again.job_id, again.copies, again.sheet) == (job.job_id, job.copies, SHEET)
    assert next_sheet("L7160") == Sheet("L7160")
    print_jobs.printed(again, Sheet("L7160", 5, 2), STAFF)
    assert (PrintJob.get().state, next_sheet("L7160")) == ("printed", Sheet("L7160", 5, 2))
    with pytest.raises(NotFound):
        print_jobs.again("spine")
    with pytest.raises(NotFound):
        print_jobs.again(number=99)


def test_a_code_that_was_minted_stays_when_the_same_transaction_fails(stock: Library) -> None:
    """All or nothing: no job without codes, no code without its job."""
    with pytest.raises(RuntimeError, match="power cut"), connected():
        from db.models import database

        with database.atomic():
            made()
            raise RuntimeError("power cut")
    assert (PrintJob.select().count(), PrintItem.select().count(), Barcode.select().count()) == (0, 0, 1)


def test_two_desks_mint_at_once_and_no_code_twice(stock: Library) -> None:
    start = threading.Barrier(2)
    jobs: list[Job] = []

    def desk() -> None:
        with connected():
            chosen = copies(Wanted())
            start.wait()
            jobs.append(make("barcode", SHEET, STAFF, copies=chosen))

    desks = [threading.Thread(target=desk) for _ in range(2)]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    assert jobs[0].copies == jobs[1].copies
    assert sorted(job.minted for job in jobs) == [0, 5]


def test_what_a_printer_misplaces_is_kept_by_its_name(library: Library) -> None:
    assert misplacement_of("HP") == Misplacement()
    keep_misplacement("", Misplacement(0.5, -0.2, 1.01, 0.99), STAFF)
    keep_misplacement("HP", Misplacement(1.0), STAFF)
    keep_misplacement("HP", Misplacement(2.0), STAFF)
    assert misplacement_of("HP").offset_x == 2.0
    assert misplacement_of("Brother") == Misplacement(0.5, -0.2, 1.01, 0.99)
    with pytest.raises(BadValue):
        keep_misplacement("x" * 128, Misplacement(), STAFF)


# Running numbers


@pytest.fixture
def classes(library: Library) -> Library:
    for call_number in ("I287.7", "I287.7/4", "I287.7 ", "K2/A5", "K2", "I287.70", "绘本", "", "I287.7/"):
        library.title(f"of {call_number!r}", call_number=call_number)
    return library


def given() -> list[str]:
    return [text for (text,) in rows("SELECT call_number FROM title ORDER BY id")]


def test_running_numbers_go_on_after_the_highest_and_change_nothing_that_has_one(classes: Library) -> None:
    before = given()
    assert [(one.before, one.after) for one in propose()] == [
        ("I287.7", "I287.7/5"),
        ("I287.7 ", "I287.7/6"),
        ("I287.7/", "I287.7/7"),
        ("I287.70", "I287.70/1"),
        ("K2", "K2/1"),
    ]
    assert given() == before
    assert renumber("", STAFF).titles == 5
    assert given() == [
        *("I287.7/5", "I287.7/4", "I287.7/6", "K2/A5", "K2/1", "I287.70/1", "绘本", "", "I287.7/7")
    ]
    found = [
        text for (text,) in rows("SELECT call_number FROM title WHERE call_number <> '' ORDER BY shelf_key")
    ]
    assert found[:5] == ["I287.7/4", "I287.7/5", "I287.7/6", "I287.7/7", "I287.70/1"]
    assert propose() == []
    with pytest.raises(NotFound):
        renumber("", STAFF)


def test_a_range_of_classes_may_be_numbered_alone(classes: Library) -> None:
    assert {one.before for one in propose("K")} == {"K2"}
    assert renumber("K", STAFF).titles == 1


def test_a_renumbering_is_taken_back_but_for_what_was_changed_since(classes: Library) -> None:
    before = given()
    renumber("K", STAFF)
    renumber("I", STAFF)
    Title.update(call_number="I287.7/99").where(Title.id == 1).execute()
    undone = take_back(STAFF)
    assert (undone.titles, undone.left) == (3, 1)
    assert take_back(STAFF).titles == 1
    assert given() == ["I287.7/99", *before[1:]]
    with pytest.raises(NotFound):
        take_back(STAFF)
    assert [event.verb for event in Event.select().order_by(Event.id)] == ["renumbered"] * 2 + ["undone"] * 2


def test_numbers_within_a_class_are_all_different(library: Library) -> None:
    for n in range(40):
        library.title(f"T{n}", call_number=("I2", "I2/7", "I2/39", "I3")[n % 4])
    numbers = sorted(int(one.after.split("/")[1]) for one in propose("I2"))
    assert numbers == list(range(40, 50))
    assert all(a < b for a, b in pairwise(numbers))


def test_a_number_with_a_volume_or_anything_else_behind_it_is_not_given_twice(library: Library) -> None:
    for tail in ("11", "12(上册)", "13/第2册", "14 v.2", "15.3", "16!?", "17杨", "18:1-3 复本2"):
        library.title(tail, call_number=f"I287.45/{tail}")
    library.title("bare", call_number="I287.45")
    assert [one.after for one in propose("I287")] == ["I287.45/19"]


def test_other_schemes_have_no_running_numbers(classes: Library) -> None:
    set_scheme("dewey", None, STAFF)
    with pytest.raises(BadValue, match="Chinese"):
        propose()
