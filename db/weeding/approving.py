"""A case is approved by the library's head and then by the school's, or undone as a whole before that."""

import json

from db.circulation.lookup import find_copy
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, WithdrawalApproval, WithdrawalCase, WithdrawalCopy, WithdrawalOpinion, database
from db.weeding.cases import ROLES, Case, case_called, must_be_open
from db.weeding.scanning import put_back
from db.weeding.signed import list_of


def approve(case: Case, role: str, person: str, acting: Acting) -> Case:
    """Approve as the head of the library, then of the school: with that the copies are written off.

    Raises BadValue for an empty case, for another order, and for one that was approved so before.
    """
    if role not in ROLES:
        raise BadValue(N_("{value} is not one of: {known}."), value=role, known=", ".join(ROLES))
    with database.atomic():
        must_be_open(case)
        case = case_called(case.name)
        if not case.copies:
            raise BadValue(N_("The case {name} holds no books."), name=case.name)
        if case.state == role:
            raise BadValue(N_("That has been approved already."))
        if role == "school" and case.state != "library":
            raise BadValue(N_("The head of the library approves first."))
        WithdrawalApproval.create(case=case.case_id, role=role, at=acting.now, person=person.strip()[:60])
        record(acting, "withdrawal", details={"case": case.name, "approved": role})
        if role == "school":
            _write_off(case, acting)
            signed = list_of(case_called(case.name)).as_data()
            WithdrawalCase.update(
                approved_at=acting.now, signed=json.dumps(signed, ensure_ascii=False)
            ).where(WithdrawalCase.id == case.case_id).execute()
    return case_called(case.name)


def _write_off(case: Case, acting: Acting) -> None:
    held = list(WithdrawalCopy.select().where(WithdrawalCopy.case == case.case_id))
    for row in held:
        was = find_copy(row.copy_id)
        if was.loan:
            raise BadValue(N_("“{title}” is on loan: return it first."), title=was.book.title)
    for row in held:
        Copy.update(status="withdrawn").where(Copy.id == row.copy_id).execute()
        told: dict[str, object] = {"case": case.name, "ground": row.ground, "disposal": case.disposal}
        details = {"status": "withdrawn", "was": "frozen", **told}
        record(acting, "copy_marked", copy_id=row.copy_id, details=details)


def withdraw_approval(case: Case, acting: Acting) -> None:
    """Undo the library's approval, as long as the school has not approved. Raises BadValue, NotFound."""
    with database.atomic():
        must_be_open(case)
        gone = WithdrawalApproval.delete().where(WithdrawalApproval.case == case.case_id).execute()
        if not gone:
            raise NotFound(N_("Nothing has been approved yet."))
        record(acting, "withdrawal", details={"case": case.name, "approved": ""})


def cancel(case: Case, acting: Acting) -> int:
    """Undo a whole case: its copies are what they were before; returns how many. Raises BadValue."""
    with database.atomic():
        must_be_open(case)
        held = list(WithdrawalCopy.select().where(WithdrawalCopy.case == case.case_id))
        for row in held:
            put_back(row, acting)
        for table in (WithdrawalOpinion, WithdrawalApproval):
            table.delete().where(table.case == case.case_id).execute()
        WithdrawalCase.delete().where(WithdrawalCase.id == case.case_id).execute()
        record(acting, "withdrawal", details={"case": case.name, "cancelled": True})
        return len(held)
