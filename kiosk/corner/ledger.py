"""A class corner's paper ledger, scanned back in: titles down, days across, a pupil in each field."""

import re
from dataclasses import replace
from datetime import date, datetime, time

from db.answers.classes.corner import Asks, NotOurs, PaperDay, Wanted
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Answer, Refused, Unknown
from db.circulation.afterwards.paper_loans import enter_loan
from db.circulation.found import FoundPatron
from db.circulation.lending import check_in
from db.circulation.lookup import find_barcode
from db.circulation.standing import standing
from db.clock import local_day, to_utc
from db.corners.manifest import copy_of
from db.events.record import Acting
from db.library.calendar import read_calendar
from db.readers.roster_numbers import by_roster_number
from kiosk.corner.books import no_copy
from kiosk.corner.work import CornerWork, Reply

_DAY = re.compile("%DAY-([0-9]{4})([0-9]{2})([0-9]{2})")
_EVENING = time(17, 0)
"""Paper says no hour; a loan on it is dated after the lessons of its day."""


def read_ledger(code: str, work: CornerWork, acting: Acting) -> Reply:
    """A day, a pupil, their books, the next pupil; or, after `%BACK`, the books that came back on it."""
    found_day = _DAY.fullmatch(code)
    if found_day:
        day = _day(found_day)
        if day is None:
            return Unknown(), work
        if day > local_day(acting.now):
            return Refused(Reason.DAY_NOT_YET), work
        return PaperDay(day), replace(work, day=day, reader=None, is_returning=False)
    if work.day is None:
        return Asks(Wanted.DAY, work.purpose), work
    if code == "%BACK":
        return PaperDay(work.day, is_returning=True), replace(work, reader=None, is_returning=True)
    found = find_barcode(code)
    patron_id = found.patron_id if isinstance(found, FoundPatron) else None
    picked = by_roster_number(work.classes[0], code)
    if isinstance(picked, Refused):
        return picked, work
    patron_id = picked or patron_id
    if patron_id is not None:
        who = standing(patron_id)
        if who.class_id != work.classes[0]:
            return Refused(Reason.OTHER_CLASS), work
        return PaperDay(work.day, who.given_name), replace(work, reader=who, is_returning=False)
    copy = copy_of(code, work.classes[0], to_place=False)
    if copy is None:
        return no_copy(code), work
    if copy.corner_class_id != work.classes[0]:
        return NotOurs(copy.book, copy.corner), work
    evening = to_utc(datetime.combine(work.day, _EVENING))
    then = replace(acting, now=min(evening, acting.now))
    answer: Answer
    if work.is_returning:
        lent_at = copy.loan.lent_at if copy.loan else then.now
        if local_day(lent_at) > work.day:
            return Refused(Reason.LENT_LATER, copy.book, {"day": local_day(lent_at).isoformat()}), work
        answer = check_in(copy.copy_id, replace(then, now=max(then.now, lent_at)))
    elif work.reader:
        answer = enter_loan(work.reader.patron_id, copy.copy_id, then, read_calendar(work.day))
    else:
        return Asks(Wanted.READER, work.purpose), work
    events = getattr(answer, "events", ())
    return answer, replace(work, done=(*work.done, events)) if events else work


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
