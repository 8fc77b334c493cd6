"""`kiosk books show`, `add`, `edit`, `add-copy`, `move`, `delete`: titles and copies by hand."""

import argparse

from db.cataloguing import copies, titles
from db.cataloguing.naming import copy_meant, own_name, title_meant
from db.cataloguing.page import CopyOnPage, book_page
from db.clock import to_local
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.commands.stock.books.options import acquired_of, copy_options, title_options, typed_fields
from kiosk.console import Console
from kiosk.sentences.catalogue import COPY_STATUSES, FIELD_NAMES


def add_to(books: Commands) -> None:
    """Add the commands to the group `books`."""
    _ = books.words
    named = _("its label, its ISBN, or title:NUMBER")
    show = books.add("show", show_book, purpose=N_("show one title: its copies, who has them, who waits"))
    show.add_argument("code", metavar=_("CODE"), help=named)
    new = books.add(
        "add",
        add_book,
        purpose=N_("add a title that is new to the library, with its copies"),
        example=N_("kiosk books add --isbn 9787544270878 --title Momo --copies 2 --place 3"),
    )
    title_options(new, _)
    copy_options(new, _)
    edit = books.add(
        "edit",
        edit_book,
        purpose=N_("correct what is known about a title; an empty text removes it"),
        example=N_("kiosk books edit 9787544270878 --title Momo --call-number I516.84/3"),
    )
    edit.add_argument("code", metavar=_("CODE"), help=named)
    title_options(edit, _)
    more = books.add(
        "add-copy",
        add_copy,
        purpose=N_("add copies to a title that the library has"),
        example="kiosk books add-copy 9787544270878 --copies 2",
    )
    more.add_argument("code", metavar=_("CODE"), help=named)
    copy_options(more, _)
    move = books.add(
        "move",
        move_books,
        purpose=N_("put copies on another shelf"),
        example="kiosk books move 7 31234000000018 title:12/2",
    )
    move.add_argument("place", metavar=_("SHELF"))
    move.add_argument("codes", metavar=_("CODE"), nargs="+", help=_("labels, or title:NUMBER/COPY"))
    move.add_argument("--new-place", action="store_true", help=_("there is no such shelf yet: make it"))
    delete = books.add(
        "delete",
        delete_book,
        purpose=N_("delete a copy or a whole title that has no history"),
        example="kiosk books delete --title title:12",
    )
    delete.add_argument("code", metavar=_("CODE"), help=_("its label, or title:NUMBER/COPY"))
    delete.add_argument("--title", action="store_true", help=_("the title with all its copies"))


def show_book(console: Console, arguments: argparse.Namespace) -> int:
    """Print all that is known of a title."""
    _ = console.words
    page = book_page(title_meant(arguments.code))
    known = [(_(FIELD_NAMES[field]), text) for field, text in page.fields.items() if text]
    console.table((own_name(page.title_id), page.title), known)
    print(file=console.out)
    if page.copies:
        console.table(
            (
                _("copy"),
                _("accession number"),
                *(_("label"), _("shelf"), _("status"), _("on loan to"), _("lent on"), _("due on")),
            ),
            [_line(copy, console) for copy in page.copies],
        )
    for waiting in page.waiting:
        console.say(
            N_("Waiting since {day}: {number} {name}"),
            day=to_local(waiting.since).date(),
            number=waiting.number,
            name=waiting.name,
        )
    console.say(N_("Times lent: {n}"), n=page.loans)
    return 0


def _line(copy: CopyOnPage, console: Console) -> tuple[object, ...]:
    who = copy.borrower
    lent = (f"{who.number} {who.name}", to_local(who.lent_at).date(), who.due_on) if who else ("", "", "")
    return (
        copy.number,
        copy.accession or "",
        copy.code,
        copy.place,
        console.words(COPY_STATUSES[copy.status]),
        *lent,
    )


def add_book(console: Console, arguments: argparse.Namespace) -> int:
    """Add a title and say what it is called by."""
    added = titles.add_title(
        typed_fields(arguments),
        console.acting(),
        copies=arguments.copies,
        place=arguments.place,
        new_place=arguments.new_place,
        acquired=acquired_of(arguments),
    )
    console.say(
        N_("Added: “{title}”, copies: {n}. Its own number is {name}."),
        title=added.title,
        n=len(added.copies),
        name=own_name(added.title_id),
    )
    return 0


def edit_book(console: Console, arguments: argparse.Namespace) -> int:
    """Correct a title and say what was and is."""
    _ = console.words
    changed = titles.edit_title(title_meant(arguments.code), typed_fields(arguments), console.acting())
    if not changed.changes:
        console.say(N_("Nothing was changed."))
    else:
        console.table(
            ("", _("before"), _("now")),
            [(_(FIELD_NAMES[one.field]), one.old, one.new) for one in changed.changes],
        )
    for other in changed.same_isbn:
        console.say(
            N_("{name} has the same ISBN. If it is the same book, merge the two: {command}"),
            name=own_name(other),
            command=f"kiosk books merge {own_name(changed.title_id)} {own_name(other)}",
        )
    return 0


def add_copy(console: Console, arguments: argparse.Namespace) -> int:
    """Add copies to a title and say how many it has now."""
    added = copies.add_copies(
        title_meant(arguments.code),
        console.acting(),
        copies=arguments.copies,
        place=arguments.place,
        new_place=arguments.new_place,
        acquired=acquired_of(arguments),
    )
    console.say(
        N_("“{title}” has {n} more copies, {total} altogether."),
        title=added.title,
        n=len(added.copies),
        total=added.total,
    )
    return 0


def move_books(console: Console, arguments: argparse.Namespace) -> int:
    """Put copies on a shelf."""
    meant = [copy_meant(code) for code in arguments.codes]
    moved = copies.move_copies(meant, arguments.place, console.acting(), new_place=arguments.new_place)
    console.say(N_("Copies moved to shelf {place}: {n}"), place=moved.place, n=moved.moved)
    return 0


def delete_book(console: Console, arguments: argparse.Namespace) -> int:
    """Delete a copy or a title."""
    if arguments.title:
        name = titles.delete_title(title_meant(arguments.code), console.acting())
    else:
        name = copies.delete_copy(copy_meant(arguments.code), console.acting())
    console.say(N_("Deleted: “{title}”"), title=name)
    return 0
