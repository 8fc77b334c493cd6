"""Readers, as a machine asks for them: may they borrow, what do they hold, is their session over."""

from datetime import date, datetime

from db.answers.counter.refusals import SENTENCES, Reason
from db.answers.shown import Book
from db.circulation.at_a_machine import HeldItem, WaitedFor, held_items, reader_by, waited_for
from db.circulation.found import FoundCopy, Standing
from db.circulation.policy import card_refusal, limit_on, may_borrow
from db.circulation.standing import standing
from db.clock import local_day
from db.events.at_the_kiosk import turn_opened
from db.library.identity import identity
from db.roles import READER
from db.staff.members import post_of
from kiosk.sip2.message import Reply, Request, fields
from kiosk.sip2.peers import Terminal, now_as_written
from kiosk.sip2.refusing import NOBODY, status
from kiosk.words import Words

_ANY_BOOK = FoundCopy(0, 0, "available", Book(""), "", None, False)
"""Whether a reader may borrow at all is asked of a book with which nothing is wrong."""
_MOST = 9999
"""The largest number that four digits hold."""
UNKNOWN_CARD = "I do not know this code. Scan again, or ask the librarian."


def known_reader(text: str, terminal: Terminal) -> Standing | Reason | None:
    """The reader of a card or a number; why it opens nothing; None for one that does not exist."""
    found = reader_by(terminal.code(text)) if text else None
    if found is None:
        return None
    if found.retired:
        return Reason.CARD_REPLACED
    who = standing(found.patron_id)
    refused = card_refusal(who)
    return refused.reason if refused else who


