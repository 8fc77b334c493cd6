"""Running numbers (种次号) for titles whose call number is only a class: proposed, given, undone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from db.callnumber.keys import parse
from db.callnumber.scheme import Scheme
from db.errors import BadValue, NotFound
from db.events.record import Acting, needed_details, record
from db.library.identity import identity
from db.marking import N_
from db.models import Event, database
from db.stock.filing import class_keys, set_call_number
from db.store.sql import rows

VERB = "renumbered"
_LONGEST = 120


@dataclass(frozen=True)
class Proposed:
    """A title and the call number it would get. `labelled`: how many of its copies carry a label by now."""

    title_id: int
    title: str
    before: str
    after: str
    labelled: int


@dataclass(frozen=True)
class Renumbered:
    """What was done: the event by which it is undone, and how many titles were changed.

    `left` counts titles that were given another call number since and stay as they are.
    """

    event_id: int
    titles: int
    left: int = 0


def propose(classes: str = "") -> list[Proposed]:
    """New call numbers in shelf order, for titles of these classes (all if none are given).

    Within a class, numbers go on after the highest there is, in the order in which the titles came in. A call
    number that has a book number already, of whatever kind, stays, and so does one that is not understood.
    Raises BadValue for a scheme other than the Chinese one, and for class numbers that make no sense.
    """
    scheme = identity().scheme
    if scheme.kind != "clc":
        raise BadValue(
            N_("Running numbers belong to the Chinese classification; this library uses another one.")
        )
    found = rows(
        "SELECT id, title, call_number, shelf_key, (SELECT COUNT(DISTINCT copy.id) FROM copy"
        " JOIN barcode ON barcode.copy_id = copy.id WHERE copy.title_id = title.id)"
        " FROM title WHERE call_number <> '' ORDER BY id"
    )
    highest: dict[object, int] = defaultdict(int)
    bare = []
    for id_, title, call_number, key, labelled in found:
        class_and_number = _running_number(call_number, scheme)
        if class_and_number is None:
            continue
        of_class, number = class_and_number
        highest[of_class] = max(highest[of_class], number)
        if not number:
            bare.append((id_, title, call_number, bytes(key), of_class, labelled))
    proposed = []
    low, high = class_keys(classes) if classes else (b"", b"\xff")
    for id_, title, call_number, key, of_class, labelled in bare:
        if not low <= key < high:
            continue
        highest[of_class] += 1
        after = f"{call_number.strip().rstrip('/')}/{highest[of_class]}"
        if len(after) <= _LONGEST:
            proposed.append((key, Proposed(id_, title, call_number, after, labelled)))
    return [proposal for _, proposal in sorted(proposed, key=lambda pair: pair[0])]


def renumber(classes: str, acting: Acting) -> Renumbered:
    """Give titles what `propose` proposes, all or nothing. Raises as it does; NotFound when none is left."""
    with database.atomic():
        proposed = propose(classes)
        if not proposed:
            raise NotFound(N_("Every call number there has a book number already."))
        _give([(one.title_id, one.after) for one in proposed])
        changes = {one.title_id: [one.before, one.after] for one in proposed}
        return Renumbered(record(acting, VERB, details={"titles": changes}), len(proposed))


def take_back(acting: Acting) -> Renumbered:
    """Undo the last renumbering that has not been undone. Raises NotFound when there is none."""
    with database.atomic():
        undone = Event.alias()
        event = (
            Event.select()
            .where(
                Event.verb == VERB,
                Event.id.not_in(
                    undone.select(undone.undoes).where(undone.verb == "undone", undone.undoes.is_null(False))
                ),
            )
            .order_by(Event.id.desc())
            .first()
        )
        if event is None:
            raise NotFound(N_("There is no renumbering to undo."))
        changes = {int(id_): pair for id_, pair in needed_details(event)["titles"].items()}
        now = dict(rows("SELECT id, call_number FROM title"))
        back = [(id_, before) for id_, (before, after) in changes.items() if now.get(id_) == after]
        _give(back)
        record(acting, "undone", undoes=event.id)
    return Renumbered(event.id, len(back), len(changes) - len(back))


def next_number(class_number: str) -> int:
    """The running number after the highest in this class; 0 where the library has none, or for no class."""
    scheme = identity().scheme
    wanted = _running_number(class_number, scheme) if scheme.kind == "clc" else None
    if wanted is None:
        return 0
    highest = 0
    for (call_number,) in rows("SELECT call_number FROM title WHERE call_number <> ''"):
        found = _running_number(call_number, scheme)
        if found and found[0] == wanted[0]:
            highest = max(highest, found[1])
    return highest + 1


def _running_number(call_number: str, scheme: Scheme) -> tuple[object, int] | None:
    """The class, and the running number in it: 0 for a bare class. None where neither can be made out.

    A book number that begins with letters is an author number (著者号) and takes no running number.
    """
    fields = parse(call_number, scheme)
    if fields is None:
        return None
    of_class, book = fields[:3], fields[3:]
    if book == (0,):
        return of_class, 0
    match book:
        case (1 | 2, "", int(number), *_):
            return of_class, number
    return None


def _give(call_numbers: Sequence[tuple[int, str]]) -> None:
    scheme = identity().scheme
    for title_id, call_number in call_numbers:
        set_call_number(title_id, call_number, scheme)
