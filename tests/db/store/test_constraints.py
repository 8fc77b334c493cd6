"""The schema refuses bad data by itself: every constraint is attacked by real SQL, and none is left out."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import peewee
import psycopg
import pytest
from postgresql import Shelter
from school import NOW, Library

from db.events.record import Acting, record
from db.models import (
    TABLES,
    Barcode,
    Bay,
    BlockedCopy,
    BlockPass,
    ClassLibrarian,
    ClosedWeekday,
    Corner,
    CornerBook,
    Hold,
    KeptCopy,
    Lesson,
    Loan,
    OneBook,
    PrintItem,
    PrintJob,
    RelabelCampaign,
    RelabelItem,
    ShelfFace,
    StaffClass,
    StaffMember,
    Stocktake,
    StocktakeCopy,
    StocktakeScan,
    StocktakeSettling,
    TimetablePeriod,
    Title,
    TitleList,
    TitleListLine,
    TitleReview,
    WithdrawalApproval,
    WithdrawalCase,
    WithdrawalCopy,
    WithdrawalOpinion,
    database,
)
from db.store.opening import connected, open_store
from db.store.sql import rows

LOAN = "INSERT INTO loan (copy_id, patron_id, lent_at, lent_on, due_on, kiosk, returned_at, renewals, voided)"

CHECKS = {
    "symbol IN ('', 'ladder', 'matrix')": ("UPDATE print_job SET symbol = 'qr'",),
    "loan_days BETWEEN 1 AND 366": ("UPDATE policy SET loan_days = 0", "UPDATE policy SET loan_days = 367"),
    "most_loans >= 0": ("UPDATE policy SET most_loans = -1",),
    "most_renewals >= 0": ("UPDATE policy SET most_renewals = -1",),
    "status IN ('active', 'suspended', 'card_lost', 'left')": ("UPDATE patron SET status = 'Active'",),
    "quota >= 0": ("UPDATE patron SET quota = -1",),
    "paid >= 0": ("UPDATE accession SET paid = -1",),
    "(copy_id IS NULL) = (struck_on IS NOT NULL)": (
        "UPDATE accession SET copy_id = NULL",
        "UPDATE accession SET struck_on = '2026-09-07'",
    ),
    "kind IN ('', 'stock', 'bought', 'given', 'subscribed')": ("UPDATE accession_batch SET kind = 'x'",),
    "year BETWEEN 1900 AND 9999": ("UPDATE fund SET year = 26",),
    "amount >= 0": ("UPDATE fund SET amount = -1",),
    "frequency IN ('weekdays', 'ten_days', 'twice_monthly', 'monthly', 'bimonthly', 'quarterly')": (
        "UPDATE subscription SET frequency = 'daily'",
    ),
    "copies >= 1": ("UPDATE subscription SET copies = 0",),
    "price >= 0": ("UPDATE subscription SET price = -1", "UPDATE teaching_aid SET price = -1"),
    "payer IN ('school', 'class', 'private')": ("UPDATE subscription SET payer = ''",),
    "readers IN ('room', 'staff', 'class')": ("UPDATE subscription SET readers = ''",),
    "printed BETWEEN 0 AND 99": ("UPDATE issue SET printed = 100",),
    "received >= 0": ("UPDATE issue SET received = -1",),
    "length(class_name) >= 1": ("UPDATE teaching_aid SET class_name = ''",),
    "length(item) >= 1": ("UPDATE teaching_aid SET item = ''",),
    "copies >= 0": ("UPDATE teaching_aid SET copies = -1",),
    "arrived >= 0": ("UPDATE teaching_aid SET arrived = -1",),
    "handed_out >= 0": ("UPDATE teaching_aid SET handed_out = -1",),
    "length(isbn) = 13": ("UPDATE title SET isbn = '0306406152'", "UPDATE title SET isbn = ''"),
    "kind IN ('shelf', 'corner')": ("UPDATE location SET kind = 'box'",),
    "number >= 1": ("UPDATE copy SET number = 0",),
    "status IN ('available', 'reference', 'repair', 'lost', 'withdrawn', 'processing', 'frozen')": (
        "UPDATE copy SET status = 'on loan'",
    ),
    "length(code) >= 1": ("UPDATE barcode SET code = '' WHERE id = 1",),
    "(copy_id IS NULL) <> (patron_id IS NULL)": (
        "UPDATE barcode SET copy_id = 1, patron_id = 1",
        "UPDATE barcode SET copy_id = NULL, patron_id = NULL",
        "UPDATE print_item SET copy_id = 1, patron_id = 1",
        "UPDATE print_item SET copy_id = NULL, patron_id = NULL",
    ),
    "due_on >= lent_on": ("UPDATE loan SET due_on = '2026-09-06'", "UPDATE loan SET lent_on = '2027-01-01'"),
    "returned_at IS NOT NULL OR patron_id IS NOT NULL": ("UPDATE loan SET patron_id = NULL",),
    "NOT voided OR returned_at IS NOT NULL": ("UPDATE loan SET voided = TRUE",),
    "renewals >= 0": ("UPDATE loan SET renewals = -1",),
    "ends_on >= starts_on": (
        "INSERT INTO term (name, starts_on, ends_on) VALUES ('x', '2026-09-02', '2026-09-01')",
        "INSERT INTO closure (starts_on, ends_on, reason) VALUES ('2026-09-02', '2026-09-01', '')",
        "UPDATE subscription SET ends_on = '2025-12-31'",
    ),
    "weekday BETWEEN 0 AND 6": (
        "INSERT INTO closed_weekday VALUES (7)",
        "INSERT INTO closed_weekday VALUES (-1)",
        "UPDATE timetable_period SET weekday = 7",
    ),
    "starts_minute >= 0 AND starts_minute < ends_minute AND ends_minute <= 1440": (
        "UPDATE timetable_period SET starts_minute = -1",
        "UPDATE timetable_period SET ends_minute = starts_minute",
        "UPDATE timetable_period SET ends_minute = 1441",
    ),
    "weeks IN ('every', 'odd', 'even')": ("UPDATE timetable_period SET weeks = 'third'",),
    "opened_by IN ('card', 'timetable', 'command')": ("UPDATE lesson SET opened_by = 'bell'",),
    "closed_by IN ('hand', 'bell', 'quiet')": ("UPDATE lesson SET closed_by = 'card'",),
    "role IN ('teacher', 'librarian', 'head')": ("UPDATE staff_member SET role = 'reader'",),
    "patron_id IS NOT NULL OR role = 'librarian'": (
        "INSERT INTO staff_member (role, wrong_tries) VALUES ('head', 0)",
    ),
    "cap >= 1": ("UPDATE corner SET cap = 0",),
    "outcome IN ('back', 'on_loan', 'missing', 'swapped', 'mistake')": (
        "UPDATE corner_book SET outcome = 'lost'",
    ),
    "kind IN ('spine', 'barcode', 'combined', 'cards')": ("UPDATE print_job SET kind = 'sign'",),
    "start_row >= 1": ("UPDATE print_job SET start_row = 0",),
    "start_column >= 1": ("UPDATE print_job SET start_column = 0",),
    "state IN ('made', 'printed', 'failed')": ("UPDATE print_job SET state = 'lost'",),
    "kind IN ('barcode', 'combined')": ("UPDATE relabel_campaign SET kind = 'spine'",),
    "state IN ('to_print', 'printed', 'closed', 'not_found')": ("UPDATE relabel_item SET state = 'done'",),
    "length(checker) >= 1": ("UPDATE passport_stamp SET checker = ''",),
    "length(name) >= 1": (
        "UPDATE bay SET name = ''",
        "UPDATE stocktake SET name = ''",
        "UPDATE activity SET name = ''",
        "UPDATE author_number SET name = ''",
        "UPDATE fund SET name = ''",
        "UPDATE withdrawal_case SET name = ''",
        "UPDATE title_list SET name = ''",
    ),
    "form IN ('guide', 'free', 'report')": ("UPDATE reading_lesson SET form = 'talk'",),
    "present >= 0": ("UPDATE reading_lesson SET present = -1",),
    "counted_by IN ('scan', 'heads')": ("UPDATE reading_lesson SET counted_by = 'guess'",),
    "part IN ('morning', 'noon', 'afternoon')": ("UPDATE visit_count SET part = 'night'",),
    "visits >= 0": ("UPDATE visit_count SET visits = -1",),
    "kind IN ('essay', 'notes', 'paper', 'story', 'science', 'contest', 'week', 'other')": (
        "UPDATE activity SET kind = 'party'",
    ),
    "entries >= 0": ("UPDATE activity_class SET entries = -1",),
    "kind IN ('recommended', 'new', 'month', 'required', 'bookseller', 'block')": (
        "UPDATE title_list SET kind = 'old'",
    ),
    "kind = 'block' OR starts_on IS NOT NULL AND ends_on IS NOT NULL": (
        "UPDATE title_list SET ends_on = NULL",
    ),
    "force IN ('school', 'textbook', 'curriculum', 'guide')": ("UPDATE title_list SET force = 'moe'",),
    "found_by IN ('isbn', 'title', 'hand')": ("UPDATE title_list_title SET found_by = 'guess'",),
    "role IN ('library', 'school')": ("UPDATE withdrawal_approval SET role = 'head'",),
    "basis IN ('listed', 'district', 'reviewed', 'donated')": ("UPDATE title_review SET basis = 'x'",),
    "how IN ('isbn', 'title', 'part', 'shelf')": ("UPDATE blocked_copy SET how = 'x'",),
    "number BETWEEN 1 AND 3": ("UPDATE block_pass SET number = 0", "UPDATE block_pass SET number = 4"),
    "dialect IN ('', 'cnmarc', 'marc21')": ("UPDATE title_record SET dialect = 'usmarc'",),
    "kind IN ('revive', 'on_loan', 'looked', 'missing', 'carry', 'unknown', 'twice', 'label')": (
        "UPDATE stocktake_settling SET kind = 'lost'",
    ),
    "across BETWEEN 1 AND 99": ("UPDATE bay SET across = 0", "UPDATE bay SET across = 100"),
    "down BETWEEN 1 AND 99": ("UPDATE bay SET down = 0", "UPDATE bay SET down = 100"),
    "level BETWEEN 1 AND 99": ("UPDATE shelf_face SET level = 0", "UPDATE shelf_face SET level = 100"),
}

UNIQUE = {
    "setting.key": "INSERT INTO setting VALUES ('name', 'twice')",
    "policy.category": "INSERT INTO policy VALUES ('pupil', 1, 1, 1, NULL, FALSE)",
    "school_class.name": "INSERT INTO school_class (name) VALUES ('3A')",
    "patron.number": "INSERT INTO patron (number, name, given_name, category, status)"
    " VALUES ('6101', 'x', 'x', 'pupil', 'active')",
    "location.name": "INSERT INTO location (name, kind) VALUES ('A3', 'corner')",
    "copy.title_id, copy.number": "INSERT INTO copy (title_id, number, status) VALUES (1, 1, 'available')",
    "barcode.code": "INSERT INTO barcode (code, patron_id, issued_at) VALUES ('B1', 1, '2026-09-07')",
    "loan.copy_id": f"{LOAN} VALUES (1, 2, '2026-09-07', '2026-09-07', '2026-09-08', 'k', NULL, 0, FALSE)",
    "hold.title_id, hold.patron_id": "INSERT INTO hold (title_id, patron_id, placed_at)"
    " VALUES (1, 1, '2026-09-07')",
    "event.uuid": "UPDATE event SET uuid = (SELECT min(uuid) FROM event)",
    "event.undoes_id": "INSERT INTO event (uuid, at, kiosk, actor, verb, flagged, details, undoes_id)"
    " VALUES ('u', '2026-09-07', 'k', 'reader', 'undone', FALSE, '', 1)",
    "term.name": "INSERT INTO term (name, starts_on, ends_on) VALUES ('autumn', '2026-09-01', '2026-09-01')",
    "loan_count.month, loan_count.class_name, loan_count.category, loan_count.letter": "INSERT"
    " INTO loan_count VALUES ('2026-09-01', '3A', 'pupil', 'I', 1, 0)",
    "passport.patron_id": "INSERT INTO passport VALUES (1, '2026-09-08')",
    "passport_stamp.loan_id": "INSERT INTO passport_stamp VALUES (1, '2026-09-07', 'Wu')",
    "has_borrowed.patron_id": "INSERT INTO has_borrowed VALUES (1)",
    "term_loans.patron_id, term_loans.term_id": "INSERT INTO term_loans VALUES (1, 1, 3)",
    "closed_weekday.weekday": "INSERT INTO closed_weekday VALUES (6)",
    "open_day.day": "INSERT INTO open_day VALUES ('2026-10-10', 'again')",
    "replayed_scan.digest": "INSERT INTO replayed_scan VALUES ('d1', '2026-09-08')",
    "title_search.title_id": "INSERT INTO title_search VALUES (1, 'again')",
    "accession.number": "INSERT INTO accession (number, batch_id, struck_on) VALUES (1, 1, '2026-09-07')",
    "accession.copy_id": "INSERT INTO accession (number, copy_id, batch_id) VALUES (9, 1, 1)",
    "accession_batch.number": "INSERT INTO accession_batch (number) VALUES (1)",
    "volume.copy_id": "INSERT INTO volume (copy_id, subscription_id, bound_on) VALUES (1, 1, '2026-09-07')",
    "issue.subscription_id, issue.number": "INSERT INTO issue (subscription_id, number, printed, due_on)"
    " VALUES (1, 1, 1, '2026-09-07')",
    "issue_copy.copy_id": "INSERT INTO issue_copy VALUES (2, 1)",
    "teaching_aid.year, teaching_aid.class_name, teaching_aid.item": "INSERT INTO teaching_aid"
    " (year, class_name, item, copies) VALUES (2026, '3A', 'x', 1)",
    "fund.year, fund.name": "INSERT INTO fund (year, name, amount) VALUES (2026, 'Books', 0)",
    "title_record.title_id": "INSERT INTO title_record (title_id, taken_on) VALUES (1, '2026-09-07')",
    "known_book.isbn": "INSERT INTO known_book (isbn, taken_on) VALUES ('9780141439587', '2026-09-07')",
    "author_number.name": "INSERT INTO author_number VALUES ('AI', '123')",
    "report_words.period, report_words.paragraph": "INSERT INTO report_words VALUES ('term:A', 'loans', '')",
    "signed_report.period": "INSERT INTO signed_report VALUES ('term:A', '2027-01-20', 'Wu', '{}')",
    "timetable_period.school_class_id, timetable_period.weekday, timetable_period.starts_minute,"
    " timetable_period.weeks": (
        "INSERT INTO timetable_period (school_class_id, weekday, starts_minute, ends_minute)"
        " VALUES (1, 0, 600, 700)"
    ),
    "lesson.school_class_id": "INSERT INTO lesson (school_class_id, kiosk, opened_at, opened_by)"
    " VALUES (1, 'k', '2026-09-08', 'card')",
    "class_librarian.patron_id": "INSERT INTO class_librarian (patron_id, school_class_id) VALUES (1, 1)",
    "staff_member.patron_id": "INSERT INTO staff_member (patron_id, role, wrong_tries) VALUES (1, 'head', 0)",
    "staff_class.patron_id, staff_class.school_class_id": "INSERT INTO staff_class"
    " (patron_id, school_class_id) VALUES (1, 1)",
    "corner.school_class_id": "INSERT INTO corner (school_class_id, location_id, cap, opened_at)"
    " VALUES (1, 2, 9, '2026-09-08')",
    "corner_book.copy_id": "INSERT INTO corner_book (corner_id, copy_id, placed_at)"
    " VALUES (1, 2, '2026-09-08')",
    "print_item.job_id, print_item.position": "INSERT INTO print_item (job_id, position, copy_id)"
    " VALUES (1, 0, 1)",
    "sheet_in_use.stock": "INSERT INTO sheet_in_use VALUES ('L7160', 1, 1, FALSE)",
    "printer.name": "INSERT INTO printer VALUES ('', 0, 0, 1, 1)",
    "visit_count.day, visit_count.part, visit_count.room, visit_count.class_name": "INSERT INTO visit_count"
    " VALUES ('2026-09-07', 'noon', '', '3A', 1)",
    "activity.name": "INSERT INTO activity (name, kind, starts_on, ends_on, results, prizes, photographs)"
    " VALUES ('essay', 'essay', '2026-09-01', '2026-09-30', '', '', '')",
    "activity_class.activity_id, activity_class.class_name": "INSERT INTO activity_class VALUES (1, '3A', 2)",
    "review_slip.loan_id": "INSERT INTO review_slip (loan_id, class_name, printed_on)"
    " VALUES (1, '3A', '2026-09-07')",
    "star.month, star.patron_id": "INSERT INTO star VALUES ('2026-09-01', 1, '')",
    "title_list_title.line_id, title_list_title.title_id": "INSERT INTO title_list_title"
    " VALUES (1, 1, 'hand')",
    ", ".join(
        f"title_list_reader.{column}" for column in ("title_list_id", "patron_id", "since_shown")
    ): "INSERT INTO title_list_reader VALUES (1, 1, FALSE, 2)",
    "title_list_class.title_list_id, title_list_class.class_name": "INSERT INTO title_list_class"
    " VALUES (1, '3A', 1, 1, 1, 1)",
    "title_week.title_id, title_week.class_name, title_week.week": "INSERT INTO title_week"
    " VALUES (1, '3A', '2026-09-07', 1)",
    "class_term.starts_on, class_term.ends_on, class_term.class_name": "INSERT INTO class_term"
    " VALUES ('2026-09-01', '2027-01-20', '3A', 1, 1, 1)",
    "stocktake.name": "INSERT INTO stocktake (name, scope, opened_at, opened_by, closed_by, figures)"
    " VALUES ('all', '', '2026-09-07', '', '', '')",
    "stocktake_copy.stocktake_id, stocktake_copy.copy_id": "INSERT INTO stocktake_copy VALUES (1, 1, '')",
    "stocktake_scan.digest": "INSERT INTO stocktake_scan"
    " (digest, stocktake_id, at, station, person, code, area, position)"
    " VALUES ('d', 1, '2026-09-07', 'k', '', 'X', '', 1)",
    "bay.name": "INSERT INTO bay (name) VALUES ('1')",
    "shelf_face.bay_id, shelf_face.side, shelf_face.level": "INSERT INTO shelf_face"
    " (bay_id, side, level, start) VALUES (1, 'A', 1, 'K1')",
    "withdrawal_case.name": "INSERT INTO withdrawal_case (name, opened_at) VALUES ('2026', '2026-09-07')",
    "withdrawal_copy.copy_id": "INSERT INTO withdrawal_copy (copy_id, case_id, ground, was, added_at)"
    " VALUES (1, 1, 'worn', 'available', '2026-09-07')",
    "withdrawal_approval.case_id, withdrawal_approval.role": "INSERT INTO withdrawal_approval"
    " (case_id, role, at) VALUES (1, 'library', '2026-09-07')",
    "one_book.patron_id": "INSERT INTO one_book VALUES (1, NULL, '2026-09-30')",
    "kept_copy.copy_id": "INSERT INTO kept_copy (copy_id, at) VALUES (2, '2026-09-07')",
    "title_list.name": "INSERT INTO title_list (name, kind, read_at) VALUES ('bad', 'block', '2026-09-07')",
    "blocked_copy.title_list_id, blocked_copy.copy_id": "INSERT INTO blocked_copy"
    " (title_list_id, copy_id, how, was, place, frozen, found_at)"
    " VALUES (2, 1, 'isbn', 'available', 'library', TRUE, '2026-09-07')",
    "block_pass.title_list_id, block_pass.number": "INSERT INTO block_pass"
    " (title_list_id, number, at, checked) VALUES (2, 1, '2026-09-07', 0)",
    "relabel_item.campaign_id, relabel_item.copy_id": "INSERT INTO relabel_item"
    " (campaign_id, copy_id, state, changed_at, changed_by) VALUES (1, 1, 'closed', '2026-09-07', 'k')",
}


class Key(NamedTuple):
    """A foreign key: of which table and column, that table's primary key, what it points at and how."""

    table: str
    column: str
    own: tuple[str, ...]
    parent: str
    parents_own: str


