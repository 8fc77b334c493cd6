"""A block list: its titles are frozen at once, looked for in three passes, and each copy gets a result."""

from db.circulation.found import FoundCopy
from db.circulation.lookup import find_copy
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import BlockedCopy, BlockPass, Copy, TitleList, database
from db.review.report import BlockReport, Met, report_of
from db.stock.choosing import copies_meant
from db.stock.copy_status import mark_this_copy
from db.stock.written_off import case_of
from db.store.sql import rows
from db.title_lists.kept import KeptList, lines_of, list_called
from db.title_lists.lines import Line
from db.title_lists.making import keep_block
from db.title_lists.matching import matches

PASSES = (1, 2, 3)
"""By the catalogue; book by book, corners too; what was met is looked at once more."""
RESULTS = ("illegal", "unsuitable", "poor", "cleared", "not_it", "not_found")
"""Handed in; stored apart; in poor condition; nothing wrong with it; another book; not to be found."""
_FREE_AGAIN = ("cleared", "not_it")
_MOST = 2**31 - 1


def begin_block(name: str, source: str, lines: tuple[Line, ...], acting: Acting) -> BlockReport:
    """Keep a block list, and freeze what it names: the first pass. Raises as `keep_block`."""
    with database.atomic():
        kept = keep_block(name, source, lines, acting)
        return look_through(kept.name, acting)


def look_through(name: str, acting: Acting) -> BlockReport:
    """Look the list up in the catalogue (once more) and freeze what is new. Raises NotFound, BadValue."""
    with database.atomic():
        kept = _open(name)
        ids = {
            number: line_id
            for line_id, number in rows(
                "SELECT id, number FROM title_list_line WHERE title_list_id = ?", kept.list_id
            )
        }
        for match in matches(lines_of(kept.list_id)):
            held = Copy.select().where(Copy.title == match.title_id, Copy.status != "withdrawn")
            for copy in held.order_by(Copy.number):
                _meet(kept, copy.id, match.how, ids[match.line.number], acting)
        ((copies,),) = rows("SELECT COUNT(*) FROM copy WHERE status <> 'withdrawn'")
        _pass(kept, 1, acting.account, copies, acting)
        return report_of(kept.name)


def found_at_shelf(name: str, code: str, acting: Acting) -> Met:
    """A copy that belongs on the list was found book by book. Raises NotFound, BadValue."""
    with database.atomic():
        kept = _open(name)
        copy = _copy_of(code)
        _meet(kept, copy.copy_id, "shelf", None, acting)
        return next(one for one in report_of(kept.name).met if one.copy_id == copy.copy_id)


def done_pass(name: str, number: int, checked: int, person: str, acting: Acting) -> None:
    """The stock was gone through again: so many copies looked at. Raises BadValue for another order."""
    with database.atomic():
        kept = _open(name)
        done = {one[0] for one in report_of(kept.name).passes}
        if number not in PASSES or not 0 <= checked <= _MOST:
            raise BadValue(N_("There are three passes; say how many books were looked at."))
        if number > 1 and number - 1 not in done:
            raise BadValue(N_("Pass {n} comes first."), n=number - 1)
        _pass(kept, number, person, checked, acting)


def settle(name: str, code: str, result: str, acting: Acting, note: str = "") -> Met:
    """What came of a copy: what is in order is lent again, all else stays kept back.

    Raises NotFound, BadValue.
    """
    report = report_of(_open(name).name)
    copy_ids = copies_meant(code)
    chosen = [one for one in report.met if one.copy_id in copy_ids]
    if not chosen:
        raise NotFound(N_("The list {name} matched no book {code}."), name=report.kept.name, code=code)
    without = [one for one in chosen if not one.result]
    return settle_copy(name, (without or chosen)[0].copy_id, result, acting, note)


