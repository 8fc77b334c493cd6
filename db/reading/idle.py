"""What the kiosk shows while nobody is there, read from the store a few times a minute."""

from datetime import date, timedelta

from db.answers.counter.idle import Idle
from db.events.record import Acting, record
from db.lessons.timetable import periods_on
from db.models import TitleList, database
from db.reading.activities import activities
from db.reading.classes import class_of_week
from db.reading.figures import list_figures
from db.store import kept
from db.store.sql import rows

_KEY = "idle_screen"
_PINYIN = "idle_pinyin"
_MOST = 5
_NEW = timedelta(days=60)
_WEEK = 22, 28
"""The days of April that are reading week."""


def is_on() -> bool:
    """Whether the idle screen is wanted: until somebody says no, it is."""
    return kept.is_on(_KEY, at_first=True)


def turn(on: bool, acting: Acting) -> None:
    """Say whether it is wanted."""
    with database.atomic():
        kept.switch(_KEY, on)
        record(acting, "library", details={"idle": on})


def has_pinyin() -> bool:
    """Whether it has the pinyin above the characters: not until somebody says so."""
    return kept.is_on(_PINYIN, at_first=False)


def set_pinyin(on: bool, acting: Acting) -> None:
    """Say whether it has."""
    with database.atomic():
        kept.switch(_PINYIN, on)
        record(acting, "library", details={"idle_pinyin": on})


def idle_on(today: date) -> Idle | None:
    """What there is to show on this day; None where it is not wanted."""
    if not is_on():
        return None
    name, titles = _shown_list(today)
    best = class_of_week(today)
    return Idle(
        _new_books(today),
        name,
        titles,
        (best[0], str(best[1])) if best else None,
        (
            *(f"{one.class_name} {one.hours}" for one in periods_on(today)),
            *(one.name for one in activities(today, today)),
        )[:_MOST],
        today.month == 4 and _WEEK[0] <= today.day <= _WEEK[1],
        today.toordinal(),
        pinyin=_pinyin(),
    )


def _pinyin() -> bool:
    if not has_pinyin():
        return False
    from db.searching.toned import toned

    toned("书")  # its words are loaded here, where no screen waits for them
    return True


def _new_books(today: date) -> tuple[str, ...]:
    found = rows(
        "SELECT title.title, MAX(accession_batch.came_on) FROM accession"
        " JOIN accession_batch ON accession_batch.id = accession.batch_id"
        " JOIN copy ON copy.id = accession.copy_id AND copy.status = 'available'"
        " JOIN title ON title.id = copy.title_id"
        " WHERE accession_batch.came_on BETWEEN ? AND ? GROUP BY title.id, title.title"
        " ORDER BY 2 DESC, title.id DESC LIMIT ?",
        today - _NEW,
        today,
        _MOST,
    )
    return tuple(title for title, _on in found)


def _shown_list(today: date) -> tuple[str, tuple[str, ...]]:
    """The list of the month before any other, else the one shown last; the titles that are on the shelf."""
    found = list(TitleList.select().where(TitleList.shown_on <= today, TitleList.ends_on >= today))
    if not found:
        return "", ()
    chosen = max(found, key=lambda row: (row.kind == "month", row.shown_on, row.id))
    there = [row.title for row in list_figures(chosen).titles if row.on_shelf]
    start = today.toordinal() * _MOST % len(there) if there else 0  # other ones each day
    return chosen.name, tuple((there[start:] + there[:start])[:_MOST])
