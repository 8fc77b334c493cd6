"""Photographs of shelves read as if their books had been scanned one after the other.

read_photos(photos, now)       looks at them and asks the library what the codes mean
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from db.answers.shelves.shelf import ShelfRead, Spine, Verdict
from db.codes import clean
from db.errors import NotFound
from db.shelf.faces import face_of_code
from db.shelf.reading import ReadingShelves
from db.shelf.spine_codes import whole_codes
from kiosk.shelf_photo.looking import Looked, look
from kiosk.shelf_photo.opening import Photo
from kiosk.shelf_photo.rows import Row, boards_of, joined
from kiosk.shelf_photo.seen import Seen, Symbol

OnProgress = Callable[[int, int], None]


class Mark(Enum):
    """What a spine is marked as. The value is its word in JSON."""

    RIGHT = "right"
    MOVE = "move"
    STRANGER = "stranger"
    CHECK = "check"
    UNREAD = "unread"


@dataclass(frozen=True)
class MarkedSpine:
    """A symbol in a picture and what is to be done about its book.

    Attributes:
        code: the book's, whole; empty where it could not be read.
        board: on which of all boards it stands, from 1; 0 for one that stands on none.
        number: under which the sentence about it is found; 0 where there is none.
    """

    code: str
    seen: Seen
    mark: Mark
    board: int
    number: int = 0


@dataclass(frozen=True)
class Noted:
    """What one number of the pictures stands for.

    Attributes:
        verdict: None for a symbol that could not be read.
        code: the book's.
        after, before: the books beside it in the picture (unread), or where it goes (a move); may be empty.
    """

    number: int
    verdict: Verdict | None
    code: str
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class MarkedPhoto:
    """One picture with what is marked on it, in pixels of `photo` turned by `turns` quarters."""

    photo: Photo
    turns: int
    size: tuple[int, int]
    spines: tuple[MarkedSpine, ...]


@dataclass(frozen=True)
class PhotosRead:
    """Shelves as pictures show them.

    Attributes:
        codes: what was fed to the reading, shelf labels among it, as if it had been scanned.
        boards: how many were found.
        notes: what the numbers stand for.
        gone: labels of shelves that no longer exist.
        books: the record's of every code that it knows.
    """

    read: ShelfRead
    codes: tuple[str, ...]
    boards: int
    notes: tuple[Noted, ...]
    photos: tuple[MarkedPhoto, ...]
    gone: tuple[str, ...]
    books: dict[str, Spine]


def read_photos(
    photos: Sequence[Photo], now: datetime, *, shelf: str = "", on_progress: OnProgress | None = None
) -> PhotosRead:
    """Read these pictures together; those that share books show one shelf.

    Raises NotFound for a `shelf` that does not exist.
    """
    reading = ReadingShelves(now, shelf=shelf)
    looked: list[Looked] = []
    for number, photo in enumerate(photos):
        looked.append(look(photo.grey))
        if on_progress:
            on_progress(number + 1, len(photos))
    return _read(photos, looked, reading)


def _read(photos: Sequence[Photo], looked: Sequence[Looked], reading: ReadingShelves) -> PhotosRead:
    spelt = _spelt([seen for one in looked for seen in one.codes])
    pictures = []
    labels: dict[int, str] = {}
    for number, one in enumerate(looked):
        spines = [seen for seen in one.codes if face_of_code(spelt[id(seen)]) is None]
        rows = boards_of(spines, one.unread, number)
        for seen in one.codes:
            if face_of_code(spelt[id(seen)]) is not None and rows:
                row = min(rows, key=lambda row: _below(row, seen))
                labels.update((id(spot.seen), spelt[id(seen)]) for spot in row)
        pictures.append(rows)
    boards = joined(pictures)
    codes, gone = list[str](), list[str]()
    books: dict[str, Spine] = {}
    for board in boards:
        label = next((labels[id(spot.seen)] for spot in board if id(spot.seen) in labels), "")
        for code in (label, *(spelt[id(spot.seen)] for spot in board if spot.seen.text)):
            if not code:
                continue
            try:
                heard = reading.hear(code)
            except NotFound:
                gone.append(code)
                continue
            codes.append(code)
            if heard and heard.spine:
                books[code] = heard.spine
    read = reading.result()
    notes = _notes(read, boards, spelt)
    return PhotosRead(
        read,
        tuple(codes),
        len(boards),
        tuple(notes.values()),
        tuple(
            MarkedPhoto(photo, one.turns, one.size, _marked(number, one, boards, spelt, notes))
            for number, (photo, one) in enumerate(zip(photos, looked, strict=True))
        ),
        tuple(gone),
        books,
    )


def _spelt(seen: Sequence[Seen]) -> dict[int, str]:
    """The code that each symbol stands for: cleaned, and whole where a spine bears only its end."""
    cleaned = {id(one): clean(one.text) for one in seen}
    whole = whole_codes(cleaned[id(one)] for one in seen if one.symbol is not Symbol.ACROSS)
    return {
        id(one): whole.get(code, code) if one.symbol is not Symbol.ACROSS else code
        for one in seen
        for code in (cleaned[id(one)],)
    }


def _below(row: Row, label: Seen) -> tuple[bool, float]:
    """How far a shelf label hangs below a board's books; what stands above a label comes first."""
    beside = min(row, key=lambda spot: abs(spot.seen.middle[0] - label.middle[0]))
    down = label.middle[1] - beside.seen.middle[1]
    return down < 0, abs(down)


