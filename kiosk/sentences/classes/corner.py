"""What the kiosk says about a class corner."""

from db.answers.classes.corner import (
    Asks,
    CloseAsked,
    CornerAnswer,
    CornerBegun,
    CornerClosed,
    CornerEnded,
    CornerFilled,
    NotOurs,
    PaperDay,
    Placed,
    Purpose,
    Swapped,
    TakenBack,
    TakenOut,
    Wanted,
)
from db.marking import N_
from kiosk.sentences.said import Said, Tone, shelf_lines, title_line
from kiosk.words import Words

_WANTED = {
    Wanted.STAFF_CARD: N_("Scan the card of a teacher or a librarian."),
    Wanted.LIBRARIAN_CARD: N_("Class librarian, scan your card."),
    Wanted.CLASS: N_("Which class? Scan the code on its class sheet, or the card of somebody in it."),
    Wanted.SECOND_CLASS: N_("And the other class? Scan its code, or the card of somebody in it."),
    Wanted.DAY: N_("Which day? Scan its code on the ledger."),
    Wanted.READER: N_("Who? Scan a code on the class sheet, or type # and the roster number."),
}

_WORDS = {
    Purpose.FILL: N_("Fill"),
    Purpose.LEND: N_("Lend"),
    Purpose.SWAP: N_("Swap"),
    Purpose.CLOSE: N_("Close"),
    Purpose.LEDGER: N_("Ledger"),
}
"""What is being done, drawn large: the word on the command card that begins it."""

_NEXT = {
    Purpose.FILL: N_("Now scan each book that goes into the corner. Scan DONE at the end."),
    Purpose.LEND: N_("Now scan a pupil's card, then their books. Scan DONE at the end."),
    Purpose.CLOSE: N_("Now scan each book that came back. Scan DONE at the end."),
    Purpose.LEDGER: N_("Now scan the code of a day on the ledger. Scan DONE at the end."),
}


def say_corner(answer: CornerAnswer, words: Words) -> Said:
    """Put an answer into words."""
    _ = words
    match answer:
        case Asks(wanted, purpose):
            return Said(Tone.WAIT, "?", _(_WORDS[purpose]), (_(_WANTED[wanted]),))
        case CornerBegun(purpose, name, books, cap):
            there = _("The corner of {name} has {books} of {cap} books.", name=name, books=books, cap=cap)
            return Said(Tone.HELLO, "→", _(_WORDS[purpose]), (there, _(_NEXT[purpose])))
        case Placed(book, _copy, books, cap):
            number = _("Book {books} of {cap}.", books=books, cap=cap)
            return Said(Tone.DONE, "✓", _("Placed"), (title_line(book, words), number))
        case TakenBack(book, _copy, left, was_on_loan):
            lines = [title_line(book, words), *shelf_lines(book, words)]
            if was_on_loan:
                lines.append(_("A pupil still had it; it is returned now."))
            lines.append(words.plural("{n} book is still out.", "{n} books are still out.", left))
            return Said(Tone.DONE, "↩", _("Came back"), tuple(lines))
        case NotOurs(book, corner, was_on_loan):
            whose = (
                _("It lives in the corner of {corner}. Please take it there.", corner=corner)
                if corner
                else " ".join(shelf_lines(book, words)) or _("It belongs in the library.")
            )
            returned = (_("A pupil still had it; it is returned now."),) if was_on_loan else ()
            return Said(Tone.STOP, "✗", _("Not ours"), (title_line(book, words), *returned, whose))
        case TakenOut(book):
            return Said(Tone.WAIT, "↩", _("Undone"), (title_line(book, words),))
        case CornerFilled(name, books, cap, _manifest):
            there = _("The corner of {name} has {books} of {cap} books.", name=name, books=books, cap=cap)
            return Said(Tone.HELLO, "→", _("Filled"), (there,))
        case CloseAsked(_name, back, on_loan, missing):
            return Said(
                Tone.WAIT,
                "?",
                _("Close?"),
                (
                    _counts(back, on_loan, missing, words),
                    _("Found more books? Scan them. To close, wait a moment, then scan DONE once more."),
                ),
            )
        case CornerClosed(name, back, on_loan, missing):
            closed = _("The corner of {name} is closed.", name=name)
            return Said(
                Tone.DONE, "✓", _("Emptied"), (closed, _counts(back, len(on_loan), len(missing), words))
            )
        case Swapped(first, second, to_first, to_second, stayed):
            lines = [
                words.plural("{name} has {n} new book.", "{name} has {n} new books.", number, name=name)
                for name, number in ((first, to_first), (second, to_second))
            ]
            if stayed:
                lines.append(
                    words.plural(
                        "{n} book is on loan and stays with its class.",
                        "{n} books are on loan and stay with their class.",
                        stayed,
                    )
                )
            return Said(Tone.DONE, "✓", _("Swapped"), tuple(lines))
        case PaperDay(day, given_name, is_returning):
            if given_name:
                lines = [words.day(day), _("Now scan each of their books.")]
            elif is_returning:
                lines = [_("Now scan each book that came back on this day.")]
            else:
                lines = [_(_WANTED[Wanted.READER])]
            return Said(Tone.HELLO, "→", given_name or words.day(day), tuple(lines))
        case CornerEnded(_purpose, timed_out):
            why = (
                _("Nothing was scanned for a while. What was scanned before still counts.")
                if timed_out
                else _("See you again!")
            )
            return Said(Tone.HELLO, "→", _("Done"), (why,))


def _counts(back: int, on_loan: int, missing: int, words: Words) -> str:
    return words(
        "{back} back, {on_loan} on loan to pupils, {missing} missing.",
        back=back,
        on_loan=on_loan,
        missing=missing,
    )
