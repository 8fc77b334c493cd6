"""What a code means in the store right now: the few, narrow queries that every scan needs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from db.answers.shown import Book
from db.circulation.found import FoundCopy, FoundPatron, FoundTitle, OpenLoan, Standing
from db.circulation.standing import COLUMNS, STANDING, standing_of
from db.codes import codabar_spellings, isbn_13, issue_number, series_spellings, title_number
from db.readers.campus_cards import owner_by_chip
from db.store.batches import select_in
from db.store.sql import day, moment, rows

_OF_COPY = """
           copy.id, copy.title_id, copy.status, title.title, title.author, title.call_number,
           location.name, location.kind, location.school_class_id,
           loan.id, loan.patron_id, loan.lent_at, loan.due_on, loan.renewals, loan.kiosk,
           EXISTS (SELECT 1 FROM hold WHERE hold.title_id = copy.title_id AND hold.closed_at IS NULL),
           (SELECT setting.value FROM setting WHERE setting.key = 'review_gate'
            AND NOT COALESCE((SELECT title_review.passed FROM title_review
                WHERE title_review.title_id = copy.title_id ORDER BY title_review.id DESC LIMIT 1), FALSE)),
           title.overnight
"""

_BESIDE_COPY = """
    LEFT JOIN title ON title.id = copy.title_id
    LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN loan ON loan.copy_id = copy.id AND loan.returned_at IS NULL
"""

_COPY = f"SELECT {_OF_COPY} FROM copy {_BESIDE_COPY}"

_BY_CODE = f"""
    SELECT barcode.patron_id, barcode.retired_at, barcode.unseen, barcode.issued_at, {_OF_COPY}
    FROM barcode LEFT JOIN copy ON copy.id = barcode.copy_id {_BESIDE_COPY}
    WHERE barcode.code = ?
"""

_UNLABELLED = f"""{_COPY}
    WHERE copy.title_id = ?
      AND NOT EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id AND NOT barcode.unseen)
    ORDER BY EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id), copy.number
"""

_LABELLED = f"""{_COPY}
    WHERE copy.title_id = ?
      AND EXISTS (SELECT 1 FROM barcode WHERE barcode.copy_id = copy.id AND NOT barcode.unseen)
    ORDER BY copy.number
