"""The sentences of a report as data: each is said where all its figures are known, the first that can be.

`{loans}` is a figure; `{loans_before}` and `{loans_year_before}` the same earlier, `{loans_change}` and
`{loans_year_change}` by how much it has changed since, `{loans_norm}` what is asked for. `{this}`, `{last}`
and `{same}` name the periods.
"""

from dataclasses import dataclass

from db.marking import N_


@dataclass(frozen=True)
class Said:
    """Ways to say one thing, the fullest first.

    Attributes:
        figure: said only where this figure is above nothing; empty for always.
        met: said only where the figure reaches what is asked for, or where it does not.
    """

    ways: tuple[str, ...]
    figure: str = ""
    met: bool | None = None


def _said(*ways: str, figure: str = "", met: bool | None = None) -> Said:
    return Said(ways, figure, met)


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
    "stock": {
        "stock": (
            _said(N_("On {stock_day} the stock was {titles} titles in {stock} copies.")),
            _said(
                N_(
                    "That is {stock_per_pupil} copies per pupil, as the rule asks for: "
                    "{stock_per_pupil_norm}."
                ),
                figure="stock_per_pupil",
                met=True,
            ),
            _said(
                N_(
                    "That is {stock_per_pupil} copies per pupil and less than the {stock_per_pupil_norm} "
                    "that the rule asks for."
                ),
                figure="stock_per_pupil",
                met=False,
            ),
        ),
        "new": (
            _said(
                N_("{this_capital}, {new} new copies came, {new_per_pupil} per pupil."),
                N_("{this_capital}, {new} new copies came."),
                figure="new",
            ),
            _said(
                N_("Of these, {bought} were bought and {given} were given."),
                N_("Of these, {bought} were bought."),
                N_("Of these, {given} were given."),
                figure="new",
            ),
            _said(
                N_("Their list price is {list_value} yuan, of which {spent} yuan were paid."),
                N_("Their list price is {list_value} yuan."),
                figure="list_value",
            ),
            _said(N_("{new_in_time}% of them stood on the shelf within two weeks."), figure="new"),
        ),
        "withdrawn": (
            _said(
                N_("{withdrawn} copies were withdrawn by the rules; the stock has grown by {net_growth}."),
                figure="net_growth",
            ),
            _said(N_("{withdrawn} copies were withdrawn by the rules."), figure="withdrawn"),
        ),
        "care": (
            _said(N_("{relabelled} copies got new labels."), figure="relabelled"),
            _said(
                N_(
                    "{damaged} copies were found damaged; {mended} were settled and kept, {worn_out} had to "
                    "be given up."
                ),
                figure="damaged",
            ),
            _said(
                N_("{lost} copies were lost and {found_again} found again; the loss rate is {loss_rate}%."),
                N_("{lost} copies were lost and {found_again} found again."),
                figure="lost",
            ),
            _said(
                N_(
                    "{reshelved} copies were put back on the shelf, and {misplaced} were found in the wrong "
                    "place and put right."
                ),
                figure="reshelved",
            ),
            _said(
                N_(
                    "Stocktakes held: {stocktakes}; copies seen: {stocktake_seen}, missing: "
                    "{stocktake_missing}."
                ),
                figure="stocktakes",
            ),
        ),
        "review": (
            _said(
                N_("The content of {reviewed} titles was reviewed; {refused} did not pass."),
                N_("The content of {reviewed} titles was reviewed; all passed."),
                figure="reviewed",
            ),
            _said(N_("Block lists met {blocked} copies, which were set apart."), figure="blocked"),
        ),
        "periodicals": (
            _said(
                N_(
                    "{periodicals} periodicals are subscribed to; of {issues_due} issues that were expected "
                    "{issues_arrived} arrived, that is {arrival_rate}%."
                ),
                N_("{periodicals} periodicals are subscribed to."),
                figure="periodicals",
            ),
            _said(N_("Volumes of periodicals bound: {volumes_bound}."), figure="volumes_bound"),
        ),
    },
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
                met=True,
            ),
            _said(
                N_(
                    "The classes borrowed {pupil_loans}, {loans_per_pupil} per pupil, below the target of "
                    "{loans_per_pupil_norm}."
                ),
                figure="loans_per_pupil",
                met=False,
            ),
            _said(N_("{borrowers} pupils borrowed something, {borrower_rate}% of all."), figure="borrowers"),
            _said(N_("The staff borrowed {staff_loans}."), figure="staff_loans"),
            _said(N_("Per pupil, class {top_class} borrowed most: {top_average}."), figure="loans"),
        ),
        "circulation": (
            _said(
                N_(
                    "Loans over copies in stock, the circulation is {turnover_stock}%; loans over readers, "
                    "it is {turnover_readers} for each. {copies_used} copies were lent at least once, "
                    "{use_rate}% of the stock."
                ),
                N_(
                    "Loans over copies in stock, the circulation is {turnover_stock}%. {copies_used} copies "
                    "were lent at least once, {use_rate}% of the stock."
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
                    "times, {corner_use} times each; {corner_unread} were borrowed by nobody and "
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
                    "Reading lists given out: {lists}; {list_rate}% of the pupils borrowed of them, and "
                    "{list_coverage}% of their titles in the library were lent."
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
NO_PROBLEM = N_(
    "Against its own measures the library has nothing amiss to report; smaller faults are put right in "
    "daily work."
)
PLANS_OPEN = N_("{next_capital} the library will do this above all:")
STANDING = {
    "plan_daily": N_("keep daily lending, shelving and counting in good order;"),
    "plan_reading": N_("go on with reading lessons, lists and activities, so that more pupils read."),
}
"""What is planned whatever the figures say."""
