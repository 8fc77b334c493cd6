"""The report as files: Word, a workbook, the folder for an inspection, and our own template."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.clock import local_day
from db.errors import NotFound
from db.marking import N_, Sentence
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.files import DOCX, LARGEST_TEMPLATE, given_file, given_workbook, sent_template
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.place import Page
from kiosk.pages.report.period import HERE, asked
from kiosk.term_report.inspection.folder import write_folder
from kiosk.term_report.inspection.making import Making
from kiosk.term_report.papers.annex import annex_sheets
from kiosk.term_report.papers.template import our_template
from kiosk.term_report.papers.written import write_report


@dataclass(frozen=True)
class Packed:
    """The folder for an inspection as one file."""

    content: bytes


def give_document(ask: Ask) -> Response:
    """The report for Word, by our template or by the one that was sent along."""
    it = asked(ask)
    with TemporaryDirectory(prefix="kiosk-desk-") as folder:
        file = Path(folder) / "report.docx"
        template = sent_template(ask, Path(folder))
        write_report(file, it.standing, ask.words, ask.office.settings, template)
        return given_file(ask, file, "report", DOCX)


def give_annex(ask: Ask) -> Response:
    """The tables of the report as a workbook."""
    it = asked(ask)
    return given_workbook(ask, annex_sheets(it.standing.report, ask.words), "report")


def give_template(ask: Ask) -> Response:
    """Our own template, to be made the school's."""
    headers = {"content-disposition": 'attachment; filename="report-template.docx"'}
    return Response(our_template(ask.words), media_type=DOCX, headers=headers)


def begin_folder(ask: Ask) -> Response:
    """Begin the folder, which takes a while."""
    it, words, settings = asked(ask), ask.words, ask.office.settings
    making = Making(it.standing, ask.now, words, settings)
    return ask.begin(
        Sentence(N_("Folder for an inspection")),
        lambda report: _packed(making, report),
        then=f"{HERE}/folder/{{job}}",
    )


def _packed(making: Making, report: Report) -> Packed:
    with TemporaryDirectory(prefix="kiosk-desk-") as folder:
        made = Path(folder) / "folder"
        write_folder(made, making, report)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(made.iterdir()):
                archive.write(file, file.name)
        return Packed(packed.getvalue())


def give_folder(ask: Ask) -> Response:
    """The folder that was made, as one file."""
    job = ask.job(ask.request.path_params["job"])
    if job is None or not isinstance(job.came, Packed):
        raise NotFound(N_("This folder is no longer here. Make it again."))
    headers = {"content-disposition": f'attachment; filename="inspection-{local_day(ask.now)}.zip"'}
    return Response(job.came.content, media_type="application/zip", headers=headers)


PAGES = (
    Page(f"{HERE}/docx", give_document, Act.CATALOGUE, "POST", files=1, largest=LARGEST_TEMPLATE),
    Page(f"{HERE}/xlsx", give_annex, Act.CATALOGUE),
    Page(f"{HERE}/template", give_template, Act.CATALOGUE),
    Page(f"{HERE}/folder", begin_folder, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/folder/{{job:token}}", give_folder, Act.CATALOGUE),
)
