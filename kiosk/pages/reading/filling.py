"""Lists of titles made, filled and changed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.errors import BadValue, NotFound
from db.marking import N_, Sentence
from db.roles import Act
from db.title_lists import filling, making, showing
from db.title_lists.filling import Filled
from db.title_lists.kept import list_at
from db.title_lists.kept import remove_list as take_away
from db.title_lists.lines import LinesRead, line_of, lines_of_file, title_of_code
from db.title_lists.making import Plan
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
    named = _named(ask)
    list_id, filled = making.make_list(plan, named.lines, ask.acting())
    return _filled(ask, list_id, named, filled)


def take_list(ask: Ask) -> Response:
    """Take over a list that comes with the program."""
    return ask.done(_at(making.take_shipped(ask.text("name"), ask.acting())))


def add_titles(ask: Ask) -> Response:
    """Put titles on a list: scanned, typed, pasted, or of a file."""
    list_id = _list(ask)
    named = _named(ask)
    if not named.lines:
        raise BadValue(N_("Scan or type a title first, or choose a file."))
    return _filled(ask, list_id, named, filling.add_lines(list_id, named.lines, ask.acting()))


def match_again(ask: Ask) -> Response:
    """Look once more which titles the library has."""
    list_id = _list(ask)
    number = filling.match_again(list_id, ask.acting())
    return ask.done(_at(list_id), Sentence(N_("Found in the library now: {n}."), {"n": number}))


def settle_row(ask: Ask) -> Response:
    """Say that a row is a book of the library, that it is not, or take it off the list."""
    list_id, row_id = _list(ask), ask.row("row")
    if filling.find_line(row_id).title_list_id != list_id:
        raise NotFound(N_("This title is not on the list any more."))
    if ask.text("remove"):
        name = filling.remove_line(row_id, ask.acting())
        return ask.done(_at(list_id), Sentence(N_("Removed: {name}"), {"name": name}))
    if ask.text("not"):
        filling.stand_for(row_id, ask.whole("not"), ask.acting(), is_so=False)
    else:
        filling.stand_for(row_id, title_of_code(ask.text("code")), ask.acting())
    return ask.done(_at(list_id), Sentence(N_("Noted.")))


def show_since(ask: Ask) -> Response:
    """Say since which day pupils see it."""
    list_id = _list(ask)
    showing.show_since(list_id, day(ask.text("day")) if ask.text("day") else None, ask.acting())
    return ask.done(_at(list_id), Sentence(N_("Noted.")))


def remove_list(ask: Ask) -> Response:
    """Take the list away."""
    found = list_at(ask.row("list"))
    take_away(found.id, ask.acting())
    return ask.done("/reading", Sentence(N_("Removed: {name}"), {"name": found.name}))


def _filled(ask: Ask, list_id: int, named: LinesRead, filled: Filled) -> Response:
    if named.refused:
        ask.say(
            Sentence(
                N_("Rows without a title: {n}, the first is row {row}."),
                {"n": len(named.refused), "row": named.refused[0][0]},
            ),
            is_trouble=True,
        )
    return ask.done(_at(list_id), _said(filled))


def _named(ask: Ask) -> LinesRead:
    found = tuple(line for text in ask.long_text("titles").split("\n") if (line := line_of(text)))
    sent = ask.form.get("file")
    if not getattr(sent, "filename", ""):
        return LinesRead(found)
    with TemporaryDirectory(prefix="kiosk-list-") as folder:
        upload = ask.file("file")
        kept = Path(folder) / f"list{Path(upload.filename or '').suffix[:5]}"
        kept.write_bytes(upload.file.read())
        read = lines_of_file(kept)
    return LinesRead((*found, *read.lines), read.refused)


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
