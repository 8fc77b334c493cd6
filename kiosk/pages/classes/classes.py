"""All classes, and one of them: its pupils, what they read, its sheet, its name, what it becomes part of."""

from collections.abc import Mapping

from starlette.responses import Response

from db.classes.glance import ClassGlance, PupilGlance, classes_at_a_glance, pupils_at_a_glance
from db.classes.reading import ClassTerm, classes_compared
from db.classes.renaming import merge_classes, rename_class
from db.classes.sheet import class_sheet
from db.clock import local_day
from db.errors import NotFound
from db.lessons.held import lessons_of_class
from db.lessons.timetable import periods
from db.library.terms import term_target
from db.marking import N_, Sentence
from db.readers.classes import class_id_of, class_names, code_of_class, found_name
from db.readers.pinyin import class_has_pinyin, set_class_pinyin
from db.roles import Act
from kiosk.label_printing.card_sheets import card_sheets
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import paper_answer
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, listed, table_answer
from kiosk.paper.school_class import sheet_paper
from kiosk.sentences.catalogue import PINYIN_OF_CLASS
from kiosk.sentences.classes.lesson import WEEKS

_LESSONS = 5
"""How many past lessons of a class are shown."""


def asked_class(ask: Ask, act: Act) -> tuple[int, str]:
    """The class that the address names: id and name. Raises NotFound, and NotAllowed for a foreign one."""
    class_id = ask.row("class")
    ask.require_of(act, class_id)
    return class_id, found_name(class_id)


def list_classes(ask: Ask) -> Response:
    """All classes in figures; a teacher sees their own."""
    today = local_day(ask.now)
    found = classes_at_a_glance(today, ask.classes(Act.READERS))
    compared = classes_compared(today)
    of_class = {one.class_name: one for one in compared[1]} if compared else {}
    return table_answer(
        ask,
        "classes.html",
        _columns(ask, of_class),
        found,
        term=compared[0] if compared else "",
        target=term_target(),
        may_change=ask.post.may(Act.CLASSES),
    )


def _columns(ask: Ask, of_class: Mapping[str, ClassTerm]) -> tuple[Column[ClassGlance], ...]:
    def term(row: ClassGlance, name: str) -> object:
        found = of_class.get(row.name)
        if found is None:
            return None
        return round(found.per_pupil, 1) if name == "per_pupil" else getattr(found, name)

    say = ask.words
    columns = (
        Column[ClassGlance](N_("class"), lambda row: row.name, lambda row: f"/classes/{row.class_id}"),
        Column[ClassGlance](N_("pupils"), lambda row: row.pupils, is_number=True),
        Column[ClassGlance](N_("on loan"), lambda row: row.on_loan, is_number=True),
        Column[ClassGlance](N_("late"), lambda row: row.late or None, is_number=True),
        Column[ClassGlance](N_("books in the corner"), lambda row: row.corner, is_number=True),
        Column[ClassGlance](N_("lesson"), lambda row: say(N_("in progress")) if row.in_lesson else ""),
    )
    if not of_class:
        return columns
    return (
        *columns,
        Column(N_("borrowed this term"), lambda row: term(row, "loans"), is_number=True),
        Column(N_("per pupil"), lambda row: term(row, "per_pupil"), is_number=True),
        Column(N_("reached it"), lambda row: term(row, "reached"), is_number=True),
        Column(N_("borrowed nothing"), lambda row: term(row, "idle"), is_number=True),
    )


