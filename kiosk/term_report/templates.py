"""The sentences of a report as data; `kiosk.term_report.sentence` says how they work."""

from db.marking import N_
from kiosk.term_report.sentence import Said
from kiosk.term_report.sentence import sentence as _said
from kiosk.term_report.stock_templates import STOCK

OPENING = {
    "opening": (
        _said(
            N_(
                "{this_capital}, from {first_day} to {last_day}, the library served teaching and reading at "
                "school. What follows is an account of its work."
            )
        ),
    ),
    "data": (
        _said(
            N_(
                "All figures were counted on {counted_on} by the library's own system, from its registers "
                "and from what was scanned."
            )
        ),
    ),
}
PARAGRAPHS: dict[str, dict[str, tuple[Said, ...]]] = {
    "management": {
        "readers": (
            _said(
                N_(
                    "The library has {readers} readers: {pupils} pupils in {classes} classes, and "
                    "{staff_readers} staff."
                ),
                N_("There are {pupils} pupils in {classes} classes."),
            ),
            _said(
                N_("{this_capital}, {cards_issued} cards were issued; {card_rate}% of the readers have one."),
                figure="cards_issued",
            ),
            _said(N_("{cards_replaced} lost cards were replaced."), figure="cards_replaced"),
        ),
        "opening_times": (
            _said(
                N_("The library was open on {open_days} days, {opening_hours} hours a week."),
                N_("The library was open on {open_days} days."),
                figure="open_days",
            ),
            _said(
                N_("{visits} visits were counted, {visits_per_day} a day, {visits_noon} of them at noon."),
                N_("{visits} visits were counted, {visits_per_day} a day."),
                N_("{visits} visits were counted."),
                figure="visits",
            ),
        ),
    },
    "stock": STOCK,
    "lending": {
        "loans": (
            _said(
                N_(
                    "{this_capital}, {loans} books were lent, {loans_change} than {last} and "
                    "{loans_year_change} than {same}."
                ),
                N_("{this_capital}, {loans} books were lent, {loans_change} than {last}."),
                N_("{this_capital}, {loans} books were lent, {loans_year_change} than {same}."),
                N_("{this_capital}, {loans} books were lent."),
                figure="loans",
            ),
            _said(
                N_(
                    "The classes borrowed {pupil_loans}, {loans_per_pupil} per pupil: the target of "
                    "{loans_per_pupil_norm} was reached."
                ),
                figure="loans_per_pupil",
                where="met",
            ),
            _said(
                N_(
                    "The classes borrowed {pupil_loans}, {loans_per_pupil} per pupil, below the target of "
                    "{loans_per_pupil_norm}."
                ),
                figure="loans_per_pupil",
                where="short",
            ),
            _said(
                N_(
                    "The classes borrowed {pupil_loans}, {loans_per_pupil} per pupil so far; the target for "
                    "the term is {loans_per_pupil_norm}."
                ),
                figure="loans_per_pupil",
                where="running",
            ),
            _said(
                N_("The classes borrowed {pupil_loans}, {loans_per_pupil} per pupil."),
                figure="loans_per_pupil",
                where="unasked",
            ),
            _said(
                N_("{borrowers} pupils borrowed at least one book, {borrower_rate}% of all."),
                figure="borrowers",
            ),
            _said(N_("The staff borrowed {staff_loans}."), figure="staff_loans"),
            _said(N_("Per pupil, class {top_class} borrowed most: {top_average}."), figure="loans"),
        ),
        "circulation": (
            _said(
                N_(
                    "Loans divided by copies in stock, the circulation is {turnover_stock}%; divided by "
                    "readers, it is {turnover_readers} per reader. {copies_used} copies were lent at "
                    "least once, {use_rate}% of the stock."
                ),
                N_(
                    "Loans divided by copies in stock, the circulation is {turnover_stock}%. "
                    "{copies_used} copies were lent at least once, {use_rate}% of the stock."
                ),
                figure="loans",
            ),
        ),
        "lessons": (
            _said(
                N_(
                    "{lessons} lessons for borrowing were held with {lesson_present} pupils present, "
                    "{lesson_attendance}% of those on the roster; {lesson_loans} books were lent in them."
                ),
                figure="lessons",
            ),
        ),
        "corners": (
            _said(
                N_(
                    "{corners} class corners held {corner_books} copies, which were lent {corner_loans} "
                    "times, {corner_use} times each; nobody borrowed {corner_unread} of them, and "
                    "{corner_missing} were missing."
                ),
                figure="corner_books",
            ),
        ),
        "open_loans": (
            _said(
                N_("On the day of counting {on_loan} books were on loan, {overdue} of them overdue."),
                figure="on_loan",
            ),
        ),
    },
    "reading": {
        "lists": (
            _said(
                N_(
                    "Reading lists given out: {lists}; {list_rate}% of the pupils borrowed from them, "
                    "and of their titles that the library has, {list_coverage}% were lent."
                ),
                figure="list_rate",
            ),
        ),
        "activities": (
            _said(
                N_("Activities held: {activities} ({activity_names}); entries handed in: {entries}."),
                figure="activities",
            ),
            _said(N_("{slips} review slips were handed in."), figure="slips"),
        ),
        "reading_lessons": (
            _said(
                N_(
                    "{reading_lessons} reading lessons were held, with {reading_present} pupils present in "
                    "all, {present_per_lesson} at each."
                ),
                figure="reading_lessons",
            ),
        ),
    },
    "people": {
        "people": (
            _said(N_("People who work at the library: {staff}."), figure="staff"),
            _said(
                N_("Class librarians look after the corners: {helpers} pupils of {helper_classes} classes."),
                figure="helpers",
            ),
        ),
    },
}
"""The paragraphs of each part by name, with the sentences of each."""
NO_PROBLEM = N_("The figures show no serious problem; smaller faults are put right in daily work.")
PLANS_OPEN = N_("{next_capital}, the library will above all do the following:")
STANDING = {
    "plan_daily": N_("keep daily lending, shelving and counting in good order;"),
    "plan_reading": N_("carry on with reading lessons, lists and activities, so that more pupils read."),
}
"""What is planned whatever the figures say."""
