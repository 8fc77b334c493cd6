"""Two titles that are one book made one, and parted again."""

from dataclasses import dataclass
from typing import Any

from db.cataloguing.past import is_periodical
from db.cataloguing.titles import change_row, title_row
from db.errors import BadValue, NotFound
from db.events.record import Acting, needed_details, record
from db.library.identity import identity
from db.lists.marc.kept import give_back, take_away
from db.marking import N_
from db.models import Copy, Event, Hold, Title, TitleReview, database
from db.reports.list_readers import move_title_counts
from db.searching.titles import drop_title, keep_titles
from db.stock.filing import filing_key

VERB = "titles_merged"
_FILLED = (
    "isbn", "identifier", "author", "publisher", "year", "pages", "price", "currency", "subject", "language",
    "call_number",
)  # fmt: skip
_KEPT = ("title", *_FILLED, "original", "class_set")


@dataclass(frozen=True)
class Merged:
    """One title that was two: how many copies and waits went over, and the event to take it back by.

    `isbn_gone` is the ISBN of the title that is gone, where the other has one of its own: a book that bears
    it is not known by it any more, and needs a label.
    """

    title_id: int
    title: str
    copies: int
    holds: int
    isbn_gone: str
    event_id: int


def merge_titles(keep: int, gone: int, acting: Acting) -> Merged:
    """Let the copies of `gone`, with their loans and history, and who waits for it, be those of `keep`.

    What `keep` does not know of itself it takes from `gone`, which is no more. Of a reader's two waits the
    earlier stays. Raises NotFound, and BadValue where they are one title already.
    """
    with database.atomic():
        if keep == gone:
            raise BadValue(N_("That is the same title twice. Name two different ones."))
        kept, lost = title_row(keep), title_row(gone)
        if is_periodical(gone):
            raise BadValue(
                N_("There is a subscription to “{title}”: merge the other title into it."), title=lost.title
            )
        details: dict[str, object] = {
            "gone": gone,
            "row": {name: getattr(lost, name) for name in _KEPT},
            "copies": _take_copies(keep, gone),
            "holds": (holds := _take_holds(keep, gone)),
            "reviews": _take_reviews(keep, gone),
        }
        move_title_counts(gone, keep)
        if record_of_gone := take_away(gone):
            give_back(keep, record_of_gone)
            details["record"] = record_of_gone
        drop_title(gone)
        Title.delete().where(Title.id == gone).execute()
        filled = {
            name: getattr(lost, name)
            for name in _FILLED
            if getattr(kept, name) in (None, "") and getattr(lost, name) not in (None, "")
        }
        if lost.class_set and not kept.class_set:
            filled["class_set"] = True
        if kept.isbn:
            filled.pop("identifier", None)
        if kept.price is not None:
            filled.pop("currency", None)
        event = change_row(kept, filled, acting, VERB, details)
        other = lost.isbn if lost.isbn and kept.isbn and lost.isbn != kept.isbn else ""
        copies: dict[str, int] = details["copies"]  # type: ignore[assignment]
        return Merged(keep, kept.title, len(copies), len(holds["moved"]), other, event)


def _take_copies(keep: int, gone: int) -> dict[str, int]:
    """Move the copies; the number that each had."""
    last = max((copy.number for copy in Copy.select().where(Copy.title == keep)), default=0)
    had: dict[str, int] = {}
    for copy in Copy.select().where(Copy.title == gone).order_by(Copy.number):
        last += 1
        had[str(copy.id)] = copy.number
        Copy.update(title=keep, number=last).where(Copy.id == copy.id).execute()
    return had


def _take_holds(keep: int, gone: int) -> dict[str, list[int]]:
    """Move the waits, open and ended; of a reader's two open ones the later is dropped, by its reader."""
    waiting = {hold.patron_id: hold for hold in _open_holds(keep)}
    earlier: list[int] = []
    for hold in _open_holds(gone):
        other = waiting.get(hold.patron_id)
        if other is not None:
            _first, second = sorted((hold, other), key=lambda one: (one.placed_at, one.id))
            Hold.update(closed_at=second.placed_at).where(Hold.id == second.id).execute()
            earlier.append(second.id)
    moved = [hold.id for hold in Hold.select(Hold.id).where(Hold.title == gone)]
    Hold.update(title=keep).where(Hold.title == gone).execute()
    return {"moved": moved, "closed": earlier}


def _take_reviews(keep: int, gone: int) -> list[int]:
    """What was reviewed of the one holds for the other: the later review counts."""
    moved = [review.id for review in TitleReview.select().where(TitleReview.title == gone)]
    TitleReview.update(title=keep).where(TitleReview.title == gone).execute()
    return moved


def _open_holds(title_id: int) -> list[Any]:
    return list(Hold.select().where(Hold.title == title_id, Hold.closed_at.is_null()))


def part_titles(event_id: int, acting: Acting) -> Merged:
    """Take back what `merge_titles` did with this event: the title that was gone is there again.

    What it had given the other one is taken away there, unless it was corrected since. Copies that were
    deleted since stay so. Raises NotFound for no such event, and BadValue where it was taken back before or
    the title that was kept is gone itself.
    """
    with database.atomic():
        event = Event.get_or_none(Event.id == event_id, Event.verb == VERB)
        if event is None:
            raise NotFound(N_("There is no merge of titles with the number {number}."), number=event_id)
        if Event.select().where(Event.undoes == event_id).exists():
            raise BadValue(N_("This has been undone already."))
        was = needed_details(event)
        keep, gone = int(was["title"]), int(was["gone"])
        kept = Title.get_or_none(Title.id == keep)
        if kept is None:
            raise BadValue(
                N_("The title that was kept has since been merged into another one: undo that first.")
            )
        row: dict[str, Any] = was["row"]
        Title.insert(id=gone, **row, shelf_key=filing_key(row["call_number"], identity().scheme)).execute()
        keep_titles([gone])
        if record_of_gone := was.get("record"):
            give_back(gone, record_of_gone)
            present = take_away(keep)
            if present and present != record_of_gone:  # its own, which stays
                give_back(keep, present)
        mine = [int(copy_id) for copy_id in was["copies"]]
        back = list(Copy.select().where(Copy.id.in_(mine), Copy.title == keep))
        for copy in back:
            Copy.update(title=gone, number=was["copies"][str(copy.id)]).where(Copy.id == copy.id).execute()
        _give_back_holds(gone, was["holds"])
        TitleReview.update(title=gone).where(TitleReview.id.in_(was.get("reviews", []))).execute()
        fields = {name: old for name, (old, new) in was["fields"].items() if getattr(kept, name) == new}
        if fields:
            change_row(kept, fields, acting, "title_changed", {})
        undone = record(acting, "undone", undoes=event_id)
        return Merged(gone, row["title"], len(back), len(was["holds"]["moved"]), "", undone)


def _give_back_holds(gone: int, holds: dict[str, list[int]]) -> None:
    """Waits go back, and one that was dropped goes on, as long as its reader has not got the book since."""
    Hold.update(title=gone).where(Hold.id.in_(holds["moved"])).execute()
    for dropped in Hold.select().where(Hold.id.in_(holds["closed"]), Hold.closed_at == Hold.placed_at):
        others = Hold.select().where(Hold.patron == dropped.patron_id, Hold.closed_at.is_null())
        if others.exists() and not others.where(Hold.title == dropped.title).exists():
            Hold.update(closed_at=None).where(Hold.id == dropped.id).execute()
