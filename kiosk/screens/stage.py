"""The large part of the screen: what to do while nobody is here, and what the kiosk says to a scan."""

from collections.abc import Sequence
from functools import lru_cache

from textual.content import Content

from db.answers import Ignored
from kiosk.screens.letters import LETTER_ROWS, big
from kiosk.screens.pane import Pane, centred, fold
from kiosk.screens.view import Notice, View
from kiosk.sentences import Said, Tone, say
from kiosk.words import Words

_ENOUGH = 10_000
"""Columns: a word is drawn on one line, and measured afterwards."""


class Stage(Pane[Said]):
    """One answer, in a colour, with a mark and a word that are read from two metres."""

    def look(self, view: View) -> Said:
        return _said(view)

    def show(self, view: View) -> None:
        super().show(view)
        for tone in Tone:
            self.set_class(tone is self._seen.tone and bool(self._seen.mark), f"-{tone.value}")

    def draw(self, seen: Said, columns: int, rows: int) -> Sequence[Content]:
        room = columns - 4
        lines = [fold(line, room, 2) for line in seen.lines]
        if sum(map(len, lines)) > rows - LETTER_ROWS + 2:
            lines = [line[:1] if len(line) < 2 else fold(text, room, 1) for line, text in zip(lines, seen.lines)]
        below = [Content.styled(row, "bold" if not at else "") for at, line in enumerate(lines) for row in line]
        picture = draw_large(seen.mark, seen.big, room, rows - len(below))
        above = [Content.styled(row, "bold") for row in picture]
        gap = [Content("")] if rows > len(above) + len(below) else []
        wide = max((row.cell_length for row in below), default=0)
        # Below the welcome the lines stand under each other; below an answer each has the middle.
        if not seen.mark:
            below = [row.pad_right(wide - row.cell_length) for row in below]
        return centred([*above, *gap, *below], columns, rows)


def _said(view: View) -> Said:
    words = view.words
    if view.notice is Notice.UNAVAILABLE:
        return _unavailable(words)
    if view.notice is Notice.CLOSED:
        return _closed(words)
    if view.answer is not None and not isinstance(view.answer, Ignored):
        return say(view.answer, words)
    return _welcome(view)


def _welcome(view: View) -> Said:
    _ = view.words
    lines = [
        _("Borrow: scan your card, then each book."),
        _("Return: just scan the book. You need no card."),
    ]
    if not view.is_open:
        lines.append(_("The library is closed today. You can still borrow and return here."))
    # Translators: drawn large; lines of at most ten letters or five Chinese signs, parted by blanks.
    return Said(Tone.HELLO, "", _("Scan card or book"), tuple(lines))


def _closed(words: Words) -> Said:
    _ = words
    return Said(Tone.WAIT, "!", _("Closed"), (_("The kiosk is closed for now. Please ask the librarian."),))


def _unavailable(words: Words) -> Said:
    _ = words
    return Said(
        Tone.STOP,
        "!",
        _("Sorry"),
        (
            _("I cannot reach my list of books just now. Nothing was written down."),
            _("Please ask the librarian. You can scan again in a moment."),
        ),
    )


@lru_cache(maxsize=64)
def draw_large(mark: str, word: str, columns: int, rows: int) -> tuple[str, ...]:
    """The mark and the word beside it as large as the box allows; equally wide lines.

    Where both do not fit, the word alone, on several lines if need be; where that does not fit either,
    one line of plain text. Kept for the next time: these are words of the catalogue, never of a reader.
    """
    for scale in range((rows + 1) // LETTER_ROWS, 0, -1):
        drawn = [_trimmed(big(text, _ENOUGH, LETTER_ROWS * scale)) for text in (mark, word) if text]
        if all(len(picture) > 1 for picture in drawn):
            joined = _beside(drawn, 2 * scale)
            if len(joined) <= rows and len(joined[0]) <= columns:
                return joined
    alone = big(word, columns, rows)
    return tuple(alone) if len(alone) > 1 else (f"{mark} {word}".strip(),)


def _trimmed(picture: Sequence[str]) -> list[str]:
    """Without the blank rows and columns around it."""
    rows = list(picture)
    while rows and not rows[0].strip():
        rows.pop(0)
    while rows and not rows[-1].strip():
        rows.pop()
    left = min((len(row) - len(row.lstrip()) for row in rows), default=0)
    right = max((len(row.rstrip()) for row in rows), default=0)
    return [row[left:right] for row in rows]


def _beside(pictures: Sequence[Sequence[str]], gap: int) -> tuple[str, ...]:
    """Side by side, each in the middle of the height."""
    height = max(map(len, pictures))
    columns = []
    for picture in pictures:
        above = (height - len(picture)) // 2
        blank = " " * len(picture[0])
        columns.append([blank] * above + list(picture) + [blank] * (height - above - len(picture)))
    return tuple((" " * gap).join(row) for row in zip(*columns, strict=True))
