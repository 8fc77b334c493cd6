"""Who works at the library, what they are, and their PINs."""

from starlette.responses import Response

from db.errors import BadValue, NotFound
from db.marking import N_, Sentence
from db.readers.classes import class_names
from db.readers.readers import patron_of
from db.roles import Act
from db.staff.members import ROLES, appoint, dismiss, members
from db.staff.pins import by_the_stores_clock, check_new_pin, confirm_pin, set_pin
from kiosk.pages.ground.ask import Ask, NotAllowed
from kiosk.pages.ground.place import KB, Page
from kiosk.pages.ground.rendering import page
from kiosk.typed import plain

_NAMES = {"teacher": N_("teacher"), "librarian": N_("librarian"), "head": N_("head")}
_HERE = "/rules/staff"


def show_staff(ask: Ask) -> Response:
    """All staff; who may, changes them."""
    return page(
        ask,
        "staff.html",
        members=members(),
        roles=[(role, ask.words(_NAMES[role])) for role in ROLES],
        names={role: ask.words(name) for role, name in _NAMES.items()},
        classes=class_names(),
        may_change=_may_change(ask),
        has_own=ask.post.patron_id is not None,
    )


def add_member(ask: Ask) -> Response:
    """Give a reader a role."""
    _require(ask)
    role = ask.text("role")
    if role not in ROLES:
        raise BadValue(N_("Say whether they are a teacher, a librarian or the head."))
    appoint(ask.text("number"), role, tuple(filter(None, ask.chosen("class"))), ask.acting())
    sentence = N_("Reader {number} is staff now. They need a PIN to sign in.")
    return ask.done(_HERE, Sentence(sentence, {"number": ask.text("number")}))


def remove_member(ask: Ask) -> Response:
    """Take a role and its PIN away."""
    _require(ask)
    dismiss(ask.text("number"), ask.acting())
    return ask.done(
        _HERE, Sentence(N_("Reader {number} is no longer staff."), {"number": ask.text("number")})
    )


def give_pin(ask: Ask) -> Response:
    """Give a member of staff a PIN; whoever does it says their own first."""
    _require(ask)
    number = ask.text("number")
    if number not in {member.number for member in members()}:
        raise NotFound(N_("Reader {number} is not staff."), number=number)
    pin = _typed_twice(ask, number)
    _confirm(ask)
    set_pin(pin, ask.acting(), number)
    return ask.done(_HERE, Sentence(N_("The PIN of reader {number} is set."), {"number": number}))


def change_own_pin(ask: Ask) -> Response:
    """Choose another PIN for oneself, after the present one; then they come in again with it."""
    number = next((one.number for one in members() if patron_of(one.number).id == ask.post.patron_id), None)
    if ask.post.patron_id is None or number is None:
        raise NotFound(N_("You signed in with the PIN that all staff share. Give yourself a role first."))
    pin = _typed_twice(ask, number)
    _confirm(ask)
    set_pin(pin, ask.acting(), number)
    return ask.done("/login")


def _typed_twice(ask: Ask, number: str) -> str:
    pin = plain(ask.text("pin"))
    if pin != plain(ask.text("again")):
        raise BadValue(N_("The two PINs differ; nothing was changed."))
    check_new_pin(pin, number)
    return pin


def _confirm(ask: Ask) -> None:
    """Raises BadValue unless their present PIN is right; wrong ones wait, as at the kiosk."""
    tried = confirm_pin(plain(ask.text("own")), by_the_stores_clock(ask.acting()), ask.post.patron_id)
    if tried.right:
        return
    if tried.wait_seconds:
        raise BadValue(
            N_("Your own PIN is wrong. Wait {n} seconds before the next try."), n=tried.wait_seconds
        )
    raise BadValue(N_("Your own PIN is wrong; nothing was changed."))


def _may_change(ask: Ask) -> bool:
    """The head; where there is none, whoever may change the rules."""
    return ask.post.may(Act.STAFF) or not any(one.role == "head" and one.has_pin for one in members())


def _require(ask: Ask) -> None:
    if not _may_change(ask):
        raise NotAllowed


PAGES = (
    Page(_HERE, show_staff, Act.RULES),
    Page(f"{_HERE}/add", add_member, Act.RULES, "POST"),
    Page(f"{_HERE}/remove", remove_member, Act.RULES, "POST"),
    Page(f"{_HERE}/pin", give_pin, Act.RULES, "POST", largest=4 * KB, tries_pin=True),
    Page(f"{_HERE}/own-pin", change_own_pin, Act.RULES, "POST", largest=4 * KB, tries_pin=True),
)
