"""A title corrected, deleted, made one with another, and parted again."""

from starlette.responses import Response

from db.cataloguing.book_numbers import book_numbers
from db.cataloguing.classing import class_part, proposals
from db.cataloguing.fields import FIELDS
from db.cataloguing.merging import merge_titles, part_titles
from db.cataloguing.naming import title_meant
from db.cataloguing.page import BookPage, book_page
from db.cataloguing.titles import delete_title, edit_title
from db.marking import N_, Sentence
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.asking import Question, asked
from kiosk.pages.ground.forms.typed import corrected
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.refilled import SEEN
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.sentences.catalogue import FIELD_NAMES
from kiosk.sentences.classing import book_numbers_said, proposed

_IN_ORDER = ("title", "author", *(name for name in FIELDS if name not in ("title", "author")))


def show_edit(ask: Ask) -> Response:
    """All fields of a title, to be corrected."""
    book = book_page(ask.row("book"))
    fields = [(name, FIELD_NAMES[name], book.fields[name]) for name in _IN_ORDER]
    classes = proposals(book.title_id)
    own = class_part(book.fields["call_number"]) or (classes[0].class_number if classes else "")
    return page(
        ask,
        "book_edit.html",
        book=book,
        fields=fields,
        classes=classes,
        proposed=lambda one: ask.words(proposed(one, ask.words)),
        numbers=book_numbers_said(book_numbers(book.title_id, own), ask.words),
    )


def edit(ask: Ask) -> Response:
    """Keep what was corrected; undo writes back what stood there."""
    title_id = ask.row("book")
    was = book_page(title_id).fields
    changed = edit_title(title_id, corrected(ask, FIELDS, was), ask.acting())
    address = f"/books/{title_id}"
    if not changed.changes:
        return ask.done(address, Sentence(N_("Nothing was changed.")))
    names = dict.fromkeys(change.field for change in changed.changes if change.field != "currency")
    now = book_page(title_id).fields
    fields = [(name, was[name], now[name]) for name in names or ("price",)]
    back = tuple(pair for name, old, new in fields for pair in ((name, old), (f"{SEEN}{name}", new)))
    return ask.done(address, Sentence(N_("The corrections are saved.")), undo=Undo(f"{address}/edit", back))


def ask_to_delete(ask: Ask) -> Response:
    """Say what would be deleted."""
    book = book_page(ask.row("book"))
    lines = [
        Sentence(
            N_("“{title}” will be deleted with its copies: {n}."),
            {"title": book.title, "n": len(book.copies)},
        ),
        Sentence(N_("This cannot be undone.")),
    ]
    question = Question(
        Sentence(N_("Delete this book?")),
        lines,
        f"/books/{book.title_id}/delete",
        (),
        Sentence(N_("Delete it")),
        f"/books/{book.title_id}",
    )
    return asked(ask, question)


def delete(ask: Ask) -> Response:
    """Delete a title to which nothing ever happened."""
    name = delete_title(ask.row("book"), ask.acting())
    return ask.done("/search", Sentence(N_("Deleted: “{title}”"), {"title": name}))


def ask_to_merge(ask: Ask) -> Response:
    """Say what follows when another title is made one with this one."""
    kept = book_page(ask.row("book"))
    gone = book_page(title_meant(ask.text("other")))
    question = Question(
        Sentence(N_("Merge these two books?")),
        _what_follows(kept, gone),
        f"/books/{kept.title_id}/merge",
        (("gone", gone.title_id),),
        Sentence(N_("Merge them")),
        f"/books/{kept.title_id}",
    )
    return asked(ask, question)


def _what_follows(kept: BookPage, gone: BookPage) -> list[Sentence]:
    lines = [
        Sentence(N_("“{title}” stays: {known}"), {"title": kept.title, "known": _described(kept)}),
        Sentence(N_("“{title}” goes: {known}"), {"title": gone.title, "known": _described(gone)}),
        Sentence(
            N_("Its copies ({n}), loans ({loans}) and holds ({holds}) move to the other one."),
            {"n": len(gone.copies), "loans": gone.loans, "holds": len(gone.waiting)},
        ),
        Sentence(N_("Whatever the book that stays lacks is filled in from the other one.")),
    ]
    isbn = gone.fields["isbn"]
    if isbn and kept.fields["isbn"] not in ("", isbn):
        lines.append(
            Sentence(
                N_("The ISBN {isbn} will no longer be known: books that carry it need labels."),
                {"isbn": isbn},
            )
        )
    return [*lines, Sentence(N_("You can undo this."))]


def _described(book: BookPage) -> str:
    known = (book.fields[name] for name in ("author", "publisher", "year", "isbn", "call_number"))
    return " · ".join(text for text in known if text) or "-"


def merge(ask: Ask) -> Response:
    """Make them one; undo parts them."""
    merged = merge_titles(ask.row("book"), ask.whole("gone"), ask.acting())
    said = Sentence(
        N_("“{title}” has taken over: copies {n}, people waiting {holds}."),
        {"title": merged.title, "n": merged.copies, "holds": merged.holds},
    )
    return ask.done(
        f"/books/{merged.title_id}", said, undo=Undo("/books/part", (("event", str(merged.event_id)),))
    )


def part(ask: Ask) -> Response:
    """Take a merging back."""
    parted = part_titles(ask.whole("event"), ask.acting())
    said = Sentence(
        N_("“{title}” is a title of its own again, copies: {n}."), {"title": parted.title, "n": parted.copies}
    )
    return ask.done(f"/books/{parted.title_id}", said)


PAGES = (
    Page("/books/{book:row}/edit", show_edit, Act.CATALOGUE),
    Page("/books/{book:row}/edit", edit, Act.CATALOGUE, "POST"),
    Page("/books/{book:row}/delete", ask_to_delete, Act.CATALOGUE),
    Page("/books/{book:row}/delete", delete, Act.CATALOGUE, "POST"),
    Page("/books/{book:row}/merge", ask_to_merge, Act.CATALOGUE),
    Page("/books/{book:row}/merge", merge, Act.CATALOGUE, "POST"),
    Page("/books/part", part, Act.CATALOGUE, "POST"),
)
