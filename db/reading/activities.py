"""Activities: dated, for classes, with entries that are counted and never kept."""

from dataclasses import dataclass
from datetime import date

from db.class_names import class_order
from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import Activity, ActivityClass, database
from db.readers.classes import class_id_of
from db.readers.in_words import must_name_no_pupil
from db.store.sql import rows

KINDS = ("essay", "notes", "paper", "story", "science", "contest", "week", "other")
_MOST, _LONGEST_NAME, _LONGEST_TEXT = 9999, 80, 2000


@dataclass(frozen=True)
class Taking:
    """A class that takes part: entries that were counted, and review slips that were handed in for it."""

    class_name: str
    entries: int
    slips: int

    @property
    def all(self) -> int:
        """Both together."""
        return self.entries + self.slips


@dataclass(frozen=True)
class Told:
    """What is written of an activity."""

    results: str = ""
    prizes: str = ""
    photographs: str = ""


@dataclass(frozen=True)
class ActivityFigures:
    """An activity and its classes."""

    activity_id: int
    name: str
    kind: str
    first: date
    last: date
    list_name: str
    told: Told
    classes: tuple[Taking, ...]

    @property
    def entries(self) -> int:
        """Entries and slips of all classes."""
        return sum(one.all for one in self.classes)


def add_activity(
    name: str, kind: str, first: date, last: date, acting: Acting, list_id: int | None = None
) -> int:
    """Plan an activity; its id. Raises BadValue for a name that is taken and for what makes no sense."""
    called = " ".join(name.split())
    if not called or len(called) > _LONGEST_NAME:
        raise BadValue(N_("An activity needs a name of at most {most} characters."), most=_LONGEST_NAME)
    must_name_no_pupil(called)
    if Activity.select().where(Activity.name == called).exists():
        raise BadValue(N_("There is an activity {name} already."), name=called)
    if kind not in KINDS:
        raise BadValue(N_("{value} is not one of: {known}."), value=kind, known=", ".join(KINDS))
    if last < first:
        raise BadValue(N_("{last} is before {first}."), first=first, last=last)
    with database.atomic():
        made = Activity.create(name=called, kind=kind, starts_on=first, ends_on=last, title_list=list_id)
        record(acting, "activity", details={"activity": made.id, "name": called})
    return int(made.id)


def find_activity(name: str) -> Activity:
    """The activity of this name. Raises NotFound with those that there are."""
    found = Activity.get_or_none(Activity.name == " ".join(name.split()))
    if found is None:
        known = ", ".join(row.name for row in Activity.select().order_by(Activity.name))
        raise NotFound(
            N_("There is no activity {name}. The activities are: {known}."), name=name, known=known or "-"
        )
    return found


def activity_at(activity_id: int) -> Activity:
    """An activity that is pointed at. Raises NotFound."""
    found = Activity.get_or_none(Activity.id == activity_id)
    if found is None:
        raise NotFound(N_("There is no such activity any more."))
    return found


def count_entries(activity_id: int, class_name: str, entries: int, acting: Acting) -> None:
    """Say how many entries a class handed in, slips apart. Raises NotFound and BadValue."""
    activity_at(activity_id)
    class_id_of(class_name)
    within(entries, 0, _MOST)
    with database.atomic():
        ActivityClass.insert(activity=activity_id, class_name=class_name, entries=entries).on_conflict(
            conflict_target=[ActivityClass.activity, ActivityClass.class_name],
            update={ActivityClass.entries: entries},
        ).execute()
        record(acting, "activity", details={"activity": activity_id, "class": class_name, "n": entries})


def tell(activity_id: int, told: Told, acting: Acting) -> None:
    """Write down results, prizes, and the names of photographs."""
    activity_at(activity_id)
    with database.atomic():
        Activity.update(
            results=told.results[:_LONGEST_TEXT],
            prizes=told.prizes[:_LONGEST_TEXT],
            photographs=told.photographs[:_LONGEST_TEXT],
        ).where(Activity.id == activity_id).execute()
        record(acting, "activity", details={"activity": activity_id, "told": 1})


def activities(first: date | None = None, last: date | None = None) -> list[ActivityFigures]:
    """All activities, or those that touch these days, the newest first."""
    found = Activity.select().order_by(Activity.starts_on.desc(), Activity.id.desc())
    if first and last:
        found = found.where(Activity.starts_on <= last, Activity.ends_on >= first)
    return [activity_figures(row) for row in found]


def activity_figures(row: Activity) -> ActivityFigures:
    """Count one."""
    entries = dict(rows("SELECT class_name, entries FROM activity_class WHERE activity_id = ?", row.id))
    slips = dict(
        rows(
            "SELECT class_name, COUNT(*) FROM review_slip"
            " WHERE activity_id = ? AND handed_on IS NOT NULL GROUP BY class_name",
            row.id,
        )
    )
    names = sorted({*entries, *slips}, key=lambda name: (not name, class_order(name)))
    return ActivityFigures(
        row.id,
        row.name,
        row.kind,
        row.starts_on,
        row.ends_on,
        row.title_list.name if row.title_list else "",
        Told(row.results, row.prizes, row.photographs),
        tuple(Taking(name, entries.get(name, 0), slips.get(name, 0)) for name in names),
    )
