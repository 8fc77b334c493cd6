"""What is late or called back, on paper: lists for teachers, slips for pupils, all classes in one PDF."""

from collections.abc import Callable, Sequence
from datetime import date

from starlette.responses import Response

from db.clock import local_day
from db.library.identity import identity
from db.marking import N_, Sentence
from db.reports.loans import LoanRow
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.papers import begin_paper, paper_of
from kiosk.pages.ground.place import Page
from kiosk.pages.loans.loans import loans_of, wanted
from kiosk.paper.recall import class_lists, late_slips, recall_paper
from kiosk.words import Words
from labels.content.blocks import Block

Paper = Callable[[Sequence[LoanRow], str, date, Words], Sequence[Block]]


def _lists(loans: Sequence[LoanRow], library: str, today: date, words: Words) -> list[Block]:
    del library
    return class_lists(loans, today, words)


_PAPERS: dict[str, tuple[str, str, Paper]] = {
    "list": (N_("List for each class"), "loans", _lists),
    "slips": (N_("Slips about late books"), "slips", late_slips),
    "recall": (N_("Recall: lists and slips"), "recall", recall_paper),
}


def print_loans(ask: Ask) -> Response:
    """Begin the paper that was asked for, of the loans that the form names."""
    name, file, paper = _PAPERS.get(ask.text("paper"), _PAPERS["recall"])
    loans = loans_of(ask, wanted(ask))
    if file == "slips":
        loans = [row for row in loans if row.days_overdue]
    if not loans:
        return ask.done("/loans", Sentence(N_("No loans.")))
    library, today, words, settings = (
        identity().name, local_day(ask.now), ask.words, ask.office.settings
    )  # fmt: skip
    return begin_paper(
        ask, Sentence(name), file, lambda _report: paper_of(paper(loans, library, today, words), settings)
    )


PAGES = (Page("/loans/print", print_loans, Act.READERS, "POST"),)
