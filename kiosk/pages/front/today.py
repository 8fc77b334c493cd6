"""The first page: today's figures, each with the list behind it, and how long work goes on."""

from datetime import timedelta

from starlette.responses import Response

from db.clock import local_day, to_local
from db.errors import NotFound
from db.lessons.timetable import periods_on
from db.library.calendar import read_calendar
from db.marking import N_
from db.reports.today import kiosks, missing_lists, out, waiting
from db.roles import Act
from db.safety.rotation import backups_in
from kiosk.machine.folders import backup_folder
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import Paper, given
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page

_KIOSK_DAYS = 30


def show_today(ask: Ask) -> Response:
    """What a librarian looks at first; a teacher sees their own classes."""
    today = local_day(ask.now)
    classes = ask.classes(Act.READERS)
    lessons = [one for one in periods_on(today) if classes is None or one.class_id in classes]
    sees_all = ask.post.may(Act.SAFETY)
    backups = backups_in(backup_folder(ask.office.settings)) if sees_all else []
    return page(
        ask,
        "today.html",
        today=ask.words.dated(today),
        is_open=read_calendar(today).is_open(today),
        out=out(today, classes),
        lessons=lessons,
        waiting=waiting() if sees_all else None,
        kiosks=kiosks(ask.now - timedelta(days=_KIOSK_DAYS)) if sees_all else [],
        missing=missing_lists() if ask.post.may(Act.IMPORT) else [],
        backup_days=(to_local(ask.now) - backups[0][0]).days if backups else None,
        sees_all=sees_all,
    )


def show_job(ask: Ask) -> Response:
    """How far a long piece of work is."""
    job = ask.job(ask.request.path_params["job"])
    if job is None:
        raise NotFound(N_("This job is not known here: the desk has been restarted since."))
    return page(ask, "job.html", job=job)


def show_paper(ask: Ask) -> Response:
    """A PDF that was written in the other thread."""
    job = ask.job(ask.request.path_params["job"])
    if job is None or not isinstance(job.came, Paper):
        raise NotFound(N_("This printout is no longer here. Print it again."))
    return given(ask, job.came)


PAGES = (
    Page("/", show_today, Act.DESK),
    Page("/jobs/{job}", show_job, Act.DESK),
    Page("/papers/{job}", show_paper, Act.DESK),
)
