"""Row by row what a list changes of what the library knew: old, new, and what waits for a yes."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from db.marking import N_
from kiosk.words import Words

if TYPE_CHECKING:
    from db.lists.report import Change, Imported

MOST_SHOWN = 30
"""How many changes are shown unless somebody asks for all."""

FIELDS = {
    "title": N_("title"),
    "isbn": N_("ISBN"),
    "identifier": N_("number in place of an ISBN"),
    "author": N_("author"),
    "publisher": N_("publisher"),
    "year": N_("year"),
    "pages": N_("pages"),
    "price": N_("price"),
    "currency": N_("currency"),
    "subject": N_("subject"),
    "language": N_("language"),
    "call_number": N_("call number"),
    "copies": N_("copies"),
    "location": N_("shelf"),
    "barcode": N_("label or card"),
    "number": N_("number"),
    "name": N_("name"),
    "given_name": N_("called"),
    "class": N_("class"),
    "category": N_("category"),
    "status": N_("status"),
    "quota": N_("limit"),
    "isbn_13": N_("ISBN, 13 digits"),
    "isbn_10": N_("ISBN, 10 digits"),
    "class_number": N_("class number"),
    "book_number": N_("book number"),
    "accession": N_("accession number"),
    "surname": N_("family name"),
    "grade": N_("grade"),
}
"""What the fields of a list are called."""


def changes(imported: "Imported", words: Words, most: int | None = MOST_SHOWN) -> list[str]:
    """The changes, at most this many, and all that is held back."""
    made = [change for change in imported.changes if not change.held]
    lines = [words("What changes, line by line:")] if made else []
    lines += _lines(made[:most], words)
    if most is not None and len(made) > most:
        lines.append(words("and {more} more; --all shows them", more=len(made) - most))
    if imported.held:
        lines.append(words("Only done with your consent (--yes):"))
        lines += _lines(imported.held, words)
    if imported.moved_numbers > 1:
        lines.append(
            words(
                "{n} of these names have another number in the library. If the numbers changed with "
                "the new year, give the new ones first: kiosk readers renumber --help",
                n=imported.moved_numbers,
            )
        )
    return lines


def _lines(some: "Iterable[Change]", words: Words) -> Iterator[str]:
    for change in some:
        yield words(
            "line {line}: {what}: {field} “{old}” → “{new}”",
            line=change.where,
            what=change.what,
            field=words.term(FIELDS[change.field]),
            old=change.old,
            new=change.new,
        )
