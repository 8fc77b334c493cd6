"""Lists of titles made: of one's own, of those that come with the program, of what is blocked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.clock import local_day
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.library.terms import term_of
from db.lists.cells import cleaning
from db.marking import N_
from db.models import TitleList, TitleListLine, database
from db.readers.in_words import must_name_no_pupil
from db.store.batches import batches, insert
from db.title_lists.filling import Filled, add_lines
from db.title_lists.kept import COLUMNS, KINDS, KeptList, list_called
from db.title_lists.lines import Line
from db.title_lists.shipped.lists import shipped

FORCES = ("school", "textbook", "curriculum", "guide")
_LONGEST_NAME, _LONGEST_SOURCE = 80, 200
_HALF_A_YEAR = timedelta(days=182)
_HIGHEST_GRADE = 12


@dataclass(frozen=True)
class Plan:
    """What a new list is: see `db.models.TitleList`. Without days it is for the present term."""

    name: str
    kind: str = "recommended"
    force: str = "school"
    source: str = ""
    grades: str = ""
    first: date | None = None
    last: date | None = None


def add_list(plan: Plan, acting: Acting) -> int:
    """Make an empty list; its id. Raises BadValue for a name that is taken and for what makes no sense."""
    name = _free_name(plan.name)
    for value, known in ((plan.kind, KINDS[:-1]), (plan.force, FORCES)):
        if value not in known:
            raise BadValue(N_("{value} is not one of: {known}."), value=value, known=", ".join(known))
    today = local_day(acting.now)
    term = term_of(today)
    first = plan.first or (term.starts_on if term else today)
    last = plan.last or (term.ends_on if term and plan.first is None else first + _HALF_A_YEAR)
    if last < first:
        raise BadValue(N_("{last} is before {first}."), first=first, last=last)
    with database.atomic():
        made = TitleList.create(
            name=name,
            kind=plan.kind,
            force=plan.force,
            source=cleaning.text(plan.source)[:_LONGEST_SOURCE],
            read_at=acting.now,
            grades=grades_of(plan.grades),
            starts_on=first,
            ends_on=last,
        )
        record(acting, "title_list", details={"list": made.id, "name": name})
    return int(made.id)


def make_list(plan: Plan, lines: Sequence[Line], acting: Acting) -> tuple[int, Filled]:
    """Make a list of these titles; its id, and what came of them. Raises as `add_list` and `add_lines`."""
    with database.atomic():
        list_id = add_list(plan, acting)
        return list_id, add_lines(list_id, lines, acting)


def keep_block(name: str, source: str, lines: Sequence[Line], acting: Acting) -> KeptList:
    """Keep a list of what is blocked; nothing of it is measured. Raises BadValue for a name that is taken."""
    name = _free_name(name)
    with database.atomic():
        kept = TitleList.create(
            name=name,
            kind="block",
            source=cleaning.text(source)[:_LONGEST_SOURCE],
            read_at=acting.now,
        )
        values = [(kept.id, line.number, *(getattr(line, field) for field in COLUMNS)) for line in lines]
        for some in batches(values, 200):
            insert(TitleListLine, ("title_list_id", "number", *COLUMNS), some)
        record(acting, "title_list", details={"list": kept.id, "kind": "block", "titles": len(values)})
    return list_called(name)


def _free_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise BadValue(N_("A list needs a name of at most {most} characters."), most=_LONGEST_NAME)
    if TitleList.select().where(TitleList.name == name).exists():
        raise BadValue(N_("There is a list {name} already."), name=name)
    must_name_no_pupil(name)
    return name


def grades_of(text: str) -> str:
    """Grades as they are kept, `1,2`, from what was typed: `1-2`, `3、4`. Raises BadValue."""
    found: set[int] = set()
    for part in filter(None, re.split(r"[,，、\s]+", text.strip())):
        ends = re.fullmatch(r"(\d{1,2})(?:[-–~](\d{1,2}))?", part)
        if not ends:
            raise BadValue(N_("{text} is not a grade. Write grades like this: 3, or 1-2."), text=part)
        first, last = int(ends[1]), int(ends[2] or ends[1])
        within(first, 1, _HIGHEST_GRADE)
        within(last, first, _HIGHEST_GRADE)
        found |= set(range(first, last + 1))
    return ",".join(map(str, sorted(found)))


def take_shipped(name: str, acting: Acting) -> int:
    """Make a list of one that comes with the program, for the present term; its id.

    Raises NotFound with the names that there are, and BadValue where it was taken before.
    """
    known = {one.name: one for one in shipped()}
    found = next((one for own, one in known.items() if "".join(own.split()) == "".join(name.split())), None)
    if found is None:
        raise NotFound(
            N_("No list {name} comes with the program. These do: {known}."),
            name=name,
            known=", ".join(known),
        )
    kind = "required" if found.force == "textbook" else "recommended"
    plan = Plan(found.name, kind, found.force, found.source, found.grades)
    lines = [Line(number, row.title, row.author, also=row.also) for number, row in enumerate(found.rows, 1)]
    return make_list(plan, lines, acting)[0]
