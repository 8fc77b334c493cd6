"""What came and what did not: checked in by the bars on the cover or by hand, claimed, lost."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.cataloguing.past import has_past
from db.clock import local_day
from db.codes import clean, issue_number, series_spellings
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, Issue, IssueCopy, database
from db.periodicals.issues import IssueState, issue, issues
from db.periodicals.subscribing import subscription
from db.store.sql import day, rows

AHEAD = timedelta(days=31)
"""How long before its day an issue may come: magazines are in the post early."""


@dataclass(frozen=True)
class Arrived:
    """An issue that was checked in: so many of its copies are here, of those that are ordered."""

    issue_id: int
    subscription: int
    title: str
    number: int
    due_on: date
    received: int
    copies: int
    copy_id: int | None


def check_in(code: str, acting: Acting) -> Arrived:
    """Check in one copy of the issue whose bars were scanned: `977`, the series, and two digits beside it.

    Without the two digits it is the earliest issue that is missing. Of several subscriptions to it, the one
    that lacks copies gets it. Raises NotFound for a code of no subscription or of an issue that is not
    expected, and BadValue where all its copies are here.
    """
    cleaned = clean(code)
    series, number = issue_number(cleaned) or (cleaned, None)
    spellings = series_spellings(series)
    today = local_day(acting.now)
    found = rows(
        "SELECT issue.id, issue.printed, issue.received, subscription.copies, issue.due_on FROM issue"
        " JOIN subscription ON subscription.id = issue.subscription_id"
        " JOIN title ON title.id = subscription.title_id"
        " WHERE title.identifier IN (?, ?) AND subscription.starts_on <= ? AND subscription.ends_on >= ?"
        " AND issue.lost_on IS NULL AND issue.volume_id IS NULL ORDER BY issue.due_on, issue.id",
        *(spellings[0], spellings[-1], today + AHEAD, today - AHEAD),
    )
    if not series.startswith("977") or not found:
        raise NotFound(N_("No subscription has the code {code}."), code=code)
    meant = [row for row in found if number in (None, row[1])]
    if not meant:
        raise NotFound(
            N_("Issue {number} is not expected; issues {first} to {last} are."),
            number=number,
            first=found[0][1],
            last=found[-1][1],
        )
    short = [row for row in meant if row[2] < row[3]]
    if number is not None:  # of two years it is the issue whose day is nearer
        short.sort(key=lambda row: abs(day(row[4]) - today))
    if not short:
        raise BadValue(
            N_("All copies of issue {number} are here: {n}. This is one more than was ordered."),
            number=meant[0][1],
            n=sum(row[3] for row in meant),
        )
    return _arrive(short[0][0], 1, acting)


def arrived_today(number: int, acting: Acting, on: date | None = None) -> Arrived:
    """All copies of the issue that is expected on this day, or of the last before it that lacks any.

    Raises NotFound where none is missing; without a day also BadValue where one was checked in today and only
    older ones are missing: a second click is no second issue.
    """
    today = on or local_day(acting.now)
    known = subscription(number)
    found = rows(
        "SELECT id, received, due_on FROM issue WHERE subscription_id = ? AND due_on <= ? AND received < ?"
        " AND lost_on IS NULL ORDER BY due_on DESC LIMIT 1",
        *(number, today, known.copies),
    )
    if not found:
        raise NotFound(N_("No issue of “{title}” is expected on {day}."), title=known.title, day=today)
    newer = rows(
        "SELECT number FROM issue WHERE subscription_id = ? AND arrived_on = ? AND due_on > ?"
        " ORDER BY due_on DESC LIMIT 1",
        *(number, today, day(found[0][2])),
    )
    if on is None and newer:
        raise BadValue(
            N_("Issue {number} of “{title}” has come today already. For an older issue, give its day."),
            number=newer[0][0],
            title=known.title,
        )
    return _arrive(found[0][0], known.copies - found[0][1], acting)


def _arrive(issue_id: int, copies: int, acting: Acting) -> Arrived:
    with database.atomic():
        state = issue(issue_id)
        known = subscription(state.subscription)
        copy_id = None
        for _copy in range(copies if known.lends else 0):
            ((newest,),) = rows(
                "SELECT COALESCE(MAX(number), 0) FROM copy WHERE title_id = ?", known.title_id
            )
            copy_id = int(Copy.create(title=known.title_id, number=newest + 1).id)
            IssueCopy.create(copy=copy_id, issue=issue_id)
        received = state.received + copies
        Issue.update(arrived_on=state.arrived_on or local_day(acting.now), received=received).where(
            Issue.id == issue_id
        ).execute()
        record(acting, "issue_arrived", details={"issue": issue_id, "copies": copies})
    return Arrived(
        *(issue_id, state.subscription, known.title, state.number, state.due_on, received, known.copies),
        copy_id,
    )


def take_back(issue_id: int, acting: Acting) -> IssueState:
    """One copy of an issue was checked in by mistake. Raises NotFound, and BadValue for what was lent."""
    with database.atomic():
        state = issue(issue_id)
        if not state.received or state.state == "bound":
            raise BadValue(N_("Issue {number} has not come yet, or is bound already."), number=state.number)
        copies = [
            copy_id
            for (copy_id,) in rows("SELECT copy_id FROM issue_copy WHERE issue_id = ?", issue_id)
            if not has_past([copy_id], ("issue_copy",))
        ]
        if subscription(state.subscription).lends:
            if not copies:
                raise BadValue(
                    N_("Issue {number} has been lent, so its arrival cannot be undone."), number=state.number
                )
            IssueCopy.delete().where(IssueCopy.copy == copies[-1]).execute()
            Copy.delete().where(Copy.id == copies[-1]).execute()
        left = state.received - 1
        Issue.update(received=left, arrived_on=state.arrived_on if left else None).where(
            Issue.id == issue_id
        ).execute()
        record(acting, "issue_taken_back", details={"issue": issue_id})
    return issue(issue_id)


def lose(issue_id: int, acting: Acting, *, found_again: bool = False) -> IssueState:
    """An issue is lost, or never came and is not claimed any more; or it was found again.

    Raises NotFound, and BadValue for a bound one.
    """
    with database.atomic():
        state = issue(issue_id)
        if state.state == "bound":
            raise BadValue(N_("Issue {number} has not come yet, or is bound already."), number=state.number)
        on = None if found_again else local_day(acting.now)
        Issue.update(lost_on=on).where(Issue.id == issue_id).execute()
        record(acting, "issue_lost", details={"issue": issue_id, "found_again": found_again})
    return issue(issue_id)


def claim(acting: Acting, number: int | None = None) -> list[IssueState]:
    """Claim what is late, of one subscription or of all; everything that is claimed and still missing.

    What was claimed before is on the list again, with the day of its first claim.
    """
    today = local_day(acting.now)
    with database.atomic():
        late = [
            one
            for one in issues(today)
            if one.state in ("late", "claimed") and number in (None, one.subscription)
        ]
        fresh = [one.issue_id for one in late if one.state == "late"]
        if fresh:
            Issue.update(claimed_on=today).where(Issue.id.in_(fresh)).execute()
            record(acting, "issues_claimed", details={"issues": fresh})
    return late
