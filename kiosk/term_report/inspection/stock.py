"""Entries about the stock: the three registers, the catalogue, periodicals, money, reviews, withdrawals."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from db.clock import local_day
from db.marking import N_
from db.periodicals.binding import volumes
from db.periodicals.issues import issues
from db.periodicals.subscribing import subscriptions
from db.registers.entries import entries, withdrawn
from db.registers.funds import funds
from db.registers.total import total_register
from db.review.report import BlockReport, report_of
from db.stocktake.lists import lists_of
from db.stocktake.opening import all_stocktakes
from db.stocktake.statement import statement
from db.title_lists.kept import kept_lists
from db.weeding.cases import Case, all_cases
from db.weeding.signed import SignedList, list_of
from kiosk.lists.stock.review import sheets_of as review_sheets
from kiosk.lists.stock.stocktake_book import statement_sheets
from kiosk.lists.stock.weeding import sheets_of as weeding_sheets
from kiosk.lists.stock.weeding import signed_head
from kiosk.lists.workbook import Sheet
from kiosk.paper.stock.block_report import write_report
from kiosk.paper.stock.filing import pages_of, sheets_of
from kiosk.paper.stock.periodicals import order_part
from kiosk.paper.stock.register_lines import copies_part, withdrawals_part
from kiosk.paper.stock.registers import Part, money, total_balance, total_in, total_out
from kiosk.paper.stock.withdrawal import write_withdrawal
from kiosk.paper.stocktake import statement_paper
from kiosk.sentences.stock.periodicals import ISSUE_STATES
from kiosk.term_report.inspection.making import Making, Piece, book, empty, or_empty, pages, sheet_of


def total(making: Making) -> list[Piece]:
    """The total register, all of it: a balance has no beginning in the middle."""
    lines = total_register()
    return _register([part(lines, making.words) for part in (total_in, total_out, total_balance)], making)


def copies(making: Making) -> list[Piece]:
    """The register of copies."""
    return _register([copies_part(entries(), making.words)], making)


def withdrawals(making: Making) -> list[Piece]:
    """The register of withdrawals."""
    return _register([withdrawals_part(withdrawn(), making.words)], making)


def _register(parts: list[Part], making: Making) -> list[Piece]:
    blocks = [block for part in parts for block in pages_of(part, making.words)]
    bare = not any(part.rows for part in parts)
    (paper,) = pages(making, blocks, landscape=True)
    return [replace(paper, is_empty=bare), *book(sheets_of(parts, making.words))]


def catalogue(making: Making) -> list[Piece]:
    """What is in stock."""
    stock = sheet_of("stock", making, making.words(N_("Copies in stock")))
    return or_empty(
        book([stock]), making, N_("Catalogue"), (N_("title"), N_("author"), N_("call number"), N_("copies"))
    )


def press(making: Making) -> list[Piece]:
    """The periodicals: what is subscribed to, what of it came, what was bound."""
    _ = making.words
    period = making.period
    ordered = [
        one
        for one in subscriptions(making.today)
        if one.starts_on <= period.last_day and one.ends_on >= period.first_day
    ]
    subscribed = sheets_of([order_part(ordered, _)], _)
    came = Sheet(
        _(N_("Issues")),
        (_("periodical"), _("issue"), _("expected on"), _("copies of each"), _("arrived"), _("state")),
        [
            (one.title, one.number, one.due_on, one.copies, one.received, _(ISSUE_STATES[one.state]))
            for one in issues(making.today, period.first_day, period.last_day)
        ],
    )
    bound = Sheet(
        _(N_("Bound volumes")),
        (_("accession number"), _("title"), _("gaps")),
        [(accession, title, gaps) for _paper, accession, title, gaps in volumes()],
    )
    return or_empty(
        book([*subscribed, came, bound]),
        making,
        N_("Register of periodicals"),
        (
            N_("periodical"),
            N_("postal no."),
            N_("frequency"),
            N_("copies of each"),
            N_("arrived"),
            N_("bound"),
        ),
    )


def vouchers(making: Making) -> list[Piece]:
    """What was bought and given in the period, with its vouchers, and the money of the year."""
    _ = making.words
    came = total_in([line for line in total_register() if line.came_in and making.within(line.on)], _)
    spent = Sheet(
        _(N_("Funds")),
        (_("year of the fund"), _("fund"), _("amount"), _("spent"), _("left to spend"), _("copies")),
        [
            (one.year, one.name, money(one.amount), money(one.spent), money(one.left), one.copies)
            for one in funds()
            if making.period.first_day.year <= one.year <= making.period.last_day.year
        ],
    )
    kept = book([*sheets_of([came], _), spent])
    columns = (N_("day"), N_("voucher"), N_("from whom"), N_("copies"), N_("amount"), N_("remark"))
    return [*kept, *empty(making, N_("Vouchers to be filed"), columns, _(N_("vouchers")))]


def reviews(making: Making) -> list[Piece]:
    """What was reviewed before it was lent, what block lists met, and each list's report."""
    _ = making.words
    sheets = [
        sheet_of("reviewed", making, _(N_("Titles reviewed"))),
        sheet_of("blocked", making, _(N_("Found by block lists"))),
    ]
    pieces = book(sheets)
    for kept in kept_lists("block"):
        if making.within(local_day(kept.read_at)):
            report = report_of(kept.name)
            pieces.append(Piece(".docx", partial(_filed, report=report, making=making), kept.name))
            pieces += book(review_sheets(report, making.library, _), kept.name)
    return or_empty(
        pieces,
        making,
        N_("Record of reviews"),
        (N_("day"), N_("title"), N_("publisher"), N_("first reviewer"), N_("second reviewer"), N_("result")),
    )


def _filed(file: Path, report: BlockReport, making: Making) -> None:
    write_report(file, report, making.library, making.words)


def weeded(making: Making) -> list[Piece]:
    """The list of each case of withdrawal that the school approved in the period."""
    _ = making.words
    pieces: list[Piece] = []
    for case in all_cases():
        if case.approved_at and making.within(local_day(case.approved_at)):
            signed = list_of(case)
            pieces.append(
                Piece(".docx", partial(_signed, signed=signed, case=case, making=making), case.name)
            )
            pieces += book(weeding_sheets(signed, case, making.library, _), case.name)
    return or_empty(pieces, making, N_("List of books withdrawn"), signed_head(_))


def _signed(file: Path, signed: SignedList, case: Case, making: Making) -> None:
    write_withdrawal(file, signed, case, making.library, making.words)


def counted(making: Making) -> list[Piece]:
    """The statement of each stocktake of the period."""
    _ = making.words
    pieces: list[Piece] = []
    for stocktake in all_stocktakes():
        if making.within(local_day(stocktake.opened_at)):
            signed = statement(stocktake)
            pieces += pages(making, statement_paper(signed, making.library, _), stocktake.name)
            pieces += book(statement_sheets(signed, lists_of(stocktake), _), stocktake.name)
    return or_empty(
        pieces,
        making,
        N_("Statement of a stocktake"),
        (N_("class number"), N_("on record"), N_("seen"), N_("missing"), N_("remark")),
    )