def _key(key: Any) -> Key:
    own = key.model._meta
    return Key(
        own.table_name,
        key.column_name,
        tuple(field.column_name for field in own.get_primary_keys()),
        key.rel_model._meta.table_name,
        key.rel_field.column_name,
    )


KEYS = [_key(key) for table in TABLES for key in table._meta.refs]
KEYS.append(Key("event", "staff_id", ("id",), "patron", "id"))  # a key that a migration could only append
NAMED = pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.table}-{key.column}")

REQUIRED = [
    (table._meta.table_name, field.column_name)
    for table in TABLES
    for field in table._meta.sorted_fields
    if not field.null and not field.primary_key
]


@pytest.fixture(scope="module")
def store_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """One store of each kind for all attacks: each of them is rolled back."""
    if request.param == "file":
        return str(tmp_path_factory.mktemp("attacked") / "library.db")
    shelter: Shelter = request.getfixturevalue("shelter")
    return shelter.emptied()


@pytest.fixture(scope="module")
def school(store_url: str) -> Iterator[Library]:
    """At least one row in every table, every key in use; row 1 of each is what the attacks know."""
    open_store(store_url)
    with connected():
        ClosedWeekday.delete().execute()
        library = Library(store_url)
        with database.atomic():  # one flush to disk instead of thirty
            library.policy("pupil")
            library.policy("teacher", loan_days=60, most_loans=5)
            _fill(library)
        yield library


