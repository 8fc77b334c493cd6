"""The relabelling conversation: book and new label are scanned in pairs, and each pair is checked.

It knows no screen. The full screen, `kiosk relabel` and the tests drive it the same way, with cleaned codes;
the clock is an argument everywhere (naive UTC). Two people may work at once, each at a desk of their own.
"""

from datetime import datetime

from db.answers.relabel import (
    AlreadyClosed,
    AlreadyQueued,
    BookSeen,
    Choose,
    Closed,
    LabelSeen,
    Line,
    MarkedMissing,
    Mismatch,
    NothingToTakeBack,
    NotOnList,
    Queued,
    RelabelAnswer,
    SameAgain,
    ScanFirst,
    UnknownCode,
)
from db.events.record import Acting
from db.labelling.pairs import Pair, Undoable, close, close_alone, look, mark_missing, queue, take_back
from kiosk.counter.hearing import Last, hear


class RelabelDesk:
    """One person's relabelling. Use it from one thread, which holds a connection to the store."""

    def __init__(self, acting: Acting) -> None:
        """`acting` names this machine and who works at it, in the worklist and in the events."""
        self.acting = acting
        self._waiting: BookSeen | LabelSeen | None = None  # half a pair
        self._seen: BookSeen | LabelSeen | None = None  # what was scanned last, for what is asked of it
        self._in_hand: BookSeen | None = None  # the book that a wrong label was scanned for
        self._choice: tuple[tuple[Line, ...], str] = ((), "")
        self._done: Undoable | None = None
        self._last: Last | None = None

    @property
    def waiting(self) -> BookSeen | LabelSeen | None:
        """The half of a pair that was scanned and waits for the other."""
        return self._waiting

    def scan(self, code: str, now: datetime) -> RelabelAnswer:
        """Answer one scan; what it changes is committed before this returns.

        While a choice is open, its number is taken as the choice. Raises NotFound when no campaign is open.
        """
        heard = hear(code, now, self._last)
        self._last = heard.last
        if heard.is_repeat:
            return SameAgain()
        lines, _ = self._choice
        if code.isdecimal() and len(code) <= 3 and 1 <= int(code) <= len(lines):
            return self.choose(int(code), now)
        self._choice = ((), "")
        if not heard.is_code:
            return UnknownCode()
        if heard.command:
            commands = {"LABEL": self.want_label, "MISSING": self.missing, "UNDO": self.undo}
            return commands[heard.command](now) if heard.command in commands else UnknownCode()
        found = look(code)
        if isinstance(found, UnknownCode):
            return found
        self._seen, self._in_hand = found, None
        return self._book(found, now) if isinstance(found, BookSeen) else self._label(found, now)

    def want_label(self, now: datetime) -> RelabelAnswer:
        """The book that was scanned has no label, or a torn one: it is printed with the next ones."""
        return self._of_one("label", now)

    def missing(self, now: datetime) -> RelabelAnswer:
        """The book whose label was scanned is not to be found."""
        return self._of_one("missing", now)

    def choose(self, number: int, now: datetime) -> RelabelAnswer:
        """One of the copies offered, counted from 1."""
        lines, wish = self._choice
        if not 1 <= number <= len(lines):
            return ScanFirst()
        return self._do(wish, lines[number - 1], now)

    def undo(self, now: datetime) -> RelabelAnswer:
        """Take back what this desk did last."""
        if self._done is None:
            return NothingToTakeBack()
        done, self._done, self._waiting, self._seen = self._done, None, None, None
        return take_back(done, self._acting(now))

    def _book(self, book: BookSeen, now: datetime) -> RelabelAnswer:
        before, self._waiting = self._waiting, book
        if isinstance(before, LabelSeen) and before.line.state not in ("", "closed"):
            return self._paired(book, before, now)
        on_list = any(line.state for line in book.lines)
        return book if on_list else NotOnList(book.book)

    def _label(self, label: LabelSeen, now: datetime) -> RelabelAnswer:
        before = self._waiting
        if isinstance(before, BookSeen):
            return self._paired(before, label, now)
        self._waiting = label
        if label.line.state == "":
            return NotOnList(label.line.book)
        if label.line.state == "closed":
            return AlreadyClosed(label.line)
        if label.alone and isinstance(before, LabelSeen) and before.line.copy_id == label.line.copy_id:
            return self._settled(close_alone(label.line, self._acting(now)))
        return label

    def _paired(self, book: BookSeen, label: LabelSeen, now: datetime) -> RelabelAnswer:
        """Book and label of one pair. Where they do not belong together, `book` is the one in the hand."""
        answer = self._settled(close(Pair(book, label.line), self._acting(now)))
        self._in_hand = book if isinstance(answer, Mismatch) else None
        return answer

    def _of_one(self, wish: str, now: datetime) -> RelabelAnswer:
        """Do something with the copy that was scanned; ask which one where its label tells it from others."""
        seen = self._in_hand if wish == "label" and self._in_hand else self._seen
        if seen is None:
            return ScanFirst()
        if isinstance(seen, LabelSeen):
            return self._do(wish, seen.line, now)
        lines = tuple(line for line in seen.lines if line.state != "closed") or seen.lines
        if wish == "label":
            lines = _without_printed(lines)
        alike = {(line.state, line.code, line.book.shelf) for line in lines}
        if len(alike) == 1:  # nothing distinguishes them
            return self._do(wish, lines[0], now)
        self._choice = (lines, wish)
        return Choose(seen.book, lines)

    def _do(self, wish: str, line: Line, now: datetime) -> RelabelAnswer:
        self._choice = ((), "")
        if wish == "missing":
            return self._settled(mark_missing(line, self._acting(now)))
        return self._settled(queue(line, self._acting(now)))

    def _settled(
        self,
        answer: Closed | Mismatch | AlreadyClosed | NotOnList | Queued | AlreadyQueued | MarkedMissing,
    ) -> RelabelAnswer:
        """Remember what can be taken back; the next scan begins a new pair."""
        if isinstance(answer, Undoable):
            self._done, self._waiting, self._seen = answer, None, None
        return answer

    def _acting(self, now: datetime) -> Acting:
        return self.acting.at(now)


def _without_printed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """One of equal copies that have no label yet, where there are such: whichever book gets it, it fits.

    Where a label waits for some, and those of others are printed, the librarian has to say which.
    """
    waiting = tuple(line for line in lines if line.state == "to_print")
    new = tuple(line for line in lines if not line.code and line.state != "to_print")
    return new[:1] or (waiting[:1] if len(waiting) == len(lines) else lines)
