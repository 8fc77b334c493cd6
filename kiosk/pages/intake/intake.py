"""The page at which books are taken in: Enter is enough, and the field of the code keeps the focus."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.answers.classing import Proposal
from db.cataloguing.classing import proposals
from db.cataloguing.intake import Batch, TakenIn, unnamed_titles
from db.cataloguing.page import book_page
from db.cataloguing.titles import edit_title
from db.codes import clean, isbn_13
from db.errors import LibraryError, NotFound
from db.events.record import Acting
from db.lists.files.table import read
from db.marking import N_, Sentence
from db.registers.funds import fund_names
from db.roles import Act
from db.stock.finding import books_of
from db.stock.shelves import places
from kiosk.lookups.looking import look_up
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.typed import acquired_of
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.pages.intake.box import Box, box_of, empty
from kiosk.sentences.classing import proposed
from kiosk.sentences.stock.registers import KINDS
from kiosk.words import visible

HERE = "/intake"
_WAITING = 50
_NAMED = ("title", "author", "call_number")


def show_intake(ask: Ask) -> Response:
    """The field for the next code, what the box holds, and what waits for a name."""
    box = box_of(ask)
    newest = box.taken[-1] if box.taken else None
    waiting, shown = unnamed_titles(), box.taken[-_WAITING:]
    names = {row.title_id: row.title for row in books_of([one.title_id for one in shown])}
    asks = newest.title_id if newest and newest.is_new and not newest.source else None
    return page(
        ask,
        "intake.html",
        box=box,
        acquired=box.batch.acquired,
        newest=newest,
        taken=[(one, names.get(one.title_id, one.title)) for one in reversed(shown)],
        waiting=[one for one in waiting if one.title_id != asks][:_WAITING],
        waiting_count=len(waiting),
        can_look_up=bool(ask.office.settings.lookups),
        asked=next((one for one in waiting if one.title_id == asks), None),
        classes=[ask.words(proposed(one, ask.words)) for one in _classes_of(newest)],
        labels=",".join(str(one.copy_id) for one in box.taken),
        shelves=[("", ask.words(N_("with the others"))), *_shelves()],
        is_place_new=box.batch.new_place,
        kinds=[(own, ask.words(name)) for own, name in KINDS.items() if own != "stock"],
        funds=[("", ""), *((name, name) for name in fund_names())],
    )


def scan(ask: Ask) -> Response:
    """Take in the book of this code, and be ready for the next. What is wrong is said on the same page."""
    return _taken_in(ask, ask.text("code"))


def name_title(ask: Ask) -> Response:
    """Give a title its name. A scanner that types into this field has the next book."""
    if isbn_13(clean(ask.text("title"))):
        return _taken_in(ask, ask.text("title"))
    typed = {name: text for name in _NAMED if (text := ask.text(name))}
    if not typed:
        return ask.done(HERE)
    try:
        changed = edit_title(ask.whole("title_id"), typed, ask.acting())
    except LibraryError as error:
        return ask.done(HERE, error.sentence, is_trouble=True)
    return ask.done(HERE, Sentence(N_("Named: “{title}”."), {"title": changed.title}))


def take_back(ask: Ask) -> Response:
    """Take a book out of the box again."""
    try:
        gone = box_of(ask).take_back(ask.whole("copy"), ask.acting())
    except LibraryError as error:
        return ask.done(HERE, error.sentence, is_trouble=True)
    return ask.done(HERE, Sentence(N_("Taken out again: “{title}”."), {"title": gone.title}))


def set_common(ask: Ask) -> Response:
    """What all books of the box have in common, from the next one on."""
    box, new_place = box_of(ask), ask.text("new_place")
    acquired = acquired_of(ask)
    box.batch = Batch(new_place or ask.text("place"), bool(new_place), acquired)
    box.price, box.fund = ask.text("price"), ask.text("fund")
    return ask.done(HERE, Sentence(N_("This holds for every book from now on.")))


def next_box(ask: Ask) -> Response:
    """Begin another box."""
    empty(ask)
    return ask.done(HERE)


def look_waiting_up(ask: Ask) -> Response:
    """Ask the sources of the settings for all that wait for a name, beside everything else."""
    acting, sources = ask.acting(), ask.office.settings.lookups
    isbns = [one.isbn for one in unnamed_titles()]

    def work(report: Report) -> int:
        return len(look_up(isbns, sources, acting, on_progress=report).named)

    return ask.begin(Sentence(N_("Looking up books: {n}"), {"n": len(isbns)}), work, then=HERE)


def take_file(ask: Ask) -> Response:
    """Take in the ISBNs of a file, one a line; a second cell names a title that is new."""
    sent = ask.file("file")
    content, name = sent.file.read(), Path(sent.filename or "").name
    box, acting = box_of(ask), ask.acting()
    lines = _lines(content, name)

    def work(report: Report) -> int:
        box.refused.clear()
        for number, (code, title) in enumerate(lines, 1):
            try:
                _take_line(box, code, title, acting)
            except LibraryError as error:
                box.refused.append((code, error.sentence))
            report(number, len(lines))
        return len(lines)

    return ask.begin(Sentence(N_("Books from a file: {n}"), {"n": len(lines)}), work, then=HERE)


def _take_line(box: Box, code: str, title: str, acting: Acting) -> None:
    taken = box.take(code, acting)
    if taken.is_new and title and not taken.source:
        edit_title(taken.title_id, {"title": title}, acting)


def _lines(content: bytes, name: str) -> list[tuple[str, str]]:
    """Code and title of each row that says anything; a heading, which is the first, has no digit.

    Raises BadList, and NotFound where no row has a digit.
    """
    called = "".join(sign for sign in name if sign.isprintable() and sign not in "/\\")[-60:]
    with TemporaryDirectory(prefix="intake-") as folder:
        file = Path(folder) / (called.strip(". ") or "list")
        file.write_bytes(content)
        rows = [[cell.strip() for cell in row.cells] for sheet in read(file) for row in sheet.rows]
    found = []
    for number, cells in enumerate(cells for cells in rows if any(cells)):
        code = next((cell for cell in cells if isbn_13(clean(cell))), cells[0] if cells else "")
        if number or any(sign.isdigit() for sign in code):
            title = next((cell for cell in cells if cell and cell != code), "")
            found.append((visible(code), visible(title)))
    if not any(sign.isdigit() for code, _title in found for sign in code):
        raise NotFound(N_("There is no ISBN in this file."))
    return found


def _taken_in(ask: Ask, code: str) -> Response:
    if not code:
        return ask.done(HERE)
    try:
        taken = box_of(ask).scan(code, ask.acting())
    except LibraryError as error:
        return ask.done(HERE, error.sentence, is_trouble=True)
    if taken is None:
        return ask.done(HERE, Sentence(N_("The scanner read this one twice: it counts once.")))
    undo = Undo(f"{HERE}/take-back", (("copy", str(taken.copy_id)),))
    return ask.done(HERE, _said(taken), undo=undo)


def _said(taken: TakenIn) -> Sentence:
    if taken.source:
        what = {"title": taken.title, "source": taken.source}
        return Sentence(N_("New to the library: “{title}”, known from {source}."), what)
    if taken.is_new:
        return Sentence(N_("New to the library: {isbn}. What is it called?"), {"isbn": taken.isbn})
    return Sentence(N_("“{title}”: one more, {n} altogether."), {"title": taken.title, "n": taken.copies})


def _classes_of(newest: TakenIn | None) -> list[Proposal]:
    """The classes that a new title without one may have."""
    if newest is None or not newest.is_new:
        return []
    try:
        return [] if book_page(newest.title_id).fields["call_number"] else proposals(newest.title_id)
    except NotFound:  # it was taken out of the box
        return []


def _shelves() -> list[tuple[str, str]]:
    return [(place.name, place.name) for place in places() if not place.is_corner]


PAGES = (
    Page(HERE, show_intake, Act.CATALOGUE),
    Page(f"{HERE}/scan", scan, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/name", name_title, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/take-back", take_back, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/common", set_common, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/next", next_box, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/lookup", look_waiting_up, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/file", take_file, Act.CATALOGUE, "POST", files=1, largest=5 * MB),
)
