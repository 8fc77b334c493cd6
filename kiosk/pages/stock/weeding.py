"""Withdrawals at the desk: what the rules propose, the cases, their approvals and signed lists."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from starlette.responses import Response

from db.clock import local_day
from db.errors import BadValue, NotFound
from db.library.identity import identity
from db.marking import N_, Sentence
from db.roles import Act
from db.weeding import approving, cases, scanning
from db.weeding.cases import Case
from db.weeding.grounds import GROUNDS
from db.weeding.proposing import grounds_of, proposals
from db.weeding.rules import rules, set_rules
from db.weeding.signed import list_of
from kiosk.lists.stock.weeding import cover, proposal_table, sheets_of, tables_of
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.files import DOCX, LARGEST_TEMPLATE, given_file, given_workbook, sent_template
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.pages.stock.said import listing
from kiosk.paper.stock.withdrawal import write_withdrawal
from kiosk.sentences.stock.weeding import STATES, ground_name

HERE = "/stock/weeding"


def show_weeding(ask: Ask) -> Response:
    """The cases, the rules, and what is proposed."""
    words, ground = ask.words, ask.text("ground")
    every = proposals(local_day(ask.now))
    found = [one for one in every if not ground or any(why.ground == ground for why in one.whys)]
    known = cases.all_cases()
    return page(
        ask,
        "weeding.html",
        listing=listing(
            ask,
            proposal_table(found, words),
            {0: [f"/books/{one.title_id}" for one in found]},
            [one.copy_id for one in found],
        ),
        counts=[(one, ground_name(one, words), number) for one, number in grounds_of(every).items()],
        ground=ground,
        cases=[(one, STATES[one.state]) for one in known],
        still_open=[(one.name, one.name) for one in known if one.state != "school"],
        grounds=_grounds(ask),
        rules=rules(),
    )


def change_rules(ask: Ask) -> Response:
    """Set the rules."""
    begin = ask.text("begin")
    set_rules(
        ask.acting(),
        copies=ask.whole("copies"),
        repairs=ask.whole("repairs"),
        unborrowed=ask.whole("unborrowed"),
        age=(begin, ask.whole("age", 0)) if begin else None,
    )
    return ask.done(HERE, Sentence(N_("The rules are saved.")))


def open_case(ask: Ask) -> Response:
    """Begin a case."""
    case = cases.open_case(ask.text("name"), ask.acting(), ask.text("disposal"))
    return ask.done(_at(case), Sentence(N_("Case {name} is open."), {"name": case.name}))


def take_ticked(ask: Ask) -> Response:
    """Take the ticked copies into a case, each for what the rules say of it."""
    case = cases.case_called(ask.text("case"))
    wanted = set(ask.chosen("chosen"))
    taken = [one for one in proposals(local_day(ask.now)) if str(one.copy_id) in wanted]
    if not taken:
        raise BadValue(N_("First tick the copies."))
    for one in taken:
        why = "; ".join(ask.words(why.said) for why in one.whys)
        scanning.withdraw_copy(case, one.copy_id, one.whys[0].ground, ask.acting(), why)
    return ask.done(_at(case), Sentence(N_("To be withdrawn: {n} copies."), {"n": len(taken)}))


def show_case(ask: Ask) -> Response:
    """A case: its books, sums, opinions and approvals."""
    case, words = _case(ask), ask.words
    signed = list_of(case)
    (name, listed), *sums = tables_of(signed, case, words).items()
    open_ = case.state != "school"
    return page(
        ask,
        "weeding_case.html",
        case=case,
        here=_at(case),
        state=STATES[case.state],
        lines=cover(signed, case, identity().name, words)[1:],
        name=name,
        listing=listing(
            ask,
            listed,
            {3: [f"/books/{line.title_id}" for line in signed.lines]},
            [line.copy_id for line in signed.lines] if open_ else (),
        ),
        sums=[(called, listing(ask, table)) for called, table in sums],
        grounds=_grounds(ask),
        ground=ask.text("ground"),
        is_open=open_,
        may_approve=ask.post.may(Act.APPROVE),
    )


def scan(ask: Ask) -> Response:
    """Take the scanned book into the case, or keep it; what is wrong is said where the next is scanned."""
    case, code, ground = _case(ask), ask.text("code"), ask.text("ground")
    if not code:
        return ask.done(_at(case))
    back = f"{_at(case)}?{urlencode({'ground': ground})}"
    try:
        if ask.text("keep"):
            kept = scanning.keep_here(code, ask.acting())
            return ask.done(back, Sentence(N_("Kept: “{title}” {call_number}"), _told(kept)))
        taken = scanning.withdraw(case, code, ground, ask.acting())
    except (BadValue, NotFound) as error:
        return ask.done(back, error.sentence, is_trouble=True)
    undo = Undo(f"{_at(case)}/out", (("chosen", str(taken.copy_id)),))
    said = Sentence(N_("To be withdrawn: “{title}” {call_number}"), _told(taken))
    return ask.done(back, said, undo=undo)


def take_out(ask: Ask) -> Response:
    """Take the ticked books out of the case again."""
    case = _case(ask)
    chosen = [int(text) for text in ask.chosen("chosen") if text.isdecimal() and len(text) < 10]
    if not chosen:
        raise BadValue(N_("First tick the copies."))
    for copy_id in chosen:
        scanning.take_out_copy(case, copy_id, ask.acting())
    return ask.done(_at(case), Sentence(N_("Taken out of the case: {n} copies."), {"n": len(chosen)}))


def give_opinion(ask: Ask) -> Response:
    """Keep what a colleague thinks."""
    case = _case(ask)
    cases.give_opinion(case, ask.text("person"), ask.long_text("words"), ask.acting())
    return ask.done(
        _at(case), Sentence(N_("The opinion is recorded with the case {name}."), {"name": case.name})
    )


def approve(ask: Ask) -> Response:
    """Approve for the library; for the school only whoever may."""
    case, role = _case(ask), ask.text("role")
    if role == "school":
        ask.require(Act.APPROVE)
    case = approving.approve(case, role, ask.text("person"), ask.acting())
    said = Sentence(
        N_("Case {name}: {state}. Copies: {n}."),
        {"name": case.name, "state": Sentence(STATES[case.state]), "n": case.copies},
    )
    undo = Undo(f"{_at(case)}/unapprove", ()) if role == "library" else None
    return ask.done(_at(case), said, undo=undo)


def unapprove(ask: Ask) -> Response:
    """Undo the library's approval."""
    case = _case(ask)
    approving.withdraw_approval(case, ask.acting())
    return ask.done(_at(case), Sentence(N_("Case {name} is no longer approved."), {"name": case.name}))


