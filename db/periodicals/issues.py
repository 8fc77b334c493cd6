"""The issues of periodicals as they stand on a day: expected, here, late, claimed, lost, bound."""

from dataclasses import dataclass
from datetime import date

from db.errors import NotFound
from db.marking import N_
from db.store.sql import day, rows


@dataclass(frozen=True)
class IssueState:
    """An issue as the grid shows it.

    `state`: `arrived`, `part` of its copies, `expected`, `late`, `claimed`, `lost`, `bound`.
    """

    issue_id: int
    subscription: int
    title: str
    code: str
    number: int
    due_on: date
    arrived_on: date | None
    received: int
    copies: int
    state: str


_ISSUES = """
    SELECT issue.id, subscription.id, title.title, subscription.code, issue.number, issue.due_on,
           issue.arrived_on, issue.received, subscription.copies, issue.claimed_on, issue.lost_on,
           issue.volume_id
    FROM issue JOIN subscription ON subscription.id = issue.subscription_id
    JOIN title ON title.id = subscription.title_id
    WHERE issue.due_on BETWEEN ? AND ? ORDER BY title.title, subscription.id, issue.due_on, issue.id
"""


def issues(today: date, first: date = date.min, last: date = date.max) -> list[IssueState]:
    """The issues that are due from one day to another, as they stand today."""
    found = []
    for row in rows(_ISSUES, first, last):
        issue_id, number_of, title, code, number, due_on, arrived_on, received, copies, *ends = row
        claimed_on, lost_on, volume = ends
        due = day(due_on)
        if volume is not None:
            state = "bound"
        elif lost_on is not None:
            state = "lost"
        elif received >= copies:
            state = "arrived"
        elif claimed_on is not None:
            state = "claimed"
        elif due < today:
            state = "late"
        else:
            state = "part" if received else "expected"
        came = None if arrived_on is None else day(arrived_on)
        found.append(IssueState(issue_id, number_of, title, code, number, due, came, received, copies, state))
    return found


def issue(issue_id: int) -> IssueState:
    """One issue, as it stands on its day. Raises NotFound."""
    found = next((one for one in issues(date.min) if one.issue_id == issue_id), None)
    if found is None:
        raise NotFound(N_("There is no such issue."))
    return found


def issue_of(number: int, issue_number_: int) -> int:
    """The id of a subscription's issue by its number. Raises NotFound."""
    found = rows("SELECT id FROM issue WHERE subscription_id = ? AND number = ?", number, issue_number_)
    if not found:
        raise NotFound(
            N_("Subscription {subscription} has no issue {number}."),
            subscription=number,
            number=issue_number_,
        )
    return int(found[0][0])
