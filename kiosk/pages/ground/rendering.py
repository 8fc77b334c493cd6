"""A template filled: every text in the visitor's language, every value from the store shown as it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match

from db.clock import to_local
from db.marking import Sentence
from db.roles import ANYBODY, Post
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import WAYS, Way
from kiosk.pages.ground.refilled import refilled
from kiosk.pages.ground.visits import Message
from kiosk.words import LANGUAGES, Words, visible

FOLDER = Path(__file__).parents[1] / "templates"
PART = "x-part"
"""The header by which `desk.js` asks for one block of a page alone."""
_NUMBERS = re.compile("(?<=/)[1-9][0-9]*(?=/|$)")
_MOST_KINDS = 1000
_NAMES = {"en": "English", "zh_CN": "中文"}


@dataclass(frozen=True)
class Frame:
    """What stands round every page."""

    language: str
    languages: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    path: str
    is_in: bool
    in_window: bool
    messages: tuple[Message, ...]


def page(ask: Ask, template: str, *, status: int = 200, **values: object) -> Response:
    """This template with these values; only one of its blocks, where the browser asks for that."""
    is_part = PART in ask.request.headers
    messages: tuple[Message, ...] = ()
    refused = None
    if ask.visit and not is_part:
        messages, ask.visit.messages = tuple(ask.visit.messages), []
        if ask.request.method == "GET":
            refused, ask.visit.refused = ask.visit.refused, None
    if refused and refused.back == _asked_for(ask.request):
        messages = (*messages, Message(refused.sentence, is_trouble=True))
    else:
        refused = None
    answer = filled(
        ask.request, ask.words, template, ask.post if ask.visit else ANYBODY, messages, values, status
    )
    return HTMLResponse(refilled(bytes(answer.body).decode(), refused), status) if refused else answer


def _asked_for(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def filled(
    request: Request,
    words: Words,
    template: str,
    post: Post,
    messages: tuple[Message, ...],
    values: Mapping[str, object],
    status: int,
) -> Response:
    """As `page`, where nobody may be there who asks."""
    found = environment().get_template(template)
    known: dict[str, object] = {
        "_": words,
        "plural": words.plural,
        "post": post,
        "frame": Frame(
            words.language.replace("_", "-"),
            tuple((name, _NAMES[name]) for name in LANGUAGES if name != words.language),
            tuple(way for way in WAYS if post.may(way.act) and is_there(request, way.address)),
            request.url.path,
            post is not ANYBODY,
            request.app.state.office.window is not None,
            messages,
        ),
        "shown": lambda value: shown(value, words),
        "is_there": lambda address: is_there(request, address),
        **values,
    }
    known["parts"] = environment().get_template("parts.html").make_module(known)
    wanted = found.blocks.get(request.headers.get(PART, ""))
    if wanted:
        return HTMLResponse("".join(wanted(found.new_context(known))), status)
    return HTMLResponse(found.render(known), status)


def is_there(request: Request, address: str) -> bool:
    """Whether this desk has a page at this address; all rows of one table have one, or none has."""
    known: dict[str, bool] = request.app.state.addresses
    kind = _NUMBERS.sub("1", address.partition("?")[0])
    if kind not in known:
        if len(known) >= _MOST_KINDS:
            known.clear()
        scope = {"type": "http", "method": "GET", "path": kind, "root_path": "", "headers": []}
        known[kind] = any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
    return known[kind]


@cache
def environment() -> Environment:
    """The templates, strict: a value that is not there is a fault, and text is never taken for markup."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@pass_context
def _shown(context: Context, value: Any) -> Any:
    if isinstance(value, Markup | Undefined):
        return value
    return shown(value, context["_"])


def shown(value: object, words: Words) -> str:
    """A value of the store as people read it; a moment in local time."""
    match value:
        case None:
            return ""
        case Sentence():
            return words(value)
        case datetime():
            return f"{to_local(value):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
    return visible(str(value))
