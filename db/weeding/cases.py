"""Cases: copies that are withdrawn together, from the first scan at the shelf to the school's approval.

A copy in a case is kept back from lending at once. Until the school approves, all can be undone; then the
copies are withdrawn for good, and the list is as it was signed.
"""

from dataclasses import dataclass
from datetime import datetime

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import (
    WithdrawalCase,
    WithdrawalOpinion,
    database,
)
from db.store.sql import moment, rows

ROLES = ("library", "school")
"""Who approves, in this order: the head of the library, the head of the school."""
_LONGEST = 2000


@dataclass(frozen=True)
class Case:
    """A case. `approvals` are who approved, by role; `state` is `open`, `library` or `school`."""

    case_id: int
    name: str
    opened_at: datetime
    opened_by: str
    disposal: str
    approved_at: datetime | None
    copies: int
    approvals: tuple[tuple[str, str, datetime], ...]
    opinions: tuple[tuple[str, str, datetime], ...]

    @property
    def state(self) -> str:
        """How far it is."""
        roles = {role for role, _person, _at in self.approvals}
        return next((role for role in reversed(ROLES) if role in roles), "open")


def open_case(name: str, acting: Acting, disposal: str = "") -> Case:
    """Begin a case; `disposal` says what is done with the books. Raises BadValue for a name in use."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise BadValue(N_("A name has from 1 to {most} characters."), most=60)
    with database.atomic():
        if WithdrawalCase.select().where(WithdrawalCase.name == name).exists():
            raise BadValue(N_("There is a case {name} already."), name=name)
        WithdrawalCase.create(
            name=name, opened_at=acting.now, opened_by=acting.account[:64], disposal=disposal.strip()[:120]
        )
        record(acting, "withdrawal", details={"case": name, "opened": True})
    return case_called(name)


def all_cases() -> list[Case]:
    """All cases, the newest first."""
    found = rows(
        "SELECT id, name, opened_at, opened_by, disposal, approved_at,"
        " (SELECT COUNT(*) FROM withdrawal_copy WHERE withdrawal_copy.case_id = withdrawal_case.id)"
        " FROM withdrawal_case ORDER BY id DESC"
    )
    return [
        Case(
            *(case_id, name, moment(opened_at), opened_by, disposal),
            *(moment(approved_at) if approved_at else None, copies),
            tuple(
                (role, person, moment(at))
                for role, person, at in rows(
                    "SELECT role, person, at FROM withdrawal_approval WHERE case_id = ? ORDER BY id", case_id
                )
            ),
            tuple(
                (person, words, moment(at))
                for person, words, at in rows(
                    "SELECT person, words, at FROM withdrawal_opinion WHERE case_id = ? ORDER BY id", case_id
                )
            ),
        )
        for case_id, name, opened_at, opened_by, disposal, approved_at, copies in found
    ]


def case_called(name: str = "") -> Case:
    """The case of this name; without one the only open case.

    Raises NotFound, and BadValue where several are open.
    """
    cases = all_cases()
    wanted = " ".join(name.split())
    if wanted:
        for case in cases:
            if case.name == wanted:
                return case
        raise NotFound(N_("There is no case {name}."), name=wanted)
    still_open = [case for case in cases if case.state != "school"]
    if not still_open:
        raise NotFound(N_("No case is open. Begin one: {command}"), command="kiosk weeding open 2026")
    if len(still_open) > 1:
        names = ", ".join(case.name for case in still_open)
        raise BadValue(N_("Several cases are open. Say which one: {names}."), names=names)
    return still_open[0]


def give_opinion(case: Case, person: str, words: str, acting: Acting) -> None:
    """Keep what a colleague thinks of it. Raises BadValue for nobody, nothing, or an approved case."""
    person, words = person.strip()[:60], words.strip()
    if not person or not words or len(words) > _LONGEST:
        raise BadValue(N_("Say who thinks what, in at most {most} characters."), most=_LONGEST)
    with database.atomic():
        must_be_open(case)
        WithdrawalOpinion.create(case=case.case_id, at=acting.now, person=person, words=words)
        record(acting, "withdrawal", details={"case": case.name, "opinion": True})


def must_be_open(case: Case) -> None:
    """Raises BadValue once the school has approved it."""
    if rows("SELECT 1 FROM withdrawal_case WHERE id = ? AND approved_at IS NOT NULL", case.case_id):
        raise BadValue(N_("The case {name} is approved and closed."), name=case.name)
