"""A book lent to a reader, taken back, renewed, or kept for whoever waits; and all of that taken back."""

from starlette.responses import Response

from db.answers.counter.overriding import CHOSEN_WHY, OVERRIDABLE, WHY, Override, Why
from db.answers.counter.refusals import SENTENCES
from db.answers.counter.scans import AlreadyYours, CheckedIn, CheckedOut, Refused, Renewed, Settled
from db.cataloguing.page import book_page
from db.circulation.at_the_desk import copy_on_loan, lend_to, renew_loan, return_copy
from db.circulation.holds import end_hold, hold_title
from db.errors import BadValue, NotFound
from db.marking import N_, Sentence
from db.readers.finding import number_meant
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.asking import Question, asked
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.visits import Undo


def lend(ask: Ask) -> Response:
    """Lend a copy; where a rule refuses it, say which, and ask whether to lend it anyway."""
    number = _reader(ask)
    copy_id = _free_copy(ask)
    why = ask.text("why")
    override = Override(_why(why), ask.text("words")) if why else None
    answer = lend_to(number, copy_id, ask.acting(), override=override)
    if isinstance(answer, Refused):
        return _refused(ask, answer, number, copy_id)
    if isinstance(answer, AlreadyYours):
        said = Sentence(
            N_("Reader {number} has “{title}” already."), {"number": number, "title": answer.book.title}
        )
        return ask.done(_page(ask), said)
    return ask.done(_page(ask), _lent(answer, number), undo=_undo(ask, answer.events))


def _lent(answer: CheckedOut | Settled, number: str) -> Sentence:
    return Sentence(
        N_("Lent to reader {number}: “{title}”, due on {day}."),
        {"number": number, "title": answer.book.title, "day": answer.due_on},
    )


def _refused(ask: Ask, answer: Refused, number: str, copy_id: int) -> Response:
    reason = Sentence(SENTENCES[answer.reason].librarian, answer.details)
    if answer.reason not in OVERRIDABLE:
        raise BadValue(reason.text, **reason.details)
    question = Question(
        Sentence(N_("Lend it anyway?")),
        (reason,),
        f"{_page(ask)}/lend",
        (("reader", number), ("copy", copy_id)),
        Sentence(N_("Lend it anyway")),
        _page(ask),
        [(why.value, Sentence(WHY[why])) for why in CHOSEN_WHY],
    )
    return asked(ask, question)


def take_back(ask: Ask) -> Response:
    """The book of an open loan has come back."""
    copy = copy_on_loan(ask.whole("loan"))
    answer = return_copy(copy.copy_id, ask.acting())
    said = Sentence(N_("Returned: “{title}”."), {"title": answer.book.title})
    if not isinstance(answer, CheckedIn):
        return ask.done(_page(ask), said)
    if answer.on_hold:
        said = Sentence(N_("{done} Somebody is waiting for it: keep it at the desk."), {"done": said})
    return ask.done(_page(ask), said, undo=_undo(ask, answer.events))


def renew(ask: Ask) -> Response:
    """Let a reader keep the book longer."""
    answer = renew_loan(ask.whole("loan"), ask.acting())
    if isinstance(answer, Renewed):
        said = Sentence(
            N_("Renewed: “{title}”, due on {day}."), {"title": answer.book.title, "day": answer.due_on}
        )
        return ask.done(_page(ask), said, undo=_undo(ask, answer.events))
    raise BadValue(SENTENCES[answer.reason].librarian, **answer.details)


def place_hold(ask: Ask) -> Response:
    """Let a reader wait for the title."""
    number = _reader(ask)
    hold_id = hold_title(number, ask.row("book"), ask.acting())
    said = Sentence(N_("Reader {number} is now waiting for this book."), {"number": number})
    return ask.done(_page(ask), said, undo=Undo(f"{_page(ask)}/end-hold", (("hold", str(hold_id)),)))


def cancel_hold(ask: Ask) -> Response:
    """Let a reader wait no longer."""
    end_hold(ask.whole("hold"), ask.acting())
    return ask.done(_page(ask), Sentence(N_("This reader is no longer waiting.")))


def _page(ask: Ask) -> str:
    return f"/books/{ask.row('book')}"


def _reader(ask: Ask) -> str:
    if not (text := ask.text("reader")):
        raise BadValue(N_("Say for whom: scan the card, or type the reader's number or name."))
    return number_meant(text)


def _free_copy(ask: Ask) -> int:
    """The copy that is meant. Raises NotFound, and BadValue where somebody has taken it meanwhile."""
    copy_id = ask.whole("copy")
    for copy in book_page(ask.row("book")).copies:
        if copy.copy_id == copy_id:
            if copy.borrower:
                raise BadValue(
                    N_("Somebody else has borrowed this copy meanwhile: it has to come back first.")
                )
            return copy_id
    raise NotFound(N_("There is no such copy any more."))


def _why(text: str) -> Why:
    if text not in {why.value for why in CHOSEN_WHY}:
        raise BadValue(
            N_("{value} is not one of: {known}."), value=text, known=", ".join(w.value for w in Why)
        )
    return Why(text)


def _undo(ask: Ask, events: tuple[int, ...]) -> Undo | None:
    if not events:
        return None
    return Undo("/loans/undo", (("events", " ".join(map(str, events))), ("back", _page(ask))))


PAGES = (
    Page("/books/{book:row}/lend", lend, Act.SERVE, "POST"),
    Page("/books/{book:row}/return", take_back, Act.SERVE, "POST"),
    Page("/books/{book:row}/renew", renew, Act.SERVE, "POST"),
    Page("/books/{book:row}/hold", place_hold, Act.HOLDS, "POST"),
    Page("/books/{book:row}/end-hold", cancel_hold, Act.HOLDS, "POST"),
)
