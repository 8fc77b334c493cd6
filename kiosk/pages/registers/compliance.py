"""What a rule asks for, ours beside it, each figure with the list behind it; the yearly form."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from starlette.responses import Response

from db.clock import local_day
from db.compliance.lines import Line, compliance, opening_hours, reference_titles, set_opening_hours
from db.compliance.year_form import year_form
from db.errors import within
from db.marking import N_, Sentence
from db.periodicals.subscribing import current_titles
from db.roles import Act
from db.structure.growth import school_year
from db.structure.norms import norm_called, norms
from kiosk.lists.stock.structure import name_of
from kiosk.lists.workbook import write_workbook
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.paper.stock.compliance import form_rows, form_sheet, line_cells
from kiosk.paper.stock.registers import money

HERE = "/compliance"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LISTS = {
    "books_per_pupil": "/registers/copies",
    "periodicals": f"{HERE}/periodicals",
    "reference": f"{HERE}/reference",
    "spent_per_pupil": "/registers",
}


def show_lines(ask: Ask) -> Response:
    """Every figure of a profile."""
    today = local_day(ask.now)
    norm = norm_called(ask.text("profile"))
    found = compliance(norm, today)
    year = ask.whole("year", school_year(today) - 1)
    within(year, 1900, 9998)
    return page(
        ask,
        "compliance.html",
        found=found,
        spent=money(found.spent),
        profile=name_of(norm, ask.words),
        profiles=[(one.name, name_of(one, ask.words)) for one in norms().values()],
        lines=[(line, line_cells(line, ask.words), _list_of(line, norm.name)) for line in found.lines],
        met=sum(line.met is True for line in found.lines),
        not_met=sum(line.met is False for line in found.lines),
        hours=opening_hours(),
        year=year,
        form=form_rows(year_form(year), ask.words),
    )


def _list_of(line: Line, profile: str) -> str:
    if line.figure == "share":
        return f"/stock/titles?{urlencode({'of': 'group', 'value': line.of, 'profile': profile})}"
    if line.figure == "most_copies":
        return f"/stock/titles?{urlencode({'of': 'surplus', 'profile': profile})}"
    if line.figure == "new_per_pupil":
        return f"/stock/titles?{urlencode({'of': 'new', 'profile': profile})}"
    return _LISTS.get(line.figure, "")


def list_reference(ask: Ask) -> Response:
    """The titles of which a copy is for reference."""
    columns = [
        Column[tuple[int, str, str, int]](N_("title"), lambda one: one[1], lambda one: f"/books/{one[0]}"),
        Column[tuple[int, str, str, int]](N_("call number"), lambda one: one[2]),
        Column[tuple[int, str, str, int]](N_("copies"), lambda one: one[3], is_number=True),
    ]
    name = N_("Reference works")
    return table_answer(ask, "compliance_list.html", columns, reference_titles(), name=name)


def list_periodicals(ask: Ask) -> Response:
    """The periodicals to which there is a subscription today."""
    columns = [Column[str](N_("title"), lambda one: one)]
    found = current_titles(local_day(ask.now))
    return table_answer(ask, "compliance_list.html", columns, found, name=N_("Periodicals"))


def keep_hours(ask: Ask) -> Response:
    """How many hours a week the library is open."""
    hours = ask.whole("hours")
    set_opening_hours(hours, ask.acting())
    return ask.done(HERE, Sentence(N_("Open {n} hours a week."), {"n": hours}))


def give_form(ask: Ask) -> Response:
    """The yearly form as a workbook."""
    year = ask.whole("year")
    within(year, 1900, 9998)
    with TemporaryDirectory(prefix="form-") as folder:
        file = Path(folder) / "form.xlsx"
        write_workbook(file, [form_sheet(year_form(year), ask.words)])
        content = file.read_bytes()
    headers = {"content-disposition": f'attachment; filename="yearly-form-{year}.xlsx"'}
    return Response(content, headers=headers, media_type=_WORKBOOK)


PAGES = (
    Page(HERE, show_lines, Act.CATALOGUE),
    Page(f"{HERE}/reference", list_reference, Act.CATALOGUE, is_table=True),
    Page(f"{HERE}/periodicals", list_periodicals, Act.CATALOGUE, is_table=True),
    Page(f"{HERE}/form", give_form, Act.CATALOGUE),
    Page(f"{HERE}/hours", keep_hours, Act.CATALOGUE, "POST"),
)
