"""`kiosk handbook`: the handbook's pages, printed."""

import argparse

from db.errors import NotFound
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.handbook.topics import topic, topics


def add(commands: Commands) -> None:
    """Add the command."""
    handbook = commands.add(
        "handbook",
        show_handbook,
        purpose=N_("print a page of the handbook, or list all pages"),
        example="kiosk handbook lists",
        needs_store=False,
    )
    handbook.add_argument(
        "topic",
        nargs="?",
        default="",
        metavar=commands.words("TOPIC"),
        help=commands.words("the page's name; without it, all names"),
    )


def show_handbook(console: Console, arguments: argparse.Namespace) -> int:
    """Print the page, or what each is called and what it is about."""
    _, language = console.words, console.words.language
    if not arguments.topic:
        listed = ((one.name, one.title) for one in topics(language))
        console.table((_("page"), _("what it is about")), listed)
        return 0
    found = topic(language, arguments.topic)
    if found is None:
        raise NotFound(
            N_("The handbook has no page {name}. Its pages: {known}."),
            name=arguments.topic,
            known=", ".join(sorted(one.name for one in topics(language))),
        )
    print(found.text.rstrip(), file=console.out)
    return 0
