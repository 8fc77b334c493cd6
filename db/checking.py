"""Is the store sound? Every invariant is looked at from outside, and each breach told with its remedy."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from db.codes import clean
from db.marking import N_
from db.migrating import MIGRATIONS
from db.snapshot import reading

RESTORE = N_("Restore the newest backup: kiosk restore FILE. The present store is kept beside it.")
_UPDATE = N_("Update the program, or restore a backup that this version made.")
_DEVELOPERS = N_("Make a backup now, restore the newest one from before this, and tell the developers.")
_INDEXES = {"loan_one_open", "loan_open_of_patron", "loan_open_due", "hold_one_open"}
_FEW = 5


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and how to mend it. Both are marked English; `details` fills them."""

    sentence: str
    remedy: str
    details: dict[str, object] = field(default_factory=dict)


def check(store: Path, now: datetime) -> list[Finding]:
    """All that is wrong with a store, nothing if it is sound. `now` is naive UTC. Changes nothing."""
    if not store.is_file():
        return [Finding(N_("There is no store {path}."), RESTORE, {"path": store})]
    findings = list(_about_the_file(store))
    try:
        with reading(store) as connection:
            damage = list(_about_the_pages(connection))
            findings += damage
            if not damage:  # what a damaged file says of loans means nothing
                findings += _about_the_rows(connection, now)
    except sqlite3.Error as error:
        sentence = N_("{path} is no library store, or is damaged: {reason}.")
        findings.append(Finding(sentence, RESTORE, {"path": store, "reason": error}))
    return findings


def _about_the_file(store: Path) -> Iterator[Finding]:
    mode = store.stat().st_mode & 0o077
    if mode:
        yield Finding(
            N_("Others on this machine can read the store {path}."),
            N_("Run: chmod 600 {path}"),
            {"path": store},
        )


def _about_the_pages(store: sqlite3.Connection) -> Iterator[Finding]:
    troubles = [line for (line,) in store.execute(f"PRAGMA integrity_check({_FEW})")]
    if troubles != ["ok"]:
        only_indexes = all("index" in line for line in troubles)
        sentence = N_("The store's file is damaged: {reason}.")
        remedy = N_("Run: kiosk check --mend, which builds the indexes anew.") if only_indexes else RESTORE
        yield Finding(sentence, remedy, {"reason": "; ".join(troubles)})
        return
    tables = {name for (name,) in store.execute("SELECT name FROM sqlite_master")}
    if "schema_migration" not in tables:
        yield Finding(N_("The file is a database of something else."), RESTORE)
        return
    known = {migration.stem for migration in MIGRATIONS.glob("[0-9]*.py")}
    applied = {name for (name,) in store.execute("SELECT name FROM schema_migration")}
    if applied - known:
        yield Finding(N_("The store is of a newer version of the kiosk."), _UPDATE)
    elif known - applied:
        yield Finding(
            N_("The store is of an older version of the kiosk."),
            N_("Run any command, such as kiosk status: it brings the store up to date."),
        )


def _about_the_rows(store: sqlite3.Connection, now: datetime) -> Iterator[Finding]:
    for look in _LOOKS:
        yield from look(store)
    newest = store.execute("SELECT MAX(at) FROM event").fetchone()[0]
    if newest and datetime.fromisoformat(newest) > now + timedelta(days=1):
        yield Finding(
            N_("Something is recorded on {day}, which is still to come: a clock was, or is, wrong."),
            N_("Set the clock, then look at the due dates: kiosk loans."),
            {"day": newest[:10]},
        )


def _keys(store: sqlite3.Connection) -> Iterator[Finding]:
    broken = sorted({table for table, *_ in store.execute("PRAGMA foreign_key_check")})
    if broken:
        sentence = N_("Rows point at something that does not exist, in: {tables}.")
        yield Finding(sentence, _DEVELOPERS, {"tables": ", ".join(broken)})


def _indexes(store: sqlite3.Connection) -> Iterator[Finding]:
    missing = _INDEXES - {
        name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
    }
    if missing:
        sentence = N_("The store lacks the rules {names}: a copy could be lent twice.")
        yield Finding(sentence, _DEVELOPERS, {"names": ", ".join(sorted(missing))})


