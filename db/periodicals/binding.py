"""Issues bound into a volume: one copy of the stock, in the register, that says which numbers it lacks."""

from dataclasses import dataclass

from db.cataloguing.titles import add_title
from db.clock import local_day
from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, Issue, Volume, database
from db.periodicals.issues import IssueState, issues
from db.periodicals.subscribing import subscription
from db.registers.entering import Acquired
from db.store.batches import select_in
from db.store.sql import rows


@dataclass(frozen=True)
class Bound:
    """A volume: its title, its number in the register, what is in it and what it lacks."""

    title_id: int
    title: str
    accession: int
    numbers: tuple[int, ...]
    gaps: tuple[int, ...]


def bind(
    number: int,
    first: int,
    last: int,
    name: str,
    acting: Acting,
    *,
    call_number: str = "",
    place: str = "",
    without: tuple[int, ...] = (),
) -> Bound:
    """Bind the issues of a subscription from one number to another into a volume of this name.

    What is lost or never came has to be left out by `without`: it is listed as a gap. One copy of each issue
    goes into the volume and is lent no more; further copies stay as they are. Raises BadValue for an issue
    that is not here, is lost or bound already, or of which all copies are on loan.
    """
    known = subscription(number)
    with database.atomic():
        here = {
            one.number: one
            for one in issues(local_day(acting.now))
            if one.subscription == number and first <= one.number <= last
        }
        if not here or not first <= last:
            raise BadValue(
                N_("“{title}” has no issues {first} to {last}."), title=known.title, first=first, last=last
            )
        inside = [one for one in here.values() if one.number not in without]
        _refuse(inside)
        copies = _one_of_each([one.issue_id for one in inside])
        added = add_title(
            {"title": name, "call_number": call_number, "year": str(known.year)},
            acting,
            place=place,
            acquired=Acquired(kind="subscribed", source=known.code),
        )
        gaps = tuple(sorted(set(range(first, last + 1)) - {one.number for one in inside}))
        volume = Volume.create(
            copy=added.copies[0],
            subscription=number,
            bound_on=local_day(acting.now),
            gaps=", ".join(map(str, gaps)),
        )
        Issue.update(volume=volume).where(Issue.id.in_([one.issue_id for one in inside])).execute()
        if copies:
            Copy.update(status="withdrawn").where(Copy.id.in_(copies)).execute()
        numbers = tuple(one.number for one in inside)
        record(
            acting,
            "issues_bound",
            copy_id=added.copies[0],
            details={"subscription": number, "issues": list(numbers), "gaps": list(gaps)},
        )
        ((accession,),) = rows("SELECT number FROM accession WHERE copy_id = ?", added.copies[0])
    return Bound(added.title_id, added.title, accession, numbers, gaps)


def _one_of_each(issue_ids: list[int]) -> list[int]:
    """A copy of each issue, as far as its issues are copies: one that is here. Raises BadValue."""
    copies = dict(
        reversed(
            select_in(
                "SELECT issue_copy.issue_id, issue_copy.copy_id FROM issue_copy"
                " JOIN copy ON copy.id = issue_copy.copy_id"
                " WHERE copy.status NOT IN ('lost', 'withdrawn') AND NOT EXISTS"
                " (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)"
                " AND issue_copy.issue_id IN",
                issue_ids,
            )
        )
    )
    kept = {issue for (issue,) in select_in("SELECT issue_id FROM issue_copy WHERE issue_id IN", issue_ids)}
    if lent := kept - copies.keys():
        raise BadValue(N_("Issues that are on loan: {n}. Return them first."), n=len(lent))
    return list(copies.values())


def _refuse(inside: list[IssueState]) -> None:
    lost = [one.number for one in inside if one.state == "lost"]
    away = [one.number for one in inside if one.state != "lost" and not one.received]
    bound = [one.number for one in inside if one.state == "bound"]
    for numbers, sentence in (
        (lost, N_("Lost issues cannot be bound: {numbers}. Leave them out; the volume lists them as gaps.")),
        (away, N_("These issues have not come: {numbers}. Leave them out; the volume lists them as gaps.")),
        (bound, N_("These issues are bound already: {numbers}.")),
    ):
        if numbers:
            raise BadValue(sentence, numbers=", ".join(map(str, numbers)))
    if not inside:
        raise BadValue(N_("There is no issue left to bind."))


def volumes() -> list[tuple[int, int, str, str]]:
    """Subscription, accession number, title and gaps of each volume, the newest first."""
    return [
        (int(number), int(accession), str(title), str(gaps))
        for number, accession, title, gaps in rows(
            "SELECT volume.subscription_id, accession.number, title.title, volume.gaps FROM volume"
            " JOIN copy ON copy.id = volume.copy_id JOIN title ON title.id = copy.title_id"
            " JOIN accession ON accession.copy_id = copy.id ORDER BY volume.id DESC"
        )
    ]
