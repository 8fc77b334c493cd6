"""Children's data: the link from a person to a book is cut when the loan is over, and only counters stay.

PIPL art. 28 and 31 and the school library rules of 2018: keep of a child under 14 what the loan needs, and no
longer than it needs it. `db.privacy.ageing` lets the backups follow.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.clock import local_day
from db.errors import within
from db.events.record import Acting, record
from db.models import Copy, Event, Hold, Loan, OneBook, Patron, ReplayedScan, database
from db.privacy.forgetting import drop_words, erase, leave_no_trace, overwrite_deleted
from db.reports.class_terms import keep_class_terms
from db.reports.list_readers import keep_list_readers, keep_title_weeks
from db.reports.loan_counts import keep_counts
from db.reports.passport_stamps import drop_stamps
from db.reports.term_loans import keep_term_loans
from db.store.kept import keep, kept
from db.store.sql import rows

DAYS = 14
"""Days after the return for which a loan keeps its reader, unless the library has set another number."""
_KEY = "privacy_days"
_KEPT_VERBS = ("reader_marked", "reader_left", "staff_changed", "pin_changed")
"""What names no book is kept as long as the reader is."""


@dataclass(frozen=True)
class Purged:
    """What a purge cut: closed loans, events, ended holds, and readers who had left.

    `no_trace`: nothing of them stands in the store's file any more; see `db.privacy.forgetting`.
    """

    loans: int
    events: int
    holds: int
    readers: int
    no_trace: bool = True


def days_kept() -> int:
    """After how many days the person is cut from a closed loan."""
    return int(kept(_KEY) or DAYS)


def keep_for(days: int, acting: Acting) -> None:
    """Set after how many days the person is cut. Raises BadValue unless it is 1 to 365."""
    within(days, 1, 365)
    with database.atomic():
        keep(_KEY, str(days))
        record(acting, "privacy", details={"days": days})


def purge(acting: Acting) -> Purged:
    """Cut the person from what was over longer ago than the library keeps it. Run it every day.

    Closed loans are counted first: by class and letter, by class, title and week, by reader and term, by
    reader and list. Ended holds go. A reader
    who has left and holds nothing is forgotten that many days after a purge first saw it (a list may have
    said so by mistake): an empty row stays, which only says that there was one.
    """
    before = acting.now - timedelta(days=days_kept())
    overwrite_deleted()
    with database.atomic():
        keep_class_terms(before)
        keep_counts("loan.returned_at < ?", before)
        keep_title_weeks("loan.returned_at < ?", before)
        keep_list_readers(before)
        keep_term_loans(before)
        drop_stamps("loan.returned_at < ?", before)
        over = Loan.patron.is_null(False) & (Loan.returned_at < before)
        loans = int(Loan.update(patron=None).where(over).execute())
        still_open = Loan.select(Loan.id).where(Loan.returned_at.is_null())
        past = (
            Event.patron.is_null(False)
            & (Event.at < before)
            & Event.verb.not_in(_KEPT_VERBS)
            & (Event.loan.is_null() | Event.loan.not_in(still_open))
        )
        drop_words(past)
        events = Event.update(patron=None).where(past).execute()
        holds = Hold.delete().where(Hold.closed_at < before).execute()
        ReplayedScan.delete().where(ReplayedScan.at < before).execute()
        _drop_agreed(local_day(acting.now))
        left = _left_before(before)
        for patron_id in left:
            erase(patron_id)
        _note_leavers(acting)
        if any((loans, events, holds, left)):
            record(acting, "privacy", details={"loans": loans, "readers": len(left)})
    return Purged(loans, events, holds, len(left), leave_no_trace())


def _drop_agreed(today: date) -> None:
    """One book at a time was agreed over a damage that is settled, or until a day that is over."""
    settled = Copy.select(Copy.id).where(Copy.status.not_in(("repair", "lost")))
    OneBook.delete().where((OneBook.until < today) | OneBook.copy.in_(settled)).execute()


_LEFT_AND_HOLDS_NOTHING = """
    SELECT patron.id FROM patron WHERE patron.status = 'left' AND patron.name <> ''
       AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.patron_id = patron.id AND loan.returned_at IS NULL)
       AND {} EXISTS (SELECT 1 FROM event WHERE event.patron_id = patron.id AND event.verb = 'reader_left')
"""


def _left_before(before: datetime) -> list[int]:
    """Readers who were seen to have left, and of whom nothing was heard since `before`."""
    since = "AND NOT EXISTS (SELECT 1 FROM event WHERE event.patron_id = patron.id AND event.at >= ?)"
    return [patron_id for (patron_id,) in rows(_LEFT_AND_HOLDS_NOTHING.format("") + since, before)]


def _note_leavers(acting: Acting) -> None:
    """Remember since when somebody is known to have left; who came back has not."""
    for (patron_id,) in rows(_LEFT_AND_HOLDS_NOTHING.format("NOT")):
        record(acting, "reader_left", patron_id=patron_id)
    back = Patron.select(Patron.id).where(Patron.status != "left")
    Event.update(patron=None).where(Event.verb == "reader_left", Event.patron.in_(back)).execute()
