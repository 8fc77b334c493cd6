"""The folder: its entries in their order, the index, and the writing of all of it, whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.marking import N_
from kiosk.paper.pages import as_paper_error, write_paper
from kiosk.term_report.bound import period_said
from kiosk.term_report.inspection import readers, stock
from kiosk.term_report.inspection.making import Making, Piece, empty
from kiosk.term_report.papers.annex import write_annex
from kiosk.term_report.papers.written import write_report
from labels.content.blocks import Block, Grid, Heading, Line
from labels.ink.files import making_folder

_LONGEST = 60
"""Letters of a file's name behind its number: 255 bytes hold 80 Chinese letters."""
_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', " "))


@dataclass(frozen=True)
class Entry:
    """One numbered entry: its marked name, and what makes its files."""

    name: str
    make: Callable[[Making], list[Piece]]


@dataclass(frozen=True)
class Filed:
    """What a folder holds: how many entries and files, and how many entries are sheets for a pen alone."""

    entries: int
    files: int
    on_paper: int


def _report(making: Making) -> list[Piece]:
    columns = (N_("month"), N_("what is planned"), N_("by whom"), N_("done"))
    return [
        Piece(".docx", lambda file: _summary(file, making), making.words(N_("summary"))),
        Piece(
            ".xlsx",
            lambda file: write_annex(file, making.standing.report, making.words),
            making.words(N_("figures")),
        ),
        *empty(making, N_("Plan of work"), columns, making.words(N_("plan"))),
    ]


def _summary(file: Path, making: Making) -> None:
    write_report(file, making.standing, making.words, making.settings, making.template)


ENTRIES = (
    Entry(N_("Plan and summary"), _report),
    Entry(N_("Rules on the wall"), readers.rules),
    Entry(N_("Certificates of the staff"), readers.papers_of_staff),
    Entry(N_("Total register"), stock.total),
    Entry(N_("Register of copies"), stock.copies),
    Entry(N_("Register of withdrawals"), stock.withdrawals),
    Entry(N_("Catalogue"), stock.catalogue),
    Entry(N_("Structure of the stock"), readers.structure),
    Entry(N_("Periodicals"), stock.press),
    Entry(N_("Vouchers and funds"), stock.vouchers),
    Entry(N_("Reviews and their filing"), stock.reviews),
    Entry(N_("Books withdrawn"), stock.weeded),
    Entry(N_("Stocktakes"), stock.counted),
    Entry(N_("Loans and their statistics"), readers.loans),
    Entry(N_("Cards issued"), readers.cards),
    Entry(N_("Class corners"), readers.corners),
    Entry(N_("Reading lessons"), readers.lessons),
    Entry(N_("Activities"), readers.events),
    Entry(N_("Reading lists"), readers.recommended),
    Entry(N_("Damage and compensation"), readers.damage),
    Entry(N_("Log of repairs"), readers.mended),
    Entry(N_("Opening hours and visits"), readers.visits),
    Entry(N_("Training of class librarians"), readers.helpers),
    Entry(N_("Yearly form"), readers.yearly),
)
"""In the order in which inspections ask for them."""


def write_folder(
    folder: Path, making: Making, on_progress: Callable[[int, int], object] = lambda done, of: None
) -> Filed:
    """Write the folder. Raises WriteError for one that is there and not empty, PaperError, TemplateFault."""
    rows: list[tuple[str, str, str]] = []
    files = on_paper = 0
    with as_paper_error(), making_folder(folder) as inside:
        for number, entry in enumerate(ENTRIES, 1):
            on_progress(number - 1, len(ENTRIES))
            pieces = entry.make(making)
            names = _names(number, making.words(entry.name), pieces)
            for name, piece in zip(names, pieces, strict=True):
                piece.write(inside / name)
            by_hand = all(piece.is_empty for piece in pieces)
            rows.append((str(number), making.words(entry.name), _kept(pieces, making)))
            files, on_paper = files + len(pieces), on_paper + by_hand
        write_paper(inside / _index_name(making), _index(rows, making), fonts=making.settings.font_files)
        on_progress(len(ENTRIES), len(ENTRIES))
    return Filed(len(ENTRIES), files + 1, on_paper)


def _names(number: int, entry: str, pieces: list[Piece]) -> list[str]:
    """`04 Total register.pdf`; a name that comes twice gets a number."""
    taken: dict[str, int] = {}
    names = []
    for piece in pieces:
        said = f"{entry} - {piece.name}" if piece.name else entry
        base = f"{number:02} {said.translate(_FORBIDDEN).strip()[:_LONGEST].strip(' .')}"
        count = taken[base + piece.ending] = taken.get(base + piece.ending, 0) + 1
        names.append(f"{base} {count}{piece.ending}" if count > 1 else f"{base}{piece.ending}")
    return names


def _kept(pieces: list[Piece], making: Making) -> str:
    by_hand = [piece for piece in pieces if piece.is_empty]
    if len(by_hand) == len(pieces):
        return making.words(N_("empty sheet: kept on paper"))
    if by_hand:
        return making.words(N_("from the kiosk, and an empty sheet"))
    return making.words(N_("from the kiosk"))


def _index_name(making: Making) -> str:
    return f"00 {making.words(N_('Contents'))}.pdf"


def _index(rows: list[tuple[str, str, str]], making: Making) -> list[Block]:
    _ = making.words
    return [
        Heading(_(N_("{library}: file for the inspection"), library=making.library)),
        Line(period_said(making.period, _)),
        Line(_(N_("Made on {day}."), day=making.today)),
        Grid((_("no."), _("what"), _("kept")), tuple(rows), (1, 6, 6), ruled=True, height=8.0),
        Line(readers.said_of(_)),
    ]