@pytest.fixture
def full(school: Library) -> Iterator[Library]:
    """That school, which is as it was after the test."""
    with database.atomic() as attack:
        yield school
        attack.rollback()


def _fill(library: Library) -> None:
    shelf = library.shelf("A3")
    ada, ben = library.patron("6101"), library.patron("6102")
    library.shelf("3A", kind="corner", school_class=ada.school_class)
    title = library.title("Emma", isbn="9780141439587")
    copy = library.copy("B1", title=title, location=shelf)
    library.copy("B2", title=title, location=shelf)
    loan = library.lend(copy, ada, days_ago=0)
    Hold.create(title=title, patron=ada, placed_at=NOW)
    first = record(Acting("k", NOW), "lent", patron_id=ben.id, copy_id=copy.id, loan_id=loan.id)
    record(Acting("k", NOW).by_staff(ben.id), "undone", undoes=first)
    rows("INSERT INTO setting VALUES ('name', 'School')")
    rows("INSERT INTO term (name, starts_on, ends_on) VALUES ('autumn', '2026-09-01', '2027-01-20')")
    rows("INSERT INTO closure (starts_on, ends_on, reason) VALUES ('2026-10-01', '2026-10-07', 'feast')")
    rows("INSERT INTO loan_count VALUES ('2026-09-01', '3A', 'pupil', 'I', 5, 1)")
    rows("INSERT INTO term_loans VALUES (1, 1, 2)")
    rows("INSERT INTO has_borrowed VALUES (1) ON CONFLICT DO NOTHING")
    rows("INSERT INTO passport VALUES (1, '2026-09-07')")
    rows("INSERT INTO passport_stamp VALUES (1, '2026-09-07', 'Li')")
    rows("INSERT INTO closed_weekday VALUES (6)")
    rows("INSERT INTO open_day VALUES ('2026-10-10', 'in place of a holiday')")
    rows("INSERT INTO replayed_scan VALUES ('d1', '2026-09-07')")
    rows(
        "INSERT INTO title_list (name, kind, read_at, starts_on, ends_on)"
        " VALUES ('month', 'month', '2026-09-01', '2026-09-01', '2026-09-30')"
    )
    rows("INSERT INTO title_list_line (title_list_id, number, title) VALUES (1, 1, 'E')")
    rows("INSERT INTO title_list_title VALUES (1, 1, 'isbn')")
    rows("INSERT INTO title_list_reader VALUES (1, 1, FALSE, 1)")
    rows("INSERT INTO title_list_class VALUES (1, '3A', 2, 1, 1, 0)")
    rows(
        "INSERT INTO reading_lesson (day, class_name, teacher, form, books, present, counted_by)"
        " VALUES ('2026-09-07', '3A', 'Li', 'guide', '', 3, 'heads')"
    )
    rows("INSERT INTO visit_count VALUES ('2026-09-07', 'noon', '', '3A', 1)")
    rows(
        "INSERT INTO activity (name, kind, starts_on, ends_on, results, prizes, photographs, title_list_id)"
        " VALUES ('essay', 'essay', '2026-09-01', '2026-09-30', '', '', '', 1)"
    )
    rows("INSERT INTO activity_class VALUES (1, '3A', 2)")
    rows(
        "INSERT INTO review_slip (loan_id, class_name, printed_on, activity_id)"
        " VALUES (1, '3A', '2026-09-07', 1)"
    )
    rows("INSERT INTO star VALUES ('2026-09-01', 1, '')")
    rows("INSERT INTO title_week VALUES (1, '3A', '2026-09-07', 1)")
    rows("INSERT INTO class_term VALUES ('2026-09-01', '2027-01-20', '3A', 2, 1, 1)")
    rows("INSERT INTO fund (year, name, amount) VALUES (2026, 'Books', 100)")
    rows("UPDATE accession_batch SET fund_id = 1")
    rows(
        "INSERT INTO subscription (title_id, year, frequency, starts_on, ends_on, copies, payer, readers,"
        " fund_id) VALUES (1, 2026, 'monthly', '2026-01-01', '2026-12-31', 1, 'school', 'room', 1)"
    )
    rows("INSERT INTO volume (copy_id, subscription_id, bound_on) VALUES (1, 1, '2026-09-07')")
    rows(
        "INSERT INTO issue (subscription_id, number, printed, due_on, volume_id)"
        " VALUES (1, 1, 1, '2026-09-07', 1)"
    )
    rows("INSERT INTO issue_copy VALUES (2, 1)")
    rows("INSERT INTO teaching_aid (year, class_name, item, copies) VALUES (2026, '3A', 'x', 1)")
    rows("INSERT INTO title_record (title_id, taken_on) VALUES (1, '2026-09-07')")
    rows("INSERT INTO known_book (isbn, taken_on) VALUES ('9780141439587', '2026-09-07')")
    rows("INSERT INTO author_number VALUES ('AI', '100')")
    rows("INSERT INTO report_words VALUES ('term:A', 'loans', 'Own words')")
    rows("INSERT INTO signed_report VALUES ('term:A', '2027-01-20', 'Li', '{}')")
    class_id = ada.school_class.id
    TimetablePeriod.create(school_class=class_id, weekday=0, starts_minute=600, ends_minute=640)
    Lesson.create(school_class=class_id, kiosk="k", opened_at=NOW, opened_by="card")
    ClassLibrarian.create(patron=ada, school_class=class_id)
    StaffMember.create(patron=ada, role="teacher")
    StaffClass.create(patron=ada, school_class=class_id)
    corner = Corner.create(school_class=class_id, location=2, cap=9, opened_at=NOW)
    CornerBook.create(corner=corner, copy=2, home=shelf, placed_at=NOW)
    job = PrintJob.create(
        made_at=NOW, kiosk="k", kind="combined", stock="L7160", start_row=1, start_column=1, state="made"
    )
    PrintItem.create(job=job, position=0, copy=copy)
    PrintItem.create(job=job, position=1, patron=ada)
    rows("INSERT INTO sheet_in_use VALUES ('L7160', 1, 1, FALSE)")
    rows("INSERT INTO printer VALUES ('', 0, 0, 1, 1)")
    campaign = RelabelCampaign.create(opened_at=NOW, kind="combined")
    RelabelItem.create(campaign=campaign, copy=copy, job=job, changed_at=NOW, changed_by="k")
    bay = Bay.create(name="1", location=shelf, across=1, down=1)
    ShelfFace.create(bay=bay, side="A", level=1, start="I1")
    stocktake = Stocktake.create(name="all", opened_at=NOW)
    StocktakeCopy.create(stocktake=stocktake, copy=copy, area="1")
    StocktakeScan.create(
        stocktake=stocktake, digest="d", at=NOW, station="k", code="B1", copy=copy, position=0
    )
    StocktakeSettling.create(stocktake=stocktake, kind="revive", batch=1, copy=copy, at=NOW, event=first)
    case = WithdrawalCase.create(name="2026", opened_at=NOW)
    WithdrawalCopy.create(copy=copy, case=case, ground="worn", was="available", added_at=NOW)
    WithdrawalOpinion.create(case=case, at=NOW, person="Li", words="keep")
    WithdrawalApproval.create(case=case, role="library", at=NOW)
    KeptCopy.create(copy=2, at=NOW)
    OneBook.create(patron=ada, copy=copy, until=NOW.date())
    block = TitleList.create(name="bad", kind="block", read_at=NOW)
    line = TitleListLine.create(title_list=block, number=1, title="Emma")
    TitleReview.create(title=title, at=NOW, basis="listed", passed=True)
    known = {"was": "available", "place": "library", "frozen": True, "found_at": NOW}
    BlockedCopy.create(title_list=block, line=line, copy=copy, how="isbn", **known)
    BlockPass.create(title_list=block, number=1, at=NOW, checked=2)


