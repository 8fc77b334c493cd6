"""A school in the middle of its year, in nearly every table: the sample, a lesson, a corner, labels."""

from datetime import datetime, timedelta

from db import print_jobs
from db.campaign import open_campaign, print_next
from db.class_librarians import appoint
from db.corners import open_corner, place
from db.events import Acting
from db.holds import place_hold
from db.house_rules import close_days
from db.identity import set_name
from db.models import Copy, Patron, Title
from db.printers import Misplacement, keep_misplacement
from db.shelving import Wanted
from db.staff import appoint as add_staff
from db.timetable import add_period
from kiosk.demo import class_lesson, make_school
from kiosk.desk import Desk


def make_busy_school(now: datetime) -> datetime:
    """Fill the empty store that is open, on a connection; returns when the last thing happened."""
    make_school(now)
    staff = Acting("office", now, "staff")
    desk = Desk("hall", ("en",))
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
    job = print_next(12, print_jobs.Sheet("L7160", 1, 1), staff)
    print_jobs.printed(job, print_jobs.Sheet("L7160", 5, 1), staff)
    keep_misplacement("", Misplacement(0.1, -0.3, 1.001, 2997 / 2998), staff)
    return now
