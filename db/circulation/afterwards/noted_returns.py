"""Books that came back while the store could not be used: scans that were noted, and are taken in later."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee

from db.circulation.first_scan import may_be, seen_at_desk
from db.circulation.found import FoundCopy, FoundPatron, OpenLoan
from db.circulation.lending import check_in
from db.circulation.lookup import find, titles_of
from db.events.record import Acting, record
from db.models import database


@dataclass(frozen=True)
class Noted:
    """One scan that waits; `at` is naive UTC. It returns none of the loans `but`."""

    at: datetime
    code: str
    but: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TakenIn:
    """What became of the scans that had waited.

    Attributes:
        returned: loans that were closed, at the time of the scan.
        unclear: an ISBN that does not say whose loan it ends; flagged for the librarian.
        passed_over: cards, unknown codes, and books that were not on loan then.
        unreadable: lines that a power cut had torn.
    """

    returned: int = 0
    unclear: int = 0
    passed_over: int = 0
    unreadable: int = 0


def take_in_returns(noted: Sequence[Noted], kiosk: str, repeat: timedelta) -> TakenIn:
    """Return what was brought back, at the times at which it was scanned: all of it, or nothing.

    A loan made after the scan is not touched, so that nothing happens twice, even when this is interrupted
    and done again. The two codes of one book within `repeat` are one scan. Raises what the store raises.
    """
    with database.atomic():
        became = Counter(_take_in(scan, Acting(kiosk, scan.at)) for scan in _one_code_a_book(noted, repeat))
    return TakenIn(became["returned"], became["unclear"], became["passed over"])


def _one_code_a_book(noted: Sequence[Noted], repeat: timedelta) -> list[Noted]:
    """Without the ISBN of a book whose label was scanned in the same go, as at the desk."""
    stands_for = {scan.code: titles_of(scan.code) for scan in noted}
    labels = [(scan.at, stands_for[scan.code][0]) for scan in noted if stands_for[scan.code][1]]

    def says_no_more(scan: Noted) -> bool:
        titles, by_label = stands_for[scan.code]
        return not by_label and any(
            abs(scan.at - at) < repeat and not titles.isdisjoint(labelled) for at, labelled in labels
        )

    return [scan for scan in noted if not says_no_more(scan)]


def _take_in(scan: Noted, acting: Acting) -> str:
    """What became of one scan; one that the store's rules stop is flagged and does not stop the others."""
    found = find(scan.code)
    if found is None or isinstance(found, FoundPatron):
        return "passed over"
    known = may_be(found) if isinstance(found, FoundCopy) else None
    if known and known.is_unclear and any(_ends(copy.loan, scan) for copy in known.lent):
        certain, possible = list(known.lent), list(known.here)
    elif isinstance(found, FoundCopy):
        certain, possible = [seen_at_desk(found, None, acting)], []
    else:  # by a guess, no loan ends: a copy from the shelf may have been scanned
        certain = [copy for copy in found.unlabelled if _ends(copy.loan, scan)]
        others = [copy for copy in (*found.unlabelled, *found.labelled) if copy not in certain]
        possible = [
            copy for copy in others if copy.status != "withdrawn" and (certain or _ends(copy.loan, scan))
        ]
    lent = [copy for copy in certain if _ends(copy.loan, scan)]
    if not lent and not possible:
        return "passed over"
    if len(lent) == 1 and not possible:
        with contextlib.suppress(peewee.IntegrityError), database.atomic():
            check_in(lent[0].copy_id, acting)
            return "returned"
    record(acting, "return_unclear", flagged=True, details={"code": scan.code})
    return "unclear"


def _ends(loan: OpenLoan | None, scan: Noted) -> bool:
    """Whether this scan may have ended this loan: it had begun, and not in the turn of the scan."""
    return loan is not None and loan.lent_at <= scan.at and loan.loan_id not in scan.but