def refused(statement: str, *values: object) -> str:
    """Try the statement as any program could; what SQLite says, or would say, when it refuses."""
    with pytest.raises(peewee.IntegrityError) as error, database.atomic():
        rows(statement, *values)
    cause = error.value.orig
    return _in_words_of_sqlite(cause) if isinstance(cause, psycopg.Error) else str(error.value)


def _in_words_of_sqlite(error: psycopg.Error) -> str:
    told = error.diag
    if isinstance(error, psycopg.errors.CheckViolation):
        ((rule,),) = rows(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname = ? AND conrelid = CAST(? AS regclass)",
            told.constraint_name,
            told.table_name,
        )
        return f"CHECK constraint failed: {rule}"
    if isinstance(error, psycopg.errors.NotNullViolation):
        return f"NOT NULL constraint failed: {told.table_name}.{told.column_name}"
    if isinstance(error, psycopg.errors.UniqueViolation):
        columns = re.findall(r"\w+", (told.message_detail or "").split(")=")[0])[1:]
        return "UNIQUE constraint failed: " + ", ".join(f"{told.table_name}.{column}" for column in columns)
    assert isinstance(error, psycopg.errors.ForeignKeyViolation | psycopg.errors.RestrictViolation)
    return "FOREIGN KEY constraint failed"


