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
from labels.content.blocks import Block, Slip

Paper = Callable[[Sequence[LoanRow], str, date, Words, Words], Sequence[Block]]
"""Of loans, the library's name, the day, the words of the desk and those for readers."""


def _lists(
    loans: Sequence[LoanRow], library: str, today: date, words: Words, for_readers: Words
) -> list[Block]:
    del library, for_readers
    return class_lists(loans, today, words)


def _slips(
    loans: Sequence[LoanRow], library: str, today: date, words: Words, for_readers: Words
) -> list[Slip]:
    del words
    return late_slips(loans, library, today, for_readers)


_PAPERS: dict[str, tuple[str, str, Paper]] = {
    "list": (N_("List for each class"), "loans", _lists),
    "slips": (N_("Slips about late books"), "slips", _slips),
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
    blocks = paper(loans, identity().name, local_day(ask.now), ask.words, ask.library_words)
    settings = ask.office.settings
    return begin_paper(ask, Sentence(name), file, lambda _report: paper_of(blocks, settings))


PAGES = (Page("/loans/print", print_loans, Act.READERS, "POST"),)
