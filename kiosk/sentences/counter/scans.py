"""What the kiosk says to an answer: a mark, one big word, and the lines below it.

The mark carries by shape what the colour carries by tone, so neither is needed alone.
"""

from db.answers.counter.asking import (
    CardNeeded,
    CardWanted,
    OneOfThese,
    RenewalAwaited,
    TakenOrBrought,
)
from db.answers.counter.refusals import SENTENCES, Reason
from db.answers.counter.scans import (
    AlreadyYours,
    Answer,
    BookShown,
    CheckedIn,
    CheckedOut,
    Fault,
    Ignored,
    NothingToUndo,
    Refused,
    Renewed,
    Settled,
    Undone,
    Unknown,
)
from db.answers.counter.turn import (
    LanguageChanged,
    LessonClosed,
    LessonOpened,
    NothingToPrint,
    TurnEnded,
    TurnOpened,
)
from db.marking import N_
from kiosk.sentences.counter import first_steps
from kiosk.sentences.said import Said, Tone, shelf_lines, title_line, with_title
from kiosk.words import Words

_UNDONE = {
    "lent": N_("It is no longer on your list. Please put it back."),
    "settled": N_("It is no longer on your list. Give it to the librarian, or back to your friend."),
    "returned": N_("It counts as borrowed again."),
    "renewed": N_("It is due on its old date again."),
}


