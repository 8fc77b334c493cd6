"""The three registers at the desk: as tables, as a workbook, and page by page to be filed."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.clock import local_day
from db.errors import NotFound
from db.marking import N_, Sentence
from db.registers.batches import BatchChange, batch_known, change_batch, undo_change
from db.registers.entries import entries, withdrawn
from db.registers.funds import fund_names, funds, remove_fund, set_fund
from db.registers.shelving import shelving
from db.registers.total import total_register
from db.roles import Act
from kiosk.lists.workbook import write_workbook
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.typed import price_of
from kiosk.pages.ground.papers import begin_paper, paper_of
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.pages.ground.visits import Undo
from kiosk.paper.stock.filing import pages_of, sheets_of
from kiosk.paper.stock.register_lines import copies_part, withdrawals_part
from kiosk.paper.stock.registers import (
    Part,
    money,
    total_balance,
    total_in,
    total_lines,
    total_out,
)
from kiosk.sentences.stock.registers import KINDS
from kiosk.typed import day
from kiosk.words import Words

HERE = "/registers"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NUMBERS = (N_("batch"), N_("titles"), N_("copies"), N_("list price"), N_("paid"), N_("accession number"))


def show_total(ask: Ask) -> Response:
    """The total register, the funds, and what waits for the shelf."""
    lines = total_register()
    part = total_lines(lines, ask.words)
    today = local_day(ask.now)
    return table_answer(
        ask,
        "registers.html",
        _columns(part, link=lambda row: f"{HERE}/batch/{row[2]}" if str(row[2]).isdigit() else "", at=2),
        part.rows,
        funds=[(one, *map(money, (one.amount, one.spent, one.left))) for one in funds()],
        balance=lines[-1].balance if lines else None,
        value=money(lines[-1].balance.listed) if lines else "",
        shelving=shelving(today.replace(month=1, day=1), today, today),
        year=today.year,
    )


def show_copies(ask: Ask) -> Response:
    """The register of copies."""
    part = copies_part(entries(), ask.words)
    return _table(ask, part, N_("Register of copies"), "copies")


def show_withdrawals(ask: Ask) -> Response:
    """The register of withdrawals."""
    part = withdrawals_part(withdrawn(), ask.words)
    return _table(ask, part, N_("Register of withdrawals"), "withdrawals")


def _table(ask: Ask, part: Part, name: str, which: str) -> Response:
    return table_answer(ask, "register.html", _columns(part), part.rows, name=name, which=which)


def _columns(part: Part, link: object = None, at: int = -1) -> list[Column[tuple[object, ...]]]:
    def column(place: int, name: str) -> Column[tuple[object, ...]]:
        return Column(
            name,
            lambda row: row[place],
            link=link if place == at else None,  # type: ignore[arg-type]
            is_number=name in _NUMBERS,
        )

    return [column(place, name) for place, (name, _share) in enumerate(part.columns)]


def _parts(which: str, words: Words) -> Sequence[Part]:
    match which:
        case "total":
            lines = total_register()
            return [part(lines, words) for part in (total_in, total_out, total_balance)]
        case "copies":
            return [copies_part(entries(), words)]
        case "withdrawals":
            return [withdrawals_part(withdrawn(), words)]
    raise NotFound(N_("There is no such page."))


def print_pages(ask: Ask) -> Response:
    """Begin the pages of a register: thousands of copies take a while."""
    which = ask.text("which")
    parts, words, settings = _parts(which, ask.words), ask.words, ask.office.settings
    return begin_paper(
        ask,
        Sentence(parts[0].name),
        f"register-{which}",
        lambda _report: paper_of(
            [block for part in parts for block in pages_of(part, words)], settings, landscape=True
        ),
    )


def give_workbook(ask: Ask) -> Response:
    """A register as a workbook that prints page by page."""
    which = ask.text("which")
    sheets = sheets_of(_parts(which, ask.words), ask.words)
    with TemporaryDirectory(prefix="register-") as folder:
        file = Path(folder) / "register.xlsx"
        write_workbook(file, sheets)
        content = file.read_bytes()
    name = f"register-{which}-{local_day(ask.now)}.xlsx"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=_WORKBOOK)


def show_batch(ask: Ask) -> Response:
    """A batch of the total register, to be corrected."""
    known = batch_known(ask.row("batch"))
    return page(
        ask,
        "batch.html",
        batch=known,
        paid=money(known.paid),
        kinds=[(own, ask.words(name)) for own, name in KINDS.items()],
        funds=[("", ""), *((name, name) for name in fund_names())],
    )


def correct_batch(ask: Ask) -> Response:
    """Correct it; undo writes back what was there, the copies' own prices too."""
    number = ask.row("batch")
    before = batch_known(number)
    paid = price_of(ask.text("paid"))
    changed = change_batch(
        number,
        BatchChange(
            day(ask.text("on")) if ask.text("on") else None,
            kind=ask.text("kind"),
            source=ask.text("source"),
            voucher=ask.text("voucher"),
            fund=ask.text("fund"),
            note=ask.text("note"),
            paid=None if paid == before.paid else paid,
        ),
        ask.acting(),
    )
    undo = Undo(f"{HERE}/batch-undo", (("event", str(changed.event)),)) if changed.event else None
    return ask.done(HERE, Sentence(N_("Batch {number} is corrected."), {"number": number}), undo=undo)


def undo_batch(ask: Ask) -> Response:
    """Take a correction back."""
    number = undo_change(ask.whole("event"), ask.acting()).number
    return ask.done(HERE, Sentence(N_("Batch {number} is as it was."), {"number": number}))


def keep_fund(ask: Ask) -> Response:
    """Add a fund, or say what it holds."""
    year, name = ask.whole("year"), ask.text("name")
    set_fund(year, name, price_of(ask.text("amount")) or 0, ask.acting())
    return ask.done(HERE, Sentence(N_("Fund {name} is saved."), {"name": f"{year} {name}"}))


def take_fund_away(ask: Ask) -> Response:
    """Take away a fund from which nothing was bought."""
    year, name = ask.whole("year"), ask.text("name")
    remove_fund(year, name, ask.acting())
    return ask.done(HERE, Sentence(N_("Removed: {name}"), {"name": f"{year} {name}"}))


PAGES = (
    Page(HERE, show_total, Act.CATALOGUE, is_table=True),
    Page(f"{HERE}/copies", show_copies, Act.CATALOGUE, is_table=True),
    Page(f"{HERE}/withdrawals", show_withdrawals, Act.CATALOGUE, is_table=True),
    Page(f"{HERE}/workbook", give_workbook, Act.CATALOGUE),
    Page(f"{HERE}/pages", print_pages, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/batch/{{batch:row}}", show_batch, Act.CATALOGUE),
    Page(f"{HERE}/batch/{{batch:row}}", correct_batch, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/batch-undo", undo_batch, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/fund", keep_fund, Act.CATALOGUE, "POST"),
    Page(f"{HERE}/remove-fund", take_fund_away, Act.CATALOGUE, "POST"),
)
