"""Closing the campaign copy by copy: book and new label are scanned as a pair, and must belong together."""

from dataclasses import dataclass, replace

from db.answers.relabel import (
    AlreadyClosed,
    AlreadyQueued,
    BookSeen,
    Closed,
    LabelSeen,
    Line,
    MarkedMissing,
    Mismatch,
    NothingToTakeBack,
    NotOnList,
    Queued,
    TakenBack,
    UnknownCode,
)
from db.answers.shown import Book
from db.circulation.first_scan import seen_in_hand
from db.codes import title_number
from db.events.record import Acting, record
from db.labelling.campaign import LINES, Campaign, line_of, running_campaign
from db.labelling.new_codes import is_own
from db.library.identity import identity
from db.models import NOT_GONE, Barcode, RelabelItem, database
from db.store.sql import rows

Undoable = Closed | Queued | MarkedMissing


@dataclass(frozen=True)
class Pair:
    """What was scanned one after the other, in either order."""

    book: BookSeen
    label: Line


def look(code: str) -> BookSeen | LabelSeen | UnknownCode:
    """What a cleaned code is to the campaign: the new label of a copy, or a book by its ISBN or old code.

    Raises NotFound when no campaign is open.
    """
    campaign = running_campaign()
    for copy_id, patron_id in rows("SELECT copy_id, patron_id FROM barcode WHERE code = ?", code):
        if patron_id is not None:
            return UnknownCode(card=True)
        for line in _lines(campaign, "AND copy.id = ?", copy_id):
            if _is_label(code, line, campaign):
                return LabelSeen(line, alone=_is_alone(line))
            return BookSeen(line.book, (line,))
        return UnknownCode()  # withdrawn or lost
    number = title_number(code)
    lines = _lines(
        campaign,
        "AND (title.isbn = ? OR title.identifier = ?) ORDER BY title.id, copy.number",
        number,
        number,
    )
    return BookSeen(lines[0].book, tuple(lines)) if lines else UnknownCode()


def close(pair: Pair, acting: Acting) -> Closed | Mismatch | AlreadyClosed | NotOnList:
    """The label was scanned on the book: where they belong together, this copy is done.

    Codes that the copy had before are retired; they go on naming it. Two desks never close a copy twice.
    """
    label = pair.label
    if label.copy_id not in {line.copy_id for line in pair.book.lines}:
        return Mismatch(label, pair.book.book)
    return close_alone(label, acting)


def close_alone(label: Line, acting: Acting) -> Closed | AlreadyClosed | NotOnList:
    """As `close`, for a book on which nothing but the new label can be scanned."""
    with database.atomic():
        now = _again(label)
        if now.state == "":
            return NotOnList(now.book)
        if now.state == "closed" or not _change(now, "closed", acting):
            return AlreadyClosed(_again(label))
        newest = Barcode.select(Barcode.id).where(Barcode.code == now.code)
        Barcode.update(retired_at=acting.now).where(
            Barcode.copy == now.copy_id, Barcode.retired_at.is_null(), Barcode.id < newest
        ).execute()
        seen_in_hand(now.copy_id, acting)
        record(acting, "label_closed", copy_id=now.copy_id)
        done, total = rows(
            "SELECT SUM(CASE WHEN item.state = 'closed' THEN 1 ELSE 0 END), COUNT(*)"
            " FROM relabel_item AS item JOIN copy ON copy.id = item.copy_id"
            f" WHERE item.campaign_id = ? AND {NOT_GONE}",
            running_campaign().campaign_id,
        )[0]
    return Closed(_again(label), now.state, acting.now, done, total)


def queue(line: Line, acting: Acting) -> Queued | AlreadyQueued:
    """The copy has no label, or a torn one: it gets one with the next print. The worklist takes it up."""
    with database.atomic():
        now = _again(line)
        if now.state == "to_print":
            return AlreadyQueued(now)
        if now.state == "":
            RelabelItem.create(
                campaign=running_campaign().campaign_id,
                copy=now.copy_id,
                changed_at=acting.now,
                changed_by=acting.kiosk,
            )
        else:
            _change(now, "to_print", acting)
        record(acting, "label_queued", copy_id=now.copy_id)
        return Queued(_again(line), now.state, acting.now)


def mark_missing(line: Line, acting: Acting) -> MarkedMissing | AlreadyClosed | NotOnList:
    """The book is not where it should be: a flagged event says so, and the stocktake looks for it."""
    with database.atomic():
        now = _again(line)
        if now.state == "":
            return NotOnList(now.book)
        if now.state == "closed":
            return AlreadyClosed(now)
        _change(now, "not_found", acting)
        record(acting, "not_found", copy_id=now.copy_id, flagged=True)
        return MarkedMissing(_again(line), now.state, acting.now)


def take_back(done: Undoable, acting: Acting) -> TakenBack | NothingToTakeBack:
    """Let the copy be as it was before this answer, unless somebody has changed it since."""
    with database.atomic():
        untouched = (
            (RelabelItem.campaign == running_campaign().campaign_id)
            & (RelabelItem.copy == done.line.copy_id)
            & (RelabelItem.state == done.line.state)
            & (RelabelItem.changed_at == done.at)  # what a print job takes in hand is changed by it
        )
        restored = {"state": done.was, "changed_at": acting.now, "changed_by": acting.kiosk}
        query = RelabelItem.update(**restored) if done.was else RelabelItem.delete()
        if not query.where(untouched).execute():
            return NothingToTakeBack()
        if isinstance(done, Closed):
            Barcode.update(retired_at=None).where(
                Barcode.copy == done.line.copy_id, Barcode.retired_at == done.at
            ).execute()
        record(acting, "relabel_undone", copy_id=done.line.copy_id, details={"was": done.word})
        return TakenBack(_again(done.line))


def _change(line: Line, state: str, acting: Acting) -> bool:
    """Change the state of a copy on the list, if it is still what it was; whether it was."""
    values: dict[str, object] = {"state": state, "changed_at": acting.now, "changed_by": acting.kiosk}
    if state == "to_print":
        values["job"] = None
    return bool(
        RelabelItem.update(**values)
        .where(
            RelabelItem.campaign == running_campaign().campaign_id,
            RelabelItem.copy == line.copy_id,
            RelabelItem.state == line.state,
        )
        .execute()
    )


def _is_label(code: str, line: Line, campaign: Campaign) -> bool:
    """Whether a code is what the copy's new label says, and none that it had before."""
    return code == line.code and not (campaign.new_codes and not is_own(code, identity().number))


def _is_alone(line: Line) -> bool:
    """Whether the title has no number, and the copy no other code, that could be scanned on the book."""
    return not rows(
        "SELECT 1 FROM title WHERE id = ? AND (isbn IS NOT NULL OR identifier IS NOT NULL)", line.title_id
    ) and not rows("SELECT 1 FROM barcode WHERE copy_id = ? AND code <> ?", line.copy_id, line.code)


def _again(line: Line) -> Line:
    """The line as the store has it now."""
    found = _lines(running_campaign(), "AND copy.id = ?", line.copy_id)
    return found[0] if found else replace(line, state="", book=Book(line.book.title))


def _lines(campaign: Campaign, condition: str, *values: object) -> list[Line]:
    return [line_of(row) for row in rows(f"{LINES} {condition}", campaign.campaign_id, *values)]
