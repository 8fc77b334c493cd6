"""Lists of titles made, filled, shown and taken away. Each change is an event."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode
from db.clock import local_day
from db.codes import clean, isbn_13
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.library.terms import term_of
from db.lists.cells import cleaning
from db.lists.files.table import read
from db.lists.headers import locate
from db.marking import N_
from db.models import (
    ReadingList,
    ReadingListClass,
    ReadingListReader,
    ReadingListRow,
    ReadingListTitle,
    Title,
    database,
)
from db.reading.matching import matches
from db.reading.shipped.lists import shipped
from db.reports.list_readers import OF_LISTS
from db.searching.titles import titles_of_number
from db.store.sql import rows

KINDS = ("recommended", "new", "month", "required")
FORCES = ("school", "textbook", "curriculum", "guide")
MOST_ROWS = 2000
_LONGEST_NAME, _LONGEST_SOURCE = 80, 200
_HALF_A_YEAR = timedelta(days=182)
_HIGHEST_GRADE = 12
_MARKED = re.compile("《(.+?)》")


@dataclass(frozen=True)
class Wish:
    """A title to be put on a list: its name, or the title of the stock that it is."""

    title: str
    author: str = ""
    isbn: str = ""
    also: str = ""
    title_id: int | None = None


@dataclass(frozen=True)
class Filled:
    """How many rows were put on a list, how many of them are in the stock, and how many it had before."""

    added: int
    held: int
    before: int


@dataclass(frozen=True)
class Plan:
    """What a new list is: see `db.models.ReadingList`. Without days it is for the present term."""

    name: str
    kind: str = "recommended"
    force: str = "school"
    source: str = ""
    grades: str = ""
    first: date | None = None
    last: date | None = None


def add_list(plan: Plan, acting: Acting) -> int:
    """Make an empty list; its id. Raises BadValue for a name that is taken and for what makes no sense."""
    name = " ".join(plan.name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise BadValue(N_("A list needs a name of at most {most} characters."), most=_LONGEST_NAME)
    if ReadingList.select().where(ReadingList.name == name).exists():
        raise BadValue(N_("There is a list {name} already."), name=name)
    for value, known in ((plan.kind, KINDS), (plan.force, FORCES)):
        if value not in known:
            raise BadValue(N_("{value} is not one of: {known}."), value=value, known=", ".join(known))
    today = local_day(acting.now)
    term = term_of(today)
    first = plan.first or (term.starts_on if term else today)
    last = plan.last or (term.ends_on if term and plan.first is None else first + _HALF_A_YEAR)
    if last < first:
        raise BadValue(N_("{last} is before {first}."), first=first, last=last)
    with database.atomic():
        made = ReadingList.create(
            name=name,
            kind=plan.kind,
            force=plan.force,
            source=cleaning.text(plan.source)[:_LONGEST_SOURCE],
            grades=grades_of(plan.grades),
            starts_on=first,
            ends_on=last,
        )
        record(acting, "reading_list", details={"list": made.id, "name": name})
    return int(made.id)


def grades_of(text: str) -> str:
    """Grades as they are kept, `1,2`, from what was typed: `1-2`, `3、4`. Raises BadValue."""
    found: set[int] = set()
    for part in filter(None, re.split(r"[,，、\s]+", text.strip())):
        ends = re.fullmatch(r"(\d{1,2})(?:[-–~](\d{1,2}))?", part)
        if not ends:
            raise BadValue(N_("{text} is no grade. Write grades like this: 3, or 1-2."), text=part)
        first, last = int(ends[1]), int(ends[2] or ends[1])
        within(first, 1, _HIGHEST_GRADE)
        within(last, first, _HIGHEST_GRADE)
        found |= set(range(first, last + 1))
    return ",".join(map(str, sorted(found)))


def take_shipped(name: str, acting: Acting) -> int:
    """Make a list of one that comes with the program, for the present term; its id.

    Raises NotFound with the names that there are, and BadValue where it was taken before.
    """
    known = {one.name: one for one in shipped()}
    found = next((one for own, one in known.items() if _joined(own) == _joined(name)), None)
    if found is None:
        raise NotFound(
            N_("No list {name} comes with the program. There are: {known}."),
            name=name,
            known=", ".join(known),
        )
    kind = "required" if found.force == "textbook" else "recommended"
    with database.atomic():
        list_id = add_list(Plan(found.name, kind, found.force, found.source, found.grades), acting)
        add_rows(list_id, [Wish(row.title, row.author, "", row.also) for row in found.rows], acting)
    return list_id


def _joined(name: str) -> str:
    return "".join(name.split())


def find_list(name: str) -> ReadingList:
    """The list of this name, or of this number. Raises NotFound with the names that there are."""
    called = " ".join(name.split())
    found = ReadingList.get_or_none(ReadingList.name == called)
    if found is None and called.isascii() and called.isdecimal() and len(called) < 9:
        found = ReadingList.get_or_none(ReadingList.id == int(called))
    if found is None:
        every = list(ReadingList.select().order_by(ReadingList.name))
        found = next((row for row in every if _joined(row.name) == _joined(name)), None)
    if found is None:
        known = ", ".join(row.name for row in every)
        raise NotFound(N_("There is no list {name}. The lists are: {known}."), name=name, known=known or "-")
    return found


def list_at(list_id: int) -> ReadingList:
    """A list that is pointed at. Raises NotFound."""
    found = ReadingList.get_or_none(ReadingList.id == list_id)
    if found is None:
        raise NotFound(N_("There is no such list any more."))
    return found


def add_rows(list_id: int, wishes: Iterable[Wish], acting: Acting) -> Filled:
    """Put titles on a list; what is on it already is not put on it twice. Raises BadValue for too many."""
    added = held = before = 0
    with database.atomic():
        kept = list(ReadingListRow.select().where(ReadingListRow.reading_list == list_id))
        known = {(row.title, row.author) for row in kept} | {row.isbn for row in kept if row.isbn}
        for wish in wishes:
            if (wish.title, wish.author) in known or (wish.isbn and wish.isbn in known):
                before += 1
                continue
            if len(kept) + added >= MOST_ROWS:
                raise BadValue(N_("A list has at most {most} titles."), most=MOST_ROWS)
            row = ReadingListRow.create(
                reading_list=list_id, title=wish.title, author=wish.author, isbn=wish.isbn, also=wish.also
            )
            known |= {(wish.title, wish.author), wish.isbn or (wish.title, wish.author)}
            added += 1
            held += _match(row, wish.title_id)
        if added:
            record(acting, "reading_list", details={"list": list_id, "rows": added})
    return Filled(added, held, before)


def _match(row: ReadingListRow, title_id: int | None = None) -> bool:
    """Find what the row stands for, beside what was said by hand; whether anything was found."""
    found = {match.title_id: match.found_by for match in matches(row.title, row.author, row.isbn, row.also)}
    if title_id is not None:
        found.setdefault(title_id, "hand")
    for one, found_by in found.items():
        ReadingListTitle.insert(row=row.id, title=one, found_by=found_by).on_conflict_ignore().execute()
    return bool(found)


def match_again(list_id: int, acting: Acting) -> int:
    """Look for the rows that are not in the stock yet; how many of them are now."""
    with database.atomic():
        missing = ReadingListRow.select().where(
            ReadingListRow.reading_list == list_id,
            ReadingListRow.id.not_in(ReadingListTitle.select(ReadingListTitle.row)),
        )
        found = sum(_match(row) for row in list(missing))
        if found:
            record(acting, "reading_list", details={"list": list_id, "found": found})
    return found


def stand_for(row_id: int, title_id: int, acting: Acting, *, is_so: bool = True) -> None:
    """Say by hand that a row is this title of the stock, or that it is not. Raises NotFound."""
    row = find_row(row_id)
    with database.atomic():
        if is_so:
            ReadingListTitle.insert(
                row=row_id, title=title_id, found_by="hand"
            ).on_conflict_ignore().execute()
        else:
            ReadingListTitle.delete().where(
                ReadingListTitle.row == row_id, ReadingListTitle.title == title_id
            ).execute()
        record(acting, "reading_list", details={"list": row.reading_list_id, "row": row_id})


def find_row(row_id: int) -> ReadingListRow:
    """A row that is pointed at. Raises NotFound."""
    row = ReadingListRow.get_or_none(ReadingListRow.id == row_id)
    if row is None:
        raise NotFound(N_("This title is not on the list any more."))
    return row


def remove_row(row_id: int, acting: Acting) -> str:
    """Take a title off its list; its name. Raises NotFound."""
    with database.atomic():
        row = find_row(row_id)
        ReadingListTitle.delete().where(ReadingListTitle.row == row_id).execute()
        ReadingListRow.delete().where(ReadingListRow.id == row_id).execute()
        record(acting, "reading_list", details={"list": row.reading_list_id, "removed": row.title})
    return str(row.title)


def remove_list(list_id: int, acting: Acting) -> None:
    """Take away a list with all that was counted of it."""
    with database.atomic():
        of_list = ReadingListRow.select(ReadingListRow.id).where(ReadingListRow.reading_list == list_id)
        ReadingListTitle.delete().where(ReadingListTitle.row.in_(of_list)).execute()
        for table in (ReadingListRow, ReadingListReader, ReadingListClass):
            table.delete().where(table.reading_list == list_id).execute()
        gone = ReadingList.get_by_id(list_id)
        ReadingList.delete().where(ReadingList.id == list_id).execute()
        record(acting, "reading_list", details={"list": list_id, "removed": gone.name})


def show_since(list_id: int, day: date | None, acting: Acting) -> None:
    """Say since which day pupils see the list; None: it is not shown.

    Raises BadValue for a day outside its days, and where loans since that day, or since the day that it was
    shown until now, have lost their readers already: nobody could say any more who borrowed before.
    """
    was = ReadingList.get_by_id(list_id)
    if day is not None and not was.starts_on <= day <= was.ends_on:
        raise BadValue(
            N_("{day} is not among the days of this list, {first} to {last}."),
            day=day,
            first=was.starts_on,
            last=was.ends_on,
        )
    earlier = min(filter(None, (day, was.shown_on)), default=None)
    if day != was.shown_on and earlier is not None:
        ((cut,),) = rows(
            f"SELECT COUNT(*) FROM {OF_LISTS} WHERE reading_list.id = ? AND loan.patron_id IS NULL"
            " AND loan.lent_on >= ?",
            list_id,
            earlier,
        )
        if cut:
            raise BadValue(
                N_("Loans since {day} have lost their readers, so the days before cannot be told apart."),
                day=earlier,
            )
    with database.atomic():
        ReadingList.update(shown_on=day).where(ReadingList.id == list_id).execute()
        record(acting, "reading_list", details={"list": list_id, "shown": str(day or "")})


def wish_of(line: str) -> Wish | None:
    """A line that was scanned, typed or pasted: a code of the stock, or title, author and ISBN.

    None for an empty line. Raises NotFound for a number that no book has.
    """
    parts = [cleaning.text(part) for part in line.split("\t")]
    text = " ".join(parts).strip()
    if not text:
        return None
    if ids := _titles_of_code(text):
        title = Title.get_by_id(ids[0])
        return Wish(title.title or title.isbn or "", title.author, title.isbn or "", "", title.id)
    if re.fullmatch(r"[0-9Xx -]{8,}", text):
        raise NotFound(N_("There is no book {code}."), code=text)
    marked = _MARKED.search(text)
    if marked:
        return Wish(marked[1].strip(), text[marked.end() :].strip(" ，,、\t/"))
    cells = [cell.strip() for part in parts for cell in re.split(r"[,，|]", part)]
    isbn = next((number for cell in cells[1:] if (number := isbn_13(clean(cell)))), "")
    rest = [cell for cell in cells if not isbn or isbn_13(clean(cell)) != isbn]
    return Wish(cleaning.title(rest[0]), rest[1] if len(rest) > 1 else "", isbn)


def title_of_code(code: str) -> int:
    """The title of a label, an ISBN or a number of the list. Raises NotFound."""
    found = _titles_of_code(code)
    if not found:
        raise NotFound(N_("There is no book {code}."), code=code)
    return found[0]


def _titles_of_code(code: str) -> list[int]:
    found = find_barcode(clean(code))
    return [found.title_id] if isinstance(found, FoundCopy) else titles_of_number(clean(code))


def wishes_of_file(path: Path) -> Sequence[Wish]:
    """The titles of a spreadsheet or CSV file. Raises BadList where it is none."""
    located = locate("books", read(path), {}, path.name)
    return [
        wish
        for section in located.sections
        for row in section.rows
        if (wish := _wish_of_cells(row.cells, section.columns.of))
    ]


def _wish_of_cells(cells: Sequence[str], of: Mapping[str, int]) -> Wish | None:
    def cell(field: str) -> str:
        at = of.get(field, len(cells))
        return cells[at] if at < len(cells) else ""

    isbn = next(filter(None, (isbn_13(clean(cell(one))) for one in ("isbn_13", "isbn", "isbn_10"))), "")
    title = cleaning.title(cell("title")) or isbn
    return Wish(title, cleaning.unless_empty(cell("author")), isbn) if title else None