def words(rule: str) -> set[str]:
    """Its names and values: each database writes the rule itself in its own way."""
    return set(re.findall(r"[a-z_0-9]+", rule))


@pytest.mark.parametrize(
    ("check", "statement"), [(check, sql) for check, attacks in CHECKS.items() for sql in attacks]
)
def test_a_value_that_makes_no_sense_is_refused(full: Library, check: str, statement: str) -> None:
    told = refused(statement)
    assert told.startswith("CHECK constraint failed: ") and words(check) <= words(told)


@pytest.mark.store_in("file")
def test_every_check_of_the_schema_is_attacked(full: Library) -> None:
    schema = " ".join(sql for (sql,) in rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
    checks = re.findall(r"CHECK (\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))", schema)
    assert {check.removeprefix("(").removesuffix(")") for check in checks} == set(CHECKS)


@pytest.mark.parametrize("unique", UNIQUE)
def test_what_may_exist_once_cannot_exist_twice(full: Library, unique: str) -> None:
    assert refused(UNIQUE[unique]) == f"UNIQUE constraint failed: {unique}"


_INTEGER_KEYS = {
    *("accession.number", "closed_weekday.weekday", "title_record.title_id", "title_search.title_id"),
    *("withdrawal_copy.copy_id", "kept_copy.copy_id", "issue_copy.copy_id", "one_book.patron_id"),
    *("has_borrowed.patron_id", "passport.patron_id", "passport_stamp.loan_id"),
}
"""These have no index to list."""


@pytest.mark.store_in("file")
def test_every_unique_index_of_the_schema_is_attacked(full: Library) -> None:
    found = set()
    for table in (table._meta.table_name for table in TABLES):
        for _, index, is_unique, *_ in rows(f"PRAGMA index_list({table})"):
            if is_unique:
                columns = rows(f"PRAGMA index_info({index})")
                found.add(", ".join(f"{table}.{column}" for _, _, column in columns))
    assert found | _INTEGER_KEYS == set(UNIQUE)


@pytest.mark.parametrize(("table", "column"), REQUIRED)
def test_a_required_value_cannot_be_left_out(full: Library, table: str, column: str) -> None:
    assert refused(f'UPDATE {table} SET "{column}" = NULL') == f"NOT NULL constraint failed: {table}.{column}"


def _last_id(statement: str) -> int:
    return int(rows(f"{statement} RETURNING id")[0][0])


def _fresh_policy(library: Library) -> str:
    library.policy("fresh")
    return "fresh"


FRESH: dict[str, Callable[[Library], object]] = {
    "stocktake": lambda library: _last_id(
        "INSERT INTO stocktake (name, scope, opened_at, opened_by, closed_by, figures)"
        " VALUES ('fresh', '', '2026-09-07', '', '', '')"
    ),
    "activity": lambda library: _last_id(
        "INSERT INTO activity (name, kind, starts_on, ends_on, results, prizes, photographs)"
        " VALUES ('fresh', 'essay', '2026-09-01', '2026-09-30', '', '', '')"
    ),
    "withdrawal_case": lambda library: _last_id(
        "INSERT INTO withdrawal_case (name, opened_at) VALUES ('fresh', '2026-09-07')"
    ),
    "title_list": lambda library: _last_id(
        "INSERT INTO title_list (name, kind, read_at) VALUES ('fresh', 'block', '2026-09-07')"
    ),
    "title_list_line": lambda library: _last_id(
        "INSERT INTO title_list_line (title_list_id, number) VALUES (1, 9)"
    ),
    "fund": lambda library: _last_id("INSERT INTO fund (year, name, amount) VALUES (2027, 'x', 0)"),
    "accession_batch": lambda library: _last_id("INSERT INTO accession_batch (number) VALUES (9)"),
    "subscription": lambda library: _last_id(
        "INSERT INTO subscription (title_id, year, frequency, starts_on, ends_on, copies, payer, readers)"
        " VALUES (1, 2027, 'monthly', '2027-01-01', '2027-12-31', 1, 'school', 'room')"
    ),
    "volume": lambda library: _last_id(
        "INSERT INTO volume (copy_id, subscription_id, bound_on) VALUES (2, 1, '2026-09-07')"
    ),
    "issue": lambda library: _last_id(
        "INSERT INTO issue (subscription_id, number, printed, due_on) VALUES (1, 2, 2, '2026-09-08')"
    ),
    "bay": lambda library: _last_id("INSERT INTO bay (name) VALUES ('9')"),
    "policy": _fresh_policy,
    "school_class": lambda library: _last_id("INSERT INTO school_class (name) VALUES ('9Z')"),
    "title": lambda library: Title.create(title="Fresh").id,
    "location": lambda library: library.shelf("Z9").id,
    "copy": lambda library: _last_id("INSERT INTO copy (title_id, number, status) VALUES (1, 9, 'lost')"),
    "patron": lambda library: _last_id(
        "INSERT INTO patron (number, name, given_name, category, status)"
        " VALUES ('9', 'x', 'x', 'pupil', 'left')"
    ),
    "loan": lambda library: _last_id(
        f"{LOAN} VALUES (2, 2, '2026-09-07', '2026-09-07', '2026-09-08', 'k', '2026-09-07', 0, FALSE)"
    ),
    "term": lambda library: _last_id(
        "INSERT INTO term (name, starts_on, ends_on) VALUES ('spring', '2027-02-01', '2027-06-01')"
    ),
    "event": lambda library: record(Acting("k", NOW), "lent"),
    "corner": lambda library: _last_id(
        "INSERT INTO corner (school_class_id, location_id, cap, opened_at, closed_at)"
        " VALUES (1, 2, 9, '2026-09-07', '2026-09-08')"
    ),
    "print_job": lambda library: _last_id(
        "INSERT INTO print_job (made_at, kiosk, kind, stock, start_row, start_column, by_columns, state)"
        " VALUES ('2026-09-07', 'k', 'spine', 'L7160', 1, 1, FALSE, 'made')"
    ),
    "relabel_campaign": lambda library: _last_id(
        "INSERT INTO relabel_campaign (opened_at, kind, new_codes) VALUES ('2026-09-07', 'barcode', FALSE)"
    ),
}


def _chosen(key: Key) -> tuple[str, object]:
    """A row in which the key is used, by its primary key: how to find it, and what it points at."""
    columns = ", ".join(key.own)
    used = f"{key.table} WHERE {key.column} IS NOT NULL ORDER BY {columns} DESC"
    *own, before = rows(f"SELECT {columns}, {key.column} FROM {used}")[0]
    return " AND ".join(
        f"{name} = {value if isinstance(value, int) else repr(str(value))}"
        for name, value in zip(key.own, own, strict=True)
    ), before


@NAMED
def test_what_something_points_at_cannot_be_deleted(full: Library, key: Key) -> None:
    table, column, _, parent, own = key
    fresh = FRESH[parent](full)
    chosen, before = _chosen(key)
    rows(f"UPDATE {table} SET {column} = ? WHERE {chosen}", fresh)
    assert refused(f"DELETE FROM {parent} WHERE {own} = ?", fresh) == "FOREIGN KEY constraint failed"
    rows(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", before, fresh)
    rows(f"DELETE FROM {parent} WHERE {own} = ?", fresh)  # nothing else stood in the way


@NAMED
def test_nothing_points_at_what_does_not_exist(full: Library, key: Key) -> None:
    chosen, _ = _chosen(key)
    told = refused(f"UPDATE {key.table} SET {key.column} = 987654 WHERE {chosen}")
    assert "FOREIGN KEY" in told


def test_a_copy_is_lent_again_after_its_return_and_its_old_loans_stay(full: Library) -> None:
    Loan.update(returned_at=NOW, patron=None).execute()
    for _ in range(2):
        rows(f"{LOAN} VALUES (1, 2, '2026-09-07', '2026-09-07', '2026-09-07', 'k', '2026-09-07', 0, TRUE)")
    rows(f"{LOAN} VALUES (1, 2, '2026-09-07', '2026-09-07', '2026-09-07', 'k', NULL, 0, FALSE)")
    assert Loan.select().where(Loan.copy == 1).count() == 4


def test_a_title_is_held_again_after_the_hold_ended(full: Library) -> None:
    Hold.update(closed_at=NOW).execute()
    Hold.create(title=1, patron=1, placed_at=NOW)
    assert Hold.select().count() == 2


def test_a_reader_and_a_copy_keep_all_codes_they_ever_had(full: Library) -> None:
    Barcode.create(code="NEW", copy=1, issued_at=NOW)
    Barcode.update(retired_at=NOW).where(Barcode.code == "B1").execute()
    assert refused(UNIQUE["barcode.code"]) == "UNIQUE constraint failed: barcode.code"
