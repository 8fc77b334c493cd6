"""What is wrong, and what is proposed: each only where its figure passes a threshold, which is data."""

from dataclasses import dataclass

from db.marking import N_
from db.term_report.values import Figure, Number


@dataclass(frozen=True)
class Problem:
    """One of the things that recur in schools' reports.

    Attributes:
        name: of its paragraph; that of the proposal is `plan_` and this.
        figure: which figure it hangs on.
        above, below: it is a problem beyond this; `NORM` is what is asked for. None for no such end.
        kinds: of which reports; a month says nothing about a year's books.
        of: the value that is compared: `value`, or `year_change` (per cent against a year ago).
        problem, proposal: the sentences.
    """

    name: str
    figure: str
    problem: str
    proposal: str
    above: Number | None = None
    below: Number | str | None = None
    kinds: tuple[str, ...] = ("term", "year", "month")
    of: str = "value"

    def fires(self, figure: Figure, kind: str) -> bool:
        """Whether the figure has passed the threshold; at it, it has not."""
        if kind not in self.kinds:
            return False
        value: Number = figure.value
        if self.of == "year_change":
            if not figure.year_before:
                return False
            value = 100 * (figure.value - figure.year_before) / figure.year_before
        below = figure.norm if self.below == NORM else self.below
        return (self.above is not None and value > self.above) or (
            isinstance(below, int | float) and value < below
        )


NORM = "norm"
GROWING = (
    *("new_per_pupil", "loans_per_pupil", "loans", "borrower_rate", "use_rate", "list_rate"),
    "corner_unread_rate",
)
"""Figures that are too low by themselves while a period is running: nothing is made of them until its end."""
_LONG = ("term", "year")

PROBLEMS = (
    Problem(
        "small_stock",
        "stock_per_pupil",
        N_(
            "the stock is small: {stock_per_pupil} copies per pupil, where the rule asks for "
            "{stock_per_pupil_norm};"
        ),
        N_("ask for funds and build up the stock step by step, to {stock_per_pupil_norm} copies per pupil;"),
        below=NORM,
        kinds=_LONG,
    ),
    Problem(
        "few_new",
        "new_per_pupil",
        N_("there are few new books: {new} copies came, {new_per_pupil} per pupil;"),
        N_("buy new books by plan, at least one for every pupil each year;"),
        below=0.5,
        kinds=("term",),
    ),
    Problem(
        "few_new_in_year",
        "new_per_pupil",
        N_("too few new books came in the year: {new} copies, {new_per_pupil} per pupil;"),
        N_("plan the coming year's money so that at least one new book comes for every pupil;"),
        below=NORM,
        kinds=("year",),
    ),
    Problem(
        "structure",
        "structure_short_rate",
        N_(
            "the stock is uneven: against the shares of the rule {structure_short} copies are lacking in "
            "some groups, {structure_short_rate}% of all;"
        ),
        N_("order what the stock has too little of before anything else;"),
        above=5,
        kinds=_LONG,
    ),
    Problem(
        "slow_intake",
        "new_in_time",
        N_("new books reach the shelf slowly: {new_in_time}% within two weeks;"),
        N_("put new books on the shelf within two weeks of their arrival;"),
        below=80,
    ),
    Problem(
        "losses",
        "loss_rate",
        N_("{lost} copies were lost, the loss rate is {loss_rate}%;"),
        N_("look for missing books each month and settle losses promptly, so that the loss rate falls;"),
        above=1,
    ),
    Problem(
        "damage",
        "damage_rate",
        N_("many books come back damaged: {damaged} copies, {damage_rate}% of those lent;"),
        N_("teach the care of books in lessons, and mend small damage at once;"),
        above=1,
    ),
    Problem(
        "misplaced",
        "misplaced",
        N_("{misplaced} copies were found in the wrong place;"),
        N_("teach pupils to use shelf markers, and read the shelves regularly;"),
        above=50,
    ),
    Problem(
        "low_target",
        "loans_per_pupil",
        N_(
            "pupils borrow less than they should: {loans_per_pupil} books each, where the target is "
            "{loans_per_pupil_norm};"
        ),
        N_("see to it, with the class teachers, that every class comes to borrow in its lesson;"),
        below=NORM,
        kinds=("term",),
    ),
    Problem(
        "fewer_loans",
        "loans",
        N_("{loans} books were lent, {loans_year_change} than {same};"),
        N_("find out why fewer books are lent, and put what pupils like to read where they can see it;"),
        below=-10,
        of="year_change",
    ),
    Problem(
        "non_borrowers",
        "borrower_rate",
        N_("some pupils do not read yet: only {borrower_rate}% borrowed a book;"),
        N_("reach those who have borrowed nothing, one by one, with the help of their teachers;"),
        below=90,
        kinds=("term",),
    ),
    Problem(
        "low_classes",
        "low_classes",
        N_("classes differ widely: {low_classes} borrowed less than half the mean per pupil;"),
        N_("invite the classes that borrow little, and bring them books of their own choice;"),
        above=0,
        kinds=_LONG,
    ),
    Problem(
        "low_use",
        "use_rate",
        N_("much of the stock goes unread: only {use_rate}% of the copies were lent at least once;"),
        N_("promote books that nobody borrows, move them into class corners, and weed what is out of date;"),
        below=20,
        kinds=_LONG,
    ),
    Problem(
        "lists_unread",
        "list_rate",
        N_("reading lists are not promoted enough: only {list_rate}% of the pupils borrowed from them;"),
        N_("present every list in lessons, and put its books on a shelf of their own;"),
        below=50,
    ),
    Problem(
        "overdue",
        "overdue_rate",
        N_("{overdue} of {on_loan} books on loan are overdue, {overdue_rate}%;"),
        N_("send reminders of overdue books each week, and call all books in before the holidays;"),
        above=20,
    ),
    Problem(
        "corner_unread",
        "corner_unread_rate",
        N_("nobody borrowed {corner_unread} copies in class corners, {corner_unread_rate}%;"),
        N_("change the books of the class corners more often, and exchange them between classes;"),
        above=50,
        kinds=_LONG,
    ),
    Problem(
        "few_periodicals",
        "periodicals",
        N_("there are few periodicals: {periodicals}, where the rule asks for {periodicals_norm};"),
        N_("subscribe to more periodicals for children;"),
        below=NORM,
        kinds=_LONG,
    ),
    Problem(
        "missing_issues",
        "arrival_rate",
        N_("issues of periodicals are missing: {arrival_rate}% arrived;"),
        N_("claim missing issues from the post office in time;"),
        below=90,
    ),
    Problem(
        "short_hours",
        "opening_hours",
        N_(
            "the library is not open long enough: {opening_hours} hours a week, where the rule asks for "
            "{opening_hours_norm};"
        ),
        N_("open longer, at noon and after lessons, with the help of class librarians;"),
        below=NORM,
        kinds=_LONG,
    ),
)
"""In the order in which they are told."""
