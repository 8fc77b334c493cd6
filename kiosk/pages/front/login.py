"""The way in and out: a card, its PIN, and the language of this browser."""

from secrets import compare_digest

from starlette.responses import FileResponse, RedirectResponse, Response

from db.answers.counter.pin import PinAsked
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.marking import N_, Sentence
from db.staff.coming_in import mark_of_pin, staff_named
from db.staff.pin_rules import fits, hashed
from db.staff.pins import by_the_stores_clock, pin_asked, set_pin, try_pin
from kiosk.pages.ground.ask import LANGUAGE_COOKIE, Ask, local_path
from kiosk.pages.ground.door import cookie_name
from kiosk.pages.ground.place import KB, Page
from kiosk.pages.ground.rendering import page
from kiosk.typed import plain
from kiosk.words import LANGUAGES

WRONG = N_("This card and this PIN do not match.")
NOBODY = hashed("no PIN at all")
"""Looked at where there is no such card, so that the time says nothing either."""
_YEAR = 365 * 24 * 3600


def show_login(ask: Ask) -> Response:
    """Ask for a card and its PIN; while there is no PIN, whoever started the desk chooses the first."""
    if ask.visit:
        return RedirectResponse("/", 303)
    asked = pin_asked()
    key = ask.request.path_params.get("key", "")
    return page(
        ask,
        "login.html",
        asked=asked.value,
        may_choose=asked is PinAsked.WORD and _is_first(ask, key),
        key=key,
        next=local_path(ask.text("next")),
        sentence=None,
    )


def come_in(ask: Ask) -> Response:
    """Look at the PIN. What is wrong is not said: neither card nor PIN is given away."""
    code, pin = ask.text("card"), plain(ask.text("pin"))
    patron_id = staff_named(code) if code else None
    is_known = patron_id is not None or (not code and pin_asked() is PinAsked.SHARED)
    acting = by_the_stores_clock(Acting(ask.office.settings.name, ask.now))
    if is_known:
        tried = try_pin(pin, acting, patron_id)
        if tried.right:
            return let_in(ask, patron_id)
        wait = tried.wait_seconds
    else:
        wait, is_looked_at = ask.office.wrong_cards.wait(clean(code), acting.now)
        if is_looked_at:
            fits(pin, NOBODY)
    sentence = Sentence(WRONG)
    if wait:
        sentence = Sentence(
            N_("{wrong} Wait {n} seconds before the next try."), {"wrong": sentence, "n": wait}
        )
    return page(
        ask,
        "login.html",
        status=403,
        asked=pin_asked().value,
        may_choose=False,
        key="",
        next=local_path(ask.text("next")),
        sentence=sentence,
    )


def choose_first_pin(ask: Ask) -> Response:
    """The first PIN of this library, chosen by whoever started the desk; a refusal stands above the form."""
    key, there = ask.text("key"), local_path(ask.text("next"))
    if pin_asked() is not PinAsked.WORD or not _is_first(ask, key):
        raise NotFound(N_("There is no such page."))
    pin = plain(ask.text("pin"))
    try:
        if pin != plain(ask.text("again")):
            raise BadValue(N_("The two PINs are not the same. Type them once more."))
        set_pin(pin, ask.acting())
    except BadValue as error:
        told = {"asked": PinAsked.WORD.value, "may_choose": True, "key": key, "next": there}
        return page(ask, "login.html", status=400, sentence=error.sentence, **told)
    return let_in(ask, None)


def go_out(ask: Ask) -> Response:
    """Nobody is at this browser any more."""
    name = cookie_name(ask.request)
    ask.office.visits.end(ask.request.cookies.get(name, ""))
    left = RedirectResponse("/login", 303)
    left.delete_cookie(name, secure=name.startswith("__Host"), httponly=True, samesite="strict")
    return left


def choose_language(ask: Ask) -> Response:
    """Speak this language to this browser from now on."""
    answer = RedirectResponse(local_path(ask.text("back")), 303)
    if (chosen := ask.text("language")) in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="strict")
    return answer


def give_certificate(ask: Ask) -> Response:
    """What a browser may be told to trust, so that it warns no more."""
    if ask.office.certificate is None:
        raise NotFound(N_("There is no such page."))
    return FileResponse(
        ask.office.certificate, media_type="application/x-x509-ca-cert", filename="kiosk-desk.crt"
    )


def let_in(ask: Ask, patron_id: int | None) -> Response:
    """Begin the visit of somebody whose PIN was right."""
    name = cookie_name(ask.request)
    ask.office.visits.end(ask.request.cookies.get(name, ""))
    secret = ask.office.visits.begin(patron_id, mark_of_pin(patron_id))
    answer = RedirectResponse(local_path(ask.text("next")), 303)
    answer.set_cookie(name, secret, secure=name.startswith("__Host"), httponly=True, samesite="strict")
    return answer


def _is_first(ask: Ask, key: str) -> bool:
    return bool(ask.office.first_key) and compare_digest(key.encode(), ask.office.first_key.encode())


PAGES = (
    Page("/login", show_login, None),
    Page("/login", come_in, None, "POST", largest=4 * KB, tries_pin=True),
    Page("/first/{key}", show_login, None),
    Page("/first", choose_first_pin, None, "POST", largest=4 * KB, tries_pin=True),
    Page("/logout", go_out, None, "POST", largest=4 * KB),
    Page("/language", choose_language, None, "POST", largest=4 * KB),
    Page("/certificate.crt", give_certificate, None),
)