def say_counter(answer: Answer, words: Words) -> Said:
    """Put an answer into words for the child at the kiosk."""
    _ = words
    match answer:
        case CheckedOut(book, _loan, due_on, used, limit) | Settled(book, _loan, due_on, used, limit):
            due = _("Bring it back by {day}.", day=words.day(due_on))
            left = _("You have {used} of {limit} books.", used=used, limit=limit)
            said = [title_line(book, words), due, left]
            if answer.has_another:
                said.append(_("You have this book twice now. By mistake? Press F3 or scan UNDO."))
            if answer.is_first:
                said.append(first_steps.now_the_card(words))
            return Said(
                *(Tone.DONE, "✓", _("Borrowed"), tuple(said)),
                day=words.short_day(due_on),
                held=(used, limit),
            )
        case CheckedIn():
            return Said(Tone.DONE, "↩", _("Returned"), _after_return(answer, words))
        case Renewed(book, _loan, due_on):
            due = _("You may keep it until {day}.", day=words.day(due_on))
            return Said(Tone.DONE, "✓", _("Renewed"), (title_line(book, words), due), words.short_day(due_on))
        case Undone(undone, book):
            what = _(_UNDONE.get(undone, ""))
            return Said(Tone.WAIT, "↩", _("Undone"), with_title(book, words, what))
        case NothingToUndo():
            return Said(Tone.WAIT, "?", _("Undo"), (_("There is nothing to undo."),))
        case Refused(reason, book, details):
            sentence = _(SENTENCES[reason].child, **details)
            return Said(Tone.STOP, "✗", _("Sorry"), with_title(book, words, sentence))
        case TurnOpened():
            name = answer.reader.given_name
            if answer.reader.is_suspended:
                pause = _(SENTENCES[Reason.SUSPENDED].child)
                return Said(Tone.WAIT, "!", _("Hello"), (_("Nice to see you, {name}.", name=name), pause))
            lesson: tuple[str, ...] = ()
            if answer.lesson:
                lesson = (_("The lesson of {name} has begun.", name=answer.lesson),)
            elif answer.may_begin_lesson:
                lesson = (_("To begin a lesson, scan the code on the class sheet."),)
            return Said(
                Tone.HELLO,
                "→",
                _("Hello"),
                (
                    _("Nice to see you, {name}.", name=name),
                    *lesson,
                    first_steps.now_the_book(words)
                    if answer.is_first
                    else _("Now scan your books, one after another."),
                ),
                step=first_steps.BOOK if answer.is_first else "",
            )
        case TurnEnded(timed_out=timed_out):
            why = _("The time ran out. Scan your card to go on.") if timed_out else _("See you again!")
            done = (first_steps.that_was_all(words),) if answer.is_first else ()
            step = first_steps.DONE if answer.is_first else ""
            return Said(Tone.HELLO, "→", _("Goodbye"), (*done, why), step=step)
        case BookShown(book, waits):
            ask = (
                _("To borrow it, scan your card now.")
                if waits
                else _("To borrow it, scan a card first, then the book.")
            )
            return Said(Tone.HELLO, "?", _("Card?"), with_title(book, words, *shelf_lines(book, words), ask))
        case TakenOrBrought(book, waits):
            take = (
                _("Taking it? Scan your card.")
                if waits
                else _("Taking it? Scan a card first, then the book.")
            )
            bring = _("Bringing it back? Scan the book once more.")
            return Said(Tone.WAIT, "?", _("Which?"), (title_line(book, words), take, bring))
        case CardWanted(book):
            ask = _("To return it, scan your card: several readers have this book.")
            return Said(Tone.WAIT, "?", _("Card?"), (title_line(book, words), ask))
        case AlreadyYours(book, due_on, another):
            due = _("Bring it back by {day}.", day=words.day(due_on))
            if another:
                one = _("You have one of these. Another? Scan it once more.")
                return Said(Tone.DONE, "✓", _("Yours"), (title_line(book, words), one, due))
            have_it = (title_line(book, words), _("You already have it."), due)
            return Said(Tone.DONE, "✓", _("Yours"), have_it, words.short_day(due_on))
        case OneOfThese(book, held, by_label):
            have = words.plural("You have {n} of these.", "You have {n} of these.", held)
            lines = (
                (
                    _("Bringing it back? Scan its library label."),
                    _("Another? Scan it once more."),
                )
                if by_label
                else (
                    _("Bringing one back? Scan it once more."),
                    _("Another? Press F4 or scan RENEW."),
                )
            )
            return Said(Tone.WAIT, "?", _("Which?"), (title_line(book, words), have, *lines))
        case RenewalAwaited():
            return Said(Tone.WAIT, "?", _("Book?"), (_("Now scan the book that you want to keep longer."),))
        case CardNeeded(of_staff):
            whose = (
                _("A teacher has to scan their card first.")
                if of_staff
                else _("Please scan your card first.")
            )
            return Said(Tone.WAIT, "?", _("Card?"), (whose,))
        case NothingToPrint():
            nothing = _("There is no page to print. One comes when a lesson ends.")
            return Said(Tone.WAIT, "?", _("Print?"), (nothing,))
        case LanguageChanged():
            return Said(Tone.HELLO, "→", _("English"), (_("The kiosk speaks English now."),))
        case LessonOpened(class_name):
            begun = _("The lesson of {name} has begun.", name=class_name)
            return Said(Tone.HELLO, "→", _("Lesson"), (begun,))
        case LessonClosed(class_name, pupils, present, loans, returns):
            return Said(
                Tone.HELLO,
                "→",
                _("Lesson"),
                (
                    _("The lesson of {name} is over.", name=class_name),
                    _(
                        "{present} of {pupils} pupils came, {loans} books lent, {returns} returned.",
                        present=present,
                        pupils=pupils,
                        loans=loans,
                        returns=returns,
                    ),
                ),
            )
        case Unknown(code):
            ask = _("I do not know this code. Scan again, or ask the librarian.")
            return Said(Tone.WAIT, "?", _("Again?"), (code, ask) if code else (ask,))
        case Ignored():
            return Said(
                Tone.WAIT, "·", "", (_("The same code again. For another copy, wait a moment first."),)
            )
        case Fault(noted):
            wrong = _("Something went wrong here. Please ask the librarian.")
            next_one = _("You can scan the next book.")
            kept = (
                [_("Bringing a book back? I have noted it. Put it on the return trolley.")] if noted else []
            )
            return Said(Tone.STOP, "!", _("Sorry"), (wrong, *kept, next_one))


def for_librarian(reason: Reason, details: dict[str, int | str], words: Words) -> str:
    """Why something was refused, as the librarian needs to know it."""
    return words(SENTENCES[reason].librarian, **details)


def _after_return(answer: CheckedIn, words: Words) -> tuple[str, ...]:
    _ = words
    lines = [title_line(answer.book, words)]
    if answer.on_hold:
        lines.append(_("Somebody is waiting for it: please give it to the librarian."))
    elif answer.to_librarian:
        lines.append(_("Please give it to the librarian."))
    elif answer.corner:
        lines.append(_("It lives in the corner of {corner}. Please take it there.", corner=answer.corner))
    else:
        lines.extend(shelf_lines(answer.book, words) or (_("Please put it on the return trolley."),))
    if answer.days_overdue:
        lines.append(words.plural("It came {n} day late.", "It came {n} days late.", answer.days_overdue))
    if answer.renewal_refused:
        lines.append(_("It cannot be renewed any more."))
    if answer.renewal_offered:
        lines.append(_("Not finished? Press F4 or scan RENEW to keep it."))
    return tuple(lines)
