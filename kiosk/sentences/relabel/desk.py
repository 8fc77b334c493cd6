"""What the relabelling desk says: a mark, one big word, and the lines below it, as at the kiosk."""

from db.answers.campaign import (
    Progress,
    ShelfProgress,
)
from db.answers.relabel import (
    AlreadyClosed,
    AlreadyQueued,
    BookSeen,
    Choose,
    Closed,
    LabelSeen,
    Line,
    MarkedMissing,
    Mismatch,
    NothingToTakeBack,
    NotOnList,
    Queued,
    RelabelAnswer,
    SameAgain,
    ScanFirst,
    TakenBack,
    UnknownCode,
)
from db.answers.shown import Book
from db.clock import to_local
from db.marking import N_
from kiosk.sentences.said import Said, Tone
from kiosk.words import Words

STATES = {
    "": N_("not on the list"),
    "to_print": N_("to print"),
    "printed": N_("printed"),
    "closed": N_("done"),
    "not_found": N_("not found"),
}

CLOSED, PRINTED, TO_PRINT, NOT_FOUND = "#", "+", ".", "?"
"""The characters of a bar: they are on every console, and carry without colour."""


def say_relabel(answer: RelabelAnswer, words: Words, *, by_key: bool = False) -> Said:
    """Put an answer of the relabelling desk into words for the librarian.

    `by_key`: at the full screen a label is asked for with a key, at a terminal with a word.
    """
    _ = words
    match answer:
        case BookSeen(book):
            return Said(
                Tone.HELLO, "→", _("Label?"), (_place(book, words), *_after_book(answer, words, by_key))
            )
        case LabelSeen(line, alone):
            ask = (
                _("Nothing on this book can be scanned: compare the title, then scan the label again.")
                if alone
                else _("Now scan the ISBN of the book that it is on.")
            )
            return Said(Tone.HELLO, "→", _("Book?"), (_place(line.book, words), ask))
        case Closed(line, _was, _at, done, total):
            told = _("{done} of {total}", done=done, total=total)
            return Said(Tone.DONE, "✓", _("Done"), (_place(line.book, words), told))
        case Mismatch(line, in_hand):
            belongs = _(
                "This label belongs on “{title}” ({place}).", title=line.book.title, place=_where(line.book)
            )
            hand = _("The book in your hand is “{title}”: scan its own label.", title=in_hand.title)
            return Said(Tone.STOP, "✗", _("Wrong label"), (belongs, hand))
        case AlreadyClosed(line):
            when = f"{to_local(line.changed_at):%Y-%m-%d %H:%M}" if line.changed_at else ""
            told = _(
                "This label was scanned on its book before ({when}, {who}).", when=when, who=line.changed_by
            )
            return Said(Tone.WAIT, "✓", _("Done already"), (_place(line.book, words), told))
        case NotOnList(book):
            ask = (
                _("It is not on the worklist. F4 puts it there.")
                if by_key
                else _("It is not on the worklist. Type label to put it there.")
            )
            return Said(Tone.WAIT, "?", _("Not listed"), (_place(book, words), ask))
        case Choose(book, lines):
            offered = (f"{n}  {_copy(line, words)}" for n, line in enumerate(lines, 1))
            return Said(
                Tone.WAIT, "?", _("Which one?"), (_place(book, words), *offered, _("Type its number."))
            )
        case Queued(line):
            told = _("A label for it comes with the next print.")
            return Said(Tone.DONE, "✓", _("Noted"), (_place(line.book, words), told))
        case AlreadyQueued(line):
            told = _("A label for it is already waiting to be printed.")
            return Said(Tone.WAIT, "✓", _("Noted"), (_place(line.book, words), told))
        case MarkedMissing(line):
            told = _("Marked as not found, for the stocktake.")
            return Said(Tone.DONE, "✓", _("Noted"), (_place(line.book, words), told))
        case TakenBack(line):
            told = _("It is as it was before: {state}.", state=_(STATES[line.state]))
            return Said(Tone.WAIT, "↩", _("Undone"), (_place(line.book, words), told))
        case NothingToTakeBack():
            return Said(Tone.WAIT, "?", _("Undo"), (_("There is nothing to undo."),))
        case ScanFirst():
            return Said(Tone.WAIT, "?", _("Book?"), (_("First scan the book, or its label."),))
        case UnknownCode(card):
            told = _("This is a reader's card.") if card else _("No book has this code.")
            return Said(Tone.WAIT, "?", _("Again?"), (told,))
        case SameAgain():
            return Said(Tone.WAIT, "✓", "", (_("The same code again."),))


def progress_lines(progress: Progress, words: Words, width: int = 40) -> list[str]:
    """How far the campaign is, as a bar of that many characters and in words."""
    _ = words
    lines = [
        f"[{bar(progress, width)}] {progress.percent} %",
        _(
            "Done {closed}, printed {printed}, to print {to_print}, not found {not_found}; {total} in all.",
            closed=progress.closed,
            printed=progress.printed,
            to_print=progress.to_print,
            not_found=progress.not_found,
            total=progress.total,
        ),
    ]
    if progress.days_left is not None and progress.left:
        lines.append(
            words.plural(
                "About {rate} a day: {n} more day of work at this rate.",
                "About {rate} a day: {n} more days of work at this rate.",
                progress.days_left,
                rate=f"{progress.per_day:.0f}",
            )
        )
    if progress.on_loan:
        lines.append(_("On loan without a label, to be printed when they are back: {n}.", n=progress.on_loan))
    for job in progress.unprinted_jobs:
        lines.append(_("Job {job} has not been printed: kiosk relabel print --again {job}", job=job))
    return lines


def bar(counts: Progress | ShelfProgress, width: int) -> str:
    """Done, printed, to print and not found, as shares of the width; nothing rounds away."""
    parts = (
        (counts.closed, CLOSED),
        (counts.printed, PRINTED),
        (counts.to_print, TO_PRINT),
        (counts.not_found, NOT_FOUND),
    )
    total = sum(count for count, _ in parts)
    if not total:
        return " " * width
    lengths = [max(1, width * count // total) if count else 0 for count, _ in parts]
    widest = max(range(len(parts)), key=lambda part: lengths[part])
    lengths[widest] += width - sum(lengths)
    return "".join(sign * length for (_, sign), length in zip(parts, lengths, strict=True))


def _after_book(seen: BookSeen, words: Words, by_key: bool) -> tuple[str, ...]:
    if seen.labels:
        return (words("Now scan its new label."),)
    if any(line.state == "to_print" for line in seen.lines):
        return (words("Its label is not printed yet: put the book back for now."),)
    if by_key:
        return (words("Its labels are all scanned. For one without a label, press F4."),)
    return (words("Its labels are all scanned. For one without a label, type label."),)


def _place(book: Book, words: Words) -> str:
    place = _where(book)
    return (
        words("“{title}” ({place})", title=book.title, place=place)
        if place
        else words("“{title}”", title=book.title)
    )


def _where(book: Book) -> str:
    return " · ".join(part for part in (book.shelf, book.call_number) if part)


def _copy(line: Line, words: Words) -> str:
    return words(
        "copy {number}, {state}, {code} {shelf}",
        number=line.number,
        state=words(STATES[line.state]),
        code=line.code or "-",
        shelf=line.book.shelf,
    )
