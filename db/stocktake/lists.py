"""The seven lists of a stocktake: what its scans and the record do not agree on."""

from collections.abc import Callable

from db.answers.shelves.stocktake import Counted, Line, Listed
from db.shelf.faces import face_of_code
from db.stocktake.accounts import Account, Accounts, read_accounts
from db.stocktake.opening import Found, card_of_code
from db.stocktake.timeline import is_found, is_present_though_lent

Lists = dict[Listed, list[Line]]


def lists_of(stocktake: Found) -> Lists:
    """All seven, what is settled left out; in shelf order."""
    return lists_in(read_accounts(stocktake))


def lists_in(accounts: Accounts) -> Lists:
    """The same of what was read already."""
    lists: Lists = {kind: [] for kind in Listed}
    for one in accounts.copies:
        for kind in Listed:
            if kind is not Listed.UNKNOWN and _HOLDS[kind](one) and not _is_settled(accounts, kind, one):
                lists[kind].append(_line(one, kind, accounts))
    unknown = {scan.code: scan for scan in accounts.other if is_of_nobody(scan.code)}
    for code, scan in sorted(unknown.items()):
        at = accounts.settled.get((Listed.UNKNOWN.value, None, code))
        if at is None or at < scan.at:
            lists[Listed.UNKNOWN].append(Line(None, code, scanned_at=scan.area))
    return lists


def is_of_nobody(code: str) -> bool:
    """The code is neither a book's nor a work card's or shelf label's."""
    return card_of_code(code) is None and face_of_code(code) is None


def _line(one: Account, kind: Listed, accounts: Accounts) -> Line:
    last = one.scans[-1] if one.scans else None
    scanned_at = last.area if last else ""
    code = one.label
    if kind is Listed.TWICE:
        scanned_at = ", ".join(_places(one))
    if kind is Listed.LABEL and last:
        code = last.code
    looked = accounts.settled.get(("looked", one.copy_id, "")) if kind is Listed.MISSING else None
    return Line(one.copy_id, code, one.title, one.call_number, one.area, scanned_at, looked=looked)


def _is_settled(accounts: Accounts, kind: Listed, one: Account) -> bool:
    """Somebody has ticked it off after its last scan. What changes the copy itself needs no tick."""
    at = accounts.settled.get((kind.value, one.copy_id, ""))
    if kind not in (Listed.CARRY, Listed.TWICE, Listed.LABEL) or at is None:
        return False
    return not one.scans or at >= one.scans[-1].at


def _is_elsewhere(one: Account) -> bool:
    """It was scanned last where it does not belong."""
    if not one.scans or one.known.status in ("lost", "withdrawn"):
        return False
    scanned_at = one.scans[-1].area
    return not one.in_scope or bool(scanned_at and one.area and scanned_at != one.area)


def _places(one: Account) -> list[str]:
    return list(dict.fromkeys(scan.area for scan in one.scans if scan.area))


def _has_other_label(one: Account) -> bool:
    """Its last scan was of a label that the record has replaced."""
    return bool(one.scans) and one.scans[-1].code != one.label and one.scans[-1].code in one.old_labels


_HOLDS: dict[Listed, Callable[[Account], bool]] = {
    Listed.REVIVE: lambda one: one.known.status in ("lost", "withdrawn") and is_found(one.known),
    Listed.ON_LOAN: lambda one: is_present_though_lent(one.known),
    Listed.MISSING: lambda one: one.in_scope and one.counted is Counted.NOT_SEEN,
    Listed.CARRY: _is_elsewhere,
    Listed.TWICE: lambda one: len(_places(one)) > 1,
    Listed.LABEL: _has_other_label,
}
