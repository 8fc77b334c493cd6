"""Which title of the store a book of the list is: by its number, its description, or its labels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from db.errors import BadValue
from db.lists.book import DESCRIPTION, Book, KnownTitle, Number, number_of
from db.lists.copies import Holding
from db.lists.files.table import Row
from db.lists.labels import Labels
from db.lists.report import Change, Refused, Tally
from db.marking import N_
from db.store.batches import select_in
from db.store.sql import folded, rows

_SELECT = f"SELECT id, original, {', '.join(DESCRIPTION)} FROM title WHERE"


def titles_without_number() -> dict[Number, int]:
    """The ids of all titles that only title, author and publisher distinguish."""
    found = rows(
        "SELECT title, author, publisher, id FROM title WHERE isbn IS NULL AND identifier IS NULL ORDER BY id"
    )
    return {(title, author, publisher): id_ for title, author, publisher, id_ in found}


def match(books: Sequence[Book], described: Mapping[Number, int], labels: Labels) -> list[KnownTitle | None]:
    """For each book the title that the store has of it.

    Among those with its number it is the one with its title, else one that no other book of the list is:
    there the title itself was corrected. A title that had no number may have got one. Of a book that is
    known by nothing else its labels say which one it is, unless another book of the list is that title.
    """
    numbers = {book.number for book in books}
    found: dict[Number, dict[int, KnownTitle]] = defaultdict(dict)
    for column in ("isbn", "identifier"):
        values = [number[1] for number in numbers if number[0] == column and len(number) == 2]
        for id_, original, *cells in sorted(select_in(f"{_SELECT} {column} IN", values)):
            found[column, cells[DESCRIPTION.index(column)]][id_] = KnownTitle(id_, original, tuple(cells))
    ids = {described[key] for book in books if (key := book.values[2:5]) in described}
    unnumbered = _titles(ids)
    matched: list[KnownTitle | None] = [None] * len(books)
    for exactly in (True, False):
        for position, book in enumerate(books):
            left = found[book.number]
            for title in left.values() if matched[position] is None else ():
                if title.values[2] == book.title or not exactly:
                    matched[position] = left.pop(title.id)
                    break
    for position, book in enumerate(books):
        if matched[position] is None and book.values[2:5] in described:
            matched[position] = unnumbered.pop(described[book.values[2:5]], None)
    labels.taken |= {title.id for title in matched if title}
    unknown = [book for book, title in zip(books, matched, strict=True) if title is None]
    bearing = _titles(
        {owner.title_id for book in unknown for owner in labels.of_book(book) if owner.title_id}
    )
    for position, book in enumerate(books):
        if matched[position] is None:
            borne = matched[position] = _borne(book, bearing, labels)
            labels.taken |= {borne.id} if borne else set()
    return matched


def _borne(book: Book, bearing: Mapping[int, KnownTitle], labels: Labels) -> KnownTitle | None:
    """The title that all labels of a book are on, or some, where it is called nearly the same."""
    owners = labels.of_book(book)
    ids = {owner.title_id for owner in owners if owner.title_id}
    if len(ids) != 1:
        return None
    title = bearing[ids.pop()]
    if title.id in labels.taken or number_of(title.values) in labels.numbers:
        return None
    is_whole = all(code in labels.owner_of for code in book.codes)
    return title if is_whole or alike(str(title.values[2]), book.title) else None


def _titles(ids: Iterable[int]) -> dict[int, KnownTitle]:
    return {
        id_: KnownTitle(id_, original, tuple(cells))
        for id_, original, *cells in select_in(f"{_SELECT} id IN", sorted(ids))
    }


def with_own_titles(
    pairs: Iterable[tuple[Book, KnownTitle | None]], tally: Tally, *, confirmed: bool
) -> Iterator[tuple[Book, KnownTitle | None]]:
    """The books without those that bear the number of quite another one, which wait for a yes.

    Parts of a set share a number, and are called nearly the same; what the library has so is no news.
    """
    pairs = list(pairs)
    shared = _shared([book.number[1] for book, title in pairs if title and not book.has_title])
    bearing: dict[Number, list[str]] = defaultdict(list)
    for book, title in pairs:
        if title:
            bearing[book.number].append(book.title)
    for book, title in pairs:
        titles = bearing[book.number]
        if not book.has_title and book.number[1] in shared:
            _refuse(book, "", BadValue(SEVERAL_TITLES, titles=", ".join(shared[book.number[1]])), tally)
            continue
        if title is None:
            if titles and not confirmed and not any(alike(book.title, other) for other in titles):
                _hold_title(book, titles, tally)
                continue
            titles.append(book.title)
        yield book, title


def _hold_title(book: Book, titles: Sequence[str], tally: Tally) -> None:
    have, where = ", ".join(titles), book.holdings[0].row.where
    tally.changes.append(
        Change(where, book.number[-1], "title", have, ", ".join((*titles, book.title)), held=True)
    )
    _refuse(book, book.title, BadValue(_OTHER_TITLE, titles=have), tally)


def _refuse(book: Book, value: str, reason: BadValue, tally: Tally) -> None:
    tally.rejected += [Refused(holding.row, "title", value, reason).rejected for holding in book.holdings]


def _shared(numbers: Sequence[str]) -> dict[str, list[str]]:
    """The titles of those numbers that several in the library have."""
    found: dict[str, list[str]] = defaultdict(list)
    for column in ("isbn", "identifier"):
        for number, title in sorted(
            select_in(f"SELECT {column}, title FROM title WHERE {column} IN", numbers)
        ):
            found[number].append(title)
    return {number: titles for number, titles in found.items() if len(titles) > 1}


def with_own_labels(
    pairs: Iterable[tuple[Book, KnownTitle | None]], labels: Labels, tally: Tally, *, confirmed: bool
) -> Iterator[tuple[Book, KnownTitle | None]]:
    """The books with the rows whose labels may be theirs; the others are rejected."""
    pairs = list(pairs)
    others = {owner.title_id for book, _ in pairs for owner in labels.of_book(book) if owner.title_id}
    called = {id_: str(title.values[2]) for id_, title in _titles(others).items()}
    for book, title in pairs:
        holdings = []
        for holding in book.holdings:
            try:
                _refuse_other_book(book, title, holding, tally, confirmed=confirmed)
                for code in holding.barcodes:
                    _refuse_foreign(
                        holding.row, code, book, title, labels, called, tally, confirmed=confirmed
                    )
                holdings.append(holding)
            except Refused as refused:
                tally.rejected.append(refused.rejected)
        book.holdings = holdings
        if holdings:
            yield book, title


def _refuse_other_book(
    book: Book, title: KnownTitle | None, holding: Holding, tally: Tally, *, confirmed: bool
) -> None:
    """A label alone has told the title: that it is called quite otherwise is no correction."""
    if confirmed or title is None or number_of(title.values) == book.number or not holding.barcodes:
        return
    old, new = str(title.values[2]), book.title
    if (book.values[0] and title.values[0] == book.values[0]) or alike(old, new):
        return
    tally.changes.append(Change(holding.row.where, old, "title", old, new, held=True))
    raise Refused(holding.row, "barcode", ", ".join(holding.barcodes), BadValue(_OTHER_BOOK))


def _refuse_foreign(
    row: Row,
    code: str,
    book: Book,
    title: KnownTitle | None,
    labels: Labels,
    called: Mapping[int, str],
    tally: Tally,
    *,
    confirmed: bool,
) -> None:
    owner = labels.owner_of.get(code)
    like = labels.alike.get(code)
    if owner and owner.patron_id is not None:
        raise Refused(row, "barcode", code, BadValue(N_("this barcode is a reader's")))
    if owner and owner.title_id and not confirmed and (title is None or owner.title_id != title.id):
        was = called[owner.title_id]
        tally.changes.append(Change(row.where, code, "barcode", was, book.title, held=True))
        raise Refused(row, "barcode", code, BadValue(_OTHER_BOOK))
    if like:
        if title is None or like.title_id != title.id:
            reason = N_("another book has the label {label}, which differs only by zeros")
            raise Refused(row, "barcode", code, BadValue(reason, label=like.code))
        tally.doubts["zeros"].append(row.where)


_OTHER_TITLE = N_("this number is already that of “{titles}”; with --yes both books have it")
SEVERAL_TITLES = N_("the title is missing, and several books have this number: {titles}")
_OTHER_BOOK = N_("this label is on another book in the library; with --yes it becomes this one's")


def alike(old: str, new: str) -> bool:
    """Whether one of two titles may be the other, corrected."""
    a, b = folded(old), folded(new)
    return bool(a and b) and (a in b or b in a or SequenceMatcher(None, a, b).ratio() >= _ALIKE)


_ALIKE = 0.6
