"""`kiosk shelf where`, `list`, `plan`, `start`, `bay`, `remove`: the room, and the way to a book in it."""

import argparse
from pathlib import Path

from db.answers.shelves.finding import Way
from db.answers.shelves.shelf import Face, TitleThere
from db.errors import BadValue, NotFound
from db.library.identity import identity
from db.marking import N_
from db.shelf import faces
from db.shelf.finding import titles_meant, where_are
from kiosk.commands.paper import write
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.paper.room import plan_paper, way_paper
from kiosk.sentences.shelves.plan import plan_lines
from kiosk.sentences.shelves.shelf import place_of, way_lines
from kiosk.words import visible_json

_MOST = 20
"""How many titles are shown for words that many of them hold."""
_BOARD = "kiosk shelf remove 3 B 4"


def add_to(shelf: Commands) -> None:
    """Add the commands to the group `shelf`."""
    _ = shelf.words
    where = shelf.add(
        "where",
        show_way,
        purpose=N_("where a book stands, by its label, its ISBN or words of its title"),
        example="kiosk shelf where 31234000000018",
    )
    where.add_argument("text", nargs="+", metavar=_("TEXT"))
    shown = where.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    shown.add_argument("--out", type=Path, metavar=_("FILE"), help=_("a slip to carry, as a PDF"))
    shelf.add("list", list_faces, purpose=N_("the bays and where each of their boards begins"))
    plan = shelf.add("plan", show_plan, purpose=N_("the plan of the room"))
    plan.add_argument("--out", type=Path, metavar=_("FILE"), help=_("to hang up, as a PDF"))
    start = shelf.add(
        "start",
        set_start,
        purpose=N_("say with which call number a board begins; a bay that is new is made"),
        example="kiosk shelf start 3 B 4 I287.45",
    )
    start.add_argument("bay", metavar=_("BAY"))
    start.add_argument("side", metavar=_("SIDE"), help=_("A or B; - where the bay has only one"))
    start.add_argument("level", type=whole_number(_), metavar=_("LEVEL"), help=_("from the top, from 1"))
    start.add_argument("call_number", metavar=_("CALL-NUMBER"))
    bay = shelf.add(
        "bay",
        set_bay,
        purpose=N_("put a bay on the plan, or say which shelf in the lists of books it is"),
        example="kiosk shelf bay 3 --at 2 1",
    )
    bay.add_argument("bay", metavar=_("BAY"))
    bay.add_argument(
        "--at",
        nargs=2,
        type=whole_number(_),
        metavar=(_("COLUMN"), _("ROW")),
        help=_("its square on the plan, counted from the top left"),
    )
    bay.add_argument("--shelf", metavar=_("NAME"), help=_("the name that lists of books give this shelf"))
    remove = shelf.add(
        "remove",
        remove_bay,
        purpose=N_("take a bay out of the room, or one board of it"),
        example=_BOARD,
    )
    remove.add_argument("bay", metavar=_("BAY"))
    remove.add_argument("side", nargs="?", metavar=_("SIDE"), help=_("of the board; - for the only side"))
    remove.add_argument(
        "level", nargs="?", type=whole_number(_), metavar=_("LEVEL"), help=_("from the top, from 1")
    )


def show_way(console: Console, arguments: argparse.Namespace) -> int:
    """Say where the titles stand, with the plan and their bays on it; or write a slip for the only one."""
    text = " ".join(arguments.text)
    found = where_are(titles_meant(text), console.acting().now)
    if arguments.json:
        print(visible_json({"titles": [as_json(there) for there in found]}), file=console.out)
        return 0 if found else 1
    if not found:
        raise NotFound(N_("No book matches {text}."), text=text)
    if arguments.out:
        if len(found) > 1:
            raise BadValue(
                N_("{text} finds {n} titles. A slip is for one: say more."), text=text, n=len(found)
            )
        write(arguments.out, way_paper(Way(found[0], tuple(faces.bays())), console.words), console)
        return 0
    for there in found[:_MOST]:
        for line in way_lines(there, console.words):
            print(line, file=console.out)
    if len(found) > _MOST:
        console.say(N_("and {n} more"), n=len(found) - _MOST)
    if len(found) == 1:
        way = Way(found[0], tuple(faces.bays()))
        for line in plan_lines(way.bays, way.lit, console.words):
            print(line, file=console.out)
    return 0


def as_json(there: TitleThere) -> dict[str, object]:
    """A title with the way to it. No reader is named."""
    return {
        "title": there.title,
        "author": there.author,
        "call_number": there.call_number,
        "after": there.after,
        "before": there.before,
        "back_on": there.back_on.isoformat() if there.back_on else None,
        "copies": [
            {
                "code": one.code,
                "state": one.state.state.value,
                "due_on": one.state.due_on.isoformat() if one.state.due_on else None,
                **_place_as_json(one.place),
            }
            for one in there.copies
        ],
    }


def _place_as_json(place: Face | str) -> dict[str, object]:
    if isinstance(place, str):
        return {"shelf": place, "side": "", "level": None}
    return {"shelf": place.bay, "side": place.side, "level": place.level}


def list_faces(console: Console, arguments: argparse.Namespace) -> int:
    """Print each board with its start and the code of its label."""
    _ = console.words
    found = faces.bays()
    if not found:
        console.say(N_("No shelf is set up yet. Begin with: {command}"), command="kiosk shelf start 1 A 1 A")
        return 0
    console.table(
        (_("place"), _("begins with"), _("shelf"), _("label")),
        (
            (place_of(face, _), face.start, bay.location, faces.code_of_face(face.face_id))
            for bay in found
            for face in bay.faces
        ),
    )
    return 0


def show_plan(console: Console, arguments: argparse.Namespace) -> int:
    """Draw the plan, or write it as a PDF."""
    if arguments.out:
        write(arguments.out, plan_paper(faces.bays(), identity().name, console.words), console)
        return 0
    lines = plan_lines(faces.bays(), (), console.words)
    for line in lines:
        print(line, file=console.out)
    if not lines:
        console.say(
            N_("No bay is on the plan yet. Put one there: {command}"), command="kiosk shelf bay 1 --at 1 1"
        )
    return 0


def set_start(console: Console, arguments: argparse.Namespace) -> int:
    """Keep where a board begins."""
    side = "" if arguments.side == "-" else arguments.side
    faces.set_face(arguments.bay, side, arguments.level, arguments.call_number, console.acting())
    console.say(N_("Saved."))
    return 0


def set_bay(console: Console, arguments: argparse.Namespace) -> int:
    """Keep where a bay stands and which shelf of the lists it is."""
    square = tuple(arguments.at) if arguments.at else None
    faces.set_bay(arguments.bay, console.acting(), location=arguments.shelf, square=square)
    console.say(N_("Saved."))
    return 0


def remove_bay(console: Console, arguments: argparse.Namespace) -> int:
    """Take a bay or a board away; its books are where they were."""
    if arguments.side is not None:
        if arguments.level is None:
            raise BadValue(N_("Say which board: its side and its level, as in {command}."), command=_BOARD)
        side = "" if arguments.side == "-" else arguments.side
        event = faces.remove_face(arguments.bay, side, arguments.level, console.acting())
        console.say(N_("The board has been removed. To undo it: kiosk shelf undo {number}"), number=event)
        return 0
    gone = faces.remove_bay(arguments.bay, console.acting())
    console.say(N_("Bay {name} has been removed, and its boards with it: {n}."), name=arguments.bay, n=gone)
    return 0
