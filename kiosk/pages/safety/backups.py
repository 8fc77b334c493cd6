"""Backups made, taken away and compared with what the library holds now; and whether all of it is sound."""

import shlex
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from starlette.responses import FileResponse, Response

from db.clock import to_local
from db.errors import NotFound
from db.events.at_the_kiosk import backup_taken
from db.marking import N_, Sentence
from db.roles import Act
from db.safety.backup import BackedUp, back_up
from db.safety.checking import check
from db.safety.restoring import Difference, difference
from db.safety.rotation import backups_in
from db.safety.row_checking import Finding
from db.safety.sealing import SEALED
from db.store.opening import store_at
from kiosk.machine.folders import backup_folder
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page

Came = TypeVar("Came")
_OLD = 2
"""Days after which a backup is too old to be content with."""


@dataclass(frozen=True)
class Kept:
    """One backup as the page shows it: made at this local time, `size` in MB."""

    name: str
    at: str
    size: str
    is_sealed: bool


@dataclass(frozen=True)
class Checked:
    """What is wrong with the library's data."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Compared:
    """A backup beside what the library holds now."""

    name: str
    found: Difference
    command: str


def show_safety(ask: Ask) -> Response:
    """The backups of this machine, and what can be done."""
    folder = backup_folder(ask.office.settings)
    kept = backups_in(folder)
    days = (to_local(ask.now) - kept[0][0]).days if kept else None
    return page(
        ask,
        "safety.html",
        folder=folder,
        days=days,
        is_old=days is None or days > _OLD,
        backups=[_kept(at, path) for at, path in kept],
        is_sealed=bool(ask.office.settings.backup.key),
    )


def make_backup(ask: Ask) -> Response:
    """Make one in the other thread."""
    settings, now = ask.office.settings, ask.now

    def work(_report: Report) -> BackedUp:
        return back_up(store_at(settings.store), backup_folder(settings), now, settings.backup.key)

    return ask.begin(Sentence(N_("Making a backup")), work, then="/safety/made/{job}")


def show_made(ask: Ask) -> Response:
    """What was made."""
    made = _came(ask, BackedUp)
    return page(ask, "backup_made.html", made=made, name=made.path.name, size=_megabytes(made.size))


def take_away(ask: Ask) -> Response:
    """Download one. All that the library knows leaves with it, so that who did it is kept."""
    path = _named(ask, ask.request.path_params["name"])
    backup_taken(path.name, ask.acting())
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


def compare(ask: Ask) -> Response:
    """Say what restoring one would change, in the other thread."""
    path, settings = _named(ask, ask.text("name")), ask.office.settings

    def work(_report: Report) -> Compared:
        command = shlex.join(["kiosk", "restore", str(path)])
        return Compared(path.name, difference(path, store_at(settings.store)), command)

    return ask.begin(
        Sentence(N_("Comparing the backup with the library")), work, then="/safety/compared/{job}"
    )


def show_compared(ask: Ask) -> Response:
    """What restoring would change, and how it is done at the machine."""
    return page(ask, "backup_compared.html", compared=_came(ask, Compared))


def begin_check(ask: Ask) -> Response:
    """Look everything over, in the other thread."""
    settings, now = ask.office.settings, ask.now

    def work(_report: Report) -> Checked:
        return Checked(tuple(check(store_at(settings.store), now)))

    return ask.begin(Sentence(N_("Checking the library's data")), work, then="/safety/checked/{job}")


def show_checked(ask: Ask) -> Response:
    """What was found."""
    return page(ask, "checked.html", findings=_came(ask, Checked).findings)


def _came(ask: Ask, kind: type[Came]) -> Came:
    job = ask.job(ask.request.path_params["job"])
    if job is None or not isinstance(job.came, kind):
        raise NotFound(N_("This job is not known here: the desk has been restarted since."))
    return job.came


def _named(ask: Ask, name: str) -> Path:
    """A backup of this machine's folder, and no other file."""
    kept = {path.name: path for _, path in backups_in(backup_folder(ask.office.settings))}
    if name not in kept:
        raise NotFound(N_("There is no backup {name} here."), name=name)
    return kept[name]


def _kept(at: datetime, path: Path) -> Kept:
    size = _megabytes(path.stat().st_size)
    return Kept(path.name, f"{at:%Y-%m-%d %H:%M}", size, path.name.endswith(SEALED))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"


PAGES = (
    Page("/safety", show_safety, Act.SAFETY),
    Page("/safety/backup", make_backup, Act.SAFETY, "POST"),
    Page("/safety/made/{job:token}", show_made, Act.SAFETY),
    Page("/safety/backups/{name}", take_away, Act.SAFETY),
    Page("/safety/compare", compare, Act.SAFETY, "POST"),
    Page("/safety/compared/{job:token}", show_compared, Act.SAFETY),
    Page("/safety/check", begin_check, Act.SAFETY, "POST"),
    Page("/safety/checked/{job:token}", show_checked, Act.SAFETY),
)
