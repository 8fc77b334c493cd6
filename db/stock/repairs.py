"""Damaged books and their repair: what happened, without blame, and how it was settled.

Money is asked only in a library that has said so: pupils and their families are asked to help or to mend.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from db.clock import local_day
from db.errors import BadValue, within
from db.events.record import STANDS, Acting
from db.library.identity import keep_setting
from db.marking import N_
from db.models import CODE_OF_COPY, database
from db.stock.acts import CopyAct, copy_acts
from db.stock.copy_status import CopyMarked, mark_copy, mark_this_copy
from db.stock.one_book import agree_one_book, forget_agreed
from db.store import kept
from db.store.batches import select_in
from db.store.sql import moment, rows

DAMAGES = ("torn", "loose", "wet", "drawn", "label", "other")
"""What can be wrong with a book."""
OUTCOMES = {
    "mended_by_pupil": "available",
    "mended": "available",
    "same_book": "available",
    "helped": "available",
    "waived": "available",
    "other_book": "withdrawn",
    "worn_out": "withdrawn",
    "paid": "available",
    "paid_gone": "withdrawn",
}
"""How a repair ends, and what the copy then is. Where another book was agreed on, that one is catalogued."""
PAID = ("paid", "paid_gone")
"""The ways with money: for a book that stays, and for one that does not."""
_MONEY = "damage_price"
_DEAREST = 10_000_000
"""In hundredths: a longer number is a code in the wrong field."""
OFTEN = 3
"""The repair at which it is proposed to withdraw the book."""
_LONGEST = 120
_FOREVER = datetime(9999, 1, 1)


@dataclass(frozen=True)
class Damage:
    """What is wrong with a book.

    Attributes:
        kind: one of `DAMAGES`; `degree` 1 slight, 2 can be mended, 3 hardly.
        known: somebody knows by whom; who it was is not kept here.
        place: where the book lies meanwhile.
        note: in the librarian's words.
        amount: what is to be paid for it, in hundredths; only where the library asks for money at all.
    """

    kind: str = "other"
    degree: int = 2
    known: bool = False
    place: str = ""
    note: str = ""
    amount: int | None = None


@dataclass(frozen=True)
class Agreed:
    """One book at a time was agreed with this reader over the damage; see `db.stock.one_book`."""

    number: str
    until: date | None = None


@dataclass(frozen=True)
class InRepair:
    """A copy that waits for repair or is away for it.

    `times` counts its repairs, this one with them; `may_go`: often enough to propose that it is withdrawn.
    """

    copy_id: int
    code: str
    title: str
    call_number: str
    since: date | None
    days: int
    damage: Damage
    times: int

    @property
    def may_go(self) -> bool:
        """It was mended often enough."""
        return self.times >= OFTEN


def to_repair(code: str, damage: Damage, acting: Acting, agreed: Agreed | None = None) -> CopyMarked:
    """Put a copy aside to be mended. A loan goes on, and nobody's reading is blocked by it.

    Raises as `mark_copy` and `agree_one_book`, and BadValue for a kind or degree that there is not, or an
    amount where no money is asked.
    """
    with database.atomic():
        return _begun(mark_copy(code, "repair", acting, about=_about(damage)), acting, agreed)


def put_aside(copy_id: int, damage: Damage, acting: Acting, agreed: Agreed | None = None) -> CopyMarked:
    """The same for a copy that is pointed at. Raises as `mark_this_copy`, and BadValue."""
    with database.atomic():
        return _begun(mark_this_copy(copy_id, "repair", acting, _about(damage)), acting, agreed)


def _begun(marked: CopyMarked, acting: Acting, agreed: Agreed | None) -> CopyMarked:
    forget_agreed(marked.copy_id)
    if agreed is None:
        return marked
    until = agree_one_book(agreed.number, acting, copy_id=marked.copy_id, until=agreed.until)
    return replace(marked, until=until)


def asks_for_money() -> bool:
    """Whether a damage may be settled by paying for it, as the library has decided; at first not."""
    return kept.is_on(_MONEY, at_first=False)


def ask_for_money(is_on: bool, acting: Acting) -> None:
    """Decide it. What was settled before stays as it is."""
    keep_setting(_MONEY, "on" if is_on else "off", acting)


def _about(damage: Damage) -> dict[str, object]:
    if damage.kind not in DAMAGES:
        raise BadValue(N_("{value} is not one of: {known}."), value=damage.kind, known=", ".join(DAMAGES))
    within(damage.degree, 1, 3)
    if damage.amount is not None:
        _must_ask_for_money()
        within(damage.amount, 1, _DEAREST, is_money=True)
    return {
        "kind": damage.kind,
        "degree": damage.degree,
        "known": damage.known,
        "place": damage.place.strip()[:_LONGEST],
        "note": damage.note.strip()[:_LONGEST],
        **({} if damage.amount is None else {"amount": damage.amount}),
    }


def _must_ask_for_money() -> None:
    if not asks_for_money():
        raise BadValue(
            N_("This library does not charge for damaged books. To change that: {command}"),
            command="kiosk library set --damage-price on",
        )


def settle_repair(code: str, outcome: str, acting: Acting) -> CopyMarked:
    """The repair of a copy is over, in one of the ways of `OUTCOMES`. Raises as `mark_copy`, and BadValue."""
    return mark_copy(code, _status_after(outcome), acting, about={"outcome": outcome})


def end_repair(copy_id: int, outcome: str, acting: Acting) -> CopyMarked:
    """The same for a copy that is pointed at. Raises as `mark_this_copy`, and BadValue."""
    return mark_this_copy(copy_id, _status_after(outcome), acting, {"outcome": outcome})


def _status_after(outcome: str) -> str:
    if outcome not in OUTCOMES:
        raise BadValue(N_("{value} is not one of: {known}."), value=outcome, known=", ".join(OUTCOMES))
    if outcome in PAID:
        _must_ask_for_money()
    return OUTCOMES[outcome]


def repairs(now: datetime) -> list[InRepair]:
    """What waits for repair, the longest first."""
    found = rows(
        f"SELECT copy.id, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''), title.title,"
        " title.call_number FROM copy JOIN title ON title.id = copy.title_id"
        " WHERE copy.status = 'repair' ORDER BY copy.id"
    )
    told = _told_of([row[0] for row in found])
    today = local_day(now)
    waiting = []
    for copy_id, code, title, call_number in found:
        events = told.get(copy_id, [])
        at, details = events[-1] if events else (None, {})
        since = None if at is None else local_day(at)
        waiting.append(
            InRepair(
                *(copy_id, code, title, call_number, since),
                days=(today - since).days if since else 0,
                damage=Damage(
                    kind=str(details.get("kind", "other")),
                    degree=int(str(details.get("degree", 2))),
                    known=bool(details.get("known")),
                    place=str(details.get("place", "")),
                    note=str(details.get("note", "")),
                    amount=None if "amount" not in details else int(str(details["amount"])),
                ),
                times=len(events),
            )
        )
    return sorted(waiting, key=lambda one: (one.since or date.min, one.copy_id))


def settled_by_kind(since: datetime, until: datetime | None = None) -> dict[str, int]:
    """How repairs ended since then, and before `until`, by the words of `OUTCOMES`."""
    return dict(Counter(one.how for one in copy_acts(since, until or _FOREVER, ("settled",))))


def paid_by_kind(settled: Sequence[CopyAct]) -> dict[str, int]:
    """What was paid for damage, in hundredths, by the ways of `PAID` in which these repairs ended.

    The amount is that which was named when the book was put aside, at any time before.
    """
    ended = [one for one in settled if one.how in PAID]
    told, paid = _told_of([one.copy_id for one in ended]), dict[str, int]()
    for one in ended:
        before = [details for at, details in told.get(one.copy_id, ()) if at <= one.at]
        amount = before[-1].get("amount", 0) if before else 0
        paid[one.how] = paid.get(one.how, 0) + int(str(amount))
    return paid


def _told_of(copy_ids: Sequence[int]) -> dict[int, list[tuple[datetime, dict[str, object]]]]:
    """When each copy was put aside for repair, and what was said of it, in order."""
    found: dict[int, list[tuple[datetime, dict[str, object]]]] = defaultdict(list)
    for _id, copy_id, at, details in sorted(
        select_in(
            f"SELECT id, copy_id, at, details FROM event WHERE verb = 'copy_marked' AND {STANDS}"
            " AND copy_id IN",
            copy_ids,
        )
    ):
        told = json.loads(details or "{}")
        if told.get("status") == "repair" and told.get("was") != "repair":
            found[copy_id].append((moment(at), told))
    return found
