"""The door before every page: who is it, and may they? Only then is their form read, and the store asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio.to_thread
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from db.errors import BadValue, LibraryError, NotFound, StoreError
from db.marking import N_, Sentence
from db.roles import ANYBODY
from db.staff.coming_in import post_while
from db.store.deadline import in_time
from db.store.opening import connected
from kiosk.pages.ground.ask import Ask, NotAllowed, local_path, words_of
from kiosk.pages.ground.office import Office
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.refilled import Refused
from kiosk.pages.ground.rendering import PART, filled
from kiosk.pages.ground.rendering import page as shown_page
from kiosk.pages.ground.visits import Visit

_MOST_FIELDS = 2000
_FORM_SECONDS = 180
_STORE_SECONDS = 60
_LOOK_AGAIN_SECONDS = 10
_MOST_TRYING = 20
"""Who tries a PIN waits for those before them; more than these are sent away."""

NOT_ALLOWED = Sentence(N_("Your PIN does not open this page."))
NOT_THERE = Sentence(N_("There is no such page."))
TOO_LARGE = Sentence(N_("That is too large to send here."))
NOT_UNDERSTOOD = Sentence(N_("What the browser sent could not be read. Go back and try again."))
KEEPS_NO_FILES = N_(
    "This window keeps no files: they would be lost when it closes. "
    "To download this one, open the desk on another computer. What can be printed can be printed here."
)
TOO_MANY = Sentence(N_("Too many people are trying to sign in. Try again in a minute."))


def inside(at: Page, ending: str = "") -> Callable[[Request], Awaitable[Response]]:
    """The page behind the door."""

    async def opened(request: Request) -> Response:
        office: Office = request.app.state.office
        visit = visit_of(request, office)
        if at.act is not None and visit is None:
            return _to_login(request)
        async with _form(request, at) as form:
            return await anyio.to_thread.run_sync(_answer, at, request, office, visit, form, ending)

    async def opened_one_at_a_time(request: Request) -> Response:
        """A PIN is looked at slowly, and with 32 MB, on purpose: one after the other."""
        lane: anyio.CapacityLimiter = request.app.state.pin_lane
        if lane.statistics().tasks_waiting >= _MOST_TRYING:
            return refused(request, TOO_MANY, 503)
        async with lane:
            return await opened(request)

    return opened_one_at_a_time if at.tries_pin else opened


def cookie_name(request: Request) -> str:
    """On TLS a name that no other host can set a cookie for."""
    return "__Host-desk" if request.url.scheme == "https" else "desk"


def visit_of(request: Request, office: Office) -> Visit | None:
    """The visit that this browser's cookie belongs to."""
    secret = request.cookies.get(cookie_name(request), "")
    return office.visits.find(secret) if secret else None


def refused(request: Request, sentence: Sentence, status: int) -> Response:
    """A page that says why not, and leads back."""
    words = words_of(request, request.app.state.office)
    values = {"sentence": sentence, "back": _back(request), "is_kept": False}
    return filled(request, words, "trouble.html", ANYBODY, (), values, status)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """What Starlette refuses: no such page, no such method, a form that cannot be read or is too large."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    sentence = {404: NOT_THERE, 405: NOT_THERE, 413: TOO_LARGE}.get(status, NOT_UNDERSTOOD)
    return refused(request, sentence, status)


async def on_fault(request: Request, error: Exception) -> Response:
    """The outermost handler: what no page has caught."""
    office: Office = request.app.state.office
    return refused(request, office.told(error).sentence, 500)


@asynccontextmanager
async def _form(request: Request, at: Page) -> AsyncIterator[FormData]:
    if at.method != "POST":
        yield FormData()
        return
    try:
        async with asyncio.timeout(_FORM_SECONDS):
            form = await request.form(max_files=at.files, max_fields=_MOST_FIELDS)
    except TimeoutError as error:
        raise HTTPException(408) from error
    try:
        yield form
    finally:
        await form.close()


def _answer(
    at: Page, request: Request, office: Office, visit: Visit | None, form: FormData, ending: str
) -> Response:
    ask = Ask(request, office, words_of(request, office), None, ANYBODY, form, ending)
    try:
        with connected(), in_time(seconds=_STORE_SECONDS):
            if visit is not None:
                post = post_while(visit.patron_id, visit.mark)
                if post is not None:
                    ask = Ask(request, office, ask.words, visit, post, form, ending)
            if at.act is not None:
                if ask.visit is None:
                    return _to_login(request)
                ask.require(at.act)
            answer = at.answer(ask)
            if office.window and answer.headers.get("content-disposition", "").startswith("attachment"):
                raise BadValue(KEEPS_NO_FILES)
            return answer
    except NotAllowed:
        return shown_page(ask, "trouble.html", status=403, sentence=NOT_ALLOWED, back="/", is_kept=False)
    except Exception as error:  # said on a page, as a command says it
        failed = office.told(error)
        status = _status(failed, error)
        back, is_kept = _back(request), False
        if at.method == "POST" and ask.visit is not None and not at.tries_pin:
            is_kept = back != "/"
            ask.visit.refused = Refused(back, request.url.path, _typed(form), failed.sentence)
        values = {"sentence": failed.sentence, "back": back, "is_kept": is_kept}
        answer = shown_page(ask, "trouble.html", status=status, **values)
        if status == 503 and at.method == "GET":  # the page comes by itself once the store is back
            answer.headers["Refresh"] = str(_LOOK_AGAIN_SECONDS)
        return answer


def _status(failed: LibraryError, error: Exception) -> int:
    if isinstance(failed, StoreError):
        return 503
    if isinstance(failed, NotFound):
        return 404
    return 400 if failed is error else 500


def _typed(form: FormData) -> dict[str, list[str]]:
    """What was typed and chosen; files have to be chosen again."""
    texts = {name: [one for one in form.getlist(name) if isinstance(one, str)] for name in form}
    return {name: values for name, values in texts.items() if values}


def _to_login(request: Request) -> Response:
    if PART in request.headers:
        return PlainTextResponse("", 401)
    there = request.url.path if request.method == "GET" else "/"
    return RedirectResponse("/login" if there == "/" else f"/login?next={there}", 303)


def _back(request: Request) -> str:
    """The page of ours that they came from."""
    _, _, path = request.headers.get("referer", "").partition(request.headers.get("host", "/"))
    return local_path(path)
