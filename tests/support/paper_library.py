"""The library as design.md describes it, in plain lists: what the real desk is compared with.

Written from the table "What a scan means" and the sentences around it, not from the code. It knows no
copies, only how many books of a title there are: which of them an ISBN stood for cannot be seen anyway.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

TURN, SHOWN, OFFER, REPEAT = (timedelta(seconds=seconds) for seconds in (20, 15, 10, 2))
OVERDUE_ALLOWED = 7
LONGEST_LOAN = 15
MOST_RENEWALS = 1


@dataclass(frozen=True)
class PaperLoan:
    """One line in the register. `turn` is the turn that lent it."""

    code: str
    reader: str
    due_on: date
    renewals: int
    turn: int


@dataclass
class Paper:
    """What a careful librarian with a register and a watch would answer. `scan` returns the answer's word."""

    limits: dict[str, int]
    copies: dict[str, int]
    end_of_term: date
    loans: list[PaperLoan] = field(default_factory=list)
    reader: str = ""
    turn: int = 0
    quiet_since: datetime | None = None
    last: tuple[str, datetime] | None = None
    waiting: tuple[str, datetime] | None = None
    comes_back: bool = False
    question: tuple[str, datetime] | None = None
    unclear: int = 0
    is_noted: bool = False
    card_refused: bool = False
    offer: tuple[PaperLoan, datetime] | None = None
    renew_next_until: datetime | None = None
    pages: list[list[PaperLoan]] = field(default_factory=list)
    """The register before each action of this turn: undo turns back a page."""
    lost_cards: frozenset[str] = frozenset()

    def scan(self, code: str, now: datetime, today: date) -> str:
        """The word for what happens, or the reason where it is refused."""
        if self.quiet_since and now - self.quiet_since >= TURN:
            self.leave()
            self.quiet_since = self.waiting = self.offer = self.renew_next_until = self.question = None
        repeat = self.last is not None and self.last[0] == code and now - self.last[1] < REPEAT
        self.last = (code, now)
        if repeat:
            return "repeat"
        self.quiet_since = now
        waiting = self.waiting[0] if self.waiting and now < self.waiting[1] else ""
        offer = self.offer[0] if self.offer and now < self.offer[1] else None
        renewing = self.renew_next_until is not None and now < self.renew_next_until
        asked = self.question[0] if self.question and now < self.question[1] else ""
        noted, self.is_noted = self.is_noted and bool(asked), False
        comes_back, self.comes_back = self.comes_back, False
        self.waiting = self.offer = self.renew_next_until = self.question = None
        if code == "%UNDO":
            return self.undo()
        if code == "%DONE":
            self.leave()
            return "turn_ended"
        if code == "%RENEW":
            return self.renew_command(offer, asked, now, today, noted=noted)
        if code in self.lost_cards:
            self.leave()
            self.card_refused = True
            return "card_lost"
        if code in self.limits:
            answer = self.card(code, waiting, now, today, comes_back=comes_back)
            if noted and waiting:
                self.is_noted = answer == "one_of_these"
                self.unclear -= answer not in ("which_copy", "all_out", "one_of_these")
            return answer
        if code not in self.copies:
            return "unknown"
        answer = self.book(code, now, today, renewing=renewing, again=code == asked, noted=noted)
        still_open = answer in ("card_wanted", "which_copy", "all_out")
        self.unclear -= bool(noted and code == asked and not still_open)
        return answer

    def leave(self) -> None:
        self.reader = ""
        self.pages = []
        self.card_refused = False

    def ask(self, code: str, now: datetime, *, noted: bool = False, comes_back: bool = False) -> None:
        """Somebody may answer for a while; unless they do, the librarian has a note of it."""
        self.question, self.comes_back, self.is_noted = (code, now + SHOWN), comes_back, True
        self.unclear += not noted
        if not self.card_refused:
            self.waiting = (code, now + SHOWN)

    def undo(self) -> str:
        if not self.pages:
            return "nothing_to_undo"
        self.loans = self.pages.pop()
        return "undone"

    def card(self, reader: str, waiting: str, now: datetime, today: date, *, comes_back: bool) -> str:
        own = self.reader == reader
        at_kiosk = bool(self.reader)
        self.leave()
        if own:
            return "turn_ended"
        self.reader = reader
        self.turn += 1
        if waiting and not at_kiosk:
            out = [loan.reader for loan in self.loans if loan.code == waiting]
            if comes_back and reader not in out and len(out) < self.copies[waiting]:
                return "which_copy"
            return self.book(waiting, now, today)
        return "turn_opened"

    def book(
        self,
        code: str,
        now: datetime,
        today: date,
        *,
        renewing: bool = False,
        again: bool = False,
        noted: bool = False,
    ) -> str:
        out = [loan for loan in self.loans if loan.code == code]
        here = len(out) < self.copies[code]
        if not self.reader:
            if out and here and not again:
                self.ask(code, now)
                return "taken_or_brought"
            if len(out) > 1:
                self.ask(code, now, noted=noted and again, comes_back=True)
                return "which_copy" if self.card_refused else "card_wanted"
            if out:
                self.turn_page(without=out[0])
                return "returned"
            if not self.card_refused:
                self.waiting = (code, now + SHOWN)
            return "shown"
        own = [loan for loan in out if loan.reader == self.reader]
        before = sorted((loan for loan in own if loan.turn != self.turn), key=lambda loan: loan.due_on)
        if before and len(own) > 1 and here and not again and not renewing:
            self.question = (code, now + SHOWN)
            return "one_of_these"
        if before:
            return self.own_from_before(before[0], now, today, renewing=renewing)
        if own and here and again:
            return self.lend(code, today)
        if own:
            if here:
                self.question = (code, now + SHOWN)
            return "already_yours"
        if here:
            return self.lend(code, today)
        if len(out) > 1:
            return "all_out"
        self.turn_page(without=out[0])
        lent = self.lend(code, today, same_page=True)
        return "settled" if lent == "lent" else lent

    def own_from_before(self, loan: PaperLoan, now: datetime, today: date, *, renewing: bool) -> str:
        if renewing:
            return self.renew(loan, today)
        self.turn_page(without=loan)
        if loan.renewals < MOST_RENEWALS and not self.is_too_late(loan, today):
            self.offer = (loan, now + OFFER)
        return "returned"

    def renew_command(
        self, offer: PaperLoan | None, asked: str, now: datetime, today: date, *, noted: bool
    ) -> str:
        if not self.reader:
            return "card_needed"
        own = [loan for loan in self.loans if loan.code == asked and loan.reader == self.reader]
        if any(loan.turn != self.turn for loan in own):
            self.unclear -= noted
            return self.lend(asked, today)
        if offer is None:
            self.renew_next_until = now + OFFER
            return "renewal_awaited"
        returned = self.loans
        self.loans = self.pages.pop()
        answer = self.renew(offer, today)
        if answer == "renewal_gains_nothing":
            return "already_yours"  # kept all the same: only the return is taken back
        if answer != "renewed":
            self.pages.append(self.loans)
            self.loans = returned
        return answer

    def renew(self, loan: PaperLoan, today: date) -> str:
        if self.is_too_late(loan, today):
            return "overdue_block"
        if loan.renewals >= MOST_RENEWALS:
            return "no_more_renewals"
        if self.due_on(today) <= loan.due_on:
            return "renewal_gains_nothing"
        longer = replace(loan, due_on=self.due_on(today), renewals=loan.renewals + 1)
        self.turn_page()
        self.loans = [longer if one is loan else one for one in self.loans]  # they stand as they were taken
        return "renewed"

    def lend(self, code: str, today: date, *, same_page: bool = False) -> str:
        mine = [loan for loan in self.loans if loan.reader == self.reader]
        if any(self.is_too_late(loan, today) for loan in mine):
            return "overdue_block"
        if len(mine) >= self.limits[self.reader]:
            return "limit_reached"
        made = PaperLoan(code, self.reader, self.due_on(today), 0, self.turn)
        if same_page:
            self.loans = [*self.loans, made]
        else:
            self.turn_page(plus=made)
        return "lent"

    def is_too_late(self, loan: PaperLoan, today: date) -> bool:
        """Whether its reader may borrow nothing for it, nor keep it longer."""
        return (today - loan.due_on).days > OVERDUE_ALLOWED

    def turn_page(self, *, without: PaperLoan | None = None, plus: PaperLoan | None = None) -> None:
        self.pages.append(self.loans)
        self.loans = [loan for loan in self.loans if loan is not without] + ([plus] if plus else [])

    def due_on(self, today: date) -> date:
        """Fifteen days, on Monday where that is a weekend, on the last day of term where that is later."""
        due = today + timedelta(days=LONGEST_LOAN)
        while due.weekday() >= 5:
            due += timedelta(days=1)
        return min(due, self.end_of_term) if today <= self.end_of_term else due
