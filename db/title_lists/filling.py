"""Titles put on a list, taken off it, and told which book of the library each one is."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import TitleListLine, TitleListTitle, database
from db.title_lists.kept import COLUMNS
from db.title_lists.lines import Line
from db.title_lists.meaning import meant_by

MOST_LINES = 2000


@dataclass(frozen=True)
class Filled:
    """How many titles were put on a list, how many of them are in the stock, and how many it had before."""

    added: int
    held: int
    before: int


def add_lines(list_id: int, lines: Iterable[Line], acting: Acting) -> Filled:
    """Put titles on a list; what is on it already is not put on it twice. Raises BadValue for too many."""
    added = held = before = 0
    with database.atomic():
        kept = list(TitleListLine.select().where(TitleListLine.title_list == list_id))
        last = max((line.number for line in kept), default=0)
        known = {(line.title, line.author) for line in kept} | {line.isbn for line in kept if line.isbn}
        for line in lines:
            title = line.title or line.isbn
            if (title, line.author) in known or (line.isbn and line.isbn in known):
                before += 1
                continue
            if len(kept) + added >= MOST_LINES:
                raise BadValue(N_("A list has at most {most} titles."), most=MOST_LINES)
            added += 1
            values = {field: getattr(line, field) for field in COLUMNS} | {"title": title}
            made = TitleListLine.create(title_list=list_id, number=last + added, **values)
            known |= {(title, line.author), line.isbn or (title, line.author)}
            held += _match(made, line.title_id)
        if added:
            record(acting, "title_list", details={"list": list_id, "rows": added})
    return Filled(added, held, before)


def _match(line: TitleListLine, title_id: int | None = None) -> bool:
    """Find what the line stands for, beside what was said by hand; whether anything was found."""
    found = {one.title_id: one.found_by for one in meant_by(line.title, line.author, line.isbn, line.also)}
    if title_id is not None:
        found.setdefault(title_id, "hand")
    for one, found_by in found.items():
        TitleListTitle.insert(line=line.id, title=one, found_by=found_by).on_conflict_ignore().execute()
    return bool(found)


def match_again(list_id: int, acting: Acting) -> int:
    """Look for the titles that are not in the stock yet; how many of them are now."""
    with database.atomic():
        missing = TitleListLine.select().where(
            TitleListLine.title_list == list_id,
            TitleListLine.id.not_in(TitleListTitle.select(TitleListTitle.line)),
        )
        found = sum(_match(line) for line in list(missing))
        if found:
            record(acting, "title_list", details={"list": list_id, "found": found})
    return found


def stand_for(line_id: int, title_id: int, acting: Acting, *, is_so: bool = True) -> None:
    """Say by hand that a line is this title of the stock, or that it is not. Raises NotFound."""
    line = find_line(line_id)
    with database.atomic():
        if is_so:
            TitleListTitle.insert(
                line=line_id, title=title_id, found_by="hand"
            ).on_conflict_ignore().execute()
        else:
            TitleListTitle.delete().where(
                TitleListTitle.line == line_id, TitleListTitle.title == title_id
            ).execute()
        record(acting, "title_list", details={"list": line.title_list_id, "row": line_id})


def find_line(line_id: int) -> TitleListLine:
    """A line that is pointed at. Raises NotFound."""
    line = TitleListLine.get_or_none(TitleListLine.id == line_id)
    if line is None:
        raise NotFound(N_("This title is not on the list any more."))
    return line


def line_numbered(list_id: int, number: int) -> int:
    """The line of this number on a list. Raises NotFound."""
    line = TitleListLine.get_or_none(TitleListLine.title_list == list_id, TitleListLine.number == number)
    if line is None:
        raise NotFound(N_("This title is not on the list any more."))
    return int(line.id)


def remove_line(line_id: int, acting: Acting) -> str:
    """Take a title off its list; its name. Raises NotFound."""
    with database.atomic():
        line = find_line(line_id)
        TitleListTitle.delete().where(TitleListTitle.line == line_id).execute()
        TitleListLine.delete().where(TitleListLine.id == line_id).execute()
        record(acting, "title_list", details={"list": line.title_list_id, "removed": line.title})
    return str(line.title)
