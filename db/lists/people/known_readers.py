"""What the store knows of the readers of a list: who has which number, which code, which class."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.class_names import Key, class_key
from db.errors import BadValue
from db.lists.cells import people
from db.lists.people.reader_rows import ListedReader
from db.lists.report import Change, Refused, Tally
from db.marking import N_
from db.readers.campus_cards import Chips, typed_chips
from db.readers.codes_of_books import numbers_of_books
from db.store.batches import select_in
from db.store.sql import rows

_SELECT = (
    "SELECT id, number, name, given_name, school_class_id, category, status, quota, language, roster_number"
    " FROM patron"
)


@dataclass
class Person:
    """A reader as the store has them; `values` from the name to the roster number."""

    id: int
    number: str
    values: tuple[Any, ...]


@dataclass
class KnownReaders:
    """The readers of the store that a list may mean.

    Attributes:
        persons: by number.
        alike: for digits of which no reader has them, the readers whose numbers differ by zeros in front.
        listed: the list's readers by number.
        bearer_of: whose a code is; 0 for a book's.
        ended: the codes of cards that were replaced by others of the same reader.
        cards: the codes of each reader that count.
        class_names: the classes by id.
        spelt: how the library, or the list at first, writes a class.
        chips: the campus cards, in whichever way their numbers are written.
    """

    persons: dict[str, Person]
    alike: dict[str, list[Person]]
    listed: dict[str, ListedReader]
    bearer_of: dict[str, int]
    cards: dict[int, list[str]]
    class_names: dict[int, str]
    spelt: dict[Key, str] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    chips: Chips = field(default_factory=Chips)

    @classmethod
    def of(cls, readers: Sequence[ListedReader]) -> "KnownReaders":
        """What the store knows of these readers."""
        listed = {reader.number: reader for reader in readers}
        persons = _persons(f"{_SELECT} WHERE number IN", list(listed))
        class_names = dict(rows("SELECT id, name FROM school_class"))
        spelt: dict[Key, str] = {}
        for name in class_names.values():
            spelt.setdefault(class_key(name), name)
        alike = _alike(listed, persons)
        codes = [reader.code for reader in readers]
        sql = "SELECT code, patron_id, retired_at FROM barcode WHERE code IN"
        issued = {code: (patron_id or 0, ended) for code, patron_id, ended in select_in(sql, codes)}
        bearer_of = dict.fromkeys(numbers_of_books(codes), 0)
        bearer_of |= {code: bearer for code, (bearer, _) in issued.items()}
        ended = frozenset(code for code, (bearer, at) in issued.items() if bearer and at is not None)
        everybody = [*persons.values(), *(person for people_ in alike.values() for person in people_)]
        cards: dict[int, list[str]] = defaultdict(list)
        sql = "SELECT patron_id, code FROM barcode WHERE retired_at IS NULL AND patron_id IN"
        for patron_id, code in sorted(select_in(sql, [person.id for person in everybody])):
            cards[patron_id].append(code)
        return cls(persons, alike, listed, bearer_of, cards, class_names, spelt, ended)

    def person(self, reader: ListedReader, tally: Tally, *, confirmed: bool) -> Person | None:
        """The reader of the store whom a row means, or None for a new one.

        A number that lacks its zeros, or has them again, is the same child's where the name is; then the
        longer one counts. Raises Refused where the number is another person's.
        """
        person = self.persons.get(reader.number)
        if person is None:
            return self._alike_person(reader, tally)
        old = str(person.values[0])
        if confirmed or people.same_name(old, reader.name):
            return person
        tally.changes.append(Change(reader.row.where, person.number, "name", old, reader.name, held=True))
        raise Refused(
            reader.row,
            "name",
            reader.name,
            BadValue(
                N_("in the library reader {number} has another name; with --yes the loans become this one's"),
                number=person.number,
            ),
        )

    def _alike_person(self, reader: ListedReader, tally: Tally) -> Person | None:
        found = self.alike.get(reader.number, [])
        same = [person for person in found if people.same_name(str(person.values[0]), reader.name)]
        if len(same) != 1:
            if found:
                reason = N_("reader {number} has this number, with other leading zeros")
                raise Refused(reader.row, "number", reader.number, BadValue(reason, number=found[0].number))
            return None
        (person,) = same
        tally.doubts["zeros"].append(reader.row.where)
        if len(reader.number) < len(person.number):
            if not reader.has_own_code:
                reader.code = person.number
                self.bearer_of.setdefault(person.number, person.id)
            reader.number = person.number
        return person

    def check_code(self, reader: ListedReader, person: Person | None) -> None:
        """Raises Refused where the code is a book's, or of a reader to whom the list gives no other."""
        bearer = self.bearer_of.get(reader.code)
        if bearer is None and (owner := self.chips.owner(*typed_chips(reader.code))):
            bearer = owner[0]
        if bearer is None or (person and bearer == person.id):
            return
        if bearer:
            if reader.code in self.ended:
                return  # the card was replaced
            ((number, status),) = rows("SELECT number, status FROM patron WHERE id = ?", bearer)
            other = self.listed.get(number)
            if reader.has_own_code and (status == "left" or (other and other.has_own_code)):
                return  # the list has taken it from them
            reason = BadValue(
                N_("this code is reader {number}'s: give that reader another one in the same list"),
                number=number,
            )
        else:
            reason = BadValue(N_("this code is a book's"))
        raise Refused(reader.row, "barcode", reader.code, reason)

    def spell(self, reader: ListedReader) -> dict[str, str]:
        """Write the reader's class as the library does; the spelling of the list where it is another one."""
        written = reader.class_name
        if not written or written in self.class_names.values():
            return {}
        reader.class_name = self.spelt.setdefault(class_key(written), written)
        return {} if reader.class_name == written else {written: reader.class_name}

    def cards_of(self, patron_id: int) -> list[str]:
        """The codes of a reader's cards."""
        return [code for code in self.cards[patron_id] if self.bearer_of.get(code, patron_id) == patron_id]

    def retire(self, codes: Iterable[str]) -> None:
        """These do not count any more."""
        gone = set(codes)
        for patron_id, held in self.cards.items():
            self.cards[patron_id] = [code for code in held if code not in gone]


def _persons(sql: str, numbers: Sequence[str]) -> dict[str, Person]:
    return {number: Person(id_, number, tuple(values)) for id_, number, *values in select_in(sql, numbers)}


def _alike(listed: dict[str, ListedReader], persons: dict[str, Person]) -> dict[str, list[Person]]:
    unknown = [number for number in listed if number not in persons and number.isdecimal()]
    stripped = {number.lstrip("0") for number in unknown} - {""}
    with_zeros = [
        number
        for (number,) in (rows("SELECT number FROM patron WHERE number LIKE '0%'") if unknown else ())
        if number.isdecimal() and number.lstrip("0") in stripped
    ]
    others = sorted({*stripped, *with_zeros} - set(listed))
    by_digits: dict[str, list[Person]] = defaultdict(list)
    for number, person in _persons(f"{_SELECT} WHERE number IN", others).items():
        by_digits[number.lstrip("0")].append(person)
    return {number: by_digits[number.lstrip("0")] for number in unknown if by_digits[number.lstrip("0")]}
