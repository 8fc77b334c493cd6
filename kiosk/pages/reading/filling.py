"""Lists of titles made, filled and changed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.errors import BadValue, NotFound
from db.marking import N_, Sentence
from db.reading import lists
from db.reading.lists import Filled, Plan, Wish, list_at, wish_of, wishes_of_file
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import MB, Page
from kiosk.typed import day


def make_list(ask: Ask) -> Response:
    """Make a list of the given titles."""
    plan = Plan(
        ask.text("name"),
        ask.text("kind") or "recommended",
        ask.text("force") or "school",
        ask.text("source"),
        ask.text("grades"),
        day(ask.text("first")) if ask.text("first") else None,
        day(ask.text("last")) if ask.text("last") else None,
    )
    wishes = _wishes(ask)
    list_id = lists.add_list(plan, ask.acting())
    return ask.done(_at(list_id), _said(lists.add_rows(list_id, wishes, ask.acting())))


def take_list(ask: Ask) -> Response:
    """Take over a list that comes with the program."""
    return ask.done(_at(lists.take_shipped(ask.text("name"), ask.acting())))


def add_titles(ask: Ask) -> Response:
    """Put titles on a list: scanned, typed, pasted, or of a file."""
    list_id = _list(ask)
    wishes = _wishes(ask)
    if not wishes:
        raise BadValue(N_("Scan or type a title first, or choose a file."))
    return ask.done(_at(list_id), _said(lists.add_rows(list_id, wishes, ask.acting())))


def match_again(ask: Ask) -> Response:
    """Look once more which titles the library has."""
    list_id = _list(ask)
    number = lists.match_again(list_id, ask.acting())
    return ask.done(_at(list_id), Sentence(N_("Found in the library now: {n}."), {"n": number}))


def settle_row(ask: Ask) -> Response:
    """Say that a row is a book of the library, that it is not, or take it off the list."""
    list_id, row_id = _list(ask), ask.row("row")
    if lists.find_row(row_id).reading_list_id != list_id:
        raise NotFound(N_("This title is not on the list any more."))
    if ask.text("remove"):
        name = lists.remove_row(row_id, ask.acting())
        return ask.done(_at(list_id), Sentence(N_("Removed: {name}"), {"name": name}))
    if ask.text("not"):
        lists.stand_for(row_id, ask.whole("not"), ask.acting(), is_so=False)
    else:
        lists.stand_for(row_id, lists.title_of_code(ask.text("code")), ask.acting())
    return ask.done(_at(list_id), Sentence(N_("Noted.")))


def show_since(ask: Ask) -> Response:
    """Say since which day pupils see it."""
    list_id = _list(ask)
    lists.show_since(list_id, day(ask.text("day")) if ask.text("day") else None, ask.acting())
    return ask.done(_at(list_id), Sentence(N_("Noted.")))


def remove_list(ask: Ask) -> Response:
    """Take the list away."""
    found = list_at(ask.row("list"))
    lists.remove_list(found.id, ask.acting())
    return ask.done("/reading", Sentence(N_("Removed: {name}"), {"name": found.name}))


def _wishes(ask: Ask) -> list[Wish]:
    found = [wish for line in ask.long_text("titles").split("\n") if (wish := wish_of(line))]
    sent = ask.form.get("file")
    if getattr(sent, "filename", ""):
        with TemporaryDirectory(prefix="kiosk-list-") as folder:
            upload = ask.file("file")
            kept = Path(folder) / f"list{Path(upload.filename or '').suffix[:5]}"
            kept.write_bytes(upload.file.read())
            found += wishes_of_file(kept)
    return found


def _said(filled: Filled) -> Sentence:
    return Sentence(
        N_("Titles put on the list: {added}, in the library: {held}, missing: {missing}."),
        {"added": filled.added, "held": filled.held, "missing": filled.added - filled.held},
    )


def _list(ask: Ask) -> int:
    return int(list_at(ask.row("list")).id)


def _at(list_id: int) -> str:
    return f"/reading/lists/{list_id}"


PAGES = (
    Page("/reading/new", make_list, Act.CATALOGUE, "POST", files=1, largest=5 * MB),
    Page("/reading/take", take_list, Act.CATALOGUE, "POST"),
    Page("/reading/lists/{list:row}/add", add_titles, Act.CATALOGUE, "POST", files=1, largest=5 * MB),
    Page("/reading/lists/{list:row}/match", match_again, Act.CATALOGUE, "POST"),
    Page("/reading/lists/{list:row}/since", show_since, Act.CATALOGUE, "POST"),
    Page("/reading/lists/{list:row}/remove", remove_list, Act.CATALOGUE, "POST"),
    Page("/reading/lists/{list:row}/rows/{row:row}", settle_row, Act.CATALOGUE, "POST"),
)
