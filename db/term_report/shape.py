"""Which figures a report has, in which order, what each is made of, and which list it opens."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """One figure.

    Attributes:
        formula: the figures it is made of; empty of what is counted.
        opens: the list that it counts.
        family: what a school keeps or does not. Where no figure of a family counted anything, neither in
            this period nor in those it is compared with, the school does not keep it, and it is left out.
        places: decimals.
    """

    name: str
    formula: str = ""
    opens: str = ""
    family: str = ""
    places: int = 0


def _counted(family: str, *names: str, opens: str = "") -> tuple[Shape, ...]:
    return tuple(Shape(name, opens=opens or name, family=family) for name in names)


SECTIONS: dict[str, tuple[Shape, ...]] = {
    "management": (
        Shape("open_days", opens="open_days"),
        Shape("opening_hours"),
        Shape("readers", opens="readers"),
        *(Shape(name, opens=name) for name in ("pupils", "staff_readers", "classes")),
        Shape("cards_issued", opens="cards_issued", family="cards"),
        Shape("cards_replaced", opens="cards_replaced", family="cards_replaced"),
        Shape("card_rate", "readers_with_card / readers * 100", places=1),
        Shape("visits", opens="visits", family="visits"),
        Shape("visits_noon", opens="visits", family="visits_noon"),
        Shape("visits_per_day", "visits / open_days", family="visits", places=1),
    ),
    "stock": (
        Shape("stock", opens="stock"),
        Shape("titles", opens="stock"),
        Shape("stock_per_pupil", "stock / pupils", places=1),
        Shape("structure_short", opens="structure"),
        Shape("structure_short_rate", "structure_short / classed * 100", places=1),
        Shape("new", opens="new", family="new"),
        *(Shape(kind, opens="new", family=kind) for kind in ("bought", "given", "subscribed")),
        Shape("new_per_pupil", "new / pupils", family="new", places=2),
        Shape("new_in_time", "in_time / (in_time + late) * 100", family="new", places=1),
        Shape("spent", opens="new", family="money", places=2),
        Shape("list_value", opens="new", family="new", places=2),
        *_counted("withdrawn", "withdrawn"),
        Shape("net_growth", "new - withdrawn", family="new"),
        *_counted("relabelled", "relabelled"),
        *_counted("damage", "damaged", "mended", "worn_out"),
        Shape("damage_rate", "damaged / loans * 100", family="damage", places=2),
        *_counted("lost", "lost", "found_again"),
        Shape("loss_rate", "lost / loans * 100", family="lost", places=2),
        *_counted("shelving", "reshelved", "misplaced"),
        *_counted("stocktakes", "stocktakes", "stocktake_seen", "stocktake_missing", opens="stocktakes"),
        Shape("reviewed", opens="reviewed", family="reviews"),
        Shape("refused", opens="reviewed", family="refused"),
        *_counted("blocks", "blocked"),
        *_counted("press", "periodicals", "issues_due", "issues_arrived"),
        Shape("arrival_rate", "issues_arrived / issues_due * 100", family="press", places=1),
        *_counted("volumes", "volumes_bound"),
    ),
    "lending": (
        Shape("loans", opens="loans", family="loans"),
        Shape("pupil_loans", opens="pupil_loans", family="loans"),
        Shape("loans_per_pupil", "pupil_loans / pupils", family="loans", places=2),
        Shape("borrowers", opens="pupil_loans", family="borrowers"),
        Shape("borrower_rate", "borrowers / pupils * 100", family="borrowers", places=1),
        Shape("staff_loans", opens="staff_loans", family="staff_loans"),
        Shape("renewals", opens="loans_by_month", family="renewals"),
        Shape("loans_per_day", "loans / open_days", family="loans", places=1),
        Shape("turnover_stock", "loans / stock * 100", family="loans", places=1),
        Shape("turnover_readers", "loans / readers", family="loans", places=2),
        Shape("copies_used", opens="loans", family="loans"),
        Shape("use_rate", "copies_used / stock * 100", family="loans", places=1),
        Shape("low_classes", opens="pupil_loans", family="loans"),
        *_counted("lessons", "lessons", "lesson_present", opens="lessons"),
        Shape("lesson_attendance", "lesson_present / lesson_roster * 100", family="lessons", places=1),
        Shape("lesson_loans", opens="lessons", family="lessons"),
        *_counted(
            "corners",
            "corners",
            "corner_books",
            "corner_loans",
            "corner_unread",
            "corner_missing",
            opens="corners",
        ),
        Shape("corner_use", "corner_loans / corner_books", family="corners", places=2),
        Shape("corner_unread_rate", "corner_unread / corner_books * 100", family="corners", places=1),
        Shape("on_loan", opens="on_loan", family="loans"),
        Shape("overdue", opens="on_loan", family="loans"),
        Shape("overdue_rate", "overdue / on_loan * 100", family="loans", places=1),
    ),
    "reading": (
        *_counted("lists", "lists"),
        Shape("list_rate", "list_readers / list_pupils * 100", "lists", "lists", 1),
        Shape("list_coverage", "list_borrowed / list_held * 100", "lists", "lists", 1),
        *_counted("activities", "activities", "entries", opens="activities"),
        *_counted("slips", "slips"),
        *_counted("reading_lessons", "reading_lessons", "reading_present", opens="reading_lessons"),
        Shape("present_per_lesson", "reading_present / reading_lessons", family="reading_lessons", places=1),
    ),
    "people": (
        Shape("staff", opens="staff", family="staff"),
        Shape("helpers", opens="helpers", family="helpers"),
        Shape("helper_classes", opens="helpers", family="helpers"),
    ),
    "problems": (),
    "plans": (),
}
"""The sections in their order, each with its figures."""

SHAPES = {one.name: one for shapes in SECTIONS.values() for one in shapes}
OPENING = {one.opens for one in SHAPES.values() if one.opens}
"""The lists that there are."""
EARLIER = ("year_change", "year_before", "change", "before", "norm")
"""What a placeholder may ask of a figure beside its value, behind its name: `{loans_before}`."""
TEXTS = (
    *("this", "this_capital", "last", "same", "next_capital", "period", "library", "first_day", "last_day"),
    *("counted_on", "stock_day", "top_class", "top_average", "activity_names"),
)
"""What is no figure and may be bound into a text too."""


def figure_of(placeholder: str) -> tuple[str, str]:
    """The figure of a placeholder, and what it asks beside the value; empty for the value itself."""
    for kind in EARLIER:
        if placeholder.endswith(f"_{kind}"):
            return placeholder.removesuffix(f"_{kind}"), kind
    return placeholder, ""
