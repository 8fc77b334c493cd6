"""What is wrong with the rows of a store, on whatever kind of database; each breach with its remedy."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from db.codes import clean
from db.marking import N_, Sentence
from db.store.sql import Ask

DEVELOPERS = N_(
    "Make a backup now, then restore the newest one from before the damage, and tell the developers."
)
FEW = 5
"""How many examples of a fault are named."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and how to mend it."""

    sentence: Sentence
    remedy: Sentence


def finding(sentence: str, remedy: str, /, **details: object) -> Finding:
    """What is wrong and its remedy, both marked English that the same details fill."""
    return Finding(Sentence(sentence, details), Sentence(remedy, details))


_LOANS = (
    (
        "SELECT copy_id FROM loan WHERE returned_at IS NULL GROUP BY copy_id HAVING COUNT(*) > 1",
        N_("Copies on loan twice at once: {n} (copy {ids})."),
        N_("Return them at the kiosk, once for each loan."),
    ),
    (
        "SELECT id FROM loan WHERE returned_at IS NULL AND (patron_id IS NULL OR voided)",
        N_("Open loans that belong to nobody, or were undone: {n} (loan {ids})."),
        N_("Return these books at the kiosk."),
    ),
    (
        "SELECT id FROM loan WHERE returned_at < lent_at OR due_on < lent_on",
        N_("Loans that end before they began: {n} (loan {ids}). A clock was wrong."),
        N_("Set the clock. Nothing else needs to be done: these loans are over."),
    ),
)
"""What no loan may be: the statement that finds such loans, what is wrong, and the remedy."""


def _loans(ask: Ask) -> Iterator[Finding]:
    for sql, sentence, remedy in _LOANS:
        yield from _named(_ids(ask, sql), sentence, remedy)


def _codes(ask: Ask) -> Iterator[Finding]:
    unclean = [code for (code,) in ask("SELECT code FROM barcode") if clean(code) != code]
    if unclean:
        yield finding(
            N_("Codes that no scan finds, as they are not written the way a scanner reads them: {n}."),
            N_("Import the list they came from again."),
            n=len(unclean),
        )
    owners = _ids(ask, "SELECT id FROM barcode WHERE (copy_id IS NULL) = (patron_id IS NULL)")
    if owners:
        yield finding(N_("Codes that belong to nothing, or to two things: {n}."), DEVELOPERS, n=len(owners))


def _records(ask: Ask) -> Iterator[Finding]:
    """Each loan must be as the record of its events says it was left."""
    told: dict[int, str] = {}
    verbs: dict[int, str] = {}
    lent_twice: list[int] = []
    sql = "SELECT id, verb, loan_id, undoes_id FROM event WHERE loan_id IS NOT NULL ORDER BY id"
    for event, verb, loan, undoes in ask(sql):
        verbs[event] = verb
        if verb == "lent":
            if loan in told:
                lent_twice.append(loan)
            told[loan] = "lent"
        elif loan not in told:
            continue  # lent before there was a record: an imported loan
        elif verb == "returned":
            told[loan] = "returned"
        elif verb == "undone":
            told[loan] = {"lent": "voided", "returned": "lent"}.get(verbs.get(undoes, ""), told[loan])
    states = ask(
        "SELECT id, CASE WHEN voided THEN 'voided' WHEN returned_at IS NULL THEN 'lent' ELSE 'returned' END,"
        " patron_id IS NULL FROM loan"
    )
    # In a backup that has aged (`db.privacy.ageing`), what was open then is closed and nobody's.
    sound = {loan for loan, state, aged in states if told.get(loan) in (state, "lent" if aged else state)}
    differing = sorted((told.keys() - sound).union(lent_twice))
    yield from _named(
        differing,
        N_("Loans that differ from the record of what happened: {n} (loan {ids})."),
        N_("Look these books up on the shelf, then return or lend them at the kiosk."),
    )


def _details(ask: Ask) -> Iterator[Finding]:
    broken = []
    for event, details in ask("SELECT id, details FROM event WHERE details <> ''"):
        try:
            json.loads(details)
        except ValueError:
            broken.append(event)
    yield from _named(
        broken,
        N_("Events whose details cannot be read: {n} (event {ids})."),
        N_("Nothing needs to be done, but they cannot be undone any more."),
    )


_OWN = " AND id NOT IN (SELECT copy_id FROM issue_copy)"
"""Single issues of a periodical are in no register until they are bound."""


def _registers(ask: Ask) -> Iterator[Finding]:
    """The register of copies has each copy once, and each number that was ever given."""
    yield from _named(
        _ids(
            ask,
            f"SELECT id FROM copy WHERE id NOT IN (SELECT copy_id FROM accession WHERE copy_id > 0){_OWN}",
        ),
        N_("Copies that are in no register: {n} (copy {ids})."),
        N_("Run: kiosk registers enter"),
    )
    numbers = set(_ids(ask, "SELECT number FROM accession"))
    brought = [int(value) for (value,) in ask("SELECT value FROM setting WHERE key = 'accession_brought'")]
    yield from _named(
        sorted(set(range(1 + max(brought, default=0), max(numbers, default=0) + 1)) - numbers),
        N_("Accession numbers that are missing from the register and could be given twice: {n} ({ids})."),
        DEVELOPERS,
    )
    ((came,), (gone,)) = (
        ask("SELECT COUNT(*) FROM accession WHERE copy_id IS NOT NULL")[0],
        ask("SELECT COUNT(*) FROM accession JOIN copy ON copy.id = copy_id WHERE status = 'withdrawn'")[0],
    )
    ((stock,),) = ask(f"SELECT COUNT(*) FROM copy WHERE status <> 'withdrawn'{_OWN}")
    if came - gone != stock:
        yield finding(
            N_("The registers do not agree with the copies: {came} in, {gone} out, but {stock} are there."),
            N_("Run: kiosk registers enter"),
            came=came,
            gone=gone,
            stock=stock,
        )


LOOKS: tuple[Callable[[Ask], Iterator[Finding]], ...] = (_loans, _codes, _records, _details, _registers)


def _ids(ask: Ask, sql: str) -> list[int]:
    return [number for (number,) in ask(sql)]


def _named(ids: list[int], sentence: str, remedy: str) -> Iterator[Finding]:
    """What is wrong with these, if there are any; the first few are named."""
    if ids:
        named = ", ".join(str(number) for number in ids[:FEW]) + (" …" if len(ids) > FEW else "")
        yield finding(sentence, remedy, n=len(ids), ids=named)
