"""Back to the shelf: what came back, in the order of a walk, confirmed by a tick or by scanning there."""

from starlette.responses import Response

from db.answers.shelves.shelf import ToShelve
from db.codes import clean
from db.errors import BadValue, LibraryError
from db.marking import N_, Sentence
from db.roles import Act
from db.shelf.faces import Room, face_of_code
from db.shelf.returns import put_back, to_shelve
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.pages.ground.visits import Undo
from kiosk.sentences.shelves.shelf import place_of

HERE = "/shelves/returns"


def list_returns(ask: Ask) -> Response:
    """What is on its way to the shelf; `at` is the board whose label was scanned last."""
    columns = (
        Column[ToShelve](N_("place"), lambda row: place_of(row.place, ask.words) if row.place else ""),
        Column[ToShelve](N_("call number"), lambda row: row.call_number),
        Column[ToShelve](N_("title"), lambda row: row.title),
        Column[ToShelve](N_("code"), lambda row: row.code),
        Column[ToShelve](N_("came back"), lambda row: row.returned_at),
    )
    at = ask.whole("at", 0)
    face = Room().face(at) if at else None
    return table_answer(
        ask,
        "shelf-returns.html",
        columns,
        to_shelve(ask.now),
        key=lambda row: row.code,
        at=at,
        board=place_of(face, ask.words) if face else "",
    )


def scan(ask: Ask) -> Response:
    """A board's label says where; a book that is scanned then stands there again."""
    code, at = clean(ask.text("code")), ask.whole("at", 0)
    back = f"{HERE}?at={at}" if at else HERE
    if not code:
        return ask.done(back)
    face_id = face_of_code(code)
    if face_id is not None:
        Room().face(face_id)
        return ask.done(f"{HERE}?at={face_id}")
    try:
        answer = put_back(code, Room().face(at) if at else None, ask.acting())
    except LibraryError as error:
        return ask.done(back, error.sentence, is_trouble=True)
    if answer is None:
        return ask.done(back, Sentence(N_("{book} is not known here."), {"book": code}), is_trouble=True)
    if answer.belongs:
        place = place_of(answer.belongs, ask.words)
        said = Sentence(N_("“{title}” belongs elsewhere: {place}."), {"title": answer.title, "place": place})
        return ask.done(back, said, is_trouble=True)
    undo = Undo("/shelves/undo", (("event", str(answer.event_id)), ("back", back)))
    return ask.done(back, Sentence(N_("On the shelf again: “{title}”."), {"title": answer.title}), undo=undo)


def confirm(ask: Ask) -> Response:
    """The ticked books stand on the shelf again."""
    chosen = ask.chosen("chosen")
    if not chosen:
        raise BadValue(N_("First tick at least one line."))
    answers = [put_back(clean(code), None, ask.acting()) for code in chosen]
    events = [answer.event_id for answer in answers if answer and answer.event_id]
    undo = Undo("/shelves/undo", (*(("event", str(event)) for event in events), ("back", HERE)))
    return ask.done(HERE, Sentence(N_("On the shelf again: {n}."), {"n": len(events)}), undo=undo)


PAGES = (
    Page(HERE, list_returns, Act.DESK, is_table=True),
    Page(f"{HERE}/scan", scan, Act.STATUS, "POST"),
    Page(f"{HERE}/confirm", confirm, Act.STATUS, "POST"),
)
