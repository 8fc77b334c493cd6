"""Entering in the store what a kiosk did offline: each event in one transaction, exactly once, come what may.

The time of an event decides, not the time at which it arrives: another kiosk may have sent a later one.
That time is the kiosk's own, put right by how far its clock differs from the server's (`journal`).
What the kiosk said to a child stands; where the store knew better, that goes on the librarian's list.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import peewee

from db.answers.alone.conflict import Kind
from db.events.record import Acting, one_scan, record
from db.models import Barcode, Copy, Event, Patron, database
from db.offline import catch_up_classes, catch_up_loans
from db.offline.catch_up_notes import CannotReplay, file_entry, record_entry
from db.offline.damaged import salvaged
from db.offline.fitness import refuse_unfit
from db.offline.journal import Entry
from db.store.deadline import deadline
from db.store.migrating import migrate
from db.store.server.postgresql import PostgresqlStore
from db.store.trouble import is_lacking, is_trouble


@contextlib.contextmanager
def telling(server: PostgresqlStore, seconds: float) -> Iterator[Callable[[Entry], bool]]:
    """Send this server one event after the other, on a connection of this thread's own.

    What is yielded does it, as `replay`. Each step may take this many seconds. Raises what the server raises.
    """

    def tell(entry: Entry) -> bool:
        with deadline(seconds):
            return replay(entry)

    opened = server.connector()
    with database.using(opened):
        with deadline(seconds):
            migrate(opened, server, may_make=False)
            refuse_unfit(opened, server)
        yield tell


def tell_salvaged(server: PostgresqlStore, untold: Path, acting: Acting, seconds: float) -> int:
    """Send the server what can be read of a damaged copy, and that there was one; returns how many events.

    Raises what the server raises, and OSError where the file cannot be read.
    """

    def makes_sense(entry: Entry) -> bool:
        try:
            return tell(entry)
        except Exception as error:
            if is_trouble(error):
                raise
            return False  # the store cannot even keep it for the librarian; the file is kept

    with telling(server, seconds) as tell:
        told = sum(makes_sense(entry) for entry in salvaged(untold))
        with deadline(seconds), database.atomic():
            record(acting, "copy_damaged", flagged=True, details={"told": told})
    return told


def replay(entry: Entry) -> bool:
    """Enter one event in the store; False where it was there already.

    Raises peewee's errors when the store cannot be reached, or lacks a table or a right: then nothing is
    done, or all of it. Nothing else stops what comes after it.
    """
    try:
        with database.atomic():
            if _is_known(entry):
                return False
            Barcode.update(unseen=False).where(Barcode.code.in_(entry.seen), Barcode.unseen).execute()
            with one_scan(entry.uuid, entry.verb):
                _APPLY.get(entry.verb, _cannot)(entry)
            if not _is_known(entry):  # there was nothing to do, or something else was done
                with one_scan(entry.uuid, entry.verb):
                    record_entry(entry)
    except Exception as error:  # whatever it is: nothing is dropped, and it does not stop the others
        if isinstance(error, peewee.OperationalError | peewee.InterfaceError) or is_lacking(error):
            raise
        kind = error.kind if isinstance(error, CannotReplay) else Kind.NOT_DONE
        return _keep(entry, kind, "" if isinstance(error, CannotReplay) else type(error).__name__)
    return True


def _is_known(entry: Entry) -> bool:
    return Event.select().where(Event.uuid == entry.uuid).exists()


def _keep(entry: Entry, kind: Kind, flaw: str) -> bool:
    """Record what happened, though nothing follows from it, and put it on the list."""
    with database.atomic():
        if _is_known(entry):
            return False
        patron = Patron.get_or_none(Patron.id == entry.patron_id)
        copy = Copy.get_or_none(Copy.id == entry.copy_id)
        kept = replace(
            entry,
            patron_id=patron.id if patron else None,
            copy_id=copy.id if copy else None,
        )
        with one_scan(entry.uuid, entry.verb):
            record_entry(kept, flagged=True)
            file_entry(kept, kind, flaw=flaw)
    return True


def _cannot(_entry: Entry) -> None:
    raise CannotReplay(Kind.NOT_DONE)


_APPLY: dict[str, Callable[[Entry], None]] = {
    "lent": catch_up_loans.lend,
    "returned": catch_up_loans.take_back,
    "shown": catch_up_loans.show,
    "refused": catch_up_loans.refuse,
    "renewed": catch_up_loans.renew,
    "undone": catch_up_loans.undo_there,
    "loan_moved": catch_up_loans.move,
    "language": catch_up_loans.change_language,
    "turn_opened": record_entry,
    "turn_lost": record_entry,
    "return_unclear": record_entry,
    "return_clear": catch_up_loans.clear_there,
    "which_copy": record_entry,
    "has_two": record_entry,
    "day_confirmed": record_entry,
    "overridden": record_entry,
    "staff_mode": record_entry,
    "kiosk_closed": record_entry,
    "stick_named": record_entry,
    "kiosk_opened": record_entry,
    "kiosk_left": record_entry,
    "lesson_opened": catch_up_classes.open_lesson,
    "lesson_closed": catch_up_classes.close_lesson,
    "corner_opened": catch_up_classes.open_corner,
    "corner_filled": catch_up_classes.fill_corner,
    "corner_taken_out": catch_up_classes.take_out_of_corner,
    "corner_back": catch_up_classes.bring_corner_back,
    "corner_not_ours": catch_up_classes.bring_corner_back,
    "corner_closed": catch_up_classes.close_corner,
}
