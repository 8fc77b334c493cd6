"""A list of books, readers or records: sent, rehearsed on a copy of the store, looked at, then done."""

import contextlib
import functools
import io
from collections.abc import Callable

from starlette.responses import RedirectResponse, Response

from db.clock import local_day
from db.errors import BadList, BadValue, NotFound, OtherList, UnknownHeaders
from db.known.importing import import_known
from db.lists.books import import_books
from db.lists.cells.header_names import HEADERS, Kind
from db.lists.marc.importing import import_marc
from db.lists.people.readers import import_readers
from db.lists.report import Change, Imported, Rejected
from db.marking import N_, Sentence
from db.roles import Act
from db.safety.trial import on_a_copy
from kiosk.lists.imported.changes import FIELDS
from kiosk.lists.imported.rejects import reason_of, write_rejected
from kiosk.lists.imported.summary import notes
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.uploads import Upload
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, listed, table_answer

_MOST_SHOWN = 50
"""Rejected rows, and columns of no use, on the page."""
_NAMES = {
    "books": N_("Books"),
    "readers": N_("Readers"),
    "marc": N_("Catalogue records (MARC)"),
    "known": N_("Known books, for intake"),
}


_LOOKS_LIKE = {
    "books": N_("{file} looks like a list of books."),
    "readers": N_("{file} looks like a list of readers."),
}


def show_lists(ask: Ask) -> Response:
    """Where lists come in and go out."""
    kinds = [(kind, ask.words(name)) for kind, name in _NAMES.items()]
    return page(ask, "lists.html", kinds=kinds, kind=ask.text("kind"), headers=_known_headers())


def take_list(ask: Ask) -> Response:
    """Keep the file that was sent, and rehearse it."""
    kind, file = ask.text("kind"), ask.file("list")
    if kind not in _NAMES:
        raise BadValue(N_("Say whether it is a list of books or of readers."))
    upload = ask.office.uploads.keep(file.file, file.filename or "", kind=kind, owner=ask.post.patron_id)
    return _begin(ask, upload, is_rehearsal=True)


def show_list(ask: Ask) -> Response:
    """What the list would change, or has changed; as a file all changes."""
    upload = _upload(ask)
    if upload.trouble:
        return page(ask, "list_trouble.html", upload=upload, fields=_fields(ask, upload))
    imported = _imported(upload)
    if imported is None:
        return RedirectResponse(upload.job, 303)
    return table_answer(
        ask,
        "list.html",
        _changes(ask),
        imported.changes if ask.ending else [change for change in imported.changes if not change.held],
        upload=upload,
        imported=imported,
        notes=notes(imported, ask.words),
        held=listed(ask, _changes(ask), imported.held) if imported.held else None,
        rejected=_rejected(ask, imported),
        unused=tuple(enumerate(imported.unused[:_MOST_SHOWN])),
        fields=_fields(ask, upload),
    )


def name_columns(ask: Ask) -> Response:
    """Take columns of the list as what they are said to be, and rehearse again."""
    upload = _upload(ask)
    named = dict(zip(ask.chosen("column"), ask.chosen("field"), strict=False))
    upload.mapping += tuple(f"{column}={field}" for column, field in named.items() if column and field)
    return _begin(ask, upload, is_rehearsal=True)


def take_as(ask: Ask) -> Response:
    """Rehearse the list again, as one of the kind that it looks like."""
    upload = _upload(ask)
    upload.kind = upload.looks_like or upload.kind
    return _begin(ask, upload, is_rehearsal=True)


def do_list(ask: Ask) -> Response:
    """Bring the list in; what takes something away only where that was ticked."""
    return _begin(ask, _upload(ask), is_rehearsal=False, confirmed=ask.text("confirmed") == "yes")


def forget_list(ask: Ask) -> Response:
    """Do nothing with it, and delete it."""
    ask.office.uploads.drop(_upload(ask).id)
    return ask.done("/lists", Sentence(N_("The list was not imported. Nothing was changed.")))


def give_rejected(ask: Ask) -> Response:
    """The rows that did not go in, to be corrected and sent again."""
    imported = _imported(_upload(ask))
    if imported is None or not imported.rejected:
        raise NotFound(N_("No row was rejected."))
    out = io.StringIO()
    write_rejected(out, imported, ask.words)
    name = f"{imported.kind}-rejected-{local_day(ask.now)}.csv"
    return Response(
        f"\ufeff{out.getvalue()}",
        headers={"content-disposition": f'attachment; filename="{name}"'},
        media_type="text/csv; charset=utf-8",
    )


