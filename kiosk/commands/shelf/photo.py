"""`kiosk shelf photo`: whole shelves in one look, from pictures of their spines."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from db.clock import utc_now
from db.errors import BadValue
from db.marking import N_
from db.stocktake.opening import find_stocktake
from db.stocktake.scanning import Station
from kiosk.commands.parsing import Commands
from kiosk.commands.shelf.reading import as_json
from kiosk.console import Console
from kiosk.sentences.shelves.stocktake import heard_line
from kiosk.words import visible_json

if TYPE_CHECKING:
    from kiosk.shelf_photo.reading import PhotosRead

_MOST = 40
"""Pictures at once: their pixels are all in memory, some 50 MB each."""


def add_to(shelf: Commands) -> None:
    """Add the command to the group `shelf`."""
    _ = shelf.words
    photo = shelf.add(
        "photo",
        read_pictures,
        purpose=N_("read whole shelves from pictures of the spines, and mark on them what is to be done"),
        example="kiosk shelf photo left.jpg right.jpg",
    )
    photo.add_argument("files", nargs="+", type=Path, metavar=_("FILE"), help=_("JPEG, PNG or WebP"))
    photo.add_argument("--shelf", default="", metavar=_("NAME"), help=_("the shelf, where it has no label"))
    photo.add_argument("--json", action="store_true", help=_("the answer as JSON"))
    photo.add_argument(
        "--out",
        type=Path,
        metavar=_("FOLDER"),
        help=_("where the marked pictures go (default: beside the pictures)"),
    )
    photo.add_argument(
        "--stocktake",
        nargs="?",
        const="",
        metavar=_("NAME"),
        help=_("also count what is seen towards a stocktake"),
    )
    photo.add_argument("--person", default="", metavar=_("WHO"), help=_("who counts"))


def read_pictures(console: Console, arguments: argparse.Namespace) -> int:
    """Read the pictures together and write them marked; exit 1 where none shows a code."""
    from kiosk.shelf_photo.marking import marked_pictures
    from kiosk.shelf_photo.opening import open_photo
    from kiosk.shelf_photo.reading import read_photos
    from kiosk.shelf_photo.sentences import photo_lines

    files: list[Path] = arguments.files
    if len(files) > _MOST:
        raise BadValue(N_("{n} pictures are too many at once: at most {most}."), n=len(files), most=_MOST)
    targets = _targets(files, arguments.out)
    station = None
    if arguments.stocktake is not None:
        station = Station(find_stocktake(arguments.stocktake), console.settings.name, arguments.person)
    photos = [open_photo(file, file.name) for file in files]
    read = read_photos(photos, console.acting().now, shelf=arguments.shelf)
    for picture, target in zip(marked_pictures(read), targets, strict=True):
        target.write_bytes(picture.jpeg)
    counted = [station.hear(code, utc_now()) for code in read.codes] if station else []
    if arguments.json:
        print(visible_json(_as_json(read, targets)), file=console.out)
        return 0 if read.codes else 1
    for line in photo_lines(read, console.words):
        print(line, file=console.out)
    for heard in counted:
        print(heard_line(heard, console.words), file=console.out)
    console.say(N_("Marked: {files}"), files=console.words(", ").join(map(str, targets)))
    return 0 if read.codes else 1


def _targets(files: list[Path], folder: Path | None) -> list[Path]:
    """Where each marked picture goes: a name of its own, and never over a picture that was given."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    taken = {file.resolve() for file in files}
    targets = []
    for file in files:
        number, target = 1, (folder or file.parent) / f"{file.stem}-marked.jpg"
        while target.resolve() in taken:
            number += 1
            target = target.with_name(f"{file.stem}-marked-{number}.jpg")
        taken.add(target.resolve())
        targets.append(target)
    return targets


def _as_json(read: "PhotosRead", targets: list[Path]) -> dict[str, object]:
    """What `kiosk shelf read --json` answers, and beside it what stands where in the pictures."""
    return {
        **as_json(read.read),
        "boards": read.boards,
        "codes": list(read.codes),
        "unread": [
            {"number": note.number, "after": note.after, "before": note.before}
            for note in read.notes
            if note.verdict is None
        ],
        "pictures": [
            {
                "file": marked.photo.name,
                "marked": str(target),
                "turned": 90 * marked.turns,
                "size": list(marked.size),
                "spines": [
                    {
                        "code": spine.code,
                        "mark": spine.mark.value,
                        "board": spine.board,
                        "number": spine.number,
                        "corners": [[round(x, 1), round(y, 1)] for x, y in spine.seen.corners],
                    }
                    for spine in marked.spines
                ],
            }
            for marked, target in zip(read.photos, targets, strict=True)
        ],
    }