def patron_status(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """23, and 01 and 25, which are answered with what is so: only the desk changes a reader's standing."""
    code = "26" if request.code == "25" else "24"
    who = _opened(request, terminal, at)
    if not isinstance(who, Standing):
        words = terminal.words()
        head = f"{code}{_denied(who)}{_language(words)}{now_as_written(at)}"
        return Reply(head, (*_nobody(request, terminal), ("AF", _why(who, words))))
    words = terminal.words(who.language)
    head = f"{code}{_standing(who, at)}{_language(words)}{now_as_written(at)}"
    return Reply(head, fields(*_whose(request, terminal, who), BL="Y", CQ="Y", AF=_greeting(who, at, words)))


def patron_information(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """63: what the reader holds and waits for; the list that is asked for, by number."""
    who = _opened(request, terminal, at)
    if not isinstance(who, Standing):
        words = terminal.words()
        head = f"64{_denied(who)}{_language(words)}{now_as_written(at)}{'0000' * 6}"
        return Reply(head, (*_nobody(request, terminal), ("AF", _why(who, words))))
    words = terminal.words(who.language)
    held, wished = held_items(who.patron_id), waited_for(who.patron_id)
    late = [item for item in held if item.due_on < local_day(at)]
    come = [wish for wish in wished if wish.has_come]
    counts = (len(come), len(late), len(held), 0, 0, len(wished) - len(come))
    head = f"64{_standing(who, at)}{_language(words)}{now_as_written(at)}" + "".join(
        f"{min(count, _MOST):04}" for count in counts
    )
    asked = request.fixed[2].find("Y") if len(request.fixed) > 2 else -1
    lists: dict[int, tuple[str, list[HeldItem] | list[WaitedFor]]] = {
        0: ("AS", come),
        1: ("AT", late),
        2: ("AU", list(held)),
        5: ("CD", [wish for wish in wished if not wish.has_come]),
    }
    name, items = lists.get(asked, ("AU", []))
    listed = _part([item.code for item in items], request["BP"], request["BQ"])
    more: dict[str, str | list[str]] = {
        "CB": f"{min(limit_on(who, local_day(at)), _MOST):04}", "BL": "Y", "CQ": "Y", name: listed,
        "AF": _greeting(who, at, words),
    }  # fmt: skip
    return Reply(head, fields(*_whose(request, terminal, who), **more))


def end_session(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """35: the reader is done."""
    terminal.patron_id = None
    return Reply(
        f"36Y{now_as_written(at)}",
        fields(
            ("AO", terminal.peer.institution), ("AA", request["AA"]), AF=terminal.words()("See you again!")
        ),
    )


def library_status(_request: Request, terminal: Terminal, at: datetime) -> Reply:
    """99: the library is there."""
    asks = ("23", "99", "97", "93", "63", "35", "17")
    does = () if terminal.peer.read_only else ("11", "09", "15", "29", "65", "19")
    return status(at, "", terminal.peer.institution, may=(*asks, *does), name=identity().name)


def _opened(request: Request, terminal: Terminal, at: datetime) -> Standing | Reason | None:
    """The reader that is asked for; at a machine where books are lent, that begins their turn."""
    if request.fixed:
        terminal.hear_language(request.fixed[0])
    who = known_reader(request["AA"], terminal)
    if isinstance(who, Standing) and who.patron_id != terminal.patron_id and not terminal.peer.read_only:
        turn_opened(who.patron_id, terminal.acting(at))
        terminal.patron_id = who.patron_id
    return who


def _whose(request: Request, terminal: Terminal, who: Standing) -> tuple[tuple[str, str], ...]:
    return (
        ("AO", terminal.peer.institution), ("AA", request["AA"]), ("AE", _name(who, terminal)),
    )  # fmt: skip


def _nobody(request: Request, terminal: Terminal) -> tuple[tuple[str, str], ...]:
    here = ("AO", terminal.peer.institution), ("AA", request["AA"])
    return (*here, ("AE", ""), ("BL", "N"), ("CQ", "N"))


def _name(who: Standing, terminal: Terminal) -> str:
    """The given name, as the counter shows it; of a child, to a machine in a corridor, the first letter."""
    is_child = post_of(who) == READER or who.is_class_librarian
    if not terminal.peer.mask_names or not is_child:
        return who.given_name
    return f"{who.given_name[:1]}*"


def _standing(who: Standing, at: datetime) -> str:
    """The fourteen signs of a reader's standing: `Y` where something stands in the way."""
    refused = may_borrow(who, _ANY_BOOK, local_day(at))
    why = refused.reason if refused else None
    is_out = why in (Reason.SUSPENDED, Reason.CARD_LOST, Reason.READER_LEFT)
    flags = [why is not None, is_out or why is Reason.OVERDUE_BLOCK, False, is_out, False]
    flags += [why in (Reason.LIMIT_REACHED, Reason.ONE_BOOK), why is Reason.OVERDUE_BLOCK]
    return "".join("Y" if flag else " " for flag in flags) + " " * 7


def _denied(why: Reason | None) -> str:
    return "YYYYY" + " " * 9 if why is Reason.CARD_LOST else NOBODY


def _why(why: Reason | None, words: Words) -> str:
    return words(SENTENCES[why].child if why else UNKNOWN_CARD)


def _greeting(who: Standing, at: datetime, words: Words) -> str:
    """How many books, and what stands in the way, to the reader alone."""
    refused = may_borrow(who, _ANY_BOOK, local_day(at))
    if refused:
        return words(SENTENCES[refused.reason].child, **refused.details)
    return words("You have {used} of {limit} books.", used=who.open_loans, limit=limit_on(who, local_day(at)))


def _language(words: Words) -> str:
    return "019" if words.language == "zh_CN" else "001"


def _part(codes: list[str], first: str, last: str) -> list[str]:
    """The codes from number `first` to `last`, counted from 1; all where that makes no sense."""
    start = int(first) if first.isascii() and first.isdigit() and len(first) < 6 else 1
    end = int(last) if last.isascii() and last.isdigit() and len(last) < 6 else len(codes)
    return codes[max(start, 1) - 1 : end] if end >= start else []


def due(day: date) -> str:
    """A due date as children read it on any machine."""
    return day.isoformat()
