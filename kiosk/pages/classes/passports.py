"""The reading passports of a class: begun for those who wish for one, and printed, a page for each."""

from starlette.responses import Response

from db.classes.sheet import class_sheet
from db.errors import BadValue
from db.marking import N_, Sentence
from db.reading import passports
from db.roles import Act
from kiosk.pages.classes.classes import asked_class
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page


def show_passports(ask: Ask) -> Response:
    """Who of the class keeps one, and who might wish for one."""
    class_id, name = asked_class(ask, Act.REGISTER)
    pupils = [(pupil, passports.has_passport(pupil.patron_id)) for pupil in class_sheet(class_id)]
    return page(
        ask,
        "class-passports.html",
        class_id=class_id,
        name=name,
        pupils=pupils,
        kept=sum(keeps for _pupil, keeps in pupils),
    )


def begin_passports(ask: Ask) -> Response:
    """Begin those of the pupils that are ticked, or of all who keep none yet."""
    class_id, _name = asked_class(ask, Act.REGISTER)
    ticked = set(ask.chosen("chosen"))
    numbers = [pupil.number for pupil in class_sheet(class_id) if str(pupil.patron_id) in ticked]
    everybody = bool(ask.text("all"))
    begun = passports.begin_in_class(class_id, ask.acting(), None if everybody else numbers)
    if not begun:
        raise BadValue(N_("First tick a pupil."))
    said = Sentence(N_("Reading passports begun: {n}."), {"n": begun})
    return ask.done(f"/classes/{class_id}/passports", said)


PAGES = (
    Page("/classes/{class:row}/passports", show_passports, Act.REGISTER),
    Page("/classes/{class:row}/passports", begin_passports, Act.REGISTER, "POST"),
)
