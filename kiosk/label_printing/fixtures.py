"""What is printed for the room and the kiosk, with no copy or reader behind it: shelf labels, signs."""

from typing import Any

from db.errors import NotFound
from db.marking import N_
from db.shelf.faces import bays, code_of_face
from kiosk.label_printing.signs import shelf_signs
from kiosk.sentences.shelves.shelf import place_of
from kiosk.words import Words
from labels.content.cards import COMMANDS, CommandCard, command_card
from labels.content.signs import Sign, sign
from labels.job import Layout

KINDS = ("shelves", "signs", "commands")
"""As `kiosk labels KIND` calls them."""


def contents_of_kind(kind: str, words: Words, only: str = "") -> tuple[list[Any], Layout[Any]]:
    """What is printed of this one of `KINDS`, and how it is laid out; `only` of one bay or shelf.

    Raises NotFound where nothing is set up yet.
    """
    if kind == "shelves":
        return _boards(only, words), sign
    if kind == "signs":
        if signs := shelf_signs(only, words):
            return signs, sign
        raise NotFound(N_("There are no shelves yet: import a list of books that names them."))
    cards = [CommandCard(code, words.term(word), words.term(told)) for code, (word, told) in COMMANDS.items()]
    return cards, command_card


def _boards(bay: str, words: Words) -> list[Sign]:
    """A label for every board, with the code by which a shelf is read."""
    boards = [face for one in bays() if bay in ("", one.name) for face in one.faces]
    if not boards:
        raise NotFound(
            N_("No shelf is set up yet. Begin with: {command}"), command="kiosk shelf start 1 A 1 A"
        )
    return [
        Sign(
            # Translators: the heading of a shelf label: bay, side, level from the top.
            words("{bay}{side} – {level}", bay=face.bay, side=face.side, level=face.level),
            face.start,
            place_of(face, words),
            code_of_face(face.face_id),
        )
        for face in boards
    ]