def settle_copy(name: str, copy_id: int, result: str, acting: Acting, note: str = "") -> Met:
    """The same for a copy that is pointed at."""
    if result not in RESULTS:
        raise BadValue(N_("{value} is not one of: {known}."), value=result, known=", ".join(RESULTS))
    with database.atomic():
        kept = _open(name)
        row = BlockedCopy.get_or_none(BlockedCopy.title_list == kept.list_id, BlockedCopy.copy == copy_id)
        if row is None:
            raise NotFound(N_("There is no such copy any more."))
        status = Copy.get_by_id(copy_id).status
        if result in _FREE_AGAIN and row.frozen and status == "frozen" and not case_of(copy_id):
            others = rows(
                "SELECT 1 FROM blocked_copy WHERE copy_id = ? AND id <> ? AND frozen"
                " AND result NOT IN ('cleared', 'not_it')",
                *(copy_id, row.id),
            )
            if not others:
                mark_this_copy(copy_id, row.was, acting, {"block": kept.list_id, "result": result})
        frozen = row.frozen
        if (
            result not in _FREE_AGAIN
            and not case_of(copy_id)
            and status not in ("frozen", "withdrawn", "lost")
        ):
            mark_this_copy(copy_id, "frozen", acting, {"block": kept.list_id, "result": result})
            frozen = True
        BlockedCopy.update(
            result=result, settled_at=acting.now, note=note.strip()[:200], frozen=frozen
        ).where(BlockedCopy.id == row.id).execute()
        record(acting, "block_list", copy_id=copy_id, details={"list": kept.list_id, "result": result})
        return next(one for one in report_of(kept.name).met if one.copy_id == copy_id)


def close_block(name: str, acting: Acting) -> BlockReport:
    """The report is made. Raises BadValue while a pass or a result is missing."""
    with database.atomic():
        kept = _open(name)
        report = report_of(kept.name)
        missing = [number for number in PASSES if number not in {one[0] for one in report.passes}]
        if missing:
            raise BadValue(N_("Pass {n} is not done yet."), n=missing[0])
        if report.open:
            raise BadValue(N_("Copies without a result: {n}."), n=len(report.open))
        TitleList.update(closed_at=acting.now).where(TitleList.id == kept.list_id).execute()
        record(acting, "block_list", details={"list": kept.list_id, "closed": True, "nil": report.is_nil})
        return report_of(kept.name)


def _meet(kept: KeptList, copy_id: int, how: str, line: int | None, acting: Acting) -> None:
    if (
        BlockedCopy.select()
        .where(BlockedCopy.title_list == kept.list_id, BlockedCopy.copy == copy_id)
        .exists()
    ):
        return
    copy = find_copy(copy_id)
    freezes = how != "part" and copy.status in ("available", "reference", "repair", "processing")
    if freezes and not case_of(copy_id):
        mark_this_copy(copy_id, "frozen", acting, {"block": kept.list_id})
    where = "loan" if copy.loan else "corner" if copy.corner else "library"
    BlockedCopy.create(
        **{"title_list": kept.list_id, "line": line, "copy": copy_id, "how": how, "was": copy.status},
        **{"place": where, "frozen": freezes or copy.status == "frozen", "found_at": acting.now},
    )


def _pass(kept: KeptList, number: int, person: str, checked: int, acting: Acting) -> None:
    BlockPass.delete().where(BlockPass.title_list == kept.list_id, BlockPass.number == number).execute()
    BlockPass.create(
        title_list=kept.list_id, number=number, at=acting.now, person=person.strip()[:60], checked=checked
    )
    record(acting, "block_list", details={"list": kept.list_id, "pass": number, "checked": checked})


def _open(name: str) -> KeptList:
    kept = list_called(name, "block")
    if kept.closed_at:
        raise BadValue(N_("The report on the list {name} is finished and closed."), name=kept.name)
    return kept


def _copy_of(code: str) -> FoundCopy:
    copy_ids = copies_meant(code)
    if not copy_ids:
        raise NotFound(N_("No book matches {text}."), text=code)
    return find_copy(copy_ids[0])
