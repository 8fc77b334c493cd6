"""The conversation about a class corner, at a kiosk without a keyboard: scans go in, frozen answers out.

A command card says what is to be done (`%FILL`, `%LEND`, `%SWAP`, `%CLOSE`, `%LEDGER`), then a card says who
does it, then a class's card which corner; then books are scanned, and `%DONE` ends it. Every scan that
changes something is committed before it is answered: whoever walks away has lost nothing. Codes come to it
cleaned, times are naive UTC, as the scans bring them; it knows no screen.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta

from db.answers.classes.corner import Asks, CornerAnswer, CornerBegun, CornerEnded, Purpose, Wanted
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Answer, Ignored, Refused, Unknown
from db.answers.counter.turn import TurnEnded
from db.circulation.found import FoundPatron
from db.circulation.lookup import find_barcode, titles_of
from db.circulation.policy import card_refusal
from db.circulation.standing import standing
from db.codes import command_of
from db.corners.closing import swap
from db.corners.filling import corner_of, open_corner
from db.events.record import Acting
from db.readers.classes import class_of_code
from db.roles import Act, Post, Role
from db.staff.members import post_of
from db.store.opening import transaction
from kiosk.corner.books import finish, scan_book, take_back
from kiosk.corner.ledger import read_ledger
from kiosk.corner.work import CornerWork, Reply
from kiosk.counter.conversation import Conversation
from kiosk.counter.desk import Desk
from kiosk.counter.hearing import REPEAT, Heard, hear

QUIET = timedelta(minutes=3)
"""Work at a corner ends by itself after this long without a scan; meanwhile books are fetched."""

_STARTS = {purpose.value.upper(): purpose for purpose in Purpose}


class CornerDesk:
    """One kiosk's work at class corners. Use it from one thread, which holds a connection to the store."""

    def __init__(
        self,
        kiosk: str,
        languages: tuple[str, ...] = ("en", "zh_CN"),
        turn_ended: Callable[[Conversation], None] = lambda _before: None,
        *,
        repeat: timedelta = REPEAT,
    ) -> None:
        """`repeat`: the same code within this time is the scanner repeating itself. The rest is as for
        `Desk`; the turns here are those of readers to whom the class librarian lends.
        """
        self._repeat = repeat
        self._turn_ended = turn_ended
        self._kiosk = kiosk
        self._languages = languages
        self._work: CornerWork | None = None
        self._desk: Desk | None = None

    @property
    def work(self) -> CornerWork | None:
        """What is going on, or None."""
        return self._work

    @property
    def lending(self) -> Desk | None:
        """The desk of the class librarian, while they lend from the corner."""
        return self._desk

    def remember(self) -> "CornerDesk":
        """This desk as it is now."""
        before = copy(self)
        before._desk = copy(self._desk)
        return before

    def wants(self, code: str) -> bool:
        """Whether this scan is for the corner and not for the library's own desk."""
        return self._work is not None or command_of(code) in _STARTS

    def begin(self, purpose: Purpose, classes: tuple[int, ...], acting: Acting) -> CornerAnswer | Answer:
        """Begin as somebody at the command line does, who needs no card."""
        self._desk = None
        work = CornerWork(purpose, acting, Post(Role.LIBRARIAN), classes, acting.now)
        return self._take(*self._proceed(work, acting.now))

    def scan(self, code: str, now: datetime, *, by_key: bool = False) -> CornerAnswer | Answer:
        """Answer one scan, or a command that was pressed as a key, which is meant each time.

        What it changes is committed before this returns, or not at all.
        """
        self.tick(now)
        work = self._work
        heard = hear(code, now, work.last if work else None, by_key=by_key, repeat=self._repeat)
        word = heard.command
        if word in _STARTS:
            if self._desk:
                self._desk.forget()
            self._desk = None
            return self._take(*self._proceed(CornerWork(_STARTS[word], touched_at=now), now))
        if work is None:
            return Unknown()
        if self._desk and word != "DONE":
            self._work = replace(work, touched_at=now)
            return self._desk.scan(code, now, by_key=by_key)
        if self._desk:
            self._desk.forget()
        if heard.is_repeat and work.last:
            self._work = replace(work, last=work.last.again(now))
            return Ignored()
        with transaction():
            answer, after = self._hear(heard, work)
        return self._take(answer, after)

    def tick(self, now: datetime) -> CornerEnded | TurnEnded | None:
        """Let time pass: work that was quiet for too long ends, and the turn of a reader who is lent to."""
        turn_ended = self._desk.tick(now) if self._desk else None
        work = self._work
        if work is None or work.touched_at is None or now - work.touched_at < QUIET:
            return turn_ended
        self._work = self._desk = None
        return CornerEnded(work.purpose, timed_out=True)

    def _hear(self, heard: Heard, work: CornerWork) -> Reply:
        """Answer a scan; of a book's label and its ISBN in one go, the label alone."""
        titles, by_label = (frozenset[int](), False) if heard.command else titles_of(heard.code)
        last = replace(heard.last, titles=titles, by_label=by_label)
        if last.is_other_code_of(work.last, self._repeat) and work.last:
            if not by_label:
                return Ignored(), replace(work, last=work.last.again(heard.at))
            if work.acted and work.acting:
                _, taken = take_back(work, work.acting.at(heard.at))
                work = taken or work
        answer, after = self._answer(heard, replace(work, touched_at=heard.at, last=last))
        return answer, after and replace(after, acted=len(after.done) > len(work.done))

    def _take(self, answer: CornerAnswer | Answer, after: CornerWork | None) -> CornerAnswer | Answer:
        self._work = after
        if after is None:
            self._desk = None
        return answer

    def _answer(self, heard: Heard, work: CornerWork) -> Reply:
        code, word, now = heard.code, heard.command, heard.at
        if not heard.is_code:
            return Unknown(), work
        if work.acting is None:
            return (CornerEnded(work.purpose), None) if word == "DONE" else self._trust(code, work, now)
        acting = work.acting.at(now)
        if word == "DONE":
            return finish(work, acting) if _is_complete(work) else (CornerEnded(work.purpose), None)
        if word == "UNDO":
            return take_back(work, acting)
        if not _is_complete(work):
            return self._choose_class(code, work, now)
        match work.purpose:
            case Purpose.FILL | Purpose.CLOSE:
                return scan_book(code, work, acting)
            case Purpose.LEDGER:
                return read_ledger(code, work, acting)
        return Unknown(), work

    def _trust(self, code: str, work: CornerWork, now: datetime) -> Reply:
        """The card of whoever may do this: staff, or, to lend, the class's librarian."""
        found = find_barcode(code)
        if not isinstance(found, FoundPatron):
            return _asks(work), work
        who = standing(found.patron_id)
        refused = Refused(Reason.CARD_REPLACED) if found.retired else card_refusal(who)
        if refused:
            return refused, work
        post = post_of(who)
        if not post.may(_act(work)):
            is_to_lend = work.purpose is Purpose.LEND
            return Refused(Reason.NOT_CLASS_LIBRARIAN if is_to_lend else Reason.STAFF_ONLY), work
        acting = Acting(self._kiosk, now)
        work = replace(work, post=post, acting=acting.by_staff(who.patron_id))
        if post.role is Role.CLASS_LIBRARIAN and who.class_id is not None:
            work = replace(work, acting=acting, classes=(who.class_id,))
        return self._proceed(work, now)

    def _choose_class(self, code: str, work: CornerWork, now: datetime) -> Reply:
        """A class's card, or the card of anybody in it."""
        class_id = class_of_code(code)
        found = None if class_id else find_barcode(code)
        if isinstance(found, FoundPatron):
            class_id = standing(found.patron_id).class_id
        if class_id is None or class_id in work.classes:
            return _asks(work), work
        return self._proceed(replace(work, classes=(*work.classes, class_id)), now)

    def _proceed(self, work: CornerWork, now: datetime) -> Reply:
        """Ask for what is not known yet, or begin."""
        if work.acting is None or not _is_complete(work):
            return _asks(work), work
        if not any(work.post.may(_act(work), class_id) for class_id in work.classes):
            return Refused(Reason.NOT_YOUR_CLASS), replace(work, classes=())
        acting = work.acting.at(now)
        if work.purpose is Purpose.FILL:
            open_corner(work.classes[0], acting)
        if work.purpose is Purpose.SWAP:
            return swap(work.classes[0], work.classes[1], acting), None
        corner = corner_of(work.classes[0])
        if corner is None:
            return Refused(Reason.NO_CORNER), None
        if work.purpose is Purpose.LEND:
            self._desk = Desk(self._kiosk, self._languages, self._turn_ended, corner_of=corner.class_id)
        begun = CornerBegun(work.purpose, corner.class_name, corner.books, corner.cap)
        return begun, replace(work, begun=begun)


def _is_complete(work: CornerWork) -> bool:
    """Whether it is known whose corner it is about."""
    return len(work.classes) >= (2 if work.purpose is Purpose.SWAP else 1)


def _act(work: CornerWork) -> Act:
    return Act.LEND_CORNER if work.purpose is Purpose.LEND else Act.CORNER


def _asks(work: CornerWork) -> Asks:
    if work.acting is None:
        card = Wanted.LIBRARIAN_CARD if work.purpose is Purpose.LEND else Wanted.STAFF_CARD
        return Asks(card, work.purpose)
    return Asks(Wanted.SECOND_CLASS if work.classes else Wanted.CLASS, work.purpose)
