"""Lending, returning, renewing and waiting, as a machine asks for them: by the counter's own rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from db.answers.counter.refusals import Reason
from db.answers.counter.scans import (
    AlreadyYours,
    Answer,
    BookShown,
    CheckedIn,
    CheckedOut,
    Refused,
    Renewed,
    Settled,
    Unknown,
)
from db.answers.shown import Book
from db.circulation.at_a_machine import held_items
from db.circulation.found import Standing
from db.circulation.holds import cancel_hold, place_hold
from db.circulation.lending import check_in, renew
from db.circulation.standing import reader
from db.clock import local_day
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.at_the_kiosk import return_unclear
from db.events.record import record_shown
from db.library.calendar import read_calendar
from db.marking import N_
from db.store.opening import transaction
from kiosk.counter.actions import ask_again, lend
from kiosk.counter.asked import Asked
from kiosk.counter.conversation import SHOWN, Conversation, Question, Turn
from kiosk.counter.hearing import REPEAT, hear
from kiosk.counter.meaning import Scanned
from kiosk.counter.recognition import Seen, see
from kiosk.sentences.counter.scans import say_counter
from kiosk.sentences.said import shelf_lines, title_line
from kiosk.sip2.message import Reply, Request, fields
from kiosk.sip2.peers import Terminal, now_as_written
from kiosk.sip2.readers import UNKNOWN_CARD, due, known_reader
from kiosk.sip2.refusing import refused
from kiosk.words import Words

JUST_LENT = timedelta(minutes=2)
"""Asked once more within this time, a loan of the same reader at the same machine is the one it asked for."""
_OWN = (Scanned.LENT_THIS_TURN, Scanned.OWN_FROM_BEFORE, Scanned.LIKE_OWN)
_NOT_YOURS = N_("This book is not on your list.")
_NOT_LENT = N_("This book was not on loan.")
_WHOSE = N_("Several readers have this book. Please give it to the librarian.")


def check_out(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """11: lend, or renew what the reader has already where the machine asks for that."""
    who = known_reader(request["AA"], terminal)
    if not isinstance(who, Standing):
        return _no_reader(request, terminal, at, who)
    with transaction():
        asked = _asked(request, terminal, at, who)
        if asked is None:
            return _said("12", request, terminal, at, Unknown(), terminal.words(who.language))
        answer = _lend(asked, may_renew=request.fixed[0] == "Y")
    is_done = isinstance(answer, CheckedOut | Settled | Renewed)
    if isinstance(answer, AlreadyYours) and asked.seen.copy and asked.seen.copy.loan:
        is_done = at - asked.seen.copy.loan.lent_at < JUST_LENT
    return _said("12", request, terminal, at, answer, terminal.words(who.language), is_done=is_done)


def renew_one(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """29: let the reader keep a book longer."""
    who = known_reader(request["AA"], terminal)
    if not isinstance(who, Standing):
        return _no_reader(request, terminal, at, who)
    words = terminal.words(who.language)
    with transaction():
        asked = _asked(request, terminal, at, who)
        loan = asked.seen.copy.loan if asked and asked.seen.copy else None
        if asked is None or asked.seen.scanned not in _OWN or loan is None:
            return refused(request, at, words, _NOT_YOURS, terminal.peer.institution)
        answer = renew(loan.loan_id, asked.acting, asked.turn.calendar)
    is_done = isinstance(answer, Renewed)
    return _said("30", request, terminal, at, answer, words, is_done=is_done, until=loan.due_on)


def renew_all(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """65: the same for all that the reader holds; each book by itself."""
    who = known_reader(request["AA"], terminal)
    if not isinstance(who, Standing):
        return _no_reader(request, terminal, at, who)
    calendar = read_calendar(local_day(at))
    renewed: list[str] = []
    kept: list[str] = []
    for item in held_items(who.patron_id):
        answer = renew(item.loan_id, terminal.acting(at), calendar)
        (renewed if isinstance(answer, Renewed) else kept).append(item.code)
    counts = f"{min(len(renewed), 9999):04}{min(len(kept), 9999):04}"
    return Reply(
        f"661{counts}{now_as_written(at)}",
        fields(("AO", terminal.peer.institution), BM=renewed, BN=kept),
    )


def take_back(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """09: a book is brought back, whoever had it. Never refused; who had it is never said."""
    words, acting = terminal.words(), terminal.acting(at)
    code = clean(terminal.code(request["AB"]))
    if not code or not hear(code, at, None).is_code:
        return _back(request, terminal, at, Unknown(), words)
    with transaction():
        seen = see(code, None, acting)
        if seen.scanned is Scanned.ISBN_HERE_AND_OUT:  # the machine says that it comes back: it is not asked
            again = Question(seen.titles, at - REPEAT, at + SHOWN)
            seen = see(code, None, acting, None, again)
        copy = seen.copy
        if copy is None:
            return _back(request, terminal, at, seen.unclear or Unknown(), words)
        if seen.several:
            return_unclear(copy.copy_id, acting)
            return _back(request, terminal, at, BookShown(copy.book), words, words(_WHOSE))
        if copy.loan is None:
            record_shown(copy.copy_id, acting)
            place = joined([words(_NOT_LENT), *shelf_lines(copy.book, words)], words)
            return _back(request, terminal, at, BookShown(copy.book), words, place, corner=copy.corner)
        answer = check_in(copy.copy_id, acting)
    terminal.patron_id = None  # what follows may be somebody else's
    corner = answer.corner if isinstance(answer, CheckedIn) else ""
    return _back(request, terminal, at, answer, words, corner=corner)


def noted_return(request: Request, terminal: Terminal, at: datetime, *, is_noted: bool) -> Reply:
    """09 while the store is away: the book is taken, and noted for when it is back."""
    words = terminal.words()
    said = words(N_("I have noted it. Put it on the return trolley.")) if is_noted else words(UNKNOWN_CARD)
    here = ("AO", terminal.peer.institution), ("AB", request["AB"]), ("AQ", "")
    return Reply(f"10{int(is_noted)}YUY{now_as_written(at)}", fields(*here, CV="99", AF=said))


def wait_for(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """15: let the reader wait for a title (`+`), or no longer (`-`)."""
    who = known_reader(request["AA"], terminal)
    if not isinstance(who, Standing):
        return _no_reader(request, terminal, at, who)
    words, code = terminal.words(who.language), terminal.code(request["AB"] or request["AJ"])
    here = ("AO", terminal.peer.institution), ("AA", request["AA"]), ("AB", request["AB"])
    try:
        match request.fixed[0]:
            case "+":
                place_hold(who.number, code, terminal.acting(at))
            case "-":
                cancel_hold(who.number, code, terminal.acting(at))
            case _:
                raise BadValue(N_("This can only be done at the desk. Please ask the librarian."))
    except (BadValue, NotFound) as error:
        return Reply(f"160N{now_as_written(at)}", fields(*here, AF=words(error.sentence)))
    return Reply(f"161N{now_as_written(at)}", fields(*here))


def joined(lines: Sequence[str], words: Words) -> str:
    """Sentences one after another on the one line that a machine has."""
    return ("" if words.language == "zh_CN" else " ").join(lines)


def _asked(request: Request, terminal: Terminal, at: datetime, who: Standing) -> Asked | None:
    """The book that this reader puts down, in its row of the counter's table; None for no code at all."""
    acting = terminal.acting(at)
    heard = hear(clean(terminal.code(request["AB"])), at, None)
    if not heard.is_code or not heard.code or heard.command:
        return None
    turn = Turn(reader(who, local_day(at)), read_calendar(local_day(at)), who.renews_by_default)
    seen = see(heard.code, turn, acting)
    there = Conversation(terminal.spoken, turn=turn)
    return Asked(heard.code, seen, there, there, acting)


