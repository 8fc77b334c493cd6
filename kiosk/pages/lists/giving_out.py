"""Books, readers and loans as files, with the columns that the import reads; the stock as MARC records."""

import io
from typing import cast

from starlette.responses import Response

from db.answers.table import Table
from db.clock import local_day
from db.errors import BadValue
from db.exporting import lists
from db.exporting.marc.stock import write_stock
from db.exporting.marc.writing import ENCODINGS, Encoding
from db.lists.marc.record import DIALECTS, Dialect
from db.marking import N_
from db.roles import Act
from kiosk.lists.tables import as_csv, as_workbook
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.sentences.columns import header_of

_KINDS = {"books": lists.books, "readers": lists.readers, "loans": lists.loans}
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def give_list(ask: Ask) -> Response:
    """The whole list, as the address ends."""
    kind, _, ending = ask.address.rpartition("/")[2].partition(".")
    table: Table = _KINDS[kind]()
    head = [header_of(kind, column, ask.words) for column in table.columns]
    name = f"{kind}-{local_day(ask.now)}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if ending == "xlsx":
        return Response(as_workbook(table, head), headers=headers, media_type=_WORKBOOK)
    return Response(as_csv(table, head), headers=headers, media_type="text/csv; charset=utf-8")


def give_records(ask: Ask) -> Response:
    """The stock as records, in the format and the signs that were chosen."""
    dialect, encoding = ask.text("format") or "cnmarc", ask.text("encoding") or "utf-8"
    if dialect not in DIALECTS or encoding not in ENCODINGS:
        raise BadValue(N_("Choose the format and the encoding on the page “Lists”."))
    is_xml = bool(ask.text("xml"))
    content = io.BytesIO()
    write_stock(
        content.write,
        dialect=cast(Dialect, dialect),
        encoding=cast(Encoding, encoding),
        xml=is_xml,
        today=local_day(ask.now),
    )
    name = f"{dialect}-{local_day(ask.now)}.{'xml' if is_xml else 'iso'}"
    return Response(
        content.getvalue(),
        headers={"content-disposition": f'attachment; filename="{name}"'},
        media_type="application/xml" if is_xml else "application/marc",
    )


PAGES = (
    *(
        Page(f"/lists/{kind}.{ending}", give_list, Act.IMPORT)
        for kind in _KINDS
        for ending in ("csv", "xlsx")
    ),
    Page("/lists/records", give_records, Act.IMPORT),
)
