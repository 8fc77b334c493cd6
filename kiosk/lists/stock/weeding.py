"""Withdrawals as tables: what is proposed, and the list that is signed, for pages, Word and Excel."""

from collections.abc import Sequence
from decimal import Decimal

from db.answers.table import Cell, Table
from db.clock import local_day
from db.marking import N_
from db.weeding.cases import Case
from db.weeding.proposing import Candidate
from db.weeding.signed import SignedLine, SignedList
from kiosk.lists.workbook import Sheet
from kiosk.sentences.stock.weeding import ground_name
from kiosk.words import Words

SIGNING = (
    *(N_("handled by"), N_("head of the library"), N_("general affairs"), N_("finance")),
    N_("headteacher"),
)
"""Who signs the list, in this order."""
COPIES = (N_("First copy: the library keeps it"), N_("Second copy: the general affairs office keeps it"))
"""The list is made twice."""


def whys(one: Candidate, words: Words) -> str:
    """All that speaks for withdrawing a copy."""
    return words(N_("; ")).join(f"{ground_name(why.ground, words)}: {words(why.said)}" for why in one.whys)


def proposal_table(candidates: Sequence[Candidate], words: Words) -> Table:
    """The copies that are proposed."""
    _ = words
    return Table(
        (
            _("title"),
            _("code"),
            _("call number"),
            _("year"),
            _("copies"),
            _("shelf"),
            _("last lent"),
            _("why"),
        ),
        tuple(
            (
                *(one.title, one.code, one.call_number, one.year, one.copies, one.place),
                *(one.last_lent.isoformat() if one.last_lent else "–", whys(one, words)),
            )
            for one in candidates
        ),
    )


def signed_head(words: Words) -> tuple[str, ...]:
    """The columns of the list."""
    _ = words
    return (
        *(_("no."), _("number in the register"), _("barcode"), _("title"), _("author"), _("publisher")),
        *(_("year of publication"), _("call number"), _("unit price"), _("copies"), _("amount")),
        *(_("reason for removal"), _("disposal"), _("remark")),
    )


def signed_rows(lines: Sequence[SignedLine], case: Case, words: Words) -> tuple[tuple[Cell, ...], ...]:
    """The lines under `signed_head`, numbered from 1."""
    return tuple(
        (
            *(number, line.number, line.code, line.title, line.author, line.publisher, line.year),
            *(
                line.call_number,
                *_money(line.price),
                ground_name(line.ground, words),
                case.disposal,
                line.why,
            ),
        )
        for number, line in enumerate(lines, 1)
    )


def _money(price: int | None) -> tuple[Cell, ...]:
    known = None if price is None else Decimal(price).scaleb(-2)
    return (known, 1, known)


def sums_table(sums: dict[str, tuple[int, int]], what: str, words: Words) -> Table:
    """Copies and amounts of each class or ground, and the total."""
    _ = words
    rows: list[tuple[Cell, ...]] = [
        (name or _("no class"), copies, Decimal(amount).scaleb(-2)) for name, (copies, amount) in sums.items()
    ]
    amount = sum(amount for _copies, amount in sums.values())
    total = (_("total"), sum(copies for copies, _a in sums.values()), Decimal(amount).scaleb(-2))
    return Table((what, _("copies"), _("amount")), (*rows, total))


def tables_of(signed: SignedList, case: Case, words: Words) -> dict[str, Table]:
    """The tables of the list by what they are called."""
    _ = words
    by_ground = {ground_name(ground, words): sums for ground, sums in signed.by_ground().items()}
    bare = signed.without_price
    tables = {
        _("List of books withdrawn"): Table(signed_head(words), signed_rows(signed.lines, case, words)),
        _("Totals by class"): sums_table(signed.by_class(), _("CLC class"), words),
        _("Totals by ground"): sums_table(by_ground, _("reason for removal"), words),
    }
    if bare:
        tables[_("Without a price")] = Table(signed_head(words), signed_rows(bare, case, words))
    return tables


def cover(signed: SignedList, case: Case, library: str, words: Words) -> list[str]:
    """The lines of the cover, before the signatures."""
    _ = words
    lines = [
        _(
            "{library}: list of books withdrawn, case {name}",
            library=library or _("School library"),
            name=case.name,
        ),
        _(
            "Copies: {n}; amount at list price: {amount}",
            n=len(signed.lines),
            amount=f"{signed.total / 100:.2f}",
        ),
    ]
    if signed.without_price:
        lines.append(_("Copies without a price, not in the totals: {n}", n=len(signed.without_price)))
    if case.disposal:
        lines.append(_("Disposal: {disposal}", disposal=case.disposal))
    lines += [
        _("Opinion of {person}: {words}", person=person, words=said) for person, said, _at in case.opinions
    ]
    lines += [
        _("Approved by the {role} {person} on {day}", role=_(_ROLE[role]), person=person, day=local_day(at))
        for role, person, at in case.approvals
    ]
    if case.state != "school":
        lines.append(_("Not approved yet: a draft."))
    return lines


_ROLE = {"library": N_("head of the library"), "school": N_("headteacher")}


def sheets_of(signed: SignedList, case: Case, library: str, words: Words) -> list[Sheet]:
    """The workbook: the list twice, each with its cover, then the sums."""
    _ = words
    tables = tables_of(signed, case, words)
    (name, listed), *rest = tables.items()
    sheets: list[Sheet] = []
    for copy in COPIES:
        front = [
            [line] for line in (*cover(signed, case, library, words), "", *signing_lines(SIGNING, words))
        ]
        sheets.append(Sheet(_("cover {n}", n=len(sheets) // 2 + 1), (_(copy),), front))
        sheets.append(Sheet(f"{name} {len(sheets) // 2 + 1}", listed.columns, _filled(listed)))
    return [*sheets, *(Sheet(called, table.columns, _filled(table)) for called, table in rest)]


def signing_lines(roles: Sequence[str], words: Words) -> list[str]:
    """A line for each who signs, and the place of the seal."""
    text = N_("{name}: ____________________  date: ______________")
    return [*(words(text, name=words.term(role)) for role in roles), words("(seal of the school)")]


def _filled(table: Table) -> list[list[object]]:
    return [["" if cell is None else cell for cell in row] for row in table.rows]
