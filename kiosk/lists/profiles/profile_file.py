"""A list as another system wants it: the file that a profile makes, byte by byte as their sample is."""

import csv
import io
from datetime import datetime

from db.exporting.profiles.profile import Profile, cells_of


def file_of(profile: Profile, now: datetime) -> bytes:
    """The file; `now` is naive UTC. Values are given out as they are: another program reads them."""
    rows = [*map(list, profile.above)]
    if profile.headed:
        rows.append([column.header for column in profile.columns])
    rows += cells_of(profile, now)
    return _workbook(profile, rows) if profile.file == "xlsx" else _text(profile, rows)


def ending_of(profile: Profile) -> str:
    """How the file's name ends."""
    return "xlsx" if profile.file == "xlsx" else "txt" if profile.delimiter == "\t" else "csv"


def _text(profile: Profile, rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=profile.delimiter,
        quoting=csv.QUOTE_ALL if profile.quoted else csv.QUOTE_MINIMAL,
        lineterminator=profile.ends,
    )
    for row in rows:
        writer.writerow([_one_line(cell) for cell in row])
    text = out.getvalue()
    return (text if profile.closed else text.removesuffix(profile.ends)).encode(profile.encoding, "replace")


def _workbook(profile: Profile, rows: list[list[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook()
    page = book.worksheets[0]
    page.title = profile.sheet
    for down, row in enumerate(rows, 1):
        for across, text in enumerate(row, 1):
            cell = page.cell(down, across)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"
            cell.number_format = "@"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _one_line(cell: str) -> str:
    return " ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell
