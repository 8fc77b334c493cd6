"""The handbook on pages, with a search of its own."""

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import FileResponse, Response

from db.errors import NotFound
from db.marking import N_
from db.roles import Act
from kiosk.handbook.topics import FOLDER, topic, topics
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page

_PICTURES = (".png", ".svg")


def show_handbook(ask: Ask) -> Response:
    """All pages, or those that hold what is looked for."""
    words = ask.text("words")
    return page(ask, "handbook.html", words=words, topics=topics(ask.words.language, words))


def show_topic(ask: Ask) -> Response:
    """One page, or a picture that stands on one."""
    name = ask.request.path_params["topic"]
    picture = FOLDER / ask.words.language / name
    if picture.suffix in _PICTURES and picture.is_file():
        return FileResponse(picture)
    found = topic(ask.words.language, name)
    if found is None:
        raise NotFound(N_("The handbook has no page {name}."), name=name)
    return page(ask, "topic.html", topic=found, text=Markup(_markdown().render(found.text)))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


PAGES = (
    Page("/handbook", show_handbook, Act.DESK),
    Page("/handbook/{topic}", show_topic, Act.DESK),
)
