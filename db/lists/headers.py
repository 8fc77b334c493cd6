"""Where in a file the list is: its headers, what each column holds, and the rows below."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.errors import BadList, BadValue, OtherList, UnknownHeaders
from db.lists.cells.header_names import FIELD_OF, HEADERS, ON_THE_CARD, REQUIRED, Kind, fold
from db.marking import N_

if TYPE_CHECKING:
    from db.lists.files.table import Row, Sheet

SEARCHED_ROWS = 20
"""How many rows are searched for the header: above it a list may have its name, a date, the school."""


@dataclass(frozen=True)
class Columns:
    """Where each field stands, and what was not used.

    Attributes:
        of: field to the column's index from 0.
        names: the header row as written.
        unused: headers of columns that no field takes.
    """

    of: Mapping[str, int]
    names: tuple[str, ...]
    unused: tuple[str, ...]


def parse_mapping(kind: Kind, pairs: Sequence[str]) -> dict[str, str]:
    """`COLUMN=FIELD` as a person typed it, as folded header to field.

    Raises BadValue for anything else.
    """
    mapping = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        field = field.strip()
        if not equals or not fold(column):
            raise BadValue(N_("--map takes COLUMN=FIELD, not {pair}."), pair=pair)
        if field not in HEADERS[kind]:
            raise BadValue(
                N_("There is no field {field}. The fields are: {fields}."),
                field=field or '""',
                fields=", ".join(HEADERS[kind]),
            )
        mapping[fold(column)] = field
    return mapping


def recognise(kind: Kind, cells: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Which cells name a field: those of `mapping`, else the most telling, the leftmost of equals."""
    folded = [fold(cell) for cell in cells]
    best: dict[str, tuple[int, int]] = {}
    for index, header in enumerate(folded):
        if header in mapping:
            field, rank = mapping[header], -1
        elif header in FIELD_OF[kind]:
            field, rank = FIELD_OF[kind][header]
        else:
            continue
        best[field] = min((rank, index), best.get(field, (rank, index)))
    of = {field: index for field, (_, index) in best.items()}
    if kind == "readers" and "barcode" not in of:
        for index, header in enumerate(folded):
            if header in ON_THE_CARD and index not in of.values():
                of.setdefault("barcode", index)
    unused = (cell.strip() for index, cell in enumerate(cells) if index not in of.values())
    return Columns(of, tuple(cells), tuple(cell for cell in unused if cell))


@dataclass(frozen=True)
class Section:
    """Rows that stand under one header."""

    columns: Columns
    rows: "list[Row]"


@dataclass(frozen=True)
class Located:
    """What of a file is a list.

    Attributes:
        sections: the rows below each header; at least one section.
        sheets: the sheets that were read, where the file has several, each with its number of rows.
        unread: sheets that hold something and no header.
        again: where the header stands once more among the rows.
        wide: rows with more cells than their header: there is a comma too many. Only text has such.
        lost: of a file of records, what is none, each with its text in one cell.
        is_records: it is a file of records, and its lines are the records' numbers.
    """

    sections: "tuple[Section, ...]"
    sheets: tuple[tuple[str, int], ...]
    unread: tuple[str, ...]
    again: "tuple[int | str, ...]"
    wide: "tuple[Row, ...]"
    lost: "tuple[Row, ...]" = ()
    is_records: bool = False

    @property
    def columns(self) -> Columns:
        """The columns of the first section."""
        return self.sections[0].columns

    @property
    def rows(self) -> int:
        """How many rows there are below the headers."""
        return sum(len(section.rows) for section in self.sections) + len(self.wide) + len(self.lost)


def locate(kind: Kind, sheets: "Iterable[Sheet]", mapping: Mapping[str, str], file: str) -> Located:
    """The rows of every sheet that has the required columns.

    Raises BadList when no header is found, a column of `mapping` is nowhere, or the list is of another kind.
    """
    sections: list[Section] = []
    read: list[tuple[str, int]] = []
    unread: list[str] = []
    again: list[int | str] = []
    wide: list[Row] = []
    nearest = Columns({}, (), ())
    several = [sheet for sheet in sheets if sheet.rows]
    for sheet in several:
        rows = sheet.rows
        if len(several) > 1:
            rows = [row._replace(sheet=sheet.name) for row in rows]
        for position, row in enumerate(rows[:SEARCHED_ROWS]):
            columns = recognise(kind, row.cells, mapping)
            if _missing(kind, columns) is None:
                _refuse_other_kind(kind, row.cells, columns, mapping, file)
                found = _sections(kind, columns, rows[position + 1 :], mapping, again)
                if not sheet.name:
                    found = [_without_wide(section, wide) for section in found]
                sections += found
                read.append((sheet.name, sum(len(section.rows) for section in found)))
                break
            if len(columns.of) > len(nearest.of):
                nearest = columns
        else:
            unread.append(sheet.name)
    if not sections:
        raise _no_header(kind, nearest, several, file)
    _refuse_unknown(mapping, sections, file)
    return Located(
        tuple(sections), tuple(read) if len(several) > 1 else (), tuple(unread), tuple(again), tuple(wide)
    )


