"""The page on which labels are chosen and their first sheet is seen before anything is printed."""

from collections.abc import Iterator
from dataclasses import replace

from starlette.responses import Response

from db.errors import LibraryError
from db.labelling.jobs import rehearsed
from db.marking import N_
from db.roles import Act
from db.stock.shelves import places
from kiosk.label_printing.contents import contents_of
from kiosk.label_printing.order import SPINE_SYMBOLS, PrintOrder, known_stocks, order
from kiosk.label_printing.preview import picture_of_sheet
from kiosk.label_printing.sentences import plan_line
from kiosk.label_printing.spines import fit_of, spine_lines
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.labels.choice import (
    HAVE_A_SPINE,
    KINDS,
    SYMBOLS,
    Choice,
    Chosen,
    choice_of,
    chosen_by,
    order_for,
    rehearsal,
    remarks,
)
from kiosk.paper.printing.printers import queues
from labels.job import unprintable

_SHOWN = 20


def show_labels(ask: Ask) -> Response:
    """The choice, and once it is made: how much it is, what it leaves out, the first sheet."""
    choice = choice_of(ask)
    wanted, trouble, chosen = None, None, None
    try:
        wanted = order_for(choice)
        chosen = chosen_by(choice) if choice.is_made else None
    except LibraryError as error:
        trouble = error.sentence
    seen = wanted or order(choice.kind)
    return page(
        ask,
        "labels.html",
        choice=choice,
        kinds=[(kind, ask.words(name)) for kind, name in KINDS.items()],
        symbols=[(word, ask.words(name)) for word, name in SYMBOLS.items()],
        fit=list(_fit(choice, chosen, wanted, ask)) if chosen and wanted else [],
        stocks=[(stock.name, stock.say(ask.words.catalogue)) for stock in known_stocks().values()],
        stock=seen.stock,
        shelves=[("", "–"), *((place.name, place.name) for place in places())],
        next_cell=(seen.sheet.row, seen.sheet.column),
        trouble=trouble,
        chosen=chosen,
        first=chosen.copies[:_SHOWN] if chosen else (),
        remarks=remarks(choice, chosen, wanted) if chosen and wanted else (),
        plan=plan_line(seen.planned(len(chosen.copies)), seen, ask.words) if chosen else "",
        printers=queues(),
    )


def _fit(choice: Choice, chosen: Chosen, wanted: PrintOrder, ask: Ask) -> Iterator[str]:
    """Which of the books are too thin for the code on their spine, or for which of the two they would be."""
    if choice.kind not in HAVE_A_SPINE:
        return
    job = rehearsed(choice.kind, wanted.sheet, copies=chosen.copies)
    if wanted.design.spine_symbol is not None:
        yield from spine_lines(fit_of(job, wanted.design), ask.words)
        return
    bars, square = (
        len(fit_of(job, replace(wanted.design, spine_symbol=symbol)).too_thin)
        for symbol in SPINE_SYMBOLS.values()
    )
    if bars or square:
        yield ask.words(
            N_("Books with too few pages for bars along the spine: {bars}; for a small square: {square}."),
            bars=bars,
            square=square,
        )


def show_sheet(ask: Ask) -> Response:
    """The first sheet as a picture. A label that cannot be made leaves its place to the next one."""
    choice = choice_of(ask)
    wanted = order_for(choice)
    job = rehearsal(choice, chosen_by(choice), wanted)
    contents, layout = contents_of(job, wanted.design)
    impossible = unprintable(contents, layout, wanted.stock, wanted.design)
    possible = [one for place, one in enumerate(contents) if place not in impossible]
    return picture(picture_of_sheet(possible, layout, wanted))


def picture(png: bytes) -> Response:
    """A PNG."""
    return Response(png, media_type="image/png")


PAGES = (
    Page("/labels", show_labels, Act.PRINT),
    Page("/labels/sheet.png", show_sheet, Act.PRINT),
)