def _notes(read: ShelfRead, boards: Sequence[Row], spelt: dict[int, str]) -> dict[str | int, Noted]:
    """The numbered notes: by code, and for what could not be read by its symbol."""
    found = {spine.code: verdict for verdict, spines in read.found.items() for spine in spines}
    moves = {move.code: move for move in read.moves}
    notes: dict[str | int, Noted] = {}
    for board in boards:
        codes = [spelt.get(id(spot.seen), "") for spot in board]
        for place, (spot, code) in enumerate(zip(board, codes, strict=True)):
            number = len(notes) + 1
            if not code:
                after = next((before for before in reversed(codes[:place]) if before), "")
                before = next((behind for behind in codes[place + 1 :] if behind), "")
                notes[id(spot.seen)] = Noted(number, None, "", after, before)
            elif code in moves and code not in notes:
                move = moves[code]
                notes[code] = Noted(number, Verdict.MOVE, code, move.after, move.before)
            elif code in found and code not in notes:
                notes[code] = Noted(number, found[code], code)
    return notes


def _marked(
    picture: int,
    looked: Looked,
    boards: Sequence[Row],
    spelt: dict[int, str],
    notes: dict[str | int, Noted],
) -> tuple[MarkedSpine, ...]:
    """The symbols of one picture, those among them that another picture shows as well."""
    board_of: dict[str, int] = {}
    marked = []
    for number, board in enumerate(boards, 1):
        for spot in board:
            if spot.seen.text:
                board_of.setdefault(spelt[id(spot.seen)], number)
            elif spot.picture == picture:
                note = notes[id(spot.seen)]
                marked.append(MarkedSpine("", spot.seen, Mark.UNREAD, number, note.number))
    for seen in looked.codes:
        code = spelt[id(seen)]
        if face_of_code(code) is not None:
            continue
        found = notes.get(code)
        mark = _mark(found) if found else Mark.RIGHT
        marked.append(MarkedSpine(code, seen, mark, board_of.get(code, 0), found.number if found else 0))
    return tuple(sorted(marked, key=lambda one: (one.board, one.seen.middle)))


def _mark(noted: Noted) -> Mark:
    match noted.verdict:
        case Verdict.MOVE:
            return Mark.MOVE
        case Verdict.STRANGER:
            return Mark.STRANGER
        case _:
            return Mark.CHECK
