"""Review before lending: the gate, and who found on what basis that a title may be lent."""

from dataclasses import dataclass
from datetime import datetime

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, Title, TitleReview, database
from db.stock.copy_status import mark_this_copy
from db.stock.written_off import case_of
from db.store.kept import keep, kept
from db.store.sql import moment, rows
from db.title_lists.kept import lines_of, list_called, settled_lines
from db.title_lists.matching import matches
from db.weeding.grounds import must_be_ground

MODES = ("off", "warn", "on")
"""Nobody looks; what was not reviewed is lent and flagged; it is not lent."""
BASES = ("listed", "district", "reviewed", "donated")
"""On a recommended list; bought through the district's list; read by two; given, from whom is known."""
LISTED = ("recommended", "required")
"""Kinds of lists whose titles need no other review."""
_KEY = "review_gate"


@dataclass(frozen=True)
class Gate:
    """How strict the library is. Titles up to the number `since` were there before and need no review."""

    mode: str
    since: int


@dataclass(frozen=True)
class Review:
    """What was found of a title last."""

    title_id: int
    title: str
    at: datetime
    basis: str
    first: str
    second: str
    source: str
    ground: str
    passed: bool


def gate() -> Gate:
    """The gate as it is; off at first."""
    mode, _, since = (kept(_KEY) or "off:0").partition(":")
    return Gate(mode, int(since or 0))


def set_gate(mode: str, acting: Acting, *, whole_stock: bool = False) -> Gate:
    """Set the gate. What is in the library now needs no review, unless the whole stock does.

    Once it was set the titles that need a review stay the same. Raises BadValue.
    """
    if mode not in MODES:
        raise BadValue(N_("{value} is not one of: {known}."), value=mode, known=", ".join(MODES))
    with database.atomic():
        before = gate()
        ((newest,),) = rows("SELECT COALESCE(MAX(id), 0) FROM title")
        since = 0 if whole_stock else newest if kept(_KEY) is None or before.mode == "off" else before.since
        keep(_KEY, f"{mode}:{since}")
        record(acting, "review", details={"gate": mode, "since": since})
    return gate()


def unreviewed() -> list[tuple[int, str, str, str, int]]:
    """Titles that need a review: id, title, author, call number, copies; in shelf order."""
    return rows(
        "SELECT title.id, title.title, title.author, title.call_number, COUNT(copy.id) FROM title"
        " JOIN copy ON copy.title_id = title.id AND copy.status NOT IN ('lost', 'withdrawn')"
        " WHERE title.id > ? AND NOT COALESCE((SELECT title_review.passed FROM title_review"
        " WHERE title_review.title_id = title.id ORDER BY title_review.id DESC LIMIT 1), FALSE)"
        " GROUP BY title.id, title.title, title.author, title.call_number, title.shelf_key"
        " ORDER BY title.shelf_key, title.id",
        gate().since,
    )


def pass_title(
    title_id: int, basis: str, acting: Acting, *, first: str = "", second: str = "", source: str = ""
) -> str:
    """A title may be lent; returns its name. Copies that its review had kept back are lent again.

    Raises NotFound, and BadValue where the basis is not proved: two different reviewers for what they have
    read and for what was given, from whom it was given, which list names it.
    """
    first, second, source = first.strip()[:60], second.strip()[:60], source.strip()[:200]
    if basis not in BASES:
        raise BadValue(N_("{value} is not one of: {known}."), value=basis, known=", ".join(BASES))
    with database.atomic():
        title = _title(title_id)
        if basis in ("reviewed", "donated"):
            _two(first, second)
        if basis in ("donated", "district") and not source:
            raise BadValue(N_("Say where it comes from: who gave it, or which list names it."))
        if basis == "listed" and title_id not in _on_list(source):
            raise BadValue(N_("“{title}” is not on the list {name}."), title=title.title, name=source)
        _write(title_id, basis, first, second, source, "", acting)
        for copy in Copy.select().where(Copy.title == title_id, Copy.status == "frozen"):
            blocked = rows(
                "SELECT 1 FROM blocked_copy"
                " WHERE copy_id = ? AND frozen AND result NOT IN ('cleared', 'not_it')",
                copy.id,
            )
            if not blocked and not case_of(copy.id):
                mark_this_copy(copy.id, "available", acting, {"reviewed": True})
        return str(title.title)


def refuse_title(title_id: int, ground: str, first: str, second: str, acting: Acting) -> int:
    """A title may not be lent; its copies are kept back at once. Returns how many. Raises as `pass_title`."""
    must_be_ground(ground)
    first, second = first.strip()[:60], second.strip()[:60]
    with database.atomic():
        _title(title_id)
        _two(first, second)
        _write(title_id, "reviewed", first, second, "", ground, acting)
        held = Copy.select().where(
            Copy.title == title_id, Copy.status.in_(("available", "reference", "processing", "repair"))
        )
        for copy in held:
            mark_this_copy(copy.id, "frozen", acting, {"refused": ground})
        return len(held)


def pass_by_list(name: str, acting: Acting) -> int:
    """All titles that need a review and that a recommended list names by ISBN or title; how many."""
    with database.atomic():
        named = _on_list(name)
        waiting = [title_id for title_id, *_ in unreviewed() if title_id in named]
        for title_id in waiting:
            pass_title(title_id, "listed", acting, source=name)
        record(acting, "review", details={"list": name, "titles": len(waiting)})
        return len(waiting)


def review_of(title_id: int) -> Review | None:
    """What was found last, or None."""
    found = rows(
        "SELECT title_review.title_id, title.title, title_review.at, basis, first, second, source, ground,"
        " passed FROM title_review JOIN title ON title.id = title_review.title_id"
        " WHERE title_review.title_id = ? ORDER BY title_review.id DESC LIMIT 1",
        title_id,
    )
    for id_, title, at, basis, first, second, source, ground, passed in found:
        return Review(id_, title, moment(at), basis, first, second, source, ground, bool(passed))
    return None


def _on_list(name: str) -> set[int]:
    list_id = list_called(name, *LISTED).list_id
    certain = {title_id for _number, title_id, _how in settled_lines(list_id)}
    return certain | {one.title_id for one in matches(lines_of(list_id)) if one.how != "part"}


def _two(first: str, second: str) -> None:
    if not first or not second or first == second:
        raise BadValue(N_("Two different people have to review it: name both."))


def _title(title_id: int) -> Title:
    title = Title.get_or_none(Title.id == title_id)
    if title is None:
        raise NotFound(N_("There is no such title any more."))
    return title


def _write(
    title_id: int, basis: str, first: str, second: str, source: str, ground: str, acting: Acting
) -> None:
    TitleReview.create(
        **{"title": title_id, "at": acting.now, "basis": basis, "first": first, "second": second},
        **{"source": source, "ground": ground, "passed": not ground},
    )
    told: dict[str, object] = {"title": title_id, "basis": basis, "passed": not ground}
    record(acting, "review", details=told)
