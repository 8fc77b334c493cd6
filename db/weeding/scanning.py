"""At the shelf: each scanned copy goes into a case, comes out again, or is kept."""

from dataclasses import dataclass

from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lookup import find, find_copy
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import KeptCopy, WithdrawalCopy, database
from db.stock.choosing import copies_meant
from db.stock.copy_status import mark_this_copy
from db.stock.written_off import must_be_in_no_case
from db.store.sql import rows
from db.weeding.cases import Case, must_be_open
from db.weeding.grounds import must_be_ground


@dataclass(frozen=True)
class Taken:
    """A copy that was scanned: into a case, out of one, or kept."""

    copy_id: int
    title: str
    call_number: str
    case: str = ""


def withdraw(case: Case, code: str, ground: str, acting: Acting, why: str = "") -> Taken:
    """Take the scanned copy into a case: from now on it is not lent.

    Raises NotFound for a code of no book; BadValue for a copy that is on loan, withdrawn, or in a case, for
    an unknown ground, and for a case that is approved.
    """
    return withdraw_copy(case, _copy_of(code).copy_id, ground, acting, why)


def copy_scanned(code: str) -> int:
    """The copy that a scan at the shelf means. Raises NotFound."""
    return _copy_of(code).copy_id


def withdraw_copy(case: Case, copy_id: int, ground: str, acting: Acting, why: str = "") -> Taken:
    """The same for a copy that is pointed at."""
    must_be_ground(ground)
    with database.atomic():
        must_be_open(case)
        copy = find_copy(copy_id)
        must_be_in_no_case(copy_id, copy.book.title)
        if copy.status == "withdrawn":
            raise BadValue(N_("“{title}” is withdrawn already."), title=copy.book.title)
        if rows("SELECT 1 FROM issue_copy WHERE copy_id = ?", copy_id):
            raise BadValue(
                N_("“{title}” is a single issue, which is in no register: bind it, or leave it out."),
                title=copy.book.title,
            )
        if copy.loan:
            raise BadValue(N_("“{title}” is on loan: return it first."), title=copy.book.title)
        mark_this_copy(copy_id, "frozen", acting, {"case": case.name, "ground": ground})
        KeptCopy.delete().where(KeptCopy.copy == copy_id).execute()
        WithdrawalCopy.create(
            copy=copy_id,
            case=case.case_id,
            ground=ground,
            was=copy.status,
            why=why[:200],
            added_at=acting.now,
        )
        return Taken(copy_id, copy.book.title, copy.book.call_number, case.name)


def take_out(case: Case, acting: Acting, code: str = "") -> Taken:
    """Undo: take a copy out of a case again, without a code the last one; it is what it was before.

    Raises NotFound where there is no such copy in the case, BadValue once the school has approved.
    """
    with database.atomic():
        must_be_open(case)
        held = WithdrawalCopy.select().where(WithdrawalCopy.case == case.case_id)
        if code:
            copy_ids = copies_meant(code)
            row = held.where(WithdrawalCopy.copy.in_(copy_ids)).first() if copy_ids else None
        else:
            row = held.order_by(WithdrawalCopy.added_at.desc(), WithdrawalCopy.copy.desc()).first()
        if row is None:
            raise NotFound(N_("There is no such book in the case {name}."), name=case.name)
        return put_back(row, acting)


def take_out_copy(case: Case, copy_id: int, acting: Acting) -> Taken:
    """The same for a copy that is pointed at."""
    with database.atomic():
        must_be_open(case)
        row = WithdrawalCopy.get_or_none(WithdrawalCopy.case == case.case_id, WithdrawalCopy.copy == copy_id)
        if row is None:
            raise NotFound(N_("There is no such book in the case {name}."), name=case.name)
        return put_back(row, acting)


def put_back(row: WithdrawalCopy, acting: Acting) -> Taken:
    """In the running transaction: a copy is in no case any more, and what it was before."""
    copy = find_copy(row.copy_id)
    WithdrawalCopy.delete().where(WithdrawalCopy.copy == row.copy_id).execute()
    mark_this_copy(row.copy_id, row.was, acting, {"out_of_case": row.case_id})
    return Taken(row.copy_id, copy.book.title, copy.book.call_number)


def keep_here(code: str, acting: Acting) -> Taken:
    """The scanned copy stays: it is not proposed again. Raises as `withdraw`."""
    copy = _copy_of(code)
    with database.atomic():
        must_be_in_no_case(copy.copy_id, copy.book.title)
        KeptCopy.insert(
            copy=copy.copy_id, at=acting.now, kept_by=acting.account[:64]
        ).on_conflict_ignore().execute()
        record(acting, "withdrawal", copy_id=copy.copy_id, details={"kept": True})
        return Taken(copy.copy_id, copy.book.title, copy.book.call_number)


def propose_again(acting: Acting) -> int:
    """Forget what was decided to be kept; returns how many copies that were."""
    with database.atomic():
        forgotten = KeptCopy.delete().execute()
        record(acting, "withdrawal", details={"kept": False, "copies": forgotten})
        return int(forgotten)


def _copy_of(code: str) -> FoundCopy:
    found = find(clean(code))
    if isinstance(found, FoundCopy):
        return found
    if isinstance(found, FoundTitle) and found.unlabelled:
        free = [
            one for one in found.unlabelled if one.loan is None and one.status not in ("withdrawn", "frozen")
        ]
        return (free or found.unlabelled)[0]
    raise NotFound(N_("No book matches {text}."), text=code)
