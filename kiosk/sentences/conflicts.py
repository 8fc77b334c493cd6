"""What the librarian reads of a conflict: what happened in one sentence, and what may be done about it."""

from db.answers.alone.conflict import Conflict, Kind
from db.answers.counter.refusals import Reason
from db.clock import to_local
from db.marking import N_
from kiosk.words import Words

_SENTENCES: dict[Kind, tuple[str, str]] = {
    Kind.LENT_WHILE_OUT: (
        N_("{patron} was lent this book; {other} had had it on loan since {since} ({place})."),
        N_("The book is with {patron}, and the loan of {other} was ended. Nothing to do."),
    ),
    Kind.LENT_AGAIN_SINCE: (
        N_("{patron} was lent this book; at {since} it was lent to {other} ({place})."),
        N_("The book is with {other}, and the loan of {patron} was ended. Nothing to do."),
    ),
    Kind.LENT_ON_RETURN: (
        N_("The book was on loan to {other}; scanning it returned it, and then a card may have borrowed it."),
        N_("See who has it now. If it was only to be returned, scan it once more."),
    ),
    Kind.ALREADY_THEIRS: (
        N_(
            "{patron} scanned this book and was told that it was on loan; it had been "
            "on loan to them since {since} ({place})."
        ),
        N_("It is on their account. If they meant to return it, it is on the shelf: scan it."),
    ),
    Kind.LENT_DESPITE: (
        N_("{patron} was lent this book, but {rule}."),
        N_("The loan stands. Ask for the book, or leave it with the reader."),
    ),
    Kind.NOT_LENT: (
        N_("{patron} was not lent this book, because {rule}; by then that was no longer so."),
        N_("Tell the reader that they may borrow it."),
    ),
    Kind.OTHERS_RETURNED: (
        N_("This book was returned; it had been on loan to {other} since {since} ({place})."),
        N_("The book is back, and the loan of {other} was ended. Nothing to do."),
    ),
    Kind.RETURNED_TWICE: (
        N_("This book was returned, but it had been returned before."),
        N_("It is on nobody's account. If somebody wanted to borrow it, let them scan it again."),
    ),
    Kind.RENEWED_SINCE: (
        N_("This book was returned, and {other} renewed it elsewhere later."),
        N_("The loan was ended. If {other} has the book, lend it once more."),
    ),
    Kind.RENEWED_DESPITE: (
        N_("{patron} renewed this book, but {rule}."),
        N_("The renewal stands. Ask for the book, or leave it with the reader."),
    ),
    Kind.NOT_RENEWED: (
        N_("{patron} wanted to renew this book, but it had been returned."),
        N_("It is on nobody's account. If {patron} has the book, lend it once more."),
    ),
    Kind.NOT_UNDONE: (
        N_("{patron} wanted to undo what was done with this book, but it had changed since."),
        N_("The store's record stands. See whether {patron} has the book."),
    ),
    Kind.OLDER_SCAN: (
        N_("A scan from a file is older than what the library knows of this book, and changed nothing."),
        N_("See who has the book. If the older scan is right, lend or return it by hand."),
    ),
    Kind.NOT_DONE: (
        N_("What the kiosk did could not be entered in the store ({what})."),
        N_("It is kept in the record of events. Look at the book and do it by hand if it is still needed."),
    ),
}

_RULES = {
    Reason.LIMIT_REACHED: N_("the reader had as many books as allowed"),
    Reason.ONE_BOOK: N_("one book at a time was agreed with the reader"),
    Reason.OVERDUE_BLOCK: N_("another book of the reader was late"),
    Reason.SUSPENDED: N_("the reader is suspended"),
    Reason.CARD_LOST: N_("the card was reported lost"),
    Reason.READER_LEFT: N_("the reader has left the school"),
    Reason.NOT_FOR_LOAN: N_("the copy is for reference only"),
    Reason.IN_REPAIR: N_("the copy waits for repair"),
    Reason.MARKED_LOST: N_("the copy was marked as lost"),
    Reason.WITHDRAWN: N_("the copy was withdrawn"),
    Reason.NOT_READY: N_("the copy is being prepared"),
    Reason.KEPT_BACK: N_("the copy is kept back"),
    Reason.NOT_REVIEWED: N_("the title has not been reviewed"),
    Reason.ON_HOLD: N_("others wait for this title"),
    Reason.CLASS_CORNER: N_("the copy belongs to a class corner"),
    Reason.NO_MORE_RENEWALS: N_("it had been renewed as often as allowed"),
}


def told(conflict: Conflict, words: Words) -> tuple[str, str]:
    """What happened, and the settlement that is proposed. Readers are named by number, never by name."""
    happened, proposed = _SENTENCES[conflict.kind]
    gone = words(N_("a former reader"))
    rule = _RULES.get(conflict.reason) if conflict.reason else None
    details = {
        "patron": conflict.patron or gone,
        "other": conflict.other or gone,
        "since": f"{to_local(conflict.other_at):%H:%M}" if conflict.other_at else "?",
        "place": conflict.other_kiosk or "?",
        "rule": words(rule or N_("a rule forbids it")),
        "what": f"{conflict.verb} {conflict.flaw}".strip(),
    }
    return words(happened, **details), words(proposed, **details)
