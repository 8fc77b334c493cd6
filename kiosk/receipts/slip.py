"""What stands on a slip that is taken along: what to bring back until when, the way to a book, questions."""

from db.answers.shelves.finding import Way
from db.reading.slips import Slip as Review
from kiosk.counter.conversation import Conversation
from kiosk.receipts.kinds import ReviewSlip, Slip, SlipLine, WaySlip
from kiosk.sentences.classes.reading import SLIP_HAND_IN, SLIP_QUESTIONS
from kiosk.sentences.shelves.shelf import way_lines
from kiosk.words import Words

_MOST_LINES = 30


def slip_of(ended: Conversation) -> Slip | None:
    """The slip for a turn, from the conversation as it was just before the turn ended.

    None when the reader neither borrowed nor renewed, so that a return prints nothing.
    """
    turn = ended.turn
    if turn is None:
        return None
    wanted = turn.lent | turn.renewed
    lines = tuple(
        SlipLine(loan.book.title, loan.due_on) for loan in turn.reader.loans if loan.loan_id in wanted
    )
    if not lines:
        return None
    initial = f"{turn.reader.given_name[:1]}." if turn.reader.given_name else ""
    return Slip(ended.language, f"{initial} {turn.reader.class_name}".strip(), lines[:_MOST_LINES])


def way_slip(way: Way, words: Words) -> WaySlip:
    """The slip to carry to the shelf."""
    _title, *told = way_lines(way.there, words)
    return WaySlip(way.there.call_number, way.there.title, tuple(line.strip() for line in told[:4]))


def review_slip(slip: Review, words: Words) -> ReviewSlip:
    """The slip to write on, in its reader's language; `words` for one who has chosen none."""
    words = words.of_reader(slip.language)
    return ReviewSlip(
        f"{slip.title}  {slip.author}".strip(),
        tuple(words(question) for question in SLIP_QUESTIONS),
        words(SLIP_HAND_IN),
        slip.code,
    )
