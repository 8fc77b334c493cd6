"""Books, readers and loans as files, with the columns that the import reads."""

from starlette.responses import Response

from db.answers.table import Table
from db.clock import local_day
from db.exporting import lists
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


PAGES = tuple(
    Page(f"/lists/{kind}.{ending}", give_list, Act.IMPORT) for kind in _KINDS for ending in ("csv", "xlsx")
)