def cancel(ask: Ask) -> Response:
    """Undo the whole case."""
    case = _case(ask)
    undone = approving.cancel(case, ask.acting())
    said = Sentence(
        N_("Case {name} is undone; copies back in the stock: {n}."), {"name": case.name, "n": undone}
    )
    return ask.done(HERE, said)


def give_docx(ask: Ask) -> Response:
    """The list for Word, by our template or by the one that was sent along."""
    case = _case(ask)
    with TemporaryDirectory(prefix="kiosk-desk-") as folder:
        file = Path(folder) / "list.docx"
        template = sent_template(ask, Path(folder))
        write_withdrawal(file, list_of(case), case, identity().name, ask.words, template)
        return given_file(ask, file, "withdrawn", DOCX)


def give_xlsx(ask: Ask) -> Response:
    """The list for Excel."""
    case = _case(ask)
    return given_workbook(ask, sheets_of(list_of(case), case, identity().name, ask.words), "withdrawn")


def _told(taken: scanning.Taken) -> dict[str, object]:
    return {"title": taken.title, "call_number": taken.call_number}


def _case(ask: Ask) -> Case:
    for case in cases.all_cases():
        if case.case_id == ask.row("case"):
            return case
    raise NotFound(N_("There is no such case any more."))


def _at(case: Case) -> str:
    return f"{HERE}/{case.case_id}"


def _grounds(ask: Ask) -> list[tuple[str, str]]:
    return [(ground, ground_name(ground, ask.words)) for ground in GROUNDS]


_ONE = f"{HERE}/{{case:row}}"
PAGES = (
    Page(HERE, show_weeding, Act.WEED),
    Page(f"{HERE}/rules", change_rules, Act.WEED, "POST"),
    Page(f"{HERE}/open", open_case, Act.WEED, "POST"),
    Page(f"{HERE}/take", take_ticked, Act.WEED, "POST"),
    Page(_ONE, show_case, Act.WEED),
    Page(f"{_ONE}/scan", scan, Act.WEED, "POST"),
    Page(f"{_ONE}/out", take_out, Act.WEED, "POST"),
    Page(f"{_ONE}/opinion", give_opinion, Act.WEED, "POST"),
    Page(f"{_ONE}/approve", approve, Act.WEED, "POST"),
    Page(f"{_ONE}/unapprove", unapprove, Act.WEED, "POST"),
    Page(f"{_ONE}/cancel", cancel, Act.WEED, "POST"),
    Page(f"{_ONE}/list.docx", give_docx, Act.WEED),
    Page(f"{_ONE}/list.docx", give_docx, Act.WEED, "POST", files=1, largest=LARGEST_TEMPLATE),
    Page(f"{_ONE}/list.xlsx", give_xlsx, Act.WEED),
)
