"""One scan in its row of the table, and what an answer leaves behind in the conversation."""

from dataclasses import dataclass, replace

from db.answers.counter.scans import Answer, CheckedIn, CheckedOut, Renewed, Settled
from db.answers.shown import LoanLine
from db.circulation.found import FoundCopy, FoundPatron
from db.circulation.standing import loan_lines
from db.events.record import Acting
from kiosk.counter.conversation import OFFER, SHOWN, Conversation, Turn
from kiosk.counter.recognition import Seen

Reply = tuple[Answer, Conversation]


@dataclass(frozen=True)
class Asked:
    """One scan in its row: what was seen, the conversation before it, and the one after hearing it.

    `corner_of` is the class whose librarian lends here from its corner, None at the library's counter.
    """

    code: str
    seen: Seen
    before: Conversation
    after: Conversation
    acting: Acting
    corner_of: int | None = None

    @property
    def copy(self) -> FoundCopy:
        """The copy that was scanned; only rows about books ask."""
        assert self.seen.copy is not None
        return self.seen.copy

    @property
    def patron(self) -> FoundPatron:
        """The card that was scanned; only rows about cards ask."""
        assert self.seen.patron is not None
        return self.seen.patron

    @property
    def is_renewing(self) -> bool:
        """Whether the reader asked that the next book of theirs be renewed."""
        until = self.before.renewing_until
        return until is not None and self.acting.now < until

    @property
    def turn(self) -> Turn:
        """The turn of the reader at the kiosk; only rows with a reader ask."""
        assert self.after.turn is not None
        return self.after.turn


def after_verb(asked: Asked, answer: Answer) -> Reply:
    """Take what a verb did into the conversation: what undo would take back, what the reader holds now."""
    after = asked.after
    events = getattr(answer, "events", ())
    if events:
        after = replace(after, done=(*after.done, events), acted=events)
    turn = after.turn
    if turn and isinstance(answer, CheckedOut | Settled):
        after = replace(after, turn=replace(turn, lent=turn.lent | {answer.loan_id}))
    elif turn and isinstance(answer, Renewed):
        after = replace(after, turn=replace(turn, renewed=turn.renewed | {answer.loan_id}))
    elif isinstance(answer, CheckedIn) and answer.renewal_offered:
        after = replace(after, offer=answer, offer_until=asked.acting.now + OFFER)
    return answer, with_loans(after, _held(asked, answer))


def wait_for_card(asked: Asked) -> Conversation:
    """The conversation in which a card within some seconds takes up this code again.

    Not after a refused card: the next card is another reader's, and this book is not in their hand.
    """
    if asked.after.card_refused:
        return asked.after
    return replace(asked.after, shown=asked.code, shown_until=asked.acting.now + SHOWN)


def with_loans(conversation: Conversation, held: tuple[LoanLine, ...] | None = None) -> Conversation:
    """The conversation that knows what the reader holds now; where that is not known, it is looked up."""
    turn = conversation.turn
    if turn is None:
        return conversation
    held = loan_lines(turn.reader.patron_id) if held is None else held
    return replace(conversation, turn=replace(turn, reader=replace(turn.reader, loans=held)))


def _held(asked: Asked, answer: Answer) -> tuple[LoanLine, ...] | None:
    """What the reader holds after this, where it follows from what they held as the scan began."""
    who = asked.seen.who
    match answer:
        case CheckedOut() | Settled() if who:
            book = replace(answer.book, shelf=asked.copy.corner or answer.book.shelf)
            lent = LoanLine(answer.loan_id, book, answer.due_on)
            return tuple(sorted((*who.loans, lent), key=lambda line: (line.due_on, line.loan_id)))
        case CheckedIn() if who:
            return tuple(line for line in who.loans if line.loan_id != answer.loan_id)
    return None
