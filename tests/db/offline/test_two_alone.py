"""Two kiosks that were alone at the same time tell of one book, in either order: loans and record agree."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from school import NOW, Library

from db.circulation.lending import check_out
from db.events.record import Acting, new_uuid
from db.library.calendar import Calendar
from db.models import Copy, Event, Patron, database
from db.offline.catch_up import replay
from db.offline.journal import Entry
from db.safety.row_checking import LOOKS
from db.store.sql import rows

ACTS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["card", "book", "undo"])), max_size=8)


@dataclass
class Alone:
    """What one kiosk knows of the book, and what a child did there: a scan, with a card or not, or undo."""

    name: str
    copy: Copy
    on_loan: Entry | None
    journal: list[Entry] = field(default_factory=list)
    done: list[tuple[Entry, Entry | None]] = field(default_factory=list)

    def does(self, act: str, reader: Patron, minute: int) -> None:
        """As the desk would; `done` keeps what can be taken back, and the loan as it was before."""
        acting = Acting(self.name, NOW + timedelta(minutes=minute))
        made = Entry(
            new_uuid(acting.now), acting, "lent", reader.id, self.copy.id, False, {"due": "2026-09-22"}
        )
        if act == "undo":
            if self.done:
                undone, self.on_loan = self.done.pop()
                self.journal.append(replace(made, verb="undone", undoes=undone.uuid, **_of(undone)))
            return
        before = self.on_loan
        if before:
            made = replace(made, verb="returned", patron_id=before.patron_id, **_of(before))
        elif act == "book":
            made = replace(made, verb="shown", patron_id=None)
        self.journal.append(made)
        if made.verb != "shown":
            self.done.append((made, before))
            self.on_loan = made if made.verb == "lent" else None


def _of(entry: Entry) -> dict[str, object]:
    """The loan of this event: the store's, or the one that was begun by it or by the one it names."""
    if entry.loan_id:
        return {"loan_id": entry.loan_id}
    return {"lent_by": entry.uuid if entry.verb == "lent" else entry.lent_by}


@pytest.mark.store_in("file")
@settings(max_examples=100)
@given(is_lent=st.booleans(), acts=ACTS, first=st.integers(0, 1))
def test_loans_are_as_the_record_says_whatever_two_kiosks_did(
    library: Library, is_lent: bool, acts: list[tuple[int, str]], first: int
) -> None:
    with database.atomic() as story:
        readers = [library.patron("6101"), library.patron("6102")]
        copy = library.copy("B1")
        kiosks = [Alone(f"Kiosk {number}", copy, None) for number in range(2)]
        if is_lent:
            there = Acting("Kiosk 0", NOW)
            check_out(readers[0].id, copy.id, there, Calendar())
            lent = Event.get(Event.verb == "lent")
            known = Entry(lent.uuid, there, "lent", readers[0].id, copy.id, False, {}, loan_id=lent.loan_id)
            kiosks[0].done.append((known, None))  # its reader may still take it back
            for kiosk in kiosks:
                kiosk.on_loan = known
        for minute, (which, act) in enumerate(acts, start=1):
            kiosks[which].does(act, readers[which], minute)
        for entry in [*kiosks[first].journal, *kiosks[1 - first].journal]:
            assert replay(entry)
        assert [str(wrong.sentence) for look in LOOKS for wrong in look(rows)] == []
        story.rollback()
