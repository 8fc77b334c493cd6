"""The book corner of a class: opened, filled and emptied by scans, swapped, closed; its lists on paper."""

from starlette.responses import Response

from db.answers.classes.corner import CornerAnswer, CornerTime
from db.answers.counter.refusals import SENTENCES
from db.answers.counter.scans import Refused
from db.circulation.standing import standing
from db.clock import local_day
from db.codes import clean
from db.corners import librarians
from db.corners.closing import bring_back, close_corner, swap, unaccounted
from db.corners.filling import USUAL_CAP, corner_of, open_corner, place
from db.corners.manifest import copies_of_last_term, copy_of, manifest
from db.errors import NotFound
from db.library.calendar import school_days
from db.marking import N_, Sentence
from db.readers.classes import class_id_of, class_names
from db.readers.readers import patron_of
from db.roles import Act
from kiosk.pages.classes.classes import asked_class
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.paper.corner import ledger_paper, manifest_paper
from kiosk.sentences.classes.corner import say_corner
from kiosk.sentences.said import Tone

_LEDGER_DAYS = 20


def show_corner(ask: Ask) -> Response:
    """What is in the corner of this class, and what can be done with it."""
    class_id, name = asked_class(ask, Act.CORNER)
    theirs = [(number, called) for where, number, called in librarians.class_librarians() if where == name]
    own = ask.classes(Act.CORNER)
    return page(
        ask,
        "corner.html",
        class_id=class_id,
        name=name,
        corner=corner_of(class_id),
        lines=manifest(class_id),
        librarians=theirs,
        usual=USUAL_CAP,
        others=[
            (other, other)
            for other in class_names()
            if other != name and (own is None or class_id_of(other) in own)
        ],
    )


def open_or_change(ask: Ask) -> Response:
    """Open the corner, or let it hold another number of books; with what the class had last, on wish."""
    class_id, name = asked_class(ask, Act.CORNER)
    open_corner(class_id, ask.acting(), ask.whole("cap", 0) or None)
    if ask.text("as_last"):
        copies, missing = copies_of_last_term(class_id)
        placed = [place(class_id, copy_id, ask.acting()) for copy_id in copies]
        missing += sum(isinstance(answer, Refused) for answer in placed)
        if missing:
            ask.say(Sentence(N_("Books still missing: {n}."), {"n": missing}), is_trouble=True)
    corner = _corner(class_id)
    text = N_("The corner of {name} has {books} of {cap} books.")
    return ask.done(_at(class_id), Sentence(text, {"name": name, "books": corner.books, "cap": corner.cap}))


def fill(ask: Ask) -> Response:
    """Put the scanned book into the corner."""
    class_id, _ = asked_class(ask, Act.CORNER)
    answer = place(class_id, _copy(ask, class_id, to_place=True), ask.acting())
    return _said(ask, class_id, answer)


def empty(ask: Ask) -> Response:
    """Take the scanned book back from the corner."""
    class_id, _ = asked_class(ask, Act.CORNER)
    answer = bring_back(class_id, _copy(ask, class_id, to_place=False), ask.acting())
    return _said(ask, class_id, answer)


def show_close(ask: Ask) -> Response:
    """Say what would be missing, before the corner is closed."""
    class_id, name = asked_class(ask, Act.CORNER)
    corner = _corner(class_id)
    on_loan, missing = unaccounted(class_id)
    return page(
        ask,
        "close-corner.html",
        class_id=class_id,
        name=name,
        corner=corner,
        on_loan=on_loan,
        missing=missing,
    )


def close(ask: Ask) -> Response:
    """Close it with what has come back."""
    class_id, _ = asked_class(ask, Act.CORNER)
    return _said(ask, class_id, close_corner(class_id, ask.acting()))


def swap_with(ask: Ask) -> Response:
    """Swap the books with those of another class."""
    class_id, _ = asked_class(ask, Act.CORNER)
    other = class_id_of(ask.text("other"))
    ask.require_of(Act.CORNER, other)
    return _said(ask, class_id, swap(class_id, other, ask.acting()))


def appoint(ask: Ask) -> Response:
    """Let a pupil of this class look after the corner, or no longer."""
    class_id, _ = asked_class(ask, Act.CORNER)
    number = ask.text("number")
    if standing(patron_of(number).id).class_id != class_id:
        raise NotFound(N_("There is no reader {number} in this class."), number=number)
    if ask.text("remove"):
        librarians.dismiss(number, ask.acting())
        return ask.done(
            _at(class_id),
            Sentence(N_("Reader {number} no longer looks after the corner."), {"number": number}),
        )
    librarians.appoint(number, ask.acting())
    return ask.done(
        _at(class_id), Sentence(N_("Reader {number} now looks after the corner."), {"number": number})
    )


def print_manifest(ask: Ask) -> Response:
    """The books of the corner with their codes."""
    class_id, name = asked_class(ask, Act.CORNER)
    _corner(class_id)
    return paper_answer(ask, manifest_paper(name, manifest(class_id), ask.words), "corner")


def print_ledger(ask: Ask) -> Response:
    """An empty ledger for the coming school days, for a classroom without a kiosk."""
    class_id, _ = asked_class(ask, Act.CORNER)
    corner, days = _corner(class_id), school_days(local_day(ask.now), _LEDGER_DAYS)
    return paper_answer(ask, ledger_paper(corner, manifest(class_id), days, ask.words), "ledger")


def _said(ask: Ask, class_id: int, answer: CornerAnswer | Refused) -> Response:
    if isinstance(answer, Refused):
        why = Sentence(SENTENCES[answer.reason].librarian, answer.details)
        return ask.done(_at(class_id), why, is_trouble=True)
    said = say_corner(answer, ask.words)
    text = " · ".join((said.big, *said.lines))
    return ask.done(_at(class_id), Sentence("{text}", {"text": text}), is_trouble=said.tone is Tone.STOP)


def _copy(ask: Ask, class_id: int, *, to_place: bool) -> int:
    code = ask.text("code")
    found = copy_of(clean(code), class_id, to_place=to_place)
    if found is None:
        raise NotFound(N_("There is no book {code}."), code=code)
    return found.copy_id


def _corner(class_id: int) -> CornerTime:
    corner = corner_of(class_id)
    if corner is None:
        raise NotFound(N_("This class has no book corner now."))
    return corner


def _at(class_id: int) -> str:
    return f"/classes/{class_id}/corner"


PAGES = (
    Page("/classes/{class:row}/corner", show_corner, Act.CORNER),
    Page("/classes/{class:row}/corner", open_or_change, Act.CORNER, "POST"),
    Page("/classes/{class:row}/corner/fill", fill, Act.CORNER, "POST"),
    Page("/classes/{class:row}/corner/empty", empty, Act.CORNER, "POST"),
    Page("/classes/{class:row}/corner/close", show_close, Act.CORNER),
    Page("/classes/{class:row}/corner/close", close, Act.CORNER, "POST"),
    Page("/classes/{class:row}/corner/swap", swap_with, Act.CORNER, "POST"),
    Page("/classes/{class:row}/corner/librarian", appoint, Act.CORNER, "POST"),
    Page("/classes/{class:row}/corner/list", print_manifest, Act.CORNER),
    Page("/classes/{class:row}/corner/ledger", print_ledger, Act.CORNER),
)
