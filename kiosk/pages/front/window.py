"""The desk in the window over the kiosk: the way in, the codes of the kiosk's scanner, and the way back."""

from secrets import compare_digest

from starlette.responses import JSONResponse, RedirectResponse, Response

from db.answers.counter.pin import PinAsked
from db.errors import NotFound
from db.marking import N_
from db.staff.pins import pin_asked
from kiosk.pages.front.login import let_in
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.door import cookie_name
from kiosk.pages.ground.office import AnotherAsks, Window
from kiosk.pages.ground.place import KB, Page

PATIENCE = 5.0
"""Seconds that a page waits for a code before it asks again, and says for how long nobody has used it."""


def come_from_the_kiosk(ask: Ask) -> Response:
    """Let in whoever has just given their PIN at the kiosk; that way leads in once."""
    window = _window(ask)
    if not window.key or not compare_digest(ask.request.path_params["key"].encode(), window.key.encode()):
        return RedirectResponse("/", 303)
    window.key = ""
    if pin_asked() is PinAsked.WORD:
        return RedirectResponse(f"/first/{ask.office.first_key}", 303)
    return let_in(ask, window.patron_id)


def give_code(ask: Ask) -> Response:
    """What the kiosk's scanner has read after the code with this number, as soon as there is something."""
    window = _window(ask)
    try:
        found = window.code_after(ask.whole("after", 0), max(0, ask.whole("unused", 0)), PATIENCE)
    except AnotherAsks:
        return Response(status_code=409)
    return JSONResponse(found) if found else Response(status_code=204)


def close(ask: Ask) -> Response:
    """Back to the kiosk: nobody is at the desk any more, and its window closes."""
    window = _window(ask)
    ask.office.visits.end(ask.request.cookies.get(cookie_name(ask.request), ""))
    window.close()
    return Response(status_code=204)


def _window(ask: Ask) -> Window:
    if ask.office.window is None:
        raise NotFound(N_("There is no such page."))
    return ask.office.window


PAGES = (
    Page("/window/from/{key:token}", come_from_the_kiosk, None),
    Page("/window/code", give_code, None),
    Page("/window/close", close, None, "POST", largest=4 * KB),
)