def _loans(store: sqlite3.Connection) -> Iterator[Finding]:
    doubled = _ids(
        store, "SELECT copy_id FROM loan WHERE returned_at IS NULL GROUP BY copy_id HAVING COUNT(*) > 1"
    )
    if doubled:
        yield Finding(
            N_("{n} copies are on loan twice at once (copy {ids})."),
            N_("Return them at the kiosk, once for each loan."),
            {"n": len(doubled), "ids": _some(doubled)},
        )
    nobodys = _ids(store, "SELECT id FROM loan WHERE returned_at IS NULL AND (patron_id IS NULL OR voided)")
    if nobodys:
        yield Finding(
            N_("{n} open loans are nobody's, or were taken back (loan {ids})."),
            N_("Return these books at the kiosk."),
            {"n": len(nobodys), "ids": _some(nobodys)},
        )
    backwards = _ids(store, "SELECT id FROM loan WHERE returned_at < lent_at OR due_on < lent_on")
    if backwards:
        yield Finding(
            N_("{n} loans end before they began (loan {ids}): a clock was wrong."),
            N_("Set the clock. Nothing else needs to be done: these loans are over."),
            {"n": len(backwards), "ids": _some(backwards)},
        )


def _codes(store: sqlite3.Connection) -> Iterator[Finding]:
    unclean = [code for (code,) in store.execute("SELECT code FROM barcode") if clean(code) != code]
    if unclean:
        yield Finding(
            N_("{n} codes are not spelt as a scanner's are read, so no scan finds them."),
            N_("Import the list that they came from again."),
            {"n": len(unclean)},
        )
    owners = _ids(store, "SELECT id FROM barcode WHERE (copy_id IS NULL) = (patron_id IS NULL)")
    if owners:
        yield Finding(N_("{n} codes belong to nothing, or to two things."), _DEVELOPERS, {"n": len(owners)})


def _records(store: sqlite3.Connection) -> Iterator[Finding]:
    """Each loan must be as the record of its events says it was left."""
    told: dict[int, str] = {}
    verbs: dict[int, str] = {}
    lent_twice: list[int] = []
    sql = "SELECT id, verb, loan_id, undoes_id FROM event WHERE loan_id IS NOT NULL ORDER BY id"
    for event, verb, loan, undoes in store.execute(sql):
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
    states = store.execute(
        "SELECT id, CASE WHEN voided THEN 'voided' WHEN returned_at IS NULL THEN 'lent' ELSE 'returned' END,"
        " patron_id IS NULL FROM loan"
    )
    # In a backup that has aged (`db.ageing`), what was open then is closed and nobody's.
    sound = {loan for loan, state, aged in states if told.get(loan) in (state, "lent" if aged else state)}
    differing = sorted((told.keys() - sound).union(lent_twice))
    if differing:
        yield Finding(
            N_("{n} loans are not as the record of what happened says (loan {ids})."),
            N_("Look these books up on the shelf, then return or lend them at the kiosk."),
            {"n": len(differing), "ids": _some(differing)},
        )


def _details(store: sqlite3.Connection) -> Iterator[Finding]:
    broken = []
    for event, details in store.execute("SELECT id, details FROM event WHERE details <> ''"):
        try:
            json.loads(details)
        except ValueError:
            broken.append(event)
    if broken:
        yield Finding(
            N_("{n} events have details that cannot be read (event {ids})."),
            N_("Nothing needs to be done, but they cannot be undone any more."),
            {"n": len(broken), "ids": _some(broken)},
        )


_LOOKS: tuple[Callable[[sqlite3.Connection], Iterator[Finding]], ...] = (
    _keys,
    _indexes,
    _loans,
    _codes,
    _records,
    _details,
)


def mend_indexes(store: Path) -> None:
    """Build all indexes anew from their tables. Raises sqlite3.Error."""
    with sqlite3.connect(store, timeout=10) as connection:
        connection.execute("REINDEX")
    connection.close()


def _ids(store: sqlite3.Connection, sql: str) -> list[int]:
    return [number for (number,) in store.execute(sql)]


def _some(ids: list[int]) -> str:
    return ", ".join(str(number) for number in ids[:_FEW]) + (" …" if len(ids) > _FEW else "")
