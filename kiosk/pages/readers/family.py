"""What the library holds about a reader, for the family that asks; and forgetting them."""

from starlette.responses import Response

from db.clock import local_day
from db.errors import BadValue
from db.library.identity import identity
from db.marking import N_, Sentence
from db.privacy.export import export
from db.privacy.forgetting import what_would_go
from db.privacy.purging import days_kept
from db.registering.page import ReaderPage
from db.roles import Act
from kiosk.machine.erasing import Erased, erase_everywhere
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.readers.reader import asked_reader
from kiosk.paper.family import family_paper
from kiosk.words import speak
from labels.content.blocks import Block


def show_family(ask: Ask) -> Response:
    """All of it in plain words, in the reader's own language. That it was asked for is an event."""
    reader = asked_reader(ask, Act.REGISTER)
    blocks = [(type(block).__name__.lower(), block) for block in _paper(ask, reader)]
    return page(ask, "family.html", reader=reader, blocks=blocks, days=days_kept())


def print_family(ask: Ask) -> Response:
    """The same as a PDF."""
    return paper_answer(ask, _paper(ask, asked_reader(ask, Act.REGISTER)), "family")


def _paper(ask: Ask, reader: ReaderPage) -> list[Block]:
    words = speak(reader.language or ask.words.language)
    library = identity().name or words(N_("School library"))
    return family_paper(export(reader.number, ask.acting()), library, local_day(ask.now), words)


def show_forget(ask: Ask) -> Response:
    """Name whom it would forget, and what goes with them."""
    reader = asked_reader(ask, Act.SAFETY)
    going = None if reader.loans else what_would_go(reader.number)
    return page(ask, "forget.html", reader=reader, going=going)


def forget(ask: Ask) -> Response:
    """Forget them, here and in the backups, once their number was typed."""
    reader = asked_reader(ask, Act.SAFETY)
    if ask.text("number").upper() != reader.number.upper():
        raise BadValue(N_("Type the number of the reader whose data is to be erased. Nothing was changed."))
    if reader.loans:
        raise BadValue(N_("This reader still has books. Return them first, or mark them as lost."))
    erased = erase_everywhere(reader.number, ask.office.settings, ask.acting())
    return ask.done("/readers", _said(erased), is_trouble=not erased.is_whole)


def _said(erased: Erased) -> Sentence:
    folder = {"folder": str(erased.folder)}
    if not erased.no_trace:
        return Sentence(
            N_(
                "Another program is reading the library's data, so the names that were just erased are "
                "still in its files. Close that program, then run: kiosk privacy purge"
            )
        )
    if erased.aged.unreached:
        names = ", ".join(path.name for path in erased.aged.unreached)
        return Sentence(
            N_(
                "The reader is erased here, but may still be in these backups in {folder}: {names}. Delete "
                "those that you do not need."
            ),
            {**folder, "names": names},
        )
    if not erased.aged.found:
        return Sentence(
            N_("The reader is erased. There is no backup in {folder}; backups elsewhere follow later."),
            folder,
        )
    return Sentence(
        N_("The reader is erased, also in the backups in {folder}. Backups elsewhere follow later."), folder
    )


PAGES = (
    Page("/readers/{reader:row}/family", show_family, Act.REGISTER),
    Page("/readers/{reader:row}/family/paper", print_family, Act.REGISTER),
    Page("/readers/{reader:row}/forget", show_forget, Act.SAFETY),
    Page("/readers/{reader:row}/forget", forget, Act.SAFETY, "POST"),
)