"""

_IN_TURN = f"SELECT who.*, code.* FROM ({STANDING}) AS who LEFT JOIN ({_BY_CODE}) AS code ON 1 = 1"


def find_barcode(code: str) -> FoundPatron | FoundCopy | None:
    """The one owner of a code that was ever issued, or None. `code` must be cleaned.

    Where it was issued as Codabar with its start and stop letters it may come without them, and the reverse,
    as long as there is only one such code. A campus card is known in each way in which card readers type it.
    """
    return _owner_of(code) or _owner_of_codabar(code) or _owner_of_chip(code)


def _owner_of(code: str) -> FoundPatron | FoundCopy | None:
    return next(map(_owner, rows(_BY_CODE, code)), None)


def _owner(row: Sequence[Any]) -> FoundPatron | FoundCopy:
    patron_id, retired_at, unseen, issued_at, *copy = row
    if patron_id is not None:
        return FoundPatron(patron_id, retired_at is not None)
    return _found_copy(copy, moment(issued_at) if unseen else None)


def _owner_of_codabar(code: str) -> FoundPatron | FoundCopy | None:
    spellings = () if isbn_13(code) else codabar_spellings(code)
    issued = select_in("SELECT code FROM barcode WHERE code IN", spellings) if spellings else []
    return _owner_of(issued[0][0]) if len(issued) == 1 else None


def _owner_of_chip(code: str) -> FoundPatron | None:
    owner = owner_by_chip(code)
    return FoundPatron(*owner) if owner else None


def find(code: str) -> FoundPatron | FoundCopy | FoundTitle | None:
    """What a code stands for: a card or a label, else an ISBN, or the number that a list had in its place.

    `code` must be cleaned.
    """
    return _owner_of(code) or _otherwise(code)


def find_in_turn(code: str, patron_id: int) -> tuple[FoundPatron | FoundCopy | FoundTitle | None, Standing]:
    """The same, and what the reader whose turn it is may do: for most codes one question to the store."""
    found = rows(_IN_TURN, patron_id, code)
    who, owner = standing_of(found), found[0][COLUMNS:]
    return _owner(owner) if owner[3] else _otherwise(code), who


def _otherwise(code: str) -> FoundPatron | FoundCopy | FoundTitle | None:
    """What a code that was never issued as it stands is."""
    return _owner_of_codabar(code) or _owner_of_chip(code) or _issue(code) or find_title(title_number(code))


def _issue(code: str) -> FoundTitle | None:
    """The copies of one issue, of the code of its series and the two digits beside it; the newest such.

    Without the two digits a code of another variant than the usual one stands for the series.
    """
    series, number = issue_number(code) or (code, None)
    spellings = series_spellings(series)
    if number is None and len(spellings) == 1:
        return None
    found = next(filter(None, map(find_title, spellings)), None)
    if number is None:
        return found
    copies = rows(
        "SELECT issue_copy.copy_id FROM issue_copy WHERE issue_copy.issue_id = (SELECT MAX(issue.id)"
        " FROM issue JOIN subscription ON subscription.id = issue.subscription_id"
        " JOIN title ON title.id = subscription.title_id"
        " WHERE title.identifier IN (?, ?) AND issue.printed = ? AND issue.arrived_on IS NOT NULL)",
        *(spellings[0], spellings[-1], number),
    )
    if found is None or not copies:
        return found
    ids = {copy_id for (copy_id,) in copies}
    return replace(
        found,
        unlabelled=tuple(copy for copy in found.unlabelled if copy.copy_id in ids),
        labelled=tuple(copy for copy in found.labelled if copy.copy_id in ids),
    )


def titles_of(code: str) -> tuple[frozenset[int], bool]:
    """Which titles a cleaned code stands for, by their ids, and whether it is a label."""
    found = find(code)
    if isinstance(found, FoundCopy):
        return frozenset({found.title_id}), True
    return found.title_ids if isinstance(found, FoundTitle) else frozenset(), False


def find_copy(copy_id: int) -> FoundCopy:
    """One copy by its id, which must exist."""
    return _found_copy(rows(_COPY + " WHERE copy.id = ?", copy_id)[0])


def find_title(number: str) -> FoundTitle | None:
    """The titles that bear this ISBN-13, or this number in place of an ISBN, as one; or None.

    Parts of a set often share one ISBN: to the scanner they are the same book.
    """
    titles = rows(
        "SELECT id, title, author, call_number FROM title WHERE isbn = ? OR identifier = ? ORDER BY id",
        number,
        number,
    )
    if not titles:
        return None
    title_ids = [title_id for title_id, *_ in titles]
    unlabelled = tuple(copy for title_id in title_ids for copy in unlabelled_copies(title_id))
    labelled = tuple(_found_copy(row) for title_id in title_ids for row in rows(_LABELLED, title_id))
    _, title, author, call_number = titles[0]
    shelf = unlabelled[0].book.shelf if unlabelled else ""
    return FoundTitle(unlabelled, labelled, Book(title, author, call_number, shelf), frozenset(title_ids))


def unlabelled_copies(title_id: int) -> list[FoundCopy]:
    """The copies of a title that its ISBN stands for; those with a printed label, unscanned so far, last."""
    return [_found_copy(row) for row in rows(_UNLABELLED, title_id)]


def _found_copy(row: Sequence[Any], unseen_since: datetime | None = None) -> FoundCopy:
    copy_id, title_id, status, title, author, call_number, place, kind, class_id = row[:9]
    loan_id, patron_id, lent_at, due_on, renewals, kiosk, wanted, gate, overnight = row[9:]
    in_corner = kind == "corner"
    return FoundCopy(
        copy_id=copy_id,
        title_id=title_id,
        status=status,
        book=Book(title, author, call_number, "" if in_corner else place or ""),
        corner=place if in_corner else "",
        loan=None
        if loan_id is None
        else OpenLoan(loan_id, patron_id, moment(lent_at), day(due_on), renewals, kiosk),
        wanted=bool(wanted),
        corner_class_id=class_id if in_corner else None,
        label_unseen_since=unseen_since,
        unreviewed=_unreviewed(gate, title_id),
        overnight=bool(overnight),
    )


def _unreviewed(gate: str | None, title_id: int) -> str:
    """The mode of the gate where it holds for this title: it is set as `on:17`, for titles after 17."""
    mode, _, since = (gate or "off:0").partition(":")
    return mode if mode != "off" and title_id > int(since or 0) else ""
