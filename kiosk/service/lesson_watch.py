"""The lesson that is on at this kiosk: the class as it stands, and its page once it is over.

Used on the desk's thread, on a connection. Nothing here may spoil a scan: it looks, after the scan is
committed, and what it cannot see just now it sees a second later.
"""

from collections.abc import Callable
from datetime import datetime

from db.answers.classes.lesson import LessonPage, Roster
from db.answers.counter.asking import CardNeeded
from db.answers.counter.scans import Answer, Ignored, Refused
from db.answers.counter.turn import LessonClosed, LessonOpened, TurnOpened
from db.events.record import Acting
from db.lessons.finding import lesson_time
from db.lessons.lessons import keep_time, staff_came
from db.lessons.page import lesson_page
from db.lessons.roster import roster
from db.readers.readers import code_of
from db.readers.roster_numbers import by_roster_number
from kiosk.faults import note


class LessonWatch:
    """Looks at the lesson of one kiosk.

    Attributes:
        roster: the class while its lesson is on.
        page: what is shown at its end, until the next scan or the next lesson.
    """

    def __init__(self, kiosk: str, on_page: Callable[[LessonPage], None] = lambda _page: None) -> None:
        """`on_page` gets the page of each lesson that ends while it is looked at."""
        self._on_page = on_page
        self._kiosk = kiosk
        self.roster: Roster | None = None
        self.page: LessonPage | None = None

    def keep(self, now: datetime) -> None:
        """Let the timetable, the bell and silence begin or end lessons, then look at the class again."""
        on = keep_time(Acting(self._kiosk, now, "system"))
        was = self.roster.lesson if self.roster else None
        if was and (on is None or on.lesson_id != was.lesson_id):
            closed = lesson_time(was.lesson_id)
            page = lesson_page(closed, now) if closed.closed_at else None
            if page and (page.roster.present or page.roster.loans or page.roster.returns):
                self.page = page
                self._on_page(page)
        over = self.page.roster.lesson.closed_at if self.page else None
        if on and over and on.opened_at >= over:
            self.page = None  # the next class is here
        self.roster = roster(on, now) if on else None

    def after(self, answer: object, now: datetime) -> None:
        """What a scan has changed. A fault leaves the class as it was seen last: the scan is done."""
        is_another = isinstance(answer, LessonOpened | LessonClosed)
        is_another |= isinstance(answer, TurnOpened) and bool(answer.lesson)
        try:
            if is_another:
                self.keep(now)
            elif self.roster and not isinstance(answer, Ignored):
                self.roster = roster(self.roster.lesson, now)
        except Exception as error:  # the child must still see what the scan did
            note(error)

    def card(self, code: str) -> str | Answer:
        """The code itself; for `#12`, the code of the card that the twelfth of the class has forgotten.

        A member of staff must have come: so a child cannot borrow as another while no grown-up is about.
        """
        picked = by_roster_number(self.roster.lesson.class_id, code) if self.roster else None
        if self.roster is None or picked is None:
            return code
        if isinstance(picked, Refused):
            return picked
        if not staff_came(self.roster.lesson):
            return CardNeeded(of_staff=True)
        return code_of(picked)
