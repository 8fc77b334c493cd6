"""Why something was not done, each reason in the child's words and in the librarian's."""

from dataclasses import dataclass
from enum import Enum

from db.marking import N_


class Reason(Enum):
    """Why something was not done. Each has the child's sentence and the librarian's in `SENTENCES`."""

    LIMIT_REACHED = "limit_reached"
    ONE_BOOK = "one_book"
    OVERDUE_BLOCK = "overdue_block"
    SUSPENDED = "suspended"
    CARD_LOST = "card_lost"
    CARD_REPLACED = "card_replaced"
    READER_LEFT = "reader_left"
    NOT_FOR_LOAN = "not_for_loan"
    IN_REPAIR = "in_repair"
    MARKED_LOST = "marked_lost"
    WITHDRAWN = "withdrawn"
    NOT_READY = "not_ready"
    KEPT_BACK = "kept_back"
    NOT_REVIEWED = "not_reviewed"
    ON_HOLD = "on_hold"
    CLASS_CORNER = "class_corner"
    USE_THE_LABEL = "use_the_label"
    NO_COPIES = "no_copies"
    WHICH_COPY = "which_copy"
    ALL_OUT = "all_out"
    TAKEN_MEANWHILE = "taken_meanwhile"
    NO_MORE_RENEWALS = "no_more_renewals"
    RENEWAL_GAINS_NOTHING = "renewal_gains_nothing"
    CANNOT_UNDO = "cannot_undo"
    STAFF_ONLY = "staff_only"
    NOT_YOUR_CLASS = "not_your_class"
    NOT_CLASS_LIBRARIAN = "not_class_librarian"
    NOT_THIS_CORNER = "not_this_corner"
    OTHER_CLASS = "other_class"
    NO_CORNER = "no_corner"
    CORNER_FULL = "corner_full"
    IN_THE_CORNER = "in_the_corner"
    IN_ANOTHER_CORNER = "in_another_corner"
    ON_LOAN = "on_loan"
    SAME_CLASS = "same_class"
    CORNER_AT_WORK = "corner_at_work"
    DAY_NOT_YET = "day_not_yet"
    LENT_LATER = "lent_later"
    NO_ROOM_TO_SWAP = "no_room_to_swap"
    NO_SUCH_NUMBER = "no_such_number"
    CLOCK_NOT_SET = "clock_not_set"
    CLOCK_BEHIND = "clock_behind"
    CLOCK_AHEAD = "clock_ahead"


@dataclass(frozen=True)
class Sentences:
    """One reason in words: for a seven-year-old, and for the librarian. Marked English."""

    child: str
    librarian: str


