"""What the librarian says of a single copy: lost, to be mended, for reference. Each change is an event."""

from dataclasses import dataclass

from db.circulation.lending import close_loan
from db.circulation.lookup import FoundCopy, FoundTitle, find, standing
from db.codes import clean
from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Copy, database

COPY_STATUSES = ("available", "reference", "repair", "lost", "withdrawn")


@dataclass(frozen=True)
class CopyMarked:
    """The copy's title, and the number of the reader whose loan this ended, or an empty string."""

    title: str
    number: str = ""


def mark_copy(code: str, status: str, acting: Acting) -> CopyMarked:
    """Give a copy another status.

    `code` is a label, or an ISBN whose copies have no labels: then one of them that is not on loan is
    marked. Marking a copy lost ends its loan. Raises NotFound, and BadValue for an unknown status,
    or where the code does not say which copy it is.
    """
    if status not in COPY_STATUSES:
        raise BadValue(N_("{value} is not one of: {known}."), value=status, known=", ".join(COPY_STATUSES))
    with database.atomic():
        copy, number = _copy_of(code, status), ""
        if copy.loan and status == "lost":
            close_loan(copy, copy.loan, acting)
            number = standing(copy.loan.patron_id).number
        Copy.update(status=status).where(Copy.id == copy.copy_id).execute()
        record(acting, "copy_marked", copy_id=copy.copy_id, details={"status": status, "was": copy.status})
        return CopyMarked(copy.book.title, number)


def _copy_of(code: str, status: str) -> FoundCopy:
    found = find(clean(code))
    if isinstance(found, FoundCopy):
        return found
    title = found if isinstance(found, FoundTitle) else None
    copies = [copy for copy in title.unlabelled if copy.status != status] if title else []
    free = [copy for copy in copies if copy.loan is None]
    if not free and title and title.labelled_copies and not title.unlabelled:
        raise BadValue(N_("The copies of {code} have labels. Say which one it is by its label."), code=code)
    if not free and copies and status != "lost":
        raise BadValue(
            N_("Every copy of {code} is on loan and has to be returned first, unless it is lost."), code=code
        )
    if not free and len(copies) > 1:
        raise BadValue(
            N_(
                "Several readers hold a copy of {code}. First return the lost one at the kiosk, with "
                "the card of the reader who lost it. Then mark it."
            ),
            code=code,
        )
    if not copies:
        raise NotFound(N_("No book {code} can be marked like that."), code=code)
    return (free or copies)[0]
