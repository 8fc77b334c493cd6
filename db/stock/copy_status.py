"""What the librarian says of a single copy: lost, to be mended, for reference. Each change is an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from db.circulation.at_the_desk import copy_on_loan
from db.circulation.found import FoundCopy, FoundTitle
from db.circulation.lending import close_loan
from db.circulation.lookup import find, find_copy
from db.circulation.standing import standing
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, database
from db.readers.readers import patron_of
from db.stock.written_off import must_be_in_no_case

COPY_STATUSES = ("available", "reference", "repair", "lost", "withdrawn", "processing", "frozen")


@dataclass(frozen=True)
class CopyMarked:
    """The copy's title, and the number of the reader whose loan this ended, or an empty string.

    `copy_id`: which one; `status`: what it is now; `events`: what happened, to be undone by
    `db.circulation.undo`.
    `until`: to this day a reader has one book at a time, as was agreed over it.
    """

    title: str
    number: str = ""
    status: str = field(default="", compare=False)
    events: tuple[int, ...] = field(default=(), compare=False)
    copy_id: int = field(default=0, compare=False)
    until: date | None = field(default=None, compare=False)


def mark_copy(
    code: str,
    status: str,
    acting: Acting,
    *,
    reader: str = "",
    from_shelf: bool = False,
    about: Mapping[str, object] | None = None,
) -> CopyMarked:
    """Give a copy another status.

    `code` is a label, or an ISBN whose copies have no labels: then one of them that is not on loan is
    marked. Marking a copy lost ends its loan. Of an ISBN with copies on loan, `reader` is the number of who
    has lost one, or it was lost `from_shelf`. What is known `about` it is kept with the event. Raises
    NotFound, and BadValue for an unknown status, or where the code does not say which copy it is.
    """
    _check(status)
    with database.atomic():
        return _mark(_copy_of(code, status, reader, from_shelf=from_shelf), status, acting, about)


def mark_this_copy(
    copy_id: int, status: str, acting: Acting, about: Mapping[str, object] | None = None
) -> CopyMarked:
    """The same for a copy that is pointed at. Raises NotFound, and BadValue for an unknown status."""
    _check(status)
    with database.atomic():
        if Copy.get_or_none(Copy.id == copy_id) is None:
            raise NotFound(N_("There is no such copy any more."))
        return _mark(find_copy(copy_id), status, acting, about)


def lose_book(loan_id: int, acting: Acting) -> CopyMarked:
    """Mark the book of an open loan as lost, which ends the loan. Raises NotFound for one that is over."""
    with database.atomic():
        return _mark(copy_on_loan(loan_id), "lost", acting)


def _check(status: str) -> None:
    if status not in COPY_STATUSES:
        raise BadValue(N_("{value} is not one of: {known}."), value=status, known=", ".join(COPY_STATUSES))


def _mark(
    copy: FoundCopy, status: str, acting: Acting, about: Mapping[str, object] | None = None
) -> CopyMarked:
    must_be_in_no_case(copy.copy_id, copy.book.title)
    number, events = "", list[int]()
    if copy.loan and status == "lost":
        events.append(close_loan(copy, copy.loan, acting))
        number = standing(copy.loan.patron_id).number
    Copy.update(status=status).where(Copy.id == copy.copy_id).execute()
    details = {"status": status, "was": copy.status, **(about or {})}
    events.append(record(acting, "copy_marked", copy_id=copy.copy_id, details=details))
    return CopyMarked(copy.book.title, number, status, tuple(events), copy.copy_id)


def _copy_of(code: str, status: str, reader: str, *, from_shelf: bool) -> FoundCopy:
    found = find(clean(code))
    if isinstance(found, FoundCopy):
        return _copy_with(reader, (found,), code) if reader else found
    title = found if isinstance(found, FoundTitle) else None
    if reader:
        return _copy_with(reader, (*title.unlabelled, *title.labelled) if title else (), code)
    copies = [copy for copy in title.unlabelled if copy.status != status] if title else []
    free = [copy for copy in copies if copy.loan is None]
    if not free and title and title.labelled and not title.unlabelled:
        raise BadValue(N_("The copies of {code} have labels. Say which one it is by its label."), code=code)
    if not free and copies and (status != "lost" or from_shelf):
        raise BadValue(
            N_("Every copy of {code} is on loan and has to be returned first, unless it is lost."), code=code
        )
    if not copies:
        raise NotFound(N_("No book {code} can be marked like that."), code=code)
    if status == "lost" and title and not from_shelf:
        _ask_whose([copy for copy in copies if copy.loan], code, more=bool(free or title.labelled))
    return (free or copies)[0]


def _copy_with(reader: str, copies: Sequence[FoundCopy], code: str) -> FoundCopy:
    patron_id = patron_of(reader).id
    theirs = [copy for copy in copies if copy.loan and copy.loan.patron_id == patron_id]
    if not theirs:
        raise NotFound(N_("Reader {number} has no copy of {code}."), number=reader, code=code)
    return theirs[0]


def _ask_whose(lent: Sequence[FoundCopy], code: str, *, more: bool) -> None:
    """Raise BadValue where readers have copies and it may be another one; `more`: there are others."""
    numbers = sorted({standing(copy.loan.patron_id).number for copy in lent if copy.loan})
    known = {"code": code, "numbers": ", ".join(numbers)}
    if numbers and more:
        raise BadValue(
            N_(
                "Copies of {code} are on loan. Say whose is lost: --reader NUMBER ({numbers}); or use "
                "--from-shelf, if nobody had the lost one."
            ),
            **known,
        )
    if len(numbers) > 1:
        raise BadValue(
            N_("Several readers hold a copy of {code}. Say whose is lost: --reader NUMBER ({numbers})."),
            **known,
        )
