"""Photographs of shelves in words: what their numbers stand for, and what they show together."""

from collections.abc import Iterator

from db.answers.shelves.shelf import Verdict
from db.marking import N_
from kiosk.sentences.shelves.shelf import named, place_of, read_lines
from kiosk.shelf_photo.reading import Noted, PhotosRead
from kiosk.words import Words

_SAID = {
    Verdict.ON_LOAN: N_("{book}: recorded as on loan"),
    Verdict.LOST: N_("{book}: recorded as lost"),
    Verdict.WITHDRAWN: N_("{book}: withdrawn"),
    Verdict.IN_REPAIR: N_("{book}: recorded as in repair"),
    Verdict.TWICE: N_("{book}: seen in two places"),
    Verdict.OLD_LABEL: N_("{book}: an old label"),
    Verdict.NO_LABEL: N_("{book}: its label is missing"),
    Verdict.CARD: N_("a reader's card"),
    Verdict.UNKNOWN: N_("{book}: not known to the library"),
}


def note_line(note: Noted, read: PhotosRead, words: Words) -> str:
    """What one number in the pictures stands for."""

    def book(code: str) -> str:
        spine = read.books.get(code)
        return named(spine, words) if spine else code

    match note.verdict:
        case None:
            return _beside(note, words, book(note.after), book(note.before))
        case Verdict.MOVE if not note.after:
            return words(
                N_("{book} goes to the front, before {before}"),
                book=book(note.code),
                before=book(note.before),
            )
        case Verdict.MOVE if not note.before:
            return words(
                N_("{book} goes to the end, after {after}"), book=book(note.code), after=book(note.after)
            )
        case Verdict.MOVE:
            return words(
                N_("{book} goes between {after} and {before}"),
                book=book(note.code),
                after=book(note.after),
                before=book(note.before),
            )
        case Verdict.STRANGER:
            home = read.read.homes.get(note.code)
            place = place_of(home, words) if home else "?"
            return words(N_("{book} belongs elsewhere: {place}"), book=book(note.code), place=place)
        case verdict:
            return words(_SAID[verdict], book=book(note.code))


def _beside(note: Noted, words: Words, after: str, before: str) -> str:
    if after and before:
        return words(
            N_("a code that cannot be read, between {after} and {before}"), after=after, before=before
        )
    if after:
        return words(N_("a code that cannot be read, right of {after}"), after=after)
    return words(N_("a code that cannot be read, left of {before}"), before=before)


def photo_lines(read: PhotosRead, words: Words) -> Iterator[str]:
    """What the pictures show: what was read, the numbers, and what else the record has to say."""
    yield words.plural(
        "{n} code read, boards: {boards}.",
        "{n} codes read, boards: {boards}.",
        read.read.scanned,
        boards=read.boards,
    )
    for note in read.notes:
        yield f"{note.number:3}  {note_line(note, read, words)}"
    for code in read.gone:
        yield words(N_("The label {code} belongs to a shelf that no longer exists."), code=code)
    # The last lines of a reading: what is missing, and the sum.
    if read.codes:
        yield from list(read_lines(read.read, words))[-1 - bool(read.read.missing) :]
