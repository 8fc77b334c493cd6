"""What a scan means: the one table that decides what happens, to be read aloud.

A renewal by policy, a refusal or a race may still change the end of a row; who is there and what was
scanned is decided here and nowhere else.
"""

from enum import Enum


class AtKiosk(Enum):
    """Who stands at the kiosk."""

    NOBODY = "nobody"
    READER = "reader"


class Scanned(Enum):
    """What was scanned, as seen by who stands there."""

    CARD = "card"
    OWN_CARD = "own card again"
    ANOTHER_CARD = "another card"
    BOOK_ON_LOAN = "book on loan"
    BOOK_NOT_ON_LOAN = "book not on loan"
    ISBN_HERE_AND_OUT = "ISBN with copies both on loan and on the shelf"
    ISBN_ONCE_MORE = "the same ISBN once more within 15 s"
    LENT_THIS_TURN = "book lent in this very turn"
    OWN_FROM_BEFORE = "own book from before"
    LIKE_OWN = "ISBN of which the reader has several, or one with a label"
    ON_ANOTHERS_RECORD = "book still on another's record"
    OTHER_CODE = "ISBN of the book whose label was scanned within 2 s"
    UNDO = "undo"
    REPEAT = "same code within 2 s"
    UNKNOWN = "unknown code"


class Happens(Enum):
    """What the kiosk does about it."""

    OPEN_TURN = "turn opens"
    END_TURN = "turn ends"
    HAND_OVER = "turn ends, new turn opens"
    RETURN = "returned, whoever had it"
    RETURN_OR_RENEW = "returned, renewal offered; or renewed by policy"
    SHOW = "title and shelf shown; a card borrows it"
    ASK_WHICH_WAY = "asks: a card takes it or returns its own, the book once more returns it"
    ASK_WHICH_OF_THESE = "asks: the book once more returns one, or lends another"
    LEND = "lent"
    SETTLE = "returned there, lent here, flagged"
    SAY_ALREADY_YOURS = "no change; an ISBN with copies on the shelf once more lends another"
    TAKE_BACK = "the last action of this turn is taken back"
    IGNORE = "ignored"
    ASK_AGAIN = "scan again, or ask the librarian"


MEANING: dict[tuple[AtKiosk, Scanned], Happens] = {
    (AtKiosk.NOBODY, Scanned.CARD): Happens.OPEN_TURN,
    (AtKiosk.NOBODY, Scanned.BOOK_ON_LOAN): Happens.RETURN,
    (AtKiosk.NOBODY, Scanned.BOOK_NOT_ON_LOAN): Happens.SHOW,
    (AtKiosk.NOBODY, Scanned.ISBN_HERE_AND_OUT): Happens.ASK_WHICH_WAY,
    (AtKiosk.NOBODY, Scanned.ISBN_ONCE_MORE): Happens.RETURN,
    (AtKiosk.NOBODY, Scanned.UNDO): Happens.TAKE_BACK,
    (AtKiosk.NOBODY, Scanned.REPEAT): Happens.IGNORE,
    (AtKiosk.NOBODY, Scanned.OTHER_CODE): Happens.IGNORE,
    (AtKiosk.NOBODY, Scanned.UNKNOWN): Happens.ASK_AGAIN,
    (AtKiosk.READER, Scanned.BOOK_NOT_ON_LOAN): Happens.LEND,
    (AtKiosk.READER, Scanned.LENT_THIS_TURN): Happens.SAY_ALREADY_YOURS,
    (AtKiosk.READER, Scanned.OWN_FROM_BEFORE): Happens.RETURN_OR_RENEW,
    (AtKiosk.READER, Scanned.LIKE_OWN): Happens.ASK_WHICH_OF_THESE,
    (AtKiosk.READER, Scanned.ON_ANOTHERS_RECORD): Happens.SETTLE,
    (AtKiosk.READER, Scanned.OWN_CARD): Happens.END_TURN,
    (AtKiosk.READER, Scanned.ANOTHER_CARD): Happens.HAND_OVER,
    (AtKiosk.READER, Scanned.UNDO): Happens.TAKE_BACK,
    (AtKiosk.READER, Scanned.REPEAT): Happens.IGNORE,
    (AtKiosk.READER, Scanned.OTHER_CODE): Happens.IGNORE,
    (AtKiosk.READER, Scanned.UNKNOWN): Happens.ASK_AGAIN,
}