def _lend(asked: Asked, *, may_renew: bool) -> Answer:
    seen, now = asked.seen, asked.acting.now
    if seen.scanned is Scanned.LIKE_OWN and seen.another:
        seen = Seen(Scanned.BOOK_NOT_ON_LOAN, copy=seen.another)
        return lend(replace(asked, seen=seen))[0]
    if seen.scanned in (Scanned.BOOK_NOT_ON_LOAN, Scanned.ON_ANOTHERS_RECORD):
        return lend(asked)[0]
    if seen.copy is None or seen.copy.loan is None or seen.scanned not in _OWN:
        return ask_again(asked)[0]
    loan = seen.copy.loan
    if may_renew and now - loan.lent_at >= JUST_LENT:
        return renew(loan.loan_id, asked.acting, asked.turn.calendar)
    return AlreadyYours(seen.copy.book, loan.due_on)


def _no_reader(request: Request, terminal: Terminal, at: datetime, why: Reason | None) -> Reply:
    words = terminal.words()
    said = joined(say_counter(Refused(why), words).lines, words) if why else words(UNKNOWN_CARD)
    return refused(request, at, words, said, terminal.peer.institution)


def _said(
    code: str,
    request: Request,
    terminal: Terminal,
    at: datetime,
    answer: Answer,
    words: Words,
    *,
    is_done: bool = False,
    until: date | None = None,
) -> Reply:
    """12 or 30: what was answered at the counter, in its words. `until`: when a book is due all the same."""
    book: Book | None = getattr(answer, "book", None)
    until = getattr(answer, "due_on", until)
    lines = [line for line in say_counter(answer, words).lines if line != title_line(book, words)]
    head = f"{code}{int(is_done)}{'Y' if isinstance(answer, Renewed) else 'N'}U{'Y' if is_done else 'N'}"
    here = (
        ("AO", terminal.peer.institution), ("AA", request["AA"]), ("AB", request["AB"]),
        ("AJ", book.title if book else ""), ("AH", due(until) if until else ""),
    )  # fmt: skip
    return Reply(f"{head}{now_as_written(at)}", fields(*here, AF=joined(lines, words)))


def _back(
    request: Request,
    terminal: Terminal,
    at: datetime,
    answer: Answer,
    words: Words,
    said: str = "",
    *,
    corner: str = "",
) -> Reply:
    """10: what became of a book that was brought. An alert means that somebody has to look at it."""
    book: Book | None = getattr(answer, "book", None)
    is_known = isinstance(answer, CheckedIn | BookShown)
    is_wanted = isinstance(answer, CheckedIn) and answer.on_hold
    is_odd = not is_known or (isinstance(answer, CheckedIn) and answer.to_librarian) or said == words(_WHOSE)
    alert = "01" if is_wanted else "04" if corner else "99" if is_odd else ""
    lines = [line for line in say_counter(answer, words).lines if line != title_line(book, words)]
    here = (
        ("AO", terminal.peer.institution), ("AB", request["AB"]),
        ("AQ", corner or (book.shelf if book else "")), ("AJ", book.title if book else ""),
    )  # fmt: skip
    shelf = book.call_number if book else ""
    head = f"10{int(is_known)}{'Y' if is_known else 'N'}U{'Y' if alert else 'N'}"
    return Reply(
        f"{head}{now_as_written(at)}", fields(*here, CS=shelf, CV=alert, AF=said or joined(lines, words))
    )
