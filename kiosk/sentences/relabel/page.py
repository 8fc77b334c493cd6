"""What the relabelling page says by itself, beside the desk's answers: each is a function of the language."""

from collections.abc import Sequence

from db.marking import Sentence
from kiosk.sentences.said import Said, Tone
from kiosk.words import Words


def ready(words: Words) -> Said:
    """Nothing was scanned yet."""
    _ = words
    return Said(
        Tone.HELLO,
        "",
        # Translators: drawn large; lines of at most ten letters or five Chinese characters, with blanks
        # between them.
        _("Scan a book"),
        (
            _("Scan a book's ISBN (or its old code), then its new label."),
            _("No label, or a torn one? Scan the book, then press F4."),
            _("A label is left over? Scan it, then press F5: its book was not found."),
        ),
    )


def not_begun(words: Words) -> Said:
    """No campaign is open."""
    _ = words
    return Said(
        Tone.WAIT,
        "!",
        _("Not begun"),
        (
            _("No relabelling is under way. F6 puts the whole stock on the worklist."),
            _("For a part of it, at a terminal: kiosk relabel open --range I287"),
        ),
    )


def ask_to_begin(copies: int, words: Words) -> Said:
    """The whole stock is to go on the worklist."""
    _ = words
    return Said(
        Tone.WAIT,
        "?",
        _("Sure?"),
        (
            _.plural("{n} book goes on the worklist.", "{n} books go on the worklist.", copies),
            _("Enter: open the relabelling   Esc: no"),
        ),
    )


def begun(copies: int, words: Words) -> Said:
    """The campaign was opened."""
    _ = words
    return Said(
        Tone.DONE,
        "✓",
        _("Begun"),
        (
            _("A relabelling is under way. Books on the worklist: {total}.", total=copies),
            _("F8 prints the first labels."),
        ),
    )


def printing(words: Words) -> Said:
    """Labels are being printed."""
    _ = words
    return Said(Tone.HELLO, "→", _("Printing"), (_("You can go on scanning meanwhile."),))


def printed(lines: Sequence[str], words: Words) -> Said:
    """Labels are on paper; `lines` say how many and where."""
    _ = words
    stick = _("Stick them on, then scan each book and its label.")
    return Said(Tone.DONE, "✓", _("Printed"), (*lines, stick))


def not_printed(why: Sentence, words: Words) -> Said:
    """No label is on paper."""
    _ = words
    return Said(Tone.STOP, "✗", _("Not printed"), (_(why),))


def refused(line: str, words: Words) -> Said:
    """Something cannot be done, as the sentence says."""
    return Said(Tone.STOP, "✗", words("Sorry"), (line,))
