"""The relabel campaign: which copies need a new label, what is printed next, how far it is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from db.answers.campaign import Progress, ShelfProgress
from db.answers.relabel import Line, State
from db.answers.shown import Book
from db.clock import local_day
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.labelling.jobs import Job, Sheet, again, make, rehearsed
from db.labelling.new_codes import hold_serials
from db.marking import N_
from db.models import CODE_OF_COPY, NO_ISSUE, NOT_GONE, RelabelCampaign, RelabelItem, database
from db.stock.choosing import SHELF_ORDER, Wanted, copies, copies_by_id
from db.stock.shelves import by_number
from db.store.batches import insert
from db.store.sql import moment, rows

CampaignKind = Literal["barcode", "combined"]
_DAYS_OF_A_RATE = 3


@dataclass(frozen=True)
class Campaign:
    """The open campaign: what it prints, and whether labels of an earlier system get new codes."""

    campaign_id: int
    kind: CampaignKind
    new_codes: bool
    opened_at: datetime


@dataclass(frozen=True)
class Opened:
    """A campaign was opened, or the open one made larger. `added`: copies that are new on the worklist."""

    campaign: Campaign
    added: int
    total: int
    extended: bool


LINES = f"""
    SELECT copy.id, copy.title_id, copy.number, title.title, title.author, title.call_number,
           COALESCE(location.name, ''),
           COALESCE({CODE_OF_COPY}, ''),
           COALESCE(item.state, ''), COALESCE(item.job_id, 0), item.changed_at,
           COALESCE(item.changed_by, '')
    FROM copy
    JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN relabel_item AS item ON item.copy_id = copy.id AND item.campaign_id = ?
    WHERE {NOT_GONE} AND {NO_ISSUE}
"""

_ON_LOAN_UNLABELLED = """
    (NOT EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = item.copy_id)
     AND EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = item.copy_id AND loan.returned_at IS NULL))
