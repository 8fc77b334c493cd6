"""What the rules propose to withdraw, each copy with all that speaks for it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.clock import to_utc
from db.marking import N_, Sentence
from db.models import CODE_OF_COPY, NO_ISSUE
from db.stock.repairs import repairs
from db.store.sql import day, rows
from db.weeding.rules import Rules, rules


@dataclass(frozen=True)
class Why:
    """One thing that speaks for withdrawing a copy."""

    ground: str
    said: Sentence


@dataclass(frozen=True)
class Candidate:
    """A copy that is proposed; `whys` has its reasons, the strongest first."""

    copy_id: int
    title_id: int
    code: str
    title: str
    author: str
    call_number: str
    year: int | None
    place: str
    copies: int
    last_lent: date | None
    whys: tuple[Why, ...]


_COPIES = f"""
    SELECT copy.id, copy.title_id, COALESCE({CODE_OF_COPY}, title.isbn, title.identifier, ''), title.title,
           title.author, title.call_number, title.year, COALESCE(location.name, ''), title.class_set,
           copy.number,
           (SELECT MAX(loan.lent_on) FROM loan WHERE loan.copy_id = copy.id AND NOT loan.voided),
           (SELECT COALESCE(batch.came_on, CASE WHEN batch.kind <> 'stock' THEN batch.entered_on END)
            FROM accession JOIN accession_batch AS batch ON batch.id = accession.batch_id
            WHERE accession.copy_id = copy.id)
    FROM copy JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    WHERE copy.status IN ('available', 'reference', 'repair') AND {NO_ISSUE}
      AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.copy_id = copy.id AND loan.returned_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM kept_copy WHERE kept_copy.copy_id = copy.id)
      AND NOT EXISTS (SELECT 1 FROM withdrawal_copy WHERE withdrawal_copy.copy_id = copy.id)
    ORDER BY title.shelf_key, title.id, copy.number
"""
_COUNTS = f"""
    SELECT title_id, COUNT(*) FROM copy WHERE status NOT IN ('lost', 'withdrawn', 'frozen') AND {NO_ISSUE}
    GROUP BY title_id
"""


def proposals(today: date) -> list[Candidate]:
    """The copies in shelf order. Neither on loan, nor in a case, nor decided to be kept."""
    by = rules()
    counts = dict(rows(_COUNTS))
    ((first_loan,),) = rows("SELECT MIN(lent_on) FROM loan")
    since = None if first_loan is None else day(first_loan)
    worn = {one.copy_id: one for one in repairs(to_utc(datetime(today.year, today.month, today.day)))}
    found = rows(_COPIES)
    surplus = _surplus(found, counts, by)
    candidates = []
    for row in found:
        copy_id, title_id, code, title, author, call_number, year, place, _set, _number, lent, came = row
        whys: list[Why] = []
        repair = worn.get(copy_id)
        if repair and by.repairs and repair.times >= by.repairs:
            whys.append(Why("worn", Sentence(N_("mended {n} times"), {"n": repair.times})))
        elif repair and repair.damage.degree == 3:
            whys.append(Why("worn", Sentence(N_("can hardly be mended"))))
        limit = by.age_of(call_number)
        if limit and year is not None and today.year - year > limit:
            whys.append(
                Why(
                    "outdated",
                    Sentence(N_("published in {year}, over {n} years ago"), {"year": year, "n": limit}),
                )
            )
        if copy_id in surplus:
            whys.append(Why("surplus", Sentence(N_("one of {n} copies"), {"n": counts.get(title_id, 0)})))
        last = None if lent is None else day(lent)
        known = last or (None if came is None and since is None else _later(came, since))
        if by.unborrowed and known is not None and _years(known, today) >= by.unborrowed:
            text = N_("last lent on {day}") if last else N_("never lent since {day}")
            whys.append(Why("unborrowed", Sentence(text, {"day": known.isoformat()})))
        if whys:
            candidates.append(
                Candidate(
                    *(copy_id, title_id, code, title, author, call_number, year, place),
                    *(counts.get(title_id, 0), last, tuple(whys)),
                )
            )
    return candidates


def _surplus(found: list[tuple[Any, ...]], counts: dict[int, int], by: Rules) -> set[int]:
    """The copies that are too many: those that were lent longest ago, never lent ones first."""
    if not by.copies:
        return set()
    of_title: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for row in found:
        if counts.get(row[1], 0) > by.copies and not row[8]:
            of_title[row[1]].append((str(row[10] or ""), -row[9], row[0]))
    return {
        copy_id
        for title_id, copies in of_title.items()
        for _lent, _number, copy_id in sorted(copies)[: counts[title_id] - by.copies]
    }


def _later(came: Any, since: date | None) -> date | None:
    """From when on it could have been borrowed, as far as loans are known at all."""
    arrived = None if came is None else day(came)
    if arrived is None or since is None:
        return since
    return max(arrived, since)


def _years(since: date, today: date) -> int:
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def grounds_of(candidates: list[Candidate]) -> Counter[str]:
    """How many copies each ground speaks for; one copy may have several."""
    return Counter(why.ground for one in candidates for why in one.whys)
