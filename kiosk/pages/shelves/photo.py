"""A whole shelf in one look: pictures from a telephone's camera, and what they show, marked."""

import io
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.responses import Response

from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.marking import N_, Sentence
from db.roles import Act
from db.stock.shelves import no_such_shelf, places, shelf_names
from db.stocktake.opening import Found, all_stocktakes, find_stocktake
from db.stocktake.scanning import Station
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.shelves.reading import take_over

if TYPE_CHECKING:
    from kiosk.shelf_photo.marking import MarkedPicture

HERE = "/shelves/photo"
_MOST = 6
"""Pictures at once, and bytes of all: each is some 50 MB in memory while it is looked at."""
_LARGEST = 20 * MB
_LONGEST = 2000
"""Pixels on the longer side of what the browser gets back."""


@dataclass(frozen=True)
class Shown:
    """What came of the pictures: lines to read, and the marked pictures as JPEG. Nothing of it is kept.

    Attributes:
        codes: what was read, in its order; `shelf` is the one that was named.
        stocktake: in which they were counted; empty for none.
    """

    lines: tuple[str, ...]
    pictures: "tuple[MarkedPicture, ...]"
    codes: tuple[str, ...]
    shelf: str
    stocktake: str


def show_form(ask: Ask) -> Response:
    """Where pictures are taken or chosen."""
    return page(
        ask,
        "shelf_photo.html",
        shelves=[
            ("", ask.words("by its label, or by most of its books")),
            *((place.name, place.name) for place in places() if not place.is_corner),
        ],
        stocktakes=[("", ask.words("no")), *((name, name) for name in _open_stocktakes())],
        most=_MOST,
        megabytes=_LARGEST // MB,
    )


def _open_stocktakes() -> list[str]:
    return [one.name for one in all_stocktakes() if one.closed_at is None]


def take_pictures(ask: Ask) -> Response:
    """Take the pictures that were sent, and look at them in the other thread."""
    sent = [one for one in ask.form.getlist("pictures") if isinstance(one, UploadFile) and one.filename]
    if not sent:
        raise BadValue(N_("Take a picture first, or choose one."))
    if len(sent) > _MOST:
        raise BadValue(N_("{n} pictures are too many at once: at most {most}."), n=len(sent), most=_MOST)
    shelf, stocktake = ask.text("shelf"), ask.text("stocktake")
    if shelf and shelf not in shelf_names():
        raise no_such_shelf(shelf)
    files = [(one.file.read(), one.filename or "") for one in sent]
    work = partial(_look, files, shelf, find_stocktake(stocktake) if stocktake else None, ask)
    return ask.begin(Sentence(N_("Looking at pictures of shelves")), work, then=f"{HERE}/{{job}}")


def _look(
    files: list[tuple[bytes, str]], shelf: str, stocktake: Found | None, ask: Ask, report: Report
) -> Shown:
    from kiosk.shelf_photo.marking import marked_pictures
    from kiosk.shelf_photo.opening import open_photo
    from kiosk.shelf_photo.reading import read_photos
    from kiosk.shelf_photo.sentences import photo_lines

    acting: Acting = ask.acting()
    photos = [open_photo(io.BytesIO(content), name) for content, name in files]
    read = read_photos(photos, acting.now, shelf=shelf, on_progress=report)
    if stocktake:
        station = Station(stocktake, ask.office.settings.name)
        for code in read.codes:
            station.hear(code, acting.now)
    lines = tuple(photo_lines(read, ask.words))
    pictures = marked_pictures(read, longest=_LONGEST)
    return Shown(lines, pictures, read.codes, shelf, stocktake.name if stocktake else "")


def show_read(ask: Ask) -> Response:
    """The marked pictures, and what their numbers stand for."""
    shown = _shown(ask)
    return page(ask, "shelf_photo_read.html", shown=shown, here=ask.address)


def give_picture(ask: Ask) -> Response:
    """One marked picture."""
    pictures = _shown(ask).pictures
    number = ask.row("number")
    if number > len(pictures):
        raise NotFound(N_("There is no such page."))
    return Response(
        pictures[number - 1].jpeg, media_type="image/jpeg", headers={"cache-control": "private, no-store"}
    )


def go_on(ask: Ask) -> Response:
    """Settle the books of the pictures where scanned ones are settled."""
    shown = _shown(ask)
    return take_over(ask, shown.codes, shown.shelf)


def _shown(ask: Ask) -> Shown:
    job = ask.job(ask.request.path_params["job"])
    if job is None or not isinstance(job.came, Shown):
        raise NotFound(N_("These pictures are no longer here. Take them again."))
    return job.came


PAGES = (
    Page(HERE, show_form, Act.STATUS),
    Page(HERE, take_pictures, Act.STATUS, "POST", files=_MOST + 1, largest=_LARGEST),
    Page(f"{HERE}/{{job:token}}", show_read, Act.STATUS),
    Page(f"{HERE}/{{job:token}}/settle", go_on, Act.STATUS, "POST"),
    Page(f"{HERE}/{{job:token}}/{{number:row}}", give_picture, Act.STATUS),
)
