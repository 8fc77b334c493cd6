"""Files that a click gives: a workbook, a Word document, whatever was written to be kept."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.responses import Response

from db.clock import local_day
from kiosk.lists.workbook import Sheet, write_workbook
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import MB

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST_TEMPLATE = 5 * MB


def sent_template(ask: Ask, folder: Path) -> Path | None:
    """The school's own Word template that was sent along, kept in this folder; None where none was."""
    sent = ask.form.get("template")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    template = folder / "template.docx"
    template.write_bytes(sent.file.read())
    return template


def given_workbook(ask: Ask, sheets: Sequence[Sheet], name: str) -> Response:
    """The sheets as a workbook to keep."""
    with TemporaryDirectory(prefix="kiosk-desk-") as folder:
        file = Path(folder) / "book.xlsx"
        write_workbook(file, sheets)
        return given_file(ask, file, name, XLSX)


def given_file(ask: Ask, file: Path, name: str, kind: str) -> Response:
    """A file to keep. `name` names nobody."""
    headers = {"content-disposition": f'attachment; filename="{name}-{local_day(ask.now)}{file.suffix}"'}
    return Response(file.read_bytes(), media_type=kind, headers=headers)
