"""A block list as tables: what to fetch from the shelves, and the report."""

from db.answers.table import Cell, Table
from db.clock import local_day
from db.marking import N_
from db.review.report import BlockReport
from kiosk.lists.stock.weeding import signing_lines
from kiosk.lists.workbook import Sheet
from kiosk.sentences.stock.review import HOW, PASSES, RESULTS, WHERE
from kiosk.words import Words


def pick_table(report: BlockReport, words: Words) -> Table:
    """What is to be fetched, in shelf order: copies without a result."""
    _ = words
    return Table(
        (_("call number"), _("title"), _("code"), _("shelf"), _("where"), _("found"), _("fetched")),
        tuple(
            (one.call_number, one.title, one.code, one.place, _(WHERE[one.where]), _(HOW[one.how]), "")
            for one in report.open
        ),
    )


def result_table(report: BlockReport, words: Words) -> Table:
    """Every copy that was met, with what came of it."""
    _ = words
    return Table(
        (
            *(_("title"), _("author"), _("code"), _("call number"), _("where"), _("found")),
            *(_("result"), _("remark")),
        ),
        tuple(
            (
                *(one.title, one.author, one.code, one.call_number, _(WHERE[one.where]), _(HOW[one.how])),
                *(_(RESULTS[one.result]) if one.result else "–", one.note),
            )
            for one in report.met
        ),
    )


def named_table(report: BlockReport, words: Words) -> Table:
    """Every title that the list names, with how many of its copies were found: none is said too."""
    _ = words
    return Table(
        (_("no."), _("title"), _("author"), "ISBN", _("copies found")),
        tuple((one.number, one.title, one.author, one.isbn, one.copies) for one in report.named),
    )


def pass_table(report: BlockReport, words: Words) -> Table:
    """The passes that were done."""
    _ = words
    lines: list[tuple[Cell, ...]] = [
        (_(PASSES[number]), local_day(at).isoformat(), person, checked)
        for number, at, person, checked in report.passes
    ]
    return Table((_("pass"), _("day"), _("who"), _("books looked at")), tuple(lines))


def summary(report: BlockReport, library: str, words: Words) -> list[str]:
    """The report in sentences; it also says when nothing was found."""
    _ = words
    kept, met = report.kept, report.met
    school = library or _("School library")
    lines = [
        _("{library}: report on the block list {name}", library=school, name=kept.name),
        _("Titles on the list: {n}; source: {source}", n=kept.titles, source=kept.source or "–"),
    ]
    if report.is_nil:
        lines.append(
            _("Nil report: no book of the list was found in the library, in class corners or on loan.")
        )
    else:
        lines.append(_("Copies affected: {n}", n=len(met)))
        counts = {result: sum(one.result == result for one in met) for result in RESULTS}
        lines += [_("{result}: {n}", result=_(RESULTS[result]), n=n) for result, n in counts.items() if n]
    if report.open:
        lines.append(_("Copies without a result: {n}.", n=len(report.open)))
    if not kept.closed_at:
        lines.append(_("Not closed yet: a draft."))
    return lines


SIGNING = (N_("first reviewer"), N_("second reviewer"), N_("head of the library"), N_("headteacher"))


def sheets_of(report: BlockReport, library: str, words: Words) -> list[Sheet]:
    """The report as a workbook."""
    _ = words
    front = [[line] for line in (*summary(report, library, words), "", *signing_lines(SIGNING, words))]
    sheets = [Sheet(_("report"), (_("block list"),), front)]
    for name, table in (
        (_("passes"), pass_table(report, words)),
        (_("titles on the list"), named_table(report, words)),
        (_("results"), result_table(report, words)),
        (_("pick list"), pick_table(report, words)),
    ):
        rows = [["" if cell is None else cell for cell in row] for row in table.rows]
        sheets.append(Sheet(name, table.columns, rows))
    return sheets
