"""What entries of the folder are made of: workbooks, pages, Word documents, empty sheets for a pen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from db.clock import local_day
from db.errors import NotFound
from db.term_report.kept import Standing
from db.term_report.lists import listed
from db.term_report.values import Period
from kiosk.lists.workbook import Sheet, write_workbook
from kiosk.paper.pages import write_paper
from kiosk.paper.stock.filing import pages_of
from kiosk.paper.stock.registers import Part
from kiosk.settings import Settings
from kiosk.term_report.bound import library_said
from kiosk.term_report.papers.cells import cells_of
from kiosk.term_report.tables import said_list, said_table
from kiosk.words import Words
from labels.content.blocks import Block


@dataclass(frozen=True)
class Making:
    """What a folder is made of.

    Attributes:
        now: the moment, naive UTC.
        template: the school's own Word file for the report, if it has one.
    """

    standing: Standing
    now: datetime
    words: Words
    settings: Settings
    template: Path | None = None

    @property
    def today(self) -> date:
        """The day on which it is made."""
        return local_day(self.now)

    @property
    def library(self) -> str:
        """What the library is called."""
        return library_said(self.words)

    @property
    def period(self) -> Period:
        """The days that it is about."""
        return self.standing.report.period

    def within(self, day: date | None) -> bool:
        """Whether a day is one of them."""
        return day is not None and self.period.first_day <= day <= self.period.last_day


@dataclass(frozen=True)
class Piece:
    """One file of an entry.

    Attributes:
        ending: of its name.
        write: writes it under the name it is given.
        name: what is said behind the entry's own name, in the library's language; empty where it is the only
            one of its kind.
        is_empty: a sheet to be filled in by hand.
    """

    ending: str
    write: Callable[[Path], object]
    name: str = ""
    is_empty: bool = False


def book(sheets: Sequence[Sheet], name: str = "") -> list[Piece]:
    """A workbook of those sheets that hold something; none where none does."""
    filled = [sheet for sheet in sheets if sheet.rows]
    return [Piece(".xlsx", lambda file: write_workbook(file, filled), name)] if filled else []


def pages(making: Making, blocks: Sequence[Block], name: str = "", *, landscape: bool = False) -> list[Piece]:
    """Pages to be filed."""
    fonts = making.settings.font_files
    return [
        Piece(".pdf", lambda file: write_paper(file, blocks, fonts=fonts, landscape=landscape), name),
    ]


def empty(making: Making, title: str, columns: Sequence[str], name: str = "") -> list[Piece]:
    """A sheet with this heading and lines, where the school keeps paper. The texts are marked ones."""
    part = Part(title, tuple((column, 1.0) for column in columns), [], [])
    (piece,) = pages(making, pages_of(part, making.words), name, landscape=True)
    return [Piece(piece.ending, piece.write, piece.name, is_empty=True)]


def or_empty(pieces: list[Piece], making: Making, title: str, columns: Sequence[str]) -> list[Piece]:
    """These, or an empty sheet where there are none."""
    return pieces or empty(making, title, columns)


def sheet_of(name: str, making: Making, title: str) -> Sheet:
    """The list of the report of this name as a sheet."""
    try:
        found = listed(name, making.period, making.today, making.standing.report.profile)
    except NotFound:  # of a report that was signed before there was such a list
        return Sheet(title, (), ())
    said = said_list(found, making.words)
    return Sheet(title, said.columns, cells_of(found, said))


def table_sheets(making: Making, *names: str) -> list[Sheet]:
    """Tables of the report as sheets, those that there are."""
    tables = {table.name: table for section in making.standing.report.sections for table in section.tables}
    shown = [(tables[name], said_table(tables[name], making.words)) for name in names if name in tables]
    return [Sheet(said.title, said.columns, cells_of(table, said)) for table, said in shown]
