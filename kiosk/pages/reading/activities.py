"""Activities with their classes, entries and sheets; review slips printed and handed in."""

from starlette.responses import Response

from db.errors import LibraryError
from db.marking import N_, Sentence
from db.readers.classes import class_names
from db.reading import activities, slips
from db.reading.activities import ActivityFigures, Told
from db.reading.figures import lists
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.paper.reading import activity_paper, slip_paper
from kiosk.sentences.classes.reading import ACTIVITY_KINDS
from kiosk.typed import day


def show_activities(ask: Ask) -> Response:
    """All of them, and ways to plan one."""
    _ = ask.words
    return table_answer(
        ask,
        "reading-activities.html",
        [
            Column[ActivityFigures](
                N_("activity"), lambda one: one.name, lambda one: f"/reading/activities/{one.activity_id}"
            ),
            Column[ActivityFigures](N_("kind"), lambda one: _(ACTIVITY_KINDS[one.kind])),
            Column[ActivityFigures](N_("first day"), lambda one: one.first),
            Column[ActivityFigures](N_("last day"), lambda one: one.last),
            Column[ActivityFigures](N_("entries"), lambda one: one.entries, is_number=True),
        ],
        activities.activities(),
        kinds=[(own, _(name)) for own, name in ACTIVITY_KINDS.items()],
        lists=[("", ""), *((row.id, row.name) for row in lists())],
        may_change=ask.post.may(Act.CATALOGUE),
    )


def plan_activity(ask: Ask) -> Response:
    """Plan one."""
    first = day(ask.text("first"))
    made = activities.add_activity(
        ask.text("name"),
        ask.text("kind"),
        first,
        day(ask.text("last")) if ask.text("last") else first,
        ask.acting(),
        ask.whole("list") if ask.text("list") else None,
    )
    return ask.done(f"/reading/activities/{made}")


def show_activity(ask: Ask) -> Response:
    """One activity."""
    figures = _figures(ask)
    return page(
        ask,
        "reading-activity.html",
        figures=figures,
        kind=ask.words(ACTIVITY_KINDS[figures.kind]),
        classes=[(name, name) for name in class_names()],
        may_change=ask.post.may(Act.CATALOGUE),
    )


def count_entries(ask: Ask) -> Response:
    """Entries of a class by number, or slips by scan."""
    figures = _figures(ask)
    here = f"/reading/activities/{figures.activity_id}"
    if ask.text("class") and ask.text("entries"):
        activities.count_entries(figures.activity_id, ask.text("class"), ask.whole("entries"), ask.acting())
        return ask.done(here, Sentence(N_("Noted.")))
    counted, trouble = 0, None
    for line in filter(None, ask.long_text("codes").split("\n")):
        try:
            slips.hand_in(line, ask.acting(), figures.activity_id)
            counted += 1
        except LibraryError as error:
            trouble = error.sentence
    if trouble:
        ask.say(trouble, is_trouble=True)
    return ask.done(here, Sentence(N_("Slips counted: {n}."), {"n": counted}))


def tell(ask: Ask) -> Response:
    """Write down what came of it."""
    figures = _figures(ask)
    told = Told(ask.long_text("results"), ask.long_text("prizes"), ask.long_text("photographs"))
    activities.tell(figures.activity_id, told, ask.acting())
    return ask.done(f"/reading/activities/{figures.activity_id}", Sentence(N_("Noted.")))


def print_activity(ask: Ask) -> Response:
    """Its sheet for the file."""
    return paper_answer(ask, activity_paper(_figures(ask), ask.words), "activity")


def print_slip(ask: Ask) -> Response:
    """A review slip for the book that came back last with this code."""
    slip = slips.slip_for(ask.text("code"), ask.acting())
    return paper_answer(ask, slip_paper(slip, ask.library_words), "slip", paper="A5")


def _figures(ask: Ask) -> ActivityFigures:
    return activities.activity_figures(activities.activity_at(ask.row("activity")))


PAGES = (
    Page("/reading/activities", show_activities, Act.REPORTS, is_table=True),
    Page("/reading/activities", plan_activity, Act.CATALOGUE, "POST"),
    Page("/reading/activities/{activity:row}", show_activity, Act.REPORTS),
    Page("/reading/activities/{activity:row}", count_entries, Act.CATALOGUE, "POST"),
    Page("/reading/activities/{activity:row}/told", tell, Act.CATALOGUE, "POST"),
    Page("/reading/activities/{activity:row}/paper", print_activity, Act.REPORTS),
    Page("/reading/slip", print_slip, Act.CATALOGUE, "POST"),
)
