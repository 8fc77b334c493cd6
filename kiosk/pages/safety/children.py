"""Children's data: how long it is kept, cutting what is over now, and one reader's data for the family."""

from starlette.responses import Response

from db.clock import local_day
from db.errors import NotFound
from db.library.identity import identity
from db.marking import N_, Sentence
from db.privacy.export import export
from db.privacy.purging import days_kept, keep_for
from db.roles import Act
from kiosk.machine.erasing import CutEverywhere, purge_everywhere
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.jobs import Report
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.paper.family import family_paper
from kiosk.words import speak

_HERE = "/safety/privacy"


def show_privacy(ask: Ask) -> Response:
    """What is kept, and for how long."""
    return page(ask, "privacy.html", days=days_kept())


def change_days(ask: Ask) -> Response:
    """Say after how many days a loan forgets its reader."""
    keep_for(ask.whole("days"), ask.acting())
    sentence = N_("Days after a return until the loan forgets its reader: {n}.")
    return ask.done(_HERE, Sentence(sentence, {"n": days_kept()}))


def begin_purge(ask: Ask) -> Response:
    """Cut what is over, in the other thread."""
    settings, acting = ask.office.settings, ask.acting()

    def work(_report: Report) -> CutEverywhere:
        return purge_everywhere(settings, acting)

    return ask.begin(Sentence(N_("Removing readers from finished loans")), work, then=f"{_HERE}/cut/{{job}}")


def show_cut(ask: Ask) -> Response:
    """What was cut, and which backups could not be reached."""
    job = ask.job(ask.request.path_params["job"])
    if job is None or not isinstance(job.came, CutEverywhere):
        raise NotFound(N_("This job is not known here: the desk has been restarted since."))
    return page(ask, "cut.html", purged=job.came.purged, unreached=job.came.aged.unreached)


def give_data(ask: Ask) -> Response:
    """All that the library keeps of one reader, as a page for the family; asked by number, in no address."""
    held = export(ask.text("number"), ask.acting())
    words = speak(str(held.reader["language"] or ask.words.language))
    name = identity().name or words("School library")
    return paper_answer(ask, family_paper(held, name, local_day(ask.now), words), "reader-data")


PAGES = (
    Page(_HERE, show_privacy, Act.SAFETY),
    Page(f"{_HERE}/days", change_days, Act.SAFETY, "POST"),
    Page(f"{_HERE}/purge", begin_purge, Act.SAFETY, "POST"),
    Page(f"{_HERE}/cut/{{job:token}}", show_cut, Act.SAFETY),
    Page(f"{_HERE}/export", give_data, Act.SAFETY, "POST"),
)
