"""Entries about readers: loans, cards, corners, lessons, activities, visits. Children are only counted."""

from dataclasses import replace

from db.compliance.lines import compliance
from db.compliance.year_form import year_form
from db.lessons.timetable import periods
from db.library.policies import policies
from db.marking import N_
from db.readers.in_words import in_a_report
from db.reading.activities import Told, activities
from db.stock.repairs import repairs
from db.structure.growth import school_year
from db.structure.norms import norm_called
from kiosk.lists.workbook import Sheet
from kiosk.paper.reading import activity_paper
from kiosk.paper.stock.compliance import HEAD, form_sheet, line_cells
from kiosk.sentences.classes.lesson import WEEKS
from kiosk.sentences.shelves.repairs import DAMAGES, DEGREES
from kiosk.term_report.inspection.making import (
    Making,
    Piece,
    book,
    empty,
    or_empty,
    pages,
    sheet_of,
    table_sheets,
)
from kiosk.term_report.labels import FIGURES
from kiosk.words import Words


def _lists(making: Making, *names: str) -> list[Sheet]:
    return [sheet_of(name, making, making.words(FIGURES[name])) for name in names]


def rules(making: Making) -> list[Piece]:
    """What hangs on the wall: how many books for how long."""
    _ = making.words
    loans = Sheet(
        _(N_("Rules of lending")),
        (_("category"), _("days"), _("loans"), _("renewals")),
        [(_.term(one.category), one.loan_days, one.most_loans, one.most_renewals) for one in policies()],
    )
    return [*book([loans]), *empty(making, N_("Rules on the wall"), (N_("rule"), N_("since"), N_("remark")))]


def loans(making: Making) -> list[Piece]:
    """Loans by class, grade, month and letter, and what was lent most; nobody's own loans."""
    _ = making.words
    names = ("loans_by_class", "loans_by_grade", "loans_by_month", "loans_by_letter", "most_read")
    sheets = [*table_sheets(making, *names), *_lists(making, "staff_loans", "on_loan")]
    return or_empty(
        book(sheets),
        making,
        N_("Loans by class"),
        (N_("class"), N_("pupils"), N_("loans"), N_("per pupil"), N_("remark")),
    )


def cards(making: Making) -> list[Piece]:
    """Cards: who has one, class by class, and what was issued and replaced."""
    return or_empty(
        book(_lists(making, "readers", "cards_issued", "cards_replaced")),
        making,
        N_("Cards issued"),
        (N_("class"), N_("readers"), N_("cards"), N_("day"), N_("remark")),
    )


def corners(making: Making) -> list[Piece]:
    """Class corners and their use; the loan sheet that hangs there is on paper."""
    _ = making.words
    columns = (N_("day"), N_("title"), N_("roster number"), N_("returned on"), N_("class librarian"))
    return [
        *book(_lists(making, "corners")),
        *empty(making, N_("Loan sheet of a class corner"), columns, _(N_("loan sheet"))),
    ]


def lessons(making: Making) -> list[Piece]:
    """The timetable of the library's lessons, and what was held."""
    _ = making.words
    weekly = Sheet(
        _(N_("Timetable")),
        (_("weekday"), _("time"), _("class"), _("weeks")),
        [(_.weekday(one.weekday), one.hours, one.class_name, _(WEEKS[one.weeks])) for one in periods()],
    )
    columns = (N_("day"), N_("class"), N_("teacher"), N_("topic"), N_("present"), N_("remark"))
    held = book([weekly, *_lists(making, "lessons", "reading_lessons")])
    return [*held, *empty(making, N_("Log of reading lessons"), columns, _(N_("log")))]


def events(making: Making) -> list[Piece]:
    """A sheet for each activity. What was written of results and prizes may name children, so it is blank."""
    _ = making.words
    pieces = book(_lists(making, "activities", "slips"))
    for one in activities(making.period.first_day, making.period.last_day):
        name = in_a_report(one.name, f"{one.first}")
        pieces += pages(making, activity_paper(replace(one, told=Told(), name=name), _), name)
    return or_empty(
        pieces,
        making,
        N_("Activities"),
        (N_("day"), N_("activity"), N_("classes"), N_("entries"), N_("prizes"), N_("photographs")),
    )


def recommended(making: Making) -> list[Piece]:
    """Reading lists and how far they were read."""
    return or_empty(
        book(_lists(making, "lists")),
        making,
        N_("Reading lists"),
        (N_("list"), N_("classes"), N_("from"), N_("until"), N_("readers"), N_("remark")),
    )


def damage(making: Making) -> list[Piece]:
    """What was damaged or lost and how it was settled; never by whom."""
    sheets = [
        *table_sheets(making, "damage", "settled"),
        *_lists(making, "damaged", "lost", "found_again", "worn_out"),
    ]
    return or_empty(
        book(sheets),
        making,
        N_("Damage and compensation"),
        (N_("day"), N_("title"), N_("damage"), N_("how it was settled"), N_("amount"), N_("handled by")),
    )


def mended(making: Making) -> list[Piece]:
    """What was mended, and what waits for it today."""
    _ = making.words
    waiting = Sheet(
        _(N_("Waiting for repair")),
        (_("code"), _("title"), _("call number"), _("day"), _("damage"), _("how bad")),
        [
            (
                *(one.code, one.title, one.call_number, one.since or ""),
                *(_(DAMAGES[one.damage.kind]), _(DEGREES[one.damage.degree])),
            )
            for one in repairs(making.now)
        ],
    )
    return or_empty(
        book([*_lists(making, "mended"), waiting]),
        making,
        N_("Log of repairs"),
        (N_("day"), N_("title"), N_("damage"), N_("mended by"), N_("remark")),
    )


def visits(making: Making) -> list[Piece]:
    """When the library was open, and who came, counted."""
    _ = making.words
    columns = (N_("day"), N_("open from"), N_("open until"), N_("visits"), N_("on duty"), N_("remark"))
    return [
        *book(_lists(making, "open_days", "visits")),
        *empty(making, N_("Log of opening hours"), columns, _(N_("log"))),
    ]


def helpers(making: Making) -> list[Piece]:
    """Class librarians, counted by class; their training is kept on paper."""
    _ = making.words
    columns = (N_("day"), N_("topic"), N_("held by"), N_("present"), N_("remark"))
    return [*book(_lists(making, "helpers")), *empty(making, N_("Training of class librarians"), columns)]


def yearly(making: Making) -> list[Piece]:
    """The yearly form of the school year that the period ends in, and what the rules ask for."""
    _ = making.words
    norm = norm_called(making.standing.report.profile)
    asked = Sheet(
        _(N_("What the rules ask for")),
        [_.term(name) for name in HEAD],
        [line_cells(line, _) for line in compliance(norm, making.today).lines],
    )
    return book([form_sheet(year_form(school_year(making.period.last_day)), _), asked])


def structure(making: Making) -> list[Piece]:
    """The stock by groups beside what it should be."""
    return or_empty(
        book(table_sheets(making, "structure")),
        making,
        N_("The stock by the five groups of classes"),
        (N_("group"), N_("copies"), N_("share, %"), N_("norm, %")),
    )


def papers_of_staff(making: Making) -> list[Piece]:
    """Certificates of those who work in the library."""
    columns = (N_("name"), N_("certificate"), N_("certificate number"), N_("given by"), N_("day"))
    return empty(making, N_("Certificates of the staff"), columns)


def said_of(words: Words) -> str:
    """Why no reader is named."""
    return words(N_("Readers are only counted: no sheet of this folder names a child."))