def show_class(ask: Ask) -> Response:
    """One class: who has what, and who has read how much."""
    class_id, name = asked_class(ask, Act.READERS)
    today = local_day(ask.now)
    pupils = pupils_at_a_glance(class_id, today)
    columns = [
        Column[PupilGlance](N_("no."), lambda row: row.pupil.position, is_number=True),
        Column[PupilGlance](
            N_("name"), lambda row: row.pupil.name, lambda row: f"/readers/{row.pupil.patron_id}"
        ),
        Column[PupilGlance](N_("number"), lambda row: row.pupil.number),
        Column[PupilGlance](N_("on loan"), lambda row: row.on_loan, is_number=True),
        Column[PupilGlance](N_("late"), lambda row: row.late or None, is_number=True),
    ]
    if any(row.term_loans is not None for row in pupils):
        columns.append(Column(N_("borrowed this term"), lambda row: row.term_loans, is_number=True))
    return page(
        ask,
        "class.html",
        class_id=class_id,
        name=name,
        glance=next(iter(classes_at_a_glance(today, {class_id}))),
        listing=listed(ask, columns, pupils, most=200),
        idle=sum(row.term_loans == 0 for row in pupils),
        times=[one for one in periods() if one.class_id == class_id],
        weeks=WEEKS,
        lessons=lessons_of_class(class_id, _LESSONS),
        others=[("", "–"), *((other, other) for other in class_names() if other != name)],
        has_pinyin=class_has_pinyin(class_id),
        may_teach=ask.post.may(Act.LESSON, class_id),
        may_change=ask.post.may(Act.CLASSES),
        may_register=ask.post.may(Act.REGISTER),
        card_sheets=card_sheets(ask.words) if ask.post.may(Act.PRINT) else None,
    )


def print_sheet(ask: Ask) -> Response:
    """The class sheet: the class's code, and one for each pupil."""
    class_id, name = asked_class(ask, Act.LESSON)
    pupils = class_sheet(class_id)
    if not pupils:
        raise NotFound(N_("There is nobody in this class."))
    return paper_answer(ask, sheet_paper(name, code_of_class(class_id), pupils, ask.words), "class-sheet")


def rename(ask: Ask) -> Response:
    """Give the class another name."""
    class_id, old = asked_class(ask, Act.CLASSES)
    new = ask.text("name")
    rename_class(old, new, ask.acting())
    said = Sentence(N_("The class {old} is called {new} now."), {"old": old, "new": new})
    return ask.done(f"/classes/{class_id}", said)


def pinyin(ask: Ask) -> Response:
    """Set the pinyin above the characters for this class, or leave it out."""
    class_id, name = asked_class(ask, Act.CLASSES)
    wanted = ask.text("pinyin") == "yes"
    set_class_pinyin(name, wanted, ask.acting())
    return ask.done(f"/classes/{class_id}", Sentence(PINYIN_OF_CLASS[wanted], {"name": name}))


def show_merge(ask: Ask) -> Response:
    """Say what would move where, before it is done."""
    class_id, name = asked_class(ask, Act.CLASSES)
    into = ask.text("into")
    into_id = class_id_of(into)
    today = local_day(ask.now)
    gone, kept = (next(iter(classes_at_a_glance(today, {one}))) for one in (class_id, into_id))
    return page(ask, "merge-classes.html", class_id=class_id, name=name, into=into, gone=gone, kept=kept)


def merge(ask: Ask) -> Response:
    """Put all of the class into another."""
    _, gone = asked_class(ask, Act.CLASSES)
    into = ask.text("into")
    moved = merge_classes(gone, into, ask.acting())
    text = N_("The class {gone} is part of {into} now. Readers moved: {n}.")
    said = Sentence(text, {"gone": gone, "into": into, "n": moved})
    return ask.done(f"/classes/{class_id_of(into)}", said)


PAGES = (
    Page("/classes", list_classes, Act.READERS, is_table=True),
    Page("/classes/{class:row}", show_class, Act.READERS),
    Page("/classes/{class:row}/sheet", print_sheet, Act.LESSON),
    Page("/classes/{class:row}/name", rename, Act.CLASSES, "POST"),
    Page("/classes/{class:row}/pinyin", pinyin, Act.CLASSES, "POST"),
    Page("/classes/{class:row}/merge", show_merge, Act.CLASSES),
    Page("/classes/{class:row}/merge", merge, Act.CLASSES, "POST"),
)
