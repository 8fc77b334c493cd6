"""A list of readers into the store: who is new is added, who has changed is brought up to date.

A reader is known by their number. A blank cell leaves what the store knows, and a reader who is not in the
list stays as they are: a class list must not sign off the rest of the school.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from db.errors import BadValue
from db.events.record import Acting
from db.lists.cells import people
from db.lists.files.table import read
from db.lists.headers import Located, locate, parse_mapping
from db.lists.people.known_readers import KnownReaders, Person
from db.lists.people.reader_rows import ListedReader, RowReader
from db.lists.report import Change, Imported, OnProgress, Refused, Tally
from db.marking import N_
from db.models import Barcode, Patron, SchoolClass, database
from db.readers.leaving import end_waits
from db.readers.roster_numbers import number_rosters
from db.searching.names import keep_readers
from db.store.batches import ids_of_names, insert, insert_returning, rehearsed, turns
from db.store.sql import rows


def import_readers(
    path: Path,
    *,
    acting: Acting,
    mapping: Sequence[str] = (),
    confirmed: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> Imported:
    """Bring the store up to a list of readers. `mapping` holds `COLUMN=FIELD`; a connection must be open.

    The code of a reader's card is the barcode that the list gives, else the number. A class called `教师` or
    `Teachers` makes a teacher without a class. Unless it is `confirmed`, nobody is given another name: with
    the name a reader's loans would become another person's. Each batch is a transaction; with `dry_run` all
    of it is undone. Raises BadList when the file is no such list and BadValue for a mapping that makes no
    sense.
    """
    located = locate("readers", read(path), parse_mapping("readers", mapping), path.name)
    tally = Tally()
    tally.refuse_wide(located)
    with rehearsed(dry_run):
        readers = _readers(located, tally)
        known = KnownReaders.of(readers)
        done = located.rows - len(readers)
        for batch in turns(readers):
            _write(batch, known, tally, acting, confirmed=confirmed)
            done += len(batch)
            if on_progress:
                on_progress(done, located.rows)
        with database.atomic():
            number_rosters()
        tally.moved_numbers = _elsewhere([change.new for change in tally.changes if change.held])
        tally.record("readers", acting)
    return tally.closed("readers", located, dry_run=dry_run)


def _readers(located: Located, tally: Tally) -> list[ListedReader]:
    categories = {category for (category,) in rows("SELECT category FROM policy")}
    readers: dict[str, ListedReader] = {}
    bearers: dict[str, str] = {}
    for section in located.sections:
        row_reader = RowReader(section.columns, categories, tally)
        for row in section.rows:
            try:
                reader = row_reader.reader(row)
                first = readers.get(reader.number)
                if first is not None and first.row.cells != row.cells:
                    reason = BadValue(N_("line {line} has this number"), line=first.row.where)
                    raise Refused(row, "number", reader.number, reason)
                if bearers.setdefault(reader.code, reader.number) != reader.number:
                    reason = BadValue(N_("an earlier row gives this code to another reader"))
                    raise Refused(row, "barcode", reader.code, reason)
            except Refused as refused:
                tally.rejected.append(refused.rejected)
                continue
            tally.repeated += first is not None
            readers.setdefault(reader.number, reader)
    return list(readers.values())


def _elsewhere(names: Sequence[str]) -> int:
    """How many of these names readers have whose numbers are others."""
    if not names:
        return 0
    known = {people.name(name) for (name,) in rows("SELECT name FROM patron WHERE status <> 'left'")}
    return sum(name in known for name in names)


_COLUMNS = (
    "name", "given_name", "school_class_id", "category", "status", "quota", "language", "roster_number"
)  # fmt: skip
_TOLD = ("name", "given_name", "class", "category", "status", "quota", "language")


def _write(
    readers: Sequence[ListedReader], known: KnownReaders, tally: Tally, acting: Acting, *, confirmed: bool
) -> None:
    """Write these readers in one transaction."""
    with database.atomic():
        accepted: list[tuple[ListedReader, Person | None]] = []
        for reader in readers:
            try:
                person = known.person(reader, tally, confirmed=confirmed)
                known.check_code(reader, person)
            except Refused as refused:
                tally.rejected.append(refused.rejected)
                continue
            accepted.append((reader, person))
            tally.spellings |= known.spell(reader)
        classes = ids_of_names(SchoolClass, (reader.class_name for reader, _ in accepted))
        new = [reader for reader, person in accepted if person is None]
        ids = _add(new, classes)
        pairs = [(reader, person) for reader, person in accepted if person is not None]
        changed = _update(pairs, classes, known, tally)
        ids |= {person.number: person.id for _, person in pairs}
        had_them = {bearer for reader, _ in accepted if (bearer := known.bearer_of.get(reader.code))}
        changed |= _give_cards(accepted, ids, known, tally, acting)
        keep_readers(had_them.union(ids.values()))
        left = [person.id for reader, person in pairs if reader.status == "left" != person.values[4]]
        end_waits(left, acting)
    for reader, person in accepted:
        tally.added += person is None
        tally.changed += person is not None and person.id in changed
        tally.same += person is not None and person.id not in changed
        if person is not None:
            tally.known.append(person.number)
        tally.own_limits += reader.quota is not None
        if reader.class_name:
            tally.classes.add(reader.class_name)


def _update(
    readers: Sequence[tuple[ListedReader, Person]],
    classes: Mapping[str, int],
    known: KnownReaders,
    tally: Tally,
) -> set[int]:
    """Bring readers up to date; the ids of those that were not."""
    changes: list[tuple[Any, ...]] = []
    for reader, person in readers:
        name, given, class_id, category, status, quota, language, roster_number = person.values
        kept = given if reader.name == name and given != people.given_name(name) else ""
        given = people.called(reader.given_name or kept, reader.name, reader.category or category)
        now_in = classes.get(reader.class_name, None if reader.category == "teacher" else class_id)
        new = (
            reader.name,
            given,
            now_in,
            reader.category or category,
            reader.status or status,
            quota if reader.quota is None else reader.quota,
            reader.language or language,
            roster_number if now_in == class_id else None,
        )
        if new == person.values and reader.number == person.number:
            continue
        changes.append((reader.number, *new, person.id))
        told_old = (*person.values[:2], known.class_names.get(class_id or 0, ""), *person.values[3:7])
        told_new = (*new[:2], reader.class_name if now_in != class_id else told_old[2], *new[3:7])
        fields = zip(("number", *_TOLD), (person.number, *told_old), (reader.number, *told_new), strict=True)
        tally.changes += [
            Change(reader.row.where, person.number, field, _shown(was), _shown(value))
            for field, was, value in fields
            if was != value
        ]
        person.number = reader.number
    if changes:
        columns = ", ".join(f"{column} = {database.param}" for column in ("number", *_COLUMNS))
        database.cursor().executemany(f"UPDATE patron SET {columns} WHERE id = {database.param}", changes)
    return {change[-1] for change in changes}


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _add(readers: Sequence[ListedReader], classes: Mapping[str, int]) -> dict[str, int]:
    """Insert readers; their ids by number."""
    values = [
        (
            reader.number,
            reader.name,
            people.called(reader.given_name, reader.name, reader.category),
            classes.get(reader.class_name),
            reader.category or "pupil",
            reader.status or "active",
            reader.quota,
            reader.language or None,
            None,
        )
        for reader in readers
    ]
    return dict(insert_returning(Patron, ("number", *_COLUMNS), values, ("number", "id")))


def _give_cards(
    accepted: Sequence[tuple[ListedReader, Person | None]],
    ids: Mapping[str, int],
    known: KnownReaders,
    tally: Tally,
    acting: Acting,
) -> set[int]:
    """See that each reader's code is theirs, and only the newest card that a list gave; who was changed."""
    new, changed = [], set()
    for reader, person in accepted:
        id_ = ids[reader.number]
        bearer = known.bearer_of.get(reader.code)
        if bearer is None:
            new.append((reader.code, id_, acting.now))
        elif bearer != id_:
            Barcode.update(patron=id_, issued_at=acting.now, retired_at=None).where(
                Barcode.code == reader.code
            ).execute()
        known.bearer_of[reader.code] = id_
        before = known.cards_of(id_) if person else []
        if bearer != id_ and person:
            changed.add(id_)
            tally.changes.append(
                Change(reader.row.where, person.number, "barcode", ", ".join(before), reader.code)
            )
        replaced = [
            code
            for code in before
            if reader.has_own_code
            and code not in (reader.code, reader.number)
            and reader.code not in known.ended  # the list still has the card that was replaced
        ]
        if replaced:
            Barcode.update(retired_at=acting.now).where(
                Barcode.code.in_(replaced), Barcode.patron == id_
            ).execute()
            known.retire(replaced)
            changed.add(id_)
    insert(Barcode, ("code", "patron_id", "issued_at"), new)
    return changed