def _sections(
    kind: Kind, columns: Columns, rows: "Sequence[Row]", mapping: Mapping[str, str], again: "list[int | str]"
) -> list[Section]:
    """Part the rows where a header stands among them: pages were put one below the other."""
    known = {header for header, _ in FIELD_OF[kind].items()} | set(mapping)
    main = columns.of[REQUIRED[kind][0][0]]
    written = columns.names[main]
    sections = [Section(columns, [])]
    for row in rows:
        cell = row.cells[main] if main < len(row.cells) else ""
        if cell and (cell == written or (len(cell) < 40 and fold(cell) in known)):
            here = recognise(kind, row.cells, mapping)
            if _missing(kind, here) is None and (len(here.of) > 1 or here.names == columns.names):
                again.append(row.where)
                if here.of != sections[-1].columns.of:
                    sections.append(Section(here, []))
                continue
        sections[-1].rows.append(row)
    return [section for section in sections if section.rows] or sections[:1]


def _without_wide(section: Section, wide: "list[Row]") -> Section:
    width = len(section.columns.names)
    fits: list[Row] = []
    for row in section.rows:
        is_wide = len(row.cells) > width and any(cell.strip() for cell in row.cells[width:])
        (wide if is_wide else fits).append(row)
    return Section(section.columns, fits)


_OTHER: Mapping[Kind, Kind] = {"books": "readers", "readers": "books"}


def _refuse_other_kind(
    kind: Kind, cells: Sequence[str], columns: Columns, mapping: Mapping[str, str], file: str
) -> None:
    other = recognise(_OTHER[kind], cells, {})
    if not mapping and _missing(_OTHER[kind], other) is None and len(other.of) > len(columns.of):
        raise _of_other_kind(kind, file)


def _of_other_kind(kind: Kind, file: str) -> OtherList:
    if kind == "books":
        sentence = N_("{file} looks like a list of readers. Import it with: kiosk import readers")
    else:
        sentence = N_("{file} looks like a list of books. Import it with: kiosk import books")
    error = OtherList(sentence, file=file)
    error.kind, error.file = _OTHER[kind], file
    return error


def _no_header(kind: Kind, nearest: Columns, sheets: "Sequence[Sheet]", file: str) -> BadList:
    missing = _missing(kind, nearest) or ()
    accepted = ", ".join(header for field in missing for header in HEADERS[kind][field])
    for row in (row for sheet in sheets for row in sheet.rows[:SEARCHED_ROWS]):
        other = recognise(_OTHER[kind], row.cells, {})
        if _missing(_OTHER[kind], other) is None and len(other.of) > max(1, len(nearest.of)):
            return _of_other_kind(kind, file)
    if not nearest.of:
        return UnknownHeaders(
            N_("No header row was recognised in {file}. It needs at least one of: {accepted}."),
            file=file,
            accepted=accepted,
        )
    return UnknownHeaders(
        N_("{file} has no column for {field}. Call it one of: {accepted}; or use --map COLUMN={field}."),
        file=file,
        field=missing[0],
        accepted=accepted,
    )


def _missing(kind: Kind, columns: Columns) -> tuple[str, ...] | None:
    for group in REQUIRED[kind]:
        if not any(field in columns.of for field in group):
            return group
    return None


def _refuse_unknown(mapping: Mapping[str, str], sections: Sequence[Section], file: str) -> None:
    names = [name for section in sections for name in section.columns.names]
    present = {fold(name) for name in names}
    for column, field in mapping.items():
        if column not in present:
            raise UnknownHeaders(
                N_("{file} has no column {column} to take as {field}. Its columns are: {columns}."),
                file=file,
                column=column,
                field=field,
                columns=", ".join(dict.fromkeys(name.strip() for name in names if name.strip())),
            )
