"""Books, as a machine asks for them: where one stands and whether it is out; never who has it."""

from datetime import datetime

from db.cataloguing.copies import move_copies
from db.circulation.at_a_machine import waiting_for_title
from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lookup import find
from db.codes import clean
from db.errors import BadValue, NotFound
from db.marking import N_
from kiosk.sip2.message import Reply, Request, fields
from kiosk.sip2.peers import Terminal, now_as_written
from kiosk.sip2.readers import UNKNOWN_CARD, due
from kiosk.sip2.refusing import refused

_STATES = {"processing": "06", "lost": "12"}
"""The standard's number of a copy's state; 01 is any other in which it is not lent."""
_WHERE = N_("Say where it is now: the name of a shelf in AQ or AP.")


def item_information(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """17: one book, by its label or its ISBN."""
    copy = _copy_of(request, terminal)
    if copy is None:
        return refused(request, at, terminal.words(), UNKNOWN_CARD, terminal.peer.institution)
    if copy.loan:
        state = "04"
    elif copy.status == "available":
        state = "08" if copy.wanted and not copy.corner else "03"
    else:
        state = _STATES.get(copy.status, "01")
    place = copy.corner or copy.book.shelf
    waiting = waiting_for_title(copy.title_id) if copy.wanted else 0
    return Reply(
        f"18{state}0001{now_as_written(at)}",
        fields(
            ("AB", request["AB"]),
            ("AJ", copy.book.title),
            CF=str(min(waiting, 9999)) if waiting else "",
            AH=due(copy.loan.due_on) if copy.loan else "",
            BG=terminal.peer.institution,
            AQ=place,
            AP=place,
            CS=copy.book.call_number,
        ),
    )


def item_status_update(request: Request, terminal: Terminal, at: datetime) -> Reply:
    """19: the book stands on another shelf from now on, by the shelf's name in AP or AQ."""
    words = terminal.words()
    copy = _copy_of(request, terminal)
    if copy is None:
        return refused(request, at, words, UNKNOWN_CARD, terminal.peer.institution)
    place = request["AP"] or request["AQ"]
    if not place:
        return refused(request, at, words, _WHERE, terminal.peer.institution)
    here = ("AB", request["AB"]), ("AJ", copy.book.title)
    try:
        move_copies([copy.copy_id], place, terminal.acting(at))
    except (BadValue, NotFound) as error:
        return Reply(f"200{now_as_written(at)}", fields(*here, AF=words(error.sentence)))
    return Reply(f"201{now_as_written(at)}", fields(*here))


def _copy_of(request: Request, terminal: Terminal) -> FoundCopy | None:
    """The copy; for an ISBN one that is here, where there is one."""
    code = clean(terminal.code(request["AB"]))
    found = find(code) if code else None
    if isinstance(found, FoundTitle):
        copies = (*found.unlabelled, *found.labelled)
        return min(copies, key=lambda copy: (copy.loan is not None, copy.status != "available"), default=None)
    return found if isinstance(found, FoundCopy) else None