"""


def running_campaign() -> Campaign:
    """The open campaign. Raises NotFound when there is none."""
    found = RelabelCampaign.get_or_none(RelabelCampaign.closed_at.is_null())
    if found is None:
        raise NotFound(N_("No relabelling is under way. Begin one with: kiosk relabel open"))
    kind: CampaignKind = "barcode" if found.kind == "barcode" else "combined"
    return Campaign(found.id, kind, found.new_codes, found.opened_at)


def open_campaign(
    wanted: Wanted, acting: Acting, *, kind: CampaignKind | None = None, new_codes: bool | None = None
) -> Opened:
    """Put the copies of a choice on the worklist, of the open campaign if there is one.

    What is printed is decided once, when the campaign begins: combined labels if nobody says otherwise.
    Raises BadValue when the choice holds nothing, or a running campaign is asked to print something else.
    """
    with database.atomic():
        hold_serials()
        running = RelabelCampaign.get_or_none(RelabelCampaign.closed_at.is_null())
        if running and (kind or running.kind, running.new_codes if new_codes is None else new_codes) != (
            running.kind,
            running.new_codes,
        ):
            raise BadValue(
                N_("The relabelling under way prints other labels. End it first: kiosk relabel end")
            )
        chosen = [copy.copy_id for copy in copies(wanted)]
        if not chosen:
            raise BadValue(N_("There is no such book."))
        campaign = running or RelabelCampaign.create(
            opened_at=acting.now, kind=kind or "combined", new_codes=bool(new_codes)
        )
        listed = {
            id_ for (id_,) in rows("SELECT copy_id FROM relabel_item WHERE campaign_id = ?", campaign.id)
        }
        added = [
            (campaign.id, id_, "to_print", acting.now, acting.kiosk) for id_ in chosen if id_ not in listed
        ]
        insert(RelabelItem, ("campaign_id", "copy_id", "state", "changed_at", "changed_by"), added)
        record(acting, "relabel_opened", details={"campaign": campaign.id, "copies": len(added)})
    return Opened(running_campaign(), len(added), len(listed) + len(added), running is not None)


def end_campaign(acting: Acting) -> Progress:
    """End the open campaign, done or not; its labels stay valid. Raises NotFound when there is none."""
    with database.atomic():
        campaign = running_campaign()
        reached = progress()
        RelabelCampaign.update(closed_at=acting.now).where(
            RelabelCampaign.id == campaign.campaign_id
        ).execute()
        record(
            acting, "relabel_ended", details={"campaign": campaign.campaign_id, "percent": reached.percent}
        )
    return reached


def print_next(
    most: int, sheet: Sheet, acting: Acting, *, without: Collection[int] = (), symbol: str = ""
) -> Job:
    """A print job of the next copies of the worklist, in shelf order, which nobody else prints then.

    A copy that is on loan without a label waits until it is back, and so do those of `without`. `symbol` as
    in `make`. Raises NotFound when nothing is to print.
    """
    with database.atomic():
        hold_serials()
        campaign = running_campaign()
        found = [copy.copy_id for copy in upcoming(most, without)]
        if not found:
            raise NotFound(N_("There is nothing to print now: see kiosk relabel status."))
        chosen = copies_by_id(found)
        return make(campaign.kind, sheet, acting, copies=chosen, new_codes=campaign.new_codes, symbol=symbol)


def rehearse_next(most: int, sheet: Sheet, *, without: Collection[int] = ()) -> Job:
    """What `print_next` would print; nothing is recorded. Raises NotFound when no campaign is open."""
    campaign = running_campaign()
    chosen = copies_by_id([line.copy_id for line in upcoming(most, without)])
    return rehearsed(campaign.kind, sheet, copies=chosen, new_codes=campaign.new_codes)


def failed_job() -> Job | None:
    """The oldest job of the campaign that came to nothing and is to be printed again. Raises NotFound."""
    found = rows(
        """
        SELECT MIN(job.id) FROM print_job AS job JOIN relabel_item AS item ON item.job_id = job.id
        WHERE job.state = 'failed' AND item.state = 'to_print' AND item.campaign_id = ?
        """,
        running_campaign().campaign_id,
    )[0][0]
    return again(number=found) if found else None


def upcoming(most: int, without: Collection[int] = ()) -> list[Line]:
    """The copies that would be printed next, in shelf order. Raises NotFound when no campaign is open."""
    found = _lines(
        f"AND item.state = 'to_print' AND item.job_id IS NULL AND NOT {_ON_LOAN_UNLABELLED}"
        f" ORDER BY {SHELF_ORDER} LIMIT ?",
        most + len(without),
    )
    return [line for line in found if line.copy_id not in without][:most]


def worklist(states: Sequence[State] = ()) -> list[Line]:
    """The copies of the worklist in shelf order, all or those in these states. Raises NotFound."""
    among = f"AND item.state IN ({', '.join('?' * len(states))})" if states else ""
    return _lines(f"AND item.id IS NOT NULL {among} ORDER BY {SHELF_ORDER}", *states)


def progress() -> Progress:
    """How far the open campaign is. Raises NotFound when there is none."""
    campaign = running_campaign().campaign_id
    found = rows(
        f"""
        SELECT item.state, item.job_id, item.changed_at, item.state = 'to_print' AND {_ON_LOAN_UNLABELLED}
        FROM relabel_item AS item JOIN copy ON copy.id = item.copy_id
        WHERE item.campaign_id = ? AND {NOT_GONE}
        """,
        campaign,
    )
    states = Counter(state for state, *_ in found)
    in_hand = [job for state, job, *_ in found if state == "to_print" and job]
    days = {local_day(moment(at)) for state, _, at, _ in found if state == "closed"}
    return Progress(
        total=len(found),
        to_print=states["to_print"],
        printed=states["printed"],
        closed=states["closed"],
        not_found=states["not_found"],
        in_hand=len(in_hand),
        on_loan=sum(bool(out) for *_, out in found),
        per_day=states["closed"] / len(days) if len(days) >= _DAYS_OF_A_RATE else 0.0,
        unprinted_jobs=tuple(sorted(set(in_hand))),
    )


def shelf_progress() -> list[ShelfProgress]:
    """The copies by shelf, shelves in the order of their numbers and names. Raises NotFound."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    found = rows(
        f"""
        SELECT COALESCE(location.name, ''), item.state, COUNT(*), MAX(item.changed_at)
        FROM relabel_item AS item JOIN copy ON copy.id = item.copy_id
        LEFT JOIN location ON location.id = copy.location_id
        WHERE item.campaign_id = ? AND {NOT_GONE}
        GROUP BY location.name, item.state
        """,
        running_campaign().campaign_id,
    )
    worked: dict[str, datetime] = {}
    for shelf, state, number, changed_at in found:
        counts[shelf][state] += number
        if state in ("closed", "not_found"):
            worked[shelf] = max(moment(changed_at), worked.get(shelf, moment(changed_at)))
    return [
        ShelfProgress(
            *(shelf, states["to_print"], states["printed"], states["closed"], states["not_found"]),
            worked.get(shelf),
        )
        for shelf, states in sorted(counts.items(), key=lambda entry: by_number(entry[0]))
    ]


def line_of(row: tuple[Any, ...]) -> Line:
    """A row of `LINES` as a line of the worklist."""
    copy_id, title_id, number, title, author, call_number, shelf, code, state, job, at, by = row
    book = Book(title, author, call_number, shelf)
    return Line(copy_id, title_id, number, book, code, state, job, moment(at) if at else None, by)


def _lines(condition: str, *values: object) -> list[Line]:
    return [line_of(row) for row in rows(f"{LINES} {condition}", running_campaign().campaign_id, *values)]
