"""A title added, corrected and deleted by the librarian. Each change is an event that says old and new."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.cataloguing.copies import add_rows
from db.cataloguing.fields import columns_of, shown
from db.cataloguing.naming import own_name
from db.cataloguing.past import has_past, is_periodical
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.library.identity import identity
from db.lists.marc.kept import take_away
from db.marking import N_
from db.models import Barcode, Copy, Hold, Title, TitleListTitle, TitleReview, TitleWeek, database
from db.registers.entering import Acquired, strike
from db.searching.titles import drop_title, keep_titles
from db.stock.filing import filing_key


@dataclass(frozen=True)
class FieldChange:
    """One field that was changed, as the librarian reads it before and after."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class TitleAdded:
    """The new title and its copies."""

    title_id: int
    title: str
    copies: tuple[int, ...]


@dataclass(frozen=True)
class TitleChanged:
    """What was changed of a title; nothing where all was as it is typed. `event_id` is 0 then.

    `same_isbn` are other titles that have its ISBN: one book twice, or parts of a set.
    """

    title_id: int
    title: str
    changes: tuple[FieldChange, ...]
    same_isbn: tuple[int, ...] = ()
    event_id: int = 0


def add_title(
    typed: Mapping[str, str],
    acting: Acting,
    *,
    copies: int = 1,
    place: str = "",
    new_place: bool = False,
    acquired: Acquired | None = None,
) -> TitleAdded:
    """Add a title with this many copies. `typed` are its fields as text, by their names; see `FIELDS`.

    Without a name it is called by its ISBN until somebody names it. Raises BadValue for a field that makes
    no sense, for neither name nor ISBN, and where there is a title with this ISBN or number already; raises
    as `add_copies` does.
    """
    columns = columns_of({field: text for field, text in typed.items() if text.strip()})
    number = columns.get("isbn") or columns.get("identifier")
    if not number and not columns.get("title"):
        raise BadValue(N_("A new book needs a title or an ISBN."))
    with database.atomic():
        known = Title.get_or_none((Title.isbn == number) | (Title.identifier == number)) if number else None
        if known:
            raise BadValue(
                N_("There is a book {code} already: “{title}”. Add a copy to it: {command}"),
                code=number,
                title=known.title,
                command=f"kiosk books add-copy {number}",
            )
        columns = {"title": number, **columns}
        key = filing_key(columns.get("call_number", ""), identity().scheme)
        title = Title.create(**columns, shelf_key=key)
        keep_titles([title.id])
        added = add_rows(
            title.id, copies, place, acting, new_place=new_place, acquired=acquired or Acquired()
        )
        record(acting, "title_added", details={"title": title.id, "copies": list(added)})
        return TitleAdded(title.id, title.title, added)


def edit_title(title_id: int, typed: Mapping[str, str], acting: Acting) -> TitleChanged:
    """Correct fields of a title: `typed` as for `add_title`; an empty text takes away what is known.

    Raises NotFound, and BadValue for a field that makes no sense.
    """
    columns = columns_of(typed)
    with database.atomic():
        title = title_row(title_id)
        changed = {name: value for name, value in columns.items() if getattr(title, name) != value}
        same = tuple(
            other.id
            for other in Title.select(Title.id).where(
                Title.isbn.is_null(False), Title.isbn == columns.get("isbn", title.isbn), Title.id != title_id
            )
        )
        name = str(changed.get("title", title.title))
        if not changed:
            return TitleChanged(title_id, name, (), same)
        changes = tuple(
            FieldChange(field, shown(field, getattr(title, field)), shown(field, value))
            for field, value in changed.items()
        )
        event = change_row(title, changed, acting, "title_changed", {})
        return TitleChanged(title_id, name, changes, same, event)


def change_row(
    title: Title, changed: Mapping[str, Any], acting: Acting, verb: str, details: dict[str, object]
) -> int:
    """In the running transaction: write these columns of a title, with all that follows from them.

    What the list said where cleaning had guessed is forgotten of a column that somebody has corrected.
    """
    columns = dict(changed)
    if "call_number" in columns:
        columns["shelf_key"] = filing_key(columns["call_number"], identity().scheme)
    if title.original:
        kept = {field: old for field, old in json.loads(title.original).items() if field not in changed}
        columns["original"] = json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""
    fields = {field: [getattr(title, field), value] for field, value in changed.items()}
    if columns:
        Title.update(columns).where(Title.id == title.id).execute()
        keep_titles([title.id])
    return record(acting, verb, details={"title": title.id, "fields": fields, **details})


def delete_title(title_id: int, acting: Acting) -> str:
    """Delete a title that was never lent, with its copies and their labels; returns its name.

    Raises NotFound, and BadValue where something happened to it, and while somebody waits for it.
    """
    with database.atomic():
        title = title_row(title_id)
        copies = [copy.id for copy in Copy.select(Copy.id).where(Copy.title == title_id)]
        used = any(
            table.select().where(table.title == title_id).exists() for table in (Hold, TitleReview, TitleWeek)
        )
        if used or has_past(copies) or is_periodical(title_id):
            raise BadValue(
                N_(
                    "“{title}” has a history, which has to be kept. Mark its copies as withdrawn instead, "
                    "or merge it into another title."
                ),
                title=title.title,
            )
        Barcode.delete().where(Barcode.copy.in_(copies)).execute()
        strike(copies, acting)
        Copy.delete().where(Copy.title == title_id).execute()
        TitleListTitle.delete().where(TitleListTitle.title == title_id).execute()
        drop_title(title_id)
        take_away(title_id)
        Title.delete().where(Title.id == title_id).execute()
        record(acting, "title_deleted", details={"name": title.title, "isbn": title.isbn or ""})
        return str(title.title)


def title_row(title_id: int) -> Title:
    """The title of this id. Raises NotFound."""
    title = Title.get_or_none(Title.id == title_id)
    if title is None:
        raise NotFound(N_("There is no book {code}."), code=own_name(title_id))
    return title
