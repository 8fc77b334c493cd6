"""The new school year: rehearsed on a copy of the store, looked at, done, and undone."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from db.classes.new_year import ClassMove, NewYear
from db.classes.school_year import begin_year
from db.classes.year_undo import undo_year
from db.errors import NotFound
from db.events.record import Acting
from db.marking import N_, Sentence
from db.reports.loans import LoanRow
from db.roles import Act
from db.safety.trial import on_a_copy
from kiosk.lists.imported.rejects import reason_of
from kiosk.lists.imported.summary import summary
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, listed

_FILES = {"new_pupils": N_("new pupils"), "numbers": N_("new numbers")}
_MOST_SHOWN = 50
"""Rejected rows on the page."""


@dataclass(frozen=True)
class Wish:
    """How the new year is wanted. The files are the names under which `uploads` keeps them, or empty."""

    new_pupils: str = ""
    numbers: str = ""
    last_grade: int | None = None
    move_numbers: bool = False
    again: bool = False


@dataclass(frozen=True)
class Plan:
    """What it would change, or has changed, where it is done."""

    wish: Wish
    year: NewYear

    @property
    def is_done(self) -> bool:
        """Whether it is no rehearsal any more."""
        return not self.year.dry_run


def show_form(ask: Ask) -> Response:
    """How the new year is wanted, and the way back from the last one."""
    return page(
        ask, "year.html", grades=[("", ask.words(N_("the highest"))), *((n, n) for n in range(1, 13))]
    )


def rehearse(ask: Ask) -> Response:
    """Try the new year on a copy; its page says what would change."""
    kept = {name: _kept(ask, name) for name in _FILES}
    wish = Wish(
        **kept,
        last_grade=ask.whole("last_grade", 0) or None,
        move_numbers=bool(ask.text("move_numbers")),
        again=bool(ask.text("again")),
    )
    return _begin(ask, wish, is_rehearsal=True)


def show_plan(ask: Ask) -> Response:
    """What would change, class by class, or has changed."""
    plan = _plan(ask)
    year = plan.year
    classes = (
        Column[ClassMove](N_("class"), lambda one: one.was or ask.words(N_("new class"))),
        Column[ClassMove](N_("from now on"), lambda one: one.name),
        Column[ClassMove](N_("pupils"), lambda one: one.pupils, is_number=True),
    )
    holding = (
        Column[LoanRow](N_("class"), lambda one: one.class_name),
        Column[LoanRow](N_("name"), lambda one: one.name, lambda one: f"/readers/{one.patron_id}"),
        Column[LoanRow](N_("title"), lambda one: one.title),
        Column[LoanRow](N_("due on"), lambda one: one.due_on),
    )
    numbers = (
        Column[tuple[str, str]](N_("number"), lambda pair: pair[0]),
        Column[tuple[str, str]](N_("from now on"), lambda pair: pair[1]),
    )
    arrivals = year.arrivals
    return page(
        ask,
        "year-plan.html",
        plan=plan,
        year=year,
        job=ask.request.path_params["job"],
        moves=listed(ask, classes, (*year.moved, *year.arriving), most=200),
        left=listed(ask, classes, year.left, most=200),
        holding=listed(ask, holding, year.holding, most=200),
        numbers=listed(ask, numbers, year.renumbered, most=20),
        arrivals=summary(arrivals, ask.words) if arrivals else [],
        rejected=[(row.where, reason_of(row, ask.words)) for row in arrivals.rejected[:_MOST_SHOWN]]
        if arrivals
        else [],
    )


def do_year(ask: Ask) -> Response:
    """Do what was rehearsed."""
    return _begin(ask, _plan(ask).wish, is_rehearsal=False)


def undo(ask: Ask) -> Response:
    """Take the last new year back."""
    undo_year(ask.acting())
    said = Sentence(N_("The new year is undone: all classes and readers are as they were."))
    return ask.done("/classes", said)


def _begin(ask: Ask, wish: Wish, *, is_rehearsal: bool) -> Response:
    acting = ask.acting()
    files = {name: _file(ask, getattr(wish, name)) for name in _FILES}
    name = N_("Trying the new year") if is_rehearsal else N_("Beginning the new year")
    return ask.begin(
        Sentence(name),
        lambda _report: Plan(wish, _year(wish, files, acting, is_rehearsal=is_rehearsal)),
        then="/classes/year/{job}",
    )


def _year(wish: Wish, files: dict[str, Path | None], acting: Acting, *, is_rehearsal: bool) -> NewYear:
    with on_a_copy() if is_rehearsal else contextlib.nullcontext():
        return begin_year(
            acting,
            new_pupils=files["new_pupils"],
            numbers=files["numbers"],
            last_grade=wish.last_grade,
            move_numbers=wish.move_numbers,
            again=wish.again,
            dry_run=is_rehearsal,
        )


def _kept(ask: Ask, name: str) -> str:
    """The file of this field as `uploads` keeps it; empty where none was chosen."""
    sent = ask.form.get(name)
    if isinstance(sent, str) or sent is None or not sent.filename:
        return ""
    file = ask.file(name)
    return ask.office.uploads.keep(file.file, file.filename or "", kind="year", owner=ask.post.patron_id).id


def _file(ask: Ask, token: str) -> Path | None:
    if not token:
        return None
    found = ask.office.uploads.find(token, ask.post.patron_id)
    if found is None:
        raise NotFound(N_("This list is no longer here. Upload it again."))
    return found.path


def _plan(ask: Ask) -> Plan:
    job = ask.job(ask.request.path_params["job"])
    if job is None or not isinstance(job.came, Plan):
        raise NotFound(N_("This trial run is no longer here. Try the new year again."))
    return job.came


PAGES = (
    Page("/classes/year", show_form, Act.CLASSES),
    Page("/classes/year", rehearse, Act.CLASSES, "POST", files=2, largest=20 * MB),
    Page("/classes/year/{job:token}", show_plan, Act.CLASSES),
    Page("/classes/year/{job:token}", do_year, Act.CLASSES, "POST"),
    Page("/classes/undo-year", undo, Act.CLASSES, "POST"),
)