SENTENCES: dict[Reason, Sentences] = {
    Reason.LIMIT_REACHED: Sentences(
        N_("You have {used} of {limit} books. Bring one back, then you can borrow this one."),
        N_("The reader holds {used} of {limit} books."),
    ),
    Reason.ONE_BOOK: Sentences(
        N_("You have your book. Please speak with the librarian before you take another one."),
        N_(
            "Agreed with the reader: one book at a time, in the classroom, until {day} or until it is "
            "settled."
        ),
    ),
    Reason.OVERDUE_BLOCK: Sentences(
        N_("A book of yours is late. Please bring it back first."),
        N_("A loan is overdue. Days so far: {days}; allowed by the policy: {allowed}."),
    ),
    Reason.SUSPENDED: Sentences(
        N_("Your card is on pause. You can return books. Please ask the librarian."),
        N_("The reader is suspended."),
    ),
    Reason.CARD_LOST: Sentences(
        N_("This card was reported lost. Please give it to the librarian."),
        N_("The card was reported lost, so it was not accepted."),
    ),
    Reason.CARD_REPLACED: Sentences(
        N_("This is an old card. Please use your new one."),
        N_("The card was replaced; the reader has a newer one."),
    ),
    Reason.READER_LEFT: Sentences(
        N_("This card is no longer in use. Please ask the librarian."),
        N_("The reader has left the school."),
    ),
    Reason.NOT_FOR_LOAN: Sentences(
        N_("This book stays in the library. You can read it here."),
        N_("The copy is for reference only."),
    ),
    Reason.IN_REPAIR: Sentences(
        N_("This book is waiting to be mended. Please give it to the librarian."),
        N_("The copy is marked as in repair."),
    ),
    Reason.MARKED_LOST: Sentences(
        N_("We were looking for this book! Please give it to the librarian."),
        N_("The copy is marked as lost and has turned up."),
    ),
    Reason.NOT_READY: Sentences(
        N_("This book is not ready yet. Please give it to the librarian."),
        N_("The copy is being prepared."),
    ),
    Reason.KEPT_BACK: Sentences(
        N_("This book stays in the library for now. Please give it to the librarian."),
        N_("The copy is kept back: its content is being reviewed, or it is to be withdrawn."),
    ),
    Reason.NOT_REVIEWED: Sentences(
        N_("This book is so new that nobody has read it yet. Please give it to the librarian."),
        N_("The title has not passed a review yet: see kiosk review list."),
    ),
    Reason.WITHDRAWN: Sentences(
        N_("This book is no longer in the library. Please give it to the librarian."),
        N_("The copy is withdrawn: it is no longer in the registers and is never lent."),
    ),
    Reason.ON_HOLD: Sentences(
        N_("Somebody is waiting for this book. Please give it to the librarian."),
        N_("All free copies are on hold for other readers."),
    ),
    Reason.CLASS_CORNER: Sentences(
        N_("This book lives in a classroom. Please give it to the librarian."),
        N_("The copy belongs to the corner {corner}."),
    ),
    Reason.USE_THE_LABEL: Sentences(
        N_("This book has a library label. Please scan the label."),
        N_("All copies of this title are labelled, so the ISBN does not say which one this is."),
    ),
    Reason.NO_COPIES: Sentences(
        N_("This book is not on my list. Please give it to the librarian."),
        N_("The title has no copies in the store."),
    ),
    Reason.WHICH_COPY: Sentences(
        N_("I cannot tell which of these books this is. Please ask the librarian."),
        N_("Other readers have several copies of this title, and the code does not say whose this one is."),
    ),
    Reason.ALL_OUT: Sentences(
        N_("All {copies} copies of this book are out. Please show it to the librarian."),
        N_("All {copies} copies of this title are out: this is an extra copy, or one of those on loan."),
    ),
    Reason.TAKEN_MEANWHILE: Sentences(
        N_("Somebody else was just faster. Please scan the book again."),
        N_("Another kiosk changed this loan at the same moment."),
    ),
    Reason.NO_MORE_RENEWALS: Sentences(
        N_("You have kept this book as long as you can. Please bring it back."),
        N_("Renewals of this loan so far: {renewals}; the policy allows {allowed}."),
    ),
    Reason.RENEWAL_GAINS_NOTHING: Sentences(
        N_("You may keep this book just as long without renewing it."),
        N_("A renewal would not move the due date."),
    ),
    Reason.CANNOT_UNDO: Sentences(
        N_("That cannot be undone any more. Please ask the librarian."),
        N_("Something has changed since, so the action was not undone."),
    ),
    Reason.STAFF_ONLY: Sentences(
        N_("Only a teacher or a librarian can do this. Please ask one of them."),
        N_("This needs the card of a teacher or a librarian."),
    ),
    Reason.NOT_YOUR_CLASS: Sentences(
        N_("This is another teacher's class. Please ask the librarian."),
        N_("This is not one of the teacher's own classes: see kiosk staff list."),
    ),
    Reason.NOT_CLASS_LIBRARIAN: Sentences(
        N_("Only a class librarian can lend from the class corner."),
        N_("The reader is not a class librarian: see kiosk corner librarian."),
    ),
    Reason.NOT_THIS_CORNER: Sentences(
        N_("This book is not from your class corner."),
        N_("The copy does not belong to this class's corner; its librarian may not lend it."),
    ),
    Reason.OTHER_CLASS: Sentences(
        N_("This corner lends to its own class only."),
        N_("The reader is not in the class of this corner."),
    ),
    Reason.NO_CORNER: Sentences(
        N_("This class has no book corner now."),
        N_("The class has no open corner: see kiosk corner fill."),
    ),
    Reason.CORNER_FULL: Sentences(
        N_("The corner of {corner} is full: {cap} books."),
        N_("The corner of {corner} has reached its cap of {cap} books."),
    ),
    Reason.IN_THE_CORNER: Sentences(
        N_("This book is in the corner already."),
        N_("The copy is on this corner's manifest."),
    ),
    Reason.IN_ANOTHER_CORNER: Sentences(
        N_("This book is in the corner of {corner}."),
        N_("The copy is on the manifest of the corner {corner}."),
    ),
    Reason.ON_LOAN: Sentences(
        N_("A reader still has this book. Return it first, then scan it again."),
        N_("The copy is on loan; it has to be returned before it goes to a corner."),
    ),
    Reason.SAME_CLASS: Sentences(
        N_("This is the same class twice. Please choose two classes."),
        N_("The same class was named twice, so nothing was swapped."),
    ),
    Reason.CORNER_AT_WORK: Sentences(
        N_("A grown-up is working at the class corner. Please wait a little."),
        N_("A card was scanned while a corner was being filled or closed: scan DONE before lending goes on."),
    ),
    Reason.DAY_NOT_YET: Sentences(
        N_("That day has not come yet."),
        N_("The ledger's day is in the future; only what has already happened can be entered."),
    ),
    Reason.LENT_LATER: Sentences(
        N_("It was lent later, on {day}. Please check the day."),
        N_("The loan began on {day}, after the ledger's day, so nothing came back on that day."),
    ),
    Reason.NO_ROOM_TO_SWAP: Sentences(
        N_("Too many books for the corner of {corner}: {books}, and it may hold {cap}."),
        N_("After the swap the corner of {corner} would hold {books} books; its cap is {cap}."),
    ),
    Reason.NO_SUCH_NUMBER: Sentences(
        N_("There is no number {number} in {class_name}."),
        N_("Nobody in {class_name} has the roster number {number}: see kiosk class --sheet."),
    ),
    Reason.CLOCK_NOT_SET: Sentences(
        N_("My clock is not set yet: it says {day}. You can return books. Please ask the librarian."),
        N_("The clock says {day}, which is before this program was written. Set it."),
    ),
    Reason.CLOCK_BEHIND: Sentences(
        N_("My clock says {day}, but I was used later than that. Please ask the librarian."),
        N_("The clock says {day}, but the record goes on after that. Set it, or confirm the day with F10."),
    ),
    Reason.CLOCK_AHEAD: Sentences(
        N_("My clock says {day}, a long time after I was last used. Please ask the librarian."),
        N_("The clock says {day}, over a year after the last record. Set it, or confirm the day with F10."),
    ),
}
