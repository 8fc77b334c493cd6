"""The report: every figure of a period beside those of the period before, a year ago, and the norm."""

from datetime import date

from db.library.terms import term_target
from db.structure.norms import norm_called
from db.term_report.parts import lending, management, reading, stock
from db.term_report.parts.ground import Counts, Ground, ratio
from db.term_report.periods import before, year_before
from db.term_report.shape import SECTIONS, Shape
from db.term_report.signed import signed_report
from db.term_report.values import Figure, Number, Period, Report, Section, Table


def report(period: Period, today: date, profile: str = "") -> Report:
    """Count the report of a period as it is today. Raises BadValue for a profile that there is not."""
    ground = Ground(today, norm_called(profile))
    compared = (
        _counted(period, ground),
        _earlier(before(period), ground),
        _earlier(year_before(period), ground),
    )
    families = _families(compared)
    norms = _norms(period, ground)
    return Report(
        period,
        today,
        ground.norm.name,
        tuple(
            Section(
                name,
                tuple(
                    _figure(shape, compared, families, norms)
                    for shape in shapes
                    if _stands(shape, compared, families)
                ),
                tuple(one for one in _tables(name, period, ground) if one.rows),
            )
            for name, shapes in SECTIONS.items()
        ),
    )


def _counted(period: Period, ground: Ground) -> Counts:
    """The figures of the period that is reported, with those that are only known of today."""
    if not ground.knows(period):
        return {}
    found = _kept_counts(period, ground)
    if ground.is_written(period):
        found |= management.counts_today(period) | lending.counts_today(ground) | reading.people_today()
    return found | _of_several(found)


def _earlier(period: Period | None, ground: Ground) -> Counts:
    """The same of a period that it is compared with: what is only known of today is not known of then."""
    if period is None or not ground.knows(period):
        return {}
    found = _kept_counts(period, ground)
    signed = signed_report(period)  # what a school has signed is what it compares with
    told = (
        {one.name: one.value for section in signed[0].sections for one in section.figures} if signed else {}
    )
    return found | _of_several(found) | told


def _kept_counts(period: Period, ground: Ground) -> Counts:
    of_stock = stock.counts(period, ground)
    return {
        **of_stock,
        **management.counts(period, ground),
        **lending.counts(period, ground, of_stock["stock"]),
        **reading.counts(period),
    }


def _of_several(found: Counts) -> Counts:
    """The ratios of figures of different parts."""
    parts = (
        ("stock_per_pupil", "stock", "pupils", 1),
        ("new_per_pupil", "new", "pupils", 1),
        ("loss_rate", "lost", "loans", 100),
        ("damage_rate", "damaged", "loans", 100),
        ("corner_unread_rate", "corner_unread", "corner_books", 100),
        ("overdue_rate", "overdue", "on_loan", 100),
        ("loans_per_day", "loans", "open_days", 1),
        ("turnover_readers", "loans", "readers", 1),
    )
    made: Counts = {}
    for name, part, whole, times in parts:
        if part in found and (value := ratio(found[part], found.get(whole, 0), times)) is not None:
            made[name] = value
    return made


def _families(compared: tuple[Counts, ...]) -> tuple[set[str], ...]:
    """Of each of the periods, the families of which anything was counted in it or in an earlier one."""
    shapes = [shape for some in SECTIONS.values() for shape in some if shape.family]
    live = [{shape.family for shape in shapes if found.get(shape.name)} for found in compared]
    this, before_, year = live
    return this | before_ | year, before_ | year, year


def _value(shape: Shape, found: Counts, families: set[str]) -> Number | None:
    return None if shape.family and shape.family not in families else found.get(shape.name)


def _stands(shape: Shape, compared: tuple[Counts, ...], families: tuple[set[str], ...]) -> bool:
    return _value(shape, compared[0], families[0]) is not None


def _figure(
    shape: Shape, compared: tuple[Counts, ...], families: tuple[set[str], ...], norms: Counts
) -> Figure:
    value, earlier, a_year = (
        _value(shape, found, kept) for found, kept in zip(compared, families, strict=True)
    )
    assert value is not None
    return Figure(
        shape.name, value, earlier, a_year, norms.get(shape.name), shape.formula, shape.opens, shape.places
    )


def _norms(period: Period, ground: Ground) -> Counts:
    """What the profile and the school's own target ask for; what is asked for a year only of a year."""
    norm = ground.norm
    asked: dict[str, Number | None] = {
        "stock_per_pupil": norm.books_per_pupil,
        "new_per_pupil": norm.new_per_pupil if period.kind == "year" else None,
        "opening_hours": norm.opening_hours,
        "periodicals": norm.periodicals,
        "loans_per_pupil": term_target() if period.kind == "term" else None,
        "card_rate": 100,
        "new_in_time": 100,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _tables(section: str, period: Period, ground: Ground) -> tuple[Table, ...]:
    if not ground.knows(period):
        return ()
    match section:
        case "management":
            return (management.visits_table(period),)
        case "stock":
            return stock.tables(period, ground)
        case "lending":
            return lending.tables(period, ground)
        case "reading":
            return reading.tables(period)
        case "people":
            return (reading.helpers_table(ground),) if ground.is_written(period) else ()
    return ()
