"""A school in the middle of its year, in nearly every table: the sample, a lesson, a corner, labels."""

from datetime import datetime, timedelta

from db.answers.shelves.stocktake import Listed
from db.cataloguing.copies import add_copies
from db.circulation.holds import place_hold
from db.corners.filling import open_corner, place
from db.corners.librarians import appoint
from db.events.record import Acting
from db.events.scanner_memory import digests_of, keep_read
from db.labelling import jobs
from db.labelling.campaign import open_campaign, print_next
from db.labelling.printers import Misplacement, keep_misplacement
from db.lessons.timetable import add_period
from db.library.identity import set_name
from db.library.terms import close_days
from db.models import (
    BlockedCopy,
    BlockPass,
    ClassTerm,
    Copy,
    Fund,
    HasBorrowed,
    Issue,
    IssueCopy,
    KeptCopy,
    Loan,
    OneBook,
    Passport,
    PassportStamp,
    Patron,
    ReviewSlip,
    Subscription,
    TeachingAid,
    Title,
    TitleList,
    TitleListClass,
    TitleListLine,
    TitleListReader,
    TitleReview,
    TitleWeek,
    Volume,
    WithdrawalApproval,
    WithdrawalCase,
    WithdrawalCopy,
    WithdrawalOpinion,
)
from db.reading.activities import add_activity, count_entries
from db.reading.classes import name_star
from db.reading.lessons import Held, log_lesson
from db.reading.visits import count_class
from db.registers.entering import Acquired
from db.searching.titles import keep_titles
from db.shelf.faces import set_face
from db.staff.members import appoint as add_staff
from db.stock.choosing import Wanted
from db.stocktake.opening import code_of_card, find_stocktake, open_stocktake
from db.stocktake.scanning import Station
from db.stocktake.settling import settle
from db.stocktake.statement import close
from db.title_lists.lines import Line
from db.title_lists.making import Plan, make_list
from kiosk.demo.school import class_lesson, make_school
from kiosk.service.desks import Desks


def make_busy_school(now: datetime) -> datetime:
    """Fill the empty store that is open, on a connection; returns when the last thing happened."""
    make_school(now, "Autumn")
    staff = Acting("office", now, "staff")
    desk = Desks("hall", ("en",))
    for seconds, code in class_lesson("en"):
        now += timedelta(seconds=seconds)
        desk.serve(code, now)
    staff = Acting("office", now, "staff")
    set_name("育才小学图书馆", staff)
    close_days(now.date(), now.date(), "Holiday", staff)
    pupil = Patron.select().where(Patron.category == "pupil").order_by(Patron.number).first()
    add_period(pupil.school_class.name, 0, "10:15", "10:55", staff)
    appoint(pupil.number, staff)
    teacher = Patron.select().where(Patron.category == "teacher").order_by(Patron.number).first()
    add_staff(teacher.number, "teacher", (pupil.school_class.name,), staff)
    place_hold(pupil.number, Title.select().order_by(Title.id).first().isbn, staff)
    open_corner(pupil.school_class_id, staff)
    for copy in Copy.select().order_by(Copy.id.desc()).limit(5):
        place(pupil.school_class_id, copy.id, staff)
    open_campaign(Wanted(), staff)
    job = print_next(12, jobs.Sheet("L7160", 1, 1), staff)
    jobs.printed(job, jobs.Sheet("L7160", 5, 1), staff)
    keep_read([(digest, now) for digest in digests_of([(now, "6101")])])
    keep_misplacement("", Misplacement(0.1, -0.3, 1.001, 2997 / 2998), staff)
    set_face("1", "A", 1, "A", staff)
    _make_reading(now, staff)
    begun = open_stocktake("autumn", Wanted(), staff)
    station = Station(find_stocktake("autumn"), "hall", "Li")
    for code in (code_of_card(begun.stocktake_id, 1), "NOBODY"):
        station.hear(code, now)
    settle(find_stocktake("autumn"), Listed.UNKNOWN, staff)
    close(find_stocktake("autumn"), staff, although=True)
    first = Title.select().order_by(Title.id).first()
    add_copies(first.id, staff, acquired=Acquired(now.date(), 1680, "Xinhua", "V1"))
    return now


