"""One reader: what they have, what they wait for, their card; and lending to them."""

from starlette.responses import Response

from db.answers.counter.overriding import WHY, Override, Why
from db.answers.counter.refusals import SENTENCES
from db.answers.counter.scans import AlreadyYours, Refused, Settled
from db.circulation.at_the_desk import lend_by_code
from db.circulation.standing import standing
from db.library.terms import term_target
from db.marking import N_, Sentence
from db.registering.page import ReaderPage, number_of, reader_page
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.sentences.catalogue import READER_STATUSES


def asked_reader(ask: Ask, act: Act) -> ReaderPage:
    """The reader whom the address names. Raises NotFound, and NotAllowed for one of a foreign class."""
    patron_id = ask.row("reader")
    number = number_of(patron_id)
    ask.require_of(act, standing(patron_id).class_id)
    return reader_page(number, ask.now)


def show_reader(ask: Ask) -> Response:
    """All that the librarian sees of one reader."""
    reader = asked_reader(ask, Act.READERS)
    return page(
        ask,
        "reader.html",
        reader=reader,
        marked=READER_STATUSES[reader.status],
        late=sum(loan.days_late > 0 for loan in reader.loans),
        target=term_target(),
        may_serve=ask.post.may(Act.SERVE),
        may_agree=ask.post.may(Act.STATUS),
        may_register=ask.post.may(Act.REGISTER),
    )


def lend(ask: Ask) -> Response:
    """Lend a book to this reader; what a rule refuses is asked about, and lent with a reason."""
    reader = asked_reader(ask, Act.SERVE)
    code, reason = ask.text("code"), ask.text("reason")
    override = Override(_why(reason), ask.text("words")) if reason else None
    if override:
        ask.require(Act.OVERRIDE)
    answer = lend_by_code(reader.number, code, ask.acting(), override=override)
    address = f"/readers/{reader.patron_id}"
    match answer:
        case Refused():
            sentence = Sentence(SENTENCES[answer.reason].librarian, answer.details)
            if answer.wanted is None or not ask.post.may(Act.OVERRIDE):
                return ask.done(address, sentence, is_trouble=True)
            return page(
                ask,
                "lend-anyway.html",
                reader=reader,
                book=answer.book,
                code=code,
                sentence=sentence,
                reasons=_REASONS,
            )
        case AlreadyYours():
            text = N_("Reader {number} has “{title}” already.")
            return ask.done(address, Sentence(text, {"number": reader.number, "title": answer.book.title}))
    said = Sentence(
        N_("Lent to reader {number}: “{title}”, due on {day}."),
        {"number": reader.number, "title": answer.book.title, "day": answer.due_on},
    )
    if isinstance(answer, Settled):
        said = Sentence(N_("{lent} It was still on another reader's record: returned there."), {"lent": said})
    return ask.done(address, said, undo=undo_of(answer.events, address))


_REASONS = tuple((why.value, text) for why, text in WHY.items() if why is not Why.MORE_COPIES)


def _why(reason: str) -> Why:
    return Why(reason) if reason in dict(_REASONS) else Why.OTHER


def undo_of(events: tuple[int, ...], back: str) -> Undo:
    """What takes back these events of lending, and goes to this page again."""
    return Undo("/loans/undo", (("events", " ".join(map(str, events))), ("back", back)))


PAGES = (
    Page("/readers/{reader:row}", show_reader, Act.READERS),
    Page("/readers/{reader:row}/lend", lend, Act.SERVE, "POST"),
)
