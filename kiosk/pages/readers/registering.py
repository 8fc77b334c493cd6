"""A reader added, corrected, stopped and let in again."""

from starlette.responses import Response

from db.library.policies import policies
from db.marking import N_, Sentence
from db.readers.classes import class_names
from db.readers.readers import mark_reader
from db.registering.page import ReaderPage
from db.registering.readers import add_reader, edit_reader
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.typed import corrected
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.pages.readers.reader import asked_reader
from kiosk.sentences.catalogue import READER_FIELDS, READER_STATUSES, YES_OR_NO

_LANGUAGES = (("", ""), ("en", "English"), ("zh_CN", "中文"))


def show_new(ask: Ask) -> Response:
    """The form for a new reader; of a class, where it was opened from there."""
    return _form(ask, None)


def add(ask: Ask) -> Response:
    """Add the reader who was typed in."""
    typed, is_new = _typed(ask)
    added = add_reader(ask.text("number"), typed, ask.acting(), code=ask.text("code"), new_class=is_new)
    said = Sentence(
        N_("Added: reader {number}, with the card {code}."), {"number": added.number, "code": added.code}
    )
    if ask.text("more"):
        return ask.done("/readers/new", said)
    return ask.done(f"/readers/{added.patron_id}", said)


def show_edit(ask: Ask) -> Response:
    """The form with what is known."""
    return _form(ask, asked_reader(ask, Act.REGISTER))


def edit(ask: Ask) -> Response:
    """Correct what was typed otherwise."""
    reader = asked_reader(ask, Act.REGISTER)
    typed, is_new = _corrected(ask, reader)
    changed = edit_reader(reader.number, typed, ask.acting(), new_class=is_new)
    names = [Sentence(READER_FIELDS[field]) for field, *_ in changed.changes]
    if not names:
        return ask.done(f"/readers/{reader.patron_id}", Sentence(N_("Nothing was changed.")))
    fields = ask.words(", ").join(ask.words(name) for name in names)
    return ask.done(f"/readers/{reader.patron_id}", Sentence(N_("Changed: {fields}."), {"fields": fields}))


def mark(ask: Ask) -> Response:
    """Stop a reader, let them in again, note that the card is lost or that they have left."""
    reader = asked_reader(ask, Act.REGISTER)
    status = ask.text("status")
    mark_reader(reader.number, status, ask.acting())
    address = f"/readers/{reader.patron_id}"
    said = Sentence(
        N_("Reader {number} is now: {status}."),
        {"number": reader.number, "status": Sentence(READER_STATUSES[status])},
    )
    undo = None if status == reader.status else Undo(f"{address}/mark", (("status", reader.status),))
    return ask.done(address, said, undo=undo)


def _form(ask: Ask, reader: ReaderPage | None) -> Response:
    kinds = [row.category for row in policies()]
    return page(
        ask,
        "reader-form.html",
        reader=reader,
        class_name=reader.class_name if reader else ask.text("class"),
        classes=[("", "–"), *((name, name) for name in class_names())],
        kinds=[(kind, ask.words.term(kind)) for kind in kinds],
        pinyin=[("", ask.words(N_("as set for the class")))]
        + [(own, ask.words(word)) for own, word in YES_OR_NO.items()],
        languages=[(own, shown or ask.words(N_("as set for the kiosk"))) for own, shown in _LANGUAGES],
    )


def _typed(ask: Ask) -> tuple[dict[str, str], bool]:
    """The fields of the form, and whether their class is a new one."""
    typed = {
        field: ask.text(field) for field in ("name", "given_name", "category", "quota", "language", "pinyin")
    }
    new_class = ask.text("new_class")
    typed["class"] = new_class or ask.text("class")
    return typed, bool(new_class)


def _corrected(ask: Ask, reader: ReaderPage) -> tuple[dict[str, str], bool]:
    """As `_typed`, without what was left as the form showed it."""
    limit = "" if reader.own_limit is None else str(reader.own_limit)
    now = {
        "name": reader.name,
        "given_name": reader.given_name,
        "category": reader.category,
        "quota": limit,
        "language": reader.language,
        "pinyin": "" if reader.pinyin is None else "yes" if reader.pinyin else "no",
        "class": reader.class_name,
    }
    typed = corrected(ask, now, now)
    new_class = ask.text("new_class")
    if new_class:
        typed["class"] = new_class
    if "name" in typed:
        typed["given_name"] = ask.text("given_name")
    return typed, bool(new_class)


PAGES = (
    Page("/readers/new", show_new, Act.REGISTER),
    Page("/readers/new", add, Act.REGISTER, "POST"),
    Page("/readers/{reader:row}/edit", show_edit, Act.REGISTER),
    Page("/readers/{reader:row}/edit", edit, Act.REGISTER, "POST"),
    Page("/readers/{reader:row}/mark", mark, Act.REGISTER, "POST"),
)