def _make_reading(now: datetime, staff: Acting) -> None:
    """A list of titles, and what is counted of reading once loans are nobody's."""
    titles = [Line(0, title.title, title.author) for title in Title.select().order_by(Title.id).limit(3)]
    list_id, _filled = make_list(Plan("Month"), titles, staff)
    pupil = Patron.select().where(Patron.category == "pupil").order_by(Patron.number).first()
    TitleListReader.create(title_list=list_id, patron=pupil, since_shown=False, loans=1)
    numbers = {"class_name": pupil.school_class.name, "pupils": 9}
    TitleListClass.create(title_list=list_id, **numbers, readers=1, before=1, since=0)
    ClassTerm.create(starts_on=now.date(), ends_on=now.date(), **numbers, borrowers=1, loans=1)
    log_lesson(Held(pupil.school_class.name, teacher="Li", present=9), [], staff)
    count_class(pupil.school_class.name, 9, "Hall", staff)
    essay = add_activity("Essay", "essay", now.date(), now.date(), staff, list_id)
    count_entries(essay, pupil.school_class.name, 3, staff)
    loan = Loan.select().order_by(Loan.id).first()
    ReviewSlip.create(loan=loan, class_name=pupil.school_class.name, printed_on=now.date(), activity=essay)
    name_star(pupil.number, "Dragons", now.date(), staff)
    Passport.create(patron=pupil, since=now.date())
    PassportStamp.create(loan=loan, stamped_on=now.date(), checker="Li")
    HasBorrowed.insert(patron=pupil).on_conflict_ignore().execute()
    TitleWeek.create(title=1, class_name=pupil.school_class.name, week=now.date(), loans=1)


def stock_the_rest(now: datetime) -> None:
    """Add a row of each thing that is kept of money, periodicals, reviews, withdrawals and records."""
    day = now.date()
    bound, left, kept, blocked = Copy.select().order_by(Copy.id).limit(4)
    single = Copy.create(title=Title.create(title="The Daily", overnight=True), number=1)
    keep_titles([single.title_id])
    fund = Fund.create(year=day.year, name="Books", amount=400000)
    paper = Subscription.create(
        title=single.title_id, year=day.year, frequency="monthly", starts_on=day, ends_on=day, copies=1,
        payer="school", readers="room", fund=fund,
    )  # fmt: skip
    volume = Volume.create(copy=bound, subscription=paper, bound_on=day)
    issue = Issue.create(subscription=paper, number=1, printed=1, due_on=day, arrived_on=day, volume=volume)
    IssueCopy.create(copy=single, issue=issue)
    TeachingAid.create(year=day.year, class_name="3A", item="Workbook", copies=40)
    listed = TitleList.create(name="block", kind="block", read_at=now)
    line = TitleListLine.create(title_list=listed, number=1, title="Bad")
    TitleReview.create(title=blocked.title_id, at=now, basis="listed", passed=True)
    BlockedCopy.create(
        title_list=listed, line=line, copy=blocked, how="title", was="available", place="shelf",
        frozen=False, found_at=now,
    )  # fmt: skip
    BlockPass.create(title_list=listed, number=1, at=now, checked=9)
    case = WithdrawalCase.create(name="spring", opened_at=now)
    WithdrawalCopy.create(copy=left, case=case, ground="worn", was="available", added_at=now)
    WithdrawalOpinion.create(case=case, at=now, person="Li", words="Worn out")
    WithdrawalApproval.create(case=case, role="library", at=now)
    KeptCopy.create(copy=kept, at=now)
    pupil = Patron.select().where(Patron.category == "pupil").order_by(Patron.number).first()
    OneBook.create(patron=pupil, copy=None, until=day)
