"""Reading in words: what a list is, what stands behind it, how much of it was borrowed."""

from collections.abc import Sequence

from db.answers.classes.reading_list import ListFigures, Rate
from db.marking import N_
from kiosk.words import Words

KINDS = {
    "recommended": N_("recommended"),
    "new": N_("new books"),
    "month": N_("book of the month"),
    "required": N_("required"),
    "bookseller": N_("a bookseller's offer"),
}
FORCES = {
    "school": N_("the school's own list"),
    "textbook": N_("goes with the textbook, in any edition"),
    "curriculum": N_("examples in the curriculum, not a list to be read through"),
    "guide": N_("a guide to choose from, required of nobody"),
}
"""What stands behind a list. They differ, so none is ever called what the ministry recommends."""

FORMS = {
    "guide": N_("reading guidance"),
    "free": N_("free reading"),
    "report": N_("reading report"),
}
PARTS = {"morning": N_("morning"), "noon": N_("noon"), "afternoon": N_("afternoon")}
COUNTED_BY = {"scan": N_("by cards"), "heads": N_("by counting heads")}
SLIP_QUESTIONS = (
    N_("What is the book about?"),
    N_("Who or what did you like best, and why?"),
    N_("Write one sentence that you want to keep."),
)
SLIP_HAND_IN = N_("Hand this slip in at the library.")
ACTIVITY_KINDS = {
    "essay": N_("essay"),
    "notes": N_("reading notes"),
    "paper": N_("hand-made newspaper"),
    "story": N_("story hour"),
    "science": N_("science month"),
    "contest": N_("contest"),
    "week": N_("reading week"),
    "other": N_("other"),
}
SCORE_PARTS = {
    "stock": N_("class corner"),
    "rules": N_("returned on time"),
    "amount": N_("amount read"),
    "climate": N_("atmosphere"),
    "results": N_("achievements"),
}
"""What the score of a reading class is made of."""
CLASS_HEAD = (
    *(N_("class"), N_("pupils"), N_("borrowed something"), N_("loans"), N_("per pupil"), N_("list rate")),
    *(N_("visits"), N_("lessons"), N_("entries"), N_("score")),
)
"""The columns of classes compared."""

FOUND_BY = {"isbn": N_("by ISBN"), "title": N_("by title and author"), "hand": N_("by hand")}


def percent(part: float) -> str:
    """A part of one as per cent with one decimal."""
    return f"{100 * part:.1f} %"


def grades_said(grades: str, words: Words) -> str:
    """For which grades a list is."""
    _ = words
    if not grades:
        return _(N_("all grades"))
    return _(N_("grade {grades}"), grades=_(", ").join(grades.split(",")))


def grade_said(grade: int | None, words: Words) -> str:
    """One grade; None where the names of its classes tell none."""
    return words(N_("grade {grades}"), grades=grade) if grade else words(N_("without a grade"))


RATE_HEAD = (
    N_("class or grade"),
    N_("pupils"),
    N_("borrowed from it"),
    N_("list rate"),
    N_("before it was shown"),
    N_("since it was shown"),
    N_("loans"),
)
"""The columns of `rate_rows`."""


def rate_rows(figures: ListFigures, words: Words, class_name: str = "") -> list[tuple[str, ...]]:
    """Each class, then each grade, then all: pupils, readers, the rate, before and since it was shown."""
    shown = figures.shown_on is not None
    found = [
        _rate_row(one.numbers.class_name, one.rate, str(one.loans), shown)
        for one in figures.classes
        if class_name in ("", one.numbers.class_name)
    ]
    if not class_name:
        found += [
            _rate_row(
                grade_said(grade, words),
                rate,
                str(sum(one.loans for one in figures.classes if one.grade == grade)),
                shown,
            )
            for grade, rate in figures.grades
        ]
        found.append(
            _rate_row(words(N_("all")), figures.total, str(sum(one.loans for one in figures.classes)), shown)
        )
    return found


def _rate_row(who: str, rate: Rate, loans: str, shown: bool) -> tuple[str, ...]:
    return (
        *(who, str(rate.pupils), str(rate.readers), percent(rate.rate) if rate.pupils else "–"),
        *((percent(rate.rate_before), percent(rate.rate_since)) if shown else ("–", "–")),
        loans,
    )


def head_of(names: Sequence[str], words: Words) -> tuple[str, ...]:
    """Marked names of columns in the reader's language."""
    return tuple(words.term(name) for name in names)
