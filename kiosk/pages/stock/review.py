"""Review before lending, and block lists, at the desk."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.errors import BadValue, NotFound
from db.library.identity import identity
from db.marking import N_, Sentence
from db.review import blocking, reviews
from db.review.report import BlockReport, report_of
from db.roles import Act
from db.title_lists.kept import kept_lists
from db.title_lists.lines import LinesRead, lines_of_text, must_hold
from db.weeding.grounds import TWELVE
from kiosk.lists.stock.review import named_table, pass_table, pick_table, result_table, sheets_of, summary
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.files import DOCX, given_file, given_workbook
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.stock.said import lines_sent, listing
from kiosk.paper.stock.block_report import write_report
from kiosk.sentences.stock.review import BASES, MODES, PASSES, RESULTS
from kiosk.sentences.stock.weeding import ground_name

HERE = "/stock/review"


def show_review(ask: Ask) -> Response:
    """The gate, the titles that need a review, the block lists."""
    words = ask.words
    gate = reviews.gate()
    waiting = reviews.unreviewed() if gate.mode != "off" else []
    return page(
        ask,
        "review.html",
        gate=gate,
        mode=MODES[gate.mode],
        modes=[(mode, words(name)) for mode, name in MODES.items()],
        waiting=waiting[:200],
        count=len(waiting),
        bases=[(basis, words(name)) for basis, name in BASES.items()],
        grounds=[(ground, ground_name(ground, words)) for ground in TWELVE],
        lists=kept_lists("block"),
    )


def set_gate(ask: Ask) -> Response:
    """Set the gate."""
    gate = reviews.set_gate(ask.text("mode"), ask.acting(), whole_stock=bool(ask.text("all")))
    return ask.done(
        HERE, Sentence(N_("Review before lending is {mode}."), {"mode": Sentence(MODES[gate.mode])})
    )


def decide(ask: Ask) -> Response:
    """Let the ticked titles pass, or keep them back."""
    chosen = [int(text) for text in ask.chosen("chosen") if text.isdecimal() and len(text) < 10]
    if not chosen:
        raise BadValue(N_("First tick the titles."))
    first, second = ask.text("first"), ask.text("second")
    for title_id in chosen:
        if ask.text("refuse"):
            reviews.refuse_title(title_id, ask.text("ground"), first, second, ask.acting())
        else:
            reviews.pass_title(
                *(title_id, ask.text("basis"), ask.acting()),
                first=first,
                second=second,
                source=ask.text("source"),
            )
    text = N_("Titles kept back: {n}.") if ask.text("refuse") else N_("Titles that may be lent now: {n}.")
    return ask.done(HERE, Sentence(text, {"n": len(chosen)}))


def take_block(ask: Ask) -> Response:
    """Read a block list, sent or pasted, and freeze what it names."""
    read = _lines(ask)
    must_hold(read)
    report = blocking.begin_block(ask.text("name"), ask.text("source"), read.lines, ask.acting())
    said = Sentence(
        N_("Titles on the list: {n}; copies affected: {met}, kept back: {frozen}."),
        {
            "n": report.kept.titles,
            "met": len(report.met),
            "frozen": sum(one.frozen for one in report.met),
        },
    )
    return ask.done(_at(report), said)


def _lines(ask: Ask) -> LinesRead:
    pasted = ask.long_text("pasted")
    return lines_of_text(pasted) if pasted else lines_sent(ask)


def show_block(ask: Ask) -> Response:
    """A block list: what is to be fetched, the passes, the results."""
    report, words = _report(ask), ask.words
    links = [f"/books/{one.title_id}" for one in report.met]
    return page(
        ask,
        "block.html",
        report=report,
        here=_at(report),
        lines=summary(report, identity().name, words),
        pick=listing(ask, pick_table(report, words), {1: [f"/books/{one.title_id}" for one in report.open]}),
        passes=listing(ask, pass_table(report, words)),
        named=listing(ask, named_table(report, words)),
        results=listing(ask, result_table(report, words), {0: links}, [one.copy_id for one in report.met]),
        kinds=[(result, words(name)) for result, name in RESULTS.items()],
        numbers=[(number, words(name)) for number, name in PASSES.items()],
    )


def found(ask: Ask) -> Response:
    """A book at the shelf belongs on the list."""
    report = _report(ask)
    try:
        met = blocking.found_at_shelf(report.kept.name, ask.text("code"), ask.acting())
    except (BadValue, NotFound) as error:  # said where the next book is scanned
        return ask.done(_at(report), error.sentence, is_trouble=True)
    return ask.done(
        _at(report), Sentence(N_("On the list now, and kept back: “{title}”"), {"title": met.title})
    )


def done_pass(ask: Ask) -> Response:
    """A pass is done."""
    report = _report(ask)
    number = ask.whole("number")
    blocking.done_pass(report.kept.name, number, ask.whole("checked"), ask.text("person"), ask.acting())
    return ask.done(_at(report), Sentence(N_("Pass {n} is done."), {"n": number}))


def settle(ask: Ask) -> Response:
    """The ticked copies have a result."""
    report = _report(ask)
    chosen = [int(text) for text in ask.chosen("chosen") if text.isdecimal() and len(text) < 10]
    if not chosen:
        raise BadValue(N_("First tick the copies."))
    for copy_id in chosen:
        blocking.settle_copy(report.kept.name, copy_id, ask.text("result"), ask.acting(), ask.text("note"))
    return ask.done(_at(report), Sentence(N_("Copies with a result: {n}."), {"n": len(chosen)}))


def close(ask: Ask) -> Response:
    """Close the list."""
    report = _report(ask)
    blocking.close_block(report.kept.name, ask.acting())
    return ask.done(_at(report), Sentence(N_("The report is closed.")))


def give_docx(ask: Ask) -> Response:
    """The report for Word."""
    with TemporaryDirectory(prefix="kiosk-desk-") as folder:
        file = Path(folder) / "report.docx"
        write_report(file, _report(ask), identity().name, ask.words)
        return given_file(ask, file, "block-list", DOCX)


def give_xlsx(ask: Ask) -> Response:
    """The report for Excel."""
    return given_workbook(ask, sheets_of(_report(ask), identity().name, ask.words), "block-list")


def _report(ask: Ask) -> BlockReport:
    for kept in kept_lists("block"):
        if kept.list_id == ask.row("list"):
            return report_of(kept.name)
    raise NotFound(N_("There is no such list any more."))


def _at(report: BlockReport) -> str:
    return f"{HERE}/{report.kept.list_id}"


_ONE = f"{HERE}/{{list:row}}"
PAGES = (
    Page(HERE, show_review, Act.WEED),
    Page(f"{HERE}/gate", set_gate, Act.WEED, "POST"),
    Page(f"{HERE}/decide", decide, Act.WEED, "POST"),
    Page(f"{HERE}/block", take_block, Act.WEED, "POST", files=1, largest=16 * MB),
    Page(_ONE, show_block, Act.WEED),
    Page(f"{_ONE}/found", found, Act.WEED, "POST"),
    Page(f"{_ONE}/done", done_pass, Act.WEED, "POST"),
    Page(f"{_ONE}/settle", settle, Act.WEED, "POST"),
    Page(f"{_ONE}/close", close, Act.WEED, "POST"),
    Page(f"{_ONE}/report.docx", give_docx, Act.WEED),
    Page(f"{_ONE}/report.xlsx", give_xlsx, Act.WEED),
)