def _begin(ask: Ask, upload: Upload, *, is_rehearsal: bool, confirmed: bool = False) -> Response:
    importer = _importer(upload)
    acting = ask.acting()

    def work(report: Report) -> None:
        place: Callable[[], contextlib.AbstractContextManager[None]] = (
            on_a_copy if is_rehearsal else contextlib.nullcontext
        )
        try:
            with place():
                upload.came = importer(
                    upload.path,
                    acting=acting,
                    confirmed=confirmed,
                    dry_run=is_rehearsal,
                    on_progress=report,
                )
        except OtherList as error:  # offered by a button, not by the command that would do it
            upload.trouble = Sentence(_LOOKS_LIKE[error.kind], {"file": error.file})
            upload.looks_like = error.kind
        except (BadList, BadValue) as error:
            upload.trouble = error.sentence
            upload.may_name = not isinstance(error, BadList) or isinstance(error, UnknownHeaders)

    upload.came = upload.trouble = None
    upload.looks_like, upload.may_name = "", False
    name = N_("Looking at the list {file}") if is_rehearsal else N_("Importing the list {file}")
    begun = ask.begin(Sentence(name, {"file": upload.path.name}), work, then=f"/lists/{upload.id}")
    upload.job = begun.headers["location"]
    return begun


def _importer(upload: Upload) -> Callable[..., Imported]:
    if upload.kind == "marc":
        return import_marc
    importers = {"books": import_books, "readers": import_readers, "known": import_known}
    return functools.partial(importers[upload.kind], mapping=upload.mapping)


def _upload(ask: Ask) -> Upload:
    found = ask.office.uploads.find(ask.request.path_params["list"], ask.post.patron_id)
    if found is None:
        raise NotFound(N_("This list is no longer here. Upload it again."))
    return found


def _imported(upload: Upload) -> Imported | None:
    return upload.came if isinstance(upload.came, Imported) else None


def _known_headers() -> dict[Kind, list[str]]:
    """For each kind the headers that name its fields, the most telling of each."""
    return {kind: [headers[0] for headers in HEADERS[kind].values()] for kind in HEADERS}


def _changes(ask: Ask) -> tuple[Column[Change], ...]:
    return (
        Column("line", lambda change: change.where, is_number=True),
        Column("what", lambda change: change.what),
        Column("field", lambda change: ask.words.term(FIELDS[change.field])),
        Column("before", lambda change: change.old),
        Column("now", lambda change: change.new),
    )


def _rejected(ask: Ask, imported: Imported) -> object:
    columns: tuple[Column[Rejected], ...] = (
        Column("line", lambda row: row.where, is_number=True),
        Column("field", lambda row: ask.words.term(FIELDS[row.field]) if row.field in FIELDS else row.field),
        Column("value", lambda row: row.value[:60]),
        Column("reason", lambda row: reason_of(row, ask.words)),
    )
    return listed(ask, columns, imported.rejected[:_MOST_SHOWN]) if imported.rejected else None


def _fields(ask: Ask, upload: Upload) -> list[tuple[str, str]]:
    """What a column may be taken as."""
    headers = HEADERS["readers" if upload.kind == "readers" else "books"]
    return [("", ask.words("not used"))] + [(field, ask.words.term(FIELDS[field])) for field in headers]


PAGES = (
    Page("/lists", show_lists, Act.IMPORT),
    Page("/lists", take_list, Act.IMPORT, "POST", files=1, largest=20 * MB),
    Page("/lists/{list:token}", show_list, Act.IMPORT, is_table=True),
    Page("/lists/{list:token}", do_list, Act.IMPORT, "POST"),
    Page("/lists/{list:token}/columns", name_columns, Act.IMPORT, "POST"),
    Page("/lists/{list:token}/kind", take_as, Act.IMPORT, "POST"),
    Page("/lists/{list:token}/away", forget_list, Act.IMPORT, "POST"),
    Page("/lists/{list:token}/rejected", give_rejected, Act.IMPORT),
)
